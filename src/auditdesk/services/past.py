"""Use cases on results of checks made before the site worked with the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditdesk.domain.errors import NotFoundError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.past import PastResult, check_past
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, new_id


def keep_past(desk: Desk, results: Sequence[PastResult]) -> list[PastResult]:
    """Keep earlier results, all or none; ids and authorship are filled in here.

    Raises:
        BadInputError: a result lacks its source or its counts make no sense.
    """
    desk.may(Right.PLAN)
    made = [replace(one, id=new_id(), created_by=desk.user.id, created_at=desk.now()) for one in results]
    for one in made:
        check_past(one)
    with desk.begin() as work:
        work.save(*made)
        for one in made:
            work.note(JournalNote("past.add", one.period_end[:7]))
        work.commit()
    return made


def list_past(desk: Desk) -> list[PastResult]:
    """Earlier results, oldest period first."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        return work.find(PastResult, order="period_end", removed=False)


def remove_past(desk: Desk, result_id: str) -> PastResult:
    """Take a wrongly entered result out of lists and trend; the record stays.

    Raises:
        NotFoundError: no such result.
    """
    desk.may(Right.PLAN)
    with desk.begin() as work:
        found = work.get(PastResult, result_id)
        if found is None or found.removed:
            raise NotFoundError(_("没有往期结果“{name}”，用 plan past list 看有哪些。", name=result_id))
        removed = replace(found, removed=True)
        work.save(removed)
        work.note(JournalNote("past.remove", found.period_end[:7]))
        work.commit()
    return removed

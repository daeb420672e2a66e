"""Rows of the violation ledger: one a staff code (REQUIREMENTS B4)."""

from __future__ import annotations

from collections.abc import Iterable

from auditdesk.domain.checklists import Severity, severity_label
from auditdesk.domain.ledger import consequence_label, step_label
from auditdesk.i18n import _
from auditdesk.services.ledger_staff import StaffFile
from auditdesk.ui.pages.run.days import short_day
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.tables import Column

_SEVERITIES = list(Severity)


def ledger_columns(today: str) -> list[Column]:
    """Code, entries, repeats within the period, gravest, open step, suggestion, last day."""

    def last(one: StaffFile) -> str:
        return one.files[0].entry.occurred_on

    def day(one: StaffFile) -> Cell:
        return Cell(short_day(last(one), today), tone="text_2")

    def code(one: StaffFile) -> Cell:
        return Cell(one.staff_code, bold=True)

    return [
        Column(_("客服代号"), code, 116, order=lambda one: one.staff_code),
        Column(_("记录"), _entries, order=lambda one: len(one.files)),
        Column(_("期内重复"), _repeats, 84, right=True, order=lambda one: one.repeats),
        Column(_("最重"), _gravest, 76, order=_weight),
        Column(_("下一步"), _step, 124, order=lambda one: one.waiting is None),
        Column(_("建议处理"), _suggestion, 88, order=lambda one: one.suggestion),
        Column(_("最近"), day, 88, right=True, order=last),
    ]


def fitting_people(people: Iterable[StaffFile], text: str) -> list[StaffFile]:
    """People in whose code, entries' codes or facts every word of the filter occurs."""
    words = text.casefold().split()
    return [one for one in people if all(word in _hay(one) for word in words)]


def _hay(one: StaffFile) -> str:
    parts = [f"{file.entry.code} {file.entry.summary}" for file in one.files]
    return " ".join([one.staff_code, *parts]).casefold()


def _entries(one: StaffFile) -> Cell:
    bad = len(one.files) - one.commendations
    words = [_("违规 {n}", n=bad)] if bad else []
    words += [_("表扬 {n}", n=one.commendations)] if one.commendations else []
    return Cell("・".join(words), tone="text_2")


def _repeats(one: StaffFile) -> Cell:
    if not one.violations:
        return Cell("—", tone="text_3")
    return Cell(str(one.repeats), tone="bad" if one.repeats else "text_2", bold=bool(one.repeats))


def _gravest(one: StaffFile) -> Cell:
    if one.gravest is None:
        return Cell("—", tone="text_3")
    return Cell(severity_label(one.gravest), tone="bad" if one.gravest is Severity.CRITICAL else "")


def _weight(one: StaffFile) -> int:
    return -1 if one.gravest is None else _SEVERITIES.index(one.gravest)


def _step(one: StaffFile) -> Cell:
    following = one.waiting.next if one.waiting else None
    if following is None:
        return Cell(_("已归档"), state=State.CLOSED, tone="text_3")
    return Cell(step_label(following.value), state=State.RUNNING)


def _suggestion(one: StaffFile) -> Cell:
    if not one.suggestion:
        return Cell("—", tone="text_3")
    return Cell(consequence_label(one.suggestion), tone="rev")

"""Rows of 今天 from 清单与依据: reviews that wait for this user, and forms whose review falls due."""

from __future__ import annotations

from collections.abc import Iterator

from auditdesk.domain.checklists import FormState
from auditdesk.domain.life import form_state_label
from auditdesk.domain.people import Right, may
from auditdesk.domain.records import FormText
from auditdesk.i18n import _
from auditdesk.services.approving import my_reviews
from auditdesk.services.desk import Desk
from auditdesk.services.form_life import due_forms
from auditdesk.services.forms import list_forms
from auditdesk.ui.pages.overview_tasks import Task, short_day

_SHOWN = 3


def library_tasks(desk: Desk) -> Iterator[Task]:
    """Reviews first; then due forms that are used here, for those who may revise them (A12: 半年一次)."""
    today, titles = desk.today(), {form.key: form.title for form in list_forms(desk)}
    for part in my_reviews(desk):
        key = part.subject.partition(":")[2]
        stage = form_state_label(FormState(part.stage))
        words = _("审批：{title} {stage}", title=titles.get(key, key), stage=stage)
        late = bool(part.due) and part.due < today
        tone = "bad" if late else "rev" if part.due == today else ""
        yield Task("git-compare-arrows", words, key, short_day(part.due), tone, "library", key)
    if not may(desk.user, Right.MANAGE_FORMS):
        return
    with desk.begin() as work:
        used = {record.form_id for record in work.find(FormText)}
    for one in [each for each in due_forms(desk) if each.form.id in used][:_SHOWN]:
        words = _("半年复审：{title}", title=one.form.title)
        note = _("已过期 {n} 天", n=-one.left) if one.left < 0 else _("剩 {n} 天", n=one.left)
        tone = "bad" if one.left < 0 else ""
        yield Task("calendar-clock", words, note, short_day(one.due), tone, "library", one.form.key)

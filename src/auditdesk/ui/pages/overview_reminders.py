"""Rows of 今天 from the closed loop: what is overdue and whose matter it is, what falls due soon; no Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditdesk.domain.learning_rules import level_label
from auditdesk.domain.people import Right, may
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.reminding import Reminder
from auditdesk.ui.pages.overview_tasks import Task, codes_of, short_day

_SHOWN = 3


def reminder_tasks(desk: Desk, found: Sequence[Reminder], titles: Mapping[str, str]) -> Iterator[Task]:
    """Overdue findings, those due today, single measures, decisions that wait for this user, plans, soon.

    A measure that falls due with its finding is the same row; verifications have one of their own.
    ``titles`` are those of the findings by id.
    """
    findings = [one for one in found if one.kind == "finding"]
    for one in [each for each in findings if each.left < 0][:_SHOWN]:
        words = _("催办 {code} {title}", code=one.code, title=titles.get(one.finding_id, ""))
        yield Task("bell", words, _whose(one), _over(one), "bad", "findings", one.finding_id)
    today = [one for one in findings if one.due == desk.today()]
    if today:
        words = _("今天到期 {codes}", codes=codes_of([one.code for one in today]))
        yield Task("clock", words, "", _("今天到期"), "rev", "findings", today[0].finding_id)
    yield from _measures(found)
    if may(desk.user, Right.REVIEW):
        yield from _decisions(found)
    for one in [each for each in found if each.kind == "problem"][:_SHOWN]:
        yield Task(
            "chart-line", f"{one.code} {one.text}", _whose(one), *_when(one), "findings", one.finding_id
        )
    soon = [one for one in findings if one.left > 0]
    if soon:
        words = _("快到期 {codes}", codes=codes_of([one.code for one in soon]))
        note = _("{n} 个工作日内", n=soon[-1].left)
        yield Task("clock", words, note, short_day(soon[0].due), "", "findings", soon[0].finding_id)


def _measures(found: Sequence[Reminder]) -> Iterator[Task]:
    """Measures with a day of their own."""
    same = {(one.finding_id, one.due) for one in found if one.kind in {"finding", "verify"}}
    own = [one for one in found if one.kind == "action" and (one.finding_id, one.due) not in same]
    for one in own[:_SHOWN]:
        words = _("措施 {code} {text}", code=one.code, text=one.text)
        yield Task("list-checks", words, _whose(one), *_when(one), "findings", one.finding_id)


def _decisions(found: Sequence[Reminder]) -> Iterator[Task]:
    """Appeals and requests for a later day, one row each kind."""
    for kind, icon, word in (
        ("appeal", "message-square", _("复议申诉")),
        ("extension", "calendar-clock", _("批复延期")),
    ):
        own = [one for one in found if one.kind == kind]
        if own:
            words = f"{word} {codes_of([one.code for one in own])}"
            yield Task(icon, words, _whose(own[0]), *_when(own[0]), "findings", own[0].finding_id)


def _whose(one: Reminder) -> str:
    """The owner, and who above must act by now (rules, escalation)."""
    owner = _("责任人 {name}", name=one.owner) if one.owner else ""
    above = _("已升级：{level}", level=level_label(one.level)) if one.level not in {"", "owner"} else ""
    return "・".join(part for part in (owner, above) if part)


def _over(one: Reminder) -> str:
    return _("逾期 {n} 工作日", n=-one.left)


def _when(one: Reminder) -> tuple[str, str]:
    """Words of the day and their tone."""
    if one.left < 0:
        return _over(one), "bad"
    return (short_day(one.due), "") if one.left else (_("今天到期"), "rev")

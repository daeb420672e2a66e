"""Blocks of the pane: measures with their ticks, the deadline in working days, the history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import takewhile

from auditdesk.domain.findings import (
    SETTLED,
    Action,
    ActionState,
    effective_deadline,
    is_overdue,
    outcome_label,
)
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.finding_story import Story
from auditdesk.services.rectifying import FindingFile
from auditdesk.ui.pages.rectify.rows import FindingRow
from auditdesk.ui.pages.run.days import day_words, short_day
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.strips import Workday, WorkdayStrip
from auditdesk.ui.widgets.switch import CheckBox
from auditdesk.ui.widgets.text import Elided, Text

_MOST_DAYS = 24
"""More working days than this are not drawn one by one."""


def measures(
    file: FindingFile, add: Callable[[str], object], move: Callable[[Action, ActionState], object]
) -> Block:
    """Measures with a box each; Enter in the line below adds one."""
    done = sum(one.state is ActionState.DONE for one in file.actions)
    owner = Text(_("责任人 {name}", name=file.finding.owner or _("待指定")), "small", "text_3")
    block = Block(_("整改措施"), right=owner)
    if file.actions:
        tone = "ok" if done == len(file.actions) else "text_2"
        block.note(_("{n} / {all} 完成", n=done, all=len(file.actions)), tone)
    closed = file.finding.state in SETTLED
    for action in file.actions:
        box = CheckBox(action.measure, checked=action.state is ActionState.DONE)
        box.setEnabled(not closed)
        box.clicked.connect(partial(_toggle, box, action, move))
        day = action.done_on or action.due
        block.add(row(box, None, Text(f"{action.owner} {day[5:]}".strip(), "small", "text_3")))
    if not closed:
        field = LineField(hint=_("写一条措施，按 Enter 添加"), says=_("整改措施"))
        field.returnPressed.connect(lambda: add(field.text().strip()))
        block.add(field)
    return block


def _toggle(
    box: CheckBox, action: Action, move: Callable[[Action, ActionState], object], *_checked: object
) -> None:
    """Qt calls a partial with or without the new state; the box knows it."""
    move(action, ActionState.DONE if box.isChecked() else ActionState.IN_PROGRESS)


def deadline(desk: Desk, each: FindingRow) -> Block:
    """The term as boxes, one a working day."""
    finding = each.finding
    today = date.fromisoformat(each.today)
    start = date.fromisoformat(finding.found_on or each.today)
    term = _("{day} 起 {n} 个工作日", day=short_day(finding.found_on, each.today), n=finding.deadline_days)
    block = Block(_("期限"), right=Elided(term if finding.deadline_days else "", "small", "text_3"))
    if not finding.deadline:
        block.note(_("还没有期限"), "rev")
        return block
    words = day_words(effective_deadline(finding), each.today)
    if finding.extension_by:
        words = _("{day}（原 {before}）", day=words, before=short_day(finding.deadline, each.today))
    block.note(f"{words}  {_urgency(each)}".strip(), _tone(each))
    end = date.fromisoformat(finding.deadline)
    days = list(takewhile(lambda day: day <= end, desk.calendar().working_days_after(start)))
    if days and len(days) <= _MOST_DAYS:
        strip = WorkdayStrip()
        boxes = [
            Workday(f"{day.day}", place > 0 and (day - days[place - 1]).days > 1, _day_tone(day, today, end))
            for place, day in enumerate(days)
        ]
        strip.set_days(boxes, len(days) - 1, words)
        block.add(strip)
    return block


def _day_tone(day: date, today: date, end: date) -> str:
    if day == end:
        return "bad" if end < today else "rev" if end == today else "accent"
    return "accent" if day <= today else ""


def _urgency(each: FindingRow) -> str:
    if each.closed or each.left is None:
        return ""
    if is_overdue(each.finding, each.today):
        return _("逾期 {n} 个工作日", n=max(1, -each.left))
    return _("今天到期") if each.left == 0 else _("还有 {n} 个工作日", n=each.left)


def _tone(each: FindingRow) -> str:
    if each.closed or each.left is None:
        return "text_2"
    if is_overdue(each.finding, each.today):
        return "bad"
    return "rev" if each.finding.deadline == each.today else "text_2"


def history(told: Story, names: dict[str, str]) -> Block:
    """What happened, newest first."""
    told_in_order = sorted(enumerate(_events(told, names)), key=lambda each: (each[1][0], each[0]))
    events = [event for _place, event in reversed(told_in_order)]
    block = Block(_("经过"), right=Text(_("共 {n} 条", n=len(events)), "small", "text_3"))
    for place, (day, words) in enumerate(events):
        label = Text(day[5:10], "small", "text_3")
        label.setFixedWidth(46)
        dot = Text("●", "tiny", "accent" if place == 0 else "text_3")
        line = row(label, dot, Text(words, "small", wrap=True))
        line.setStretch(2, 1)
        block.add(line)
    return block


def _events(told: Story, names: dict[str, str]) -> list[tuple[str, str]]:
    finding = told.file.finding
    events = [(finding.created_at[:10], _("{name} 建立问题", name=names.get(finding.created_by, "")))]
    for action in told.file.actions:
        events.append((action.created_at[:10], _("措施：{text}", text=action.measure)))
        if action.done_on:
            who = names.get(action.done_by, action.owner)
            events.append((action.done_on, _("{name} 完成措施：{text}", name=who, text=action.measure)))
    if told.draw is not None:
        who = names.get(told.draw.drawn_by, "")
        words = _("{name} 抽取新样本 {n} 条，开始验证", name=who, n=len(told.draw.ids))
        events.append((told.draw.drawn_at[:10], words))
    for check in told.file.verifications:
        word = _("通过") if check.result == "passed" else _("未通过")
        words = _(
            "{name} 验证{word}：{n} / {all} 符合", name=check.verified_by, word=word, n=check.passed,
            all=check.sample_size,
        )  # fmt: skip
        events.append((check.verified_on, f"{words}。{check.note}" if check.note else words))
    for asked in told.extensions:
        day = (asked.decided_at or asked.asked_at)[:10]
        words = (
            _("延期到 {day}", day=asked.until)
            if asked.decision == "approved"
            else _("申请延期到 {day}", day=asked.until)
        )
        events.append((day, words))
    for appeal in told.appeals:
        events.append((appeal.raised_on, _("{who} 申诉：{text}", who=appeal.raised_by, text=appeal.reason)))
        if appeal.outcome:
            words = _("{name} 复议：{outcome}", name=appeal.decided_by, outcome=outcome_label(appeal.outcome))
            events.append((appeal.decided_on, words))
    return events

"""Figures and cards of 工作台, made from an `Overview`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from auditdesk.domain.audits import AuditState, ReviewDecision, state_label
from auditdesk.domain.findings import Finding, FindingState, is_overdue
from auditdesk.domain.fixlist import AuditFile, Rule, rule_label
from auditdesk.domain.scoring import Score, one_decimal
from auditdesk.i18n import _
from auditdesk.ui.pages.overview import Overview, Task, short_day
from auditdesk.ui.widgets.bars import ShareBar
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.stats import Stat
from auditdesk.ui.widgets.tables import Column
from auditdesk.ui.widgets.text import Elided, Text
from auditdesk.ui.widgets.text import Rule as Hairline

Go = Callable[[str, object], object]
_BOXES = 4
_LINE = (16, 7, 16, 7)


def task_columns() -> list[Column]:
    """Rows of 今天 are (number, task)."""

    def first(entry: tuple[int, Task]) -> Cell:
        return Cell(entry[1].text, icon=entry[1].icon)

    def due(entry: tuple[int, Task]) -> Cell:
        return Cell(entry[1].due, tone=entry[1].tone, bold=bool(entry[1].tone))

    return [
        Column(_("事项"), first),
        Column(_("说明"), lambda entry: Cell(entry[1].note, tone="text_2"), 190),
        Column(_("期限"), due, 110, right=True),
        Column("", lambda entry: Cell(str(entry[0]), tone="text_3"), 44, right=True),
    ]


def audit_stat(seen: Overview) -> tuple[Stat, QWidget]:
    """The audit in hand: answered of all, and until when."""
    if seen.file is None or seen.score is None:
        raise ValueError("there is no audit in hand")
    tally, audit = seen.score.tally, seen.file.audit
    words = [(_("还剩 {n} 项", n=tally.unanswered), "text_2")]
    if audit.due and seen.days_left is not None:
        late = seen.days_left < 0
        left = _("逾期 {n} 个工作日", n=-seen.days_left) if late else _("{n} 个工作日", n=seen.days_left)
        words.append(
            (_("・截止 {day}（{left}）", day=short_day(audit.due), left=left), "bad" if late else "text_2")
        )
    shares = (("ok", tally.passed), ("bad", tally.failed), ("na", tally.not_applicable + tally.recorded))
    bar = ShareBar(*shares, total=max(1, tally.total))
    return Stat(audit.title, str(tally.answered), _("/ {n} 项", n=tally.total), words), bar


def rate_stat(score: Score) -> Stat:
    """The rate as it stands with its arithmetic; a veto stands beside it."""
    tally = score.tally
    value = "–" if tally.rate is None else f"{one_decimal(100 * tally.rate)}%"
    ids = " ".join(hit.item_id for hit in score.vetoes)
    words = _("{passed} ÷（{passed} + {failed}）", passed=tally.passed, failed=tally.failed)
    if tally.not_applicable:
        words += _("，{n} 项不适用不计", n=tally.not_applicable)
    if tally.rate is None:
        words = _("还没有计入的答案")
    veto = _("单项否决 {ids}", ids=ids) if ids else ""
    return Stat(_("当前合规率"), value, "", [(words, "text_2")], veto)


def findings_stat(seen: Overview) -> Stat:
    """Open findings: overdue, due today, drafts."""
    late = sum(is_overdue(one, seen.today) for one in seen.findings)
    due = sum(one.deadline == seen.today for one in seen.findings)
    drafts = sum(one.state is FindingState.DRAFT for one in seen.findings)
    parts = [(_("逾期 {n}", n=late), "bad")] if late else []
    rest = [_("今天到期 {n}", n=due)] if due else []
    rest += [_("草稿 {n}", n=drafts)] if drafts else []
    if rest:
        parts.append((("・" if parts else "") + "・".join(rest), "text_2"))
    return Stat(_("未关闭问题"), str(len(seen.findings)), "", parts or [(_("没有逾期"), "text_2")])


def review_stat(file: AuditFile) -> Stat:
    """Answers waiting for the second person."""
    answers = [answer for answer in file.answers.values() if answer.verdict]
    done = sum(answer.review == ReviewDecision.CONFIRMED for answer in answers)
    back = sum(answer.review == ReviewDecision.RETURNED for answer in answers)
    words = [(_("已确认 {n}", n=done), "text_2")]
    if back:
        words += [("・", "text_2"), (_("退回 {n}", n=back), "rev")]
    return Stat(_("待复核"), str(len(answers) - done - back), "", words)


def evidence_stat(seen: Overview) -> Stat:
    """Pieces kept and those whose masking waits for a person."""
    words = (
        (_("待确认脱敏 {n}", n=seen.to_mask), "rev") if seen.to_mask else (_("没有待确认的脱敏"), "text_2")
    )
    return Stat(_("证据"), str(seen.evidence), _("件"), [words])


def _line(*content: QWidget | int | None) -> QHBoxLayout:
    return row(*content, margins=_LINE)


def _list(card: Card, lines: list[QHBoxLayout], empty: str) -> Card:
    for place, line in enumerate(lines):
        if place:
            card.add(Hairline())
        card.add(line)
    if not lines:
        card.add_padded(Text(empty, tone="text_3", wrap=True))
    card.fill()
    return card


def due_card(seen: Overview, go: Go) -> Card:
    """Open findings as boxes by due date, so that three boxes are three findings."""
    card = Card(_("整改措施・按期限"), _("未关闭 {n} 项", n=len(seen.findings)) if seen.findings else "")
    lines = []
    for group in seen.groups:
        word, count = (
            Text(group.word, tone=group.tone or "text"),
            Text(str(len(group.findings)), "strong", group.tone or "text"),
        )
        word.setFixedWidth(56)
        count.setFixedWidth(24)
        line = _line(word, count, *[_box(one, group.tone, go) for one in group.findings[:_BOXES]])
        if len(group.findings) > _BOXES:
            line.addWidget(Text(f"+{len(group.findings) - _BOXES}", "small", "text_3"))
        line.addStretch(1)
        lines.append(line)
    return _list(card, lines, _("没有未关闭的问题。判为不合规的检查项会在这里成为问题。"))


def _box(one: Finding, tone: str, go: Go) -> Chip:
    waits = one.state is FindingState.TO_VERIFY
    chip = Chip(one.code, "accent" if waits else "bad" if tone == "bad" else "", opens=True)
    chip.opened.connect(partial(go, "findings", one.id))
    return chip


def todo_card(seen: Overview, go: Go) -> Card:
    """待办检查 of the audit in hand, counted by rule; the link jumps to the first row."""
    blocking = [todo for todo in seen.todos if todo.blocking]
    card_link = KeyButton(_("自查页"), "link")
    if seen.file is not None:
        card_link.clicked.connect(partial(_open, go, "audits", seen.file.audit.id))
    card = Card(_("待办检查"), _("{n} 项", n=len(blocking)) if blocking else "", card_link)
    card_link.setVisible(seen.file is not None)
    counts = Counter(todo.rule for todo in blocking)
    rules = [rule for rule in Rule if counts[rule]][:5]
    lines = [
        _line(Elided(rule_label(rule)), None, Text(str(counts[rule]), "strong", "rev")) for rule in rules
    ]
    empty = _("没有挡住签名的事项。") if seen.file else _("计划一次自查后，签名前还缺什么会列在这里。")
    return _list(card, lines, empty)


def _open(go: Go, page: str, target: object, _checked: object = None) -> None:
    go(page, target)


def coming_card(seen: Overview) -> Card:
    """Audits that are not signed, by date."""
    card = Card(_("接下来"), _("自查") if seen.coming else "")
    lines = []
    for audit in seen.coming[:5]:
        state = Chip(state_label(audit.state), "" if audit.state is AuditState.PLANNED else "accent")
        lines.append(
            _line(Elided(audit.title), None, state, 8, Text(short_day(audit.due or audit.period_end)))
        )
    return _list(card, lines, _("还没有计划的自查。"))

"""Cards of 工作台 below the figures, made from an `Overview`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from auditdesk.domain.findings import Finding, FindingState
from auditdesk.domain.scoring import Score
from auditdesk.domain.sharing import ShareStatus
from auditdesk.i18n import _
from auditdesk.ui.pages.overview import Coming, Overview
from auditdesk.ui.pages.overview_tasks import Task, short_day
from auditdesk.ui.pages.syncing.words import amount, state_words
from auditdesk.ui.widgets.bars import ShareBar
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.painting import text_width
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Elided, Icon, Text
from auditdesk.ui.widgets.text import Rule as Hairline

Go = Callable[[str, object], object]
_BOXES = 5
_LINE = (16, 7, 16, 7)
_GROUPS = {
    "answer": "answers", "comment": "answers", "evidence": "evidence", "evidence_link": "evidence",
    "mark": "evidence", "mask_decision": "evidence", "mask_review": "evidence", "finding": "findings",
    "problem": "findings", "action": "findings", "verification": "findings", "appeal": "findings",
    "audit": "audits", "plan": "audits", "plan_date": "audits", "past_result": "audits",
}  # fmt: skip


def task_columns() -> list[Column]:
    """Rows of 今天 are (number, task)."""

    def first(entry: tuple[int, Task]) -> Cell:
        return Cell(entry[1].text, icon=entry[1].icon)

    def due(entry: tuple[int, Task]) -> Cell:
        return Cell(entry[1].due, tone=entry[1].tone, bold=bool(entry[1].tone))

    return [
        Column(_("事项"), first),
        Column(_("说明"), lambda entry: Cell(entry[1].note, tone="text_2"), 178),
        Column(_("期限"), due, 128, right=True),
        Column("", lambda entry: Cell(str(entry[0]), tone="text_3"), 40, right=True),
    ]


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
    legend = [
        part for tone, word in (("bad", _("逾期")), ("", _("进行中")), ("accent", _("待验证")))
        for part in (Chip(" ", tone, height=10), Text(word, "small", "text_3"))
    ] if seen.findings else []  # fmt: skip
    count = _("未关闭 {n} 项", n=len(seen.findings)) if seen.findings else ""
    card = Card(_("整改措施・按期限"), count, *legend)
    lines = []
    widest = round(max([56.0, *(text_width(group.word) + 2 for group in seen.groups)]))
    for group in seen.groups:
        word = Text(group.word, tone=group.tone or "text")
        number = Text(str(len(group.findings)), "strong", group.tone or "text")
        word.setFixedWidth(widest)
        number.setFixedWidth(20)
        line = _line(word, number, *[_box(one, group.tone, go) for one in group.findings[:_BOXES]])
        if len(group.findings) > _BOXES:
            line.addWidget(Text(f"+{len(group.findings) - _BOXES}", "small", "text_3"))
        line.addStretch(1)
        lines.append(line)
    return _list(card, lines, _("没有未关闭的问题。判为不合规的检查项会在这里成为问题。"))


def _box(one: Finding, tone: str, go: Go) -> Chip:
    waits = one.state is FindingState.TO_VERIFY
    chip = Chip(one.code, "accent" if waits else "bad" if tone == "bad" else "", opens=True)
    chip.setToolTip(one.title or one.description)
    chip.opened.connect(partial(go, "findings", one.id))
    return chip


def share_card(seen: Overview, go: Go) -> Card:
    """What no other laptop has yet: counts by kind, bytes of files, and how the share stands."""
    link = KeyButton(_("同步页"), "link")
    link.clicked.connect(lambda: go("sync", None))
    share = seen.share
    if share is None or not share.joined:
        card = Card(_("尚未同步"), "", link)
        return _list(card, [], _("这个工作区还没有共享目录。建立以后，没有送出的变更会按类列在这里。"))
    card = Card(_("尚未同步"), _("{n} 项", n=share.waiting) if share.waiting else "", link)
    lines = []
    for word, count, size in waiting_lines(share):
        number, bytes_ = Text(str(count), "strong"), Text(amount(size) if size else "", tone="text_3")
        bytes_.setFixedWidth(72)
        lines.append(_line(Elided(word), None, number, bytes_))
    _list(card, lines, _("没有等待送出的变更。"))
    words, icon, tone = state_words(share, seen.now)
    card.foot(Icon(icon, tone=tone or "text_2"), Text(share.last_problem or words, "small", "text_2"))
    return card


def waiting_lines(share: ShareStatus) -> list[tuple[str, int, int]]:
    """Word, entities and bytes of files per group, as far as there are any."""
    counts: Counter[str] = Counter()
    for segment in share.segments:
        for kind, count in segment.counts.items():
            counts[_GROUPS.get(kind, "rest")] += count
    counts["evidence"] += len(share.outgoing)
    words = {
        "answers": _("检查结果"), "evidence": _("证据和文件"), "findings": _("问题与措施"),
        "audits": _("自查与计划"), "rest": _("其他"),
    }  # fmt: skip
    size = sum(one.size for one in share.outgoing)
    return [
        (word, counts[name], size if name == "evidence" else 0)
        for name, word in words.items()
        if counts[name]
    ]


class ComingCard(Card):
    """接下来: what is running, what the plans ask for, which reviews fall due; Enter opens a line."""

    def __init__(self, seen: Overview, go: Go) -> None:
        link = KeyButton(_("全部计划"), "link")
        link.clicked.connect(lambda: go("audits", "calendar"))
        super().__init__(_("接下来"), _("自查与修订"), link)
        self.table = TableView(_coming_columns(), says=_("接下来"))
        self.table.horizontalHeader().hide()
        self.table.opened.connect(lambda line: go(line.page, line.target))
        self.table.set_rows(list(seen.coming))
        if seen.coming:
            self.add(self.table, 1)
        else:
            self.table.hide()
            self.add_padded(Text(_("还没有计划。定好周期，到期的自查会列在这里。"), tone="text_3", wrap=True))
            self.fill()


def _coming_columns() -> list[Column]:
    def state(line: Coming) -> Cell:
        if line.tone == "plain":
            return Cell(line.state, tone="text_2")
        return Cell("", chip=line.state, chip_tone=line.tone)

    return [
        Column(_("事项"), lambda line: line.title),
        Column(_("状态"), state, 104),
        Column(_("日期"), lambda line: short_day(line.day), 72, right=True),
    ]


def section_bars(score: Score) -> QWidget:
    """按分类: each section's rate with its fraction, in the order of the form."""
    inside = QWidget()
    grid = QGridLayout(inside)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(2)
    for line, part in enumerate(score.sections):
        tally = part.tally
        bar = ShareBar(("ok", tally.passed), ("bad", tally.failed), total=max(1, tally.denominator))
        rate = "–" if tally.rate is None else f"{100 * tally.rate:.0f}%"
        name = Elided(f"{part.id} {part.title}")
        grid.addWidget(name, line, 0)
        grid.addWidget(bar, line, 1)
        grid.addWidget(Text(f"{tally.passed}/{tally.denominator}", "small", "text_3"), line, 2)
        grid.addWidget(Text(rate, "strong"), line, 3)
        bar.setAccessibleName(f"{part.title} {tally.passed}/{tally.denominator} {rate}")
    grid.setColumnStretch(0, 5)
    grid.setColumnStretch(1, 4)
    grid.setRowStretch(len(score.sections), 1)
    return inside

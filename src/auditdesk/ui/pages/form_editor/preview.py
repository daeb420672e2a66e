"""The item as the auditor will meet it: texts, sample, answer control, and what the answer will ask for."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from auditdesk.domain.checklists import AnswerType, Item, severity_label
from auditdesk.i18n import _
from auditdesk.ui.pages.form_editor.words import answer_type_choices, verdict_choices
from auditdesk.ui.pages.run.answer_box import AnswerBox
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.segmented import AnswerControl, answer_parts
from auditdesk.ui.widgets.text import Text


class ItemPreview(QWidget):
    """A card to look at; what is pressed in it is forgotten with the next item."""

    def __init__(self, today: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text("", "strong", wrap=True)
        self._veto = Chip(_("单项否决"), "solid", icon="circle-x")
        self._weight, self._severity = Chip(""), Chip("")
        self.facts = {name: Text("", "small", wrap=True) for name in ("check", "standard", "method")}
        self.control = AnswerControl([replace(part, key="") for part in answer_parts()])
        self.box = AnswerBox(today)
        self.answer = Text("", "small", wrap=True)
        self.asks = Text("", "small", "rev", wrap=True)
        self.basis = Text("", "small", "accent", wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        words = {"check": _("内容"), "standard": _("标准"), "method": _("方式")}
        for line, (name, text) in enumerate(self.facts.items()):
            label = Text(words[name], "small", "text_3")
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, line, 1)
        grid.setColumnStretch(1, 1)
        chips = row(self._veto, self._weight, self._severity, None, gap=6)
        parts = (self.control, self.box, self.answer, self.asks, self.basis)
        self.setLayout(column(self._title, chips, grid, *parts, gap=6))

    def show_item(self, item: Item) -> None:
        """Show an item."""
        self._title.setText(f"{item.id} {item.title}".strip())
        self._veto.setVisible(item.veto)
        self._weight.set_chip(_("权重 {n}", n=f"{item.weight:g}"))
        self._severity.set_chip(_("严重度 {word}", word=severity_label(item.severity)))
        for name, text in self.facts.items():
            text.setText(getattr(item, name) or "—")
        plain = item.answer_type is AnswerType.PASS_FAIL
        self.control.setVisible(plain)
        self.control.set_value("")
        self.box.setVisible(not plain)
        if not plain:
            self.box.show_item(item, None, asked=True)
        self.answer.setText(answer_words(item))
        asks = asks_words(item)
        self.asks.setText(asks)
        self.asks.setVisible(bool(asks))
        lines = [" ".join(filter(None, (one.document, one.version, one.clause))) for one in item.basis]
        self.basis.setText("\n".join(lines))
        self.basis.setVisible(bool(lines))


def answer_words(item: Item) -> str:
    """How it will be answered, with sample, limits and choices."""
    kind = item.answer_type
    word = dict(answer_type_choices())[kind.value]
    parts = [_("答题：{how}", how=word)]
    if kind in (AnswerType.CHOICE, AnswerType.MULTI_CHOICE):
        marked = (f"{one} ✓" if one in item.passing_choices else one for one in item.choices)
        parts.append(" / ".join(marked))
    if kind is AnswerType.POINTS:
        parts.append(_("满分 {n}", n=f"{item.max_points:g}"))
    if kind is AnswerType.SCORE:
        parts.append(_("{n} 分起合规", n=f"{item.pass_score:g}"))
    limit = item.threshold
    if kind is AnswerType.NUMBER and limit is not None:
        if limit.at_least is not None:
            parts.append(f"≥ {limit.at_least:g} {limit.unit}".strip())
        if limit.at_most is not None:
            parts.append(f"≤ {limit.at_most:g} {limit.unit}".strip())
    if item.sample_size:
        parts.append(_("抽样 {n} 个", n=item.sample_size))
    return _("・").join(parts)


def asks_words(item: Item) -> str:
    """Which answers ask for evidence or a note, and when the item applies at all."""
    words = dict(verdict_choices())
    lines = []
    for label, answers in ((_("须附证据"), item.evidence_on), (_("须写说明"), item.note_on)):
        if answers:
            named = _("、").join(words.get(one, one) for one in answers)
            lines.append(_("{answers}时{what}", answers=named, what=label))
    if item.condition is not None:
        named = _("、").join(words.get(one, one) for one in item.condition.answers)
        lines.append(_("仅当 {item} 为{answers}时适用", item=item.condition.item, answers=named))
    return "\n".join(lines)

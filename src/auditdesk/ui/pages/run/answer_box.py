"""The answer of one item: the three-part control, or a value, choice or text with 不适用 beside it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.audits import Answer, Verdict, verdict_label
from auditdesk.domain.checklists import AnswerType, Item
from auditdesk.i18n import _
from auditdesk.services.answering import Entry
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import ComboField, LineField
from auditdesk.ui.widgets.layouts import clear, row
from auditdesk.ui.widgets.segmented import AnswerControl
from auditdesk.ui.widgets.switch import CheckBox
from auditdesk.ui.widgets.text import Text

_CHOICES = (AnswerType.CHOICE, AnswerType.MULTI_CHOICE)


class AnswerBox(QWidget):
    """Shows the control that fits the item's answer type.

    Signals:
        entered: an `Entry` the user made.
    """

    entered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = AnswerControl()
        self.control.answered.connect(lambda verdict: self.entered.emit(Entry(verdict=verdict)))
        self._other = QWidget()
        self._line = row()
        self._other.setLayout(self._line)
        self._shown = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.control)
        layout.addWidget(self._other)

    def show_item(self, item: Item, answer: Answer | None) -> None:
        """Show an item's answer; the same item with the same answer is left alone."""
        plain = item.answer_type is AnswerType.PASS_FAIL
        self.control.setVisible(plain)
        self._other.setVisible(not plain)
        if plain:
            self.control.set_value(answer.verdict if answer else "")
            return
        mark = f"{item.text_hash}{answer.verdict if answer else ''}{answer.value if answer else ''}"
        mark += "|".join(answer.choices) if answer else ""
        if mark != self._shown:
            self._shown = mark
            self._fill(item, answer)

    def _fill(self, item: Item, answer: Answer | None) -> None:
        clear(self._line)
        if item.answer_type in _CHOICES:
            self._fill_choices(item, answer)
        else:
            self._fill_value(item, answer)
        verdict = answer.verdict if answer else ""
        self._line.addWidget(Text(verdict_label(verdict), "strong", _tone(verdict)))
        absent = KeyButton(_("不适用"), key="3")
        absent.clicked.connect(lambda: self.entered.emit(Entry(verdict=Verdict.NOT_APPLICABLE.value)))
        self._line.addWidget(absent)

    def _fill_value(self, item: Item, answer: Answer | None) -> None:
        hint = {
            AnswerType.NUMBER: _("填数字"),
            AnswerType.SCORE: _("0 到 100 分"),
            AnswerType.POINTS: _("得分，满分 {n}", n=f"{item.max_points:g}"),
            AnswerType.DATE: _("日期，如 2026-11-17"),
        }.get(item.answer_type, _("填写"))
        field = LineField(answer.value if answer else "", hint, says=_("检查结果"))
        field.setFixedHeight(40)
        field.editingFinished.connect(lambda: self._value(field, answer))
        self._line.addWidget(field, 1)
        if item.threshold is not None:
            self._line.addWidget(Text(item.threshold.unit, "small", "text_3"))

    def _value(self, field: LineField, answer: Answer | None) -> None:
        if field.text() != (answer.value if answer else ""):
            self.entered.emit(Entry(value=field.text().strip()))

    def _fill_choices(self, item: Item, answer: Answer | None) -> None:
        chosen = answer.choices if answer else ()
        if item.answer_type is AnswerType.CHOICE:
            combo = ComboField(_("选一项"), says=_("检查结果"), height=40)
            combo.set_choices([(one, one) for one in item.choices], chosen[0] if chosen else "")
            combo.picked.connect(lambda value: self.entered.emit(Entry(choices=(value,))))
            self._line.addWidget(combo, 1)
            return
        boxes = [CheckBox(one, checked=one in chosen) for one in item.choices]
        for box in boxes:
            box.clicked.connect(lambda: self.entered.emit(Entry(choices=_ticked(boxes))))
            self._line.addWidget(box)
        self._line.addStretch(1)


def _ticked(boxes: list[CheckBox]) -> tuple[str, ...]:
    return tuple(box.text() for box in boxes if box.isChecked())


def _tone(verdict: str) -> str:
    return {Verdict.PASS.value: "ok", Verdict.FAIL.value: "bad"}.get(verdict, "text_3")

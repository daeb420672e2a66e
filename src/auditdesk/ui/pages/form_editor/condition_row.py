"""The condition of an item: it applies only when another item was answered in one of these ways."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import Verdict
from auditdesk.domain.checklists import AnswerType, Condition, Form, Item
from auditdesk.i18n import _
from auditdesk.ui.pages.form_editor.words import verdict_choices
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField
from auditdesk.ui.widgets.layouts import clear, column, row
from auditdesk.ui.widgets.switch import CheckBox

_CHOICES = (AnswerType.CHOICE, AnswerType.MULTI_CHOICE)


class ConditionRow(QWidget):
    """Which item, and which of its answers.

    Signals:
        edited: a `Condition`, or None when the item always applies.
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.other = ComboField(says=_("仅当另一项"))
        self.other.picked.connect(self._picked)
        self._line = row(gap=16)
        self.boxes: dict[str, CheckBox] = {}
        self._form: Form | None = None
        self._shown: tuple[object, ...] = ()
        self.setLayout(
            column(Field(_("仅当另一项的结果是（条件）"), self.other, above=True), self._line, gap=4)
        )

    def put(self, form: Form, item: Item) -> None:
        """Show an item's condition."""
        self._form = form
        choices = [(one.id, f"{one.id} {one.title}") for one in form.items() if one.id != item.id]
        mark = (item.condition, tuple(choices), item.id)
        if mark == self._shown:
            return
        self._shown = mark
        chosen = item.condition.item if item.condition else ""
        self.other.set_choices([("", _("总是适用")), *choices], chosen)
        self._show_answers(item.condition)

    def value(self) -> Condition | None:
        """What is chosen."""
        ticked = tuple(value for value, box in self.boxes.items() if box.isChecked())
        return Condition(self.other.value(), ticked) if self.other.value() and ticked else None

    def _picked(self, number: str) -> None:
        answers: tuple[str, ...] = (Verdict.FAIL.value,)
        other = self._form.item(number) if self._form else None
        if other is not None and other.answer_type in _CHOICES:
            answers = other.choices[:1]
        self._show_answers(Condition(number, answers) if number else None)
        self.edited.emit(self.value())

    def _show_answers(self, condition: Condition | None) -> None:
        clear(self._line)
        self.boxes = {}
        other = self._form.item(condition.item) if self._form and condition else None
        if condition is None:
            return
        offered = verdict_choices()
        if other is not None and other.answer_type in _CHOICES:
            offered += [(one, one) for one in other.choices]
        known = {value for value, _word in offered}
        offered += [(one, one) for one in condition.answers if one not in known]
        for value, word in offered:
            box = CheckBox(word, checked=value in condition.answers)
            box.setAccessibleName(_("条件：{word}", word=word))
            box.clicked.connect(lambda _checked: self.edited.emit(self.value()))
            self.boxes[value] = box
            self._line.addWidget(box)
        self._line.addStretch(1)

"""The answer of one item: the control that fits its type, 不适用 beside it, and why it may not be asked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.audits import Answer, Verdict
from auditdesk.domain.checklists import AnswerType, Item
from auditdesk.domain.counting import copied
from auditdesk.i18n import _
from auditdesk.services.answering import Entry
from auditdesk.ui.pages.run.answer_choices import ChoicePart
from auditdesk.ui.pages.run.answer_parts import AnswerPart, DatePart, ScorePart, ValuePart
from auditdesk.ui.pages.run.answer_points import PointsPart
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.segmented import AnswerControl, Part

ABSENT_KEY = "A"


class AnswerBox(QWidget):
    """Shows the control that fits the item's answer type.

    Signals:
        entered: an `Entry` the user made.
        left: a field was finished with Enter.
    """

    entered = Signal(object)
    left = Signal()

    def __init__(self, today: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.control = AnswerControl()
        self.control.answered.connect(lambda verdict: self.entered.emit(Entry(verdict=verdict)))
        self.absent = AnswerControl([Part(Verdict.NOT_APPLICABLE.value, _("不适用"), ABSENT_KEY, State.NA)])
        self.absent.answered.connect(lambda verdict: self.entered.emit(Entry(verdict=verdict)))
        self.part: AnswerPart | None = None
        self._shown = ""
        self._other = QWidget()
        self._line = row(self.absent)
        self._other.setLayout(self._line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.control)
        layout.addWidget(self._other)

    def show_item(self, item: Item, answer: Answer | None, *, asked: bool) -> None:
        """Show an item's answer; one taken over and not confirmed is shown as not chosen yet."""
        plain = item.answer_type is AnswerType.PASS_FAIL
        self.control.setVisible(plain)
        self._other.setVisible(not plain)
        self.setEnabled(asked)
        verdict = answer.verdict if answer and not copied(answer) else ""
        if plain:
            self._drop()
            self.control.set_value(verdict)
            return
        mark = f"{item.id}/{item.text_hash}"
        if mark != self._shown or self.part is None:
            self._drop()
            self._shown = mark
            self.part = _part_for(item, self._today)
            self.part.entered.connect(self.entered)
            self.part.left.connect(self.left)
            self._line.insertWidget(0, self.part, 1)
            self.part.show()  # at once: the next key may come before the layout shows it
        self.part.show_answer(None if copied(answer) else answer)
        absent = Verdict.NOT_APPLICABLE.value
        self.absent.set_value(absent if verdict == absent else "")

    def take_focus(self) -> None:
        """Put the caret into the field, if the type has one."""
        if self.part is not None:
            self.part.take_focus()

    def _drop(self) -> None:
        """Another item comes: the old control must not hear keys any more."""
        if self.part is not None:
            self._line.removeWidget(self.part)
            self.part.hide()
            self.part.deleteLater()
            self.part = None


def _part_for(item: Item, today: str) -> AnswerPart:
    if item.answer_type in (AnswerType.CHOICE, AnswerType.MULTI_CHOICE):
        return ChoicePart(item)
    if item.answer_type is AnswerType.SCORE:
        return ScorePart(item)
    if item.answer_type is AnswerType.POINTS:
        return PointsPart(item)
    if item.answer_type is AnswerType.DATE:
        return DatePart(item, today)
    if item.answer_type is AnswerType.NUMBER:
        return ValuePart(item, _("填数字"), digits=True)
    return ValuePart(item, _("填写"), digits=False)

"""Answers that are typed: number, score with a slider, text, date; each says in place what is wrong."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCalendarWidget, QSlider, QVBoxLayout, QWidget

from auditdesk.domain.audits import Answer, Verdict, verdict_label
from auditdesk.domain.checklists import Item
from auditdesk.domain.entering import FULL_SCORE, limit_words, plain_value
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.scoring import judge
from auditdesk.i18n import _
from auditdesk.services.answering import Entry
from auditdesk.ui.keys import bind
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import LineField, mark_input
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Text

HEIGHT = 40


class AnswerPart(QWidget):
    """What one answer type shows; `AnswerBox` holds one for the current item.

    Signals:
        entered: an `Entry` the user made.
        left: Enter was pressed in a field and its text was taken: the keys go back to the outline.
    """

    entered = Signal(object)
    left = Signal()

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self._value = ""
        self._said = Text(role="small", tone="text_3", wrap=True)
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(0, 0, 0, 0)
        self._all.setSpacing(4)

    def show_answer(self, answer: Answer | None) -> None:
        """Show what is stored, unless the user is writing."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Put the caret where the answer is written."""

    def say(self, words: str, tone: str = "text_3") -> None:
        """One line below the field."""
        self._said.setText(words)
        self._said.set_tone(tone)
        self._said.setVisible(bool(words))


class ValuePart(AnswerPart):
    """One line that is checked while it is written; digits typed anywhere on the page begin it."""

    def __init__(self, item: Item, hint: str, *, digits: bool, parent: QWidget | None = None) -> None:
        super().__init__(item, parent)
        self.field = LineField(hint=hint, says=_("检查结果"))
        self.field.setFixedHeight(HEIGHT)
        self.field.edited.connect(self._look)
        self.field.returnPressed.connect(self._finish)
        self.field.editingFinished.connect(self.take)
        unit = item.threshold.unit if item.threshold else ""
        self.line = row(self.field, Text(unit, tone="text_2"))
        self.line.setStretch(0, 1)
        self._all.addLayout(self.line)
        self._all.addWidget(self._said)
        if digits:
            for digit in "0123456789":
                bind(self, digit, partial(self._begin, digit))
        self.say(_rule_words(item))

    def show_answer(self, answer: Answer | None) -> None:
        """Show the stored value; a text that was refused stays until it is right or the item is left."""
        value = answer.value if answer else ""
        if value != self._value or not self.field.isModified():
            self._value = value
            self.field.setText(value)
            mark_input(self.field, "")
            self.say(*_verdict_words(self.item, value))

    def take_focus(self) -> None:
        """Write on."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def take(self) -> bool:
        """Enter what is written; False with a sentence below when it cannot be."""
        try:
            value = plain_value(self.item, self.field.text())
        except BadInputError as error:
            mark_input(self.field, "wrong")
            self.say(error.message, "bad")
            return False
        self.field.setModified(False)
        if value != self._value:
            self._value = value
            self.field.setText(value)
            self.entered.emit(Entry(value=value))
        mark_input(self.field, "")
        self.say(*_verdict_words(self.item, value))
        return True

    def _look(self, text: str) -> None:
        """Whether the limit is kept is said while one writes; what is wrong only when one leaves."""
        self.field.setModified(True)
        try:
            words = _verdict_words(self.item, plain_value(self.item, text))
        except BadInputError:
            words = (_rule_words(self.item), "text_3")
        mark_input(self.field, "")
        self.say(*words)

    def _finish(self) -> None:
        if self.take():
            self.left.emit()

    def _begin(self, digit: str) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.setText(digit)
        self.field.setModified(True)
        self._look(digit)


class _Slider(QSlider):
    """The wheel scrolls the card; it never changes a score by accident."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the card."""
        event.ignore()


class ScorePart(ValuePart):
    """A slider from 0 to 100 beside the number; arrows move it by 1, page keys by 10."""

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        self.slider = _Slider(Qt.Orientation.Horizontal)
        super().__init__(item, _("0 到 100 分"), digits=True, parent=parent)
        self.slider.setRange(0, int(FULL_SCORE))
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(_("得分"))
        self.slider.setMinimumWidth(160)
        self.field.setFixedWidth(96)
        self.line.setStretch(0, 0)
        self.line.insertWidget(0, self.slider, 1)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self.take)

    def show_answer(self, answer: Answer | None) -> None:
        """Number and slider."""
        super().show_answer(answer)
        self._follow(self._value)

    def _look(self, text: str) -> None:
        super()._look(text)
        self._follow(text)

    def _follow(self, text: str) -> None:
        if text.replace(".", "", 1).isdigit():
            self.slider.blockSignals(True)  # noqa: FBT003 -- Qt takes it by position
            self.slider.setValue(round(float(text)))
            self.slider.blockSignals(False)  # noqa: FBT003 -- Qt takes it by position

    def _slid(self, value: int) -> None:
        """A drag is one answer, taken when the knob is let go; a key press is one at once."""
        self.field.setText(str(value))
        self._look(str(value))
        if not self.slider.isSliderDown():
            self.take()


class DatePart(ValuePart):
    """A date by hand or from the calendar."""

    def __init__(self, item: Item, today: str, parent: QWidget | None = None) -> None:
        super().__init__(item, _("日期，如 {day}", day=today), digits=True, parent=parent)
        self._today = today
        now = KeyButton(_("今天"), height=HEIGHT)
        opens = KeyButton(icon="calendar", height=HEIGHT, says=_("打开日历"))
        now.clicked.connect(lambda: self._choose(QDate.fromString(self._today, Qt.DateFormat.ISODate)))
        opens.clicked.connect(self.open_calendar)
        self.line.addWidget(now)
        self.line.addWidget(opens)

    def open_calendar(self) -> QCalendarWidget:
        """Open the calendar below; a click or Enter takes the day."""
        calendar = QCalendarWidget(self)
        calendar.setWindowFlag(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        shown = QDate.fromString(self._value or self._today, Qt.DateFormat.ISODate)
        calendar.setSelectedDate(shown)

        def take(day: QDate) -> None:
            self._choose(day)
            calendar.close()

        calendar.activated.connect(take)
        calendar.clicked.connect(take)
        calendar.move(self.mapToGlobal(QPoint(0, HEIGHT + 2)))
        calendar.show()
        return calendar

    def _choose(self, day: QDate) -> None:
        self.field.setText(day.toString(Qt.DateFormat.ISODate))
        self.field.setModified(True)
        self.take()


def _rule_words(item: Item) -> str:
    """What is asked for."""
    limit = limit_words(item.threshold)
    return _("要求{limit}", limit=limit) if limit else ""


def _verdict_words(item: Item, value: str) -> tuple[str, str]:
    """Whether the value keeps the limit, and the tone to say it in."""
    rule = _rule_words(item)
    verdict = judge(item, value=value) if value else ""
    if verdict not in (Verdict.PASS, Verdict.FAIL):
        return rule, "text_3"
    tone = "ok" if verdict == Verdict.PASS else "bad"
    met = _("达标") if verdict == Verdict.PASS else _("未达标")
    return _("，").join(filter(None, (met, verdict_label(verdict), rule))), tone

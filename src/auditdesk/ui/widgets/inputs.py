"""Inputs that save themselves: line, several lines, choice, date; no form has a save button."""

from __future__ import annotations

from PySide6.QtCore import QDate, QDateTime, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QDateTimeEdit,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.icons import icon, paint_icon
from auditdesk.ui.widgets.painting import box, line_text, text_width
from auditdesk.ui.widgets.text import restyle


class LineField(QLineEdit):
    """One line of text.

    Signals:
        edited: the text after every keystroke of the user (autosave).
    """

    edited = Signal(str)

    def __init__(
        self, text: str = "", hint: str = "", *, lead: str = "", says: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(says or hint)
        if lead:
            self.addAction(icon(lead, "text_3"), QLineEdit.ActionPosition.LeadingPosition)
        self.textEdited.connect(self.edited)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the field; undo and redo stay the field's own while it has the caret."""
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
            return
        super().keyPressEvent(event)


class TextField(QPlainTextEdit):
    """Several lines, growing with the text between ``lines`` and ``most`` lines.

    Signals:
        edited: the whole text after every change by the user (never by `set_text`).
    """

    edited = Signal(str)

    def __init__(
        self,
        text: str = "",
        hint: str = "",
        *,
        lines: int = 2,
        most: int = 8,
        says: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self._most = most
        self._quiet = False
        self.setPlaceholderText(hint)
        self.setAccessibleName(says or hint)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.updateGeometry())
        self.set_text(text)

    def text(self) -> str:
        """The whole text."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text without a signal; an equal text leaves caret and undo alone."""
        if text == self.toPlainText():
            return
        self._quiet = True
        self.setPlainText(text)
        self._quiet = False

    def sizeHint(self) -> QSize:
        """As high as the text within the limits."""
        lines = max(self._lines, min(self._most, int(self.document().size().height())))
        return QSize(120, lines * self.fontMetrics().lineSpacing() + 16)

    def minimumSizeHint(self) -> QSize:
        """The least number of lines."""
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the field; Ctrl+Enter belongs to the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
            return
        super().keyPressEvent(event)

    def _changed(self) -> None:
        if not self._quiet:
            self.edited.emit(self.toPlainText())


class ComboField(QComboBox):
    """A choice, painted like the inputs; a second, quiet text may stand after the chosen one.

    Signals:
        picked: the value the user chose (not emitted by `set_value`).
    """

    picked = Signal(str)

    def __init__(
        self,
        hint: str = "",
        *,
        lead: str = "",
        says: str = "",
        height: int = 32,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._hint = hint
        self._lead = lead
        self._height = height
        self._widest = -1
        self._listed = False
        self.setAccessibleName(says or hint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCurrentIndex(-1)
        self.activated.connect(lambda _row: self.picked.emit(self.value()))

    def set_choices(self, choices: list[tuple[str, str]], value: str = "") -> None:
        """Offer (value, word) pairs; ``word`` may carry a quiet part after a tab."""
        self.clear()
        self._widest = -1
        for each, word in choices:
            self.addItem(word.replace("\t", "  "), (each, word))
        self.set_value(value)
        self.updateGeometry()

    def value(self) -> str:
        """The chosen value, or an empty string."""
        chosen = self.currentData()
        return str(chosen[0]) if chosen else ""

    def set_value(self, value: str) -> None:
        """Choose without a signal; an unknown value chooses nothing and shows the hint."""
        values = [self.itemData(place)[0] for place in range(self.count())]
        self.setCurrentIndex(values.index(value) if value in values else -1)

    def sizeHint(self) -> QSize:
        """Room for the longest choice."""
        if self._widest < 0:  # layouts ask often, and a list may hold hundreds of words
            words = [self.itemText(place) for place in range(self.count())]
            self._widest = round(max(text_width(word) for word in [*words, self._hint]))
        return QSize(self._widest + 46 + (24 if self._lead else 0), self._height)

    def minimumSizeHint(self) -> QSize:
        """Six characters and the arrow."""
        return QSize(min(self.sizeHint().width(), 120), self._height)

    def showPopup(self) -> None:
        """Open the list, one that the style sheet can style; making it costs more than the closed field."""
        if not self._listed:
            self._listed = True
            self.setView(QListView(self))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page; it never changes a choice by accident."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the box, its words and the arrow."""
        table = tokens()
        painter = QPainter(self)
        state = self.property("state") or ""
        fill, edge, width = table.surface, table.control, 1.0
        if state == "missing":
            fill, edge = table.rev.tint, table.rev.text
        elif state == "wrong":
            edge = table.bad.text
        if not self.isEnabled():
            fill, edge = table.sunken, table.border
        if self.hasFocus():
            edge, width = table.accent, float(table.focus_width)
        box(painter, self.rect(), radius=6, fill=fill, edge=edge, width=width)
        self._paint_words(painter, missing=state == "missing")
        painter.end()

    def _paint_words(self, painter: QPainter, *, missing: bool) -> None:
        table = tokens()
        right = self.width() - 30
        left = 10.0
        ink = table.text if self.isEnabled() else table.disabled
        quiet = table.rev.text if missing else table.text_3
        if self._lead:
            spot = QRectF(left, (self.height() - 16) / 2, 16, 16)
            paint_icon(painter, spot, self._lead, table.text_2)
            left += 24
        room = QRectF(left, 0, right - left, self.height())
        chosen = self.currentData()
        if not chosen:
            line_text(painter, room, self._hint, colour=quiet)
        else:
            word, _tab, after = str(chosen[1]).partition("\t")
            took = line_text(painter, room, word, colour=ink)
            if after:
                line_text(painter, room.adjusted(took + 6, 0, 0, 0), after, colour=table.text_3, size=12)
        spot = QRectF(self.width() - 26, (self.height() - 16) / 2, 16, 16)
        paint_icon(painter, spot, "chevron-down", quiet if missing else table.text_2)


class DateField(QDateTimeEdit):
    """A date as ``YYYY-MM-DD``, or with ``timed`` also ``HH:MM``; a button opens the calendar.

    Signals:
        edited: the value the user chose, in the form of `value`.
    """

    edited = Signal(str)

    def __init__(
        self, iso: str = "", *, timed: bool = False, says: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._quiet = False
        self._form = "yyyy-MM-dd HH:mm" if timed else "yyyy-MM-dd"
        self.setDisplayFormat(self._form)
        self.setAccessibleName(says)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.lineEdit().setTextMargins(8, 0, 0, 0)
        opens = self.lineEdit().addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        opens.setText(_("打开日历"))
        opens.triggered.connect(lambda _checked=False: self.open_calendar())
        self.set_value(iso)
        self.dateTimeChanged.connect(self._changed)

    def value(self) -> str:
        """``YYYY-MM-DD``, with ``timed`` also the time."""
        return self.dateTime().toString(self._form)

    def set_value(self, iso: str) -> None:
        """Show a date without a signal; an empty one shows today."""
        self._quiet = True
        now = QDateTime.currentDateTime()
        self.setDateTime(QDateTime.fromString(iso.replace("T", " "), self._form) if iso else now)
        self._quiet = False

    def open_calendar(self) -> QCalendarWidget:
        """Open the calendar below; a click or Enter takes the day."""
        calendar = QCalendarWidget(self)
        calendar.setWindowFlag(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setSelectedDate(self.date())

        def take(day: QDate) -> None:
            self.setDate(day)
            calendar.close()

        calendar.activated.connect(take)
        calendar.clicked.connect(take)
        calendar.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        calendar.show()
        return calendar

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page."""
        event.ignore()

    def _changed(self) -> None:
        if not self._quiet:
            self.edited.emit(self.value())


def mark_input(field: QWidget, state: str) -> None:
    """Show a field as ``missing`` (amber), ``wrong`` (red border) or as usual with an empty string."""
    restyle(field, "state", state)

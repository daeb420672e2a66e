"""One choice of a few: the small segmented control (28 px) and the answer control (40 px)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.ui import keys
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import BASE, SMALL
from auditdesk.ui.theme.glyphs import State, paint_state, state_word
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.painting import (
    FocusMixin,
    cap_width,
    focus_ring,
    line_text,
    paint_cap,
    part_path,
    text_width,
)

SMALL_HEIGHT = 28
ANSWER_HEIGHT = 40


@dataclass(frozen=True, slots=True)
class Part:
    """One choice: the value signalled, its word, the key that chooses it, and its status colour if any."""

    value: str
    word: str
    key: str = ""
    state: State | None = None


class _PartButton(FocusMixin, QPushButton):
    """One part; rounded at the ends only, so that the row looks like one box."""

    def __init__(self, part: Part, *, first: bool, last: bool, tall: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.part = part
        self._owner = parent
        self._first = first
        self._last = last
        self._tall = tall
        self.setText(part.word)
        self.setAccessibleName(part.word)
        self.setAccessibleDescription(part.key)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        across = QSizePolicy.Policy.Expanding if tall else QSizePolicy.Policy.Minimum
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← and → walk along the parts; the choice follows only on Space or Enter."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        row = [each for each in self._owner.findChildren(_PartButton) if each.isVisible()]
        place = row.index(self) + step
        if 0 <= place < len(row):
            row[place].setFocus(Qt.FocusReason.TabFocusReason)

    def _content(self) -> float:
        word = text_width(self.part.word, BASE if self._tall else SMALL, bold=True)
        if not self._tall:
            return word + (text_width(self.part.key, 11) + 8 if self.part.key else 0)
        return word + (14 + 8 if self.part.state else 0) + (cap_width(self.part.key) + 10)

    def sizeHint(self) -> QSize:
        """Word in bold, so that nothing moves when chosen."""
        padding = 24 if self._tall else 20
        return QSize(round(self._content() + padding), ANSWER_HEIGHT if self._tall else SMALL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its word."""
        return self.sizeHint()

    def _colours(self) -> tuple[str, str]:
        table = tokens()
        if not self.isEnabled():
            return table.sunken, table.disabled
        if not self.isChecked():
            return (table.hover if self.underMouse() else table.surface), table.text
        if self._tall and self.part.state:
            status = table.status(self.part.state.value)
            return status.solid, status.on_solid
        return table.selected, table.accent

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the part, its share of the outer border and the divider to the next."""
        table = tokens()
        fill, ink = self._colours()
        edge = table.control if self._tall else table.border_2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right = -0.5 if self._last else 0.5
        area = QRectF(self.rect()).adjusted(0.5 if self._first else -0.5, 0.5, right, -0.5)
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(fill))
        painter.drawPath(part_path(area, 5.5, left=self._first, right=self._last))
        if self._tall:
            self._paint_answer(painter, ink)
        else:
            self._paint_small(painter, ink)
        if self.ring_visible():
            focus_ring(painter, self.rect(), radius=6, on_accent=self._tall and self.isChecked())
        painter.end()

    def _paint_answer(self, painter: QPainter, ink: str) -> None:
        part, middle, chosen = self.part, self.height() / 2, self.isChecked()
        width = text_width(part.word, BASE, bold=chosen) + (22 if part.state else 0)
        cap = cap_width(part.key)
        left = (self.width() - width - (cap + 10 if cap else 0)) / 2
        if part.state:
            spot = QRectF(round(left), round(middle - 7), 14, 14)
            if chosen:
                self._paint_plain(painter, spot, part.state, ink)
            else:
                paint_state(painter, spot, part.state, tokens())
            left += 22
        room = QRectF(left, 0, self.width() - left, self.height())
        left += line_text(painter, room, part.word, colour=ink, bold=chosen) + 10
        soft = QColor(ink)
        soft.setAlphaF(0.55)
        edge = soft.name(QColor.NameFormat.HexArgb) if chosen else ""
        paint_cap(painter, left, middle, part.key, colour=ink if chosen else "", edge=edge)

    def _paint_plain(self, painter: QPainter, spot: QRectF, state: State, ink: str) -> None:
        name = {State.OK: "check", State.BAD: "x", State.VETO: "x"}.get(state, "minus")
        paint_icon(painter, spot.adjusted(-1, -1, 1, 1), name, ink)

    def _paint_small(self, painter: QPainter, ink: str) -> None:
        part, chosen = self.part, self.isChecked()
        after = text_width(part.key, 11) + 8 if part.key else 0
        width = text_width(part.word, SMALL, bold=chosen)
        left = (self.width() - width - after) / 2
        room = QRectF(left, 0, self.width() - left, self.height())
        line_text(painter, room, part.word, colour=ink, size=SMALL, bold=chosen)
        if part.key:
            room = QRectF(left + width + 8, 0, after, self.height())
            line_text(painter, room, part.key, colour=tokens().text_3, size=11)


class Segmented(QWidget):
    """Views, severity, the four ways out of a conflict; exactly one part is checked, or none at first.

    ``binds`` False prints the keys only: with several on a page the page decides whose turn it is.

    Signals:
        chosen: the value of the part the user chose (not emitted by `set_value`).
    """

    chosen = Signal(str)

    def __init__(
        self,
        parts: list[Part],
        value: str = "",
        *,
        says: str = "",
        equal: bool = False,
        binds: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._buttons = _build(self, parts, tall=False)
        self.setAccessibleName(says)
        if equal:
            for button in self._buttons:
                button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for button in self._buttons:
            button.clicked.connect(lambda _checked=False, it=button: self._clicked(it))
            if button.part.key and binds:
                keys.bind(button, button.part.key, button.click)
        self.setSizePolicy(
            QSizePolicy.Policy.Preferred if equal else QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed
        )
        self.set_value(value)

    def value(self) -> str:
        """The checked part's value, or an empty string."""
        return next((button.part.value for button in self._buttons if button.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Check a part without a signal."""
        for button in self._buttons:
            button.setChecked(button.part.value == value)

    def set_word(self, value: str, word: str) -> None:
        """Change a part's word, e.g. its count."""
        for button in self._buttons:
            if button.part.value == value:
                button.part = Part(value, word, button.part.key, button.part.state)
                button.setText(word)
                button.setAccessibleName(word)
                button.updateGeometry()
                button.update()

    def _clicked(self, button: _PartButton) -> None:
        self.set_value(button.part.value)
        self.chosen.emit(button.part.value)


class AnswerControl(QWidget):
    """合规 / 不合规 / 不适用 with the keys 1 2 3; a second press of the same part clears the answer.

    Signals:
        answered: a value of `auditdesk.domain.audits.Verdict`, or "" when the answer was cleared.
    """

    answered = Signal(str)

    def __init__(self, parts: list[Part] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = _build(self, parts or answer_parts(), tall=True)
        self.setAccessibleName(_("检查结果"))
        for button in self._buttons:
            button.clicked.connect(lambda _checked=False, it=button: self._clicked(it))
            if button.part.key:
                keys.bind(self, button.part.key, button.click)
        self._value = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def value(self) -> str:
        """The answer, or an empty string."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show an answer without a signal."""
        self._value = value
        for button in self._buttons:
            button.setChecked(button.part.value == value)

    def _clicked(self, button: _PartButton) -> None:
        again = button.part.value == self._value
        self.set_value("" if again else button.part.value)
        self.answered.emit(self._value)


def answer_parts() -> list[Part]:
    """The three parts of a pass/fail item."""
    return [
        Part("pass", state_word(State.OK), "1", State.OK),
        Part("fail", state_word(State.BAD), "2", State.BAD),
        Part("not_applicable", state_word(State.NA), "3", State.NA),
    ]


def _build(owner: QWidget, parts: list[Part], *, tall: bool) -> list[_PartButton]:
    layout = QHBoxLayout(owner)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    made = []
    for place, part in enumerate(parts):
        button = _PartButton(part, first=place == 0, last=place == len(parts) - 1, tall=tall, parent=owner)
        layout.addWidget(button, 1 if tall else 0)
        made.append(button)
    return made

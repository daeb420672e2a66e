"""One field of a conflict: both values with differing words marked, the ways out, the text of 编辑."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from auditdesk.domain.differences import Piece, differences
from auditdesk.domain.wording import field_word, value_word
from auditdesk.i18n import _
from auditdesk.services.sharing_conflicts import Choice, ConflictView, joined
from auditdesk.services.sharing_settling import Decision
from auditdesk.ui.pages.run.days import day_words
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.widgets.inputs import TextField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.painting import box
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.text import Text

KEYS = {Choice.MINE: "1", Choice.THEIRS: "2", Choice.BOTH: "3", Choice.EDIT: "4"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COMMON = 4
"""Characters both texts must begin with, to count as one text with two continuations."""
_OPEN, _TAKEN, _LEFT = "open", "taken", "left"


def choice_word(choice: Choice) -> str:
    """What a way out is called."""
    return {
        Choice.MINE: _("我的"), Choice.THEIRS: _("对方"), Choice.BOTH: _("两者保留"),
        Choice.EDIT: _("编辑"),
    }[choice]  # fmt: skip


class SideBox(QLabel):
    """One value: undecided on ``surface``, taken with an accent border, left in grey with underlined words.

    Signals:
        clicked: the user takes this side.
    """

    clicked = Signal()

    def __init__(self, pieces: tuple[Piece, ...], says: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces = pieces
        self._state = _OPEN
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setContentsMargins(11, 7, 11, 7)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(f"{says}：{''.join(piece.text for piece in pieces)}")
        self._write()

    def state(self) -> str:
        """``open``, ``taken`` or ``left``."""
        return self._state

    def set_state(self, state: str) -> None:
        """Show whether this value will be written."""
        self._state = state
        self._write()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme: the words' colours are part of the text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange}:
            self._write()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take this side."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then the words."""
        table = tokens()
        painter = QPainter(self)
        if self._state == _TAKEN:
            box(painter, self.rect(), radius=6, fill=table.surface, edge=table.accent, width=2.0)
        else:
            fill = table.sunken if self._state == _LEFT else table.surface
            box(painter, self.rect(), radius=6, fill=fill, edge=table.border_2)
        painter.end()
        super().paintEvent(event)

    def _write(self) -> None:
        text = _marked(self._pieces, left=self._state == _LEFT)
        if text != self.text():
            self.setText(text)


def _marked(pieces: tuple[Piece, ...], *, left: bool) -> str:
    """Markup of escaped words; what differs is marked, or in a value that is left, underlined."""
    table = tokens()
    mark = (
        f"color:{table.text_2};text-decoration:underline"
        if left
        else f"background-color:{table.mark};color:{table.mark_on}"
    )
    parts = []
    for piece in pieces:
        words = escape(piece.text).replace("\n", "<br>")
        parts.append(f'<span style="{mark}">{words}</span>' if piece.differs else words)
    return f'<div style="color:{table.text_3 if left else table.text}">{"".join(parts)}</div>'


class FieldBlock(QWidget):
    """A field with its two values.

    Signals:
        decided: another way out or another text.
        reached: the user works in this field; it becomes the current one.
    """

    decided = Signal()
    reached = Signal()

    def __init__(
        self, view: ConflictView, people: dict[str, str], today: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.view = view
        self._today = today
        self._people = people
        self._current = False
        self.label = field_word(view.kind, view.field)
        mine, theirs = self.words(view.mine.value), self.words(view.theirs[0].value)
        left, right = differences(mine, theirs)
        self.mine = SideBox(left, _("我的"))
        self.theirs = SideBox(right, _("对方"))
        parts = [Part(one.value, choice_word(one), KEYS[one]) for one in view.choices]
        self.ways = Segmented(parts, says=self.label, binds=False)
        self.edit = TextField(says=_("合并后的{field}", field=self.label))
        self.edit.hide()
        self.edit.installEventFilter(self)
        self.ways.chosen.connect(lambda value: self.choose(Choice(value)))
        self.mine.clicked.connect(lambda: self.choose(Choice.MINE))
        self.theirs.clicked.connect(lambda: self.choose(Choice.THEIRS))
        self.edit.edited.connect(lambda _text: self.decided.emit())
        self._lay_out()

    def _lay_out(self) -> None:
        others = len(self.view.theirs) - 1
        note = _("两边都改过") if not others else _("{n} 台电脑都改过，右边是最新的", n=others + 2)
        head = row(Text(self.label, "strong"), Text(note, "small", "text_3"), None, self.ways)
        sides = row(self.mine, self.theirs)
        sides.setStretch(0, 1)
        sides.setStretch(1, 1)
        layout = column(head, sides, self.edit, margins=(16, 12, 16, 14))
        for side in self.view.theirs[1:]:
            words = _("还有：{value}", value=self.words(side.value))
            layout.addWidget(Text(words, "small", "text_3", wrap=True))
        self.setLayout(layout)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """↑ and ↓ move the caret while there is one; elsewhere they change the field."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return super().eventFilter(watched, event)
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def words(self, value: object) -> str:
        """A value as a person reads it; a day has its weekday, as where a deadline is meant."""
        if isinstance(value, str) and _DAY.fullmatch(value):
            return day_words(value, self._today)
        return value_word(self.view.kind, self.view.field, value, self._people)

    def choose(self, choice: Choice, *, write: bool = True) -> None:
        """Take a way out; one that does not fit does nothing. ``write`` puts the caret into 编辑."""
        self.reached.emit()
        if choice not in self.view.choices:
            return
        self.ways.set_value(choice.value)
        taken = {Choice.MINE: (True, False), Choice.THEIRS: (False, True), Choice.BOTH: (True, True)}
        for side, wins in zip((self.mine, self.theirs), taken.get(choice, (False, False)), strict=True):
            side.set_state(_TAKEN if wins else _LEFT)
        self.edit.setVisible(choice is Choice.EDIT)
        if choice is Choice.EDIT:
            if not self.edit.text():
                self.edit.set_text(self._draft())
            if write:
                self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.decided.emit()

    def _draft(self) -> str:
        """Where 编辑 starts: my text and what only the other has; with no common beginning, both."""
        mine, theirs = str(self.view.mine.value), str(self.view.theirs[0].value)
        pieces = differences(mine, theirs)[1]
        common = bool(pieces) and not pieces[0].differs and len(pieces[0].text) >= _COMMON
        if not common or len(self.view.theirs) > 1:
            return str(self._both())
        news = "".join(piece.text for piece in pieces if piece.differs)
        return str(joined([mine, news]))

    def _both(self) -> object:
        return joined([self.view.mine.value, *(side.value for side in self.view.theirs)])

    def decision(self) -> Decision | None:
        """What was chosen; None while undecided or the text of 编辑 is empty."""
        value = self.ways.value()
        if not value:
            return None
        text = self.edit.text() if value == Choice.EDIT.value else ""
        if value == Choice.EDIT.value and not text.strip():
            return None
        return Decision(self.view.id, Choice(value), text)

    def outcome(self) -> str:
        """What will be written, for 将写入."""
        found = self.decision()
        if found is None:
            return _("还没选")
        if found.choice is Choice.EDIT:
            return _("手工合并，{n} 字", n=len(found.text.strip()))
        if found.choice is Choice.BOTH:
            return _("{value}（两者）", value=self.words(self._both()))
        side = self.view.mine if found.choice is Choice.MINE else self.view.theirs[0]
        return _("{value}（{side}）", value=self.words(side.value), side=choice_word(found.choice))

    def set_current(self, *, current: bool) -> None:
        """The field that the keys 1–4 act on."""
        self._current = current
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A bar at the left of the current field."""
        if self._current:
            painter = QPainter(self)
            painter.fillRect(QRectF(0, 10, 3, self.height() - 20), QColor(tokens().accent))
            painter.end()

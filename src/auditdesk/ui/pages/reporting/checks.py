"""待办检查 as counted rows; failing ones list what is open, each with a jump."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.checks import Check
from auditdesk.domain.fixlist import Todo
from auditdesk.i18n import _
from auditdesk.ui.theme.glyphs import State, StateGlyph
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.layouts import clear, row
from auditdesk.ui.widgets.text import Elided, Text

_SHOWN = 4
_LEAST = 120
"""Open rows listed under one check; the rest is a number and the jump leads to the first of them."""


class ChecksBlock(QWidget):
    """Head with the overall answer and a moment, then a row for each check.

    Signals:
        jumped: the `Todo` the user wants to see.
    """

    jumped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first: Todo | None = None
        self.chip = Chip("", "ok", icon="check")
        self._moment = Text("", "small", "text_3")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 12, 8)
        layout.setSpacing(6)
        layout.addLayout(row(Text(_("待办检查"), "strong"), self.chip, None, self._moment))
        layout.addLayout(self._rows)

    def show_frozen(self, lines: Sequence[tuple[str, str]], moment: str, since: Sequence[Todo]) -> None:
        """Checks as frozen with a snapshot, and what came up since."""
        self._begin(len(since), moment, _("快照之后新增 {n} 项", n=len(since)))
        for label, figure in lines:
            self._line(label, figure, passed=True)
        self._open_rows(since)

    def show_live(self, checks: Sequence[Check], moment: str) -> None:
        """Checks as they stand now."""
        left = sum(not check.passed for check in checks)
        self._begin(left, moment, _("{n} 项未通过", n=left))
        for check in checks:
            self._line(check.label, check.figure, passed=check.passed)
            self._open_rows([todo for todo in check.open if todo.blocking])

    def jump_first(self) -> bool:
        """Emit the first open row; False when everything passes."""
        if self._first is not None:
            self.jumped.emit(self._first)
        return self._first is not None

    def _begin(self, left: int, moment: str, words: str) -> None:
        clear(self._rows)
        self._first = None
        self.chip.set_chip(words if left else _("全部通过"), "rev" if left else "ok", "" if left else "check")
        self._moment.setText(moment)

    def _line(self, label: str, figure: str, *, passed: bool) -> None:
        glyph = StateGlyph(State.OK if passed else State.WARNING)
        word = _("通过") if passed else _("未通过")
        glyph.setAccessibleName(word)
        glyph.setToolTip(word)
        line = QWidget()
        line.setAccessibleName(_("{label}：{figure}，{word}", label=label, figure=figure, word=word))
        parts = row(glyph, Elided(label), Text(figure, "small", "text_2"))
        parts.setStretch(1, 1)
        line.setLayout(parts)
        self._rows.addWidget(line)

    def _open_rows(self, todos: Sequence[Todo]) -> None:
        self._first = self._first or (todos[0] if todos else None)
        for todo in todos[:_SHOWN]:
            self._rows.addWidget(self._jump(todo, todo.text))
        if len(todos) > _SHOWN:
            words = _("另 {n} 项，去看第一项", n=len(todos) - _SHOWN)
            self._rows.addWidget(self._jump(todos[_SHOWN], words))

    def _jump(self, todo: Todo, words: str) -> QWidget:
        button = KeyButton(words, "link", icon="corner-down-right", says=words)
        button.clicked.connect(lambda: self.jumped.emit(todo))
        # a long row is cut, the figures beside it are not
        button.setMinimumWidth(min(_LEAST, button.sizeHint().width()))
        holder = QWidget()
        holder.setLayout(row(button, None, margins=(22, 0, 0, 0)))
        return holder

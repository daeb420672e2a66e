"""A question in place above the page's content: a reason or a name, one button, Esc to leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import LineField, mark_input
from auditdesk.ui.widgets.layouts import clear, column, row
from auditdesk.ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class Ask:
    """One field of the question; ``quick`` are usual answers, one click each."""

    name: str
    label: str
    hint: str = ""
    needed: bool = True
    quick: tuple[str, ...] = ()


class AskBar(QFrame):
    """Hidden until `ask`; what is typed goes to the function given there, whose refusal is said here."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "sunken")
        self.setProperty("line", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.fields: dict[str, LineField] = {}
        self.go: KeyButton | None = None
        self._asks: Sequence[Ask] = ()
        self._act: Callable[[dict[str, str]], object] | None = None
        self._title = Text("", "strong")
        self._lines = column(gap=6)
        self._wrong = Text("", "small", "bad", wrap=True)
        self.setLayout(column(self._title, self._lines, self._wrong, gap=6, margins=(16, 10, 16, 10)))
        self.hide()

    def ask(
        self, title: str, asks: Sequence[Ask], button: str, act: Callable[[dict[str, str]], object]
    ) -> None:
        """Show the question; ``act`` gets the answers by name and may raise `AuditDeskError`."""
        self._asks, self._act = asks, act
        self._title.setText(title)
        self._say("")
        clear(self._lines)
        self.fields = {one.name: LineField(hint=one.hint, says=one.label) for one in asks}
        self.go = KeyButton(button, "primary", height=28)
        self.go.clicked.connect(self.answer)
        away = KeyButton(_("取消"), height=28)
        away.clicked.connect(self.hide)
        for place, one in enumerate(asks):
            field = self.fields[one.name]
            field.returnPressed.connect(self.answer)
            last = [self.go, away] if place == len(asks) - 1 else []
            line = row(Text(one.label, "small", "text_2"), field, *self._quick(one, field), *last)
            line.setStretch(1, 1)
            self._lines.addLayout(line)
        self.show()
        next(iter(self.fields.values())).setFocus()

    def answer(self) -> None:
        """Give the answers; the bar closes when they were taken."""
        values = {name: field.text().strip() for name, field in self.fields.items()}
        for one in self._asks:
            missing = one.needed and not values[one.name]
            mark_input(self.fields[one.name], "missing" if missing else "")
            if missing:
                self._say(_("请填写{what}。", what=one.label))
                self.fields[one.name].setFocus()
                return
        assert self._act is not None
        try:
            self._act(values)
        except AuditDeskError as error:
            self._say(error.message)
            return
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)

    def _quick(self, one: Ask, field: LineField) -> list[KeyButton]:
        made = []
        for word in one.quick:
            button = KeyButton(word, "quiet", height=28)
            button.clicked.connect(lambda _checked=False, it=word: field.setText(it))
            made.append(button)
        return made

    def _say(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

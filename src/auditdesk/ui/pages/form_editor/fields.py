"""Fields bound to values by name: every keystroke that can be read is told, the rest is said in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, LineField, TextField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.switch import CheckBox, Switch
from auditdesk.ui.widgets.text import Text

Read = Callable[[str], object]
Show = Callable[[object], str]


@dataclass(slots=True)
class _Bound:
    """How a field's value is read (may raise `AuditDeskError`) and shown."""

    read: Callable[[], object]
    show: Callable[[object], object]
    field: Field | None
    say: Callable[[str], object] | None = None


class Sayer(Protocol):
    """A group of lines that can say what is wrong with it."""

    def say(self, sentence: str) -> None:
        """Say it; an empty sentence says nothing any more."""


def plain(value: object) -> str:
    """A value as it is typed: numbers without needless zeros, lists one a line."""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return "\n".join(str(one) for one in value)
    return "" if value is None else str(value)


def enum_of(kind: type[StrEnum]) -> Read:
    """Reads a choice as a word of an enumeration; None while nothing is chosen."""

    def read(text: str) -> object:
        return kind(text) if text else None

    return read


class FieldSet(QObject):
    """The fields of one form; makes them and binds them.

    Signals:
        edited: name and value of what the user changed.
    """

    edited = Signal(str, object)

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._form = form
        self._bound: dict[str, _Bound] = {}
        self.controls: dict[str, QWidget] = {}
        self._undo = _UndoFilter(self)

    def line(
        self,
        name: str,
        label: str,
        read: Read = str.strip,
        *,
        show: Show = plain,
        hint: str = "",
        late: bool = False,
        after: QWidget | None = None,
    ) -> Field:
        """One line of text; ``late`` tells only when the field is left (for numbers that name things)."""
        control = LineField(hint=hint, says=label)
        control.installEventFilter(self._undo)
        field = Field(label, control, above=True, after=after, parent=self._form)

        def put(value: object) -> None:
            control.setText(show(value))

        self._bind(name, field, control, lambda: read(control.text()), put)
        if late:
            control.editingFinished.connect(lambda: self._tell(name))
        else:
            control.edited.connect(lambda _text: self._tell(name))
        return field

    def text(
        self, name: str, label: str, read: Read = str.strip, *, hint: str = "", lines: int = 2, most: int = 8
    ) -> Field:
        """Several lines of text."""
        control = TextField(hint=hint, lines=lines, most=most, says=label)
        control.installEventFilter(self._undo)
        field = Field(label, control, above=True, parent=self._form)

        def put(value: object) -> None:
            control.set_text(plain(value))

        self._bind(name, field, control, lambda: read(control.text()), put)
        control.edited.connect(lambda _text: self._tell(name))
        return field

    def choice(
        self, name: str, label: str, choices: list[tuple[str, str]], read: Read = str, *, hint: str = ""
    ) -> Field:
        """One of many."""
        control = ComboField(hint, says=label)
        control.set_choices(choices)
        field = Field(label, control, above=True, parent=self._form)

        def put(value: object) -> None:
            control.set_value(plain(value))

        self._bind(name, field, control, lambda: read(control.value()), put)
        control.picked.connect(lambda _value: self._tell(name))
        return field

    def parts(self, name: str, label: str, choices: list[tuple[str, str]], read: Read = str) -> Field:
        """One of a few, side by side."""
        control = Segmented([Part(value, word) for value, word in choices], says=label)
        field = Field(label, control, above=True, parent=self._form)

        def put(value: object) -> None:
            control.set_value(plain(value))

        self._bind(name, field, control, lambda: read(control.value()), put)
        control.chosen.connect(lambda _value: self._tell(name))
        return field

    def switch(self, name: str, label: str) -> Switch:
        """On or off."""
        control = Switch(label)

        def put(value: object) -> None:
            control.setChecked(bool(value))

        self._bind(name, None, control, control.isChecked, put)
        control.clicked.connect(lambda _checked: self._tell(name))
        return control

    def ticks(self, name: str, label: str, choices: Sequence[tuple[str, str]]) -> QWidget:
        """Some of a few; values that are not offered are kept."""
        holder = QWidget(self._form)
        boxes = {value: CheckBox(word) for value, word in choices}
        kept: list[str] = []

        def read() -> object:
            chosen = [value for value, box in boxes.items() if box.isChecked()]
            return tuple(chosen + [value for value in kept if value not in boxes])

        def put(value: object) -> None:
            assert isinstance(value, tuple)
            kept[:] = value
            for each, box in boxes.items():
                box.setChecked(each in value)

        for box in boxes.values():
            box.setAccessibleName(f"{label} {box.text()}")
            box.clicked.connect(lambda _checked: self._tell(name))
        holder.setLayout(column(Text(label, "small", "text_2"), row(*boxes.values(), None, gap=16), gap=2))
        self._bind(name, None, holder, read, put)
        return holder

    def bind_group(
        self,
        name: str,
        holder: Sayer,
        lines: Sequence[LineField],
        read: Callable[[], object],
        show: Callable[[object], object],
    ) -> None:
        """Several lines that are one value together."""
        self._bound[name] = _Bound(read, show, None, holder.say)
        self.controls[name] = lines[0]
        for line in lines:
            line.installEventFilter(self._undo)
            line.edited.connect(lambda _text: self._tell(name))

    def put(self, name: str, value: object) -> None:
        """Show a value; a field that reads as this value already keeps its caret and its spaces."""
        bound = self._bound[name]
        try:
            same = bound.read() == value
        except AuditDeskError:
            same = False
        if not same:
            with QSignalBlocker(self.controls[name]):
                bound.show(value)
        if bound.field is not None:
            bound.field.clear()
        if bound.say is not None:
            bound.say("")

    def wrong(self, name: str, sentence: str) -> None:
        """Say at a field why its value was refused."""
        bound = self._bound.get(name)
        if bound is not None and bound.field is not None:
            bound.field.wrong(sentence)
        elif bound is not None and bound.say is not None:
            bound.say(sentence)

    def names(self) -> list[str]:
        """All fields by name."""
        return list(self._bound)

    def _bind(
        self,
        name: str,
        field: Field | None,
        control: QWidget,
        read: Callable[[], object],
        show: Callable[[object], object],
    ) -> None:
        self._bound[name] = _Bound(read, show, field)
        self.controls[name] = control

    def _tell(self, name: str) -> None:
        try:
            value = self._bound[name].read()
        except AuditDeskError as error:
            self.wrong(name, error.message)
            return
        self.edited.emit(name, value)


class _UndoFilter(QObject):
    """A field undoes its own typing first; when it has nothing left, Ctrl+Z and Ctrl+Y are the draft's."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            redo = event.matches(QKeySequence.StandardKey.Redo)
            if (undo and not _can(watched, undo=True)) or (redo and not _can(watched, undo=False)):
                event.ignore()
                return True
        return False


def _can(field: QObject, *, undo: bool) -> bool:
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable() if undo else field.isRedoAvailable()
    assert isinstance(field, QPlainTextEdit)
    return field.document().isUndoAvailable() if undo else field.document().isRedoAvailable()

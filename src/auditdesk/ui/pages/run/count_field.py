"""A whole number typed by hand: sample counts, population."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QWidget

from auditdesk.ui.widgets.inputs import LineField


class CountField(LineField):
    """Digits only, right-aligned; an empty field counts as 0."""

    def __init__(
        self, says: str, *, most: int = 9999, width: int = 56, parent: QWidget | None = None
    ) -> None:
        super().__init__("", "0", says=says, parent=parent)
        self.setValidator(QIntValidator(0, most, self))
        self.setFixedWidth(width)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def value(self) -> int:
        """The number."""
        return int(self.text() or 0)

    def set_value(self, value: int) -> None:
        """Show a number, unless the user is writing one."""
        if not self.hasFocus() or value != self.value():
            self.setText(str(value) if value else "")

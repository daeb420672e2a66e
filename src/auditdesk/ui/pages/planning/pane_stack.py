"""The right pane of 自查: one base per tab, and forms that lie on top until they are done."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget


class PaneStack(QStackedWidget):
    """Shows the topmost form, else the base of the tab in front."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bases: dict[str, QWidget] = {}
        self._forms: list[QWidget] = []
        self._front = ""

    def add_base(self, name: str, widget: QWidget) -> None:
        """What is shown for a tab when no form is open; add all bases first."""
        self._bases[name] = widget
        self.addWidget(widget)
        self._front = self._front or name

    def use_base(self, name: str) -> None:
        """Another tab: forms are closed."""
        self._front = name
        self.close_forms()
        self.setCurrentWidget(self._bases[name])

    def push(self, form: QWidget) -> None:
        """Lay a form on top."""
        self._forms.append(form)
        self.addWidget(form)
        self.setCurrentWidget(form)

    def pop(self) -> bool:
        """Take the topmost form off; False when there is none."""
        if not self._forms:
            return False
        form = self._forms.pop()
        self.removeWidget(form)
        form.hide()
        form.deleteLater()
        self.setCurrentWidget(self._forms[-1] if self._forms else self._bases[self._front])
        return True

    def close_forms(self) -> None:
        """Take every form off."""
        while self.pop():
            pass

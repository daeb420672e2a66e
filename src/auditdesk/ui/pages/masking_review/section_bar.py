"""One line above the texts to go to another sheet, member or attachment (Ctrl+PgUp, Ctrl+PgDn)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.ui.pages.masking_review.sections import section_at
from auditdesk.ui.pages.masking_review.session import Session
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import ComboField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Text

_HEIGHT = 36
_WIDEST = 420


class SectionBar(QFrame):
    """Hidden for files of one piece.

    Signals:
        wanted: number of the section to go to.
    """

    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setProperty("line", "bottom")
        self._count = self._now = 0
        self.names = ComboField(says=_("工作表、文件或附件"), height=28)
        self.names.setMaximumWidth(_WIDEST)
        self.names.picked.connect(lambda number: self.wanted.emit(int(number)))
        self._place = Text("", "small", "text_2")
        self._back = KeyButton(kind="quiet", icon="chevron-left", height=28, says=_("上一部分（Ctrl+PgUp）"))
        self._on = KeyButton(kind="quiet", icon="chevron-right", height=28, says=_("下一部分（Ctrl+PgDn）"))
        self._back.clicked.connect(lambda: self.step(-1))
        self._on.clicked.connect(lambda: self.step(1))
        self.setLayout(
            row(self.names, self._back, self._place, self._on, None, gap=4, margins=(12, 0, 12, 0))
        )
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def use(self, session: Session | None) -> None:
        """Offer the sections of a file."""
        sections = session.sections if session is not None and not session.plan.pages else []
        self._count = len(sections)
        self.names.set_choices([(str(number), one.name) for number, one in enumerate(sections)])
        self.setVisible(bool(sections))
        self._show(0)

    def follow(self, session: Session, at: int) -> None:
        """Show the section of a row."""
        if self._count:
            self._show(section_at(session.sections, at))

    def step(self, by: int) -> None:
        """The section before or behind."""
        if 0 <= self._now + by < self._count:
            self.wanted.emit(self._now + by)

    def _show(self, number: int) -> None:
        self._now = number
        self.names.set_value(str(number))
        self._place.setText(f"{number + 1} / {self._count}")
        self._back.setEnabled(number > 0)
        self._on.setEnabled(number + 1 < self._count)

"""What the re-scan of the copy still found: a row each, Enter goes there, and a reason lets it stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from auditdesk.domain.spans import kind_label
from auditdesk.i18n import _
from auditdesk.services.toolbox import LeftOver, MaskedFile
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.cells import HEAD_HEIGHT, ROW_HEIGHT
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text

_ROWS = 3


@dataclass(frozen=True, slots=True)
class Left:
    """One row: what the re-scan says without the value, and the value itself; personal data."""

    what: LeftOver
    text: str


class ResiduePane(QFrame):
    """Above the line of the re-scan, only while something is left.

    Signals:
        opened: the `Left` to go to.
        accepted: the reason why all of it may stand.
    """

    opened = Signal(object)
    accepted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("line", "top")
        self._covered = True
        self.locate: Callable[[str], str] = lambda _text: ""
        self._places: dict[str, str] = {}
        self.table = TableView(self._columns(), says=_("复扫残留"))
        self.table.opened.connect(self.opened)
        self.reason = LineField("", _("可以保留的理由，例如：公开的客服热线"), says=_("接受残留的理由"))
        self.accept = KeyButton(_("已核对，接受"), height=28)
        self.accept.clicked.connect(lambda: self.accepted.emit(self.reason.text()))
        self.reason.textChanged.connect(lambda _text: self._allow())
        hint = Text(_("按 Enter 定位，选中后按 M 标记"), "small", "text_3")
        self._line = panel(row(hint, self.reason, self.accept, margins=(14, 4, 12, 4)), "surface", "top")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table)
        layout.addWidget(self._line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_copy(self, masked: MaskedFile | None, *, confirmed: bool) -> None:
        """List what is left in a copy; only one that was confirmed can be accepted."""
        rows = []
        self._places = {}
        if masked is not None:
            found = zip(masked.left, masked.residue, strict=True)
            rows = [Left(one, words.removeprefix(f"{one.place}: ")) for one, words in found]
        self.table.set_rows(rows)
        self.table.setFixedHeight(HEAD_HEIGHT + ROW_HEIGHT * min(_ROWS, max(1, len(rows))))
        for widget in (self.reason, self.accept):
            widget.setVisible(confirmed)
        self.reason.clear()
        self._allow()
        self.setVisible(bool(rows))

    def show_cover(self, *, covered: bool) -> None:
        """Values are shown only while the original may be seen."""
        self._covered = covered
        self.table.viewport().update()
        self._allow()

    def _allow(self) -> None:
        if self._covered:
            self.accept.refuse(_("先按 F9 揭开原文核对残留，再接受。"))
        elif not self.reason.text().strip():
            self.accept.refuse(_("请写明理由，会记入操作日志。"))
        else:
            self.accept.allow()

    def _place(self, one: Left) -> str:
        """Where it stands in the original; in the copy for what only came about there."""
        if one.text not in self._places:
            self._places[one.text] = self.locate(one.text)
        return self._places[one.text] or one.what.place

    def _columns(self) -> list[Column]:
        return [
            Column(_("位置"), self._place, 180),
            Column(_("种类"), lambda one: kind_label(one.what.kind), 110),
            Column(_("内容"), lambda one: one.what.hint if self._covered else one.text),
        ]

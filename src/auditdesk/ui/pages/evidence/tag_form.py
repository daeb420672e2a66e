"""The form that renames a tag on every piece, or makes two tags one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from auditdesk.i18n import _
from auditdesk.services.tagging import TagUse
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import ComboField, LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.text import Text


class TagForm(QFrame):
    """Old tag, new tag, and what that would do.

    Signals:
        rename_wanted: old and new tag.
    """

    rename_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._uses: dict[str, TagUse] = {}
        self.old = ComboField(_("选标签"), says=_("要改的标签"))
        self.new = LineField(hint=_("新名称"), says=_("标签的新名称"))
        self.go = KeyButton(_("改名"), height=32)
        self._words = Text("", "small", "text_2", wrap=True)
        shut = KeyButton(kind="quiet", icon="x", height=28, says=_("收起"))
        shut.clicked.connect(self.hide)
        self.old.picked.connect(lambda _value: self._tell())
        self.new.textChanged.connect(lambda _text: self._tell())
        self.new.returnPressed.connect(self._give)
        self.go.clicked.connect(self._give)
        line = row(self.old, self.new, self.go)
        line.setStretch(1, 1)
        self.setLayout(column(
            row(Text(_("标签改名或合并"), "heading"), None, shut), line, self._words, gap=8,
            margins=(16, 8, 12, 10),
        ))  # fmt: skip
        self.hide()

    def open_on(self, uses: Sequence[TagUse], chosen: str = "") -> None:
        """Show the form with the tags in use; ``chosen`` is taken first."""
        self._uses = {one.tag: one for one in uses}
        first = chosen or next(iter(self._uses), "")
        self.old.set_choices([(one.tag, f"{one.tag}\t{one.pieces}") for one in uses], first)
        self.new.clear()
        self._tell()
        self.show()
        self.new.setFocus()

    def _why_not(self) -> str:
        use = self._uses.get(self.old.value())
        if use is None:
            return _("先选一个标签")
        if use.rule:
            return _("“{tag}”决定保存期限（{rule}），不能改名", tag=use.tag, rule=use.rule)
        new = " ".join(self.new.text().split())
        return "" if new and new != use.tag else _("写一个新名称")

    def _tell(self) -> None:
        why, use = self._why_not(), self._uses.get(self.old.value())
        other = self._uses.get(" ".join(self.new.text().split()))
        merges = other is not None and use is not None and other.tag != use.tag
        self.go.set_label(_("合并") if merges else _("改名"))
        if why:
            self.go.refuse(why)
            self._words.setText(why)
            return
        self.go.allow()
        assert use is not None
        words = _("{n} 件证据的标签会改。", n=use.pieces)
        if merges and other is not None:
            words += _("“{tag}”已有 {n} 件，两个标签合成一个。", tag=other.tag, n=other.pieces)
        self._words.setText(words)

    def _give(self) -> None:
        if self._why_not():
            self.new.setFocus()
            return
        self.hide()
        self.rename_wanted.emit(self.old.value(), self.new.text())

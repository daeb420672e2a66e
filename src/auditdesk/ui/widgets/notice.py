"""Notices in place: a tinted line where it belongs; nothing that matters is a toast."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Icon, Text, restyle

_ICONS = {"ok": "shield-check", "rev": "triangle-alert", "veto": "octagon-x", "bad": "circle-x", "na": "info"}


class Notice(QFrame):
    """Amber (``rev``) for "needs you", dark red (``veto``), red (``bad``), green (``ok``) for a proof.

    ``after`` are widgets at the right end: a quiet figure or a link button.
    """

    def __init__(
        self, kind: str, text: str, *after: QWidget, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = Icon(icon or _ICONS[kind], kind)
        self._text = Text(text, tone=kind, wrap=True)
        self._kind = kind
        layout = row(self._icon, self._text, *after, margins=(11, 5, 11, 5))
        layout.setStretchFactor(self._text, 1)
        self.setLayout(layout)
        self.setMinimumHeight(32)
        self.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred
        )  # a third line is not cut
        self.say(kind, text)

    def say(self, kind: str, text: str) -> None:
        """Another notice in the same place; an empty text hides the line."""
        self._kind = kind
        restyle(self, "notice", kind)
        self._icon.set_icon(_ICONS[kind], kind)
        self._text.set_tone(kind)
        self._text.setText(text)
        words = {
            "ok": _("正常"),
            "rev": _("需要处理"),
            "bad": _("出错"),
            "veto": _("单项否决"),
            "na": _("说明"),
        }
        self.setAccessibleName(f"{words[kind]}：{text}")
        if not text:
            self.hide()
        elif self.parent() is not None:
            self.show()

    def text(self) -> str:
        """The sentence shown."""
        return self._text.text()

"""One line under the texts: what the re-scan of the written output found, and what each colour means."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.services.toolbox import MaskedFile
from auditdesk.ui.pages.masking_review.foot import ValueBox
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.text import Elided, Icon
from auditdesk.ui.widgets.wrapping import Hints

_WORDS = 420
"""The re-scan's words are cut later than the notes."""


class Proof(QFrame):
    """Green when the re-opened output holds nothing more, amber when it does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setProperty("line", "top")
        self._icon = Icon("shield-check", "text_3")
        self._words = Elided("", "small", "text_3")
        self._clean = Icon("check", "text_2")
        self._notes = Elided("", "small", "text_2")
        found, waits = ValueBox(), ValueBox()
        found.show_value(_("已识别"), amber=False)
        waits.show_value(_("待定"), amber=True)
        layout = row(self._icon, self._words, 4, self._clean, self._notes, None,
                     Hints(panel(row(found, waits, gap=6))), gap=6, margins=(14, 3, 12, 4))  # fmt: skip
        self.setLayout(layout)
        self.setMinimumHeight(36)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.wait()

    def words(self) -> str:
        """What is said."""
        return self._words.text()

    def wait(self) -> None:
        """The output is being made."""
        self._say("refresh-cw", "text_3", _("正在写出副本并复扫"), "")

    def nothing(self) -> None:
        """No file."""
        self._say("shield-check", "text_3", "", "")

    def fail(self, sentence: str) -> None:
        """No output can be made."""
        self._say("triangle-alert", "rev", sentence, "")

    def show_draft(self, masked: MaskedFile, undecided: int, *, blind: bool = False) -> None:
        """The result of the re-scan; ``blind``: pictures that nobody could read were not scanned."""
        notes = _("；").join(one.rstrip("。") for one in masked.notes) or _("属性、批注已清除")
        if masked.residue:
            kinds = _("、").join(dict.fromkeys(one.partition(":")[0] for one in masked.residue))
            words = _(
                "重新打开输出复扫：还有 {n} 处像个人信息（{where}）", n=len(masked.residue), where=kinds
            )
            self._say("triangle-alert", "rev", words, notes)
        elif blind:
            words = _("图片上的文字读不了，输出没有复扫，请人工核对")
            self._say("triangle-alert", "rev", words, notes)
        elif undecided:
            words = _("重新打开输出复扫：除 {n} 处待定外无遗漏", n=undecided)
            self._say("shield-check", "ok", words, notes)
        else:
            self._say("shield-check", "ok", _("重新打开输出复扫：无遗漏"), notes)

    def _say(self, icon: str, tone: str, words: str, notes: str) -> None:
        self._icon.set_icon(icon, tone)
        self._icon.setVisible(bool(words))
        self._words.set_text(words, tone)
        self._words.setMinimumWidth(min(self._words.sizeHint().width(), _WORDS))
        self._notes.set_text(notes)
        self._notes.setVisible(bool(notes))
        self._clean.setVisible(bool(notes))

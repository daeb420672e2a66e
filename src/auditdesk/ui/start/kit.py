"""The recovery kit step: really on paper before one goes on; two groups are typed back from the print."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.services.program import RecoveryKit
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import HEADING, SMALL
from auditdesk.ui.theme.tokens import INK, LIGHT, PAPER
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.layouts import clear, column, panel, row, scrolled
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.painting import box, line_text
from auditdesk.ui.widgets.pdf import PdfPane
from auditdesk.ui.widgets.recovery import RecoveryBoxes
from auditdesk.ui.widgets.text import Icon, Rule, Text

ASKED = 2
"""Groups typed back."""


class KitPaper(QWidget):
    """What the print looks like, with the key covered: it appears on paper and in the PDF only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._site = ""
        self._groups = 8
        self.setFixedSize(360, 420)
        self.setAccessibleName(_("恢复件预览，密钥遮住"))

    def site(self) -> str:
        """Name of the workspace shown."""
        return self._site

    def show_kit(self, site: str, groups: int) -> None:
        """Name of the workspace and number of groups."""
        self._site, self._groups = site, groups
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint paper, head, covered groups and what to do with it."""
        painter = QPainter(self)
        box(painter, self.rect(), radius=0, fill=PAPER, edge=tokens().border_2)
        line_text(painter, QRectF(28, 24, 300, 26), _("恢复件"), colour=INK, size=HEADING + 3, bold=True)
        line_text(
            painter, QRectF(28, 54, 300, 18), _("工作区 {name}", name=self._site), colour=INK, size=SMALL
        )
        painter.fillRect(QRectF(28, 82, 304, 1), INK)
        line_text(painter, QRectF(28, 94, 300, 20), _("恢复密钥"), colour=INK, bold=True)
        for place in range(self._groups):
            area = QRectF(28 + (place % 4) * 77, 122 + (place // 4) * 42, 73, 36)
            box(painter, area, radius=4, fill=PAPER, edge=LIGHT.border_2)
            line_text(painter, area.adjusted(6, 2, 0, -20), str(place + 1), colour=LIGHT.text_3, size=11)
            for dot in range(5):
                painter.fillRect(QRectF(area.left() + 7 + dot * 12, area.top() + 20, 9, 9), LIGHT.text_2)
        line_text(painter, QRectF(28, 218, 300, 20), _("怎么用"), colour=INK, bold=True)
        uses = (
            _("1. 装好 AuditDesk，打开工作区文件夹或它的备份"),
            _("2. 在解锁页选“用恢复件打开”"),
            _("3. 输入 8 组密钥"),
            _("4. 设新口令；旧口令随即失效，数据不变"),
        )
        for place, words in enumerate(uses):
            line_text(painter, QRectF(28, 242 + place * 20, 304, 18), words, colour=LIGHT.text_2, size=SMALL)
        warning = QRectF(28, 336, 304, 36)
        box(painter, warning, radius=0, edge=LIGHT.veto.text)
        words = _("拿到这张纸的人就能打开工作区。")
        line_text(painter, warning.adjusted(10, 0, -6, 0), words, colour=LIGHT.veto.text, size=SMALL)
        painter.end()


class KitStep(QWidget):
    """Print or save the kit, type two groups back.

    Signals:
        matched: both groups were typed as printed.
    """

    matched = Signal()

    def __init__(self, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dialogs = dialogs
        self._kit: RecoveryKit | None = None
        self._folder = Path()
        self._left: set[int] = set()
        self.boxes: dict[int, RecoveryBoxes] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.paper = KitPaper()
        self._groups = QHBoxLayout()
        self._groups.setSpacing(32)
        self._done = Text("", "small", "ok")
        self.notice = Notice("bad", "")
        self.print_button = KeyButton(_("打印恢复件"), key="Ctrl+P", icon="printer")
        self.save_button = KeyButton(_("存 PDF 到 U 盘"), key="Ctrl+S", icon="usb")
        self.print_button.clicked.connect(self.print_kit)
        self.save_button.clicked.connect(self.save_kit)
        self.setLayout(self._lay_out())

    def _lay_out(self) -> QHBoxLayout:
        outside = Card(_("1  留一份在电脑以外"), "", self._done)
        hint = Text(_("不要存在工作区文件夹里"), "small", "text_3", wrap=True)
        outside.add_padded(row(self.print_button, self.save_button, hint))
        typed = Card(_("2  照着纸抄两组，确认印得清楚"), "", Text(_("没有 0、1、I、O"), "small", "text_3"))
        typed.add_padded(self._groups)
        typed.set_chosen(chosen=True)
        why = column(
            Text(_("打印恢复件"), "title"),
            Text(
                _("忘记口令、电脑损坏或换机时，只有恢复件能打开工作区。程序不保存它，也补发不了。"), wrap=True
            ),
            8,
            outside,
            typed,
            self.notice,
            row(Icon("check", "ok"), Text(_("放保险柜或锁柜，和电脑分开"), "small", "text_2"), 16,
                Icon("x", "bad"), Text(_("不拍照，不发微信，不贴在电脑上"), "small", "text_2"), None),
            Rule(),
            *[row(Text(what, "small"), None, Text(need, "small", "text_2")) for what, need in _uses()],
            None,
            margins=(40, 28, 40, 16),
        )  # fmt: skip
        left = QWidget()
        left.setLayout(why)
        right = panel(
            column(
                self.paper,
                Text(_("屏幕上遮住密钥，只在纸上和 PDF 里出现"), "small", "text_3"),
                None,
                gap=16,
                margins=(32, 56, 32, 24),
            ),
            "rail",
            "left",
        )
        right.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._left_side, self._right_side = left, right
        whole = row(scrolled(left), right, gap=0)
        whole.setStretch(0, 1)
        return whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture of the paper gives way before what must be typed is cut."""
        super().resizeEvent(event)
        needed = self._left_side.minimumSizeHint().width() + self._right_side.sizeHint().width()
        self._right_side.setVisible(needed <= self.width())

    def sizeHint(self) -> QSize:
        """A screen."""
        return QSize(1000, 640)

    def show_kit(self, kit: RecoveryKit, site: str, folder: Path) -> None:
        """Take the kit and choose at random which groups to ask for."""
        self._kit, self._folder = kit, folder
        self.paper.show_kit(site, len(kit.groups))
        places = sorted(secrets.SystemRandom().sample(range(len(kit.groups)), ASKED))
        self._left = set(places)
        clear(self._groups)
        self.boxes = {}
        for at in places:
            words = _("第 {n} 组", n=at + 1)
            boxes = RecoveryBoxes(len(kit.groups[at]), says=words)
            boxes.completed.connect(partial(self._compare, at))
            self.boxes[at] = boxes
            self._groups.addLayout(column(Text(words, "small", "text_2"), boxes, gap=4))
        self._groups.addStretch(1)

    def forget(self) -> None:
        """Drop the kit and what was typed."""
        self._kit = None
        for boxes in self.boxes.values():
            boxes.forget()

    def print_kit(self) -> None:
        """Print through the system's dialog, straight from memory."""
        if self._kit is None:
            return
        pane = PdfPane(self)
        pane.hide()
        if not pane.show_bytes(self._kit.pdf):
            self.notice.say("bad", _("恢复件的页面打不开，请改用“存 PDF”。"))
        elif self._dialogs.print_document(_("恢复件"), pane.draw_on):
            self._done.setText(_("已打印"))
        pane.clear()
        pane.deleteLater()

    def save_kit(self) -> None:
        """Write the PDF where the user says; not inside the workspace it opens."""
        if self._kit is None:
            return
        name = _("{site} 恢复件.pdf", site=self.paper.site())
        target = self._dialogs.save_file(_("保存恢复件"), name, "PDF (*.pdf)")
        if target is None:
            return
        if target.resolve().is_relative_to(self._folder.resolve()):
            self.notice.say("bad", _("恢复件不能放在工作区文件夹里，请选 U 盘或别的位置。"))
            return
        try:
            target.write_bytes(self._kit.pdf)
        except OSError as error:
            self.notice.say("bad", _("写不了 {path}：{why}。", path=target, why=error.strerror or error))
            return
        self.notice.say("bad", "")
        self._done.setText(_("已保存到 {path}", path=target))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The caret goes into the first group still to type."""
        super().focusInEvent(event)
        for at in sorted(self._left):
            self.boxes[at].setFocus(event.reason())
            return

    def _compare(self, at: int, text: str) -> None:
        if self._kit is None or at not in self._left:
            return
        if not secrets.compare_digest(text, self._kit.groups[at]):
            self.boxes[at].refuse()
            self.notice.say("bad", _("第 {n} 组和恢复件不一致，请照纸再输一次。", n=at + 1))
            return
        self.boxes[at].accept()
        self._left.discard(at)
        self.notice.say("bad", "")
        if self._left:
            self.boxes[min(self._left)].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.matched.emit()


def _uses() -> list[tuple[str, str]]:
    """When the kit is of use, and what else it takes."""
    return [
        (_("忘记口令"), _("恢复件，设新口令，数据不变")),
        (_("电脑损坏或丢失"), _("恢复件 + 备份，在新电脑恢复")),
        (_("重装系统，本机密钥没了"), _("恢复件，重新绑定这台电脑")),
    ]

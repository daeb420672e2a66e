"""Parts that the screens before unlocking share: the program's name, a workspace row, the second factor."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.services.program import Strength, WorkspaceSummary
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.bars import ShareBar
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.painting import FocusMixin, box, focus_ring, line_text, text_width
from auditdesk.ui.widgets.rail import AppMark
from auditdesk.ui.widgets.text import Icon, Text

_ROW = 64
_TILE = 36
_WORD = 36
STEPS_OF_STRENGTH = 4


def brand() -> QHBoxLayout:
    """The program's mark and name."""
    return row(AppMark(24), Text("AuditDesk", "heading"), None, gap=8)


def quiet_line(icon: str, words: str, tone: str = "text_2") -> QHBoxLayout:
    """A small outline with quiet words."""
    return row(Icon(icon, tone), Text(words, "small", "text_2", wrap=True), gap=8)


class WorkspaceRow(FocusMixin, QPushButton):
    """One known workspace; a workspace held by another window says so and cannot be chosen."""

    def __init__(self, summary: WorkspaceSummary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = summary
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setEnabled(not summary.busy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        busy = _("另一窗口已打开") if summary.busy else ""
        self.setAccessibleName("，".join(part for part in (summary.site_name, busy) if part))
        self.setAccessibleDescription(str(summary.folder))
        self.setToolTip(str(summary.folder))

    def sizeHint(self) -> QSize:
        """A row of 64 px."""
        return QSize(320, _ROW)

    def minimumSizeHint(self) -> QSize:
        """Names and places are cut before the row vanishes."""
        return QSize(200, _ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint tile, name, place, and what keeps it from being chosen."""
        table = tokens()
        painter = QPainter(self)
        area = QRectF(self.rect())
        chosen = self.isChecked()
        if chosen:
            box(painter, area, radius=8, fill=table.surface, edge=table.border)
        elif self.underMouse() and self.isEnabled():
            box(painter, area, radius=8, fill=table.hover)
        tile = QRectF(15, (_ROW - _TILE) / 2, _TILE, _TILE)
        box(painter, tile, radius=6, fill=table.accent if chosen else table.surface, edge=table.border_2)
        ink = table.on_accent if chosen else table.text_2
        paint_icon(painter, tile.adjusted(9, 9, -9, -9), "building-2", ink)
        right = self._paint_state(painter, area)
        words = QRectF(63, 12, max(20.0, right - 63 - 12), 20)
        line_text(painter, words, self.summary.site_name, colour=table.text, bold=chosen)
        words.translate(0, 20)
        line_text(painter, words, str(self.summary.folder), colour=table.text_3, size=SMALL)
        if self.ring_visible():
            focus_ring(painter, area, radius=8)
        painter.end()

    def _paint_state(self, painter: QPainter, area: QRectF) -> float:
        """Words at the right end; returns where they begin."""
        if not self.summary.busy:
            return area.right() - 4
        words, amber = _("另一窗口已打开"), tokens().rev.text
        left = area.right() - 16 - text_width(words, SMALL)
        spot = QRectF(left, 0, area.right() - left, _ROW)
        line_text(painter, spot, words, colour=amber, size=SMALL)
        paint_icon(painter, QRectF(left - 20, _ROW / 2 - 7, 14, 14), "lock", amber)
        return left - 20


def second_factor_box(keyring: str) -> QFrame:
    """The state of the second factor in words; ``keyring`` is its name, empty when there is none."""
    if keyring:
        first, second, mark = _("本机密钥已就绪"), _("存在 {place}，只在这台电脑上", place=keyring), "ok"
    else:
        first = _("这台电脑没有可用的密钥库")
        second, mark = _("只靠口令保护，请用更长、更难猜的口令"), "rev"
    icon = Icon("circle-check" if keyring else "triangle-alert", mark, 18)
    lines = column(Text(first), Text(second, "small", "text_3", wrap=True), gap=0)
    layout = row(icon, lines, Icon("fingerprint", "text_2", 20), gap=12, margins=(13, 7, 13, 7))
    layout.setStretchFactor(lines, 1)
    made = panel(layout, "sunken")
    made.setProperty("card", "true")
    made.setAccessibleName(f"{first}，{second}")
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return made


class StrengthLine(QWidget):
    """How strong a passphrase is: a bar, a word, and one sentence why not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = ShareBar(thick=6)
        self._word = Text("", "small-strong")
        self._word.setMinimumWidth(_WORD)
        self._why = Text("", "small", "rev", wrap=True)
        first = row(self._bar, self._word, gap=10)
        first.setStretchFactor(self._bar, 1)
        self.setLayout(column(first, self._why, gap=2))

    def show_strength(self, found: Strength | None) -> None:
        """Show a judgement, or nothing."""
        self.setVisible(found is not None)
        if found is None:
            return
        tone = "ok" if found.enough else "rev"
        self._bar.set_shares((tone, max(found.score, 0)), total=STEPS_OF_STRENGTH)
        self._word.setText(strength_word(found))
        self._word.set_tone(tone)
        self._why.setText("" if found.enough else found.sentence)
        self._why.setVisible(not found.enough)


def strength_word(found: Strength) -> str:
    """口令强度 in one word."""
    words = (_("很弱"), _("弱"), _("一般"), _("强"), _("很强"))
    return words[max(0, min(found.score, STEPS_OF_STRENGTH))]

"""Thin bars: progress of a job, of an audit by answer, of a quota; and the row of a running job."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Elided, Text

BAR = 8


class ShareBar(QWidget):
    """A bar of coloured shares, 6–8 px high; the rest stays quiet.

    Shares are (tone, amount) with tones ``ok bad na rev veto accent``; ``total`` is the whole.
    """

    def __init__(
        self, *shares: tuple[str, float], total: float = 1.0, thick: int = BAR, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._thick = thick
        self._shares: tuple[tuple[str, float], ...] = ()
        self._total = total
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_shares(*shares, total=total)

    def set_shares(self, *shares: tuple[str, float], total: float) -> None:
        """Show other amounts of ``total``."""
        self._shares = shares
        self._total = total
        done = sum(amount for _tone, amount in shares)
        self.setAccessibleName(f"{done / total:.0%}" if total else "0%")
        self.update()

    def sizeHint(self) -> QSize:
        """160 wide by default; it stretches."""
        return QSize(160, self._thick)

    def minimumSizeHint(self) -> QSize:
        """Still to be seen."""
        return QSize(40, self._thick)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the shares from the left, each in its status colour."""
        table = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(0, (self.height() - self._thick) / 2, self.width(), self._thick)
        outline = QPainterPath()
        radius = self._thick / 2 if table.high_contrast else min(3.0, self._thick / 2)
        outline.addRoundedRect(area, radius, radius)
        painter.setClipPath(outline)
        painter.fillRect(area, QColor(table.na.tint))
        left = area.left()
        for tone, amount in self._shares:
            width = area.width() * amount / self._total if self._total else 0.0
            painter.fillRect(QRectF(left, area.top(), width, area.height()), QColor(table.status(tone).solid))
            left += width
        if table.high_contrast:
            painter.setPen(QColor(table.border))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(outline)
        painter.end()


class ProgressStrip(QWidget):
    """How far an audit is: ``27/40`` and a bar by answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = Text("", "strong")
        self._bar = ShareBar()
        layout = row(self._count, self._bar)
        layout.setStretchFactor(self._bar, 1)
        self.setLayout(layout)
        self.set_counts(0, 0, 0, 0)

    def set_counts(self, passed: int, failed: int, not_applicable: int, total: int) -> None:
        """Answers so far, and how many items there are."""
        answered = passed + failed + not_applicable
        self._count.setText(f"{answered}/{total}")
        shares = (("ok", passed), ("bad", failed), ("na", not_applicable))
        self._bar.set_shares(*shares, total=max(1, total))
        self.setAccessibleName(_("已答 {answered} 项，共 {total} 项", answered=answered, total=total))


class JobRow(QWidget):
    """A running job in the place where its result will appear: name, bar, share done, time left, 取消.

    Signals:
        cancelled: the user pressed 取消.
    """

    cancelled = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = Elided(name)
        self._bar = ShareBar(thick=6)
        self._share = Text("0%", "small", "text_2")
        self._left = Text("", "small", "text_3")
        self._cancel = KeyButton(_("取消"), "quiet", height=28)
        self._cancel.clicked.connect(self._stop)
        layout = row(self._name, self._bar, self._share, self._left, self._cancel, margins=(16, 4, 12, 4))
        layout.setStretchFactor(self._bar, 1)
        self.setLayout(layout)
        self.setMinimumHeight(36)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def set_progress(self, done: float, label: str = "", seconds_left: float | None = None) -> None:
        """``done`` from 0 to 1; ``label`` names the stage; below 0 the length is unknown."""
        if label:
            self._name.set_text(label)
        if done < 0:
            self._bar.set_shares(total=1)
            self._share.setText("…")
            return
        self._bar.set_shares(("accent", min(1.0, done)), total=1)
        self._share.setText(f"{int(done * 100)}%")
        self._left.setText("" if seconds_left is None else time_left(seconds_left))

    def _stop(self) -> None:
        self._cancel.refuse(_("正在停止"))
        self._cancel.set_label(_("正在停止"))
        self.cancelled.emit()


def time_left(seconds: float) -> str:
    """Remaining time in words a person would use."""
    minute = 60
    if seconds < minute:
        return _("还要约 {seconds} 秒", seconds=max(1, round(seconds)))
    return _("还要约 {minutes} 分钟", minutes=round(seconds / minute))

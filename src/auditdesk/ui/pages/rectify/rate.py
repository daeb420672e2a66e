"""The closure rate of the month with its arithmetic and target (REQUIREMENTS C7)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from auditdesk.i18n import _
from auditdesk.services.closing import Rates
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Elided, Text


class RateLine(QWidget):
    """``本月关闭率 66.7%（2/3，目标 ≥95%）``; red below the target, green from it on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._rate = Elided("", "small", "text_2"), Text("", "small-strong")
        self._tail = Elided("", "small", "text_2")
        self.months = KeyButton(_("各月"), "link", height=28)
        self.setLayout(row(self._label, self._rate, self._tail, self.months, gap=4))

    def show_rates(self, rates: Rates) -> None:
        """The running month."""
        month = rates.months[-1]
        target = f"{rates.target:.0%}"
        if month.rate is None:
            self._label.set_text(_("本月还没有到期的问题（目标 ≥{target}）", target=target))
            self._rate.setText("")
            self._tail.set_text("")
        else:
            self._label.set_text(_("本月关闭率"))
            self._rate.setText(f"{month.rate:.1%}")
            self._rate.set_tone("ok" if month.rate >= rates.target else "bad")
            self._tail.set_text(
                _("（{n}/{all}，目标 ≥{target}）", n=month.closed, all=month.due, target=target)
            )
        for part in (self._rate, self._tail):
            part.setVisible(bool(part.text()))
        self.months.setAccessibleName(_("每月关闭率和 TOP-3"))
        self.setAccessibleName(self.text())

    def text(self) -> str:
        """The line as words."""
        parts = (self._label.text(), self._rate.text(), self._tail.text())
        return "".join(part for part in parts if part)

"""Closure rate and TOP-3 of the last twelve months, with their arithmetic and the target (C7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QWidget

from auditdesk.domain.closure import TopProblem
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.i18n import _
from auditdesk.services.closing import MonthFigures, month_figures
from auditdesk.services.desk import Desk
from auditdesk.ui.jobs import Jobs, while_alive
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.layouts import column
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text

_WIDE, _ROW, _AROUND = 660, 36, 84


class MonthsPopup(QFrame):
    """A table below the rate; Esc or a click elsewhere closes it."""

    def __init__(
        self, figures: Sequence[MonthFigures], target: float, taxonomy: Taxonomy, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("popup", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = _("按期关闭 ÷ 当月到期，目标 ≥{target}；TOP-3 按当月发现的问题计", target=f"{target:.0%}")
        self.table = TableView(month_columns(target, taxonomy), says=_("每月关闭率和 TOP-3"))
        self.table.set_rows(figures)
        self.setLayout(column(Text(words, "small", "text_2"), self.table, margins=(12, 10, 12, 10)))
        self.resize(_WIDE, _AROUND + _ROW * len(figures))

    def open_below(self, anchor: QWidget) -> None:
        """Show it with its right edge under the anchor's."""
        self.move(anchor.mapToGlobal(QPoint(max(anchor.width() - _WIDE, -anchor.x()), anchor.height() + 4)))
        self.show()
        self.table.setFocus(Qt.FocusReason.PopupFocusReason)


def open_months(desk: Desk, jobs: Jobs, anchor: QWidget, failed: Callable[[AuditDeskError], object]) -> None:
    """Read the figures in a job and show them below ``anchor``."""

    def show(read: tuple[list[MonthFigures], float]) -> None:
        MonthsPopup(*read, desk.taxonomy(), anchor).open_below(anchor)

    jobs.start(lambda _progress: month_figures(desk), done=while_alive(anchor, show), failed=failed)


def month_columns(target: float, taxonomy: Taxonomy) -> list[Column]:
    """Month, rate, arithmetic, the three most frequent problems."""

    def rate(one: MonthFigures) -> Cell:
        share = one.rate.rate
        if share is None:
            return Cell("—", tone="text_3")
        return Cell(f"{share:.1%}", tone="ok" if share >= target else "bad", bold=True)

    def arithmetic(one: MonthFigures) -> Cell:
        return Cell(f"{one.rate.closed}/{one.rate.due}" if one.rate.due else _("无到期"), tone="text_2")

    def tops(one: MonthFigures) -> Cell:
        return Cell(_("、").join(_top(top, taxonomy) for top in one.top) or "—", tone="text_2")

    return [
        Column(_("月份"), lambda one: one.rate.month, 84),
        Column(_("关闭率"), rate, 76, right=True),
        Column(_("关闭/到期"), arithmetic, 84, right=True),
        Column("TOP-3", tops),
    ]


def _top(top: TopProblem, taxonomy: Taxonomy) -> str:
    title = top.title if top.problem_id else taxonomy.label(top.violation_class)
    return _("{title} {n} 项", title=title, n=top.count)

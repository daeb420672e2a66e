"""计划: the list of recurring plans."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import kind_label
from auditdesk.domain.planning import DueState, every_label, shown_title
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.ui.jobs import Jobs, while_alive
from auditdesk.ui.pages.planning.reading import PlanRow, read_plans
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.tables import Column, TableView


class PlansView(QWidget):
    """Plans with their next due day.

    Signals:
        chosen: the `PlanRow` in front, None for none.
        opened: a `PlanRow` on Enter or double click.
        new_wanted: a plan is to be made.
        past_wanted: earlier results are to be entered.
    """

    chosen = Signal(object)
    opened = Signal(object)
    new_wanted = Signal()
    past_wanted = Signal()

    def __init__(self, desk: Desk, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._jobs = desk, jobs
        self._wanted = ""
        self.table = TableView(_columns(), says=_("计划"))
        self.table.current_changed.connect(self.chosen)
        self.table.opened.connect(self.opened)
        button = KeyButton(_("新建计划"), key="Ctrl+N", binds=False)
        button.clicked.connect(self.new_wanted)
        self._empty = EmptyState(
            _("还没有计划。"), _("定好类型、周期和完成日，到期的自查会自己出现在日历和工作台。"), button
        )
        self._empty.hide()
        layout = column(self._empty, gap=0)
        layout.addWidget(self.table, 1)
        past = KeyButton(_("补录往期结果"), "quiet", icon="history", height=28)
        past.clicked.connect(self.past_wanted)
        layout.addWidget(panel(row(past, None, margins=(8, 4, 8, 4)), ground="surface", line="top"))
        self.setLayout(layout)

    def read(self, wanted: str = "") -> None:
        """Read the plans again in a job; ``wanted`` is the id of the one to put in front."""
        self._wanted = wanted or self._wanted
        self._jobs.start(lambda _progress: read_plans(self._desk), done=while_alive(self, self.show_plans))

    def show_plans(self, rows: list[PlanRow]) -> None:
        """Show what was read."""
        self.table.set_rows(rows, keep=lambda row: row.plan.id)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        place = next((at for at, row in enumerate(rows) if row.plan.id == self._wanted), -1)
        if place >= 0:
            self.table.go_to(place)
            self._wanted = ""
        self.chosen.emit(self.table.current_row())


def _by_day(row: PlanRow) -> str:
    return row.next.due.due.isoformat() if row.next else "9"


def _columns() -> list[Column]:
    def quiet(row: PlanRow) -> str:
        return "" if row.plan.active else "text_3"

    def due(row: PlanRow) -> Cell:
        if row.next is None:
            return Cell("–" if row.plan.active else _("已停用"), tone="text_3")
        late = row.next.state is DueState.LATE
        return Cell(row.next.due.due.isoformat(), tone="bad" if late else "", bold=late)

    return [
        Column(_("编号"), lambda row: Cell(row.plan.code, bold=True), 72, order=lambda row: row.plan.code),
        Column(_("名称"), lambda row: Cell(shown_title(row.plan), tone=quiet(row))),
        Column(_("类型"), lambda row: Cell(kind_label(row.plan.kind), tone=quiet(row)), 136, spare=True),
        Column(_("周期"), lambda row: Cell(every_label(row.plan.every), tone=quiet(row)), 80),
        Column(_("下一期"), lambda row: row.next.title if row.next else "", 170),
        Column(_("完成日"), due, 110, right=True, order=_by_day),
    ]

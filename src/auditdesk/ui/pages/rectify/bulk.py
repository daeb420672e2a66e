"""The bar for several chosen findings: owner, term, problem, for all of them at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from auditdesk.domain.findings import SETTLED, Finding
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.people import list_users
from auditdesk.services.rectifying import change_finding, group_findings, list_problems
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import ComboField, LineField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Text

_DAYS = (3, 5, 10, 15, 20, 30)


class BulkBar(QFrame):
    """Shown while rows are checked.

    Signals:
        wanted: a callable that changes the checked findings; the page runs it and says what went wrong.
        cleared: 取消选择.
    """

    wanted = Signal(object)
    cleared = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("ground", "sunken")
        self.setProperty("line", "bottom")
        self._desk = desk
        self._findings: list[Finding] = []
        self.count = Text("", "small-strong")
        self.owner = ComboField(_("责任人"), says=_("改责任人"), height=28)
        self.owner.set_choices([(one.name, one.name) for one in list_users(desk) if one.active])
        self.owner.picked.connect(lambda name: self._each(owner=name))
        self.days = ComboField(_("期限"), says=_("改期限"), height=28)
        self.days.set_choices([(str(one), _("{n} 工作日", n=one)) for one in _DAYS])
        self.days.picked.connect(lambda days: self._each(deadline_days=int(days)))
        self.problem = LineField(hint=_("归入问题，按 Enter"), says=_("归入问题"))
        self.problem.setMinimumWidth(140)
        self.problem.returnPressed.connect(self._group)
        none = KeyButton(_("取消选择"), "quiet", height=28)
        none.clicked.connect(self.cleared)
        self.setLayout(
            row(self.count, self.owner, self.days, self.problem, None, none, margins=(24, 6, 16, 6))
        )
        self.hide()

    def show_checked(self, findings: list[Finding]) -> None:
        """Say how many; hide with none."""
        self._findings = [one for one in findings if one.state not in SETTLED]
        self.count.setText(_("已选 {n} 项", n=len(findings)))
        titles = [problem.title for problem in list_problems(self._desk)] if findings else []
        self.problem.setToolTip(_("、").join(titles[:8]))
        self.setVisible(bool(findings))

    def _each(self, **fields: object) -> None:
        ids = [one.id for one in self._findings]

        def work() -> None:
            for name in ids:
                change_finding(self._desk, name, **fields)

        self._send(work)
        self.owner.set_value("")
        self.days.set_value("")

    def _group(self) -> None:
        ids, title = [one.id for one in self._findings], self.problem.text().strip()
        if title and ids:
            self._send(lambda: group_findings(self._desk, ids, title))
            self.problem.clear()

    def _send(self, work: Callable[[], object]) -> None:
        self.wanted.emit(work)

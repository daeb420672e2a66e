"""问题整改: findings in groups, and the pane that leads one to its closing (screen 04)."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.findings import FindingState
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.pages.rectify.pane import FindingPane
from auditdesk.ui.pages.rectify.rows import (
    DEADLINE,
    OWNER,
    PROBLEM,
    FindingRow,
    columns,
    fits,
    grouped,
    read_rows,
)
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import PageHead
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.text import Text
from auditdesk.ui.widgets.trees import GroupedTree


class FindingsPage(Page):
    """Grouped list left, one finding right."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._rows: list[FindingRow] = []
        self._shown = ""

    def title(self) -> str:
        """The page's word."""
        return _("问题整改")

    def build(self) -> None:
        """List and pane."""
        self._shown = ""
        self._page_head = PageHead(_("问题整改"))
        parts = [Part(PROBLEM, _("按问题")), Part(DEADLINE, _("按期限")), Part(OWNER, _("按责任人"))]
        self.views = Segmented(parts, PROBLEM, says=_("分组"))
        self.views.chosen.connect(lambda _value: self._show())
        self.filter = LineField(hint=_("编号、客服、措施"), lead="funnel")
        self.filter.setFixedWidth(196)
        self.filter.textChanged.connect(lambda _text: self._show())
        self.rate = Text(role="small", tone="text_2")
        self.tree = GroupedTree(columns(), says=_("问题"))
        self.tree.current_changed.connect(self._picked)
        opens = KeyButton(_("打开自查"))
        opens.clicked.connect(lambda: self.go.emit("audits", None))
        self.empty = EmptyState("", "", opens)
        self.pane = FindingPane(self.desk)
        self.pane.wrote.connect(self._wrote)
        self.pane.opened.connect(lambda target: self.go.emit("audits", target))
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._page_head)
        bar = row(self.views, self.filter, None, self.rate, margins=(24, 0, 16, 10))
        layout.addWidget(panel(bar, line="bottom"))
        layout.addWidget(self.empty)
        layout.addWidget(self.tree, 1)
        self.split = SplitView(left, self.pane)
        self.split.grow(0)
        self.split.setSizes([720, 446])
        self.body.addWidget(self.split)
        self.key("/", self.filter.setFocus)
        self.key("Ctrl+Down", lambda: self.tree.step(1))
        self.key("Ctrl+Up", lambda: self.tree.step(-1))

    def activate(self, target: object = None) -> None:
        """Show a finding by id or code."""
        if isinstance(target, str) and target:
            self.filter.clear()
            self.tree.go_to(lambda each: target in (each.finding.id, each.finding.code))

    def leave(self) -> None:
        """Texts that are still waiting are saved."""
        self.pane.flush()

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read again unless the change is about something else."""
        touched = {"finding", "action", "verification", "problem", "answer", "audit", "user"}
        if changes is not None and not changes.kinds() & touched:
            return
        self._rows = read_rows(self.desk)
        self._shown = ""
        self._show()
        counts = {state: sum(each.finding.state is state for each in self._rows) for state in FindingState}
        left = len(self._rows) - counts[FindingState.CLOSED]
        meta = _(
            "未关闭 {n}・草稿 {draft}・已关闭 {closed}", n=left, draft=counts[FindingState.DRAFT],
            closed=counts[FindingState.CLOSED],
        )  # fmt: skip
        self._page_head.set_head(_("问题整改"), meta)
        self._show_rate()
        self.counted.emit(left)

    def shortcuts(self) -> list[Key]:
        """Keys of this page."""
        return [
            Key("Up", _("上一个问题")), Key("Down", _("下一个问题")), Key("Left", _("折叠这一组")),
            Key("Ctrl+Enter", _("通过并关闭")), Key("Ctrl+Down", _("下一个问题，不离开右栏")),
            Key("/", _("筛选")),
        ]  # fmt: skip

    def regions(self) -> list[QWidget]:
        """List and pane."""
        return [self.tree, self.pane]

    def escape(self) -> bool:
        """Take the filter off."""
        if self.filter.text():
            self.filter.clear()
            return True
        return False

    def _show(self) -> None:
        text = self.filter.text()
        kept = [each for each in self._rows if fits(each, text)]
        groups = grouped(kept, self.views.value(), self.desk.taxonomy())
        self.tree.set_groups(groups, keep=lambda each: each.finding.id)
        self.tree.setVisible(bool(kept))
        self.empty.setVisible(not kept)
        if self._rows:
            self.empty.say(_("没有找到“{text}”。", text=text), _("试试编号或客服代号。"))
        else:
            self.empty.say(_("没有未关闭的问题。"), _("判为不合规的检查项会在这里成为问题。"))
        if self.tree.current_row() is None and groups:
            first = groups[0].rows[0]
            self.tree.go_to(lambda each: each is first)
        self._picked(self.tree.current_row())

    def _picked(self, each: FindingRow | None) -> None:
        """Rebuilding the pane takes the caret away, so the same finding is shown only once per read."""
        name = each.finding.id if each else ""
        if name and name == self._shown:
            return
        if each is None and self._rows and fits(self._rows[0], self.filter.text()):
            return
        self._shown = name
        place = 1 + self._rows.index(each) if each in self._rows else 0
        self.pane.show_row(each, f"{place} / {len(self._rows)}" if place else "")

    def _show_rate(self) -> None:
        """Share of findings due this month that are closed, with its fraction (REQUIREMENTS A9)."""
        month = self.desk.today()[:7]
        due = [each for each in self._rows if each.finding.deadline[:7] == month]
        closed = sum(each.closed for each in due)
        if not due:
            self.rate.setText("")
            return
        share = f"{closed / len(due):.1%}"
        self.rate.setText(_("本月到期关闭率 {share}（{n}/{all}）", share=share, n=closed, all=len(due)))

    def _wrote(self, changes: ChangeSet) -> None:
        self.refresh(changes)
        self.changed.emit(changes)

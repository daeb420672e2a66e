"""The run view: outline, item card, right pane and bottom bar of one audit."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from auditdesk.domain.audits import Verdict, state_label
from auditdesk.domain.fixlist import Todo
from auditdesk.i18n import _
from auditdesk.services.answering import submit_for_review
from auditdesk.services.people import names
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.keys import bind
from auditdesk.ui.pages.run.bottom import RunBar
from auditdesk.ui.pages.run.bulk import BulkBar
from auditdesk.ui.pages.run.copy_pane import CopyPane
from auditdesk.ui.pages.run.excel_pane import ExcelPane
from auditdesk.ui.pages.run.finding_form import FindingForm
from auditdesk.ui.pages.run.history import HistoryPane
from auditdesk.ui.pages.run.item_card import ItemCard
from auditdesk.ui.pages.run.outline import Outline
from auditdesk.ui.pages.run.result_pane import ResultPane
from auditdesk.ui.pages.run.review import ReviewPane
from auditdesk.ui.pages.run.run_file import RunFile, review_state
from auditdesk.ui.pages.run.todo import TodoPane
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.tabs import Tabs
from auditdesk.ui.widgets.text import Elided, Icon

FINDING, REVIEW, HISTORY, TO_FIX, RESULT = "finding", "review", "history", "todo", "result"
_PANES = (FINDING, REVIEW, HISTORY, TO_FIX, RESULT)
_STAYS = (TO_FIX, RESULT)
"""Panes about the whole audit: they stay in front when another item comes up."""


class RunView(QWidget):
    """Puts the parts around one `RunFile`.

    Signals:
        closed: back to the list.
        go: another page's name and what to show there.
    """

    closed = Signal()
    go = Signal(str, object)

    def __init__(self, run: RunFile, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run = run
        run.setParent(self)
        people = names(run.desk)
        self._verdict = (run.item.id, run.verdict())
        self.undo_button = KeyButton(_("撤销"), "quiet", key="Ctrl+Z", binds=False, icon="undo-2")
        self.redo_button = KeyButton("", "quiet", icon="redo-2", says=_("重做 Ctrl+Y"))
        self.bulk_button = KeyButton(_("批量"), "quiet", key="Ctrl+B", icon="check-check")
        self.copy_button = KeyButton(_("沿用上次"), "quiet", icon="copy")
        self.excel_button = KeyButton("Excel", "quiet", icon="file-spreadsheet")
        self.notice = Notice("bad", "")
        self.outline = Outline(run)
        self.card = ItemCard(run, jobs, dialogs)
        self.form = FindingForm(run)
        self.review = ReviewPane(run, people)
        self.history = HistoryPane(run, people)
        self.todo = TodoPane(run)
        self.result = ResultPane(run)
        self.excel = ExcelPane(run, jobs, dialogs)
        self.copy = CopyPane(run)
        self.bulk = BulkBar(run, self.outline)
        self.bar = RunBar(run)
        self.tabs = Tabs([(one, "") for one in _PANES], says=_("右栏"), close=True)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._moved()
        self._changed()
        jobs.start(lambda _watch: run.desk.tools.masking().mask_note(_("说明")))

    def show_tab(self, name: str) -> None:
        """Bring a tab of the right pane to the front."""
        self.tabs.set_value(name)
        self._stack.setCurrentIndex(_PANES.index(name))
        if name == RESULT:
            self.result.refresh()

    def show_side(self, pane: QWidget) -> None:
        """Excel or 沿用上次 over the tabs until it is closed."""
        self._stack.setCurrentWidget(pane)
        if pane is self.copy:
            self.copy.look()

    def step_back(self) -> bool:
        """Esc: the bulk band, an open side pane, the search; False when nothing was open."""
        if self.bulk.isVisible():
            self.bulk.leave()
            return True
        if self._stack.currentIndex() >= len(_PANES):
            self.show_tab(self.tabs.value())
            return True
        return self.outline.clear_search()

    def next_check(self) -> bool:
        """F8: the list, then row by row."""
        first = self.tabs.value() != TO_FIX
        self.show_tab(TO_FIX)
        return self.todo.jump_next(first=first)

    def flush(self) -> None:
        """Save texts that are still waiting."""
        self.run.leaving.emit()

    def _lay_out(self) -> None:
        self.pane = QWidget()
        self.pane.setProperty("ground", "surface")
        self.pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        pane = QVBoxLayout(self.pane)
        pane.setContentsMargins(0, 0, 0, 0)
        pane.setSpacing(0)
        pane.addWidget(panel(row(self.tabs, None, margins=(8, 0, 8, 0)), line="bottom"))
        panes = (self.form, self.review, self.history, self.todo, self.result, self.excel, self.copy)
        for part in panes:
            self._stack.addWidget(part)
        pane.addWidget(self._stack, 1)
        self.pane.setMinimumWidth(320)
        self.card.setMinimumWidth(360)
        self.split = SplitView(self.outline, self.card, self.pane)
        self.split.grow(1)
        self.split.setSizes([264, 562, 340])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addWidget(self.notice)
        layout.addWidget(self.bulk)
        layout.addWidget(self.split, 1)
        layout.addWidget(self.bar)

    def _head(self) -> QWidget:
        audit, form = self.run.file.audit, self.run.file.form
        back = KeyButton(_("自查"), "quiet", says=_("回到自查列表"))
        back.clicked.connect(self.closed)
        self.state = Chip(state_label(audit.state), "na")
        period = _("期间 {start} 至 {end}", start=audit.period_start[5:], end=audit.period_end[5:])
        code = Chip(audit.code)
        used = Chip(f"{form.title} {form.version}", icon="list-checks")
        when = Elided(period, "small", "text_3")
        self._spare = (when, used, code)
        self._bar = row(
            back, Icon("chevron-right", "text_3"), Elided(audit.title, "heading"), code, used, self.state,
            when, None, self.undo_button, self.redo_button, self.bulk_button, self.copy_button,
            self.excel_button, margins=(12, 7, 16, 8),
        )  # fmt: skip
        head = panel(self._bar, "surface", "bottom")
        head.setFixedHeight(48)
        return head

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Facts that stand elsewhere too leave the head before anything in it is cut."""
        super().resizeEvent(event)
        for part in self._spare:
            part.show()
        for part in self._spare:
            self._bar.invalidate()
            if self._bar.sizeHint().width() > self.width():
                part.hide()

    def _connect(self) -> None:
        run = self.run
        self.undo_button.clicked.connect(run.undo)
        self.redo_button.clicked.connect(run.redo)
        bind(self, "Ctrl+Z", run.undo)
        bind(self, "Ctrl+Y", run.redo)
        self._connect_more()
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        bind(self.card, "Down", lambda: run.step(1), context=here)
        bind(self.card, "Up", lambda: run.step(-1), context=here)
        self.tabs.chosen.connect(self.show_tab)
        self.form.finished.connect(self._finish)
        self.todo.jumped.connect(self._jump)
        self.bar.check_wanted.connect(self.next_check)
        self.bar.submit_wanted.connect(self._submit)
        run.failed.connect(lambda words: self.notice.say("bad", words))
        run.moved.connect(self._moved)
        run.changed.connect(self._changed)

    def _connect_more(self) -> None:
        """Speed of hand: fill down, bulk, the side panes, jumps between outline and answer."""
        run = self.run
        bind(self, "Ctrl+D", self.card.fill_down)
        self.bulk_button.clicked.connect(self.bulk.begin)
        self.copy_button.clicked.connect(lambda: self.show_side(self.copy))
        self.excel_button.clicked.connect(lambda: self.show_side(self.excel))
        for pane in (self.excel, self.copy):
            pane.item_wanted.connect(run.go)
            pane.closed.connect(lambda: self.show_tab(self.tabs.value()))
        self.result.item_wanted.connect(run.go)
        self.review.bulk_wanted.connect(self.bulk.begin_review)
        self.form.go.connect(self.go)
        self.card.evidence.go.connect(self.go)
        self.card.answer.left.connect(self.outline.tree.setFocus)
        self.card.told.finding_wanted.connect(lambda name: self.go.emit("findings", name))
        self.outline.tree.opened.connect(lambda _row: self.card.answer.take_focus())

    def _moved(self) -> None:
        """A returned answer opens on its thread, everything else on the finding; 待办 stays in front."""
        self._verdict = (self.run.item.id, self.run.verdict())
        if self.tabs.value() not in _STAYS and self._stack.currentIndex() < len(_PANES):
            returned = review_state(self.run.answer()) is State.RETURNED
            self.show_tab(REVIEW if returned or self._reviews() else FINDING)
        self._words()

    def _reviews(self) -> bool:
        """Whether the user is here to review: someone else answered and it waits."""
        answer = self.run.answer()
        waits = review_state(answer) is State.REVIEW
        return waits and answer is not None and answer.answered_by != self.run.desk.user.id

    def _changed(self) -> None:
        now = (self.run.item.id, self.run.verdict())
        if now != self._verdict and now[0] == self._verdict[0] and now[1] == Verdict.FAIL:
            self.show_tab(FINDING)
            self.form.description.setFocus(Qt.FocusReason.OtherFocusReason)
        self._verdict = now
        step = self.run.steps.last_done()
        self.undo_button.setToolTip(_("撤销：{what}", what=step.title) if step and step.title else "")
        self.undo_button.setEnabled(self.run.can_undo())
        self.redo_button.setEnabled(self.run.can_redo())
        self.state.set_chip(state_label(self.run.file.audit.state), "na")
        self._words()

    def _words(self) -> None:
        self.tabs.set_word(FINDING, _("问题"))
        self.tabs.set_word(REVIEW, _("复核 {n}", n=self.review.count))
        self.tabs.set_word(HISTORY, _("历史 {n}", n=self.history.count))
        self.tabs.set_word(TO_FIX, _("待办 {n}", n=len(self.run.todos)))
        self.tabs.set_word(RESULT, _("结果"))

    def _finish(self) -> None:
        """The finding is complete: on to the next unanswered item, else the next one."""
        self.form.flush()
        if not self.run.next_open():
            self.run.step(1)

    def _jump(self, each: Todo) -> None:
        finding = next((one for one in self.run.file.findings if one.id == each.target_id), None)
        if each.target_kind == "item":
            self.run.go(each.target_id)
        elif finding is not None:
            self.run.go(finding.item_id)
            self.form.choose(finding.id)
        elif each.target_kind == "evidence":
            self.go.emit("evidence", each.target_id)

    def _submit(self) -> None:
        self.flush()
        audit_id = self.run.file.audit.id
        self.run.attempt(lambda: submit_for_review(self.run.desk, audit_id), ("audit", audit_id))

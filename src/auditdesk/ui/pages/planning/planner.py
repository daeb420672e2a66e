"""计划 and 日历 of the page 自查: lists at the left, panes at the right, and the ways between them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from auditdesk.domain.audits import Audit
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.planning import Plan
from auditdesk.services.audits import find_audit
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.kickoff import audit_note, due_note
from auditdesk.services.planning import DueRow, find_plan, row_of
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.pages.planning.calendar_view import CalendarView
from auditdesk.ui.pages.planning.due_pane import DuePane
from auditdesk.ui.pages.planning.note_pane import NotePane
from auditdesk.ui.pages.planning.pane_stack import PaneStack
from auditdesk.ui.pages.planning.past_pane import PastPane
from auditdesk.ui.pages.planning.plan_form import PlanForm
from auditdesk.ui.pages.planning.plan_pane import PlanPane
from auditdesk.ui.pages.planning.plans_view import PlansView
from auditdesk.ui.pages.planning.prepare_pane import PreparePane
from auditdesk.ui.pages.planning.reading import Entry

KINDS = frozenset({"plan", "plan_date", "audit", "past_result"})
"""Changes of these kinds are shown by plans or calendar."""


class Planner(QObject):
    """Owns the two views and their panes.

    Signals:
        front: the tab to bring to the front.
        opened: an audit's id that is to be taken up.
        wrote: a `ChangeSet`.
        said: a sentence to show in place.
    """

    front = Signal(str)
    opened = Signal(str)
    wrote = Signal(object)
    said = Signal(str)

    def __init__(
        self, desk: Desk, jobs: Jobs, dialogs: Dialogs, pane: PaneStack, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._dialogs, self.pane = desk, jobs, dialogs, pane
        self.plans, self.calendar = PlansView(desk, jobs), CalendarView(desk, jobs)
        self.plan_pane, self.due_pane = PlanPane(desk), DuePane(desk)
        pane.add_base("plans", self.plan_pane)
        pane.add_base("calendar", self.due_pane)
        self.plans.chosen.connect(self.plan_pane.show_plan)
        self.plans.opened.connect(lambda row: self.edit(row.plan))
        self.plans.new_wanted.connect(self.new_plan)
        self.plans.past_wanted.connect(self.enter_past)
        self.plan_pane.edit_wanted.connect(self.edit)
        self.plan_pane.due_wanted.connect(self.show_due)
        self.calendar.chosen.connect(self._entry)
        self.calendar.opened.connect(self._open_entry)
        self.due_pane.started.connect(lambda audit: self.opened.emit(audit.id))
        self.due_pane.note_wanted.connect(self.show_due_note)
        self.due_pane.wrote.connect(self._wrote)

    def read(self) -> None:
        """Read both views again."""
        self.plans.read()
        self.calendar.read()

    def open(self, target: str) -> bool:
        """Show ``plans``, ``calendar``, ``plan:id``, ``due:plan/cycle``, ``prepare:audit``; else False."""
        word, _sep, name = target.partition(":")
        acts = {"plan": self._open_plan, "due": self._open_due, "prepare": self.prepare}
        if target in ("plans", "calendar"):
            self.front.emit(target)
        elif word in acts and name:
            try:
                acts[word](name)
            except AuditDeskError as error:
                self.said.emit(error.message)
        else:
            return False
        return True

    def new_plan(self) -> None:
        """The form of a new plan."""
        self.front.emit("plans")
        self._form(PlanForm(self._desk))

    def enter_past(self) -> None:
        """Results of checks made before the program came."""
        shown = PastPane(self._desk)
        shown.wrote.connect(self._wrote)
        shown.closed.connect(self.pane.pop)
        self.pane.close_forms()
        self.pane.push(shown)
        shown.month.setFocus()

    def edit(self, plan: Plan) -> None:
        """The form of a plan that is there."""
        self._form(PlanForm(self._desk, plan))

    def prepare(self, audit_id: str) -> None:
        """Team and materials of an audit."""
        shown = PreparePane(self._desk, audit_id)
        shown.wrote.connect(self._wrote)
        shown.closed.connect(self.pane.pop)
        shown.note_wanted.connect(self.show_audit_note)
        self.front.emit("audits")
        self.pane.push(shown)
        shown.materials.table.setFocus()

    def show_due(self, row: DueRow) -> None:
        """A cycle in the calendar."""
        self.front.emit("calendar")
        self.due_pane.show_row(row)
        self.calendar.go_to(row.due.due, f"{row.due.plan.id}/{row.due.cycle}")

    def show_due_note(self, row: DueRow) -> None:
        """The kick-off note of a cycle."""
        self._note(NotePane(self._desk, self._jobs, self._dialogs, due_note(self._desk, row)))

    def show_audit_note(self, audit: Audit) -> None:
        """The kick-off note of an audit."""
        note = audit_note(self._desk, find_audit(self._desk, audit.id))
        self._note(NotePane(self._desk, self._jobs, self._dialogs, note))

    def _note(self, shown: NotePane) -> None:
        shown.closed.connect(self.pane.pop)
        self.pane.push(shown)

    def _form(self, form: PlanForm) -> None:
        form.saved.connect(self._saved)
        form.cancelled.connect(self.pane.pop)
        self.pane.close_forms()
        self.pane.push(form)
        form.name.setFocus()

    def _saved(self, plan: Plan) -> None:
        self.pane.pop()
        self.plans.read(plan.id)
        self._wrote(ChangeSet(frozenset({("plan", plan.id)})))

    def _entry(self, entry: Entry | None) -> None:
        self.due_pane.show_entry(entry)

    def _open_entry(self, entry: Entry) -> None:
        if entry.audit is not None:
            self.opened.emit(entry.audit.id)
        elif entry.row is not None:
            self.due_pane.show_row(entry.row)

    def _open_plan(self, name: str) -> None:
        plan = find_plan(self._desk, name)
        self.front.emit("plans")
        self.plans.read(plan.id)

    def _open_due(self, name: str) -> None:
        plan_id, _sep, cycle = name.partition("/")
        self.show_due(row_of(self._desk, find_plan(self._desk, plan_id), cycle))

    def _wrote(self, changes: ChangeSet) -> None:
        self.read()
        self.wrote.emit(changes)

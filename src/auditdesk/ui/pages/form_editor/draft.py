"""The draft in hand: its steps, what is selected, and saving a moment after the last keystroke."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from auditdesk.domain.checklists import Form, Item, Section
from auditdesk.domain.drafting import History
from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.form_life import save_draft
from auditdesk.ui.jobs import Jobs, while_alive

WAIT = 600
"""Milliseconds after the last change."""
FORM, SECTION, ITEM = "form", "section", "item"


@dataclass(frozen=True, slots=True)
class Spot:
    """What is selected: the form itself, a section or an item, by its number."""

    kind: str
    id: str = ""


def beside(before: Form, after: Form, spot: Spot) -> Spot:
    """The spot after an undo: an item that is gone or was renumbered gives way to the one in its place."""
    if spot.kind != ITEM or after.item(spot.id) is not None:
        return spot
    old, new = [one.id for one in before.items()], [one.id for one in after.items()]
    if spot.id not in old or not new:
        return spot
    return Spot(ITEM, new[min(old.index(spot.id), len(new) - 1)])


class Draft(QObject):
    """One draft being written; every change goes through `do`.

    Signals:
        changed: the form is another one.
        moved: another spot is selected.
        saved: what to say about saving: a notice's kind and words.
        refused: a change was refused: its mark and the sentence.
    """

    changed = Signal()
    moved = Signal()
    saved = Signal(str, str)
    refused = Signal(str, str)

    def __init__(self, desk: Desk, jobs: Jobs, form: Form, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._history = History(form)
        self._stored = form
        self._own = {form}
        self._saving = threading.Lock()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self.save)
        first = next(form.items(), None)
        self.spot = Spot(ITEM, first.id) if first else Spot(FORM)

    @property
    def form(self) -> Form:
        """The form as it stands on screen."""
        return self._history.form

    @property
    def can_undo(self) -> bool:
        """Whether there is a step back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return self._history.can_redo

    def item(self) -> Item | None:
        """The selected item."""
        return self.form.item(self.spot.id) if self.spot.kind == ITEM else None

    def section(self) -> Section | None:
        """The selected section, or the one of the selected item; the last one on the form itself."""
        for section in self.form.sections:
            if self.spot == Spot(SECTION, section.id):
                return section
            if self.spot.kind == ITEM and any(item.id == self.spot.id for item in section.items):
                return section
        return self.form.sections[-1] if self.form.sections and self.spot.kind == FORM else None

    def go(self, spot: Spot) -> None:
        """Select something."""
        if spot != self.spot:
            self._history.rest()
            self.spot = spot
            self.moved.emit()

    def do(self, act: Callable[[Form], Form], mark: str = "", spot: Spot | None = None) -> bool:
        """Change the form; equal ``mark`` in a row is one step for undo, ``spot`` is selected afterwards.

        A refusal is signalled and changes nothing.
        """
        try:
            made = act(self.form)
        except AuditDeskError as error:
            self.refused.emit(mark, error.message)
            return False
        if self._history.push(made, mark):
            self._went(spot)
        return True

    def undo(self) -> None:
        """One step back."""
        if self.can_undo:
            before = self.form
            self._history.undo()
            self._went(beside(before, self.form, self.spot))

    def redo(self) -> None:
        """One step forward."""
        if self.can_redo:
            before = self.form
            self._history.redo()
            self._went(beside(before, self.form, self.spot))

    def save(self) -> None:
        """Save in a job what is not saved yet."""
        self._timer.stop()
        if self.form == self._stored:
            return
        self._history.rest()
        self.saved.emit("na", _("正在保存…"))
        done, failed = while_alive(self, self._kept), while_alive(self, self._not_kept)
        self._jobs.start(lambda _progress: self._keep(), done=done, failed=failed)

    def foreign(self, stored: Form) -> bool:
        """Whether what is stored now was written by somebody else, e.g. arrived by a sync."""
        return replace(stored, state=self._stored.state) not in self._own

    def take_over(self, stored: Form) -> None:
        """Go on from what somebody else wrote; one step that Ctrl+Z undoes."""
        with self._saving:
            self._stored = stored
            self._own.add(stored)
        self.do(lambda _form: stored)

    def save_now(self) -> None:
        """Save before the page is left or locked; no job may come too late then."""
        self._timer.stop()
        if self.form == self._stored:
            return
        try:
            self._keep()
        except AuditDeskError as error:
            self._not_kept(error)

    def _keep(self) -> Form:
        """Runs on the worker, or while leaving: the newest form wins whoever comes last."""
        with self._saving:
            form = self.form
            if form != self._stored:
                save_draft(self._desk, form)
                self._stored = form
                self._own.add(form)
            return form

    def _kept(self, form: Form) -> None:
        if form == self.form:
            self.saved.emit("ok", _("已自动保存 {time}", time=self._desk.now()[11:16]))

    def _not_kept(self, error: AuditDeskError) -> None:
        self.saved.emit("bad", _("没有保存：{why}", why=error.message))

    def _went(self, spot: Spot | None = None) -> None:
        before = self.spot
        self.spot = self._still(spot or self.spot)
        self._timer.start()
        self.changed.emit()
        if self.spot != before:
            self.moved.emit()

    def _still(self, spot: Spot) -> Spot:
        """The spot, or the form itself when it is gone."""
        sections = self.form.sections
        if spot.kind == ITEM and self.form.item(spot.id) is None:
            return Spot(FORM)
        if spot.kind == SECTION and all(one.id != spot.id for one in sections):
            return Spot(FORM)
        return spot

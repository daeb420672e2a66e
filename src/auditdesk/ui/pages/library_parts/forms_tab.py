"""清单: forms left, the comparison in the middle with its effect below, approval at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QSignalBlocker
from PySide6.QtWidgets import QWidget

from auditdesk.domain.checklists import FormState
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.life import form_state_label
from auditdesk.i18n import _
from auditdesk.services import approving, form_life
from auditdesk.services.approving import Submission
from auditdesk.services.carrying import carry_audit
from auditdesk.services.changes import ChangeSet
from auditdesk.services.commenting import open_remarks
from auditdesk.services.documents import Upset
from auditdesk.services.library import FormFile, FormLine, Shelf, read_form, read_shelf
from auditdesk.services.people import list_users
from auditdesk.ui.jobs import JobProgress
from auditdesk.ui.keys import Key
from auditdesk.ui.pages.form_editor.hosting import Editing, read_opened
from auditdesk.ui.pages.form_editor.view import Opened, editor_keys
from auditdesk.ui.pages.library_parts.asking import AskingBlock
from auditdesk.ui.pages.library_parts.compare import CompareView
from auditdesk.ui.pages.library_parts.diff_rows import diff_rows
from auditdesk.ui.pages.library_parts.effect import EffectBar
from auditdesk.ui.pages.library_parts.entries import EntryList
from auditdesk.ui.pages.library_parts.form_words import form_entries, heads, reminders
from auditdesk.ui.pages.library_parts.questions import ask_new_form, ask_retirement, ask_revision
from auditdesk.ui.pages.library_parts.review_pane import WIDTH, Shown
from auditdesk.ui.pages.library_parts.reviewing import ReviewingTab
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.text import Icon, Text

CHANGES, ALL = "changes", "all"


class FormsTab(ReviewingTab):
    """The tab of checklists."""

    def __init__(self, place: Place, parent: QObject | None = None) -> None:
        super().__init__(place, parent)
        self.file: FormFile | None = None
        self._shown: Shown | None = None
        self.shelf = Shelf((), (), Upset((), ()))
        self._item = ""
        self._wanted = ""
        self._to_edit = ""
        self.list = EntryList(_("清单"))
        self.list.chosen.connect(self._chosen)
        self.reminder = QWidget()
        self._reminder_title = Text("", "small-strong", "rev")
        self._reminder_text = Text("", "small", "text_2", wrap=True)
        self.reminder.setLayout(
            column(
                row(Icon("calendar-clock", "rev"), self._reminder_title, None), self._reminder_text,
                gap=6, margins=(14, 12, 14, 12),
            )
        )  # fmt: skip
        inside = column(gap=0)
        inside.addWidget(self.list, 1)
        inside.addWidget(self.reminder)
        left = QWidget()
        left.setLayout(inside)
        self.editing = Editing(place, left, self._build_main(), self)
        self.editing.closed.connect(self._left_editor)
        self.editing.submitted.connect(self._hand_in)
        self.side, self.main = self.editing.side, QWidget()
        whole = column(self.bar, gap=0)
        whole.addWidget(self.editing.main, 1)
        self.main.setLayout(whole)

    def _build_main(self) -> QWidget:
        self.title = Text("", "heading")
        self.counts = [Text("", "small", tone) for tone in ("rev", "ok", "bad", "text_3")]
        self.views = Segmented([Part(CHANGES, _("只看变化")), Part(ALL, _("全部"))], CHANGES, says=_("显示"))
        self.compare = CompareView()
        self.views.chosen.connect(lambda value: self.compare.show_changes(only=value == CHANGES))
        self.compare.chosen.connect(self.pane.set_place)
        self.pane.opened.connect(self._go_to_item)
        self.pane.discarded.connect(self._discard)
        self.write = KeyButton(_("编辑草稿"), key="Ctrl+E", icon="pencil", height=28)
        self.write.clicked.connect(self.edit)
        self.write.hide()
        self.pane.retired.connect(self._ask_retirement)
        self.effect = EffectBar()
        self.effect.carry.connect(self._carry)
        bar = row(
            self.title, 4, *self.counts, None, self.write, self.views, KeyCap("N"), KeyCap("P"), gap=8,
            margins=(16, 8, 12, 8),
        )  # fmt: skip
        middle = QWidget()
        layout = column(panel(bar, ground="surface", line="bottom"), gap=0)
        layout.addWidget(self.compare, 1)
        layout.addWidget(self.effect)
        middle.setLayout(layout)
        split = SplitView(middle, self.pane)
        split.grow(0)
        split.setSizes([660, WIDTH])
        return split

    def word(self) -> str:
        """清单."""
        return _("清单")

    def read(self) -> None:
        """Read the list and the version in front, in one job."""
        wanted = self._wanted or self.list.key()

        def work(_progress: JobProgress) -> tuple[Shelf, FormFile | None, Shown | None]:
            shelf = read_shelf(self.place.desk)
            names = [one.shown.id for one in shelf.forms]
            line = shelf.forms[names.index(wanted) if wanted in names else 0] if names else None
            return shelf, *(self._read_file(shelf, line.shown.key) if line else (None, None))

        self.place.jobs.start(work, done=self._show, failed=self._say)

    def open(self, target: str) -> bool:
        """A form by id, ``id@version`` or ``id@version#item``."""
        name, _mark, item = target.partition("#")
        name, here = name.partition("@")[0], self.list.key()
        if not self.list.go_to(name):
            return False
        self._item = item
        if name == here:
            self._chosen(here)
        return True

    def subject(self) -> str:
        """The version shown."""
        return form_life.form_subject(self.file.form.key) if self.file else ""

    def shown_key(self) -> str:
        """The version shown."""
        return self.file.form.key if self.file else ""

    def submit(self, submission: Submission) -> object:
        """Hand the draft in."""
        assert self.file is not None
        return form_life.submit_form(self.place.desk, self.file.form.key, submission)

    def publish(self) -> object:
        """Publish the version shown."""
        assert self.file is not None
        return form_life.publish_form(self.place.desk, self.file.form.key)

    def revise(self) -> None:
        """新建修订 of the form in front; the reason is asked for in place, then the editor opens."""
        line = self._line()
        if line is None or self.revise_refusal():
            return

        def begin(said: dict[str, str]) -> None:
            made = form_life.new_revision(self.place.desk, line.shown.id, said["reason"])
            self._begun(made.key)

        ask_revision(self.bar, line.shown.title, begin)

    def new_form(self) -> None:
        """新建清单: a first draft with one empty section; the editor opens on it."""
        if not self.writes():
            return

        def begin(said: dict[str, str]) -> None:
            made = form_life.new_form(self.place.desk, said["title"], reason=said["reason"])
            self._wanted = made.id
            self._begun(made.key)

        ask_new_form(self.bar, begin)

    def edit(self) -> None:
        """Open the draft shown in the editor."""
        file, shown = self.file, self._shown
        if file is None or shown is None or file.review.state is not FormState.DRAFT or not self.writes():
            return
        desk, item = self.place.desk, self.compare.item_id()

        def read(_progress: JobProgress) -> Opened:
            return read_opened(desk, file.form.key, file.base)

        def opened(read: Opened) -> None:
            if self.shown_key() == read.form.key:
                self.editing.open(read, AskingBlock(shown.people, shown.suggested), item)
                self.acts_changed.emit()

        self.place.jobs.start(read, done=opened, failed=self._say)

    def revise_refusal(self) -> str:
        """Not by this role, or a version is on its way already."""
        if not self.writes():
            return _("只有负责人和管理员能修订清单")
        line = self._line()
        if line is None:
            return _("先选一份清单")
        if line.state not in (FormState.PUBLISHED, FormState.SUPERSEDED):
            state = form_state_label(line.state)
            return _("v{version} 还是“{state}”，先完成它", version=line.shown.version, state=state)
        return ""

    def bind_keys(self, key: Callable[[str, Callable[[], object]], None]) -> None:
        """N P Space C."""
        acts: dict[str, Callable[[], object]] = {
            "N": lambda: self.compare.step(1), "P": lambda: self.compare.step(-1),
            "Space": self.compare.fold, "C": self.pane.comment,
        }  # fmt: skip
        for name, act in acts.items():
            key(name, partial(self._unless_editing, act))
        key("Ctrl+Enter", self._finish)

    def _unless_editing(self, act: Callable[[], object]) -> None:
        if self.editing.view is None:
            act()

    def _finish(self) -> None:
        if self.editing.view is not None:
            self.editing.view.submit()
        else:
            self.pane.finish()

    def finishing(self) -> bool:
        """Whether editor or pane shows the primary button."""
        return self.editing.view is not None or super().finishing()

    def leave(self) -> None:
        """What was typed is saved; a passphrase is forgotten."""
        super().leave()
        if self.editing.view is not None:
            self.editing.view.leave()

    def shortcuts(self) -> list[Key]:
        """The editor's keys while it is open."""
        return editor_keys() if self.editing.view is not None else []

    def escape(self) -> bool:
        """Leave a question, then the editor."""
        if not self.bar.isHidden():
            self.bar.hide()
            return True
        if self.editing.view is None:
            return False
        self.editing.close()
        return True

    def next_check(self) -> bool:
        """F8: the next place of the draft that has to be mended."""
        return self.editing.view is not None and self.editing.view.side.next_trouble()

    def regions(self) -> list[QWidget]:
        """List, comparison, pane; or the editor's own."""
        if self.editing.view is not None:
            return self.editing.view.regions()
        return [self.list, self.compare, self.pane]

    def _show(self, read: tuple[Shelf, FormFile | None, Shown | None]) -> None:
        self.shelf, file, shown = read
        name = file.form.id if file else ""
        with QSignalBlocker(self.list):
            self.list.put(form_entries(self.shelf), self._wanted if self._wanted == name else "")
        self._wanted = ""
        title, text = reminders(self.shelf, self.place.desk.today())
        self._reminder_title.setText(title)
        self._reminder_text.setText(text)
        self.reminder.setVisible(bool(title))
        self.counted.emit(len(self.shelf.forms))
        if file is not None and shown is not None and self.list.key() == name:
            self._show_file(file, shown)

    def _chosen(self, name: str) -> None:
        line = next((one for one in self.shelf.forms if one.shown.id == name), None)
        self.acts_changed.emit()
        if line is None:
            return
        shelf, key = self.shelf, line.shown.key

        def done(read: tuple[FormFile, Shown]) -> None:
            if self.list.key() == name:
                self._show_file(*read)

        self.place.jobs.start(lambda _progress: self._read_file(shelf, key), done=done, failed=self._say)

    def _read_file(self, shelf: Shelf, key: str) -> tuple[FormFile, Shown]:
        """Everything of one version; runs on the worker."""
        desk = self.place.desk
        file = read_form(desk, key)
        base = file.review.course.based_on
        current = next((one.current for one in shelf.forms if one.shown.id == file.form.id), None)
        record = [
            (one.version, one.date, _record_words(one.reason, one.changes))
            for one in reversed(file.form.revisions)
        ]
        before = form_life.form_subject(base) if base else ""
        suggested = approving.suggested(desk, file.review.subject, before)
        people = [user for user in list_users(desk) if user.active and user.id != desk.user.id]
        return file, Shown(
            file.review, file.mine, file.remarks, record, current.version if current else "", desk.user,
            self.writes(), people, suggested, desk.today(),
        )  # fmt: skip

    def _show_file(self, file: FormFile, shown: Shown) -> None:
        self.file, self._shown = file, shown
        notes: dict[str, list[str]] = {}
        for one in open_remarks(file.remarks):
            notes.setdefault(one.place, []).append(f"{one.author}：{one.comment.text}")
        rows = diff_rows(file.base, file.form, file.difference, notes)
        old_head, new_head, title = heads(file)
        self.title.setText(title)
        self._show_counts(file)
        self.compare.put(rows, old_head, new_head)
        if self._item:
            self._go_to_item(self._item)
            self._item = ""
        self.pane.put(shown, self.compare.item_id())
        self.write.setVisible(file.review.state is FormState.DRAFT and self.writes())
        self.effect.put(file.carries)
        editing = self.editing.key()
        if editing and (file.form.key != editing or file.review.state is not FormState.DRAFT):
            self.editing.close()
        elif self.editing.view is not None and editing:
            self.editing.view.told(file.form)
        if file.form.key == self._to_edit:
            self._to_edit = ""
            self.edit()
        self.acts_changed.emit()

    def _show_counts(self, file: FormFile) -> None:
        difference = file.difference
        self.views.setVisible(difference is not None)
        if difference is None:
            for label in self.counts:
                label.setText("")
            return
        changed, added, removed = difference.counts()
        words = (
            _("改 {n}", n=changed), _("增 {n}", n=added), _("删 {n}", n=removed),
            _("未变 {n}", n=len(difference.unchanged)),
        )  # fmt: skip
        for label, word in zip(self.counts, words, strict=True):
            label.setText(word)
        total = changed + added + removed + len(difference.details)
        self.views.set_word(CHANGES, _("只看变化 {n}", n=total))

    def _go_to_item(self, number: str) -> None:
        if not self.compare.go_to(number):
            self.views.set_value(ALL)
            self.compare.show_changes(only=False)
            self.compare.go_to(number)

    def _line(self) -> FormLine | None:
        return next((one for one in self.shelf.forms if one.shown.id == self.list.key()), None)

    def _begun(self, key: str) -> None:
        """A draft was made: read again, then open it."""
        self._to_edit = key
        self.wrote.emit(ChangeSet(frozenset({("form", key), ("course", key)})))

    def _left_editor(self, key: str) -> None:
        self.wrote.emit(ChangeSet(frozenset({("form", key)})))

    def _hand_in(self, key: str, submission: Submission) -> None:
        try:
            form_life.submit_form(self.place.desk, key, submission)
        except AuditDeskError as error:
            if self.editing.view is not None:
                self.editing.view.notice.say("bad", error.message)
            return
        self.editing.close()

    def _ask_retirement(self) -> None:
        key = self.shown_key()

        def act(said: dict[str, str]) -> None:
            self.do(lambda: form_life.retire_form(self.place.desk, key, said["reason"]))

        ask_retirement(self.bar, key, act)

    def _discard(self) -> None:
        if self.file is not None:
            self.attempt(lambda: approving.discard(self.place.desk, self.subject()))

    def _carry(self, audit_id: str) -> None:
        if self.file is None:
            return
        key = self.file.form.key
        if self.attempt(lambda: carry_audit(self.place.desk, audit_id, key)):
            self.wrote.emit(ChangeSet(frozenset({("audit", audit_id), ("answer", audit_id)})))

    def _say(self, error: AuditDeskError) -> None:
        self.pane.say("bad", error.message)


def _record_words(reason: str, changes: str) -> str:
    return _("，").join(part for part in (reason, changes) if part)

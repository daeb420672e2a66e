"""脱敏: the batch left, original and copy side by side, every span with its switch right (screen 05)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.people import Right, may
from auditdesk.domain.spans import Kind
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.mask_batch import Batch
from auditdesk.services.mask_queue import Queue, Waiting, read_queue
from auditdesk.services.mask_review import keep_progress, open_plan
from auditdesk.services.toolbox import MaskedFile
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.pages.masking_review.area import ReviewArea
from auditdesk.ui.pages.masking_review.batch import BatchView
from auditdesk.ui.pages.masking_review.batch_work import BatchWork
from auditdesk.ui.pages.masking_review.draft import Draft
from auditdesk.ui.pages.masking_review.ending import Ending
from auditdesk.ui.pages.masking_review.file_list import FileList
from auditdesk.ui.pages.masking_review.heads import (
    FileHead,
    ReviewFoot,
    ReviewHead,
    empty_queue,
    not_allowed,
    shortcut_list,
)
from auditdesk.ui.pages.masking_review.pages import PageFetcher
from auditdesk.ui.pages.masking_review.session import Session
from auditdesk.ui.pages.masking_review.spread import Spread
from auditdesk.ui.pages.masking_review.surveys import Surveys
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.layouts import panel
from auditdesk.ui.widgets.notice import Notice

_FILES = 196


class MaskingPage(Page):
    """Queue, review and batch; services do the work, in jobs where a file is read or written."""

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = place.desk
        self._jobs = place.jobs
        self._dialogs = place.dialogs
        self._may = may(place.desk.user, Right.EVIDENCE)
        self._queue = Queue((), ())
        self.surveys = Surveys(self._desk, self._jobs, self)
        self.surveys.known.connect(self._surveyed)
        self._shown = ""
        self._wanted = ""
        self._turn = 0

    def title(self) -> str:
        """The page's word."""
        return _("脱敏")

    def build(self) -> None:
        """Head, files, working area, bottom bar."""
        self._shown = ""
        self.head = ReviewHead()
        self.head.scope.picked.connect(lambda _value: self._read())
        self.head.styles.picked.connect(self._styled)
        self.head.rules_button.clicked.connect(lambda: self.go.emit("settings", "rules"))
        self.head.all_button.clicked.connect(self.mask_everything)
        self.notice = Notice("bad", "")
        self.notice.hide()
        self.files = FileList()
        self.files.picked.connect(lambda _one: self._open_current())
        self.area = ReviewArea(self._desk)
        self.area.others = self._elsewhere
        self.area.edited.connect(self._edited)
        self.area.said.connect(self.notice.say)
        self.area.marked.connect(self._marked)
        self.area.middle.state.again.connect(self._again)
        self.area.middle.state.evidence_wanted.connect(lambda: self.go.emit("evidence", self._shown))
        self.draft = Draft(self._desk, self._jobs, self)
        self.draft.ready.connect(self._drafted)
        self.draft.failed.connect(self.area.proof.fail)
        self.draft.stale.connect(self._stale)
        self.fetcher = PageFetcher(self._desk, self._jobs, self.area, self.draft)
        self.fetcher.failed.connect(self._say)
        self.foot = ReviewFoot()
        self.foot.next_button.clicked.connect(self.area.next_undecided)
        self.ending = Ending(self._desk, self._jobs, self.area, self.draft)
        self.foot.confirm_button.clicked.connect(self.ending.confirm)
        self.foot.none_button.clicked.connect(self.ending.declare_clean)
        self.ending.finished.connect(self._finished)
        self.ending.kept.connect(self.changed)
        self.ending.moved.connect(self._show_foot)
        self.ending.said.connect(self.notice.say)
        self.batch = BatchView()
        self.batch.opened.connect(self._open_piece)
        self.batch.closed.connect(self._leave_batch)
        self.batches = BatchWork(self._desk, self._jobs, self._dialogs, self.batch)
        self.batches.began.connect(self._show_batch)
        self.batches.done.connect(self._batched)
        self.batches.failed.connect(self._say)
        self.batches.said.connect(self.notice.say)
        self.spread = Spread(self._desk, self._jobs, self.area.spread)
        self.spread.changed.connect(self._spread)
        self.spread.failed.connect(self._say)
        self._lay_out()
        self.key("PgUp", lambda: self.files.step(-1))
        self.key("PgDown", lambda: self.files.step(1))
        self.key("Ctrl+Z", self.area.undo)
        self.key("Ctrl+Y", self.area.redo)
        self.key("F9", self.area.cover_or_ask)

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(FileHead())
        side.addWidget(self.files, 1)
        left = panel(side, "surface", "right")
        left.setFixedWidth(_FILES)
        work = QWidget()
        work.setProperty("ground", "surface")
        work.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        both = QHBoxLayout(work)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(left)
        both.addWidget(self.area, 1)
        self.empty = empty_queue(lambda: self.go.emit("evidence", None))
        self.stack = QStackedWidget()
        self.only_looks = not_allowed(lambda: self.go.emit("evidence", None))
        for widget in (work, self.batch, self.empty, self.only_looks):
            self.stack.addWidget(widget)
        self.body.addWidget(self.head)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.foot)
        if not self._may:
            self.head.only_title()
            self.foot.hide()
            self.stack.setCurrentWidget(self.only_looks)

    def activate(self, target: object = None) -> None:
        """Show a file by its evidence id; the caret starts in the span list."""
        if isinstance(target, str) and target:
            self._wanted = target
            self._select(target)
        self._open_current()
        if self.draft.masked is None:
            self.draft.renew()
        self.area.spans.setFocus()

    def leave(self) -> None:
        """Cover the original and remember what was decided so far."""
        self.area.watch.cover()
        self.draft.stop()
        self._keep(now=True)

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read the queue again; the file in hand stays as it is."""
        touched = {"evidence", "evidence_link", "evidencelink", "audit", "finding"}
        if changes is None or {kind.lower() for kind in changes.kinds()} & touched:
            self._read()

    def regions(self) -> list[QWidget]:
        """Files, texts, spans."""
        return [self.files, self.area.texts.original, self.area.pictures.canvas, self.area.spans]

    def shortcuts(self) -> list[Key]:
        """Keys of this page."""
        return shortcut_list()

    def escape(self) -> bool:
        """Give up choosing characters, then the table of a batch."""
        if self.area.adjust.active:
            self.area.adjust.stop()
            return True
        if self.stack.currentWidget() is self.batch:
            self._leave_batch()
            return True
        return False

    def mask_everything(self) -> None:
        """Mask every file that is not confirmed, in a job with progress and cancel."""
        files = [one for one in self._queue.files if not one.done]
        if not files:
            self.notice.say("na", _("没有待脱敏的文件，全部已经确认。"))
            return
        self._keep()
        self.area.watch.cover()
        self.batches.start(files, self.head.styles.value())

    def _read(self) -> None:
        if not self._may:
            return
        audit = self.head.scope.value()
        self._jobs.start(
            lambda _progress: read_queue(self._desk, audit), done=self._show_queue, failed=self._say
        )

    def _show_queue(self, queue: Queue) -> None:
        self._queue = queue
        self.head.show_queue(queue, self.head.scope.value())
        self.counted.emit(len(queue.files) - queue.done)
        ordered = tuple(sorted(queue.files, key=self._urgency))
        first = next((one.piece.id for one in ordered), "")
        current = self._wanted or self._shown
        if current not in {one.piece.id for one in ordered}:
            current = first
        self.files.use(ordered, self.surveys.found, current)
        if self.stack.currentWidget() is not self.batch:
            self.stack.setCurrentIndex(0 if ordered else 2)
        self.foot.setVisible(bool(ordered) and self.stack.currentWidget() is not self.batch)
        if not ordered:
            self._shown = ""
            self.area.show_session(None)
        if self.isVisible():
            self._open_current()
        self.surveys.follow(ordered)

    def _urgency(self, one: Waiting) -> tuple[bool, bool]:
        """What needs a person, then what is open, then what is confirmed."""
        return one.done, not self.surveys.undecided(one.piece.id)

    def _surveyed(self, name: str) -> None:
        """Counts arrived: the list and 同批另有 … 处 change."""
        if self._built:
            self.files.files.touch(name)
            self.area.show_current()

    def _elsewhere(self, value: str) -> int:
        """How often a value occurs in other files of the batch."""
        return self.surveys.elsewhere(value, self._shown)

    def _select(self, evidence_id: str) -> None:
        for place, one in enumerate(self.files.files.files):
            if one.piece.id == evidence_id:
                self.files.setCurrentIndex(self.files.files.index(place, 0))

    def _open_piece(self, piece: Evidence) -> None:
        self._leave_batch()
        self._select(piece.id)

    def _open_current(self) -> None:
        """Open the file under the cursor unless it is in hand."""
        one = self.files.current()
        if one is None or one.piece.id == self._shown:
            return
        self._keep()
        self._shown, self._wanted = one.piece.id, ""
        self.ending.forget()
        self._turn += 1
        turn, name = self._turn, one.piece.id
        self.area.show_session(None)
        self.draft.follow(None)
        self.spread.forget()
        self.notice.say("na", "")
        job = self._jobs.start(
            lambda progress: Session(self._desk, open_plan(self._desk, name, progress)),
            done=lambda session: self._opened(turn, session),
            failed=lambda error: self._not_opened(turn, error),
        )  # fmt: skip
        self.area.middle.state.reading(job, one.piece.name)

    def _again(self) -> None:
        self._shown = ""
        self._open_current()

    def _marked(self, text: str, here: int) -> None:
        """A text was marked by hand: the other files may hold it too."""
        place = self.area.session.place() if self.area.session is not None else None
        kind = place.span.kind if place is not None else Kind.CUSTOM
        others = [one for one in self._queue.files if one.piece.id != self._shown]
        self.spread.offer(text, kind, here, others)

    def _spread(self, changes: ChangeSet) -> None:
        for name in self.spread.touched:
            self.surveys.forget(name)
        self.changed.emit(changes)
        self._read()

    def _opened(self, turn: int, session: Session) -> None:
        if turn != self._turn:
            return
        self.head.styles.set_value(session.style)
        self.area.show_session(session)
        self.draft.follow(session)
        self._show_foot()

    def _not_opened(self, turn: int, error: AuditDeskError) -> None:
        if turn != self._turn:
            return
        if isinstance(error, CancelledError):
            self.area.middle.state.cancelled()
        else:
            self.area.middle.state.failed(error.message)
        self._show_foot()

    def _styled(self, style: str) -> None:
        if self.area.session is not None:
            self.area.session.use_style(style)
            self.area.redraw()
            self._edited()

    def _edited(self) -> None:
        self.ending.forget()
        place = self.area.session.place() if self.area.session is not None else None
        if place is not None and place.found.hand:
            self.spread.kind(place.span.kind)
        self.draft.renew()
        self._show_foot()

    def _stale(self) -> None:
        self.area.residue.show_copy(None, confirmed=False)
        if self.area.session is None:
            self.area.proof.nothing()
        else:
            self.area.proof.wait()

    def _drafted(self, masked: MaskedFile) -> None:
        session = self.area.session
        if session is not None:
            self.area.proof.show_draft(masked, session.left, blind=session.plan.blind)
            self.area.residue.show_copy(masked, confirmed=False)

    def _finished(self, changes: ChangeSet) -> None:
        """The file is done: cover it and go on to the next that is open."""
        done = self._shown
        self.area.watch.cover()
        self.surveys.forget(done)
        ahead = [one for one in self.files.files.files if not one.done and one.piece.id != done]
        self._wanted = ahead[0].piece.id if ahead else done
        if not ahead:
            self._shown = ""
            self.notice.say("ok", _("这一批全部确认了。"))
        self.changed.emit(changes)
        self._read()

    def _keep(self, *, now: bool = False) -> None:
        """Remember decisions of the file in hand before it is left; ``now`` when the window may close."""
        session = self.area.session if self._built else None
        if session is None or not session.changed or self.ending.busy:
            return
        plan, decisions, style = session.plan, session.decisions.now, session.style
        self.surveys.forget(plan.piece.id)
        if now:
            self.changed.emit(keep_progress(self._desk, plan, decisions, style))
            session.kept()
            return
        self.area.session, self._shown = None, ""
        self._jobs.start(
            lambda _progress: keep_progress(self._desk, plan, decisions, style),
            done=self.changed.emit, failed=self._say,
        )  # fmt: skip

    def _show_batch(self) -> None:
        self.stack.setCurrentWidget(self.batch)
        self.foot.hide()

    def _batched(self, batch: Batch) -> None:
        self.surveys.forget()
        self.changed.emit(batch.changes)
        self._read()

    def _leave_batch(self) -> None:
        self.stack.setCurrentIndex(0 if self._queue.files else 2)
        self.foot.setVisible(bool(self._queue.files))
        self._open_current()
        self.area.spans.setFocus()

    def _show_foot(self) -> None:
        self.foot.show_state(
            self.area.session, busy=self.ending.busy, residue=self.ending.confirmed is not None
        )

    def _say(self, error: AuditDeskError) -> None:
        self.notice.say("rev" if isinstance(error, CancelledError) else "bad", error.message)

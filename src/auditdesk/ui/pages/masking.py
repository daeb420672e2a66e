"""脱敏: the batch left, original and copy side by side, every span with its switch right (screen 05)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.evidence import set_mask_state
from auditdesk.services.mask_batch import Batch, mask_all
from auditdesk.services.mask_queue import Queue, Waiting, read_queue
from auditdesk.services.mask_review import (
    Confirmed,
    accept_residue,
    confirm,
    keep_progress,
    open_plan,
)
from auditdesk.services.toolbox import MaskedFile
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.pages.masking_review.area import ReviewArea
from auditdesk.ui.pages.masking_review.batch import BatchView
from auditdesk.ui.pages.masking_review.draft import Draft
from auditdesk.ui.pages.masking_review.file_list import FileList
from auditdesk.ui.pages.masking_review.heads import (
    FileHead,
    ReviewFoot,
    ReviewHead,
    empty_queue,
    shortcut_list,
)
from auditdesk.ui.pages.masking_review.pages import PageFetcher
from auditdesk.ui.pages.masking_review.session import Session
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
        self._queue = Queue((), ())
        self.surveys = Surveys(self._desk, self._jobs, self)
        self.surveys.known.connect(self._surveyed)
        self._shown = ""
        self._wanted = ""
        self._turn = 0
        self._confirming = False
        self._confirmed: Confirmed | None = None

    def title(self) -> str:
        """The page's word."""
        return _("脱敏")

    def build(self) -> None:
        """Head, files, working area, bottom bar."""
        self._shown = ""
        self.head = ReviewHead()
        self.head.scope.picked.connect(lambda _value: self._read())
        self.head.styles.picked.connect(self._styled)
        self.head.all_button.clicked.connect(self.mask_everything)
        self.notice = Notice("bad", "")
        self.notice.hide()
        self.files = FileList()
        self.files.picked.connect(lambda _one: self._open_current())
        self.area = ReviewArea(self._desk)
        self.area.others = self._elsewhere
        self.area.edited.connect(self._edited)
        self.area.said.connect(self.notice.say)
        self.area.proof.accept.clicked.connect(self.accept)
        self.draft = Draft(self._desk, self._jobs, self)
        self.draft.ready.connect(self._drafted)
        self.draft.failed.connect(self.area.proof.fail)
        self.draft.stale.connect(self._stale)
        self.fetcher = PageFetcher(self._desk, self._jobs, self.area, self.draft)
        self.fetcher.failed.connect(self._say)
        self.foot = ReviewFoot()
        self.foot.next_button.clicked.connect(self.area.next_undecided)
        self.foot.confirm_button.clicked.connect(self.confirm)
        self.foot.none_button.clicked.connect(self.declare_clean)
        self.batch = BatchView()
        self.batch.opened.connect(self._open_piece)
        self.batch.closed.connect(self._leave_batch)
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
        for widget in (work, self.batch, self.empty):
            self.stack.addWidget(widget)
        self.body.addWidget(self.head)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.foot)

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
        style = self.head.styles.value()
        job = self._jobs.start(
            lambda progress: mask_all(self._desk, files, style, progress),
            done=lambda batch: self._batched(batch, len(files)),
            failed=self._say,
        )
        self.batch.follow(job, len(files))
        self.stack.setCurrentWidget(self.batch)
        self.foot.hide()

    def confirm(self) -> None:
        """Ctrl+Enter: write the copy, then the next file."""
        session = self.area.session
        if session is None or self._confirming or session.left:
            return
        self._confirming = True
        self.draft.stop()
        self._show_foot()
        plan, decisions, style = session.plan, session.decisions.now, session.style
        self._jobs.start(
            lambda progress: confirm(self._desk, plan, decisions, style, progress),
            done=self._confirmed_file, failed=self._not_confirmed,
        )  # fmt: skip

    def declare_clean(self) -> None:
        """Nothing personal in this file: the original itself may be shown."""
        session = self.area.session
        if session is None or session.places or self.area.watch.now is None:
            self.notice.say("rev", _("先按 F9 揭开原文看过，再声明无需脱敏。"))
            return
        reason = self.area.watch.now.reason
        piece = set_mask_state(self._desk, session.plan.piece.id, MaskState.NOT_NEEDED, reason)
        self._finished(ChangeSet(frozenset({("evidence", piece.id)})))

    def accept(self) -> None:
        """What the re-scan found in a confirmed copy was looked at and may stay."""
        if self._confirmed is None or self.area.watch.now is None:
            self.notice.say("rev", _("先按 F9 揭开原文核对残留，再接受。"))
            return
        copy, self._confirmed = self._confirmed.copy, None
        piece = accept_residue(self._desk, copy, self.area.watch.now.reason)
        self._finished(ChangeSet(frozenset({("evidence", piece.id)})))

    def _read(self) -> None:
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
        self._shown, self._wanted, self._confirmed = one.piece.id, "", None
        self._turn += 1
        turn, name = self._turn, one.piece.id
        self.area.show_session(None)
        self.draft.follow(None)
        self.notice.say("na", "")
        self._jobs.start(
            lambda progress: Session(self._desk, open_plan(self._desk, name, progress)),
            done=lambda session: self._opened(turn, session),
            failed=lambda error: self._not_opened(turn, error),
        )  # fmt: skip

    def _opened(self, turn: int, session: Session) -> None:
        if turn != self._turn:
            return
        self.head.styles.set_value(session.style)
        self.area.show_session(session)
        self.draft.follow(session)
        self._show_foot()

    def _not_opened(self, turn: int, error: AuditDeskError) -> None:
        if turn == self._turn and not isinstance(error, CancelledError):
            self.area.proof.fail(error.message)
            self._say(error)
            self._show_foot()

    def _styled(self, style: str) -> None:
        if self.area.session is not None:
            self.area.session.use_style(style)
            self.area.redraw()
            self._edited()

    def _edited(self) -> None:
        self._confirmed = None
        self.draft.renew()
        self._show_foot()

    def _stale(self) -> None:
        if self.area.session is None:
            self.area.proof.nothing()
        else:
            self.area.proof.wait()

    def _drafted(self, masked: MaskedFile) -> None:
        session = self.area.session
        if session is not None:
            self.area.proof.show_draft(masked, session.left, blind=session.plan.blind)

    def _confirmed_file(self, done: Confirmed) -> None:
        self._confirming = False
        if not done.masked.residue:
            self._finished(done.changes)
            return
        self._confirmed = done
        self.area.proof.show_draft(done.masked, 0)
        self.area.proof.accept.show()
        words = _("副本写好了，复扫还发现 {n} 处。标记后再确认，或核对后接受。", n=len(done.masked.residue))
        self.notice.say("rev", words)
        self.changed.emit(done.changes)
        self._show_foot()

    def _not_confirmed(self, error: AuditDeskError) -> None:
        self._confirming = False
        self._say(error)
        self._show_foot()

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
        if session is None or not session.changed or self._confirming:
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

    def _batched(self, batch: Batch, count: int) -> None:
        self.batch.show_batch(batch, count)
        self.surveys.forget()
        self.changed.emit(batch.changes)
        self._read()

    def _leave_batch(self) -> None:
        self.stack.setCurrentIndex(0 if self._queue.files else 2)
        self.foot.setVisible(bool(self._queue.files))
        self._open_current()
        self.area.spans.setFocus()

    def _show_foot(self) -> None:
        self.foot.show_state(self.area.session, busy=self._confirming, residue=self._confirmed is not None)

    def _say(self, error: AuditDeskError) -> None:
        self.notice.say("rev" if isinstance(error, CancelledError) else "bad", error.message)

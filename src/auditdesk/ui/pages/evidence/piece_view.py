"""The right side: one piece, its preview over its details; both are read by jobs when keys rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.retention import may_hold_personal_data
from auditdesk.i18n import _
from auditdesk.services.audits import find_audit
from auditdesk.services.desk import Desk
from auditdesk.services.evidence_detail import EvidenceDetail, read_detail
from auditdesk.services.evidence_shelf import ShelfRow
from auditdesk.services.jobs import Progress
from auditdesk.services.previewing import Preview, PreviewKind, as_png, read_preview
from auditdesk.services.sounds import Peaks
from auditdesk.services.tagging import Target, targets_of
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.pages.evidence.pane import EvidencePane
from auditdesk.ui.pages.evidence.preview import PreviewBox
from auditdesk.ui.pages.evidence.sound import LoadPlayer
from auditdesk.ui.pages.evidence.thumbs import decode
from auditdesk.ui.pages.evidence.wave_reader import decode_wave
from auditdesk.ui.widgets.split import SplitView

WAIT_MS = 120
ReadWave = Callable[[bytes, Progress], Peaks | None]
_SMALL, _LARGE = [300, 420], [700, 220]


class PieceView(SplitView):
    """Shows a `ShelfRow`; content that is no longer wanted never reaches the screen."""

    def __init__(
        self, desk: Desk, jobs: Jobs, load: LoadPlayer, parent: QWidget | None = None, *,
        wave: ReadWave = decode_wave,
    ) -> None:  # fmt: skip
        self.preview, self.pane = PreviewBox(load), EvidencePane()
        super().__init__(self.preview, self.pane, upright=True, parent=parent)
        self._desk, self._jobs = desk, jobs
        self.row: ShelfRow | None = None
        self.detail: EvidenceDetail | None = None
        self.audits: Sequence[tuple[str, str]] = ()
        self._read_wave = wave
        self._moment: float | None = None
        self._serial = 0
        self._state = ""
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._read)
        self.preview.reveal_wanted.connect(self.read_preview)
        self.preview.cover_wanted.connect(self.cover)
        self.pane.targets_wanted.connect(self._read_targets)
        self.set_large(large=False)

    def shown(self) -> str:
        """The id of the piece, or an empty string."""
        return self.row.piece.id if self.row else ""

    def set_large(self, *, large: bool) -> None:
        """More room for the preview, or as usual."""
        self.setSizes(_LARGE if large else _SMALL)

    def show_row(self, row: ShelfRow | None) -> None:
        """Another piece, or the same one read again: then its preview stays in sight."""
        if row is None or self.row is None or _key(row) != _key(self.row):
            self.forget()
        self.row = row
        if row is None:
            self.detail = None
            self._wait.stop()
            self.pane.show_nothing()
        else:
            self._wait.start()

    def forget(self) -> None:
        """Let go of all content: an original is covered, a recording stops."""
        self._serial += 1
        self._state = ""
        self.preview.clear()

    def resume(self) -> None:
        """The page is in front again."""
        if self.row is not None and not self._state:
            self._wait.start()

    def cover(self) -> None:
        """Cover a revealed original at once."""
        if self.preview.is_revealed():
            self.preview.clear()
            self.read_preview()

    def read_preview(self, reason: str = "") -> None:
        """Read what the piece looks like; with a reason its original is revealed."""
        if self.row is None:
            return
        self._serial += 1
        serial, piece = self._serial, self.row.piece
        self._state = _key(self.row)
        self.preview.say(_("正在读取…"))
        revealed = bool(reason) and may_hold_personal_data(piece)
        self._jobs.start(
            lambda _progress: read_preview(self._desk, piece, reason),
            done=lambda found: self._decode(found, serial, revealed=revealed),
            failed=lambda error: self._failed(error, serial),
        )

    def _read(self) -> None:
        shown = self.shown()
        if not shown:
            return
        self._jobs.start(
            lambda _progress: read_detail(self._desk, shown),
            done=self._show_detail, failed=lambda error: self.pane.notice.say("bad", error.message),
        )  # fmt: skip
        if not self._state:
            self.read_preview()

    def _show_detail(self, detail: EvidenceDetail) -> None:
        if detail.piece.id == self.shown():
            self.detail = detail
            self.pane.show_detail(detail, self.audits, self._desk.user.id, self._desk.today())
            self.preview.sound.set_marks(detail.marks)
            self._take_moment()

    def _failed(self, error: AuditDeskError, serial: int) -> None:
        if serial == self._serial:
            self.preview.say(error.message)

    def _decode(self, found: Preview, serial: int, *, revealed: bool) -> None:
        if serial != self._serial:
            return
        if found.kind is not PreviewKind.IMAGE or not found.data:
            self._show_preview(found, None, serial, revealed=revealed)
            return
        self._jobs.start(
            lambda _progress: self._decoded(found.data),
            done=lambda picture: self._show_preview(found, picture, serial, revealed=revealed),
            failed=lambda error: self._failed(error, serial), pictures=True,
        )  # fmt: skip

    def _decoded(self, data: bytes) -> QImage | None:
        """What Qt reads, else what the other reader makes of it; raises `BadInputError` with its reason."""
        picture = decode(data)
        row = self.row
        if picture is None and row is not None:
            other = as_png(self._desk, row.piece, data)
            picture = decode(other) if other else None
        return picture

    def _find_wave(self, found: Preview, serial: int) -> None:
        """A compressed recording in sight gets its shape a moment later."""
        if found.kind is PreviewKind.SOUND and found.data and found.peaks is None:
            self._jobs.start(
                lambda progress: self._read_wave(found.data, progress),
                done=lambda peaks: self._show_wave(peaks, serial), failed=lambda _error: None, pictures=True,
            )  # fmt: skip

    def _show_wave(self, peaks: Peaks | None, serial: int) -> None:
        if serial == self._serial and peaks is not None:
            self.preview.sound.set_peaks(peaks)

    def jump(self, seconds: float) -> None:
        """Stand at a moment of the recording as soon as it is shown."""
        self._moment = seconds
        if self.preview.sound.isVisible() and self._state:
            self._take_moment()

    def _take_moment(self) -> None:
        if self._moment is not None and self.preview.sound.wave.length():
            self.preview.sound.seek(self._moment)
            self._moment = None

    def _show_preview(self, found: Preview, picture: QImage | None, serial: int, *, revealed: bool) -> None:
        if serial == self._serial:
            fits = self.detail is not None and self.detail.piece.id == self.shown()
            marks = self.detail.marks if self.detail and fits else ()
            self.preview.show_preview(found, picture, marks, revealed=revealed)
            self._take_moment()
            self._find_wave(found, serial)

    def _read_targets(self, audit_id: str) -> None:
        def read(_progress: Progress) -> list[Target]:
            return targets_of(self._desk, find_audit(self._desk, audit_id))

        self._jobs.start(
            read, done=self.pane.offer_targets,
            failed=lambda error: self.pane.notice.say("bad", error.message),
        )  # fmt: skip


def _key(row: ShelfRow) -> str:
    """What the preview depends on."""
    return f"{row.piece.id} {row.piece.mask_state} {row.piece.destroyed_at} {row.here}"

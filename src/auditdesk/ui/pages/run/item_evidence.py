"""The evidence strip of an item: what is linked, and adding by dialog, drop or paste."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.audits import verdict_label
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.i18n import _
from auditdesk.services.evidence import NewEvidence, add_evidence, link_to_item
from auditdesk.services.jobs import Progress
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Jobs, job_row
from auditdesk.ui.keys import bind
from auditdesk.ui.pages.evidence.thumbs import Thumbnails
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.widgets.buttons import KeyCap
from auditdesk.ui.widgets.evidence import EvidenceStrip, Tile, png_bytes
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Text

_ICONS = {"image": "image", "audio": "audio-lines", "video": "video", "text": "file-text"}
_SAFE = (MaskState.MASKED, MaskState.NOT_NEEDED)


class ItemEvidence(QWidget):
    """Files are encrypted by a job; the tile appears when the piece is stored and linked.

    Signals:
        go: another page's name and what to show there: Enter, Space and a double click open the piece.
    """

    go = Signal(str, object)

    def __init__(
        self, run: RunFile, jobs: Jobs, dialogs: Dialogs, whole: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._run, self._jobs, self._dialogs = run, jobs, dialogs
        self._head = Text(role="small", tone="text_2")
        self._masked = Text(role="small", tone="ok")
        self._open = Text(role="small", tone="rev")
        self._wanted = Text(role="small", tone="rev")
        self.strip = EvidenceStrip()
        for asked in (self.strip.files.opened, self.strip.files.previewed):
            asked.connect(lambda key: self.go.emit("evidence", key))
        self._thumbs = Thumbnails(run.desk, jobs, self)
        self._thumbs.ready.connect(lambda _key: self.refresh())
        self.strip.zone.watch(whole)
        self.strip.zone.files_given.connect(self.add_files)
        self.strip.zone.image_given.connect(self._add_image)
        self.strip.zone.text_given.connect(self._add_text)
        self.strip.zone.choose_wanted.connect(self.choose)
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(0, 0, 0, 0)
        self._all.setSpacing(4)
        self._all.addLayout(row(self._head, self._wanted, self._masked, self._open, None, KeyCap("E")))
        self._all.addWidget(self.strip)
        bind(self, "E", self.choose)
        bind(self, "Space", self.open_first)
        bind(self, "Ctrl+V", self.strip.zone.paste)

    def refresh(self) -> None:
        """Show what is linked to the item or to its findings."""
        linked = self._run.file.links.get(self._run.item.id, ())
        pieces = [self._run.file.evidence[one] for one in linked if one in self._run.file.evidence]
        copies = {
            one.derived_from for one in self._run.file.evidence.values() if one.mask_state is MaskState.MASKED
        }
        safe = sum(_is_safe(piece, copies) for piece in pieces)
        self._head.setText(_("证据 {n}", n=len(pieces)))
        item, answer = self._run.item, self._run.live.get(self._run.item.id)
        needed = answer is not None and answer.verdict in item.evidence_on and not pieces
        self._wanted.setText(
            _("{word}时必须有证据", word=verdict_label(answer.verdict)) if needed and answer else ""
        )
        self._masked.setText(_("已脱敏 {n}", n=safe) if safe else "")
        self._open.setText(_("未脱敏 {n}", n=len(pieces) - safe) if safe < len(pieces) else "")
        self.strip.set_tiles([self._tile(piece, copies) for piece in pieces])

    def _tile(self, piece: Evidence, copies: set[str]) -> Tile:
        kind = piece.media_type.split("/", maxsplit=1)[0]
        picture = self._thumbs.picture(self._shown(piece))
        return Tile(piece.id, piece.name, _ICONS.get(kind, "file"), picture, masked=_is_safe(piece, copies))

    def _shown(self, piece: Evidence) -> Evidence:
        """A picture with personal data is shown by its masked copy."""
        copies = [
            one for one in self._run.file.evidence.values()
            if one.derived_from == piece.id and one.mask_state is MaskState.MASKED
        ]  # fmt: skip
        return copies[-1] if copies and piece.media_type.startswith("image/") else piece

    def open_first(self) -> None:
        """Space: play or look at the chosen piece, else the first."""
        linked = self._run.file.links.get(self._run.item.id, ())
        key = self.strip.files.current_key() or next(iter(linked), "")
        if key:
            self.go.emit("evidence", key)

    def choose(self) -> None:
        """Ask for files and add them."""
        chosen = self._dialogs.open_files(_("添加证据"))
        if chosen:
            self.add_files(chosen)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Encrypt files and link them to the item that is current now."""
        files = [path for path in paths if path.is_file()]
        run = self._run
        names = [path.name for path in files]
        self._start(names, lambda watch: [_add(run, path, watch) for path in files], run.item.id)

    def _add_image(self, image: QImage) -> None:
        self._add_bytes(_("粘贴的图片.png"), png_bytes(image))

    def _add_text(self, text: str) -> None:
        self._add_bytes(_("粘贴的文字.txt"), text.encode())

    def _add_bytes(self, name: str, content: bytes) -> None:
        new = NewEvidence(BytesIO(content), name, len(content))
        desk = self._run.desk
        self._start(
            [name], lambda watch: [add_evidence(desk, new, progress=watch).piece.id], self._run.item.id
        )

    def _start(self, names: Sequence[str], work: object, item_id: str) -> None:
        if not names or not callable(work):
            return

        def done(ids: list[str]) -> None:
            desk, audit_id = self._run.desk, self._run.file.audit.id
            touched = [("evidence", one) for one in ids]
            self._run.attempt(lambda: [link_to_item(desk, one, audit_id, item_id) for one in ids], *touched)

        job = self._jobs.start(work, done=done, failed=lambda error: self._run.failed.emit(error.message))
        line = job_row(job, _("、").join(names))
        self._all.addWidget(line)
        job.finished.connect(line.deleteLater)


def _add(run: RunFile, path: Path, watch: Progress) -> str:
    """Encrypt one file; on the writer thread."""
    with path.open("rb") as stream:
        new = NewEvidence(stream, path.name, path.stat().st_size)
        return add_evidence(run.desk, new, progress=watch).piece.id


def _is_safe(piece: Evidence, copies: set[str]) -> bool:
    return piece.mask_state in _SAFE or piece.id in copies

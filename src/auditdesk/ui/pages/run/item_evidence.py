"""The evidence strip of an item: what is linked, and adding by dialog, drop or paste."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.audits import answer_id, verdict_label
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.i18n import _
from auditdesk.services.importing_files import ImportOutcome, ImportResult, import_paths
from auditdesk.services.tagging import Target, link_many, unlink_all
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Jobs, Work, job_row
from auditdesk.ui.keys import bind
from auditdesk.ui.pages.evidence.thumbs import Thumbnails
from auditdesk.ui.pages.evidence.work import add_bytes
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.widgets.buttons import KeyCap
from auditdesk.ui.widgets.evidence import EvidenceStrip, Tile, png_bytes
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text

_ICONS = {"image": "image", "audio": "audio-lines", "video": "video", "text": "file-text"}
_SAFE = (MaskState.MASKED, MaskState.NOT_NEEDED)
_NAMED = 3


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
        self._told = Notice("na", "")
        self.strip = EvidenceStrip()
        for asked in (self.strip.files.opened, self.strip.files.previewed):
            asked.connect(lambda key: self.go.emit("evidence", key))
        self.strip.files.removed.connect(self._remove)
        self._told_on = ""
        self._thumbs = Thumbnails(run.desk, jobs, self)
        self._thumbs.ready.connect(lambda _key: self.refresh())
        self.strip.zone.watch(whole)
        self.strip.zone.files_given.connect(self.add_files)
        self.strip.zone.image_given.connect(self._add_image)
        self.strip.zone.text_given.connect(self._add_text)
        self.strip.zone.choose_wanted.connect(self.choose)
        self.strip.zone.refused.connect(lambda why: self._say("rev", why))
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(0, 0, 0, 0)
        self._all.setSpacing(4)
        self._all.addLayout(row(self._head, self._wanted, self._masked, self._open, None, KeyCap("E")))
        self._all.addWidget(self.strip)
        self._all.addWidget(self._told)
        bind(self, "E", self.choose)
        bind(self, "Space", self.open_first)
        bind(self, "Ctrl+V", self.strip.zone.paste)

    def refresh(self) -> None:
        """Show what is linked to the item or to its findings."""
        if self._told_on != self._run.item.id:
            self._told.say("na", "")
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
        """Encrypt files, and all files of folders, and link them to the item that is current now."""
        chosen, desk = list(paths), self._run.desk
        names = _("、").join(path.name for path in chosen[:_NAMED])
        if len(chosen) > _NAMED:
            names = _("{names} 等 {n} 个", names=names, n=len(chosen))
        self._start(names, lambda watch: import_paths(desk, chosen, progress=watch))

    def _add_image(self, image: QImage) -> None:
        name, desk = _("粘贴的图片.png"), self._run.desk
        self._start(name, lambda watch: add_bytes(desk, png_bytes(image), name, watch))

    def _add_text(self, text: str) -> None:
        self._add_bytes(_("粘贴的文字.txt"), text.encode())

    def _add_bytes(self, name: str, content: bytes) -> None:
        desk = self._run.desk
        self._start(name, lambda watch: add_bytes(desk, content, name, watch))

    def _start(self, name: str, work: Work) -> None:
        place = answer_id(self._run.file.audit.id, self._run.item.id)
        self._told.say("na", "")
        job = self._jobs.start(
            work, done=lambda result: self._added(result, place),
            failed=lambda error: self._run.failed.emit(error.message),
        )  # fmt: skip
        line = job_row(job, name)
        self._all.addWidget(line)
        job.finished.connect(line.deleteLater)

    def _added(self, result: ImportResult, place: str) -> None:
        """Link what is there now, new or known, and say what did not come."""
        ids, desk = result.ids(), self._run.desk
        touched = [("evidence", one) for one in ids]
        if ids:
            self._run.attempt(lambda: link_many(desk, ids, Target("answer", place, "")), *touched)
        self._say(*_told(result))

    def _remove(self, evidence_id: str) -> None:
        """Del: the piece stays, it no longer serves the item."""
        place = answer_id(self._run.file.audit.id, self._run.item.id)
        piece = self._run.file.evidence.get(evidence_id)
        done = self._run.attempt(
            lambda: unlink_all(self._run.desk, evidence_id, [place]), ("evidence", evidence_id)
        )
        if done and piece is not None:
            self._say("na", _("{code} 不再用于这一项，证据还在。", code=piece.code))

    def _say(self, kind: str, words: str) -> None:
        self._told_on = self._run.item.id
        self._told.say(kind, words)


def _told(result: ImportResult) -> tuple[str, str]:
    """What is worth saying: refused files with the first reason, content that was known; else nothing."""
    refused = [row for row in result.rows if row.outcome is ImportOutcome.REFUSED]
    known = [row for row in result.rows if row.outcome is ImportOutcome.KNOWN]
    if refused:
        return "bad", f"{result.sentence()}：{refused[0].reason}"
    if result.count(ImportOutcome.CANCELLED):
        return "rev", result.sentence()
    if len(known) == 1 and len(result.rows) == 1:
        return "na", _("内容已经有了（{code}），已关联，没有重复保存。", code=known[0].code)
    if known:
        return "na", result.sentence()
    return ("na", "") if result.rows else ("na", _("这个文件夹里没有可以添加的文件。"))


def _is_safe(piece: Evidence, copies: set[str]) -> bool:
    return piece.mask_state in _SAFE or piece.id in copies

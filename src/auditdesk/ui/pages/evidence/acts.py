"""What the page does: every write and every long reading, as jobs; results go out as signals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.evidence import Evidence, Mark
from auditdesk.domain.filenames import safe_name
from auditdesk.i18n import _
from auditdesk.services.body import Body, BodyWish, export_body
from auditdesk.services.changes import ChangeSet
from auditdesk.services.cropping import keep_crop
from auditdesk.services.custody import export_custody
from auditdesk.services.desk import Desk
from auditdesk.services.destroying import (
    carry_out_destruction,
    change_expiry,
    decide_destruction,
    propose_destruction,
)
from auditdesk.services.evidence import add_mark, unlink
from auditdesk.services.evidence_notes import add_note
from auditdesk.services.exporting import export_evidence
from auditdesk.services.importing_files import ImportResult, import_paths
from auditdesk.services.integrity import IntegrityReport, check_integrity, save_report
from auditdesk.services.marking import remove_mark
from auditdesk.services.tagging import TagUse, Target, change_tags, link_many, list_tags, rename_tag
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Job, Jobs, Work
from auditdesk.ui.pages.evidence.work import Masked, add_bytes, each_piece, mask_pieces, step_word
from auditdesk.ui.widgets.evidence import png_bytes


class EvidenceActs(QObject):
    """Acts on pieces.

    Signals:
        wrote: a `ChangeSet` after a write.
        said: notice kind and sentence; an empty sentence takes the last one away.
        started: a long job and its name.
        imported: an `ImportResult`.
        checked: an `IntegrityReport`.
    """

    wrote = Signal(object)
    said = Signal(str, str)
    started = Signal(object, str)
    imported = Signal(object)
    checked = Signal(object)

    def __init__(self, desk: Desk, jobs: Jobs, dialogs: Dialogs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._dialogs = desk, jobs, dialogs

    def choose_files(self) -> None:
        """Ask for files and add them."""
        paths = self._dialogs.open_files(_("添加证据"))
        if paths:
            self.add_files(paths)

    def choose_folder(self) -> None:
        """Ask for a folder and add everything below it."""
        folder = self._dialogs.open_folder(_("导入文件夹"))
        if folder is not None:
            self.add_files([folder])

    def add_files(self, paths: Sequence[Path]) -> Job:
        """Add files and folders."""
        chosen = list(paths)
        folders = any(path.is_dir() for path in chosen)
        name = _("导入文件夹 {name}", name=chosen[0].name) if folders else _("添加 {n} 个文件", n=len(chosen))
        return self._long(
            lambda progress: import_paths(self._desk, chosen, progress=progress), name, self._added
        )

    def add_image(self, picture: QImage) -> Job:
        """Add a pasted picture as PNG; its bytes never touch the disk in clear."""
        return self._add_bytes(lambda: png_bytes(picture), _("粘贴的图片.png"))

    def add_text(self, text: str) -> Job:
        """Add pasted text, e.g. a copied conversation."""
        return self._add_bytes(text.encode, _("粘贴的文字.txt"))

    def mask(self, pieces: Sequence[Evidence]) -> None:
        """Make masked copies."""
        chosen = list(pieces)
        self._long(
            lambda progress: mask_pieces(self._desk, chosen, progress),
            _("脱敏 {n} 个文件", n=len(chosen)),
            self._masked,
        )

    def tags(self, ids: Sequence[str], add: str, remove: str) -> None:
        """Put a tag on pieces or take one off."""
        added, removed = [add] if add else [], [remove] if remove else []
        self._write(ids, lambda: change_tags(self._desk, ids, add=added, remove=removed))

    def ask_tags(self, show: Callable[[list[TagUse]], object]) -> None:
        """Read the tags in use and show them."""
        self._jobs.start(lambda _progress: list_tags(self._desk), done=show, failed=self.say)

    def rename_tag(self, old: str, new: str) -> None:
        """Rename a tag on all pieces, or merge it with another."""
        self._jobs.start(
            lambda _progress: rename_tag(self._desk, old, new),
            done=lambda pieces: self._done(
                [one.id for one in pieces], _("{n} 件证据的标签已改。", n=len(pieces))
            ),
            failed=self.say,
        )

    def note(self, evidence_id: str, text: str) -> None:
        """Write a note about a piece."""
        self._write([evidence_id], lambda: add_note(self._desk, evidence_id, text))

    def trail(self, piece: Evidence) -> None:
        """Ask where and write the custody trail of a piece and its family."""
        name = safe_name(_("保管记录 {code}", code=piece.code), ".txt")
        path = self._dialogs.save_file(_("导出保管记录"), name, _("文本 (*.txt)"))
        if path is not None:
            self._jobs.start(
                lambda _progress: export_custody(self._desk, piece, path),
                done=lambda done: self._done([piece.id], _("已导出 {path}", path=done)), failed=self.say,
            )  # fmt: skip

    def link(self, ids: Sequence[str], target: Target) -> None:
        """Let pieces serve an item or finding."""
        self._write(ids, lambda: link_many(self._desk, ids, target))

    def unlink(self, evidence_id: str, link_id: str) -> None:
        """Take a piece away from a use."""
        self._write([evidence_id], lambda: unlink(self._desk, link_id))

    def mark(self, evidence_id: str, label: str, seconds: float) -> None:
        """Mark a moment of a recording."""
        self._write([evidence_id], lambda: add_mark(self._desk, evidence_id, label, seconds))

    def crop(self, evidence_id: str, part: QImage) -> None:
        """Keep a part of a picture as a piece of its own."""
        self._jobs.start(
            lambda _progress: keep_crop(self._desk, evidence_id, png_bytes(part)),
            done=lambda made: self._done([evidence_id, made.id], _("已裁剪为 {code}。", code=made.code)),
            failed=self.say,
        )

    def unmark(self, mark: Mark) -> None:
        """Take a mark back."""
        self._write([mark.evidence_id], lambda: remove_mark(self._desk, mark.id))

    def expiry(self, evidence_id: str, day: str, reason: str) -> None:
        """Set the day a piece expires."""
        self._write([evidence_id], lambda: change_expiry(self._desk, evidence_id, day, reason))

    def step(self, pieces: Sequence[Evidence], step: str, reason: str) -> None:
        """The next step of destruction of all pieces; carrying it out is asked for once more."""
        desk, chosen = self._desk, list(pieces)
        acts: dict[str, Callable[[str], object]] = {
            "propose": lambda one: propose_destruction(desk, one, reason),
            "approve": lambda one: decide_destruction(desk, one, approve=True, decision=reason),
            "refuse": lambda one: decide_destruction(desk, one, approve=False, decision=reason),
            "destroy": lambda one: carry_out_destruction(desk, one),
        }
        if len(chosen) == 1:
            asked = _("销毁证据 {code}？", code=chosen[0].code)
        else:
            asked = _("销毁所选的 {n} 件证据？", n=len(chosen))
        if step == "destroy" and not self._dialogs.confirm_destructive(
            asked, _("文件字节会从这台电脑和同步的电脑上删除，不能恢复；登记和销毁记录保留。"), _("销毁")
        ):
            return
        if len(chosen) == 1:
            self._write([chosen[0].id], lambda: acts[step](chosen[0].id))
        else:
            self._long(
                lambda progress: each_piece(chosen, acts[step], progress), step_word(step), self._stepped
            )

    def body(self, wish: BodyWish, *, zipped: bool) -> None:
        """Ask where and hand over a body of evidence."""
        name = safe_name(
            _("证据集 {site} {day}", site=self._desk.workspace.site_name, day=self._desk.today())
        )
        if zipped:
            out = self._dialogs.save_file(_("导出证据集"), f"{name}.zip", "zip (*.zip)")
            out = out if out is None or out.suffix.lower() == ".zip" else out.with_name(f"{out.name}.zip")
        else:
            folder = self._dialogs.open_folder(_("导出证据集到文件夹"))
            out = folder / name if folder is not None else None
        if out is not None:
            target = out
            self._long(
                lambda progress: export_body(self._desk, wish, target, progress, replace=zipped),
                _("导出证据集"), self._exported,
            )  # fmt: skip

    def export(self, piece: Evidence, reason: str = "") -> None:
        """Ask for a folder and write one piece into it."""
        folder = self._dialogs.open_folder(_("导出 {code} 到文件夹", code=piece.code))
        if folder is not None:
            self._long(
                lambda progress: export_evidence(self._desk, piece, folder, reason, progress),
                _("导出 {code}", code=piece.code),
                lambda path: self._done([piece.id], _("已导出 {path}", path=path)),
            )

    def check(self) -> None:
        """Check everything."""
        self._long(
            lambda progress: check_integrity(self._desk, progress=progress), _("核对全部证据"), self._checked
        )

    def save_check(self, report: IntegrityReport) -> None:
        """Ask where and write the report of a check."""
        name = safe_name(_("证据核对 {day}", day=report.ended[:10]), ".txt")
        path = self._dialogs.save_file(_("保存核对报告"), name, _("文本 (*.txt);;JSON (*.json)"))
        if path is not None:
            self._jobs.start(
                lambda _progress: save_report(report, path),
                done=lambda done: self.said.emit("ok", _("已保存 {path}", path=done)), failed=self.say,
            )  # fmt: skip

    def say(self, error: AuditDeskError) -> None:
        """Tell an error in place."""
        self.said.emit("rev" if isinstance(error, CancelledError) else "bad", error.message)

    def _add_bytes(self, data: Callable[[], bytes], name: str) -> Job:
        """``data`` is asked on the worker: a large picture takes a while to write."""
        return self._long(
            lambda progress: add_bytes(self._desk, data(), name, progress),
            _("添加 {name}", name=name),
            self._added,
        )

    def _long(self, work: Work, name: str, done: Callable[[Any], object]) -> Job:
        self.said.emit("bad", "")
        job = self._jobs.start(work, done=done, failed=self.say)
        self.started.emit(job, name)
        return job

    def _write(self, ids: Sequence[str], act: Callable[[], object]) -> None:
        self.said.emit("bad", "")
        self._jobs.start(lambda _progress: act(), done=lambda _result: self._done(ids), failed=self.say)

    def _done(self, ids: Sequence[str], words: str = "") -> None:
        if words:
            self.said.emit("ok", words)
        if ids:
            self.wrote.emit(ChangeSet(frozenset(("evidence", one) for one in ids)))

    def _added(self, result: ImportResult) -> None:
        self.imported.emit(result)
        self._done(result.ids())

    def _masked(self, outcome: Masked) -> None:
        if outcome.problems:
            more = len(outcome.problems) - 1
            rest = _("（另有 {n} 个文件没有完成）", n=more) if more else ""
            self.said.emit("bad", outcome.problems[0] + rest)
        self._done(outcome.touched)

    def _stepped(self, outcome: Masked) -> None:
        words = _("{n} 件已完成。", n=len(outcome.touched))
        if outcome.problems:
            more = _("{n} 件没有：{why}", n=len(outcome.problems), why=outcome.problems[0])
            words = words + more if outcome.touched else more
        self._done(outcome.touched)
        self.said.emit("rev" if outcome.problems else "ok", words)

    def _exported(self, body: Body) -> None:
        words = _("已导出 {n} 件到 {path}", n=body.written(), path=body.path)
        words += _("；校验总值 {seal}", seal=body.seal)
        left = body.left_out()
        if left:
            words += _("；{n} 件没有导出，第一件 {code}：{why}", n=len(left), code=left[0].piece.code,
                       why=left[0].left_out)  # fmt: skip
        self.said.emit("rev" if left else "ok", words)
        self.wrote.emit(ChangeSet(frozenset(("evidence", line.piece.id) for line in body.lines)))

    def _checked(self, report: IntegrityReport) -> None:
        self.checked.emit(report)
        if report.cleaned:
            self.wrote.emit(ChangeSet())

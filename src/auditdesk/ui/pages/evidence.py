"""证据: every piece with its kind, size, masking state and digest; add by dialog, drop or paste."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import NewEvidence, add_evidence, list_evidence, mask_evidence
from auditdesk.services.jobs import Progress
from auditdesk.services.reading import open_input
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Job, Jobs, Work, job_row
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card, PageHead
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.evidence import DropZone
from auditdesk.ui.widgets.layouts import column
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.tables import Column, TableView, check_column

_DIGEST = 12
_KILO = 1024


@dataclass(slots=True)
class Outcome:
    """What became of a batch: ids that are new, how many were known, a sentence for each that failed."""

    touched: list[str]
    known: int = 0
    problems: Sequence[str] = ()


class EvidencePage(Page):
    """One list; jobs show above it, in the place where their results will appear."""

    def __init__(self, desk: Desk, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._dialogs = dialogs
        self._wanted: object = None
        self._copied: frozenset[str] = frozenset()

    def title(self) -> str:
        """证据."""
        return _("证据")

    def build(self) -> None:
        """Head, drop zone, running jobs, the list."""
        self.add = KeyButton(_("添加文件"), "primary", key="Ctrl+O", icon="plus")
        self.add.clicked.connect(self.choose_files)
        self.mask_button = KeyButton(_("脱敏所选"), key="M", icon="eye-off")
        self.mask_button.clicked.connect(self.mask_chosen)
        self.body.addWidget(
            PageHead(_("证据"), _("原件加密保存，报告只用脱敏副本"), self.mask_button, self.add)
        )
        self.notice = Notice("bad", "")
        self.zone = DropZone()
        self.zone.files_given.connect(self.add_files)
        self.zone.image_given.connect(self.add_image)
        self.zone.text_given.connect(self.add_text)
        self.zone.choose_wanted.connect(self.choose_files)
        self.zone.watch(self)
        self.key("Ctrl+V", self.zone.paste)
        self._rows = column(gap=0)
        self.table = TableView(self._columns(), says=_("证据"))
        self.table.checks_changed.connect(lambda _rows: self._say_what_masks())
        self.table.current_changed.connect(lambda _row: self._say_what_masks())
        self._card = Card(_("全部证据"))
        self._empty = EmptyState(_("还没有证据。"), _("把聊天、截图、录音或表格拖到这里，或按 Ctrl+V 粘贴。"))
        self._card.add(self._rows)
        self._card.add(self.table, 1)
        self._card.add(self._empty)
        inner = column(self.notice, self.zone, gap=12, margins=(24, 0, 24, 16))
        inner.addWidget(self._card, 1)
        self.body.addLayout(inner, 1)
        self._say_what_masks()

    def activate(self, target: object = None) -> None:
        """Show a piece by its id."""
        self._wanted = target
        self._select_wanted()
        self.table.setFocus()

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read the list again."""
        if changes is None or "evidence" in {kind.lower() for kind in changes.kinds()}:
            self._jobs.start(lambda _progress: list_evidence(self._desk), done=self._show, failed=self._say)

    def regions(self) -> list[QWidget]:
        """The list, the drop zone."""
        return [self.table, self.zone]

    def shortcuts(self) -> list[Key]:
        """Keys of this page."""
        return [
            Key("Ctrl+O", _("添加文件")),
            Key("Ctrl+V", _("粘贴为证据")),
            Key("M", _("脱敏所选")),
        ]

    def choose_files(self) -> None:
        """Ask for files."""
        paths = self._dialogs.open_files(_("添加证据"))
        if paths:
            self.add_files(paths)

    def add_files(self, paths: Sequence[Path]) -> Job:
        """Encrypt and register files in a job."""
        chosen = list(paths)
        return self._start(
            lambda progress: add_paths(self._desk, chosen, progress),
            _("添加 {n} 个文件", n=len(chosen)),
        )

    def add_image(self, picture: QImage) -> Job:
        """Register a pasted picture as PNG; its bytes never touch the disk in clear."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, b"PNG")
        return self._add_bytes(bytes(buffer.data().data()), _("粘贴的图片.png"))

    def add_text(self, text: str) -> Job:
        """Register pasted text, e.g. a copied conversation."""
        return self._add_bytes(text.encode(), _("粘贴的文字.txt"))

    def _add_bytes(self, data: bytes, name: str) -> Job:
        def work(progress: Progress) -> Outcome:
            new = NewEvidence(BytesIO(data), name, len(data), _("粘贴"))
            added = add_evidence(self._desk, new, progress=progress)
            return Outcome([added.piece.id], int(added.known))

        return self._start(work, _("添加 {name}", name=name))

    def chosen(self) -> list[Evidence]:
        """Checked pieces, or the one under the cursor; only originals that still need masking."""
        current = self.table.current_row()
        rows = self.table.checked_rows() or ([current] if current is not None else [])
        return [one for one in rows if can_mask(one) and one.id not in self._copied]

    def mask_chosen(self) -> None:
        """Make masked copies in a job."""
        pieces = self.chosen()
        if not pieces:
            self._say_what_masks()
            return
        self._start(
            lambda progress: mask_pieces(self._desk, pieces, progress), _("脱敏 {n} 个文件", n=len(pieces))
        )

    def _start(self, work: Work, name: str) -> Job:
        self.notice.say("bad", "")
        job = self._jobs.start(work, done=self._done, failed=self._say)
        shown = job_row(job, name)
        job.finished.connect(shown.deleteLater)
        self._rows.addWidget(shown)
        return job

    def _done(self, outcome: Outcome) -> None:
        if outcome.problems:
            more = len(outcome.problems) - 1
            rest = _("（另有 {n} 个文件没有完成）", n=more) if more else ""
            self.notice.say("bad", outcome.problems[0] + rest)
        elif outcome.known:
            self.notice.say("na", _("{n} 个文件的内容已经有了，没有重复保存。", n=outcome.known))
        if outcome.touched:
            self.changed.emit(ChangeSet(frozenset(("Evidence", one) for one in outcome.touched)))

    def _show(self, pieces: list[Evidence]) -> None:
        kept = [piece for piece in pieces if not piece.destroyed_at]
        self._copied = frozenset(piece.derived_from for piece in kept if piece.derived_from)
        self.table.set_rows(kept, keep=lambda piece: piece.id)
        self.table.setVisible(bool(kept))
        self._empty.setVisible(not kept)
        total = _("{n} 件・{size}", n=len(kept), size=size_words(sum(piece.size for piece in kept)))
        self._card.set_count(total if kept else "")
        self.counted.emit(sum(piece.mask_state is MaskState.PENDING for piece in kept))
        self._select_wanted()
        self._say_what_masks()

    def _select_wanted(self) -> None:
        for place, piece in enumerate(self.table.rows_model.rows()):
            if self._wanted is not None and piece.id == self._wanted:
                self.table.go_to(place)
                self._wanted = None
                return

    def _say_what_masks(self) -> None:
        if self.chosen():
            self.mask_button.allow()
        else:
            self.mask_button.refuse(_("请选还没有脱敏的原件"))

    def _say(self, error: AuditDeskError) -> None:
        self.notice.say("rev" if isinstance(error, CancelledError) else "bad", error.message)

    def _columns(self) -> list[Column]:
        return [
            check_column(),
            Column(_("编号"), lambda one: Cell(one.code, bold=True), 130, order=lambda one: one.code),
            Column(_("名称"), lambda one: Cell(one.name, icon=kind_icon(one)), order=lambda one: one.name),
            Column(_("类型"), lambda one: Cell(kind_word(one), tone="text_2"), 90, order=kind_word),
            Column(_("大小"), lambda one: size_words(one.size), 90, right=True, order=lambda one: one.size),
            Column(_("脱敏"), self._mask_cell, 120, order=lambda one: one.mask_state),
            Column("SHA-256", lambda one: Cell(one.sha256[:_DIGEST], tone="text_3"), 130),
            Column(
                _("添加"), lambda one: Cell(moment(one.added_at), tone="text_2"), 110, right=True,
                order=lambda one: one.added_at,
            ),
        ]  # fmt: skip

    def _mask_cell(self, piece: Evidence) -> Cell:
        """An original whose copy exists is done with."""
        if piece.id in self._copied and piece.mask_state is MaskState.UNMASKED:
            return Cell(_("有副本"), state=State.CLOSED, tone="text_3")
        return mask_cell(piece)


def can_mask(piece: Evidence) -> bool:
    """Whether a masked copy can be made: an original that was not declared free of personal data."""
    return not piece.derived_from and piece.mask_state is MaskState.UNMASKED


def add_paths(desk: Desk, paths: Sequence[Path], progress: Progress) -> Outcome:
    """Add files one by one; one that fails is named and the others go on; a cancel keeps what is done."""
    outcome = Outcome([])
    problems: list[str] = []
    for path in paths:
        try:
            with open_input(path) as (stream, size):
                added = add_evidence(desk, NewEvidence(stream, path.name, size), progress=progress)
        except CancelledError:
            left = len(paths) - len(outcome.touched) - len(problems)
            problems.append(_("已取消，还有 {n} 个文件没有添加。", n=left))
            break
        except AuditDeskError as error:
            problems.append(error.message)
            continue
        outcome.touched.append(added.piece.id)
        outcome.known += added.known
    outcome.problems = problems
    return outcome


def mask_pieces(desk: Desk, pieces: Sequence[Evidence], progress: Progress) -> Outcome:
    """Mask pieces one by one; a kind that cannot be masked is named and the others go on."""
    outcome = Outcome([])
    problems: list[str] = []
    for piece in pieces:
        try:
            copy, _masked = mask_evidence(desk, piece.id, progress=progress)
        except CancelledError:
            problems.append(_("已取消，{code} 和之后的没有脱敏。", code=piece.code))
            break
        except AuditDeskError as error:
            problems.append(error.message)
            continue
        outcome.touched.append(copy.id)
    outcome.problems = problems
    return outcome


def mask_cell(piece: Evidence) -> Cell:
    """The masking state as glyph and word."""
    if piece.mask_state is MaskState.UNMASKED:
        return Cell(_("未脱敏"), state=State.EMPTY)
    state, word = {
        MaskState.PENDING: (State.REVIEW, _("待确认")),
        MaskState.MASKED: (State.OK, _("已脱敏")),
        MaskState.NOT_NEEDED: (State.NA, _("无需脱敏")),
    }[piece.mask_state]
    return Cell(word, state=state, tone="rev" if piece.mask_state is MaskState.PENDING else "")


_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheet"
_KINDS = (
    ("audio/", "audio-lines"),
    ("video/", "video"),
    ("image/", "image"),
    ("text/csv", "file-spreadsheet"),
    ("text/", "file-text"),
    (_SHEET, "file-spreadsheet"),
    ("application/pdf", "file-text"),
)


def kind_icon(piece: Evidence) -> str:
    """Outline of a kind of file."""
    return next((icon for start, icon in _KINDS if piece.media_type.startswith(start)), "file")


def kind_word(piece: Evidence) -> str:
    """Kind of file in a word."""
    words = {
        "audio-lines": _("录音"), "video": _("录像"), "image": _("图片"),
        "file-spreadsheet": _("表格"), "file-text": _("文档"), "file": _("其他"),
    }  # fmt: skip
    return words[kind_icon(piece)]


def moment(stamp: str) -> str:
    """``MM-DD HH:MM`` of an ISO moment."""
    return stamp[5:16].replace("T", " ")


def size_words(size: int) -> str:
    """A size in B, KB or MB (1,024 each)."""
    if size < _KILO:
        return f"{size} B"
    if size < _KILO * _KILO:
        return f"{size / _KILO:.1f} KB"
    return f"{size / _KILO / _KILO:.1f} MB"

"""证据: list or grid at the left, preview and details at the right; everything can be dropped and pasted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from auditdesk.domain.evidence import Evidence, Mark, MaskState, clock
from auditdesk.domain.retention import may_hold_personal_data
from auditdesk.i18n import _
from auditdesk.services.audits import list_audits
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.evidence_shelf import Place, Shelf, read_shelf
from auditdesk.services.importing_files import ImportOutcome, ImportResult
from auditdesk.services.integrity import IntegrityReport
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import Job, Jobs, job_row
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.pages.evidence.acts import EvidenceActs
from auditdesk.ui.pages.evidence.forms import BodyForm, ImportCard, ReasonForm
from auditdesk.ui.pages.evidence.listing import EvidenceListing
from auditdesk.ui.pages.evidence.piece_view import PieceView, ReadWave
from auditdesk.ui.pages.evidence.player import load_player
from auditdesk.ui.pages.evidence.sound import LoadPlayer, SoundPreview
from auditdesk.ui.pages.evidence.tag_form import TagForm
from auditdesk.ui.pages.evidence.thumbs import Thumbnails
from auditdesk.ui.pages.evidence.wave_reader import decode_wave
from auditdesk.ui.pages.evidence.wave_view import STEP
from auditdesk.ui.pages.evidence.work import can_mask
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import PageHead
from auditdesk.ui.widgets.evidence import DropZone
from auditdesk.ui.widgets.layouts import column
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.split import SplitView

_NARROW = 940
_KINDS = frozenset(
    ("evidence", "evidence_link", "mark", "destruction", "retention_choice", "finding", "audit")
)


class EvidencePage(Page):
    """Reads the shelf once; filters act in memory; the piece in sight is read by jobs."""

    def __init__(
        self, desk: Desk, jobs: Jobs, dialogs: Dialogs, parent: QWidget | None = None, *,
        load: LoadPlayer = load_player, wave: ReadWave = decode_wave,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desk, self._jobs = desk, jobs
        self._load, self._wave = load, wave
        self._acts = EvidenceActs(desk, jobs, dialogs, self)
        self._thumbs = Thumbnails(desk, jobs, self)
        self._audits: list[tuple[str, str]] = []
        self._report: IntegrityReport | None = None
        self._big = False
        self._acts.wrote.connect(self.changed)
        self._acts.said.connect(self._say)
        self._acts.started.connect(self._show_job)
        self._acts.imported.connect(self._show_import)
        self._acts.checked.connect(self._show_check)

    def title(self) -> str:
        """证据."""
        return _("证据")

    def build(self) -> None:
        """Left: head, notices, listing, drop zone. Right: preview over details."""
        self.view = PieceView(self._desk, self._jobs, self._load, wave=self._wave)
        self.preview, self.pane = self.view.preview, self.view.pane
        self._make_left()
        split = SplitView(self._left, self.view)
        split.grow(0)
        split.setSizes([760, 406])
        self.body.addWidget(split, 1)
        self._connect_right()
        self._bind()
        self._say_what_masks()

    def _make_left(self) -> None:
        self.add = KeyButton(_("添加文件"), "primary", key="Ctrl+O", icon="plus")
        self.add.clicked.connect(self._acts.choose_files)
        folder = KeyButton(_("导入文件夹"), icon="folder-open", says=_("导入文件夹"))
        folder.clicked.connect(self._acts.choose_folder)
        check = KeyButton(_("核对"), icon="shield-check", says=_("核对全部证据"))
        check.clicked.connect(self._acts.check)
        body = KeyButton(_("导出证据集"), icon="package", says=_("导出证据集"))
        body.clicked.connect(self._open_body)
        self.mask_button = KeyButton(_("脱敏"), key="M", icon="eye-off", height=28, says=_("脱敏所选"))
        self.mask_button.clicked.connect(self.mask_chosen)
        self._save = KeyButton(_("保存报告"), "link")
        self._save.clicked.connect(self._save_report)
        self._save.hide()
        self.notice = Notice("bad", "", self._save)
        self.body_form, self.reason_form, self.results = BodyForm(), ReasonForm(), ImportCard()
        self.tag_form = TagForm()
        self.listing = EvidenceListing(self._thumbs, self._desk.today, self.mask_button)
        self.table = self.listing.table
        self._rows = column(gap=0)
        self.zone = DropZone()
        self.zone.watch(self)
        inner = column(self.notice, self.body_form, self.reason_form, self.tag_form, self._rows,
                       self.results, gap=8, margins=(24, 0, 20, 14))  # fmt: skip
        inner.addWidget(self.listing, 1)
        inner.addWidget(self.zone)
        self._left = QWidget()
        self._head = PageHead(_("证据"), "", folder, check, body, self.add, margins=(24, 12, 20, 12))
        self._head_needs = self._head.minimumSizeHint().width()
        self._head.setMinimumWidth(1)  # it gives way itself: see `_fit`
        self._labels = {each: each.text() for each in (folder, check, body)}
        whole = column(self._head, gap=0)
        whole.addLayout(inner, 1)
        self._left.setLayout(whole)
        self._connect_left()

    def _connect_left(self) -> None:
        self.zone.files_given.connect(self._acts.add_files)
        self.zone.image_given.connect(self._acts.add_image)
        self.zone.text_given.connect(self._acts.add_text)
        self.zone.refused.connect(lambda why: self._say("rev", why))
        self.zone.choose_wanted.connect(self._acts.choose_files)
        self.body_form.export_wanted.connect(lambda wish, zipped: self._acts.body(wish, zipped=zipped))
        self.reason_form.given.connect(self._export_original)
        self.listing.current_changed.connect(self.view.show_row)
        self.listing.chosen_changed.connect(self._say_what_masks)
        self.listing.opened.connect(lambda _row: self.enlarge())
        self.listing.bulk.body_wanted.connect(self._open_body)
        self.listing.sieve.tags_wanted.connect(self._open_tags)
        self.tag_form.rename_wanted.connect(self._acts.rename_tag)
        self.results.opened.connect(self.listing.show_piece)

    def _connect_right(self) -> None:
        self.preview.mark_wanted.connect(lambda label, at: self._acts.mark(self.view.shown(), label, at))
        self.preview.sound.cite_wanted.connect(self._cite)
        self.preview.picture_box.crop_wanted.connect(lambda part: self._acts.crop(self.view.shown(), part))
        self.preview.sound.remove_wanted.connect(self._acts.unmark)
        pane = self.pane
        pane.tags_wanted.connect(lambda add, remove: self._acts.tags(self._bulk(), add, remove))
        pane.link_wanted.connect(lambda target: self._acts.link(self._bulk(), target))
        pane.unlink_wanted.connect(lambda place: self._acts.unlink(self.view.shown(), place.link_id))
        pane.place_opened.connect(self._go_place)
        pane.piece_opened.connect(self.listing.show_piece)
        pane.step_wanted.connect(self._step)
        pane.expiry_wanted.connect(lambda day, reason: self._acts.expiry(self.view.shown(), day, reason))
        pane.masking_wanted.connect(lambda: self.go.emit("masking", self.view.shown()))
        pane.export_wanted.connect(self._export)
        pane.note_wanted.connect(lambda text: self._acts.note(self.view.shown(), text))
        pane.trail_wanted.connect(self._trail)

    def _bind(self) -> None:
        for key, act in (
            ("/", self.listing.search.setFocus), ("Ctrl+V", self.zone.paste), ("G", self.listing.toggle_view),
            ("T", self._to_tags), ("L", self._to_links), ("B", self._begin_mark), ("Space", self._space),
            ("F9", self.view.cover), ("Ctrl+E", self._open_body), ("Ctrl+I", self._acts.check),
            ("Ctrl+Shift+O", self._acts.choose_folder), ("R", self.preview.turn),
            (",", lambda: self._sound(lambda sound: sound.skip(-STEP))),
            (".", lambda: self._sound(lambda sound: sound.skip(STEP))),
            ("[", lambda: self._sound(lambda sound: sound.change_rate(-1))),
            ("]", lambda: self._sound(lambda sound: sound.change_rate(1))),
        ):  # fmt: skip
            self.key(key, act)

    def activate(self, target: object = None) -> None:
        """Show a piece by its id; ``id@205.0`` stands at that second of a recording."""
        if isinstance(target, str) and target:
            piece, _at, moment = target.partition("@")
            self.listing.show_piece(piece)
            if moment:
                self.view.jump(float(moment))
        self.view.resume()
        self.listing.front().setFocus()

    def leave(self) -> None:
        """Let go of all content: an original is covered, a recording stops."""
        self.view.forget()

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read the shelf again."""
        if changes is None or _KINDS & {kind.lower() for kind in changes.kinds()}:
            if changes is not None:
                self._forget_pictures(changes)
            self._jobs.start(lambda _progress: self._read_all(), done=self._show, failed=self._acts.say)

    def _forget_pictures(self, changes: ChangeSet) -> None:
        """Of the pieces that changed; of all when that is not said."""
        pieces = {one for kind, one in changes.touched if kind.lower() == "evidence"}
        if pieces:
            self._thumbs.forget(pieces)
        elif not changes.touched or changes.kinds() & {"mark", "destruction"}:
            self._thumbs.forget()

    def regions(self) -> list[QWidget]:
        """The list, the preview, the pane."""
        return [self.listing.front(), self.preview, self.pane]

    def escape(self) -> bool:
        """Back from the large preview, then close open forms."""
        if self._big:
            self.enlarge()
            return True
        for form in (self.body_form, self.reason_form, self.tag_form, self.results):
            if not form.isHidden():
                form.hide()
                return True
        return False

    def shortcuts(self) -> list[Key]:
        """Keys of this page."""
        return [
            Key("Ctrl+O", _("添加文件")), Key("Ctrl+Shift+O", _("导入文件夹")),
            Key("Ctrl+V", _("粘贴为证据")),
            Key("/", _("筛选")), Key("G", _("列表或网格")), Key("Enter", _("放大预览，再按一次还原")),
            Key(", .", _("后退、前进 5 秒")), Key("[ ]", _("减慢、加快播放")), Key("R", _("旋转图片")),
            Key("Space", _("播放或暂停")), Key("B", _("在这一刻加标记")), Key("F9", _("遮盖原件")),
            Key("T", _("加标签")), Key("L", _("关联到检查项")), Key("M", _("脱敏所选")),
            Key("Ctrl+Space", _("选择或不选这一行")), Key("Ctrl+A", _("全选或全不选")),
            Key("Ctrl+E", _("导出证据集")), Key("Ctrl+I", _("核对全部证据")),
        ]  # fmt: skip

    def choose_files(self) -> None:
        """Ask for files."""
        self._acts.choose_files()

    def chosen(self) -> list[Evidence]:
        """Chosen originals that still need masking."""
        return [one.piece for one in self.listing.chosen() if can_mask(one.piece) and not one.copied]

    def mask_chosen(self) -> None:
        """Make masked copies in a job."""
        pieces = self.chosen()
        if pieces:
            self._acts.mask(pieces)
        else:
            self._say_what_masks()

    def enlarge(self) -> None:
        """Give the preview the whole page, or give the list its place back."""
        self._big = not self._big
        self._fit()
        self.view.set_large(large=self._big)
        (self.preview if self._big else self.listing.front()).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With little room list and piece take turns."""
        super().resizeEvent(event)
        if self.built():
            self._fit()

    def _fit(self) -> None:
        self._left.setVisible(not self._big)
        beside = self._big or self.width() >= _NARROW
        self.view.setVisible(beside)
        room = self.width() - (self.view.minimumSizeHint().width() if beside else 0)
        for each, label in self._labels.items():
            each.set_label(label if room >= self._head_needs else "")

    def _read_all(self) -> tuple[Shelf, list[tuple[str, str]]]:
        audits = [(one.id, f"{one.title} {one.code}") for one in list_audits(self._desk)]
        return read_shelf(self._desk), audits

    def _show(self, read: tuple[Shelf, list[tuple[str, str]]]) -> None:
        shelf, self._audits = read
        self.view.audits = self._audits
        self.listing.show_shelf(shelf)
        pending = sum(
            one.piece.mask_state is MaskState.PENDING and not one.piece.destroyed_at for one in shelf.rows
        )
        self.counted.emit(pending)

    def _bulk(self) -> list[str]:
        """Checked pieces when the one in sight is among them, else the one in sight."""
        ids = [piece.id for piece in self.listing.pieces()]
        shown = self.view.shown()
        return ids if shown in ids else [shown]

    def _step(self, step: str, reason: str) -> None:
        ids = set(self._bulk())
        pieces = [one for one in self.listing.pieces() if one.id in ids]
        if self.view.detail is not None:
            self._acts.step(pieces if len(ids) > 1 else [self.view.detail.piece], step, reason)

    def _trail(self) -> None:
        if self.view.detail is not None:
            self._acts.trail(self.view.detail.piece)

    def _open_tags(self) -> None:
        chosen = self.listing.sieve.tag.value()
        self._acts.ask_tags(lambda uses: self.tag_form.open_on(uses, chosen))

    def _export(self) -> None:
        if self.view.detail is None:
            return
        if may_hold_personal_data(self.view.detail.piece):
            code = self.view.detail.piece.code
            self.reason_form.ask(_("{code} 还没有脱敏，导出原件要写明理由。", code=code))
        else:
            self._acts.export(self.view.detail.piece)

    def _export_original(self, reason: str) -> None:
        if self.view.detail is not None:
            self._acts.export(self.view.detail.piece, reason)

    def _open_body(self) -> None:
        self.body_form.open_on(self._audits, [one.piece.id for one in self.listing.several()])

    def _go_place(self, place: Place) -> None:
        if place.kind == "finding":
            self.go.emit("findings", place.target_id)
        else:
            self.go.emit("audits", place.target_id)

    def _to_tags(self) -> None:
        field = self.pane.tag_field()
        if field is not None:
            field.setFocus()

    def _to_links(self) -> None:
        if self.pane.chooser is not None:
            self.pane.chooser.audit.setFocus()

    def _begin_mark(self) -> None:
        self._sound(SoundPreview.begin_mark)

    def _sound(self, act: Callable[[SoundPreview], object]) -> None:
        """For keys of the recording: nothing happens while none is in sight."""
        if self.preview.sound.isVisible():
            act(self.preview.sound)

    def _cite(self, mark: Mark) -> None:
        """The words that cite a moment, e.g. in a finding; they hold no more than the mark's own label."""
        row = self.view.row
        if row is not None:
            words = _("录音 {code} {at} {label}", code=row.piece.code, at=clock(mark.start_seconds),
                      label=mark.label)  # fmt: skip
            QGuiApplication.clipboard().setText(words)
            self._say("na", _("已复制引用：{words}", words=words))

    def _space(self) -> None:
        """Play or pause; on a button with focus Space presses it as everywhere."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton) and focus is not self.preview.sound.play:
            focus.animateClick()
        elif self.preview.sound.isVisible():
            self.preview.sound.toggle()

    def _show_job(self, job: Job, name: str) -> None:
        shown = job_row(job, name)
        job.finished.connect(shown.deleteLater)
        self._rows.addWidget(shown)

    def _show_import(self, result: ImportResult) -> None:
        first = result.rows[0] if result.rows else None
        if len(result.rows) == 1 and first is not None and first.evidence_id:
            self.listing.show_piece(first.evidence_id)
        if first is None:
            self._say("na", _("这个文件夹里没有可以添加的文件。"))
        elif len(result.rows) > 1:
            self.results.show_result(result)
        elif first.outcome is ImportOutcome.KNOWN:
            self._say("na", _("内容已经有了（{code}），没有重复保存。", code=first.code))
        elif first.outcome is ImportOutcome.REFUSED:
            self._say("bad", first.reason)
        elif first.outcome is ImportOutcome.CANCELLED:
            self._say("rev", _("已取消，还有 {n} 个文件没有添加。", n=1))

    def _show_check(self, report: IntegrityReport) -> None:
        self._report = report
        self._say("ok" if report.sound else "bad", _("核对完成：{result}", result=report.sentence()))
        self._save.show()

    def _save_report(self) -> None:
        if self._report is not None:
            self._acts.save_check(self._report)

    def _say(self, kind: str, words: str) -> None:
        self._save.hide()
        self.notice.say(kind, words)

    def _say_what_masks(self) -> None:
        if self.chosen():
            self.mask_button.allow()
        else:
            self.mask_button.refuse(_("请选还没有脱敏的原件"))

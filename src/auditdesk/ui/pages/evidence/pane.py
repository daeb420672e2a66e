"""The pane of one piece: facts, tags, uses, copies, retention, custody; it asks, the page acts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.people import Right
from auditdesk.domain.retention import may_hold_personal_data
from auditdesk.i18n import _
from auditdesk.services.evidence_detail import EvidenceDetail
from auditdesk.services.evidence_shelf import Place
from auditdesk.services.tagging import Target
from auditdesk.ui.pages.evidence.blocks import (
    LinkChooser,
    custody_block,
    digest_block,
    notes_block,
    places_block,
    tags_block,
    tree_block,
)
from auditdesk.ui.pages.evidence.keep_block import KeepBlock
from auditdesk.ui.pages.evidence.words import kind_word, mask_words, moment, size_words
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.detail import DetailPane
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Elided, Text

_TONES = {"unmasked": "rev", "pending": "rev", "masked": "ok", "not_needed": "na"}


class EvidencePane(DetailPane):
    """One piece.

    Signals:
        tags_wanted: tag to add, tag to take off; one is empty.
        unlink_wanted: a `Place`.
        place_opened: a `Place` to go to.
        piece_opened: the id of another piece of the family.
        targets_wanted: an audit's id.
        link_wanted: a `Target`.
        step_wanted, expiry_wanted: see `KeepBlock`.
        masking_wanted: open the masking page on this piece.
        export_wanted: write this piece to a file.
        note_wanted: a note to write.
        trail_wanted: write its custody trail to a file.
    """

    tags_wanted = Signal(str, str)
    unlink_wanted = Signal(object)
    place_opened = Signal(object)
    piece_opened = Signal(str)
    targets_wanted = Signal(str)
    link_wanted = Signal(object)
    step_wanted = Signal(str, str)
    expiry_wanted = Signal(str, str)
    masking_wanted = Signal()
    export_wanted = Signal()
    note_wanted = Signal(str)
    trail_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("证据详情"), parent)
        self.chooser: LinkChooser | None = None
        self.keep: KeepBlock | None = None
        self.notice = Notice("bad", "")
        self.show_nothing()

    def show_nothing(self) -> None:
        """No piece is chosen."""
        self.clear_blocks()
        self.chooser = self.keep = None
        self.head(Text(_("选一件证据看详情"), tone="text_3"))
        self.foot(None)

    def show_detail(
        self, detail: EvidenceDetail, audits: Sequence[tuple[str, str]], user_id: str, today: str
    ) -> None:
        """Show a piece; ``audits`` (id, title) are offered for linking."""
        self.clear_blocks()
        self._show_head(detail)
        self.notice = Notice("bad", "")
        self.notice.hide()
        self.add_block(self.notice)
        piece = detail.piece
        may = Right.EVIDENCE in detail.rights and not piece.destroyed_at
        self.chooser = LinkChooser(audits) if may else None
        if self.chooser is not None:
            self.chooser.targets_wanted.connect(self.targets_wanted)
            self.chooser.link_wanted.connect(self.link_wanted)
        self.add_block(places_block(detail.places, self._go, self._unlink, self.chooser))
        self.add_block(tags_block(piece, self.tags_wanted.emit, may=may))
        if detail.tree.copies:
            self.add_block(tree_block(detail.tree, piece.id, self.piece_opened.emit))
        self.keep = KeepBlock(detail, user_id, today)
        self.keep.step_wanted.connect(self.step_wanted)
        self.keep.expiry_wanted.connect(self.expiry_wanted)
        self.add_block(self.keep)
        self.add_block(notes_block(detail.notes, detail.people, self.note_wanted.emit, may=may))
        self.add_block(custody_block(detail.trail, self.trail_wanted.emit))
        self.add_block(digest_block(piece))
        self._show_foot(detail, may=may)

    def tag_field(self) -> LineField | None:
        """Where a new tag is typed."""
        return self.findChild(LineField, "new-tag")

    def offer_targets(self, targets: Sequence[Target]) -> None:
        """Items and findings of the audit chosen for linking."""
        if self.chooser is not None:
            self.chooser.set_targets(targets)

    def _show_head(self, detail: EvidenceDetail) -> None:
        piece = detail.piece
        copied = any(one.piece.mask_state == "masked" for one in detail.tree.copies)
        word = _("已销毁") if piece.destroyed_at else mask_words(piece, copied=copied)[0]
        tone = "na" if piece.destroyed_at or copied else _TONES[piece.mask_state.value]
        chips = [Chip(word, tone)]
        if not detail.here and not piece.destroyed_at:
            chips.append(Chip(_("尚未到达"), "na"))
        who = detail.people.get(piece.added_by, "")
        facts = [kind_word(piece), size_words(piece.size), f"{moment(piece.added_at)} {who}".strip()]
        if piece.source:
            facts.append(_("来源 {source}", source=piece.source))
        self.head(
            row(Text(piece.code, "strong", "accent"), *chips, None),
            Elided(piece.name, "heading"),
            Text("・".join(facts), "small", "text_2", wrap=True),
        )

    def _show_foot(self, detail: EvidenceDetail, *, may: bool) -> None:
        if detail.piece.destroyed_at:
            self.foot(Text(_("字节已删除，登记和记录保留"), "small", "text_3"))
            return
        export = KeyButton(_("导出这件"), icon="download")
        export.clicked.connect(self.export_wanted)
        buttons = [export]
        if may and may_hold_personal_data(detail.piece):
            mask = KeyButton(_("去脱敏"), icon="eye-off")
            mask.clicked.connect(self.masking_wanted)
            buttons.append(mask)
        self.foot(None, *buttons)

    def _go(self, place: Place) -> None:
        self.place_opened.emit(place)

    def _unlink(self, place: Place) -> None:
        self.unlink_wanted.emit(place)

"""等待送出: segments and evidence in the order they will go, and what has not arrived yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtWidgets import QWidget

from auditdesk.domain.sharing import ShareStatus, WaitingBlob
from auditdesk.i18n import _
from auditdesk.ui.pages.syncing.words import amount, segment_words
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.cells import COMPACT_HEIGHT, Cell
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text

_ICONS = {
    ".wav": "audio-lines", ".mp3": "audio-lines", ".m4a": "audio-lines", ".png": "image", ".jpg": "image",
    ".jpeg": "image", ".mp4": "video", ".xlsx": "file-spreadsheet", ".csv": "file-spreadsheet",
    ".pdf": "file-text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parcel:
    """A row: what, how large (0 when not known), and its state."""

    icon: str
    text: str
    size: int
    state: str
    quiet: bool = False


def parcels(status: ShareStatus) -> list[Parcel]:
    """Segments by number, then files, small ones first; last what others announced and has not come."""
    made = [
        Parcel("list-checks" if one.counts else "scroll-text", segment_words(one), one.size,
               _("已定稿") if one.sequence else _("同步时定稿"))
        for one in status.segments
    ]  # fmt: skip
    made += [_file(one, _("等待")) for one in sorted(status.outgoing, key=lambda one: one.size)]
    made += [_file(one, _("还没到"), quiet=True) for one in status.missing]
    return made


def _file(one: WaitingBlob, state: str, *, quiet: bool = False) -> Parcel:
    icon = _ICONS.get(PurePath(one.name).suffix.lower(), "file")
    return Parcel(icon, f"{one.code} {one.name}".strip(), one.size, state, quiet)


class WaitingCard(Card):
    """The queue as a table, or a sentence that nothing waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("等待送出"), "", Text(_("小的先送"), "small", "text_3"), parent=parent)
        columns = [
            Column(_("变更和文件"), lambda one: Cell(one.text, icon=one.icon, tone=_tone(one))),
            Column(
                _("大小"), lambda one: Cell(amount(one.size) if one.size else "–", _tone(one)), 84, right=True
            ),
            Column(_("状态"), lambda one: Cell(one.state, _tone(one)), 100, right=True),
        ]
        self.table = TableView(columns, says=_("等待送出"), height=COMPACT_HEIGHT)
        self._empty = EmptyState(_("没有等待送出的变更。"), _("你写下的内容会列在这里，同步时送出。"))
        self.add(self.table, 1)
        self.add(self._empty)

    def show_status(self, status: ShareStatus) -> None:
        """Show the queue."""
        rows = parcels(status)
        self.table.set_rows(rows, keep=lambda one: one.text)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        size = sum(one.size for one in rows if not one.quiet)
        words = _("{n} 项，{size}", n=status.waiting, size=amount(size)) if status.waiting else ""
        self.set_count(words)


def _tone(one: Parcel) -> str:
    return "text_3" if one.quiet else ""

"""Use case: what a piece looks like, for the screen; originals with personal data stay covered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.people import Right
from auditdesk.domain.retention import may_hold_personal_data
from auditdesk.i18n import _
from auditdesk.services.custody import note_opened
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import open_original, open_piece
from auditdesk.services.jobs import Silent
from auditdesk.services.sounds import Peaks, read_peaks
from auditdesk.services.toolbox import SheetTable

MOST_ROWS = 500
MEGA = 1024 * 1024
_LIMITS = {"image": 64 * MEGA, "pdf": 100 * MEGA, "text": 2 * MEGA, "table": 50 * MEGA, "sound": 256 * MEGA}
_TABLES = (
    "application/vnd.openxmlformats-officedocument.spreadsheet",
    "application/vnd.ms-excel",
    "text/csv",
)
_PARTED = ("application/vnd.openxmlformats-officedocument.wordprocessing", "message/rfc822")
"""Shown by their words alone: letters and documents of a word processor."""
_FOREIGN = ("image/heic", "image/avif", "image/tiff")
"""Pictures that the window cannot read by itself."""
_WAVES = ("audio/wav", "audio/x-wav", "audio/vnd.wave")


class PreviewKind(StrEnum):
    """How a piece is shown."""

    IMAGE = "image"
    PDF = "pdf"
    TEXT = "text"
    TABLE = "table"
    SOUND = "sound"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Preview:
    """Content in memory only.

    Attributes:
        covered: the piece may hold personal data and was not revealed; only ``peaks`` are given.
        message: why there is nothing (more) to see, as a sentence.
    """

    kind: PreviewKind
    covered: bool = False
    data: bytes = b""
    text: str = ""
    tables: tuple[SheetTable, ...] = ()
    peaks: Peaks | None = None
    message: str = ""


def preview_kind(piece: Evidence) -> PreviewKind:
    """How a piece of this media type is shown."""
    media = piece.media_type
    if media.startswith(_TABLES):
        return PreviewKind.TABLE
    if media == "application/pdf":
        return PreviewKind.PDF
    families = {
        "image": PreviewKind.IMAGE, "audio": PreviewKind.SOUND, "video": PreviewKind.SOUND,
        "text": PreviewKind.TEXT,
    }  # fmt: skip
    if media.startswith(_PARTED) or media == "application/json":
        return PreviewKind.TEXT
    return families.get(media.partition("/")[0], PreviewKind.NONE)


def read_preview(desk: Desk, piece: Evidence, reason: str = "") -> Preview:
    """Read what the screen shows; each look is journalled.

    Without a reason an original that may hold personal data stays covered; with one it is revealed, which
    needs the right and is journalled with the reason (DESIGN §4).

    Raises:
        NotAllowedError: the role may not reveal.
        DamagedError: the bytes are damaged.
    """
    desk.may(Right.VIEW)
    kind = preview_kind(piece)
    if piece.destroyed_at:
        return Preview(kind, message=_("已在 {day} 销毁，只留销毁记录。", day=piece.destroyed_at[:10]))
    if not desk.blobs.exists(desk.blobs.name_of(piece.sha256)):
        return Preview(kind, message=_("尚未到达：文件还没有同步到这台电脑。"))
    hidden = may_hold_personal_data(piece)
    if hidden and not reason.strip():
        return Preview(kind, covered=True, peaks=_peaks(desk, piece))
    if kind is PreviewKind.NONE:
        return Preview(kind, message=_("这种文件不能在这里预览，可以导出后用别的程序打开。"))
    limit = _LIMITS["table" if piece.media_type.startswith(_PARTED) else kind.value]
    if hidden:
        with open_original(desk, piece.id, reason) as stream:
            data = stream.read(limit + 1)
    else:
        note_opened(desk, piece)
        with open_piece(desk, piece) as stream:
            data = stream.read(limit + 1)
    try:
        return _shown(desk, piece, kind, data, limit)
    except BadInputError as error:
        return Preview(kind, message=error.message)


def read_picture(desk: Desk, piece: Evidence) -> bytes:
    """Bytes for a thumbnail of a picture that may be shown; empty for everything else."""
    name = desk.blobs.name_of(piece.sha256)
    small = piece.size <= _LIMITS["image"] // 4
    safe = not may_hold_personal_data(piece) and not piece.destroyed_at
    if not (safe and small and preview_kind(piece) is PreviewKind.IMAGE and desk.blobs.exists(name)):
        return b""
    with open_piece(desk, piece) as stream:
        data = stream.read()
    if not piece.media_type.startswith(_FOREIGN):
        return data
    try:
        return as_png(desk, piece, data)
    except BadInputError:  # damaged: it has no thumbnail, its preview says why
        return b""


def as_png(desk: Desk, piece: Evidence, data: bytes) -> bytes:
    """A picture the window cannot read, at most 2,000 pixels long; raises `BadInputError` with the reason."""
    return desk.tools.masking().page_picture(data, piece.name, 0) or b""


def read_wave(desk: Desk, piece: Evidence, columns: int) -> Peaks | None:
    """Loudness of a WAV recording: a shape without content, so masked or not does not matter."""
    here = desk.blobs.exists(desk.blobs.name_of(piece.sha256))
    return _peaks(desk, piece, columns) if here and not piece.destroyed_at else None


def _shown(desk: Desk, piece: Evidence, kind: PreviewKind, data: bytes, limit: int) -> Preview:
    whole = len(data) <= limit
    if kind is PreviewKind.TEXT:
        return _text(desk, piece, data, limit)
    if kind is PreviewKind.SOUND:
        peaks = _peaks(desk, piece)
        if not whole:
            return Preview(kind, peaks=peaks, message=_("超过 {n} MB，不能在这里播放。", n=limit // MEGA))
        return Preview(kind, data=data, peaks=peaks)
    if not whole:
        return Preview(kind, message=_("超过 {n} MB，不能在这里预览。", n=limit // MEGA))
    if kind is PreviewKind.TABLE:
        tables = tuple(desk.tools.sheets().read_tables(data, piece.name, most_rows=MOST_ROWS))
        filled = any(table.rows for table in tables)
        return Preview(kind, tables=tables if filled else (), message="" if filled else _("表格里没有内容。"))
    return Preview(kind, data=data)


def _text(desk: Desk, piece: Evidence, data: bytes, limit: int) -> Preview:
    whole = len(data) <= limit
    if not piece.media_type.startswith(_PARTED):
        note = "" if whole else _("只显示前 {n} MB。", n=limit // MEGA)
        if not whole:
            data = data[: data.rfind(b"\n", 0, limit) + 1] or data[:limit]
        text = desk.tools.masking().read_text(data, piece.name)
        return Preview(PreviewKind.TEXT, text=text, message=note)
    if not whole:
        return Preview(PreviewKind.TEXT, message=_("超过 {n} MB，不能在这里预览。", n=limit // MEGA))
    plan = desk.tools.masking().plan_file(BytesIO(data), piece.name, progress=Silent())
    text = "\n".join(part.text.rstrip("\n") for part in plan.parts)
    return Preview(PreviewKind.TEXT, text=text, message=_("只显示文字，版式和图片请导出后查看。"))


def _peaks(desk: Desk, piece: Evidence, columns: int = 600) -> Peaks | None:
    if piece.media_type not in _WAVES:
        return None
    try:
        with open_piece(desk, piece) as stream:
            return read_peaks(stream, columns)
    except BadInputError:  # a compressed WAV plays, but has no shape here
        return None

"""Thumbnails for tiles that are in sight: read and decoded by workers, held in memory only.

Only what may be shown gets a picture; a recording gets its shape, which tells nothing of its content.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from auditdesk.domain.evidence import Evidence
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import marks_of
from auditdesk.services.jobs import Progress
from auditdesk.services.previewing import read_picture, read_wave
from auditdesk.ui.jobs import Jobs

SIZE = QSize(304, 172)
_BATCH, _MOST = 12, 400
_WAIT_MS = 60
_COLUMNS = 76
_MARK = QColor("#D0453A")


@dataclass(frozen=True, slots=True)
class _Read:
    key: str
    data: bytes
    peaks: tuple[int, ...]
    marks: tuple[float, ...] = ()
    """Places of marks as shares of the length."""


class Thumbnails(QObject):
    """Give it pieces as they come into sight, last asked first served; `picture` is None until then.

    Signals:
        ready: the evidence id whose picture came.
    """

    ready = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._pictures: OrderedDict[str, QImage | None] = OrderedDict()
        self._wanted: dict[str, Evidence] = {}
        self._busy = False
        self._round = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._next)

    def picture(self, piece: Evidence) -> QImage | None:
        """The picture of a piece; asks for it when it is not there."""
        if piece.id in self._pictures:
            self._pictures.move_to_end(piece.id)
            return self._pictures[piece.id]
        if _has_picture(piece):
            self._wanted.pop(piece.id, None)
            self._wanted[piece.id] = piece
            if not self._busy and not self._timer.isActive():
                self._timer.start()  # never put off again: painting without pause would starve it
        return None

    def forget(self, ids: Collection[str] = ()) -> None:
        """Let go of these pieces' pictures after they changed, or of everything."""
        for one in list(ids or self._pictures):
            self._pictures.pop(one, None)
        self._wanted.clear()
        self._round += 1

    def held(self) -> int:
        """How many pieces are in memory, with or without a picture."""
        return len(self._pictures)

    def _next(self) -> None:
        pieces = list(self._wanted.values())[-_BATCH:]
        if not pieces or self._busy:
            return
        self._wanted.clear()  # what went out of sight meanwhile is asked for again when it is painted
        self._busy = True
        asked = self._round
        self._jobs.start(
            lambda progress: [_read(self._desk, piece, progress) for piece in pieces],
            done=lambda found: self._decode(found, asked),
            failed=lambda _error: self._give_up([piece.id for piece in pieces], asked),
        )

    def _decode(self, found: list[_Read], asked: int) -> None:
        self._jobs.start(
            lambda _progress: [(one.key, _drawn(one)) for one in found],
            done=lambda drawn: self._keep(drawn, asked),
            failed=lambda _error: self._give_up([one.key for one in found], asked),
            pictures=True,
        )

    def _keep(self, drawn: list[tuple[str, QImage | None]], asked: int) -> None:
        self._busy = False
        for key, picture in drawn:
            if asked == self._round:  # what was read before a `forget` may no longer be shown
                self._pictures[key] = picture
            self.ready.emit(key)
        while len(self._pictures) > _MOST:
            self._pictures.popitem(last=False)
        if self._wanted:
            self._timer.start()

    def _give_up(self, keys: list[str], asked: int) -> None:
        """A piece that cannot be read keeps its outline; the list still works."""
        self._keep([(key, None) for key in keys], asked)


def _has_picture(piece: Evidence) -> bool:
    return piece.media_type.startswith(("image/", "audio/")) and not piece.destroyed_at


def _read(desk: Desk, piece: Evidence, progress: Progress) -> _Read:
    progress.step(0)
    if piece.media_type.startswith("image/"):
        return _Read(piece.id, read_picture(desk, piece), ())
    peaks = read_wave(desk, piece, _COLUMNS)
    if peaks is None or not peaks.seconds:
        return _Read(piece.id, b"", ())
    places = tuple(mark.start_seconds / peaks.seconds for mark in marks_of(desk, piece.id))
    return _Read(piece.id, b"", peaks.values, tuple(place for place in places if place <= 1))


def _drawn(read: _Read) -> QImage | None:
    if read.peaks:
        return wave_picture(read.peaks, read.marks)
    return decode(read.data, SIZE) if read.data else None


def wave_picture(peaks: tuple[int, ...], marks: tuple[float, ...] = ()) -> QImage:
    """A recording's shape in a colour that stands on light and dark, a red flag at each mark (0–1)."""
    picture = QImage(SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    step = SIZE.width() / len(peaks)
    for place, peak in enumerate(peaks):
        half = max(1.0, peak / 100 * SIZE.height() * 0.4)
        bar = QRectF(place * step, SIZE.height() / 2 - half, max(1.0, step * 0.55), half * 2)
        painter.fillRect(bar, QColor("#6E8FC4"))
    for share in marks:
        left = min(share * SIZE.width(), SIZE.width() - 4.0)
        painter.fillRect(QRectF(left, 0, 4, SIZE.height()), _MARK)
        painter.fillRect(QRectF(max(0.0, left - 8), 0, 20, 20), _MARK)
    painter.end()
    return picture


def decode(data: bytes, within: QSize | None = None) -> QImage | None:
    """A picture from bytes, turned upright, scaled down into ``within``; None when Qt cannot read it."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    picture = reader.read()
    if picture.isNull():
        return None
    if within is not None:
        picture = picture.scaled(
            within, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    return picture

"""Reading pictures: ``rapidocr`` (optional extra ``ocr``, models in the wheel), one box per character.

A large picture is read in strips, because the engine shrinks it to 2,000 px otherwise and loses what is
small; strips with small letters read badly are read once more at twice their size, dark ones are inverted
first (FACTS: dark mode at 16 px was read worst).
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from PIL import Image, ImageOps, ImageStat

from auditdesk.domain.errors import MissingExtraError
from auditdesk.domain.maskplan import Box
from auditdesk.i18n import _
from auditdesk.masking.regions import Line

_MODULES = ("rapidocr", "onnxruntime", "numpy")
_WIDE = 0x2E80
"""Code points from here on are as wide as they are high."""

_WIDEST = 2_560
_STRIP_PIXELS = 1_600_000
_OVERLAP = 96
_SMALL = 26
"""Pixels of a line's height; smaller letters are read again at twice their size when the first reading
is not sure."""

_TINY = 12
_UNSURE = 0.9

_LEAST_SIDE = 6
"""Pixels; nothing can be read in a lower or narrower picture."""

_LONGEST_SHAPE = 16
_REMEMBERED = 8
"""Pictures whose lines are kept in memory."""

_DARK = 110
_LEAST_SCORE = 0.35
"""The engine drops lines below 0.5; a number read badly must be covered all the same."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A line as one pass read it, with its box in pixels of the whole picture."""

    text: str
    box: Box
    score: float


def available() -> bool:
    """Whether the optional extra ``ocr`` is installed."""
    return all(importlib.util.find_spec(module) is not None for module in _MODULES)


class Reader:
    """Reads lines from pictures; the engine is loaded on first use.

    The last pictures are remembered by their pixels: looking into a file, its review and its copy read the
    same picture one after the other, and a reading takes seconds.
    """

    def __init__(self) -> None:
        self._engine: Any = None
        self._known: dict[bytes, list[Line]] = {}

    def lines(self, picture: Image.Image) -> list[Line]:
        """Lines of a picture in reading order.

        Raises:
            MissingExtraError: the extra ``ocr`` is not installed.
        """
        if not available():
            raise MissingExtraError(
                _("没有安装文字识别组件 ocr，无法自动给图片脱敏；可以手工框选要遮盖的地方。")
            )
        if min(picture.size) < _LEAST_SIDE:
            return []
        key = hashlib.sha256(repr((picture.mode, picture.size)).encode() + picture.tobytes()).digest()
        lines = self._known.pop(key, None)
        if lines is None:
            lines = self._fresh(picture)
        self._known[key] = lines
        while len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        return list(lines)

    def _fresh(self, picture: Image.Image) -> list[Line]:
        scale = min(1.0, _WIDEST / picture.width)
        found: list[_Reading] = []
        for strip in _strips(picture.size, scale):
            seen = self._read(picture, strip, scale)
            found += seen
            if _worth_another_look(seen, scale):
                for _left, top, right, bottom in _strips((picture.width, strip[3] - strip[1]), 2 * scale):
                    found += self._read(picture, (0, top + strip[1], right, bottom + strip[1]), 2 * scale)
        return [_line(one) for one in _in_order(_merged(found))]

    def _read(self, picture: Image.Image, strip: tuple[int, int, int, int], scale: float) -> list[_Reading]:
        """What one pass over one strip reads."""
        part = picture.crop(strip).convert("RGB")
        if ImageStat.Stat(part.convert("L").resize((64, 64))).median[0] < _DARK:
            part = ImageOps.invert(part)
        if scale != 1.0:
            part = part.resize((max(1, round(part.width * scale)), max(1, round(part.height * scale))))
        if part.width > _LONGEST_SHAPE * part.height:  # the engine would enlarge it, width and all
            size = part.width, part.width // _LONGEST_SHAPE
            part = ImageOps.pad(part, size, color="white", centering=(0, 0))
        pixels = importlib.import_module("numpy").asarray(part)[:, :, ::-1]
        seen = self._loaded()(pixels, text_score=_LEAST_SCORE)
        if seen.boxes is None or seen.txts is None:
            return []
        return [
            _Reading(str(text), _placed(corners, strip, scale), float(score))
            for corners, text, score in zip(seen.boxes, seen.txts, seen.scores, strict=True)
            if text
        ]

    def _loaded(self) -> Any:  # noqa: ANN401 - the engine has no types
        if self._engine is None:
            logging.getLogger("RapidOCR").setLevel(logging.ERROR)
            self._engine = importlib.import_module("rapidocr").RapidOCR(
                params={"Global.log_level": "error", "Global.max_side_len": 2 * _WIDEST}
            )
        return self._engine


def _worth_another_look(seen: Sequence[_Reading], scale: float) -> bool:
    """Whether letters are so small, or so badly read, that twice the size may help."""
    heights = [(one.box[3] - one.box[1]) * scale for one in seen]
    unsure = any(height < _SMALL and one.score < _UNSURE for one, height in zip(seen, heights, strict=True))
    return unsure or (bool(heights) and median(heights) < _TINY)


def _strips(size: tuple[int, int], scale: float) -> Iterator[tuple[int, int, int, int]]:
    """Full-width strips of bounded pixels after scaling, overlapping by a line."""
    width, height = size
    tall = max(4 * _OVERLAP, int(_STRIP_PIXELS / (width * scale * scale)))
    top = 0
    while True:
        bottom = min(height, top + tall)
        yield 0, top, width, bottom
        if bottom >= height:
            return
        top = bottom - _OVERLAP


def _placed(corners: Sequence[Sequence[float]], strip: tuple[int, int, int, int], scale: float) -> Box:
    across, down = [float(x) / scale for x, _y in corners], [float(y) / scale for _x, y in corners]
    return min(across) + strip[0], min(down) + strip[1], max(across) + strip[0], max(down) + strip[1]


def _merged(found: Sequence[_Reading]) -> list[_Reading]:
    """One reading per line: the most complete, then the surest; a line cut by a strip's edge loses."""
    kept: list[_Reading] = []
    for one in sorted(found, key=lambda reading: (-len(reading.text) * reading.score, -reading.score)):
        if not any(_same_line(one.box, other.box) for other in kept):
            kept.append(one)
    return kept


def _same_line(one: Box, other: Box) -> bool:
    """Whether more than half of the smaller box lies in the other."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return False
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return 2 * across * down > smaller


def _in_order(found: Sequence[_Reading]) -> list[_Reading]:
    """From top to bottom; boxes at one height from left to right."""
    rows: list[list[_Reading]] = []
    for one in sorted(found, key=lambda reading: reading.box[1] + reading.box[3]):
        middle = (one.box[1] + one.box[3]) / 2
        if rows and middle < rows[-1][0].box[3] - (rows[-1][0].box[3] - rows[-1][0].box[1]) / 4:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [one for row in rows for one in sorted(row, key=lambda reading: reading.box[0])]


def _line(reading: _Reading) -> Line:
    """Characters share the width of their line by their own width, with one narrow letter to either side."""
    left, top, right, bottom = reading.box
    widths = [2.0 if ord(letter) >= _WIDE else 1.0 for letter in reading.text]
    unit = (right - left) / sum(widths)
    boxes: list[Box] = []
    at = left
    for width in widths:
        boxes.append((max(left, at - unit), top, min(right, at + (width + 1) * unit), bottom))
        at += width * unit
    return Line(reading.text, tuple(boxes))

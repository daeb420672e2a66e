"""Reading pictures: ``rapidocr`` (optional extra ``ocr``, models in the wheel), one box per character."""

from __future__ import annotations

import importlib
import importlib.util
import logging
from collections.abc import Sequence
from typing import Any

from PIL import Image

from auditdesk.domain.errors import MissingExtraError
from auditdesk.i18n import _
from auditdesk.masking.regions import Box, Line

_MODULES = ("rapidocr", "onnxruntime", "numpy")
_WIDE = 0x2E80
"""Code points from here on are as wide as they are high."""


def available() -> bool:
    """Whether the optional extra ``ocr`` is installed."""
    return all(importlib.util.find_spec(module) is not None for module in _MODULES)


class Reader:
    """Reads lines from pictures; the engine is loaded on first use."""

    def __init__(self) -> None:
        self._engine: Any = None

    def lines(self, picture: Image.Image) -> list[Line]:
        """Lines of a picture in reading order.

        Raises:
            MissingExtraError: the extra ``ocr`` is not installed.
        """
        if not available():
            raise MissingExtraError(
                _("没有安装文字识别组件 ocr，无法自动给图片脱敏；可以手工框选要遮盖的地方。")
            )
        if self._engine is None:
            logging.getLogger("RapidOCR").setLevel(logging.ERROR)
            self._engine = importlib.import_module("rapidocr").RapidOCR(params={"Global.log_level": "error"})
        pixels = importlib.import_module("numpy").asarray(picture.convert("RGB"))[:, :, ::-1]
        seen = self._engine(pixels)
        if seen.boxes is None or seen.txts is None:
            return []
        return [
            _line(corners, str(text)) for corners, text in zip(seen.boxes, seen.txts, strict=True) if text
        ]


def _line(corners: Sequence[Sequence[float]], text: str) -> Line:
    """Characters share the width of their line by their own width."""
    left, right = min(float(x) for x, _y in corners), max(float(x) for x, _y in corners)
    top, bottom = min(float(y) for _x, y in corners), max(float(y) for _x, y in corners)
    widths = [2.0 if ord(letter) >= _WIDE else 1.0 for letter in text]
    unit = (right - left) / sum(widths)
    boxes: list[Box] = []
    at = left
    for width in widths:
        boxes.append((max(left, at - unit), top, min(right, at + (width + 1) * unit), bottom))
        at += width * unit
    return Line(text, tuple(boxes))

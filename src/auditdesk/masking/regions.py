"""Text with places: lines of characters with boxes, and the boxes that personal data covers.

Shared by PDF pages and pictures. Detection runs on the lines as they stand and once more with the line ends
taken out, because a value wrapped to the next line leaked its last digit otherwise (FACTS).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditdesk.domain.maskplan import Box
from auditdesk.domain.spans import Span, resolve
from auditdesk.masking.text import Masker, made_by_mask
from auditdesk.masking.whereabouts import NOWHERE, Where


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is read: its text and one box per code point, in pixels of the picture."""

    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Patch:
    """A box to paint over, and the stand-in to write on it (empty on the later lines of one value).

    ``exact`` boxes come from a text layer; those that OCR guessed are painted with a margin.
    """

    box: Box
    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class MaskedPage:
    """What to paint on a page, and the lines that are left, masked, with their boxes."""

    patches: tuple[Patch, ...]
    lines: tuple[tuple[str, Box], ...]


def mask_lines(
    lines: Sequence[Line],
    masker: Masker,
    page: int,
    size: tuple[int, int],
    *,
    exact: bool = False,
    where: Where = NOWHERE,
) -> MaskedPage:
    """Find, count and place every value of a page.

    Args:
        lines: what stands on it, in reading order.
        masker: the masker of the file.
        page: number of the page in the file, from 0.
        size: width and height in pixels.
        exact: the boxes come from a text layer.
        where: the place of the page.
    """
    lines = [line for line in lines if line.text.strip()]
    text = "\n".join(line.text for line in lines)
    boxes = _shares(lines, size) if masker.planning else ()
    spans = masker.decided(text, _spans(lines, text, masker), page, boxes, where)
    replacements = masker.replacements(text, spans)
    patches: list[Patch] = []
    masked: list[tuple[str, Box]] = []
    offset = 0
    for line in lines:
        end = offset + len(line.text)
        pieces: list[str] = []
        position = 0
        for span, new in replacements:
            if span.end <= offset or span.start >= end:
                continue
            first, last = max(span.start - offset, 0), min(span.end - offset, len(line.text))
            shown = new if span.start >= offset else ""
            patches.append(Patch(_around(line.boxes[first:last]), shown, exact))
            pieces += (line.text[position:first], shown)
            position = last
        pieces.append(line.text[position:])
        masked.append(("".join(pieces), _around(line.boxes)))
        offset = end + 1
    return MaskedPage(tuple(patches), tuple(masked))


def drawn_patches(masker: Masker, page: int, size: tuple[int, int]) -> list[Patch]:
    """What a person drew over a page, in pixels."""
    width, height = size
    return [
        Patch((left * width, top * height, right * width, bottom * height), "")
        for left, top, right, bottom in masker.drawn(page)
    ]


def _shares(lines: Sequence[Line], size: tuple[int, int]) -> list[Box]:
    """One box per code point of the joined text, in shares of the page; line ends stand behind their line."""
    width, height = max(1, size[0]), max(1, size[1])
    boxes: list[Box] = []
    for line in lines:
        last = line.boxes[-1]
        for left, top, right, bottom in (*line.boxes, (last[2], last[1], last[2], last[3])):
            boxes.append((left / width, top / height, right / width, bottom / height))
    return boxes[:-1]


def _spans(lines: Sequence[Line], text: str, masker: Masker) -> tuple[Span, ...]:
    """Findings of the lines and of the joined lines, in offsets of ``text``, without what a mask wrote."""
    found = [span for span in masker.find([text])[0] if not made_by_mask(text, span)]
    places: list[int] = []
    offset = 0
    for line in lines:
        places += range(offset, offset + len(line.text))
        offset += len(line.text) + 1
    joined = "".join(line.text for line in lines)
    for span in masker.detector.detect(joined):
        start, end = places[span.start], places[span.end - 1] + 1
        if end - start > span.end - span.start and not made_by_mask(joined, span):
            found.append(span._replace(start=start, end=end))
    return resolve(found)


def _around(boxes: Sequence[Box]) -> Box:
    """The box around boxes; boxes without area (spaces, line ends) do not count if others do."""
    solid = [box for box in boxes if box[2] > box[0] and box[3] > box[1]] or list(boxes)
    return (
        min(box[0] for box in solid),
        min(box[1] for box in solid),
        max(box[2] for box in solid),
        max(box[3] for box in solid),
    )

"""What the workspace remembers of a masking review: decisions under keyed hashes, marks as offsets only.

Nothing here is personal data: a value is an HMAC under the audit's random key, a mark is three numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.domain.maskplan import Box, Choice, HandBox, HandMark, Normal, Part, Value
from auditdesk.domain.spans import Kind

_MARK_FIELDS = 4
_BOX_FIELDS = 5


@dataclass(frozen=True, slots=True)
class MaskDecision:
    """A value decided on; holds for every file under the same key.

    Attributes:
        id: HMAC-SHA256 (hex, 32 characters) of kind and value under the pseudonym key of the audit.
        audit_id: the audit whose key it is; empty for files that no audit uses.
        kind: kind of personal data.
        choice: mask or keep.
        stand_in: what a person wrote instead of the value; holds nothing personal, empty for the style's.
    """

    id: str
    audit_id: str
    kind: Kind
    choice: Choice
    decided_by: str = ""
    decided_at: str = ""
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class MaskReview:
    """The review of one original; ``id`` is the evidence's id.

    Attributes:
        style: how values are written: ``by_kind keep replace pseudonym remove``.
        marks: ``part:start:end:kind`` of texts marked by hand, offsets in code points of the original.
        boxes: ``page:left:top:right:bottom`` in shares of the page.
        found: spans found or marked.
        masked: spans replaced.
        residue: what the re-scan of the written copy still found.
        copy_id: the masked copy that was confirmed; empty while open.
    """

    id: str
    style: str = "by_kind"
    marks: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()
    found: int = 0
    masked: int = 0
    residue: int = 0
    copy_id: str = ""
    reviewed_by: str = ""
    reviewed_at: str = ""


def mark_words(mark: HandMark) -> str:
    """A mark as stored; corrections of bounds end with ``instead``."""
    tail = f":{mark.instead[0]}" if mark.instead else ""
    return f"{mark.part}:{mark.start}:{mark.end}:{mark.kind}{tail}"


def box_words(box: HandBox) -> str:
    """A rectangle as stored, to a ten-thousandth of the page."""
    return ":".join([str(box.page), *(f"{edge:.4f}" for edge in box.box)])


def marks_from(words: tuple[str, ...], parts: tuple[Part, ...], normal: Normal) -> tuple[HandMark, ...]:
    """Stored marks with their texts; those outside of the file (another version wrote them) are left out."""
    made: list[HandMark] = []
    for word in words:
        fields = word.split(":")
        if len(fields) < _MARK_FIELDS or not all(one.isdigit() for one in fields[:3]):
            continue
        part, start, end = (int(one) for one in fields[:3])
        if part >= len(parts) or not start < end <= len(parts[part].text) or fields[3] not in set(Kind):
            continue
        instead = _corrected(parts[part], start, end, fields[_MARK_FIELDS:], normal)
        made.append(HandMark(part, start, end, Kind(fields[3]), parts[part].text[start:end], instead))
    return tuple(made)


def _corrected(part: Part, start: int, end: int, tail: list[str], normal: Normal) -> Value | None:
    """The found value whose bounds a stored mark corrects."""
    for span in part.spans:
        if tail and span.kind == tail[0] and span.start < end and start < span.end:
            return span.kind, normal(span.kind, part.text[span.start : span.end])
    return None


def boxes_from(words: tuple[str, ...]) -> tuple[HandBox, ...]:
    """Stored rectangles; unreadable ones are left out."""
    made: list[HandBox] = []
    for word in words:
        page, *edges = word.split(":")
        if not page.isdigit() or len(edges) != _BOX_FIELDS - 1:
            continue
        if all(edge.replace(".", "", 1).isdigit() for edge in edges):
            left, top, right, bottom = (float(edge) for edge in edges)
            made.append(HandBox(int(page), clipped((left, top, right, bottom))))
    return tuple(made)


def clipped(box: Box) -> Box:
    """A box inside the page, corners in order."""
    left, right = sorted((box[0], box[2]))
    top, bottom = sorted((box[1], box[3]))
    return (max(0.0, left), max(0.0, top), min(1.0, right), min(1.0, bottom))

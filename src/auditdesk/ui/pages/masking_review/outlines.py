"""Where the places of a file stand on one page: one outline for each, a box for each of its lines."""

from __future__ import annotations

from collections.abc import Sequence

from auditdesk.domain.maskplan import Box
from auditdesk.ui.pages.masking_review.canvas import Outline
from auditdesk.ui.pages.masking_review.session import Session


def outlines_of(session: Session, page: int, chosen: tuple[int, int] | None) -> list[Outline]:
    """Outlines of a page; ``chosen`` are characters that are being chosen for the current place."""
    made: list[Outline] = []
    for one in session.places:
        part = session.plan.parts[one.part]
        if part.page != page:
            continue
        here = one.number == session.current
        start, end = chosen if here and chosen is not None else (one.span.start, one.span.end)
        waits = one.found.undecided or (here and chosen is not None)
        made.append(Outline(line_boxes(part.boxes[start:end]), one.number, waits, one.found.masked, here))
    return made


def line_boxes(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Boxes of characters as one box a line; those without height (line ends) are left out."""
    lines: list[Box] = []
    for box in boxes:
        if box[3] <= box[1]:
            continue
        last = lines[-1] if lines else None
        if last is not None and _beside(last, box):
            lines[-1] = (
                min(last[0], box[0]),
                min(last[1], box[1]),
                max(last[2], box[2]),
                max(last[3], box[3]),
            )
        else:
            lines.append(box)
    return tuple(lines)


def _beside(line: Box, box: Box) -> bool:
    """Whether a box goes on in a line: its middle is as high as the line, and it does not begin anew."""
    middle = (box[1] + box[3]) / 2
    return line[1] <= middle <= line[3] and box[0] >= line[0] - (box[2] - box[0])

"""Where the places of a file stand on one page: one outline for each, boxes by character."""

from __future__ import annotations

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
        made.append(Outline(part.boxes[start:end], one.number, waits, one.found.masked, here))
    return made

"""Use cases on the history of a piece: who did what with it, what was made from it (REQUIREMENTS A7, C11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditdesk.domain.custody import Branch, CustodyLine, trail, tree_of
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.journal import JournalEntry, JournalNote
from auditdesk.domain.people import Right
from auditdesk.services.desk import Desk
from auditdesk.services.people import names

_PAGE = 500


def custody_of(
    desk: Desk, piece: Evidence, people: Mapping[str, str] | None = None
) -> tuple[CustodyLine, ...]:
    """Every step of a piece that this laptop's journal knows, in order of time."""
    desk.may(Right.VIEW)
    return trail(piece, _entries(desk, piece.code), people if people is not None else names(desk))


def derivatives_of(desk: Desk, piece: Evidence) -> Branch:
    """The tree of originals and copies the piece stands in."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        family: dict[str, Evidence] = {piece.id: piece}
        root = piece
        while root.derived_from and root.derived_from not in family:
            above = work.get(Evidence, root.derived_from)
            if above is None:
                break
            family[above.id] = root = above
        fresh: Sequence[Evidence] = list(family.values())
        while fresh:
            copies = work.find(Evidence, derived_from=[one.id for one in fresh])
            fresh = [one for one in copies if one.id not in family]
            family.update((one.id, one) for one in fresh)
            if not copies:
                break
    return tree_of(piece, list(family.values()))


def note_opened(desk: Desk, piece: Evidence) -> None:
    """A person looks at the content of a piece that may be shown (REQUIREMENTS C11: every look)."""
    desk.journal.append(desk.user.id, JournalNote("evidence.open", piece.code))


def _entries(desk: Desk, code: str) -> list[JournalEntry]:
    """All journal entries of a piece, page by page."""
    found: list[JournalEntry] = []
    while page := desk.journal.entries(after=found[-1].number if found else 0, limit=_PAGE, subject=code):
        found += page
    return found

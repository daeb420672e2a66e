"""Use cases on the history of a piece: who did what with it, what was made from it (REQUIREMENTS A7, C11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from auditdesk.domain.custody import Branch, CustodyFact, CustodyLine, Told, trail, tree_of
from auditdesk.domain.evidence import Evidence, EvidenceLink, Mark, clock
from auditdesk.domain.journal import JournalEntry, JournalNote
from auditdesk.domain.people import Right
from auditdesk.domain.retention import Destruction, DestructionState
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.evidence_shelf import places_of
from auditdesk.services.exporting import write_file
from auditdesk.services.people import names
from auditdesk.services.sharing_laptops import laptop_words

_PAGE = 500


def custody_of(
    desk: Desk, piece: Evidence, people: Mapping[str, str] | None = None
) -> tuple[CustodyLine, ...]:
    """Every step of a piece in order of time: from this laptop's journal, and what synced records tell."""
    desk.may(Right.VIEW)
    facts, targets = _facts(desk, piece)
    laptops = {desk.workspace.device: _("本机"), **laptop_words(desk)}
    told = Told(people if people is not None else names(desk), laptops, targets, _("另一台电脑"))
    return trail(piece, _entries(desk, piece.code), told, facts)


def custody_text(desk: Desk, piece: Evidence, now: str = "") -> str:
    """The trail of a piece and its whole family for people without the program; laptops stand as their ids.

    ``now`` names a step that is being done while this is written, e.g. handing the piece over.
    """
    people, device = names(desk), desk.workspace.device
    parts = []
    for one in _family(derivatives_of(desk, piece)):
        facts, targets = _facts(desk, one)
        told = Told(people, {device: _("电脑 {id}", id=device)}, targets, _("另一台电脑"))
        parts += [_("{code}　SHA-256 {sha256}", code=one.code, sha256=one.sha256)]
        parts += [f"  {step.sentence()}" for step in trail(one, _entries(desk, one.code), told, facts)]
        if now and one.id == piece.id:
            last = CustodyLine(desk.now(), desk.user.name, now, where=_("电脑 {id}", id=device))
            parts.append(f"  {last.sentence()}")
    return "\r\n".join(parts)


def export_custody(desk: Desk, piece: Evidence, path: Path) -> Path:
    """Write the trail of a piece and its family as text; the step is journalled.

    Raises:
        BadInputError: the place cannot be written.
    """
    desk.may(Right.VIEW)
    site, day = desk.workspace.site_name, desk.today()
    heads = [
        _("保管记录　{site}　{day}　{who}", site=site, day=day, who=desk.user.name),
        _("本机的步骤取自操作日志，其他电脑的步骤取自同步的记录。"), "",
    ]  # fmt: skip
    text = "\r\n".join([*heads, custody_text(desk, piece, _("导出保管记录")), ""])
    written = write_file(path, text.encode("utf-8-sig"))
    desk.journal.append(desk.user.id, JournalNote("evidence.trail", piece.code))
    return written


def _family(branch: Branch) -> list[Evidence]:
    return [branch.piece, *(one for copy in branch.copies for one in _family(copy))]


def _facts(desk: Desk, piece: Evidence) -> tuple[list[CustodyFact], dict[str, str]]:
    """Steps that records tell, and uses in words by target id."""
    with desk.begin() as work:
        links = work.find(EvidenceLink, evidence_id=piece.id)
        places = places_of(work, links).get(piece.id, [])
        marks = work.find(Mark, evidence_id=piece.id)
        copies = work.find(Evidence, derived_from=piece.id)
        records = work.find(Destruction, evidence_id=piece.id)
    facts = [CustodyFact(one.created_at, "", "evidence.cite", target=one.target_id) for one in links]
    facts += [
        CustodyFact(one.created_at, one.created_by, "evidence.mark", clock(one.start_seconds))
        for one in marks
    ]
    facts += [CustodyFact(one.added_at, one.added_by, _making(one), one.code) for one in copies]
    for record in records:
        facts += _destruction_facts(record)
    return facts, {place.target_id: place.label for place in places}


def _making(copy: Evidence) -> str:
    """How a copy came to be: cut out of a picture that may be shown, or masked."""
    return "evidence.crop" if copy.code.rpartition("-")[2].startswith("C") else "evidence.mask"


def _destruction_facts(record: Destruction) -> list[CustodyFact]:
    refused = record.state is DestructionState.REFUSED
    steps = [
        CustodyFact(record.proposed_at, record.proposed_by, "evidence.propose", reason=record.reason),
        CustodyFact(
            record.decided_at, record.decided_by, "evidence.refuse" if refused else "evidence.approve",
            reason=record.decision,
        ),
        CustodyFact(record.done_at, record.done_by, "evidence.destroy"),
    ]  # fmt: skip
    return [one for one in steps if one.at]


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

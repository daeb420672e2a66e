"""Reviewing the masking of one original: plan, reveal, draft with re-scan, confirmation (mockup 05)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from auditdesk.domain.audits import Audit
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.mask_review import (
    MaskReview,
    box_words,
    boxes_from,
    mark_words,
    marks_from,
)
from auditdesk.domain.maskplan import Choice, Decisions, Part, Place, Value, places
from auditdesk.domain.people import Right
from auditdesk.domain.spans import Kind, Span
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import find_evidence, keep_copy, mask_key, open_piece
from auditdesk.services.jobs import Progress, Silent
from auditdesk.services.mask_decisions import recall, remember, value_hash
from auditdesk.services.mask_queue import audit_of
from auditdesk.services.rules import case_file
from auditdesk.services.toolbox import MaskedFile

BY_KIND = "by_kind"
_GREYED = ("application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessing")
REVEALED = timedelta(minutes=5)
"""How long an original stays in view after its reason was given (mockup 05)."""


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """One original ready for review; holds personal data, so it lives in memory only.

    Attributes:
        piece: the original.
        audit: whose pseudonyms and decisions apply.
        parts: its texts with what was found.
        pages: number of pages that can be shown and drawn upon; 0 for texts and tables.
        notes: what the masked copy drops or nobody could look into.
        decisions: what holds at the beginning: earlier decisions, stored marks and boxes.
        earlier: values decided in another file or session.
        style: how values were written last time.
        spellings: spellings worked out so far, so that a decision in a large file is instant.
    """

    piece: Evidence
    audit: Audit | None
    parts: tuple[Part, ...]
    pages: int
    notes: tuple[str, ...]
    decisions: Decisions
    earlier: Mapping[Value, Choice]
    style: str = BY_KIND
    spellings: dict[Value, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def blind(self) -> bool:
        """Whether it holds a picture nobody could read; PDF pages and documents show grey there instead."""
        if self.piece.media_type.startswith(_GREYED):
            return False
        return any(part.page >= 0 and not part.text.strip() for part in self.parts)


@dataclass(frozen=True, slots=True)
class Reveal:
    """Permission to look at one original until a moment."""

    evidence_id: str
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a confirmation left: the copy, the re-scan's residue, and what was touched."""

    copy: Evidence
    masked: MaskedFile
    changes: ChangeSet


def open_plan(desk: Desk, evidence_id: str, progress: Progress | None = None) -> OpenPlan:
    """Read an original and find what is personal in it; looking at it takes `reveal` besides.

    Raises:
        BadInputError: this kind of file cannot be masked.
        DamagedError: the file is not here.
    """
    desk.may(Right.EVIDENCE)
    piece = find_evidence(desk, evidence_id)
    tool = desk.tools.masking()
    with open_piece(desk, piece) as stream:
        read = tool.plan_file(stream, piece.name, progress=progress or Silent(), case=case_file(desk))
    audit = audit_of(desk, piece.id)
    key = mask_key(desk, audit)
    values = {one.found.value for one in places(read.parts, Decisions(), tool.normal_value)}
    with desk.begin() as work:
        earlier = recall(work, key, values)
        review = work.get(MaskReview, piece.id) or MaskReview(piece.id)
    marks = marks_from(review.marks, read.parts, tool.normal_value)
    stored = replace(earlier, marks=marks, boxes=boxes_from(review.boxes))
    shown = piece.media_type.startswith(("image/", "application/pdf"))
    pages = 1 + max((part.page for part in read.parts), default=-1) if shown else 0
    return OpenPlan(piece, audit, read.parts, pages, read.notes, stored, earlier.choices, review.style)


def reveal(desk: Desk, evidence_id: str, reason: str) -> Reveal:
    """Let an original be seen for five minutes; the reason goes into the journal without personal data.

    Raises:
        NotAllowedError: the user may not reveal.
        BadInputError: no reason.
    """
    desk.may(Right.REVEAL)
    if not reason.strip():
        raise BadInputError(_("查看未脱敏的原件要写明理由。"))
    piece = find_evidence(desk, evidence_id)
    safe = desk.tools.masking().mask_note(reason.strip())
    desk.journal.append(desk.user.id, JournalNote("evidence.reveal", piece.code, (("reason", safe),)))
    return Reveal(piece.id, safe, desk.clock.now() + REVEALED)


def plan_places(desk: Desk, plan: OpenPlan, decisions: Decisions) -> tuple[Place, ...]:
    """Every span of the file in reading order, with its decision."""
    known, tool = plan.spellings, desk.tools.masking()

    def spelling(kind: Kind, text: str) -> str:
        found = known.get((kind, text))
        if found is None:
            found = known[kind, text] = tool.normal_value(kind, text)
        return found

    return places(plan.parts, decisions, spelling)


def stand_ins(
    desk: Desk, plan: OpenPlan, found: Sequence[Place], style: str, typed: Mapping[Value, str] | None = None
) -> list[str]:
    """What would be written for every place; kept ones give their own text, ``typed`` ones that."""
    wanted: dict[int, list[Span]] = {}
    for one in found:
        if one.found.masked:
            wanted.setdefault(one.part, []).append(one.span)
    texts = [(plan.parts[number].text, spans) for number, spans in wanted.items()]
    written = desk.tools.masking().stand_ins(
        texts, key=mask_key(desk, plan.audit), style=style, typed=typed or {}
    )
    each = {number: iter(row) for number, row in zip(wanted, written, strict=True)}
    return [next(each[one.part]) if one.found.masked else original(plan, one) for one in found]


def original(plan: OpenPlan, place: Place) -> str:
    """The text of a place; personal data."""
    return plan.parts[place.part].text[place.span.start : place.span.end]


def page_picture(desk: Desk, plan: OpenPlan, page: int) -> bytes | None:
    """A page of the original as PNG; None for files without pages."""
    with open_piece(desk, plan.piece) as stream:
        return desk.tools.masking().page_picture(stream.read(), plan.piece.name, page)


def draft_copy(
    desk: Desk, plan: OpenPlan, decisions: Decisions, style: str, progress: Progress | None = None
) -> MaskedFile:
    """The masked copy as it would be, re-opened and scanned again; stored nowhere."""
    desk.may(Right.EVIDENCE)
    if plan.blind and not plan.piece.media_type.startswith("image/"):
        raise BadInputError(
            _("{name} 里有读不了文字的图片或扫描页，请取出来单独添加、框选。", name=plan.piece.name)
        )
    with open_piece(desk, plan.piece) as stream:
        return desk.tools.masking().mask_file(
            stream, plan.piece.name, key=mask_key(desk, plan.audit), style=style,
            progress=progress or Silent(), decisions=decisions, case=case_file(desk),
        )  # fmt: skip


def undecided(found: Sequence[Place]) -> int:
    """How many places wait for a person."""
    return sum(one.found.undecided for one in found)


def needs_boxes(plan: OpenPlan, decisions: Decisions) -> bool:
    """Whether a person has to draw on a picture, because nothing could be read on it."""
    return plan.blind and not decisions.boxes


def confirm(
    desk: Desk, plan: OpenPlan, decisions: Decisions, style: str, progress: Progress | None = None
) -> Confirmed:
    """Write the masked copy and remember the decisions; 待确认 while the re-scan of the copy found something.

    Raises:
        BadInputError: something is undecided, or nobody looked at a picture that could not be read.
    """
    found = plan_places(desk, plan, decisions)
    left = undecided(found)
    if left:
        raise BadInputError(_("还有 {n} 处待定，决定以后才能确认。", n=left))
    if needs_boxes(plan, decisions):
        raise BadInputError(_("图片上的文字读不了：请先框选要遮盖的地方，或声明无需脱敏。"))
    masked = draft_copy(desk, plan, decisions, style, progress)
    key = mask_key(desk, plan.audit)
    with desk.begin() as work:
        copy = keep_copy(desk, work, plan.piece, masked)
        new = remember(desk, work, key, plan.audit.id if plan.audit else "", decisions)
        review = MaskReview(
            plan.piece.id, style, tuple(mark_words(one) for one in decisions.marks),
            tuple(box_words(one) for one in decisions.boxes), len(found),
            sum(one.found.masked for one in found), len(masked.residue), copy.id, desk.user.id, desk.now(),
        )  # fmt: skip
        work.save(review)
        work.note(_note(review, plan.piece.code, new))
        changes = work.commit()
    return Confirmed(copy, masked, changes)


def keep_progress(desk: Desk, plan: OpenPlan, decisions: Decisions, style: str) -> ChangeSet:
    """Remember what is decided so far, without a copy: leaving a file loses nothing."""
    desk.may(Right.EVIDENCE)
    found = plan_places(desk, plan, decisions)
    key = mask_key(desk, plan.audit)
    with desk.begin() as work:
        before = work.get(MaskReview, plan.piece.id) or MaskReview(plan.piece.id)
        new = remember(desk, work, key, plan.audit.id if plan.audit else "", decisions)
        review = replace(
            before, style=style, marks=tuple(mark_words(one) for one in decisions.marks),
            boxes=tuple(box_words(one) for one in decisions.boxes), found=len(found),
            masked=sum(one.found.masked for one in found),
        )  # fmt: skip
        work.save(review)
        work.note(_note(review, plan.piece.code, new))
        return work.commit()


def _note(review: MaskReview, code: str, decided: int) -> JournalNote:
    """Counts only: what was decided about stands nowhere."""
    counts = {
        "found": review.found, "kept": review.found - review.masked, "marks": len(review.marks),
        "boxes": len(review.boxes), "decided": decided, "residue": review.residue,
    }  # fmt: skip
    return JournalNote("mask.review", code, tuple((name, str(count)) for name, count in counts.items()))


def accept_residue(desk: Desk, copy: Evidence, reason: str) -> Evidence:
    """A person looked at what the re-scan found in a copy and lets it stand.

    Raises:
        BadInputError: no reason.
    """
    desk.may(Right.EVIDENCE)
    if not reason.strip():
        raise BadInputError(_("请写明理由，会记入操作日志。"))
    safe = desk.tools.masking().mask_note(reason.strip())
    with desk.begin() as work:
        piece = replace(work.require(Evidence, copy.id), mask_state=MaskState.MASKED)
        work.save(piece)
        work.note(JournalNote("evidence.accept", piece.code, (("state", MaskState.MASKED), ("reason", safe))))
        work.commit()
    return piece


def hashes_of(desk: Desk, plan: OpenPlan, found: Sequence[Place]) -> list[str]:
    """Keyed hash of every place's value: to count the same value in other files without keeping it."""
    key = mask_key(desk, plan.audit)
    each = {value: value_hash(key, value) for value in {one.found.value for one in found}}
    return [each[one.found.value] for one in found]

"""The part of a report's snapshot about findings and the rectification register."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RowState(StrEnum):
    """State of a finding on the day of freezing; OVERDUE wins over the open states."""

    CLOSED = "closed"
    TO_VERIFY = "to_verify"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and its text, one row of a two-column block."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A node of 进程; ``done`` false draws it hollow."""

    label: str
    day: str = ""
    done: bool = True


@dataclass(frozen=True, slots=True)
class WaveMark:
    """A numbered mark on a recording."""

    number: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Waveform:
    """A recording as about 100 peaks (0 to 100); ``muted`` holds (start, end) in seconds."""

    seconds: int
    peaks: tuple[int, ...]
    muted: tuple[tuple[int, int], ...] = ()
    marks: tuple[WaveMark, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvidencePiece:
    """One piece under a finding. ``picture`` is the digest of a masked JPEG or PNG, its size in pixels."""

    code: str
    kind: str
    note: str = ""
    original_sha256: str = ""
    copy_sha256: str = ""
    picture: str = ""
    picture_width: int = 0
    picture_height: int = 0
    waveform: Waveform | None = None


@dataclass(frozen=True, slots=True)
class ActionLine:
    """A measure of a finding."""

    measure: str
    owner: str
    owner_title: str = ""
    due: str = ""
    due_note: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class VerificationLine:
    """A fresh-sample check (REQUIREMENTS A10)."""

    sample: str
    verifier: str
    result: str
    day: str
    verifier_title: str = ""
    requirement: str = ""


@dataclass(frozen=True, slots=True)
class FindingDetail:
    """A finding in full. ``severity`` is a `Severity` value; ``customer`` and ``staff`` are pseudonyms."""

    code: str
    title: str
    severity: str
    state: RowState
    item_id: str
    item_title: str
    item_veto: bool = False
    occurred: str = ""
    found: str = ""
    customer: str = ""
    staff: str = ""
    impact: str = ""
    violation_class: str = ""
    problem: str = ""
    clauses: tuple[str, ...] = ()
    review: str = ""
    consequence: str = ""
    chain: tuple[ChainStep, ...] = ()
    description: str = ""
    evidence: tuple[EvidencePiece, ...] = ()
    causes: tuple[Labelled, ...] = ()
    cause_note: str = ""
    actions: tuple[ActionLine, ...] = ()
    deadline_note: str = ""
    verifications: tuple[VerificationLine, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line of 整改台账."""

    code: str
    severity: str
    problem: str
    measure: str
    owner: str
    due: str
    due_note: str
    state: RowState
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterGroup:
    """A problem with its lines; ``about`` is class and item."""

    code: str
    title: str
    about: str
    rows: tuple[RegisterRow, ...]
    closed: int


@dataclass(frozen=True, slots=True)
class OwnerCount:
    """How many findings an owner has, closed and overdue."""

    owner: str
    total: int
    closed: int
    overdue: int

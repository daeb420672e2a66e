"""Many files at once: what waits in each (for the list), and automatic masking with a row per file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import keep_copy
from auditdesk.services.jobs import Progress, Silent
from auditdesk.services.mask_queue import Waiting
from auditdesk.services.mask_review import (
    BY_KIND,
    draft_copy,
    hashes_of,
    needs_boxes,
    open_plan,
    plan_places,
    undecided,
)


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What waits in one file, without any of its text.

    Attributes:
        found: spans found.
        undecided: spans that need a person.
        values: how often each value (keyed hash) occurs.
        problem: why the file cannot be read, translated; empty when it can.
    """

    found: int = 0
    undecided: int = 0
    values: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the result: what was masked, what a person still has to look at, or why it failed."""

    piece: Evidence
    masked: int = 0
    undecided: int = 0
    residue: tuple[str, ...] = ()
    copy: Evidence | None = None
    problem: str = ""

    @property
    def state(self) -> MaskState:
        """State of the copy; UNMASKED when none was made."""
        return self.copy.mask_state if self.copy else MaskState.UNMASKED


@dataclass(frozen=True, slots=True)
class Batch:
    """All rows so far; cancelled ones keep what was done before."""

    rows: tuple[Outcome, ...]
    cancelled: bool
    changes: ChangeSet


def survey(desk: Desk, waiting: Waiting, progress: Progress | None = None) -> Surveyed:
    """Look into one file for the list; a file that cannot be read says why instead of raising."""
    try:
        plan = open_plan(desk, waiting.piece.id, progress)
    except CancelledError:
        raise
    except AuditDeskError as error:
        return Surveyed(problem=error.message)
    found = plan_places(desk, plan, plan.decisions)
    return Surveyed(len(found), undecided(found), Counter(hashes_of(desk, plan, found)))


def mask_all(
    desk: Desk,
    files: Sequence[Waiting],
    style: str = BY_KIND,
    progress: Progress | None = None,
    told: Callable[[Outcome], object] | None = None,
) -> Batch:
    """Mask every file under the decisions that are remembered; what is unsure is masked and waits.

    A cancel leaves finished files as they are; the file in hand leaves nothing behind.
    """
    desk.may(Right.EVIDENCE)
    watch = progress or Silent()
    rows: list[Outcome] = []
    changes = ChangeSet()
    try:
        watch.start(_("脱敏 {n} 个文件", n=len(files)), len(files))
        for one in files:
            row, touched = _mask_one(desk, one.piece, style, _CancelOnly(watch))
            rows.append(row)
            changes |= touched
            if told is not None:
                told(row)
            watch.step()
    except CancelledError:
        return Batch(tuple(rows), cancelled=True, changes=changes)
    return Batch(tuple(rows), cancelled=False, changes=changes)


class _CancelOnly:
    """Passes a cancel on to a file in hand, but keeps its own steps out of the count of files."""

    def __init__(self, whole: Progress) -> None:
        self._whole = whole

    def start(self, _label: str, _total: int) -> None:
        self._whole.step(0)

    def step(self, _amount: int = 1) -> None:
        self._whole.step(0)


def _mask_one(desk: Desk, piece: Evidence, style: str, progress: Progress) -> tuple[Outcome, ChangeSet]:
    try:
        plan = open_plan(desk, piece.id, progress)
        found = plan_places(desk, plan, plan.decisions)
        left = undecided(found) + plan.blind
        if needs_boxes(plan, plan.decisions):
            return Outcome(piece, problem=_("图片上的文字读不了，请打开后框选。")), ChangeSet()
        masked = draft_copy(desk, plan, plan.decisions, style, progress)
        with desk.begin() as work:
            copy = keep_copy(desk, work, piece, masked, undecided=left)
            changes = work.commit()
    except CancelledError:
        raise
    except AuditDeskError as error:
        return Outcome(piece, problem=error.message), ChangeSet()
    count = sum(masked.counts.values()) + len(plan.decisions.boxes)
    return Outcome(piece, count, left, masked.residue, copy), changes

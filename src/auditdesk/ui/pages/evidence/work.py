"""Work of the page that runs in jobs: add, mask, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import NewEvidence, add_evidence, mask_evidence
from auditdesk.services.importing_files import ImportOutcome, ImportResult, ImportRow
from auditdesk.services.jobs import Progress


@dataclass(slots=True)
class Masked:
    """What became of a batch: ids of what was made or changed, a sentence for each piece that failed."""

    touched: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def can_mask(piece: Evidence) -> bool:
    """Whether a masked copy can be made: a living original not declared free of personal data."""
    return not piece.derived_from and piece.mask_state is MaskState.UNMASKED and not piece.destroyed_at


def mask_pieces(desk: Desk, pieces: Sequence[Evidence], progress: Progress) -> Masked:
    """Mask pieces one by one; a kind that cannot be masked is named and the others go on."""

    def mask(piece: Evidence) -> str:
        copy, _masked = mask_evidence(desk, piece.id, progress=progress)
        return copy.id

    return _one_by_one(pieces, mask, lambda code: _("已取消，{code} 和之后的没有脱敏。", code=code))


def each_piece(pieces: Sequence[Evidence], act: Callable[[str], object], progress: Progress) -> Masked:
    """Do the same to each piece; one that refuses is named and the others go on."""
    progress.start("", len(pieces))

    def done(piece: Evidence) -> str:
        progress.step(0)
        act(piece.id)
        progress.step()
        return piece.id

    return _one_by_one(pieces, done, lambda code: _("已取消，{code} 和之后的没有做。", code=code))


def _one_by_one(
    pieces: Sequence[Evidence], act: Callable[[Evidence], str], stopped: Callable[[str], str]
) -> Masked:
    """What ``act`` touched, until somebody cancels; a piece that fails is told and the others go on."""
    outcome = Masked()
    for piece in pieces:
        try:
            outcome.touched.append(act(piece))
        except CancelledError:
            outcome.problems.append(stopped(piece.code))
            break
        except AuditDeskError as error:
            outcome.problems.append(error.message)
    return outcome


def step_word(step: str) -> str:
    """What a step of destruction is called while it runs."""
    return {
        "propose": _("提出销毁"), "approve": _("批准销毁"), "refuse": _("驳回销毁"), "destroy": _("执行销毁"),
    }[step]  # fmt: skip


def add_bytes(desk: Desk, data: bytes, name: str, progress: Progress) -> ImportResult:
    """Add what was pasted; its bytes never touch the disk in clear."""
    new = NewEvidence(BytesIO(data), name, len(data), _("粘贴"))
    done = add_evidence(desk, new, progress=progress)
    outcome = ImportOutcome.KNOWN if done.known else ImportOutcome.ADDED
    return ImportResult((ImportRow(name, outcome, done.piece.id, done.piece.code),))

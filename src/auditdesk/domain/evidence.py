"""Evidence: originals that never change, masked copies linked by hash, marks (DESIGN §1, §5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:\.\d+)?")
_SIXTY = 60


class MaskState(StrEnum):
    """Whether a piece of evidence may be shown in a report."""

    UNMASKED = "unmasked"
    PENDING = "pending"
    MASKED = "masked"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One original or derivative; ``sha256`` (hex) is of the clear bytes and leads to its blob.

    ``derived_from`` is the original's id for a masked copy.
    """

    id: str
    code: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_by: str
    added_at: str
    source: str = ""
    captured_at: str = ""
    derived_from: str = ""
    mask_state: MaskState = MaskState.UNMASKED
    mask_summary: str = ""
    tags: tuple[str, ...] = ()
    expires_on: str = ""
    destroyed_at: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    """One piece serving one answer or finding; ``id`` is ``evidence id>target``."""

    id: str
    evidence_id: str
    target_kind: str
    target_id: str
    created_at: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A point or stretch on a recording, in seconds, or a region on a picture, in shares of its size.

    A mark without a label was taken back (`services.marking`).
    """

    id: str
    evidence_id: str
    label: str
    start_seconds: float = 0.0
    end_seconds: float = 0.0
    region: tuple[float, ...] = ()
    created_by: str = ""
    created_at: str = ""


def clock(seconds: float) -> str:
    """``hh:mm:ss`` as printed on marks (录音 00:03:25)."""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def seconds_of(text: str) -> float:
    """Seconds of ``hh:mm:ss`` or ``mm:ss``, full-width colons too; raises `BadInputError`."""
    found = _CLOCK.fullmatch(text.strip().replace("：", ":"))
    if not found or int(found[3]) >= _SIXTY or (found[1] and int(found[2]) >= _SIXTY):
        raise BadInputError(_("“{text}”不是时间，请写成 00:03:25。", text=text))
    return int(found[1] or 0) * 3600.0 + int(found[2]) * 60 + int(found[3])

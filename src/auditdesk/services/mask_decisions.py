"""Decisions on personal data that outlive the file they were made on, kept under keyed hashes."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from auditdesk.domain.mask_review import MaskDecision
from auditdesk.domain.maskplan import Decisions, Value
from auditdesk.services.desk import Desk
from auditdesk.services.ports import UnitOfWork

_LENGTH = 32
_PURPOSE = "mask-decision"


def value_hash(key: bytes, value: Value) -> str:
    """HMAC-SHA256 (hex, 128 bits) of a value; without the key nobody can try out phone numbers."""
    kind, text = value
    return hmac.digest(key, f"{_PURPOSE}\0{kind}\0{text}".encode(), "sha256").hex()[:_LENGTH]


def recall(work: UnitOfWork, key: bytes, values: Iterable[Value]) -> Decisions:
    """What was decided earlier about these values, in this or another file under the same key."""
    hashes = {value_hash(key, value): value for value in values}
    known = {hashes[one.id]: one for one in work.find(MaskDecision) if one.id in hashes} if hashes else {}
    return Decisions(
        {value: one.choice for value, one in known.items()},
        typed={value: one.stand_in for value, one in known.items() if one.stand_in},
    )


def remember(desk: Desk, work: UnitOfWork, key: bytes, audit_id: str, decisions: Decisions) -> int:
    """Keep what was decided about values; returns how many are new or changed."""
    changed = 0
    for value, choice in decisions.choices.items():
        name, typed = value_hash(key, value), decisions.typed.get(value, "")
        known = work.get(MaskDecision, name)
        if known is None or (known.choice, known.stand_in) != (choice, typed):
            changed += 1
            work.save(MaskDecision(name, audit_id, value[0], choice, desk.user.id, desk.now(), typed))
    return changed

"""Merging operations without clocks: heads depend on which operations are known, not on their order.

Pure logic of SYNC rule 8; the store keeps one `EntityHeads` per entity and calls `merge` for its own
saves and for foreign operations alike.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Mapping
from dataclasses import dataclass

from auditdesk.domain.operations import Head, Operation, shown

_MODULUS = 1 << 256

Key = tuple[int, str]
"""Field number and, for a set field, the element; empty element otherwise."""


@dataclass(frozen=True, slots=True)
class EntityHeads:
    """All heads of one entity, and overwritten operations that have not arrived yet.

    Attributes:
        heads: by field key, sorted by operation id; a key without heads is absent.
        overwritten: pairs of key and id: when that operation arrives it is no head of that key.
    """

    heads: Mapping[Key, tuple[Head, ...]]
    overwritten: frozenset[tuple[Key, str]] = frozenset()


NOTHING = EntityHeads({})


def merge(state: EntityHeads, operation: Operation, known: Container[str]) -> EntityHeads:
    """The entity's heads after one more operation; each operation is to be merged once.

    Args:
        state: the heads so far.
        operation: the operation that arrived; repeated ids must be skipped by the caller.
        known: ids of all operations merged before, at least of those that ``operation`` names as bases.
    """
    heads = dict(state.heads)
    overwritten = set(state.overwritten)
    for change in operation.changes:
        key = (change.field, change.element)
        overwritten.update([(key, base) for base in change.bases if base not in known])
        gone = (*change.bases, operation.id)
        kept = [head for head in heads.pop(key, ()) if head.operation not in gone]
        if not overwritten or (key, operation.id) not in overwritten:
            kept.append(Head(operation.id, change.value, operation.user))
        if kept:
            heads[key] = tuple(sorted(kept, key=lambda head: head.operation)) if kept[1:] else (kept[0],)
    if overwritten:
        overwritten -= {((change.field, change.element), operation.id) for change in operation.changes}
    return EntityHeads(heads, frozenset(overwritten))


def in_conflict(heads: tuple[Head, ...]) -> bool:
    """Whether heads differ in value; equal concurrent values are one value (SYNC rule 8)."""
    return len(heads) > 1 and any(_text(head.value) != _text(heads[0].value) for head in heads[1:])


def ranked(heads: tuple[Head, ...]) -> tuple[Head, ...]:
    """The heads with the shown one first."""
    first = shown(heads)
    return (first, *(head for head in reversed(heads) if head.operation != first.operation))


def value_of(state: EntityHeads, field: int, missing: object) -> object:
    """The shown value of a plain field, ``missing`` when nothing was ever written."""
    heads = state.heads.get((field, ""))
    if not heads:
        return missing
    return heads[0].value if len(heads) == 1 else shown(heads).value


def members_of(state: EntityHeads, field: int) -> tuple[str, ...]:
    """Members of a set field, first added first: a concurrent adding wins over a removal."""
    present = [
        (max(adding), element)
        for (number, element), heads in state.heads.items()
        if number == field and (adding := [head.operation for head in heads if head.value is True])
    ]
    return tuple(element for _operation, element in sorted(present, key=lambda pair: pair[0]))


def fingerprint(kind: int, entity: str, state: EntityHeads) -> int:
    """This entity's share of the replica's state hash; 0 for an entity nothing is known of."""
    if not state.heads:
        return 0
    fields = [
        [field, element, [[head.operation, head.user, head.value] for head in heads]]
        for (field, element), heads in sorted(state.heads.items())
    ]
    return int.from_bytes(hashlib.sha256(_text([kind, entity, fields]).encode()).digest())


def added(total: int, before: int, after: int) -> int:
    """The sum of fingerprints after one of them changed; the order of changes does not matter."""
    return (total - before + after) % _MODULUS


def state_hash_of(total: int) -> str:
    """The replica's state hash (hex) from the sum of all fingerprints."""
    return hashlib.sha256(total.to_bytes(32)).hexdigest()


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _text(value: object) -> str:
    return _canonical.encode(value)

"""The journal: an append-only chain of every look and change (DESIGN §4, REQUIREMENTS C11, C12)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class JournalNote:
    """What a use case wants recorded; holds ids, counts and words, never personal data."""

    action: str
    subject: str = ""
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One link of the chain. ``digest`` is SHA-256 (hex) over ``previous`` and the entry's own fields."""

    number: int
    at: str
    user: str
    device: str
    action: str
    subject: str
    detail: tuple[tuple[str, str], ...]
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class JournalSeal:
    """An Ed25519 signature (hex) over the digest of the entry with this number, made in batches."""

    number: int
    digest: str
    user: str
    public_key: str
    signature: str


@dataclass(frozen=True, slots=True)
class JournalState:
    """Result of verifying the chain: ``broken_at`` is the first entry that does not fit, 0 when none."""

    entries: int
    head: str
    sealed: int
    broken_at: int = 0
    problem: str = ""

    @property
    def intact(self) -> bool:
        """Whether every entry and every seal holds."""
        return self.broken_at == 0


def digest_of(
    number: int, at: str, user: str, device: str, note: JournalNote, previous: str
) -> str:  # fields in a fixed order, so that one JSON text stands for one entry
    """SHA-256 (hex) of an entry that follows ``previous``."""
    fields = [number, at, user, device, note.action, note.subject, [list(pair) for pair in note.detail]]
    text = json.dumps([previous, fields], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def next_entry(last: JournalEntry | None, at: str, user: str, device: str, note: JournalNote) -> JournalEntry:
    """The entry that continues the chain after ``last`` (None: the first one)."""
    number = last.number + 1 if last else 1
    previous = last.digest if last else GENESIS
    digest = digest_of(number, at, user, device, note, previous)
    return JournalEntry(number, at, user, device, note.action, note.subject, note.detail, previous, digest)


def fits(entry: JournalEntry, previous: JournalEntry | None) -> bool:
    """Whether the entry continues the chain and its digest is its own."""
    note = JournalNote(entry.action, entry.subject, entry.detail)
    return entry == next_entry(previous, entry.at, entry.user, entry.device, note)

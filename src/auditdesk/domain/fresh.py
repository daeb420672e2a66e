"""The fresh sample that verifies measures: drawn after them, reproducible, no record twice (A6, A10)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from auditdesk.domain.errors import BadInputError, NotReadyError
from auditdesk.i18n import _

LARGEST_POPULATION = 1_000_000
OPEN, DONE, DROPPED = "open", "done", "dropped"


@dataclass(frozen=True, slots=True)
class FreshDraw:
    """One drawn sample and how far it is judged.

    Attributes:
        population: records it was drawn from, used ones included.
        population_sha256: digest of all their ids, sorted; of scope and count for a numbered list.
        ids: the drawn records, in the order of drawing.
        marks: ``record=+`` fits, ``record=-`` does not; records not yet judged are missing.
        state: ``open``, ``done`` (a verification was written), ``dropped`` (measures were taken up again).
    """

    id: str
    finding_id: str
    population: int
    population_sha256: str
    seed: str
    ids: tuple[str, ...]
    scope: str = ""
    marks: tuple[str, ...] = ()
    drawn_by: str = ""
    drawn_at: str = ""
    state: str = OPEN


@dataclass(frozen=True, slots=True)
class Population:
    """What is drawn from: record ids, or a list on paper numbered 1 to ``count``, told by ``scope``."""

    ids: tuple[str, ...] = ()
    count: int = 0
    scope: str = ""

    def members(self) -> tuple[str, ...]:
        """The ids; raises `BadInputError` for none, too many or repeated ones."""
        if not 0 < (len(self.ids) or self.count) <= LARGEST_POPULATION:
            raise BadInputError(_("总体要有 1 到 {most} 条记录。", most=LARGEST_POPULATION))
        if not self.ids:
            return tuple(str(number) for number in range(1, self.count + 1))
        twice = _first_twice(self.ids)
        if twice:
            raise BadInputError(_("总体里的编号 {name} 出现了两次，请去掉重复。", name=twice))
        return self.ids

    def digest(self) -> str:
        """SHA-256 (hex) by which the population can be recognised later."""
        text = "\n".join(sorted(self.ids)) if self.ids else f"{self.scope}\n1..{self.count}"
        return hashlib.sha256(text.encode()).hexdigest()


def _first_twice(ids: Sequence[str]) -> str:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            return one
        seen.add(one)
    return ""


def draw(population: Population, seed: str, size: int, used: Collection[str] = ()) -> tuple[str, ...]:
    """Draw ``size`` records, fewer only when fewer are unused; a seed draws the same whatever the order.

    Raises:
        BadInputError: an unsound population, or no seed.
        NotReadyError: every record was used before.
    """
    if not seed.strip():
        raise BadInputError(_("抽样要有种子，如今天的日期。"))
    spent = set(used)
    free = [one for one in population.members() if one not in spent]
    if not free:
        raise NotReadyError(_("总体里的记录都在以前的样本里用过了，请扩大范围再抽。"))
    return tuple(sorted(free, key=lambda one: _rank(seed, one))[:size])


def _rank(seed: str, record: str) -> str:
    return hashlib.sha256(f"{seed}\n{record}".encode()).hexdigest()


def judged(draw_: FreshDraw) -> dict[str, bool]:
    """Whether each judged record of the sample fits."""
    found = {}
    for mark in draw_.marks:
        record, _sep, sign = mark.rpartition("=")
        if record in draw_.ids and sign in {"+", "-"}:
            found[record] = sign == "+"
    return found


def with_mark(draw_: FreshDraw, record: str, *, fits: bool | None) -> tuple[str, ...]:
    """The marks with one record judged anew (None: not judged); raises `BadInputError` for a stranger."""
    if record not in draw_.ids:
        raise BadInputError(_("{name} 不在这次抽出的样本里。", name=record))
    known = judged(draw_)
    known.pop(record, None)
    if fits is not None:
        known[record] = fits
    return tuple(f"{one}={'+' if known[one] else '-'}" for one in draw_.ids if one in known)


def records_of(marks: Iterable[str]) -> set[str]:
    """The record ids of marks ``record=+``; bare numbers on an answer are no ids of records."""
    records = {mark.rpartition("=")[0] for mark in marks}
    return {record for record in records if record and not record.isdigit()}


def sample_needed(population: int, wanted: int) -> int:
    """How many must be judged: all of a population smaller than the sample the rule wants."""
    return min(population, wanted)

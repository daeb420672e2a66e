"""What a person decides about found personal data before a masked copy is written (mockup 05).

A decision holds for a *value* (kind and spelling), not for one place: the same name decided once is decided
in every place of the file and of the batch. Marks made by hand hold for every occurrence of their text.
Everything is an immutable value, so that undo and redo give back exactly what was there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from auditdesk.domain.spans import SURE, Kind, Span
from auditdesk.i18n import _

Value = tuple[Kind, str]
"""A kind and the spelling that decides whether two found texts are the same."""

Normal = Callable[[Kind, str], str]
"""The spelling of a found text; fulfilled by the masking adapter."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in shares (0–1) of a page or picture."""


class Choice(StrEnum):
    """What to do with a value."""

    MASK = "mask"
    KEEP = "keep"


class Station(NamedTuple):
    """From which code point of a text on it stands where.

    Attributes:
        start: first code point.
        words: the place, translated, without anything personal.
        number: what counts it in ``words`` if that is enough to find it (a paragraph), else 0.
    """

    start: int
    words: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a file as its format hands it over (a whole text file, a cell, a paragraph, a page).

    Attributes:
        text: the original text; personal data.
        spans: what detection found, ascending, without overlaps.
        page: page or picture it stands on, counted from 0; -1 for formats without pages.
        boxes: per code point of ``text`` where it stands on the page; empty without pages.
        place: where the text stands in the file (明细!C5), translated, nothing personal; may be empty.
        section: the sheet, member or attachment it belongs to; empty in files without them.
        line: number of its first line, counted from 1; 0 where lines have no numbers of their own.
        stations: places inside the text, ascending; they go before ``line``.
    """

    text: str
    spans: tuple[Span, ...] = ()
    page: int = -1
    boxes: tuple[Box, ...] = ()
    place: str = ""
    section: str = ""
    line: int = 0
    stations: tuple[Station, ...] = ()


@dataclass(frozen=True, slots=True)
class HandMark:
    """A text marked by hand; it is masked wherever it occurs.

    Attributes:
        part: number of the part in which it was marked.
        start: first code point in that part.
        end: one past the last.
        kind: what it is.
        text: the marked text; personal data, kept in memory only.
        instead: the found value whose bounds this mark corrects, or None for a mark of its own.
    """

    part: int
    start: int
    end: int
    kind: Kind
    text: str
    instead: Value | None = None


@dataclass(frozen=True, slots=True)
class HandBox:
    """A rectangle drawn over a page or picture."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything decided about one file.

    Attributes:
        choices: what to do with values.
        marks: texts marked by hand.
        boxes: rectangles drawn by hand.
        typed: stand-ins that a person wrote for values; they go before the style of the file.
    """

    choices: Mapping[Value, Choice] = field(default_factory=dict)
    marks: tuple[HandMark, ...] = ()
    boxes: tuple[HandBox, ...] = ()
    typed: Mapping[Value, str] = field(default_factory=dict)

    def with_choice(self, value: Value, choice: Choice) -> Decisions:
        """The same with one value decided."""
        return replace(self, choices={**self.choices, value: choice})

    def with_typed(self, value: Value, text: str) -> Decisions:
        """The same with a stand-in for one value, which is masked thereby; empty goes back to the style."""
        rest = {one: words for one, words in self.typed.items() if one != value}
        if not text:
            return replace(self, typed=rest)
        return replace(self.with_choice(value, Choice.MASK), typed={**rest, value: text})

    def with_mark(self, mark: HandMark) -> Decisions:
        """The same with one text marked; a value kept before is no longer kept under the mark."""
        others = tuple(one for one in self.marks if (one.text, one.instead) != (mark.text, mark.instead))
        return replace(self, marks=(*others, mark))

    def without_mark(self, text: str) -> Decisions:
        """The same without the marks of a text."""
        return replace(self, marks=tuple(one for one in self.marks if one.text != text))

    def with_box(self, box: HandBox) -> Decisions:
        """The same with one more rectangle."""
        return replace(self, boxes=(*self.boxes, box))

    def without_box(self, box: HandBox) -> Decisions:
        """The same without a rectangle."""
        return replace(self, boxes=tuple(one for one in self.boxes if one != box))


@dataclass(frozen=True, slots=True)
class Found:
    """One span of one text under the decisions.

    Attributes:
        span: where it stands and why it was found.
        value: what is decided about.
        choice: the decision, None while nobody decided.
        hand: marked by a person.
    """

    span: Span
    value: Value
    choice: Choice | None = None
    hand: bool = False

    @property
    def masked(self) -> bool:
        """Whether it is replaced; undecided values are, meanwhile."""
        return self.choice is not Choice.KEEP

    @property
    def undecided(self) -> bool:
        """Whether a person has to look: not sure, and nobody decided."""
        return self.choice is None and not self.hand and unsure(self.span)


@dataclass(frozen=True, slots=True)
class Place:
    """A `Found` of a plan; ``number`` is its place in reading order, ``part`` the number of its part."""

    number: int
    part: int
    found: Found

    @property
    def span(self) -> Span:
        """Where it stands in its part."""
        return self.found.span


def unsure(span: Span) -> bool:
    """Whether detection asks for a look at this span."""
    return span.pending or span.score < SURE


def arrange(text: str, spans: Sequence[Span], decisions: Decisions, normal: Normal) -> tuple[Found, ...]:
    """Found spans and marks of one text, ascending, without overlaps, each with its decision.

    A mark never uncovers what was found around it: only the bounds of the value that it corrects give way.
    """
    found = [(span, (span.kind, normal(span.kind, text[span.start : span.end]))) for span in spans]
    if decisions.marks:
        found = [(span, value) for span, value in found if not _corrected(text, span, value, decisions.marks)]
    standing = [Found(span, value, decisions.choices.get(value)) for span, value in found]
    covered = [one.span for one in standing if one.masked]
    marks = [Found(span, (span.kind, normal(span.kind, text[span.start : span.end])), Choice.MASK, hand=True)
             for span in _pieces(_marked(text, decisions.marks), covered)]  # fmt: skip
    clear = [one for one in standing if one.masked or not _touches(one.span, marks)]
    return tuple(sorted([*clear, *marks], key=lambda one: one.span.start))


def masked_spans(text: str, spans: Sequence[Span], decisions: Decisions, normal: Normal) -> tuple[Span, ...]:
    """What is replaced in one text; applying it to its own result changes nothing."""
    return tuple(one.span for one in arrange(text, spans, decisions, normal) if one.masked)


def places(parts: Sequence[Part], decisions: Decisions, normal: Normal) -> tuple[Place, ...]:
    """Every span of a file in reading order."""
    found = (
        (number, one)
        for number, part in enumerate(parts)
        for one in arrange(part.text, part.spans, decisions, normal)
    )
    return tuple(Place(place, number, one) for place, (number, one) in enumerate(found))


def occurrences(text: str, wanted: str) -> Iterator[int]:
    """Offsets of a text in another; they may overlap, as ``00`` does twice in ``000``."""
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def _marked(text: str, marks: Iterable[HandMark]) -> list[Span]:
    """Everything under a mark, ascending; where two marks overlap, the longer keeps the place whole."""
    reason = _("手动标记")
    covered: list[Span] = []
    for mark in sorted(marks, key=lambda one: -len(one.text)):
        pieces = _pieces(_stretches(text, mark, reason), covered)
        covered = sorted([*covered, *pieces], key=lambda one: one.start)
    return covered


def _stretches(text: str, mark: HandMark, reason: str) -> Iterator[Span]:
    """The occurrences of one mark; those that overlap are one stretch."""
    start = end = -1
    for at in occurrences(text, mark.text):
        if start >= 0 and at >= end:
            yield Span(start, end, mark.kind, 1.0, reason)
            start = at
        start, end = (at if start < 0 else start), at + len(mark.text)
    if start >= 0:
        yield Span(start, end, mark.kind, 1.0, reason)


def _corrected(text: str, span: Span, value: Value, marks: Iterable[HandMark]) -> bool:
    """Whether a mark with other bounds stands for this span here."""
    return any(
        mark.instead == value
        and any(
            at < span.end and span.start < at + len(mark.text)
            for at in occurrences(text, mark.text)
        )
        for mark in marks
    )  # fmt: skip


def _pieces(marks: Iterable[Span], covered: Sequence[Span]) -> Iterator[Span]:
    """Marks without what found spans cover already."""
    for mark in marks:
        start = mark.start
        for span in covered:
            if span.end <= start or span.start >= mark.end:
                continue
            if span.start > start:
                yield mark._replace(start=start, end=span.start)
            start = max(start, span.end)
        if start < mark.end:
            yield mark._replace(start=start)


def _touches(span: Span, marks: Iterable[Found]) -> bool:
    return any(one.span.start < span.end and span.start < one.span.end for one in marks)

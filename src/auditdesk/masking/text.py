"""Masking texts: put the stand-ins in, count them, and look again at what came out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from auditdesk.domain.maskplan import Box, Choice, Decisions, Part, Value, masked_spans
from auditdesk.domain.maskrules import MaskRule
from auditdesk.domain.spans import Kind, Span
from auditdesk.masking.detector import Detector
from auditdesk.masking.styles import Pseudonyms, Style, Styles, mask_value
from auditdesk.masking.values import decided_value
from auditdesk.masking.whereabouts import NOWHERE, Outer, Where, nested, without_values

_STARS = "*＊"
_MARKS = frozenset("*＊【】")
_STAND_IN = re.compile("[\u4e00-\u9fffA-Za-z][A-HJ-NP-Z][0-9]{5,7}$")
_LABEL = re.compile("[\u4e00-\u9fffA-Za-z]{2,8}[A-HJ-NP-Z][0-9]{5,7}(?![0-9])")
_LABEL_REACH = 4
_WORD_LEFT = re.compile("[*＊0-9A-Za-z@._-]+$")
_WORD_RIGHT = re.compile("[*＊0-9A-Za-z@._-]+")
_WORD_REACH = 40
_MOST_ROUNDS = 6
_LONG_NUMBER = re.compile("[0-9]{7,}")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_MOST_TOLD, _LONGEST_TOLD = 1_000, 40
_EXACT = frozenset((Kind.PHONE, Kind.ID_CARD, Kind.BANK_CARD, Kind.EMAIL, Kind.MAC))


@dataclass(frozen=True, slots=True)
class Replacement:
    """One value and what stands for it; offsets in code points of the original and of the masked text."""

    span: Span
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A masked text and where its replacements stand, ascending."""

    text: str
    replacements: tuple[Replacement, ...]


@dataclass(frozen=True, slots=True)
class Residue:
    """Something that still looks personal in a written output, for a person to decide."""

    kind: Kind
    place: str
    text: str


def mask_text(
    text: str,
    spans: Iterable[Span],
    style: Styles,
    pseudonyms: Pseudonyms,
    own: Mapping[str, MaskRule] | None = None,
    typed: Mapping[Value, str] | None = None,
) -> MaskedText:
    """Replace every span; spans ascend and do not overlap, as `Detector.detect` gives them.

    ``own`` are the users' own kinds by name (`Detector.own_rules`), ``typed`` what a person wrote.
    """
    chosen = list(spans)
    rules = own or {}
    pseudonyms.learn(text[span.start : span.end] for span in chosen if span.kind is Kind.PERSON)
    pieces: list[str] = []
    replacements: list[Replacement] = []
    position = length = 0
    for span in chosen:
        between = text[position : span.start]
        value = text[span.start : span.end]
        new = typed.get((span.kind, decided_value(span.kind, value))) if typed else None
        if new is None:
            new = mask_value(span.kind, value, style, pseudonyms, rules.get(span.label))
        length += len(between)
        replacements.append(Replacement(span, new, length, length + len(new)))
        pieces += (between, new)
        length += len(new)
        position = span.end
    pieces.append(text[position:])
    return MaskedText("".join(pieces), tuple(replacements))


def residue(detector: Detector, masked_text: str) -> tuple[Span, ...]:
    """What detection still finds in a masked text, without what the mask itself wrote."""
    return tuple(span for span in detector.detect(masked_text) if not made_by_mask(masked_text, span))


def made_by_mask(text: str, span: Span) -> bool:
    """Whether a finding is a stand-in: it holds or touches stars or brackets of a mask.

    What is left of an address after masking (***@post.example) is one word with the stars.
    """
    if any(letter in _MARKS for letter in text[span.start : span.end]):
        return True
    if _STAND_IN.search(text, max(0, span.start - _LABEL_REACH), span.end) or _LABEL.match(text, span.start):
        return True
    if span.kind in _EXACT:
        return False
    if _LABEL.search(text, span.start, span.end):
        return True
    left = _WORD_LEFT.search(text, max(0, span.start - _WORD_REACH), span.start)
    right = _WORD_RIGHT.match(text, span.end)
    touching = (left[0] if left else "") + (right[0] if right else "")
    return any(letter in _STARS for letter in touching)


def settle(
    detector: Detector,
    texts: Sequence[str],
    found: Sequence[Sequence[Span]],
    style: Styles,
    pseudonyms: Pseudonyms,
) -> list[tuple[Span, ...]]:
    """Spans after which nothing is found any more.

    Texts are masked and looked at again, and what shows up between the stand-ins joins the spans: a value
    that touched another one is seen only then.
    """
    settled = [tuple(spans) for spans in found]
    open_texts = [number for number, spans in enumerate(settled) if spans]
    for _round in range(_MOST_ROUNDS):
        masked = [
            mask_text(texts[number], settled[number], style, pseudonyms, detector.own_rules)
            for number in open_texts
        ]
        again = detector.detect_many([one.text for one in masked])
        still: list[int] = []
        for number, one, spans in zip(open_texts, masked, again, strict=True):
            new = [
                part
                for span in spans
                if not made_by_mask(one.text, span)
                for part in _unmasked(span, one.replacements)
            ]
            if new:
                settled[number] = tuple(sorted((*settled[number], *new)))
                still.append(number)
        open_texts = still
        if not still:
            break
    return settled


def _unmasked(span: Span, replacements: Sequence[Replacement]) -> Iterator[Span]:
    """The parts of a span of the masked text that no stand-in covers, in offsets of the original."""
    start, shift = span.start, 0
    for one in replacements:
        if one.start >= span.end:
            break
        if start < one.start:
            yield span._replace(start=start + shift, end=one.start + shift)
        start = max(start, one.end)
        shift = one.span.end - one.end
    if start < span.end:
        yield span._replace(start=start + shift, end=span.end + shift)


class Masker:
    """Masks the texts of one file with one style and counts what it replaced."""

    def __init__(
        self,
        detector: Detector,
        style: Styles,
        pseudonyms: Pseudonyms,
        *,
        decisions: Decisions | None = None,
        plan: list[Part] | None = None,
    ) -> None:
        """Set up masking of one file.

        Args:
            detector: finds what is personal.
            style: what is written instead.
            pseudonyms: stand-ins that stay the same.
            decisions: what a person decided; None when nobody looked at the file.
            plan: filled with every text and what was found in it, in the order of reading.
        """
        self.detector = detector
        self.counts: Counter[Kind] = Counter()
        self.reviewed = decisions is not None or plan is not None
        self._decisions = decisions or Decisions()
        self._plan = plan
        self._inside: list[Outer] = []
        self._told: dict[str, str] = {}
        self._names: set[str] = set()
        self._pages = 0
        self._style = style
        self._pseudonyms = pseudonyms

    def decided(
        self,
        text: str,
        spans: Sequence[Span],
        page: int = -1,
        boxes: Sequence[Box] = (),
        where: Where = NOWHERE,
    ) -> tuple[Span, ...]:
        """The spans of one text that are masked once a person has decided; every text passes here once."""
        if self._plan is not None and (spans or page >= 0 or text.strip()):
            self._plan.append(self._part(text, spans, page, boxes, where))
        if not (self._decisions.choices or self._decisions.marks):
            return tuple(spans)
        return masked_spans(text, spans, self._decisions, decided_value)

    def _part(self, text: str, spans: Sequence[Span], page: int, boxes: Sequence[Box], where: Where) -> Part:
        place, section = nested(self._inside, where.place)
        return Part(text, tuple(spans), page, tuple(boxes), place, section, where.line, where.stations)

    @contextmanager
    def within(self, name: str, between: str = " ", *, section: bool = True) -> Iterator[None]:
        """Texts that come meanwhile stand in a sheet, a member or an attachment.

        Args:
            name: of what they stand in, without anything personal (`told`).
            between: what parts it from the places inside.
            section: whether a person may want to go there at once.
        """
        self._names.add(name)
        self._inside.append(Outer(name, between, section))
        try:
            yield
        finally:
            self._inside.pop()

    def told(self, words: str) -> str:
        """A name that a place is told by, without what is personal in it; no stand-in is used up.

        Empty unless somebody reviews, and for what comes after very many others (keys of JSON).
        """
        if not self.planning:
            return ""
        known = self._told.get(words)
        if known is None and len(self._told) >= _MOST_TOLD:
            return ""
        if known is None:
            found = self.detector.detect(words)
            known = mask_text(words, found, Style.REPLACE, Pseudonyms(bytes(32))).text
            known = " ".join(_UNSEEN.sub("", _LONG_NUMBER.sub("…", known)).split())
            known = self._told[words] = known if len(known) <= _LONGEST_TOLD else f"{known[:_LONGEST_TOLD]}…"
            self._names.add(known)
        return known

    def cleaned(self, plan: Sequence[Part]) -> tuple[Part, ...]:
        """A finished plan whose places name nothing that was found anywhere in the file."""
        return without_values(plan, self._names)

    @property
    def planning(self) -> bool:
        """Whether texts and what was found in them are noted down."""
        return self._plan is not None

    def new_page(self) -> int:
        """The number of the next page or picture of the file, from 0."""
        self._pages += 1
        return self._pages - 1

    def drawn(self, page: int) -> list[Box]:
        """Rectangles drawn by hand over a page, in shares of it."""
        return [one.box for one in self._decisions.boxes if one.page == page]

    def text(self, text: str, where: Where = NOWHERE) -> str:
        """One text, masked."""
        return self.texts((text,), (where,))[0]

    def texts(self, texts: Sequence[str], where: Sequence[Where] = ()) -> list[str]:
        """Many texts, masked; detection runs over them in one batch. ``where`` is empty or one for each."""
        places = where or [NOWHERE] * len(texts)
        found = [
            self.decided(text, spans, where=place)
            for text, spans, place in zip(texts, self.detector.detect_many(texts), places, strict=True)
        ]
        if not self.reviewed:
            found = settle(self.detector, texts, found, self._style, self._pseudonyms)
        return [self.apply(text, spans) for text, spans in zip(texts, found, strict=True)]

    def find(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """Spans to mask: what detection finds, and what it finds once those are masked."""
        found = self.detector.detect_many(texts)
        return settle(self.detector, texts, found, self._style, self._pseudonyms)

    def apply(self, text: str, spans: Sequence[Span]) -> str:
        """A text with given spans masked."""
        if not spans:
            return text
        return self._write(text, spans).text

    def replacements(self, text: str, spans: Sequence[Span]) -> list[tuple[Span, str]]:
        """Every span with what stands for it, counted."""
        return [(one.span, one.text) for one in self._write(text, spans).replacements]

    def _write(self, text: str, spans: Sequence[Span]) -> MaskedText:
        self.counts.update(span.kind for span in spans)
        typed = self._decisions.typed
        masked = mask_text(text, spans, self._style, self._pseudonyms, self.detector.own_rules, typed)
        for one in masked.replacements:
            self._pseudonyms.count(one.span.kind, one.text)
        return masked

    def name(self, stem: str) -> str:
        """A file's name, masked; stars are forbidden there."""
        fixed = self._style in (Style.PSEUDONYM, Style.REMOVE)
        style = self._style if fixed else Style.REPLACE
        return mask_text(stem, self.detector.detect(stem), style, self._pseudonyms).text.strip()

    def left(self, place: str, texts: Sequence[str]) -> list[Residue]:
        """What is still found in texts of a written output."""
        found: list[Residue] = []
        for text, spans in zip(texts, self.detector.detect_many(texts), strict=True):
            found += (
                Residue(span.kind, place, text[span.start : span.end]) for span in self._standing(text, spans)
            )
        return found

    def leftover(self, text: str) -> list[Span]:
        """What is still found in a text of a written output, in its offsets."""
        return self._standing(text, self.detector.detect(text))

    def _standing(self, text: str, spans: Sequence[Span]) -> list[Span]:
        return [
            span for span in spans
            if not made_by_mask(text, span) and not self._accepted(span.kind, text[span.start : span.end])
        ]  # fmt: skip

    def _accepted(self, kind: Kind, value: str) -> bool:
        """Whether a person decided that this value stays, or wrote it: alone it was looked at then."""
        if any(value in words for words in self._decisions.typed.values()):
            return True
        return self._decisions.choices.get((kind, decided_value(kind, value))) is Choice.KEEP

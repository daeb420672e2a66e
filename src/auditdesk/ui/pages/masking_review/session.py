"""One file under review: plan, decisions with undo, the current place; no Qt, so tests need no window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from auditdesk.domain.mask_history import History
from auditdesk.domain.maskplan import Box, Choice, HandBox, HandMark, Place, Value
from auditdesk.domain.spans import Kind, Span, kind_label
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.mask_review import (
    OpenPlan,
    hashes_of,
    original,
    page_picture,
    plan_places,
    stand_ins,
    undecided,
)
from auditdesk.services.mask_typing import stand_in_typed
from auditdesk.ui.pages.masking_review.rows import (
    Row,
    RowIndex,
    Shown,
    masked_row,
    original_row,
    rows_of,
)


class Session:
    """What the page shows of one file and what its keys do; holds personal data while the file is open."""

    def __init__(self, desk: Desk, plan: OpenPlan) -> None:
        self.plan = plan
        self.style = plan.style
        self.rows: list[Row] = rows_of(plan.parts)
        self.places: tuple[Place, ...] = ()
        self.written: list[str] = []
        self.current = 0
        self._style = ""
        self._typed: Mapping[Value, str] = {}
        self._desk = desk
        # read with the file, because a job of its own would wait behind the copy and the other files
        self.first_page: bytes | None = page_picture(desk, plan, 0) if plan.pages else None
        self._history = History(plan.decisions)
        self._read()
        self.current = self.next_undecided(-1) or 0

    @property
    def decisions(self) -> History:
        """The decisions with their past; ``.now`` is in force."""
        return self._history

    @property
    def changed(self) -> bool:
        """Whether anything differs from what was stored."""
        return self._history.now != self.plan.decisions or self.style != self.plan.style

    def kept(self) -> None:
        """What is decided now was stored."""
        self.plan = replace(self.plan, decisions=self._history.now, style=self.style)

    @property
    def left(self) -> int:
        """How many places wait for a decision."""
        return undecided(self.places)

    def place(self) -> Place | None:
        """The current place."""
        return self.places[self.current] if self.current < len(self.places) else None

    def use_style(self, style: str) -> None:
        """Another way of writing values."""
        self.style = style
        self._read()

    def go(self, number: int) -> None:
        """Make a place current."""
        if self.places:
            self.current = max(0, min(number, len(self.places) - 1))

    def next_undecided(self, after: int | None = None) -> int | None:
        """The next place that waits, round the end; None when nothing does."""
        start = self.current if after is None else after
        count = len(self.places)
        for step in range(1, count + 1):
            if self.places[(start + step) % count].found.undecided:
                return (start + step) % count
        return None

    def decide(self, choice: Choice) -> bool:
        """Mask or keep the current value everywhere in the file; a mark by hand that is kept goes away."""
        place = self.place()
        if place is None:
            return False
        now = self._history.now
        if place.found.hand and choice is Choice.KEEP:
            after = replace(now, marks=tuple(one for one in now.marks if not self._same(one, place)))
        elif place.found.hand:
            return False
        else:
            after = now.with_choice(place.found.value, choice)
        return self._step(self._history.then(after))

    def type_instead(self, text: str) -> bool:
        """A stand-in of the person's own for the current value; empty goes back to the style.

        Raises:
            BadInputError: something personal is in it.
        """
        place = self.place()
        if place is None or not place.found.masked or text == self.written[place.number]:
            return False
        now = stand_in_typed(self._desk, self.plan, self.places, self._history.now, place, text)
        return self._step(self._history.then(now))

    def toggle(self) -> bool:
        """Space: an undecided value is masked, a masked one kept, a kept one masked."""
        place = self.place()
        if place is None:
            return False
        keeps = place.found.masked and not place.found.undecided
        return self.decide(Choice.KEEP if keeps else Choice.MASK)

    def mark(self, row: int, start: int, end: int, kind: Kind = Kind.CUSTOM) -> int:
        """Mark characters of a row (offsets in its original text); returns how often the text occurs."""
        chosen = self.rows[row]
        part = self.plan.parts[chosen.part]
        first, last = chosen.start + start, min(chosen.start + end, chosen.end)
        text = part.text[first:last]
        if not text.strip():
            return 0
        mark = HandMark(chosen.part, first, last, kind, text)
        self._step(self._history.then(self._history.now.with_mark(mark)))
        self._go_to(chosen.part, first)
        return sum(one.text.count(text) for one in self.plan.parts)

    def rebound(self, start: int, end: int) -> bool:
        """Other bounds for the current place, in code points of its part."""
        place = self.place()
        if place is None or not start < end:
            return False
        text = self.plan.parts[place.part].text[start:end]
        if not text.strip() or (start, end) == (place.span.start, place.span.end):
            return False
        now = self._history.now
        instead: Value | None = place.found.value
        if place.found.hand:
            own = [one for one in now.marks if self._same(one, place)]
            instead = own[0].instead if own else None
            now = replace(now, marks=tuple(one for one in now.marks if one not in own))
        mark = HandMark(place.part, start, end, place.span.kind, text, instead)
        self._step(self._history.then(now.with_mark(mark)))
        self._go_to(place.part, start)
        return True

    def add_box(self, page: int, box: Box) -> None:
        """A rectangle drawn over a page."""
        self._step(self._history.then(self._history.now.with_box(HandBox(page, box))))

    def change_box(self, box: HandBox, edges: Box) -> None:
        """Other edges for a rectangle."""
        now = self._history.now
        self._step(self._history.then(now.without_box(box).with_box(HandBox(box.page, edges))))

    def remove_box(self, box: HandBox) -> None:
        """A rectangle taken away."""
        self._step(self._history.then(self._history.now.without_box(box)))

    def undo(self) -> bool:
        """One step back."""
        return self._step(self._history.undo())

    def redo(self) -> bool:
        """One step forward."""
        return self._step(self._history.redo())

    def row_of(self, place: Place) -> int:
        """The row in which a place begins."""
        return self._index.row_of(place)

    def original_row(self, row: int) -> Shown:
        """A row of the original; personal data."""
        one = self.rows[row]
        return original_row(one, self.plan.parts[one.part], self._index.places_of(row))

    def longest(self, row: int) -> int:
        """Characters of the longer side of a row: enough to know that it takes one line."""
        one = self.rows[row]
        length = one.end - one.start
        found = self._index.places_of(row)
        grown = sum(len(self.written[each.number]) - (each.span.end - each.span.start) for each in found)
        return max(length, length + grown)

    def masked_row(self, row: int) -> Shown:
        """A row of the copy."""
        one = self.rows[row]
        return masked_row(one, self.plan.parts[one.part], self._index.places_of(row), self.written)

    def words(self, place: Place) -> str:
        """第 12 行，姓名."""
        kind = span_word(place.span)
        if self.plan.pages:
            page = self.plan.parts[place.part].page + 1
            return _("第 {n} 页，{kind}", n=page, kind=kind)
        if len(self.plan.parts) > 1:
            return _("第 {n} 条，{kind}", n=self.rows[self.row_of(place)].number, kind=kind)
        return _("第 {n} 行，{kind}", n=self.rows[self.row_of(place)].number, kind=kind)

    def same_here(self, place: Place) -> int:
        """How many other places of the file have the same value."""
        return sum(one.found.value == place.found.value for one in self.places) - 1

    def value_hash(self, place: Place) -> str:
        """The keyed hash of a place's value, to find it in other files."""
        return hashes_of(self._desk, self.plan, (place,))[0]

    def set_kind(self, kind: Kind) -> bool:
        """Another kind for the current mark by hand."""
        place = self.place()
        if place is None or not place.found.hand:
            return False
        now = self._history.now
        marks = tuple(replace(one, kind=kind) if self._same(one, place) else one for one in now.marks)
        return self._step(self._history.then(replace(now, marks=marks)))

    def _same(self, mark: HandMark, place: Place) -> bool:
        """Whether a marked place comes from a mark; what was found may cover a part of the mark."""
        text = original(self.plan, place)
        return text in mark.text or mark.text in text

    def _go_to(self, part: int, start: int) -> None:
        for one in self.places:
            if one.part == part and one.span.start <= start < one.span.end:
                self.current = one.number
                return

    def _step(self, history: History) -> bool:
        moved = history.now != self._history.now
        self._history = history
        if moved:
            self._read()
        return moved

    def _read(self) -> None:
        current, before = self.place(), self.places
        self.places = plan_places(self._desk, self.plan, self._history.now)
        self._write(before)
        self._index = RowIndex(self.rows, self.places)
        self.current = max(0, min(self.current, len(self.places) - 1))
        if current is not None:
            self._go_to(current.part, current.span.start)

    def _write(self, before: tuple[Place, ...]) -> None:
        """Stand-ins: only those that changed; when a name did, all names, for they are learnt together."""
        typed = self._history.now.typed
        same = (self._style, self._typed) == (self.style, typed)
        known = {_key(one): text for one, text in zip(before, self.written, strict=True)} if same else {}
        keys = [_key(one) for one in self.places]
        changed = known.keys() ^ set(keys)
        if any(key[3] is Kind.PERSON for key in changed):
            known = {key: text for key, text in known.items() if key[3] is not Kind.PERSON}
        fresh = tuple(one for one, key in zip(self.places, keys, strict=True) if key not in known)
        made = iter(stand_ins(self._desk, self.plan, fresh, self.style, typed))
        self.written = [known[key] if key in known else next(made) for key in keys]
        self._style, self._typed = self.style, typed


def span_word(span: Span) -> str:
    """The word for what was found; the users' own rules have their own names."""
    return span.label or kind_label(span.kind)


def _key(place: Place) -> tuple[int, int, int, Kind, bool]:
    """What decides which stand-in a place gets."""
    span = place.span
    return place.part, span.start, span.end, span.kind, place.found.masked

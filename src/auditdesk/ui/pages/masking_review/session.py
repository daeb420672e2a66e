"""One file under review: plan, decisions with undo, the current place; no Qt, so tests need no window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from auditdesk.domain.mask_history import History
from auditdesk.domain.maskplan import (
    Box,
    Choice,
    HandBox,
    HandMark,
    Place,
    Value,
    occurrences,
)
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
    row_words,
    rows_of,
)
from auditdesk.ui.pages.masking_review.sections import Section, sections_of


class Session:
    """What the page shows of one file and what its keys do; holds personal data while the file is open."""

    def __init__(self, desk: Desk, plan: OpenPlan) -> None:
        self.plan = plan
        self.style = plan.style
        self.rows: list[Row] = rows_of(plan.parts)
        self.sections: list[Section] = sections_of(plan.parts, self.rows)
        self._captions = any(row.caption for row in self.rows)
        self.places: list[Place] = []
        self.written: list[str] = []
        self.lengths: list[int] = []
        self.kind_words: list[str] = []
        self.touched: set[int] | None = None
        self.current = 0
        self.left = 0
        self._desk = desk
        # read with the file, because a job of its own would wait behind the copy and the other files
        first = page_picture(desk, plan, 0) if plan.pages else None
        self.pages: dict[int, bytes] = {} if first is None else {0: first}
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

    def place(self) -> Place | None:
        """The current place; None while a rectangle is current."""
        return self.places[self.current] if self.current < len(self.places) else None

    @property
    def boxes(self) -> list[HandBox]:
        """Rectangles drawn by hand, as the list shows them behind the places."""
        return sorted(self._history.now.boxes, key=lambda one: (one.page, one.box[1], one.box[0]))

    def box(self) -> HandBox | None:
        """The current rectangle; None while a place is current."""
        boxes, number = self.boxes, self.current - len(self.places)
        return boxes[number] if 0 <= number < len(boxes) else None

    def go_to_box(self, box: HandBox) -> None:
        """Make a rectangle current."""
        if box in self.boxes:
            self.current = len(self.places) + self.boxes.index(box)

    def use_style(self, style: str) -> None:
        """Another way of writing values."""
        self.style = style
        self._write(range(len(self.places)))
        self.touched = None

    def go(self, number: int) -> None:
        """Make a place, or behind the places a rectangle, current."""
        self.current = max(0, min(number, len(self.places) + len(self.boxes) - 1))

    def next_undecided(self, after: int | None = None) -> int | None:
        """The next place that waits, round the end; None when nothing does."""
        count = len(self.places)
        start = min(self.current, count - 1) if after is None else after
        if not self.left:
            return None
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
        made = HandBox(page, box)
        self._step(self._history.then(self._history.now.with_box(made)))
        self.go_to_box(made)

    def change_box(self, box: HandBox, edges: Box) -> None:
        """Other edges for a rectangle."""
        now, made = self._history.now, HandBox(box.page, edges)
        self._step(self._history.then(now.without_box(box).with_box(made)))
        self.go_to_box(made)

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
        return original_row(one, self.plan.parts[one.part], self._places_of(row))

    def masked_row(self, row: int) -> Shown:
        """A row of the copy."""
        one = self.rows[row]
        return masked_row(one, self.plan.parts[one.part], self._places_of(row), self.written)

    def box_words(self, box: HandBox) -> str:
        """第 2 页，手工方框."""
        return _("第 {n} 页，{kind}", n=box.page + 1, kind=_("手工方框"))

    def words(self, place: Place) -> str:
        """第 12 行，姓名."""
        kind = span_word(place.span)
        if self.plan.pages:
            page = self.plan.parts[place.part].page + 1
            return _("第 {n} 页，{kind}", n=page, kind=kind)
        if where := self.where(place):
            return _("{place}，{kind}", place=where, kind=kind)
        if len(self.plan.parts) > 1:
            return _("第 {n} 条，{kind}", n=self.rows[self.row_of(place)].number, kind=kind)
        return _("第 {n} 行，{kind}", n=self.rows[self.row_of(place)].number, kind=kind)

    def where(self, place: Place) -> str:
        """第 12 行 手机; empty when the format tells no places."""
        return self.row_words(self.row_of(place))

    def row_words(self, row: int) -> str:
        """The place of a row; nothing personal."""
        return row_words(self.rows[row], self.plan.parts[self.rows[row].part])

    @property
    def placed(self) -> bool:
        """Whether places have captions, because numbers of lines alone do not find them."""
        return self._captions and not self.plan.pages

    def where_text(self, text: str) -> str:
        """The place of a text that is not masked; empty when it stands nowhere in the original."""
        if (found := self.find(text)) is None:
            return ""
        page = self.plan.parts[self.rows[found[0]].part].page + 1
        return _("第 {n} 页", n=page) if self.plan.pages else self.row_words(found[0])

    def same_here(self, place: Place) -> int:
        """How many other places of the file have the same value."""
        return len(self._numbers[place.found.value]) - 1

    def value_hash(self, place: Place) -> str:
        """The keyed hash of a place's value, to find it in other files."""
        return hashes_of(self._desk, self.plan, (place,))[0]

    def mask_undecided(self) -> int:
        """Every value that waits is to be masked, in one step; returns how many places that decides."""
        values = {one.found.value: Choice.MASK for one in self.places if one.found.undecided}
        count, now = self.left, self._history.now
        self._step(self._history.then(replace(now, choices={**now.choices, **values})))
        return count

    def occurs(self, row: int, start: int, end: int) -> int:
        """How often characters chosen in a row occur in the file."""
        chosen = self.rows[row]
        text = self.plan.parts[chosen.part].text[chosen.start + start : chosen.start + end]
        return sum(part.text.count(text) for part in self.plan.parts) if text.strip() else 0

    def find(self, text: str) -> tuple[int, int, int] | None:
        """Row and characters (start, end in it) of a text that is not masked; None when it is nowhere."""
        for number, part in enumerate(self.plan.parts):
            for at in occurrences(part.text, text):
                row, to = self._index.row_at(number, at), at + len(text)
                found = [one for one in self._places_of(row) if one.found.masked]
                if not any(one.span.start < to and at < one.span.end for one in found):
                    first = self.rows[row].start
                    return row, max(0, at - first), to - first
        return None

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

    def _places_of(self, row: int) -> list[Place]:
        return [self.places[number] for number in self._index.numbers(row)]

    def _step(self, history: History) -> bool:
        before, after = self._history.now, history.now
        self._history = history
        if before == after:
            return False
        values = differing(before.choices, after.choices) | differing(before.typed, after.typed)
        if before.marks != after.marks or (after.marks and values):
            self._read()
        else:
            self._choose(values)
        self.go(self.current)
        return True

    def _read(self) -> None:
        """Everything anew: what is marked by hand moves other places."""
        current = self.place()
        self.places = list(plan_places(self._desk, self.plan, self._history.now))
        self._numbers: dict[Value, list[int]] = {}
        for one in self.places:
            self._numbers.setdefault(one.found.value, []).append(one.number)
        self._index = RowIndex(self.rows, self.places)
        self.written = [""] * len(self.places)
        self._write(range(len(self.places)))
        self.lengths = [self._length(row) for row in range(len(self.rows))]
        self.touched = None
        self.left = undecided(self.places)
        spans = {(one.span.kind, one.span.label): one.span for one in self.places}
        self.kind_words = [span_word(span) for span in spans.values()]
        self.current = max(0, min(self.current, len(self.places) - 1))
        if current is not None:
            self._go_to(current.part, current.span.start)

    def _choose(self, values: set[Value]) -> None:
        """Values were decided or written otherwise: only their places change, in a large file at once."""
        choices = self._history.now.choices
        numbers = {number for value in values for number in self._numbers.get(value, ())}
        for number in numbers:
            one = self.places[number]
            found = replace(one.found, choice=choices.get(one.found.value))
            self.left += found.undecided - one.found.undecided
            self.places[number] = replace(one, found=found)
        named = {value[1][:1] for value in values if value[0] is Kind.PERSON}
        if named:
            numbers.update(
                number for value, same in self._numbers.items()
                if value[0] is Kind.PERSON and value[1][:1] in named for number in same
            )  # fmt: skip
        self._write(sorted(numbers))
        self.touched = {self.row_of(self.places[number]) for number in numbers}
        for row in self.touched:
            self.lengths[row] = self._length(row)

    def _write(self, numbers: Iterable[int]) -> None:
        """Stand-ins of some places; of names all that begin alike, for those are learnt together."""
        chosen = [self.places[number] for number in numbers]
        typed = self._history.now.typed
        for one, text in zip(
            chosen, stand_ins(self._desk, self.plan, chosen, self.style, typed), strict=True
        ):
            self.written[one.number] = text

    def _length(self, row: int) -> int:
        """Code points of the longer side of a row."""
        one = self.rows[row]
        length = one.end - one.start
        grown = sum(
            len(self.written[each.number]) - (each.span.end - each.span.start)
            for each in self._places_of(row)
        )
        return max(length, length + grown)


def differing(before: Mapping[Value, str], after: Mapping[Value, str]) -> set[Value]:
    """The values for which two mappings hold something else."""
    return {value for value in before.keys() | after.keys() if before.get(value) != after.get(value)}


def span_word(span: Span) -> str:
    """The word for what was found; the users' own rules have their own names."""
    return span.label or kind_label(span.kind)

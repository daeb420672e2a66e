"""Where a line of Chinese text may end: no line begins with ，or 》, ends with （, or cuts ``WT-11``.

A text comes as its characters and their widths; a line is filled with pieces that must stay whole. Nothing
here knows reportlab.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

NOT_AT_START = frozenset("，。、；：！？）》〉」』】〕］｝”’…—·％%‰℃,.;:?!)]}")
NOT_AT_END = frozenset("（《〈「『【〔［｛“‘([{")
WIDE_SPACE = "\u3000"
LINE_END, NOTHING = "\n", "\u200b"
"""Stand for a <br/> and for a run of markup without text."""
_JOINING = frozenset("-+.,:/_*#%@'")
_INSIDE_IDS = frozenset("-_/:@")
_NO_BREAK_SPACE = "\u00a0"
_SPACES = frozenset((" ", WIDE_SPACE))
_SLACK = 1e-6
Span = tuple[int, int]
"""A piece: its first character and the one behind it."""


@cache
def _joins(character: str) -> bool:
    """Whether it sticks to its like: letters, digits, and the marks inside ids, dates and paths."""
    if character == _NO_BREAK_SPACE:
        return True
    return character.isascii() and (character.isalnum() or character in _JOINING)


@cache
def _ordinary(character: str) -> bool:
    """Whether no rule speaks of it, as of a Han character."""
    ruled = NOT_AT_START | NOT_AT_END | _SPACES | _INSIDE_IDS | {LINE_END}
    return character not in ruled and not _joins(character)


def _may_part(text: Sequence[str], place: int, *, words: bool) -> bool:
    """Whether a line may end before ``text[place]``; with ``words`` false a word may be cut, marks never are.

    Spaces hang at the line's end, so the marks on both sides are looked for across them.
    """
    before, after = text[place - 1], text[place]
    if LINE_END in (before, after):
        return True
    if after in _SPACES:
        return False
    if words and (_NO_BREAK_SPACE in (before, after) or (_joins(before) and _joins(after))):
        return False
    if not words and after in _INSIDE_IDS:
        return False
    start = place - 1
    while start >= 0 and text[start] in _SPACES:
        start -= 1
    return after not in NOT_AT_START and (start < 0 or text[start] not in NOT_AT_END)


def _pieces(text: Sequence[str], *, words: bool = True) -> list[Span]:
    """Spans that no line may cut: words and numbers, marks with what they belong to, spaces behind them."""
    if not text:
        return []
    easy = [_ordinary(character) for character in text]
    edges = [
        place
        for place in range(1, len(text))
        if (easy[place - 1] and easy[place]) or _may_part(text, place, words=words)
    ]
    return list(pairwise((0, *edges, len(text))))


class Line:
    """A line being filled: its pieces, which follow each other, their width, and whether a <br/> ended it."""

    __slots__ = ("blank", "broken", "pieces", "room", "width")

    def __init__(self, room: float) -> None:
        self.pieces: list[Span] = []
        self.width = 0.0
        self.room = room
        self.broken = False
        self.blank = True
        """Nothing but spaces so far."""

    @property
    def span(self) -> Span:
        """All its characters."""
        return (self.pieces[0][0], self.pieces[-1][1]) if self.pieces else (0, 0)


class Breaker:
    """Breaks one text of ``letters``, each as wide as ``widths`` says in points, into lines."""

    def __init__(self, letters: Sequence[str], widths: Sequence[float]) -> None:
        self._letters, self._widths = letters, widths
        self._lines: list[Line] = []

    def lines(self, room: Sequence[float], size: float) -> list[Line]:
        """Lines of whole pieces, the last ``room`` for all that follow; ``size`` is the font's, in points.

        A piece wider than a line starts on its own line and is cut there.
        """
        self._lines = lines = [Line(room[0])]
        for piece in _pieces(self._letters):
            if self._letters[piece[0]] == LINE_END:
                lines[-1].broken = True
                self._begin(room)
                continue
            wide, seen = self._put(piece, room)
            last = lines[-1]
            if last.width - wide + seen > last.room + _SLACK:
                self._take_back(last)
                for part in self._cut(piece, last.room):
                    self._put(part, room)
        if len(lines) > 1 and not lines[-1].pieces:
            lines.pop()
        self._feed_last(size)
        return lines

    def seen_width(self, span: Span) -> float:
        """Width without the spaces at the end, which take no room there."""
        return self._widths_of(span)[1]

    def _widths_of(self, span: Span) -> tuple[float, float]:
        """Width of all, and of what is seen."""
        start, end = span
        wide = float(sum(self._widths[start:end]))
        if start == end or self._letters[end - 1] not in _SPACES:
            return wide, wide
        while end > start and self._letters[end - 1] in _SPACES:
            end -= 1
        return wide, float(sum(self._widths[start:end]))

    def _width(self, span: Span) -> float:
        return self._widths_of(span)[0]

    def _begin(self, room: Sequence[float]) -> None:
        self._lines.append(Line(room[min(len(self._lines), len(room) - 1)]))

    def _put(self, piece: Span, room: Sequence[float]) -> tuple[float, float]:
        """Add a piece to the last line or, when that has no room, to a new one; gives the piece's widths."""
        line = self._lines[-1]
        wide, seen = self._widths_of(piece)
        if not (line.blank or line.width + seen <= line.room + _SLACK):
            self._begin(room)
            line = self._lines[-1]
        line.pieces.append(piece)
        line.width += wide
        line.blank = line.blank and self._is_blank(piece)
        return wide, seen

    def _take_back(self, line: Line) -> None:
        line.width -= self._width(line.pieces.pop())
        line.blank = all(self._is_blank(piece) for piece in line.pieces)

    def _is_blank(self, piece: Span) -> bool:
        return all(letter in _SPACES for letter in self._letters[piece[0] : piece[1]])

    def _cut(self, piece: Span, room: float) -> list[Span]:
        """A piece wider than ``room`` in parts: between letters, with marks kept in place while they fit."""
        parts: list[Span] = []
        first = piece[0]
        for start, end in _pieces(self._letters[first : piece[1]], words=False):
            part = (first + start, first + end)
            fits = self.seen_width(part) <= room + _SLACK
            parts += [part] if fits else [(place, place + 1) for place in range(*part)]
        return parts

    def _feed_last(self, size: float) -> None:
        """Give a last line of a single character a neighbour from the line above, if both fit."""
        if len(self._lines) < 2 or self._lines[-2].broken:  # noqa: PLR2004 - there is a line above
            return
        above, last = self._lines[-2:]
        if last.width >= 1.9 * size or len(above.pieces) < 3:  # noqa: PLR2004 - enough stays above
            return
        wide = self._width(above.pieces[-1])
        if last.width + wide <= last.room + _SLACK:
            last.pieces.insert(0, above.pieces.pop())
            above.width -= wide
            last.width += wide

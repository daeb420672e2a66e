"""Chinese line breaking and the paragraph styles of the pages.

reportlab's own CJK mode lets lines begin with ，or 》, end with （, and breaks ``WT-11``; here a line is
filled with pieces that must stay whole. It leans on private names of reportlab 5.1 (pinned; a test watches).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import paragraph as engine
from reportlab.platypus.paragraph import Paragraph

from auditdesk.report.fonts import BOLD, MISSING, REGULAR, drawable
from auditdesk.report.palette import INK

NOT_AT_START = frozenset("，。、；：！？）》〉」』】〕］｝”’…—·％%‰℃,.;:?!)]}")
NOT_AT_END = frozenset("（《〈「『【〔［｛“‘([{")
_JOINING = frozenset("-+.,:/_*#%@'")
_INSIDE_IDS = frozenset("-_/:@")
_NO_BREAK_SPACE = "\u00a0"
_WIDE_SPACE = "\u3000"
_WIDE_SPACE_MARK = "\ue000"
"""Stands for a wide space while reportlab reads markup, because it would melt it into an ordinary one."""
_SPACES = frozenset((" ", _WIDE_SPACE))
_LINE_END, _NOTHING = "\n", "\u200b"
"""Stand for a <br/> and for a run of markup without text."""
_SLACK = 1e-6
Align = Literal["left", "right", "center"]
_ALIGNMENT: dict[Align, Literal[0, 1, 2]] = {"left": 0, "center": 1, "right": 2}


def _joins(character: str) -> bool:
    """Whether it sticks to its like: letters, digits, and the marks inside ids, dates and paths."""
    if character == _NO_BREAK_SPACE:
        return True
    return character.isascii() and (character.isalnum() or character in _JOINING)


def _may_part(text: Sequence[str], place: int, *, words: bool) -> bool:
    """Whether a line may end before ``text[place]``; with ``words`` false a word may be cut, marks never are.

    Spaces hang at the line's end, so the marks on both sides are looked for across them.
    """
    before, after = text[place - 1], text[place]
    if _LINE_END in (before, after):
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


def _pieces(text: Sequence[str], *, words: bool = True) -> list[tuple[int, int]]:
    """Spans that no line may cut: words and numbers, marks with what they belong to, spaces behind them."""
    edges = [place for place in range(1, len(text)) if _may_part(text, place, words=words)]
    return list(zip([0, *edges], [*edges, len(text)], strict=True)) if text else []


class _Line:
    """A line being filled: its pieces, their width, and whether a <br/> ended it."""

    def __init__(self, room: float) -> None:
        self.pieces: list[list[Any]] = []
        self.width = 0.0
        self.room = room
        self.broken = False

    def add(self, piece: list[Any]) -> None:
        """Append a piece of measured characters."""
        self.pieces.append(piece)
        self.width += _width(piece)

    def takes(self, piece: list[Any]) -> bool:
        """Whether the piece still fits, or nothing but spaces stands before it."""
        blank = not any(_seen(one) for one in self.pieces)
        return blank or self.width + _width(_seen(piece)) <= self.room + _SLACK


def _width(characters: Sequence[Any]) -> float:
    return float(sum(c.width for c in characters))


def _seen(characters: Sequence[Any]) -> Sequence[Any]:
    """Without the spaces at the end, which take no room there."""
    end = len(characters)
    while end and str(characters[end - 1]) in _SPACES:
        end -= 1
    return characters[:end]


def _letters(characters: Sequence[Any]) -> list[str]:
    return [str(c) or (_LINE_END if hasattr(c.frag, "lineBreak") else _NOTHING) for c in characters]


def _fill(characters: list[Any], room: Sequence[float]) -> list[_Line]:
    """Lines of whole pieces; a piece wider than a line starts on its own line and is cut there."""
    lines = [_Line(room[0])]

    def begin() -> None:
        lines.append(_Line(room[min(len(lines), len(room) - 1)]))

    def put(piece: list[Any]) -> None:
        if not lines[-1].takes(piece):
            begin()
        lines[-1].add(piece)

    for start, end in _pieces(_letters(characters)):
        piece = characters[start:end]
        if hasattr(piece[0].frag, "lineBreak"):
            lines[-1].broken = True
            begin()
            continue
        put(piece)
        if lines[-1].width - _width(piece) + _width(_seen(piece)) > lines[-1].room + _SLACK:
            lines[-1].width -= _width(lines[-1].pieces.pop())
            for part in _cut(piece, lines[-1].room):
                put(part)
    if len(lines) > 1 and not lines[-1].pieces:
        lines.pop()
    return lines


def _cut(piece: list[Any], room: float) -> list[list[Any]]:
    """A piece wider than ``room`` in parts: between letters, with marks kept in place while they fit."""
    parts: list[list[Any]] = []
    for start, end in _pieces(_letters(piece), words=False):
        part = piece[start:end]
        parts += [part] if _width(_seen(part)) <= room + _SLACK else [[c] for c in part]
    return parts


def _feed_last(lines: list[_Line], size: float) -> None:
    """Give a last line of a single character a neighbour from the line above, if both fit."""
    if len(lines) < 2 or lines[-2].broken:  # noqa: PLR2004 - there is a line above
        return
    above, last = lines[-2], lines[-1]
    if last.width >= 1.9 * size or len(above.pieces) < 3:  # noqa: PLR2004 - enough stays above
        return
    if last.width + _width(above.pieces[-1]) <= last.room + _SLACK:
        piece = above.pieces.pop()
        above.width -= _width(piece)
        last.pieces.insert(0, piece)
        last.width += _width(piece)


def _frags_of_lines(para_lines: Any, start: int, stop: int) -> list[Any]:  # noqa: ANN401 - reportlab's own
    """What each half of a split paragraph keeps: no space at line joints, <br/> kept."""
    frags: list[Any] = []
    for line in para_lines.lines[start:stop]:
        frags += [word.clone() for word in line.words]
        if line.lineBreak and line.words:
            frags.append(line.words[-1].clone(text="", lineBreak=True))
    return frags


class ZhParagraph(Paragraph):
    """A paragraph under the Chinese line rules; its style has ``wordWrap="CJK"``."""

    _last: tuple[list[float], Any] | None = None
    """Widths and the lines for them: a table asks for the same width two or three times."""

    def _setup(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - reportlab's own
        """Read the markup, then give wide spaces back."""
        upper: Any = super()
        upper._setup(*args, **kwargs)  # noqa: SLF001 - no public door
        me: Any = self
        for frag in me.frags:
            frag.text = frag.text.replace(_WIDE_SPACE_MARK, _WIDE_SPACE)

    def _get_split_blParaFunc(self) -> Any:  # noqa: N802, ANN401 - reportlab's name
        return _frags_of_lines

    def breakLinesCJK(self, maxWidths: Any) -> Any:  # noqa: N802, N803, ANN401 - reportlab's
        """Break into lines of at most ``maxWidths`` points."""
        room = list(maxWidths) if isinstance(maxWidths, (list, tuple)) else [maxWidths]
        me: Any = self
        me.height = 0
        private: Any = engine
        private._handleBulletWidth(me.bulletText, me.style, room)  # noqa: SLF001 - no public door
        if getattr(me, "_splitpara", 0) and hasattr(me, "blPara"):
            return me.blPara
        if self._last is None or self._last[0] != room:
            self._last = (room, self._broken(room))
        return self._last[1]

    def _broken(self, room: list[float]) -> Any:  # noqa: ANN401 - reportlab's own
        me: Any = self
        private: Any = engine
        measured = [
            c
            for frag in me.frags
            for c in ([private.cjkU(x, frag, "utf8") for x in frag.text] or [private.cjkU("", frag, "utf8")])
        ]
        lines = _fill(measured, room)
        _feed_last(lines, me.style.fontSize)
        made = []
        for number, line in enumerate(lines):
            characters = [c for piece in line.pieces for c in piece]
            used = _width(_seen(characters))
            limit = room[min(number, len(room) - 1)]
            made.append(
                private.makeCJKParaLine(characters, limit, used, limit - used, line.broken, calcBounds=False)
            )
        return private.ParaLines(kind=1, lines=made)


@cache
def style(
    size: float,
    leading: float,
    *,
    bold: bool = False,
    color: Color = INK,
    align: Align = "left",
    left: float = 0.0,
    after: float = 0.0,
    before: float = 0.0,
    bullet: float = 0.0,
) -> ParagraphStyle:
    """A paragraph style; lengths in points, ``bullet`` is the size of a side head."""
    return ParagraphStyle(
        "zh",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=leading,
        textColor=color,
        alignment=_ALIGNMENT[align],
        leftIndent=left,
        bulletIndent=0,
        bulletFontName=BOLD,
        bulletFontSize=bullet or size,
        bulletColor=INK,
        spaceAfter=after,
        spaceBefore=before,
        wordWrap="CJK",
        allowOrphans=0,
        allowWidows=0,
        splitLongWords=1,
    )


def plain(text: str) -> str:
    """Untrusted text as markup: escaped, characters without a glyph as 〓, line ends as <br/>."""
    shown, _missing = drawable(text.replace("\r\n", "\n").replace("\t", " "))
    return escape(shown).replace(_WIDE_SPACE, _WIDE_SPACE_MARK).replace("\n", "<br/>")


def strong(text: str) -> str:
    """Untrusted text as bold markup."""
    return f"<b>{plain(text)}</b>"


def tinted(text: str, color: Color, *, size: float = 0.0, bold: bool = False) -> str:
    """Untrusted text as markup in a colour, optionally in another size."""
    inner = strong(text) if bold else plain(text)
    sized = f' size="{size}"' if size else ""
    return f'<font color="#{color.hexval()[2:]}"{sized}>{inner}</font>'


def para(markup: str, paragraph_style: ParagraphStyle) -> ZhParagraph:
    """A paragraph from markup made by `plain`, `strong` and `tinted`."""
    return ZhParagraph(markup, paragraph_style)


def hex_groups(digest: str, groups: int = 0) -> str:
    """A digest in upper case, in groups of four; only the first ``groups`` with … when given."""
    text = digest.upper()
    parts = [text[i : i + 4] for i in range(0, len(text), 4)]
    return " ".join(parts[:groups]) + " …" if groups and groups < len(parts) else " ".join(parts)


__all__ = ["MISSING", "ZhParagraph", "hex_groups", "para", "plain", "strong", "style", "tinted"]

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
_NO_BREAK_SPACE = "\u00a0"
_WIDE_SPACE = "\u3000"
_WIDE_SPACE_MARK = "\ue000"
"""Stands for a wide space while reportlab reads markup, because it would melt it into an ordinary one."""
_SPACES = frozenset((" ", _WIDE_SPACE))
Align = Literal["left", "right", "center"]
_ALIGNMENT: dict[Align, Literal[0, 1, 2]] = {"left": 0, "center": 1, "right": 2}


def _joins(character: str) -> bool:
    """Whether it sticks to its like: letters, digits, and the marks inside ids, dates and paths."""
    if character == _NO_BREAK_SPACE:
        return True
    return character.isascii() and (character.isalnum() or character in _JOINING)


def _pieces(text: Sequence[str]) -> list[tuple[int, int]]:
    """Spans that no line may cut: words and numbers, and marks with what they belong to."""
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = start + 1
        if _joins(text[start]):
            while end < len(text) and _joins(text[end]):
                end += 1
        first = text[start]
        before = text[start - 1] if start else ""
        if spans and (first in NOT_AT_START or before in NOT_AT_END or _NO_BREAK_SPACE in (first, before)):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        start = end
    return spans


class _Line:
    """A line being filled: its pieces, their width, and whether a <br/> ended it."""

    def __init__(self) -> None:
        self.pieces: list[list[Any]] = []
        self.width = 0.0
        self.broken = False

    def add(self, piece: list[Any]) -> None:
        """Append a piece of measured characters."""
        self.pieces.append(piece)
        self.width += _width(piece)


def _width(characters: Sequence[Any]) -> float:
    return float(sum(c.width for c in characters))


def _fill(characters: list[Any], room: Sequence[float]) -> list[_Line]:
    """Lines of whole pieces; a piece wider than its line is cut between characters."""
    lines = [_Line()]
    for start, end in _pieces([str(c) or "\n" for c in characters]):
        piece = characters[start:end]
        if hasattr(piece[0].frag, "lineBreak"):
            lines[-1].broken = True
            lines.append(_Line())
            continue
        here = room[min(len(lines), len(room)) - 1]
        parts = [piece] if _width(piece) <= here else [[c] for c in piece]
        for part in parts:
            here = room[min(len(lines), len(room)) - 1]
            line = lines[-1]
            if line.pieces and str(part[0]) not in _SPACES and line.width + _width(part) > here + 1e-6:
                lines.append(_Line())
            lines[-1].add(part)
    if len(lines) > 1 and not lines[-1].pieces:
        lines.pop()
    return lines


def _feed_last(lines: list[_Line], size: float) -> None:
    """Give a last line of a single character a neighbour from the line above."""
    if len(lines) < 2 or lines[-2].broken:  # noqa: PLR2004 - there is a line above
        return
    above, last = lines[-2], lines[-1]
    if last.width < 1.9 * size and len(above.pieces) > 2:  # noqa: PLR2004 - enough stays above
        last.pieces.insert(0, above.pieces.pop())


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
            seen = len(characters)
            while seen and str(characters[seen - 1]) in _SPACES:
                seen -= 1
            used = _width(characters[:seen])
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

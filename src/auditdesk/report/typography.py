"""Paragraphs under the Chinese line rules, and the paragraph styles of the pages.

reportlab's own CJK mode lets lines begin with ，or 》, end with （, and breaks ``WT-11``; here `breaking`
says where lines end. It leans on private names of reportlab 5.1 (pinned; a test watches).
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import getAscentDescent, stringWidth
from reportlab.platypus import paragraph as engine
from reportlab.platypus.paragraph import Paragraph
from reportlab.platypus.paraparser import ParaFrag, ParaParser

from auditdesk.report.breaking import LINE_END, NOTHING, WIDE_SPACE, Breaker
from auditdesk.report.fonts import BOLD, MISSING, REGULAR, drawable
from auditdesk.report.palette import INK

_WIDE_SPACE_MARK = "\ue000"
"""Stands for a wide space while reportlab reads markup, because it would melt it into an ordinary one."""
_MARKUP = frozenset("<&")
Align = Literal["left", "right", "center"]
_ALIGNMENT: dict[Align, Literal[0, 1, 2]] = {"left": 0, "center": 1, "right": 2}


class _Advances(dict[str, float]):
    """Widths of single characters in one font and size, in points, looked up once each."""

    def __init__(self, font: str, size: float) -> None:
        super().__init__()
        self._font, self._size = font, size

    def __missing__(self, character: str) -> float:
        width = self[character] = float(stringWidth(character, self._font, self._size))
        return width


@cache
def _advances(font: str, size: float) -> _Advances:
    return _Advances(font, size)


@cache
def _plain_frag(look: ParagraphStyle) -> ParaFrag:
    """What reportlab reads from a text without markup; the style is one of the few that `style` makes."""
    reader: Any = ParaParser()
    frag: ParaFrag = reader.parse("x", look)[1][0]
    return frag


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

    def _setup(self, text: Any, look: Any, bullet: Any, frags: Any, cleaner: Any) -> None:  # noqa: ANN401 - reportlab's own
        """Read the markup, then give wide spaces back; text without any needs no parser."""
        if frags is None and text and _MARKUP.isdisjoint(text):
            frags = [_plain_frag(look).clone(text=cleaner(text))]
        upper: Any = super()
        upper._setup(text, look, bullet, frags, cleaner)  # noqa: SLF001 - no public door
        me: Any = self
        for frag in me.frags:
            frag.text = frag.text.replace(_WIDE_SPACE_MARK, WIDE_SPACE)

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
        letters: list[str] = []
        widths: list[float] = []
        starts: list[int] = []
        for frag in me.frags:
            starts.append(len(letters))
            if frag.text:
                letters += frag.text
                widths += map(_advances(frag.fontName, frag.fontSize).__getitem__, frag.text)
            else:
                letters.append(LINE_END if hasattr(frag, "lineBreak") else NOTHING)
                widths.append(getattr(getattr(frag, "cbDefn", None), "width", 0))
        breaker = Breaker(letters, widths)
        made = []
        for number, line in enumerate(breaker.lines(room, me.style.fontSize)):
            words = _words(me.frags, starts, line.span)
            limit = room[min(number, len(room) - 1)]
            made.append(_frag_line(words, limit, breaker.seen_width(line.span), broken=line.broken))
        return private.ParaLines(kind=1, lines=made)


def _words(frags: list[Any], starts: list[int], span: tuple[int, int]) -> list[Any]:
    """The parts of frags that lie in the span; neighbours that look the same are one word."""
    private: Any = engine
    words: list[Any] = []
    first, end = span
    for frag, start in zip(frags, starts, strict=True):
        stop = start + max(1, len(frag.text))
        if stop <= first or start >= end:
            continue
        text = frag.text[max(0, first - start) : end - start]
        if words and private.sameFrag(words[-1], frag):
            words[-1].text += text
        else:
            words.append(frag.clone(text=text))
    return words


def _frag_line(words: list[Any], limit: float, used: float, *, broken: bool) -> Any:  # noqa: ANN401 - reportlab's own
    private: Any = engine
    reach = [getAscentDescent(word.fontName, word.fontSize) for word in words]
    return private.FragLine(
        kind=1,
        extraSpace=limit - used,
        wordCount=1,
        words=words,
        fontSize=max((word.fontSize for word in words), default=0),
        ascent=max((0, *(up for up, _down in reach))),
        descent=min((0, *(down for _up, down in reach))),
        maxWidth=limit,
        currentWidth=used,
        lineBreak=broken,
    )


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
    return escape(shown).replace(WIDE_SPACE, _WIDE_SPACE_MARK).replace("\n", "<br/>")


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

"""Texts with marks in them: what a reader sees is one text, whatever tags, cue times or stars stand between.

A number that goes on behind ``<b>`` or in the next cue is found; marks keep their places, and what stands
inside of them (speakers, addresses, numbers of cues) is masked apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditdesk.domain.maskplace import joined
from auditdesk.domain.maskplan import Station
from auditdesk.domain.spans import Span
from auditdesk.i18n import _
from auditdesk.masking.text import Masker
from auditdesk.masking.whereabouts import Where, clock, role

_TAG = "</?[A-Za-z][^<>\n]{0,300}>|<[0-9:.]{5,15}>|\\{\\\\[^{}\n]{0,80}\\}"
_CUE = "(?<=\n)(?:[ \t]{0,9}\r?\n){1,3}(?:[^\n]{0,300}\n)?[ \t]*[0-9:.,]{5,15}[ \t]*-->[^\n]{0,300}\n"
_STARS = "\\*\\*|__|~~|\\\\(?=[-_.*+])"
SUBTITLES = re.compile(f"{_CUE}|{_TAG}")
MARKDOWN = re.compile(f"{_TAG}|{_STARS}")
MARKS = {".srt": SUBTITLES, ".vtt": SUBTITLES, ".md": MARKDOWN}
"""What is not read, by the ending of a file's name."""

_SPEAKS = re.compile("[0-9\u3400-\u9fff@]")
_ARROW = re.compile("([0-9:.,]{5,15})[ \t]*-->")
_FIRST = re.compile("([0-9:.,]{5,15})[ \t]*-->[^\n]{0,300}\n")
_VOICE = re.compile("<v[ .]([^<>\n]{1,40})>")
_LETTERS = re.compile("[^\r\n]+")


def mask_flow(text: str, marks: re.Pattern[str], masker: Masker, where: Where) -> str:
    """A text, masked as it is read; ``where`` is the place of its beginning."""
    seen: list[tuple[int, str]] = []
    hidden: list[str] = []
    length = position = 0
    for match in marks.finditer(text):
        seen.append((length, text[position : match.start()]))
        hidden.append(match[0])
        length += match.start() - position
        position = match.end()
    seen.append((length, text[position:]))
    whole = "".join(piece for _offset, piece in seen)
    timed = _timed(seen, hidden, whole) if masker.planning and marks is SUBTITLES else ()
    here = Where(where.place, 0 if timed else where.line, timed)
    replacements = masker.replacements(whole, masker.decided(whole, masker.find([whole])[0], where=here))
    written = _written(seen, replacements)
    asked = [number for number, mark in enumerate(hidden) if _SPEAKS.search(mark)]
    places = [Where(_("{place} 标记", place=_time(hidden[number])).strip()) for number in asked]
    for number, new in zip(asked, masker.texts([hidden[number] for number in asked], places), strict=True):
        hidden[number] = new
    return written[0] + "".join(mark + piece for mark, piece in zip(hidden, written[1:], strict=True))


def _timed(seen: Sequence[tuple[int, str]], hidden: Sequence[str], whole: str) -> tuple[Station, ...]:
    """Where the cues of subtitles begin, with their time and, if it is a role, who speaks."""
    made: list[Station] = []
    for (offset, piece), mark in zip(seen, ["", *hidden], strict=True):
        time, who = _time(mark), role(piece)
        if time:
            made.append(Station(offset, joined(time, who)))
        elif not mark and (first := _FIRST.search(piece)):  # the first cue has no empty line above it
            made.append(Station(0, joined(clock(first[1]), role(whole[first.end() :]))))
        elif made and made[-1].start == offset and (spoken := _VOICE.match(mark)) and role(spoken[1]):
            made[-1] = made[-1]._replace(words=joined(made[-1].words, role(spoken[1])))
    return tuple(made)


def _time(mark: str) -> str:
    found = _ARROW.search(mark)
    return clock(found[1]) if found else ""


def _written(seen: Sequence[tuple[int, str]], replacements: Sequence[tuple[Span, str]]) -> list[str]:
    """The pieces with stand-ins where values begin; of the rest of a value only line ends stay."""
    made: list[str] = []
    first = 0
    for offset, old in seen:
        pieces: list[str] = []
        position = 0
        while first < len(replacements) and replacements[first][0].end <= offset:
            first += 1
        for span, new in replacements[first:]:
            start, end = span.start - offset, min(span.end - offset, len(old))
            if start >= len(old):
                break
            pieces.append(old[position : max(start, 0)])
            pieces.append(new if start >= 0 else "")
            pieces.append(_LETTERS.sub("", old[max(start, 0) : end]))
            position = end
        made.append("".join([*pieces, old[position:]]))
    return made

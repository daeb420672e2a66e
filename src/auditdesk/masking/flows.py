"""Texts with marks in them: what a reader sees is one text, whatever tags, cue times or stars stand between.

A number that goes on behind ``<b>`` or in the next cue is found; marks keep their places, and what stands
inside of them (speakers, addresses, numbers of cues) is masked apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditdesk.domain.spans import Span
from auditdesk.masking.text import Masker

_TAG = "</?[A-Za-z][^<>\n]{0,300}>|<[0-9:.]{5,15}>|\\{\\\\[^{}\n]{0,80}\\}"
_CUE = "(?<=\n)(?:[ \t]{0,9}\r?\n){1,3}(?:[^\n]{0,300}\n)?[ \t]*[0-9:.,]{5,15}[ \t]*-->[^\n]{0,300}\n"
_STARS = "\\*\\*|__|~~|\\\\(?=[-_.*+])"
SUBTITLES = re.compile(f"{_CUE}|{_TAG}")
MARKDOWN = re.compile(f"{_TAG}|{_STARS}")
MARKS = {".srt": SUBTITLES, ".vtt": SUBTITLES, ".md": MARKDOWN}
"""What is not read, by the ending of a file's name."""

_SPEAKS = re.compile("[0-9\u3400-\u9fff@]")
_LETTERS = re.compile("[^\r\n]+")


def mask_flow(text: str, marks: re.Pattern[str], masker: Masker) -> str:
    """A text, masked as it is read."""
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
    replacements = masker.replacements(whole, masker.decided(whole, masker.find([whole])[0]))
    written = _written(seen, replacements)
    asked = [number for number, mark in enumerate(hidden) if _SPEAKS.search(mark)]
    for number, new in zip(asked, masker.texts([hidden[number] for number in asked]), strict=True):
        hidden[number] = new
    return written[0] + "".join(mark + piece for mark, piece in zip(hidden, written[1:], strict=True))


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

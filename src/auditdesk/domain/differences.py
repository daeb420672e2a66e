"""Where two texts differ, word by word for Latin letters and figures, character by character for Chinese.

A lone character that happens to stand in both texts would tear a phrase apart; such islands are taken into
the difference around them, so that what is marked reads as phrases (mock-up 08).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:[-./:]\d+)*|\s+|.", re.DOTALL)
_ISLAND = 2
"""Fewer equal tokens than this between two differences belong to them."""
LONGEST = 20_000
"""Tokens above which texts are only told equal or different: comparing grows with their product."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; ``differs`` when the other text has something else, or nothing, in its place."""

    text: str
    differs: bool


def differences(mine: str, theirs: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; joined again they are the texts."""
    left, right = _TOKEN.findall(mine), _TOKEN.findall(theirs)
    if len(left) + len(right) > LONGEST:
        return _whole(mine, theirs), _whole(theirs, mine)
    runs = _runs(left, right)
    return _pieces(left, [(run[0], run[1], run[4]) for run in runs]), _pieces(
        right, [(run[2], run[3], run[4]) for run in runs]
    )


def _whole(text: str, other: str) -> tuple[Piece, ...]:
    return (Piece(text, text != other),) if text else ()


def _runs(left: list[str], right: list[str]) -> list[tuple[int, int, int, int, bool]]:
    """Spans of both token lists with whether they differ; equal islands between differences do too."""
    found = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    runs = []
    for place, (kind, a1, a2, b1, b2) in enumerate(found):
        inside = 0 < place < len(found) - 1
        island = kind == "equal" and inside and a2 - a1 < _ISLAND
        runs.append((a1, a2, b1, b2, kind != "equal" or island))
    return runs


def _pieces(tokens: list[str], spans: list[tuple[int, int, bool]]) -> tuple[Piece, ...]:
    """Neighbouring spans of one kind become one piece; empty ones vanish."""
    pieces: list[Piece] = []
    for start, end, differs in spans:
        text = "".join(tokens[start:end])
        if not text:
            continue
        if pieces and pieces[-1].differs is differs:
            pieces[-1] = Piece(pieces[-1].text + text, differs)
        else:
            pieces.append(Piece(text, differs))
    return tuple(pieces)

"""Transcripts in pieces: a number said over two segments, or a word a record with its time.

Recognisers give lists of records with the same text key; what runs over a border between two of them is
masked in the first and taken out of the others.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from auditdesk.domain.spans import Span
from auditdesk.masking.text import Masker

_KEYS = (
    "text",
    "word",
    "w",
    "content",
    "sentence",
    "onebest",
    "words_result",
    "transcript",
    "utterance",
    "value",
)
_LONGEST_WORD = 8
"""Letters of a piece that is a word of a sentence and not a line of a conversation."""


def join_pieces(records: Sequence[object], masker: Masker) -> None:
    """Mask in place what runs over the borders of records."""
    for key in _KEYS:
        for run in _runs(records, key):
            _join(run, key, masker)


def _runs(records: Sequence[object], key: str) -> Iterator[list[dict[str, object]]]:
    run = [one for one in records if isinstance(one, dict) and isinstance(one.get(key), str)]
    if len(run) > 1:
        yield run


def _join(run: Sequence[dict[str, object]], key: str, masker: Masker) -> None:
    pieces = [str(one[key]) for one in run]
    words = sorted(map(len, pieces))[len(pieces) // 2] <= _LONGEST_WORD
    if not words and not any(_goes_on(*pair) for pair in pairwise(pieces)):
        return
    seam = "" if words else "\n"
    places = list(accumulate((len(piece) + len(seam) for piece in pieces[:-1]), initial=0))
    whole = seam.join(pieces)
    crossing = [span for span in masker.find([whole])[0] if len(_touched(places, span)) > 1]
    if not crossing:
        return
    for span, new in reversed(masker.replacements(whole, masker.decided(whole, crossing))):
        for number in _touched(places, span):
            start, end = max(span.start - places[number], 0), span.end - places[number]
            stand_in = new if number == _touched(places, span)[0] else ""
            pieces[number] = pieces[number][:start] + stand_in + pieces[number][end:]
    for one, piece in zip(run, pieces, strict=True):
        one[key] = piece


def _goes_on(piece: str, following: str) -> bool:
    return piece.rstrip()[-1:].isdigit() and following.lstrip()[:1].isdigit()


def _touched(places: Sequence[int], span: Span) -> range:
    """Numbers of the pieces, which begin at ``places``, that a span has letters of."""
    return range(bisect_right(places, span.start) - 1, bisect_left(places, span.end))

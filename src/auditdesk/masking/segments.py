"""Transcripts in pieces: a number said over two segments, or a word a record with its time.

Recognisers give lists of records with the same text key; what runs over a border between two of them is
masked in the first and taken out of the others.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from auditdesk.domain.maskplan import Station
from auditdesk.domain.spans import Span
from auditdesk.masking.text import Masker
from auditdesk.masking.whereabouts import Where

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


def join_pieces(records: Sequence[object], masker: Masker, places: Sequence[str]) -> None:
    """Mask in place what runs over the borders of records; ``places`` tells where each stands."""
    for key in _KEYS:
        run = [
            (one, place) for one, place in zip(records, places, strict=True)
            if isinstance(one, dict) and isinstance(one.get(key), str)
        ]  # fmt: skip
        if len(run) > 1:
            _join([one for one, _place in run], key, masker, [place for _one, place in run])


def _join(run: Sequence[dict[str, object]], key: str, masker: Masker, where: Sequence[str]) -> None:
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
    here = Where(stations=tuple(map(Station, places, where)) if masker.planning else ())
    for span, new in reversed(masker.replacements(whole, masker.decided(whole, crossing, where=here))):
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

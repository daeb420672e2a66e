"""Numbers broken by a line end: neither half is anything, the joined digits are (FACTS: screens wrap)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditdesk.domain.spans import Span
from auditdesk.i18n import _
from auditdesk.masking import shapes
from auditdesk.masking.cues import NO_CUE
from auditdesk.masking.grouping import SEPARATORS
from auditdesk.masking.reasons import Verdict

_WRAP = re.compile("\n[ \t]*(?=[0-9])")  # one literal first keeps the scan fast
_LEFT = re.compile("(?<![0-9A-Za-z./-])(?<![0-9]:)[0-9][0-9 -]*$")
_RIGHT = re.compile("[0-9][0-9 -]*[0-9Xx](?![0-9A-Za-z.:/年月-])")
_LONGEST_HALF = 24
_CHECKED = 0.9
_LEAST_OF_A_CARD = 4


def wrapped(text: str) -> Iterator[Span]:
    """Phone, ID and card numbers of a folded text that go on in the next line."""
    for match in _WRAP.finditer(text):
        end = match.start()
        if end and text[end - 1] == "\r":
            end -= 1
        if not end or not text[end - 1].isdigit():
            continue
        left = _LEFT.search(text, max(0, end - _LONGEST_HALF), end)
        right = _RIGHT.match(text, match.end())
        verdict = _joined(left[0], right[0]) if left and right else None
        if left and right and verdict:
            reason = _("跨行：{reason}", reason=verdict.reason)
            yield Span(left.start(), right.end(), verdict.kind, verdict.score, reason)


def _joined(left: str, right: str) -> Verdict | None:
    halves = [part.translate(SEPARATORS) for part in (left, right)]
    if len(halves[1]) >= shapes.PHONE_LENGTH or len(halves[0]) > shapes.CARD_LENGTHS[-1]:
        return None
    compact = "".join(halves)
    verdict: Verdict | None = None
    if len(compact) == shapes.PHONE_LENGTH:
        return shapes.phone(compact, (len(compact),), NO_CUE)
    if len(compact) == shapes.ID_LENGTH:
        verdict = shapes.resident_id(compact, NO_CUE)
    elif compact.isdigit() and len(compact) in shapes.CARD_LENGTHS and len(halves[0]) >= _LEAST_OF_A_CARD:
        verdict = shapes.bank_card(compact, (len(compact),), NO_CUE)
    return verdict if verdict and verdict.score > _CHECKED else None

"""Persons and addresses that overlap: 某组村民林晚 is an address and a person, 凌工路2号 only an address."""

from __future__ import annotations

import re
from bisect import bisect_right

from auditdesk.domain.spans import Kind, Span

_PLACE_GOES_ON = re.compile("[路街道巷弄里村镇乡区县市桥园苑庄屯寨组场湾坝港河江山店]|[0-9]{1,4}号")
_BETWEEN = re.compile("(?:村民|居民|业主|住户|租户|用户|户主|房主|店主|师傅|收|的|系|，|,| |\t)*$")
_SHORTEST = 4
_NEAREST = 4
"""Addresses of one place overlap too: as many of them are looked at before a person."""


def settle(text: str, spans: list[Span]) -> list[Span]:
    """Spans in which no person takes a whole address away: the address ends before the person or wins."""
    addresses = sorted(span for span in spans if span.kind is Kind.ADDRESS)
    if not addresses:
        return spans
    starts = [span.start for span in addresses]
    cut: dict[Span, int] = {}
    lost: set[Span] = set()
    for span in spans:
        if span.kind is not Kind.PERSON:
            continue
        for address in addresses[max(0, bisect_right(starts, span.start) - _NEAREST) :]:
            if address.start > span.start:
                break
            if span.start >= address.end or address.start == span.start or span.score <= address.score:
                continue
            if span.end < address.end and _PLACE_GOES_ON.match(text, span.end):
                lost.add(span)
            else:
                cut[address] = min(cut.get(address, address.end), span.start)
    if not cut and not lost:
        return spans
    return [shorter for span in spans if span not in lost and (shorter := _shortened(text, span, cut))]


def _shortened(text: str, span: Span, cut: dict[Span, int]) -> Span | None:
    end = cut.get(span)
    if end is None:
        return span
    between = _BETWEEN.search(text, span.start, end)
    last = between.start() if between else end
    return span._replace(end=last) if last - span.start >= _SHORTEST else None

"""JSON lines for ``auditdesk detect --jsonl`` (DESIGN §9)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.spans import Span
from auditdesk.i18n import _
from auditdesk.masking.detector import Detector

_BATCH = 256


def detect_lines(lines: Iterable[str], detector: Detector) -> Iterator[str]:
    """Lines ``{"text": …}`` become lines ``{"spans": [{"start", "end", "kind", "score"}]}``, in order.

    Raises:
        BadInputError: a line is no JSON object with a string ``text``; the sentence names its number.
    """
    texts = _texts(lines)
    while batch := list(islice(texts, _BATCH)):
        for spans in detector.detect_many(batch):
            yield json.dumps({"spans": [_plain(span) for span in spans]}, ensure_ascii=False)


def _texts(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadInputError(_("第 {n} 行不是 JSON。", n=number)) from error
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise BadInputError(_("第 {n} 行没有文字字段 text。", n=number))
        yield record["text"]


def _plain(span: Span) -> dict[str, object]:
    return {"start": span.start, "end": span.end, "kind": span.kind.value, "score": round(span.score, 3)}

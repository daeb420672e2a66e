"""Detection on the development data: quality per kind, and speed as ratio to one merged pattern in ``re``.

The named limit is DESIGN §10: what plain patterns alone reach on the same text with the same interpreter.
The data is not part of the project; it lies beside it where it is developed.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from auditdesk.domain.spans import Kind
from auditdesk.masking import names
from auditdesk.masking.detector import Detector

pytestmark = pytest.mark.bench
DATA = Path(__file__).resolve().parents[3] / "shared" / "pii"
LIMIT = re.compile(
    r"(?P<phone>(?<!\d)1[3-9]\d{9}(?!\d))|(?P<id>(?<!\d)\d{17}[\dXx](?!\d))|(?P<card>(?<!\d)\d{16,19}(?!\d))"
    r"|(?P<land>(?<!\d)0\d{2,3}-?\d{7,8}(?!\d))|(?P<mail>[\w.]+@[\w.]+\.\w+)|(?P<ip>(?:\d{1,3}\.){3}\d{1,3})"
    r"|(?P<mac>(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2})|(?P<plate>[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6})"
    r"|(?P<uscc>[0-9A-Z]{18})|(?P<pass>[EG]\d{8})|(?P<permit>[HMC]\d{8})|(?P<qq>QQ\D{0,3}\d{5,11})"
    r"|(?P<order>[A-Z]{2,4}\d{8,})"
)


def records(name):
    path = DATA / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def same_region(one, other):
    overlap = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, overlap) / (max(one[1], other[1]) - min(one[0], other[0])) >= 0.5


def scores(rows, found, rename=None):
    """Per kind: gold, found, strict hits, relaxed hits; and the share of gold characters covered."""
    table = {key: Counter() for key in ("gold", "found", "strict", "relaxed")}
    covered = total = 0
    for row, spans in zip(rows, found, strict=True):
        ignored = [(one["start"], one["end"]) for one in row["spans"] if one["label"] == "IGNORE"]
        gold = [(one["start"], one["end"], one["label"]) for one in row["spans"] if one["label"] != "IGNORE"]
        mine = [(one.start, one.end, (rename or {}).get(one.kind, one.kind.value)) for one in spans]
        mine = [one for one in mine if not any(one[0] < end and one[1] > start for start, end in ignored)]
        table["gold"].update(one[2] for one in gold)
        table["found"].update(one[2] for one in mine)
        table["strict"].update(one[2] for one in mine if one in gold)
        for one in gold:
            table["relaxed"][one[2]] += any(one[2] == other[2] and same_region(one, other) for other in mine)
        inside = {place for start, end, _kind in mine for place in range(start, end)}
        wanted = {place for start, end, _kind in gold for place in range(start, end)}
        covered += len(wanted & inside)
        total += len(wanted)
    return table, covered / total


def f1(table, kind, how):
    return 2 * table[how][kind] / (table["gold"][kind] + table["found"][kind])


def speed(work, texts, rounds=3):
    size = sum(len(text.encode()) for text in texts)
    best = min(_timed(work, texts) for _ in range(rounds))
    return size / best / 1e6


def _timed(work, texts):
    begin = time.perf_counter()
    work(texts)
    return time.perf_counter() - begin


def plain_patterns(texts):
    return [
        [(match.start(), match.end(), match.lastgroup) for match in LIMIT.finditer(text)] for text in texts
    ]


def test_structured_kinds(capsys):
    rows = records("chat_dev")
    texts = [row["text"] for row in rows]
    structured = Detector(kinds=[kind for kind in Kind if kind is not Kind.PERSON])
    everything = Detector()
    table, covered = scores(rows, everything.detect_many(texts))
    limit = speed(plain_patterns, texts)
    mine, with_rules = speed(structured.detect_many, texts), speed(everything.detect_many, texts)
    with capsys.disabled():
        print(f"\nchat_dev, rules only: {covered:.4f} of personal characters covered")
        for kind in sorted(table["gold"]):
            print(f"  {kind:<10} {table['gold'][kind]:>5}  strict F1 {f1(table, kind, 'strict'):.4f}")
        print(
            f"  structured {mine:.1f} MB/s = {mine / limit:.2f} × one merged pattern ({limit:.1f}); with persons {with_rules:.1f}"
        )
    assert all(f1(table, kind, "strict") >= 0.99 for kind in table["gold"] if kind != "PERSON")
    assert covered >= 0.995


def test_real_wording(capsys):
    rows = records("crosswoz_dev")
    found = Detector(kinds=[Kind.PHONE, Kind.LANDLINE, Kind.ADDRESS]).detect_many(
        [row["text"] for row in rows]
    )
    table, covered = scores(rows, found, rename={Kind.LANDLINE: "PHONE"})
    recall = {kind: table["relaxed"][kind] / table["gold"][kind] for kind in ("PHONE", "ADDRESS")}
    with capsys.disabled():
        print(f"\ncrosswoz_dev: relaxed recall {recall}, {covered:.4f} of characters covered")
    assert recall["PHONE"] >= 0.97
    assert recall["ADDRESS"] >= 0.90


@pytest.mark.skipif(not names.available(), reason="the extra names is not installed")
def test_with_the_name_model(capsys):
    rows = records("chat_dev")
    texts = [row["text"] for row in rows]
    found = []
    begin = time.perf_counter()
    found = Detector(names=names.NameModel()).detect_many(texts)
    taken = time.perf_counter() - begin
    table, covered = scores(rows, found)
    relaxed = f1(table, "PERSON", "relaxed")
    rate = sum(len(text.encode()) for text in texts) / taken / 1e6
    with capsys.disabled():
        print(
            f"\nchat_dev with model: PERSON relaxed F1 {relaxed:.4f}, {covered:.4f} covered, {rate:.2f} MB/s cold"
        )
    assert relaxed >= 0.95
    assert rate >= 0.5

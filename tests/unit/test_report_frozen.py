from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from tests.report_factories import large_snapshot, sample_snapshot

from auditdesk.domain.errors import DamagedError
from auditdesk.report.frozen import read_snapshot, snapshot_bytes, snapshot_digest


def test_a_snapshot_comes_back_equal_and_has_one_form():
    for snapshot, _pictures in (sample_snapshot(), large_snapshot(24, 9, 2)):
        data = snapshot_bytes(snapshot)
        assert read_snapshot(data) == snapshot
        assert snapshot_bytes(read_snapshot(data)) == data
        assert snapshot_digest(data) == hashlib.sha256(data).hexdigest().upper()


def test_another_word_gives_another_digest():
    snapshot, _pictures = sample_snapshot()
    changed = replace(snapshot, result=replace(snapshot.result, verdict="合格"))
    assert snapshot_digest(snapshot_bytes(changed)) != snapshot_digest(snapshot_bytes(snapshot))


def test_other_bytes_are_refused():
    data = snapshot_bytes(sample_snapshot()[0])
    spaced = json.dumps(json.loads(data), ensure_ascii=False).encode()
    for damaged in (b"", b"{}", data[:-1], spaced, data + b" "):
        with pytest.raises(DamagedError):
            read_snapshot(damaged)


def test_the_story_adds_up():
    snapshot, _pictures = sample_snapshot()
    result = snapshot.result
    assert result.items == result.passed + result.failed + result.not_applicable == 40
    assert sum(section.passed for section in snapshot.sections) == result.passed
    assert sum(count.count for count in snapshot.states) == result.findings
    assert sum(len(group.rows) for group in snapshot.register) == result.findings
    assert snapshot.problems[-1].running == result.findings

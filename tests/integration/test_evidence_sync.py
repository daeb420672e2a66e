"""What one laptop decides about evidence reaches the other: bytes, destruction, retention months."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from tests.sharing_kit import founder, get, joined, save, sync

from auditdesk.domain.evidence import Evidence
from auditdesk.domain.retention import Destruction, DestructionState, RetentionChoice
from auditdesk.services.sharing_roster import init_share


@pytest.fixture
def closing():
    laptops = []
    yield laptops.append
    for laptop in laptops:
        laptop.close()


def test_destruction_and_months_travel_and_the_bytes_go(tmp_path, closing):
    share = tmp_path / "share"
    share.mkdir()
    first = founder(tmp_path / "one")
    closing(first)
    init_share(first.desk, first.tools, str(share))
    second = joined(tmp_path, first, closing)
    blob = first.desk.blobs.add(BytesIO(b"to be destroyed"))
    piece = Evidence("e1", "E-1", "a.txt", "text/plain", blob.size, blob.sha256, "u", "2026-11-02")
    save(first, piece)
    sync(first)
    sync(second)
    name = second.desk.blobs.name_of(blob.sha256)
    assert second.desk.blobs.exists(name)
    record = Destruction(
        "d1", "e1", "E-1", blob.sha256, blob.size, "期满", "u", "2026-11-03",
        DestructionState.DONE, "v", "2026-11-03", "", "v", "2026-11-03",
    )  # fmt: skip
    choice = RetentionChoice("complaint", 12, 48, "u", "2026-11-03", "集团要求")
    save(first, replace(piece, destroyed_at="2026-11-03"))
    save(first, record)
    save(first, choice)
    first.desk.blobs.delete(blob.name)
    sync(first)
    result = sync(second)
    assert result.alarms == ()
    assert not second.desk.blobs.exists(name)
    assert get(second, Destruction, "d1") == record
    assert get(second, RetentionChoice, "complaint") == choice

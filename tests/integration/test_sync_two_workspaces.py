from dataclasses import replace
from io import BytesIO

import pytest
from tests.sharing_kit import Clock, Maker, founder, new_user

from auditdesk.domain.errors import NotReadyError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.findings import Finding
from auditdesk.domain.people import User
from auditdesk.services.sharing import status, sync_now, verify_share
from auditdesk.services.sharing_enrol import Joining, invite, join
from auditdesk.services.sharing_roster import init_share

FINDING = Finding("f1", "WT-1101", "a1", "4.3", description="首次响应超时")


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture
def closing():
    laptops = []
    yield laptops.append
    for laptop in laptops:
        laptop.close()


@pytest.fixture
def first(tmp_path, share, closing):
    laptop = founder(tmp_path / "one")
    closing(laptop)
    init_share(laptop.desk, laptop.tools, str(share))
    return laptop


def joined(tmp_path, first, closing, name="two", clock=None):
    file = tmp_path / f"{name}.adinvite"
    code = invite(first.desk, first.tools, new_user("1042"), file)
    clock = clock or Clock()
    asked = Joining(tmp_path / name, file, code, "passphrase")
    laptop = join(first.tools, Maker(clock), clock, asked)
    closing(laptop)
    return laptop


def sync(laptop):
    return sync_now(laptop.desk, laptop.tools)


def save(laptop, *entities):
    with laptop.desk.begin() as work:
        work.save(*entities)
        work.commit()


def get(laptop, cls, entity):
    with laptop.desk.begin() as work:
        return work.get(cls, entity)


def test_without_a_share_a_sentence(tmp_path, closing):
    laptop = founder(tmp_path / "one")
    closing(laptop)
    assert not status(laptop.desk, laptop.tools).joined
    with pytest.raises(NotReadyError):
        sync(laptop)


def test_two_laptops_reach_one_state(tmp_path, first, closing):
    second = joined(tmp_path, first, closing)
    save(first, FINDING)
    save(second, replace(FINDING, id="f2", description="未回访"))
    sync(first)
    sync(second)
    ours, theirs = sync(first), sync(second)
    assert ours.state_hash == theirs.state_hash
    assert ours.alarms == theirs.alarms == ()
    assert get(first, Finding, "f2").description == "未回访"
    assert get(second, Finding, "f1") == FINDING
    assert get(second, User, second.desk.user.id).name == "沈知夏"
    assert not verify_share(first.desk, first.tools).broken


def test_evidence_arrives_with_its_bytes(tmp_path, first, closing):
    second = joined(tmp_path, first, closing)
    data = bytes(range(256)) * 2000
    blob = first.desk.blobs.add(BytesIO(data))
    save(first, Evidence("e1", "E-1", "录音.wav", "audio/wav", blob.size, blob.sha256, "u", "2026-11-02"))
    waiting = status(first.desk, first.tools)
    assert [one.code for one in waiting.outgoing] == ["E-1"]
    assert waiting.segments[-1].counts["evidence"] == 1
    assert sync(first).blobs_sent == 1
    assert sync(second).blobs_received == 1
    with second.desk.blobs.open(second.desk.blobs.name_of(blob.sha256)) as stream:
        assert stream.read() == data
    assert status(first.desk, first.tools).outgoing == ()
    assert not [path for path in (tmp_path / "one" / "exchange").rglob("*") if path.is_file()]
    assert not [path for path in (tmp_path / "two" / "exchange").rglob("*") if path.is_file()]

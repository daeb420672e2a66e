"""Retention, destruction by two people, custody, search, tags: on a real workspace."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.evidence_kit import add, other, plan
from tests.factories import make_program, make_workspace

from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.people import Role
from auditdesk.domain.retention import Destruction, DestructionState
from auditdesk.services.custody import custody_of, derivatives_of
from auditdesk.services.destroying import (
    carry_out_destruction,
    change_expiry,
    change_rule,
    decide_destruction,
    propose_destruction,
    records_of,
    refusal_of,
    remove_after_sync,
    retention_for,
)
from auditdesk.services.evidence import (
    add_mark,
    find_evidence,
    links_of,
    mask_evidence,
    open_original,
    shown_copy,
    unlink,
)
from auditdesk.services.evidence_shelf import ShelfFilter, read_shelf, search_evidence
from auditdesk.services.rectifying import begin_finding
from auditdesk.services.tagging import Target, change_tags, find_target, link_many, targets_of


@pytest.fixture
def workspace(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "workspace") as opened:
        yield opened


@pytest.fixture
def desk(workspace):
    return workspace.desk


def later(desk, days):
    """The same desk so many days on."""

    class Later:
        def now(self):
            return desk.clock.now() + timedelta(days=days)

    return replace(desk, clock=Later())


def test_two_people_destroy_a_piece_and_the_record_stays(desk):
    piece = add(desk, "客户13800138000.txt")
    blob = desk.blobs.stored_path(desk.blobs.name_of(piece.sha256))
    assert blob.is_file()
    propose_destruction(desk, piece.id, "保存期满，电话 13800138000")
    with pytest.raises(NotAllowedError, match="另一个人"):
        decide_destruction(desk, piece.id, approve=True)
    with pytest.raises(NotReadyError, match="批准"):
        carry_out_destruction(desk, piece.id)
    with pytest.raises(NotAllowedError):
        decide_destruction(other(desk, Role.AUDITOR), piece.id, approve=True)
    decide_destruction(other(desk), piece.id, approve=True, decision="同意")
    record = carry_out_destruction(desk, piece.id)
    assert not blob.exists()
    assert record == records_of(desk, piece.id)[0]
    assert (record.state, record.sha256, record.size) == (DestructionState.DONE, piece.sha256, piece.size)
    assert record.proposed_by == record.done_by == desk.user.id
    assert record.decided_by == "u-other"
    assert "13800138000" not in record.reason
    kept = find_evidence(desk, piece.id)
    assert kept.destroyed_at
    assert "13800138000" not in kept.name
    assert [line.what for line in custody_of(desk, kept)] == ["添加", "提出销毁", "批准销毁", "销毁"]
    with pytest.raises(NotReadyError, match="已在"):
        propose_destruction(desk, piece.id, "再来一次")
    assert [row.piece.id for row in read_shelf(desk).find(chosen=ShelfFilter.DESTROYED)] == [piece.id]
    assert read_shelf(desk).find() == []


def test_a_refusal_needs_a_reason_and_lets_propose_again(desk):
    piece = add(desk)
    propose_destruction(desk, piece.id, "不再需要")
    with pytest.raises(NotReadyError, match="已经提出"):
        propose_destruction(desk, piece.id, "不再需要")
    with pytest.raises(BadInputError, match="理由"):
        decide_destruction(other(desk), piece.id, approve=False)
    decide_destruction(other(desk), piece.id, approve=False, decision="投诉还没有结案")
    propose_destruction(desk, piece.id, "投诉已结案")
    assert [one.state for one in records_of(desk, piece.id)] == [
        DestructionState.PROPOSED, DestructionState.REFUSED,
    ]  # fmt: skip
    with pytest.raises(BadInputError, match="理由"):
        propose_destruction(desk, add(desk, "b.txt").id, "  ")


def test_content_that_another_piece_needs_stays(desk):
    piece = add(desk, data="没有号码".encode())
    copy, _masked = mask_evidence(desk, piece.id)
    with desk.begin() as work:
        work.save(replace(copy, sha256=piece.sha256))
        work.commit()
    propose_destruction(desk, piece.id, "期满")
    decide_destruction(other(desk), piece.id, approve=True)
    carry_out_destruction(desk, piece.id)
    assert desk.blobs.exists(desk.blobs.name_of(piece.sha256))


def test_complaints_are_kept_six_months(desk):
    piece = change_tags(desk, [add(desk).id], add=["投诉"])[0]
    kept = retention_for(desk, piece)
    assert kept.keep_until == "2027-05-02"
    with pytest.raises(NotReadyError, match="2027-05-02"):
        propose_destruction(desk, piece.id, "不要了")
    half = later(desk, 181)
    assert refusal_of(half, piece.id) == ""
    propose_destruction(half, piece.id, "期满")
    change_tags(desk, [piece.id], add=["重大"], remove=["投诉"])
    assert find_evidence(desk, piece.id).tags == ("重大",)


def test_retention_is_checked_again_at_the_last_step(desk):
    piece = add(desk)
    propose_destruction(desk, piece.id, "不再需要")
    decide_destruction(other(desk), piece.id, approve=True)
    change_tags(desk, [piece.id], add=["投诉"])
    with pytest.raises(NotReadyError, match="投诉资料"):
        carry_out_destruction(desk, piece.id)
    assert desk.blobs.exists(desk.blobs.name_of(piece.sha256))


@pytest.mark.parametrize("kind", ["item", "finding", "copy"])
def test_evidence_cited_by_an_unsigned_audit_is_not_destroyed(desk, kind):
    audit, items = plan(desk)
    piece = add(desk, data="电话 13800138000".encode())
    target = find_target(desk, audit, items[0])
    if kind == "finding":
        finding = begin_finding(desk, audit.id, items[0])
        target = Target("finding", finding.id, finding.code)
    (link,) = link_many(desk, [piece.id], target)
    victim = mask_evidence(desk, piece.id, audit=audit)[0] if kind == "copy" else piece
    with pytest.raises(NotReadyError, match="11月例行自查"):
        propose_destruction(desk, victim.id, "不要了")
    unlink(desk, link.id)
    assert links_of(desk, piece.id) == []
    propose_destruction(desk, victim.id, "不要了")


def test_a_destroyed_copy_is_never_shown(desk):
    piece = add(desk, data="电话 13800138000".encode())
    first, _masked = mask_evidence(desk, piece.id)
    second, _masked = mask_evidence(desk, piece.id, style="remove")
    propose_destruction(desk, second.id, "遮得不好")
    decide_destruction(other(desk), second.id, approve=True)
    carry_out_destruction(desk, second.id)
    with desk.begin() as work:
        assert shown_copy(work, piece).id == first.id


def test_bytes_destroyed_on_another_laptop_go_here_too(desk):
    piece, alive, bare = add(desk), add(desk, "b.txt"), add(desk, "c.txt")
    record = Destruction("d1", piece.id, piece.code, piece.sha256, piece.size, "期满", "u8", "2026-11-03",
                         DestructionState.DONE, "u9", "2026-11-03")  # fmt: skip
    alone = replace(record, id="d2", evidence_id=bare.id, decided_by="u8")
    with desk.begin() as work:
        work.save(*(replace(one, destroyed_at="2026-11-03") for one in (piece, bare)))
        work.save(record, alone)
        work.commit()
    here = {one.id: desk.blobs.name_of(one.sha256) for one in (piece, alive, bare)}
    assert remove_after_sync(desk, [("evidence", alive.id), ("finding", "f1")]) == 0
    assert remove_after_sync(desk, [("destruction", "d1"), ("destruction", "d2"), ("evidence", "none")]) == 1
    assert [desk.blobs.exists(here[one.id]) for one in (piece, alive, bare)] == [False, True, True]


def test_rules_and_single_days_can_be_changed_with_a_reason(desk):
    piece = change_tags(desk, [add(desk).id], add=["投诉"])[0]
    change_rule(desk, "complaint", 12, 48, "集团要求")
    assert retention_for(desk, piece).keep_until == "2027-11-02"
    for words, call in (
        ("理由", lambda: change_rule(desk, "complaint", 6, 36, "")),
        ("少于", lambda: change_rule(desk, "complaint", 9, 3, "x")),
        ("没有保存期限规则", lambda: change_rule(desk, "nothing", 6, 36, "x")),
        ("日期", lambda: change_expiry(desk, piece.id, "明天", "x")),
        ("至少保存", lambda: change_expiry(desk, piece.id, "2026-12-01", "x")),
    ):
        with pytest.raises((BadInputError, NotFoundError), match=words):
            call()
    with pytest.raises(NotAllowedError):
        change_rule(other(desk, Role.LEAD), "complaint", 6, 36, "x")
    change_expiry(desk, piece.id, "2030-01-01", "诉讼中")
    assert retention_for(desk, find_evidence(desk, piece.id)).expires_on == "2030-01-01"


def test_what_is_due_is_listed(desk):
    change_rule(desk, "personal", 0, 1, "短期项目")
    add(desk)
    assert read_shelf(desk).count(ShelfFilter.DUE) == 0
    assert read_shelf(later(desk, 40)).count(ShelfFilter.DUE) == 1


def test_search_by_name_code_tag_and_item(desk):
    audit, items = plan(desk, "投诉专项")
    one, two = add(desk, "回访录音.txt"), add(desk, "工单.txt", cleared=True)
    change_tags(desk, [two.id], add=["重大投诉"])
    link_many(desk, [one.id], find_target(desk, audit, items[5]))
    for text, expected in (
        ("回访", [one]), (two.code, [two]), ("重大", [two]), (items[5], [one]), ("投诉专项", [one]),
        ("专项 回访", [one]), ("投诉", [two, one]), ("没有", []), ("", [two, one]),
    ):  # fmt: skip
        assert [row.piece.id for row in search_evidence(desk, text)] == [each.id for each in expected], text
    shelf = read_shelf(desk)
    assert [row.piece.id for row in shelf.find(chosen=ShelfFilter.INBOX)] == [two.id]
    assert [row.piece.id for row in shelf.find(chosen=ShelfFilter.UNMASKED)] == [one.id]
    assert shelf.audits == ((audit.id, "投诉专项"),)
    assert [row.piece.id for row in shelf.find(audit_id=audit.id)] == [one.id]


def test_one_piece_serves_many_items_and_findings(desk):
    audit, items = plan(desk)
    finding = begin_finding(desk, audit.id, items[3])
    piece = add(desk)
    labels = [one.label for one in targets_of(desk, audit)]
    assert any(finding.code in label for label in labels)
    for name in (items[0], items[1], finding.code):
        link_many(desk, [piece.id], find_target(desk, audit, name))
    assert {one.target_kind for one in links_of(desk, piece.id)} == {"answer", "finding"}
    assert len(read_shelf(desk).rows[0].places) == 3
    with pytest.raises(NotFoundError):
        find_target(desk, audit, "99.9")


@pytest.mark.parametrize("tag", ["", "  ", "长" * 41])
def test_tags_that_are_none_are_refused(desk, tag):
    piece = add(desk)
    with pytest.raises(BadInputError, match="标签"):
        change_tags(desk, [piece.id], add=["好", tag])
    assert find_evidence(desk, piece.id).tags == ()


def test_personal_data_in_a_tag_or_reason_is_masked(desk):
    piece = add(desk, data="电话 13800138000".encode())
    assert change_tags(desk, [piece.id], add=["13800138000"])[0].tags == ("138****8000",)
    open_original(desk, piece.id, "客户 13800138000 来电").close()
    told = " ".join(line.sentence() for line in custody_of(desk, find_evidence(desk, piece.id)))
    assert "138****8000 来电" in told
    assert "13800138000" not in told


def test_the_tree_and_the_trail_of_a_copy(desk):
    piece = add(desk, data="电话 13800138000".encode())
    copy, _masked = mask_evidence(desk, piece.id)
    tree = derivatives_of(desk, copy)
    assert tree.piece.id == piece.id
    assert [one.piece.id for one in tree.copies] == [copy.id]
    assert custody_of(desk, copy)[0].what == f"由原件脱敏生成 {piece.code}"
    assert custody_of(desk, piece)[-1].what == f"生成脱敏副本 {copy.code}"


def test_marks_stay_on_recordings(desk):
    with pytest.raises(BadInputError):
        add_mark(desk, add(desk).id, "开头", 1.0)


def test_viewers_look_and_change_nothing(desk):
    piece = add(desk)
    viewer = other(desk, Role.VIEWER)
    assert len(read_shelf(viewer).rows) == 1
    for call in (
        lambda: change_tags(viewer, [piece.id], add=["a"]),
        lambda: propose_destruction(viewer, piece.id, "x"),
        lambda: link_many(viewer, [piece.id], Target("finding", "f", "f")),
        lambda: change_expiry(viewer, piece.id, "2030-01-01", "x"),
    ):
        with pytest.raises(NotAllowedError):
            call()
    with desk.begin() as work:
        assert work.find(Evidence) == [piece]

"""Evidence as an auditor handles it: tags renamed, notes, holds, sieves, trails and bodies handed over."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.evidence_kit import add, plan, wav
from tests.factories import make_program, make_workspace

from auditdesk.domain.errors import AuditDeskError, BadInputError, NotFoundError, NotReadyError
from auditdesk.domain.evidence import EvidenceLink
from auditdesk.services.body import INDEX, SUMS, BodyWish, export_body
from auditdesk.services.body_check import check_body
from auditdesk.services.custody import custody_of, custody_text, export_custody
from auditdesk.services.destroying import change_expiry, propose_destruction, refusal_of
from auditdesk.services.evidence import (
    NewEvidence,
    add_evidence,
    add_mark,
    find_evidence,
    list_evidence,
    marks_of,
    mask_evidence,
)  # fmt: skip
from auditdesk.services.evidence_notes import add_note, notes_of
from auditdesk.services.evidence_shelf import Sieve, read_shelf
from auditdesk.services.exporting import export_evidence
from auditdesk.services.jobs import Silent
from auditdesk.services.marking import mark_at, remove_mark, rename_mark
from auditdesk.services.searching import ContentSearch
from auditdesk.services.tagging import find_target, link_many, list_tags, rename_tag


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("handling")


@pytest.fixture(scope="module")
def desk(folder):
    with make_workspace(make_program(folder / "home"), folder / "workspace") as opened:
        yield opened.desk


def names(rows):
    return {row.piece.name for row in rows}


def test_a_tag_is_renamed_everywhere_and_merges(desk):
    one, two = add(desk, "甲.txt", tags=("回坊",)), add(desk, "乙.txt", tags=("回访", "回坊"))
    changed = rename_tag(desk, "回坊", " 回访 ")
    assert {piece.id for piece in changed} == {one.id, two.id}
    assert [find_evidence(desk, piece.id).tags for piece in (one, two)] == [("回访",), ("回访",)]
    assert [(use.tag, use.pieces) for use in list_tags(desk) if use.tag.startswith("回")] == [("回访", 2)]
    assert rename_tag(desk, "回访", "回访") == []
    with pytest.raises(NotFoundError, match="没有证据带标签"):
        rename_tag(desk, "回坊", "回访")
    with pytest.raises(BadInputError, match="1 到 40"):
        rename_tag(desk, "回访", "  ")


def test_a_tag_that_retention_hangs_on_keeps_its_name(desk):
    piece = add(desk, "投诉单.txt", tags=("投诉",))
    with pytest.raises(BadInputError, match="决定保存期限"):
        rename_tag(desk, "投诉", "旧资料")
    assert find_evidence(desk, piece.id).tags == ("投诉",)


def test_notes_stand_with_the_piece_masked_and_can_be_found(desk):
    piece = add(desk, "备注.txt")
    add_note(desk, piece.id, "客户来电 13800138000 说第二段有杂音")
    add_note(desk, piece.id, "更正：第三段")
    texts = [one.text for one in notes_of(desk, piece.id)]
    assert texts[1] == "更正：第三段"
    assert "13800138000" not in texts[0]
    assert "杂音" in texts[0]
    assert names(read_shelf(desk).find("杂音")) == {"备注.txt"}
    assert ("evidence", piece.id) in [(one.page, one.target) for one in ContentSearch(desk).find("杂音")]
    assert [line.what for line in custody_of(desk, piece)].count("写备注") == 2
    for text in ("  ", "长" * 2001):
        with pytest.raises(BadInputError, match="备注要有"):
            add_note(desk, piece.id, text)


def test_a_day_set_by_a_person_holds_the_piece(desk):
    piece = add(desk, "诉讼.txt")
    until = (desk.clock.now() + timedelta(days=30)).date().isoformat()
    change_expiry(desk, piece.id, until, "诉讼中")
    assert "由人指定保存到" in refusal_of(desk, piece.id)
    with pytest.raises(NotReadyError, match=until):
        propose_destruction(desk, piece.id, "想早点删")
    earlier = (desk.clock.now() + timedelta(days=10)).date().isoformat()
    change_expiry(desk, piece.id, earlier, "和解了")
    change_expiry(desk, piece.id, "", "按规则")
    assert refusal_of(desk, piece.id) == ""


def test_the_sieve_takes_kind_tag_item_and_day(desk):
    audit, items = plan(desk)
    sound, text = add(desk, "筛 录音.wav", wav()), add(desk, "筛 文字.txt", tags=("筛",))
    link_many(desk, [text.id], find_target(desk, audit, items[0]))
    shelf, today = read_shelf(desk), desk.today()
    found = {
        "kind": Sieve(kind="audio/ video/"), "not": Sieve(kind="!audio/ video/"), "tag": Sieve(tag="筛"),
        "item": Sieve(target=f"{audit.id}/{items[0]}"), "audit": Sieve(target=audit.id),
        "today": Sieve(since=today, until=today), "past": Sieve(until="2020-01-01"),
    }  # fmt: skip
    rows = {name: names(shelf.find("筛", sieve=sieve)) for name, sieve in found.items()}
    both = {sound.name, text.name}
    assert rows == {
        "kind": {sound.name}, "not": {text.name}, "tag": {text.name}, "item": {text.name},
        "audit": {text.name}, "today": both, "past": set(),
    }  # fmt: skip
    assert shelf.targets() == [(audit.id, audit.title), (f"{audit.id}/{items[0]}", f"　{items[0]}")]
    assert "筛" in shelf.tags()


def test_the_same_content_again_is_told_and_brings_its_tags(desk):
    first = add(desk, "一份.txt", b"the very same", tags=("甲",))
    again = add(desk, "二份.txt", b"the very same", tags=("乙",))
    assert again.id == first.id
    assert find_evidence(desk, first.id).tags == ("甲", "乙")
    assert [line.what for line in custody_of(desk, first)] == ["添加", "再次收到相同内容"]


class Growing:
    """A file that somebody goes on writing: every read gives more."""

    def read(self, _size=-1):
        return b"x" * 70_000

    def seek(self, _place):
        return 0


class Broken(Growing):
    def read(self, _size=-1):
        raise OSError(5, "Input/output error")


@pytest.mark.parametrize(("stream", "words"), [(Growing(), "被改动"), (Broken(), "读不出来")])
def test_a_file_that_changes_or_breaks_is_refused_and_leaves_nothing(desk, stream, words):
    before, blobs = list_evidence(desk), list(desk.blobs.names())
    with pytest.raises(AuditDeskError, match=words):
        add_evidence(desk, NewEvidence(stream, "日志.txt", 100_000))
    assert list_evidence(desk) == before
    assert list(desk.blobs.names()) == blobs


def test_a_file_that_got_shorter_is_refused(desk, tmp_path):
    path = tmp_path / "短.txt"
    path.write_bytes(b"only this")
    blobs = list(desk.blobs.names())
    with path.open("rb") as stream, pytest.raises(BadInputError, match="被改动"):
        add_evidence(desk, NewEvidence(stream, path.name, 5_000))
    assert list(desk.blobs.names()) == blobs


def test_a_trail_names_laptop_place_and_copies_and_is_written(desk, folder):
    audit, items = plan(desk, "保管自查")
    piece = add(desk, "链条.txt", "电话 13800138000".encode())
    link_many(desk, [piece.id], find_target(desk, audit, items[1]))
    copy, _masked = mask_evidence(desk, piece.id)
    lines = custody_of(desk, piece)
    assert {line.where for line in lines} == {"本机"}
    assert [line.what for line in lines] == [
        "添加", f"关联引用 保管自查 {items[1]}", f"生成脱敏副本 {copy.code}",
    ]  # fmt: skip
    out = export_custody(desk, copy, folder / "链条保管.txt")
    told = out.read_bytes().decode("utf-8-sig")
    assert piece.sha256 in told
    assert copy.sha256 in told
    assert f"电脑 {desk.workspace.device}" in told
    assert custody_of(desk, copy)[-1].what == "导出保管记录"
    with pytest.raises(BadInputError, match="写不了"):
        export_custody(desk, copy, folder / "没有" / "x.txt")


def test_steps_of_another_laptop_are_told_from_what_was_synced(desk):
    sound = add(desk, "远方.wav", wav(1.5))
    add_mark(desk, sound.id, "承诺", 1)
    with desk.begin() as work:
        work.save(EvidenceLink(f"{sound.id}>else", sound.id, "finding", "else", "2026-01-05T10:00:00+09:00"))
        work.commit()
    lines = custody_of(desk, sound)
    assert [(line.what, line.where) for line in lines] == [
        ("关联引用", "另一台电脑"), ("添加", "本机"), ("加标记 00:00:01", "本机"),
    ]  # fmt: skip
    assert "另一台电脑" in custody_text(desk, sound)


def test_a_mark_is_renamed_and_taken_back_and_the_trail_keeps_both(desk):
    sound = add(desk, "标记.wav", wav(9.0, 800))
    wrong, right = add_mark(desk, sound.id, "口误", 2), add_mark(desk, sound.id, "承诺", 5)
    with pytest.raises(BadInputError, match="要有名称"):
        rename_mark(desk, right.id, " ")
    with pytest.raises(BadInputError, match="要有名称"):
        add_mark(desk, sound.id, "", 3)
    rename_mark(desk, mark_at(desk, sound, 5.9).id, "承诺原话")
    remove_mark(desk, wrong.id)
    assert [(one.label, one.start_seconds) for one in marks_of(desk, sound.id)] == [("承诺原话", 5.0)]
    assert [line.what for line in custody_of(desk, sound)][-1] == "删除标记 00:00:02"
    with pytest.raises(NotFoundError, match="00:00:02"):
        mark_at(desk, sound, 2)


def test_a_body_is_verified_and_every_change_is_named(desk, folder):
    pieces = [add(desk, f"交付{n}.txt", cleared=True) for n in range(3)]
    wish = BodyWish(tuple(one.id for one in pieces))
    body = export_body(desk, wish, folder / "交付")
    good = check_body(body.path, body.seal)
    assert good.sound
    assert len(good.intact) == 5
    assert not check_body(body.path, "00" * 32).sound
    (body.path / INDEX).write_bytes(b"another index")
    (body.path / body.lines[0].file).unlink()
    (body.path / "多出来.txt").write_text("x")
    bad = check_body(body.path, body.seal)
    assert (bad.changed, bad.missing, bad.extra) == ((INDEX,), (body.lines[0].file,), ("多出来.txt",))
    assert not bad.sound
    assert len(bad.sentences()) == 4
    sums = body.path / SUMS
    sums.write_text(sums.read_text().replace("a", "b"))
    assert not check_body(body.path, body.seal).sealed
    sums.write_bytes(b"\xff\xfe no list")
    with pytest.raises(BadInputError, match="不是校验清单"):
        check_body(body.path)


def test_a_zipped_body_is_verified_and_what_is_none_is_refused(desk, folder):
    piece = add(desk, "压缩.txt", b"A" * 200_000, cleared=True)
    body = export_body(desk, BodyWish((piece.id,)), folder / "交付.zip")
    assert check_body(body.path, body.seal).sound
    data = bytearray(body.path.read_bytes())
    with zipfile.ZipFile(body.path) as archive:
        member = archive.getinfo(body.lines[0].file)
    data[member.header_offset + 30 + len(member.filename.encode()) + 60] ^= 0x40
    body.path.write_bytes(data)
    assert not check_body(body.path).sound
    for name, content in (("kein.zip", b"PK no zip"), ("leer", None)):
        path = folder / name
        path.write_bytes(content) if content else path.mkdir()
        with pytest.raises(BadInputError, match="不是"):
            check_body(path)
    with pytest.raises(BadInputError, match="读不了"):
        check_body(folder / "nirgends.zip")


def test_the_body_tells_the_original_of_a_copy_and_the_handing_over(desk, folder):
    piece = add(desk, "原件.txt", "电话 13800138000".encode())
    copy, _masked = mask_evidence(desk, piece.id)
    body = export_body(desk, BodyWish((piece.id,)), folder / "链")
    told = (body.path / "00-保管记录.txt").read_text("utf-8-sig")
    assert f"{piece.code}　SHA-256" in told
    assert f"由原件脱敏生成 {piece.code}" in told
    assert told.rstrip().splitlines()[-1].strip().split(" 电脑")[0].endswith("导出证据集")
    entry = desk.journal.last()
    assert dict(entry.detail)["sha256"] == copy.sha256
    assert json.dumps(body.seal)


def test_a_name_of_255_bytes_is_exported(desk, folder):
    name = "长" * 83 + "ab.txt"
    piece = add(desk, name, cleared=True)
    assert export_evidence(desk, piece, folder, "", Silent()).name == name
    with pytest.raises(BadInputError, match="写不了"):
        export_evidence(replace(desk), piece, folder / ("x" * 300), "", Silent())

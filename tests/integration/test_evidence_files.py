"""Folders in, bodies of evidence out, integrity checks, previews: on a real workspace."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from dataclasses import replace

import openpyxl
import pikepdf
import pytest
from tests.evidence_kit import add, other, plan, png, wav, xlsx
from tests.factories import make_program, make_workspace

from auditdesk.domain.basis import Document
from auditdesk.domain.errors import BadInputError, CancelledError, DamagedError, NotAllowedError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.people import Role
from auditdesk.domain.records import ReportFile
from auditdesk.domain.retention import Destruction, DestructionState
from auditdesk.services.body import INDEX, SUMS, TRAIL, BodyWish, export_body
from auditdesk.services.custody import custody_of
from auditdesk.services.evidence import add_mark, find_evidence, list_evidence, mask_evidence
from auditdesk.services.importing_files import ImportOutcome, import_paths
from auditdesk.services.integrity import Health, check_integrity
from auditdesk.services.jobs import Silent
from auditdesk.services.previewing import PreviewKind, read_picture, read_preview
from auditdesk.services.tagging import find_target, link_many


@pytest.fixture
def desk(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "workspace") as opened:
        yield opened.desk


class CancelsAfter(Silent):
    """Cancels when so many bytes are done."""

    def __init__(self, least):
        self.left = least

    def step(self, amount=1):
        self.left -= amount
        if self.left < 0:
            raise CancelledError("已取消")


@pytest.fixture
def folder(tmp_path):
    top = tmp_path / "现场资料"
    (top / "录音").mkdir(parents=True)
    (top / ".git").mkdir()
    (top / ".git" / "x").write_text("x")
    (top / "a.txt").write_text("甲", encoding="utf-8")
    (top / "录音" / "b.wav").write_bytes(wav(0.1))
    (top / "录音" / "c.txt").write_text("甲", encoding="utf-8")
    (top / "empty.txt").touch()
    (top / "~$表.xlsx").write_text("lock")
    return top


def test_a_folder_is_imported_with_a_line_for_each_file(desk, folder):
    (folder / "link.txt").symlink_to(folder / "a.txt")
    result = import_paths(desk, [folder])
    told = {row.name: row.outcome for row in result.rows}
    assert told == {
        "现场资料/a.txt": ImportOutcome.ADDED,
        "现场资料/empty.txt": ImportOutcome.REFUSED,
        "现场资料/link.txt": ImportOutcome.REFUSED,
        "现场资料/~$表.xlsx": ImportOutcome.REFUSED,
        "现场资料/录音/b.wav": ImportOutcome.ADDED,
        "现场资料/录音/c.txt": ImportOutcome.KNOWN,
    }
    assert all(row.reason for row in result.rows if row.outcome is ImportOutcome.REFUSED)
    assert result.sentence() == "新增 2，已有相同内容 1，没有接收 3"
    assert len(result.ids()) == 2
    sound = next(one for one in list_evidence(desk) if one.name == "b.wav")
    assert (sound.source, sound.media_type) == ("现场资料/录音", "audio/wav")


def test_a_folder_of_links_to_itself_ends(desk, folder):
    (folder / "录音" / "again").symlink_to(folder, target_is_directory=True)
    assert import_paths(desk, [folder]).count(ImportOutcome.ADDED) == 2


def test_a_cancel_keeps_what_is_done_and_tells_the_rest(desk, tmp_path):
    paths = []
    for number in range(4):
        paths.append(tmp_path / f"{number}.bin")
        paths[-1].write_bytes(os.urandom(1000))
    result = import_paths(desk, paths, progress=CancelsAfter(2500))
    assert [row.outcome for row in result.rows] == [ImportOutcome.ADDED] * 2 + [ImportOutcome.CANCELLED] * 2
    assert len(list_evidence(desk)) == 2
    assert len(list(desk.blobs.names())) == 2


def test_what_cannot_be_read_is_told_and_rights_are_asked(desk, tmp_path):
    result = import_paths(desk, [tmp_path / "nothing"])
    assert "找不到" in result.rows[0].reason
    with pytest.raises(NotAllowedError):
        import_paths(other(desk, Role.VIEWER), [tmp_path])


@pytest.fixture
def pieces(desk):
    """Three pieces at two items: a cleared recording with a mark, a masked chat, an unmasked note."""
    audit, items = plan(desk)
    sound = add(desk, "录音<客户>.wav", wav(), cleared=True, source="录音系统")
    add_mark(desk, sound.id, "承诺", 1.5)
    chat = add(desk, "会话.txt", "电话 13800138000".encode())
    mask_evidence(desk, chat.id, audit=audit)
    note = add(desk, "=2+3.txt", "号码 13900139000".encode(), source="=cmd|'/c calc'!A1")
    for piece, item in ((sound, items[9]), (chat, items[8]), (note, items[8]), (sound, items[8])):
        link_many(desk, [piece.id], find_target(desk, audit, item))
    return audit, sound, chat, note


def read_body(path):
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as body:
            assert body.testzip() is None
            return {name: body.read(name) for name in body.namelist()}
    return {each.name: each.read_bytes() for each in path.iterdir()}


@pytest.mark.parametrize("name", ["证据集", "证据集.zip"])
def test_a_body_is_named_by_item_and_holds_nothing_unmasked(desk, pieces, tmp_path, name):
    audit, sound, _chat, note = pieces
    made = export_body(desk, BodyWish(audit_id=audit.id), tmp_path / name)
    files = read_body(tmp_path / name)
    written = [line.file for line in made.lines if line.file]
    assert set(files) == {*written, INDEX, TRAIL, SUMS}
    assert len(written) == 2
    assert all(one.startswith(f"{line.item}-{line.piece.code}-") for one, line in zip(
        written, [line for line in made.lines if line.file], strict=True))  # fmt: skip
    assert any(one.endswith(".wav") and "<" not in one for one in written)
    assert [line.left_out for line in made.left_out()] == ["还没有脱敏副本"]
    assert not any(b"13800138000" in data or b"13900139000" in data for data in files.values())
    for line in files[SUMS].decode().splitlines():
        digest, _blank, file = line.partition("  ")
        assert hashlib.sha256(files[file]).hexdigest() == digest
    trail = files[TRAIL].decode("utf-8-sig")
    assert sound.code in trail
    assert "韩立群 添加" in trail
    assert any(step.what == "导出" for step in custody_of(desk, find_evidence(desk, sound.id)))
    assert not any(step.what == "导出" for step in custody_of(desk, note))


def test_the_index_reads_back_and_no_cell_is_a_formula(desk, pieces, tmp_path):
    audit, sound, _chat, note = pieces
    export_body(desk, BodyWish(audit_id=audit.id), tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / INDEX)
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" and not str(cell.value).startswith("=") for cell in cells)
    table = [[str(cell.value or "") for cell in row] for row in book.active.iter_rows(min_row=4)]
    rows = {row[1]: row for row in table}
    assert rows[sound.code][5] == sound.sha256
    assert "00:00:01 承诺" in rows[sound.code][9]
    assert rows[sound.code][8].count("11月例行自查") == 2
    assert "未导出" in rows[note.code][9]
    assert rows[note.code][6].startswith("'=cmd")


def test_originals_need_a_reason_and_a_right_and_are_journalled(desk, pieces, tmp_path):
    audit, _sound, chat, note = pieces
    wish = BodyWish(audit_id=audit.id, originals=True)
    with pytest.raises(BadInputError, match="理由"):
        export_body(desk, wish, tmp_path / "out")
    with pytest.raises(NotAllowedError):
        export_body(other(desk, Role.VIEWER), BodyWish(audit_id=audit.id, originals=True, reason="x"),
                    tmp_path / "out")  # fmt: skip
    made = export_body(desk, BodyWish(audit_id=audit.id, originals=True, reason="移交监管"), tmp_path / "out")
    assert made.left_out() == []
    originals = [line.piece.id for line in made.lines if line.original]
    assert set(originals) == {chat.id, note.id}
    for piece in (chat, note):
        assert "移交监管" in [step.reason for step in custody_of(desk, piece)]
    assert any(b"13900139000" in data for data in read_body(tmp_path / "out").values())


def test_same_names_get_numbers_and_long_names_are_cut(desk, tmp_path):
    for number in range(2):
        add(desk, "长" * 200 + ".txt", f"{number}".encode(), cleared=True)
    made = export_body(desk, BodyWish(), tmp_path / "out")
    assert made.written() == 2
    assert all(len(each.name.encode()) <= 255 for each in (tmp_path / "out").iterdir())
    assert made.lines[0].item == "未关联"


def test_a_body_that_fails_leaves_nothing(desk, pieces, tmp_path):
    audit, sound, _chat, _note = pieces
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "x").touch()
    with pytest.raises(BadInputError, match="已经存在"):
        export_body(desk, BodyWish(audit_id=audit.id), tmp_path / "taken")
    with pytest.raises(BadInputError, match="没有可以导出"):
        export_body(desk, BodyWish(audit_id="none"), tmp_path / "out")
    with pytest.raises(BadInputError, match="写不了"):
        export_body(desk, BodyWish(audit_id=audit.id), tmp_path / "no" / "folder")
    with pytest.raises(CancelledError):
        export_body(desk, BodyWish(audit_id=audit.id), tmp_path / "out", CancelsAfter(10))
    blob = desk.blobs.stored_path(desk.blobs.name_of(sound.sha256))
    blob.write_bytes(blob.read_bytes()[:-1] + b"\0")
    with pytest.raises(DamagedError):
        export_body(desk, BodyWish(audit_id=audit.id), tmp_path / "out.zip")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["home", "taken", "workspace"]


def test_an_integrity_check_finds_damage_loss_strays_and_leftovers(desk):
    good, bad, lost, gone = (add(desk, f"{n}.txt") for n in range(4))
    foreign = Evidence("far", "E-B", "远.txt", "text/plain", 5, "cd" * 32, "u9", "2026-11-01")
    with desk.begin() as work:
        work.save(foreign)
        work.save(replace(gone, destroyed_at="2026-11-02"))
        work.save(
            Destruction(
                "d1", gone.id, gone.code, gone.sha256, gone.size, "期满", "u8", "2026-11-02",
                DestructionState.DONE, "u9", "2026-11-02",
            )
        )  # fmt: skip
        work.commit()
    path = desk.blobs.stored_path(desk.blobs.name_of(bad.sha256))
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    desk.blobs.delete(desk.blobs.name_of(lost.sha256))
    desk.blobs.add(io.BytesIO(b"nobody knows me"))
    before, signed = (desk.blobs.add(io.BytesIO(text)) for text in (b"before", b"signed"))
    page = desk.blobs.add(io.BytesIO(b"a norm"))
    norm = Document("QM-1@1", "QM-1", "1", "规范", file_name="规范.pdf", size=6, sha256=page.sha256)
    for blob in (before, signed):
        with desk.begin() as work:
            work.save(norm, ReportFile("r1", "a1", 1, "BG-1.pdf", blob.sha256, "ab" * 32, built_by="u8"))
            work.commit()
    path = desk.blobs.stored_path(desk.blobs.name_of(page.sha256))
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    report = check_integrity(desk)
    health = {line.code: line.health for line in report.lines}
    assert health == {
        good.code: Health.INTACT, bad.code: Health.DAMAGED, lost.code: Health.LOST, "E-B": Health.ABSENT,
        "BG-1.pdf": Health.INTACT, "QM-1@1": Health.DAMAGED,
    }  # fmt: skip
    assert (report.cleaned, report.strays, report.sound) == (1, 1, False)
    assert not desk.blobs.exists(desk.blobs.name_of(gone.sha256))
    assert "2 / 6 件完好" in report.sentence()
    assert report.text().index("损坏") < report.text().index(good.code)
    plain = json.loads(report.json())
    assert {one["code"] for one in plain["damaged"]} == {bad.code, lost.code, "QM-1@1"}
    assert plain["absent"] == ["E-B"]
    assert desk.journal.last().action == "evidence.check"
    with pytest.raises(CancelledError):
        check_integrity(desk, progress=CancelsAfter(3))


def test_every_kind_has_a_preview_and_looks_are_journalled(desk):
    buffer = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(buffer)
    kinds = {
        "图.png": (png(), PreviewKind.IMAGE), "页.pdf": (buffer.getvalue(), PreviewKind.PDF),
        "文.txt": ("第一行\n第二行".encode("gb18030"), PreviewKind.TEXT),
        "表.xlsx": (xlsx([["时间", "编号"], ["2026-11-01", "1.10"]]), PreviewKind.TABLE),
        "表.csv": ("甲,乙\n1,2\n".encode(), PreviewKind.TABLE), "音.wav": (wav(), PreviewKind.SOUND),
        "x.bin": (b"\x00\x01\x02\x03" * 9, PreviewKind.NONE),
    }  # fmt: skip
    shown = {}
    for name, (data, kind) in kinds.items():
        piece = add(desk, name, data, cleared=True)
        shown[name] = read_preview(desk, piece)
        assert shown[name].kind is kind, name
        assert (custody_of(desk, piece)[-1].what == "打开查看") is (kind is not PreviewKind.NONE), name
    assert shown["文.txt"].text == "第一行\n第二行"
    assert shown["表.xlsx"].tables[0].rows[1] == ("2026-11-01", "1.10")
    assert shown["表.csv"].tables[0].total == 2
    assert shown["音.wav"].peaks.seconds == 2.0
    assert max(shown["音.wav"].peaks.values) > 50
    assert shown["x.bin"].message
    broken = add(desk, "坏.xlsx", xlsx([["a"]])[:400], cleared=True)
    assert "损坏" in read_preview(desk, broken).message


def test_originals_stay_covered_until_revealed_with_a_reason(desk):
    piece = add(desk, "录音.wav", wav())
    covered = read_preview(desk, piece)
    assert (covered.covered, covered.data) == (True, b"")
    assert covered.peaks is not None
    assert [step.what for step in custody_of(desk, piece)] == ["添加"]
    revealed = read_preview(desk, piece, "核对承诺原话")
    assert revealed.data == wav()
    last = custody_of(desk, piece)[-1]
    assert (last.what, last.reason) == ("查看未脱敏原件", "核对承诺原话")
    with pytest.raises(NotAllowedError):
        read_preview(other(desk, Role.VIEWER), piece, "好奇")
    assert read_picture(desk, add(desk, "图.png", png())) == b""


def test_pieces_that_are_not_here_say_so(desk):
    piece = add(desk, cleared=True)
    desk.blobs.delete(desk.blobs.name_of(piece.sha256))
    assert "尚未到达" in read_preview(desk, piece).message
    assert read_picture(desk, piece) == b""
    made_of_nothing = export_body_lines(desk, piece)
    assert made_of_nothing == ["尚未到达"]


def export_body_lines(desk, piece):
    made = export_body(desk, BodyWish((piece.id,)), desk.workspace.folder.parent / "absent")
    return [line.left_out for line in made.lines]


def test_a_long_text_is_cut_at_a_line_and_says_so(desk):
    long = "行\n" * (1_500_000)
    piece = add(desk, "长.txt", long.encode(), cleared=True)
    shown = read_preview(desk, piece)
    assert "2 MB" in shown.message
    assert shown.text.endswith("行\n")

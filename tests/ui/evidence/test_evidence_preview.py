"""The piece in sight: every kind, the cover over originals, recordings with their marks, what has not come."""

from __future__ import annotations

import io
import threading

import pikepdf
import pytest
from PySide6.QtCore import QPoint, Qt
from tests.evidence_kit import add, png, wav, xlsx
from tests.evidence_page_kit import settled, words

from auditdesk.domain.errors import MissingExtraError
from auditdesk.services.custody import custody_of
from auditdesk.services.evidence import add_mark, marks_of
from auditdesk.ui.pages.evidence import player
from auditdesk.ui.pages.evidence.player import load_player


def test_every_kind_is_shown(desk, open_page, jobs, qtbot):
    buffer = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.add_blank_page()
    document.save(buffer)
    pieces = {
        "picture_box": add(desk, "图.png", png(), cleared=True),
        "pdf": add(desk, "页.pdf", buffer.getvalue(), cleared=True),
        "text": add(desk, "文.txt", "第一行".encode(), cleared=True),
        "table": add(desk, "表.xlsx", xlsx([["甲", "乙"], ["1", "2"]]), cleared=True),
        "sound": add(desk, "音.wav", wav(), cleared=True),
        "_blank": add(desk, "x.bin", b"\x00\x01" * 9, cleared=True),
    }
    page = open_page(desk)
    for where, piece in pieces.items():
        page.listing.show_piece(piece.id)
        settled(page, jobs, qtbot)
        assert page.preview.stack.currentWidget() is getattr(page.preview, where), where
    assert "不能在这里预览" in page.preview.message.text()
    page.listing.show_piece(pieces["picture_box"].id)
    settled(page, jobs, qtbot)
    fitted = page.preview.picture.scale_now()
    page.preview.picture.zoom(2)
    assert page.preview.picture.scale_now() == pytest.approx(fitted * 2)
    page.enlarge()
    assert page._left.isHidden()
    assert page.escape()
    assert not page._left.isHidden()
    assert page.preview.pdf.page_count() == 0


def test_originals_are_covered_until_a_reason_is_given_and_after_leaving(desk, open_page, jobs, qtbot):
    piece = add(desk, data="客户 13800138000".encode())
    page = open_page(desk)
    assert page.preview.is_covered()
    assert page.preview.text.toPlainText() == ""
    page.preview.cover.show_it.click()
    assert page.preview.is_covered()
    page.preview.cover.reason.setText("核对原话")
    page.preview.cover.show_it.click()
    qtbot.waitUntil(lambda: page.preview.text.toPlainText() == "客户 13800138000", timeout=10_000)
    assert page.preview.is_revealed()
    assert not page.preview.is_covered()
    assert ("查看未脱敏原件", "核对原话") in [(one.what, one.reason) for one in custody_of(desk, piece)]
    qtbot.keyClick(page, Qt.Key.Key_F9)
    page.view.cover()
    settled(page, jobs, qtbot)
    assert page.preview.is_covered()
    assert page.preview.text.toPlainText() == ""
    page.preview.reveal_wanted.emit("再看一次")
    qtbot.waitUntil(page.preview.is_revealed, timeout=10_000)
    page.leave()
    assert page.preview.text.toPlainText() == ""
    page.activate()
    settled(page, jobs, qtbot)
    assert page.preview.is_covered()


def test_what_was_asked_for_before_leaving_never_appears(desk, open_page, jobs, qtbot):
    add(desk, data="客户 13800138000".encode())
    page = open_page(desk)
    gate = threading.Event()
    jobs.start(lambda _progress: gate.wait(10))
    page.preview.reveal_wanted.emit("看一眼")
    page.leave()
    gate.set()
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=10_000)
    assert page.preview.text.toPlainText() == ""
    assert not page.preview.is_revealed()


def test_marks_play_and_jump(desk, open_page, jobs, qtbot):
    piece = add(desk, "录音.wav", wav(4), cleared=True)
    page = open_page(desk)
    sound = page.preview.sound
    assert sound.wave.length() == pytest.approx(4.0)
    qtbot.mouseClick(sound.wave, Qt.MouseButton.LeftButton, pos=QPoint(sound.wave.width() // 2, 40))
    assert sound.wave.position == pytest.approx(2.0, abs=0.1)
    page._space()
    made = sound._player
    assert (made.data, made.playing) == (wav(4), True)
    assert made.at == pytest.approx(2.0, abs=0.1)
    made.moved.emit(3.0)
    assert sound.time.text() == "00:00:03 / 00:00:04"
    page._begin_mark()
    assert sound.moment.text() == "00:00:03"
    sound.add_mark()
    assert "名称" in sound.said.text()
    sound.label.setText("承诺 13800138000")
    qtbot.keyClick(sound.label, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(marks_of(desk, piece.id)) == 1 and not jobs.busy(), timeout=10_000)
    settled(page, jobs, qtbot)
    mark = marks_of(desk, piece.id)[0]
    assert (mark.start_seconds, mark.label) == (3.0, "承诺 138****8000")
    assert "138****8000" in words(sound)
    sound.moment.setText("1:99")
    sound.label.setText("错的时间")
    sound.add_mark()
    assert "不是时间" in sound.said.text()
    assert len(marks_of(desk, piece.id)) == 1
    sound.seek(0.5)
    assert made.at == 0.5
    page.leave()
    assert made.data == b""


def test_a_covered_recording_has_its_shape_and_marks_but_does_not_play(desk, open_page, jobs, qtbot):
    piece = add(desk, "录音.wav", wav(2))
    add_mark(desk, piece.id, "要点", 1.0)
    page = open_page(desk)
    sound = page.preview.sound
    assert page.preview.is_covered()
    assert page.preview.stack.currentWidget() is sound
    assert sound.wave.length() == pytest.approx(2.0)
    assert not sound.play.isEnabled()
    sound.toggle()
    assert sound._player is None
    assert "显示原件" in sound.said.text()
    page.preview.reveal_wanted.emit("听要点")
    qtbot.waitUntil(page.preview.is_revealed, timeout=10_000)
    sound.toggle()
    assert sound._player.playing


def test_without_the_player_this_is_said_and_marks_still_work(desk, open_page, jobs, qtbot, monkeypatch):
    monkeypatch.setattr(player, "MODULE", "no_such_multimedia")
    with pytest.raises(MissingExtraError, match="QtMultimedia"):
        load_player()
    piece = add(desk, "录音.wav", wav(2), cleared=True)
    page = open_page(desk, load_player)
    sound = page.preview.sound
    sound.toggle()
    assert "波形和标记照常可用" in sound.said.text()
    assert not sound.play.isEnabled()
    sound.seek(1.0)
    sound.label.setText("要点")
    sound.add_mark()
    qtbot.waitUntil(lambda: len(marks_of(desk, piece.id)) == 1 and not jobs.busy(), timeout=10_000)


def test_pieces_that_have_not_arrived_say_so(desk, open_page, jobs, qtbot):
    piece = add(desk, cleared=True)
    desk.blobs.delete(desk.blobs.name_of(piece.sha256))
    page = open_page(desk)
    assert "尚未到达" in page.preview.message.text()
    index = page.table.rows_model.index(0, 2)
    assert "尚未到达" in page.table.rows_model.data(index, Qt.ItemDataRole.AccessibleTextRole)


def test_a_timer_that_comes_after_locking_starts_nothing(desk, open_page, jobs, qtbot):
    add(desk, data="客户 13800138000".encode())
    page = open_page(desk)
    jobs.close()
    page.preview.clear()
    page.view._read()
    page.view.read_preview("晚到的理由")
    qtbot.wait(50)
    assert not page.preview.is_revealed()
    assert jobs.busy() == 0

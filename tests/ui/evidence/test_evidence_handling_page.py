"""The evidence page in an auditor's hands: filters, checks by key, tags, notes, bulk steps, sound, drops."""

from __future__ import annotations

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from tests.evidence_kit import add, png, wav, xlsx
from tests.evidence_page_kit import names, settled, words

from auditdesk.domain.errors import BadInputError
from auditdesk.services.content import media_type_of
from auditdesk.services.cropping import keep_crop
from auditdesk.services.custody import custody_of
from auditdesk.services.destroying import records_of
from auditdesk.services.evidence import (
    add_mark,
    find_evidence,
    list_evidence,
    marks_of,
    mask_evidence,
    shown_copy,
)
from auditdesk.services.evidence_notes import notes_of
from auditdesk.services.evidence_shelf import read_shelf
from auditdesk.services.jobs import Silent
from auditdesk.services.sounds import Peaks, in_columns
from auditdesk.ui.pages.evidence.grid import shown_of
from auditdesk.ui.pages.evidence.wave_reader import decode_wave
from auditdesk.ui.widgets.evidence import DropZone


def pick(field, value):
    field.set_value(value)
    field.picked.emit(value)


def test_filters_narrow_and_come_off_and_tiles_are_put_in_order(desk, open_page, jobs, qtbot):
    add(desk, "b 截图.png", png(), tags=("回访",))
    add(desk, "a 录音.wav", wav())
    add(desk, "c 表.xlsx", xlsx([["x"]]))
    page = open_page(desk)
    bar = page.listing.sieve
    assert bar.reset.isHidden()
    kinds = [bar.kind.itemData(place)[0] for place in range(1, bar.kind.count())]
    found = []
    for kind in kinds:
        pick(bar.kind, kind)
        found.append(names(page))
    assert found == [["b 截图.png"], ["a 录音.wav"], [], ["c 表.xlsx"], []]
    assert "没有符合筛选的证据" in words(page.listing)
    bar.reset.click()
    assert len(names(page)) == 3
    pick(bar.tag, "回访")
    assert names(page) == ["b 截图.png"]
    pick(bar.tag, "")
    for day, count in (("today", 3), ("week", 3), ("month", 3), ("before", 0)):
        pick(bar.day, day)
        assert len(names(page)) == count, day
    bar.reset.click()
    page.listing.use_view("grid")
    assert not bar.order.isHidden()
    pick(bar.order, "name")
    assert [row.piece.name[0] for row in page.listing.grid.rows()] == ["a", "b", "c"]
    pick(bar.order, "size")
    sizes = [row.piece.size for row in page.listing.grid.rows()]
    assert sizes == sorted(sizes, reverse=True)


def test_checks_by_key_stay_through_a_write_and_the_order_too(desk, open_page, jobs, qtbot):
    for name in ("丙", "甲", "乙"):
        add(desk, f"{name}.txt")
    page = open_page(desk)
    table = page.table
    table._sort(2)
    order = names(page)
    assert order == sorted(order)
    table.go_to(0)
    qtbot.keyClick(table, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(table.checked_rows()) == 2
    assert "已选 2 件" in words(page.listing.bulk)
    assert "一起生效" in words(page.listing.bulk)
    page.pane.tags_wanted.emit("一批", "")
    qtbot.waitUntil(lambda: sum("一批" in one.tags for one in list_evidence(desk)) == 2, timeout=10_000)
    settled(page, jobs, qtbot)
    assert len(table.checked_rows()) == 2
    assert names(page) == order
    table.go_to(2)
    assert "只对当前" in words(page.listing.bulk)
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(table.checked_rows()) == 3
    page.listing.uncheck()
    assert page.listing.bulk.isHidden()


def test_tags_are_renamed_in_place_and_notes_are_written(desk, open_page, jobs, qtbot):
    piece = add(desk, "一.txt", tags=("回坊",))
    add(desk, "二.txt", tags=("回访", "投诉"))
    page = open_page(desk)
    page.listing.sieve.manage.click()
    form = page.tag_form
    qtbot.waitUntil(form.isVisible, timeout=10_000)
    pick(form.old, "投诉")
    assert "决定保存期限" in form.go.reason()
    pick(form.old, "回坊")
    assert not form.go.isEnabled()
    form.new.setText("回访")
    assert form.go.text() == "合并"
    form.go.click()
    qtbot.waitUntil(lambda: find_evidence(desk, piece.id).tags == ("回访",), timeout=10_000)
    settled(page, jobs, qtbot)
    page.listing.show_piece(piece.id)
    settled(page, jobs, qtbot)
    page.pane.note_wanted.emit("第二页看不清")
    qtbot.waitUntil(lambda: bool(notes_of(desk, piece.id)), timeout=10_000)
    settled(page, jobs, qtbot)
    assert "第二页看不清" in words(page.pane)
    assert "本机" in words(page.pane)


def test_a_trail_is_written_where_the_person_says(desk, open_page, dialogs, jobs, qtbot, tmp_path):
    add(desk)
    page = open_page(desk)
    out = tmp_path / "保管.txt"
    dialogs.targets.append(out)
    page.pane.trail_wanted.emit()
    qtbot.waitUntil(lambda: out.is_file() and str(out) in page.notice.text(), timeout=10_000)


def test_destruction_of_several_is_proposed_at_once(desk, open_page, jobs, qtbot):
    pieces = [add(desk, f"{n}.txt") for n in range(3)]
    add(desk, "投诉.txt", tags=("投诉",))
    page = open_page(desk)
    page.table.rows_model.check_all(checked=True)
    settled(page, jobs, qtbot)
    page.pane.step_wanted.emit("propose", "项目结束")
    qtbot.waitUntil(lambda: "3 件已完成" in page.notice.text(), timeout=10_000)
    assert "1 件没有" in page.notice.text()
    assert all(records_of(desk, one.id) for one in pieces)


def test_a_picture_is_turned_and_an_original_shows_its_masked_copy(desk, open_page, jobs, qtbot):
    piece = add(desk, "图.png", png(size=(300, 100)), cleared=True)
    page = open_page(desk)
    page.listing.show_piece(piece.id)
    settled(page, jobs, qtbot)
    picture = page.preview.picture
    assert picture.sceneRect().width() == pytest.approx(300)
    qtbot.keyClick(picture, Qt.Key.Key_R)
    assert picture.sceneRect().width() == pytest.approx(100)
    picture.clear()
    row = read_shelf(desk).rows[0]
    assert shown_of(row) == piece
    assert shown_of(replace(row, shown=replace(piece, id="copy"))).id == "copy"


def test_what_is_in_sight_is_kept_as_a_piece_below_its_picture(desk, open_page, jobs, qtbot):
    piece = add(desk, "长图.png", png(size=(1200, 4000)), cleared=True)
    page = open_page(desk)
    page.listing.show_piece(piece.id)
    settled(page, jobs, qtbot)
    page.preview.picture.zoom(8)
    page.preview.picture_box.crop.click()
    qtbot.waitUntil(lambda: len(list_evidence(desk)) == 2, timeout=10_000)
    settled(page, jobs, qtbot)
    made = next(one for one in list_evidence(desk) if one.derived_from)
    assert made.code == f"{piece.code}-C1"
    assert f"裁剪生成 {made.code}" in [one.what for one in custody_of(desk, piece)]
    with desk.blobs.open(desk.blobs.name_of(made.sha256)) as stream:
        cut = QImage.fromData(stream.read())
    assert 0 < cut.height() < 4000
    with desk.begin() as work:
        assert shown_copy(work, piece) == piece
    raw = add(desk, "原图.png", png("#010203"))
    with pytest.raises(BadInputError, match="还没有脱敏"):
        keep_crop(desk, raw.id, png())
    with pytest.raises(BadInputError, match="不是图片"):
        keep_crop(desk, add(desk, "字.txt", cleared=True).id, png())


def test_words_of_a_letter_and_the_first_sheet_with_content(desk, open_page, jobs, qtbot):
    letter = (
        b"From: a@example.com\r\nTo: b@example.com\r\nSubject: =?utf-8?B?5Zue6K6/?=\r\n\r\nplain words\r\n"
    )
    mail = add(desk, "信.eml", letter, cleared=True)
    assert mail.media_type == "message/rfc822"
    empty = add(desk, "空表.xlsx", xlsx([]), cleared=True)
    page = open_page(desk)
    page.listing.show_piece(mail.id)
    settled(page, jobs, qtbot)
    assert "plain words" in page.preview.text.toPlainText()
    page.listing.show_piece(empty.id)
    settled(page, jobs, qtbot)
    assert "表格里没有内容" in page.preview.message.text()


def test_sound_skips_speeds_is_cited_and_jumped_to(desk, open_page, jobs, qtbot):
    piece = add(desk, "音.wav", wav(20.0, 800), cleared=True)
    add_mark(desk, piece.id, "承诺", 12)
    page = open_page(desk)
    page.activate(f"{piece.id}@12.0")
    settled(page, jobs, qtbot)
    sound = page.preview.sound
    qtbot.waitUntil(lambda: sound.wave.position == pytest.approx(12), timeout=10_000)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Period)
    assert sound.wave.position == pytest.approx(17)
    for _press in range(5):
        sound.skip(-5)
    assert sound.wave.position == 0
    sound.toggle()
    sound.change_rate(1)
    assert sound._player.rate == 1.25
    for _press in range(9):
        sound.change_rate(1)
    assert sound._player.rate == 2
    sound.cite_wanted.emit(sound._marks[0])
    assert QGuiApplication.clipboard().text() == f"录音 {piece.code} 00:00:12 承诺"
    sound.remove_wanted.emit(sound._marks[0])
    qtbot.waitUntil(lambda: not marks_of(desk, piece.id), timeout=10_000)
    qtbot.waitUntil(lambda: not sound._marks, timeout=10_000)


def test_a_recording_without_shape_gets_one_and_never_keeps_another_length(desk, open_page, jobs, qtbot):
    long = add(desk, "长.wav", wav(20.0, 800), cleared=True)
    packed = add(desk, "压缩.mp3", b"ID3\x03\0\0\0\0\0\x21" + bytes(300), cleared=True)
    page = open_page(desk)
    page.listing.show_piece(long.id)
    settled(page, jobs, qtbot)
    assert page.preview.sound.wave.length() == pytest.approx(20)
    page.listing.show_piece(packed.id)
    settled(page, jobs, qtbot)
    assert page.preview.sound.wave.length() == 0
    page.view._read_wave = lambda _data, _progress: Peaks(7.0, in_columns(range(2000)))
    page.view.read_preview()
    qtbot.waitUntil(lambda: page.preview.sound.wave.length() == pytest.approx(7), timeout=10_000)


@pytest.mark.no_qt_log
def test_the_shape_of_a_recording_is_decoded_off_the_ui_thread(qapp):
    pytest.importorskip("PySide6.QtMultimedia")
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(decode_wave, wav(4.0, 8000), Silent()).result(timeout=60)
        none = pool.submit(decode_wave, b"no sound at all", Silent()).result(timeout=60)
    assert made is not None
    assert made.seconds == pytest.approx(4.0, abs=0.2)
    assert max(made.values) > 40
    assert none is None


def test_pictures_in_an_address_are_taken_and_bare_addresses_refused(theme, qtbot):
    zone = DropZone()
    qtbot.addWidget(zone)
    took, told = [], []
    zone.image_given.connect(took.append)
    zone.refused.connect(told.append)
    data = QMimeData()
    written = "data:image/png;base64,"
    written += b64encode(png(size=(9, 7))).decode()
    data.setUrls([QUrl(written)])
    assert zone.take(data)
    assert (took[0].width(), took[0].height()) == (9, 7)
    data.setUrls([QUrl("https://example.com/a.png")])
    assert not zone.take(data)
    assert "只有网址" in told[0]
    plain = QMimeData()
    plain.setText("data:image/png;base64,%%%")
    texts = []
    zone.text_given.connect(texts.append)
    assert zone.take(plain)
    assert texts == ["data:image/png;base64,%%%"]


@pytest.mark.parametrize(("head", "name", "media"), [
    (b"\0\0\0\x1cftypisom\0\0\2\0isom", "x.m4a", "audio/mp4"),
    (b"\0\0\0\x1cftypisom\0\0\2\0isom", "x.mp4", "video/mp4"),
    (b"\0\0\0\x1cftypM4A \0\0\2\0isom", "x", "audio/mp4"),
    (b"\0\0\0\x1cftypheic\0\0\0\0mif1", "x.jpg", "image/heic"),
    (b"OggS\0\2" + bytes(60), "x.ogg", "audio/ogg"),
    (b"#!AMR\n" + bytes(20), "x", "audio/amr"),
])  # fmt: skip
def test_what_telephones_write_is_known_by_its_brand(head, name, media):
    assert media_type_of(head, name) == media


def test_a_copy_stands_for_its_original_on_the_shelf(desk):
    piece = add(desk, "电话.txt", "电话 13800138000".encode())
    copy, _masked = mask_evidence(desk, piece.id)
    rows = {row.piece.id: row for row in read_shelf(desk).rows}
    assert rows[piece.id].shown == copy
    assert rows[copy.id].shown is None

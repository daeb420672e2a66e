"""List and grid of evidence: search, filters, thumbnails, a narrow window, thousands of pieces."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt, QTimer
from tests.evidence_kit import add, plan, png, wav
from tests.evidence_page_kit import names, quickest, settled, words

from auditdesk.domain.evidence import MaskState
from auditdesk.services.evidence import set_mask_state
from auditdesk.services.tagging import find_target, link_many
from auditdesk.ui.pages.evidence.thumbs import Thumbnails, decode


def test_search_filters_and_views(desk, open_page, jobs, qtbot):
    audit, items = plan(desk)
    chat, sound = add(desk, "回访会话.txt"), add(desk, "录音.wav", wav(), cleared=True)
    link_many(desk, [sound.id], find_target(desk, audit, items[4]))
    page = open_page(desk)
    qtbot.keyClick(page.table, Qt.Key.Key_Slash)
    page.listing.search.setFocus()
    page.listing.search.setText("回访")
    assert names(page) == ["回访会话.txt"]
    page.listing.search.setText(items[4])
    assert names(page) == ["录音.wav"]
    page.listing.search.setText("没有这个")
    assert "没有找到“没有这个”" in words(page.listing)
    page.listing.search.clear()
    for part, expected in (("inbox", ["回访会话.txt"]), ("unmasked", ["回访会话.txt"]), ("due", [])):
        page.listing.filters.set_value(part)
        page.listing.filters.chosen.emit(part)
        assert names(page) == expected
    page.listing.show_piece(sound.id)
    assert page.listing.filters.value() == "all"
    assert page.listing.current().piece.id == sound.id
    page.listing.audit.set_value(audit.id)
    page.listing.audit.picked.emit(audit.id)
    assert names(page) == ["录音.wav"]
    page.listing.audit.set_value("")
    page.listing.audit.picked.emit("")
    page.listing.toggle_view()
    assert page.listing.front() is page.listing.grid
    assert page.listing.current().piece.id == sound.id
    page.listing.grid.selectAll()
    assert {one.id for one in page.listing.pieces()} == {chat.id, sound.id}
    settled(page, jobs, qtbot)
    assert "录音.wav" in page.listing.grid.model().data(
        page.listing.grid.currentIndex(), Qt.ItemDataRole.ToolTipRole
    )


def test_thumbnails_come_for_what_may_be_shown(desk, open_page, jobs, qtbot):
    cleared = add(desk, "图.png", png("#AA3322"), cleared=True)
    raw = add(desk, "原图.png", png("#113355"))
    sound = add(desk, "录音.wav", wav())
    page = open_page(desk)
    page.listing.use_view("grid")
    qtbot.waitUntil(lambda: page._thumbs.picture(cleared) is not None, timeout=30_000)
    page.grab()
    qtbot.waitUntil(lambda: page._thumbs.picture(sound) is not None, timeout=30_000)
    settled(page, jobs, qtbot)
    assert page._thumbs.picture(cleared).pixelColor(20, 20).name() == "#aa3322"
    assert page._thumbs.picture(raw) is None
    assert not list(desk.workspace.folder.rglob("*.png"))


def test_thumbnails_come_while_the_view_paints_without_pause(desk, jobs, qapp, qtbot):
    piece = add(desk, "图.png", png("#AA3322"), cleared=True)
    thumbs = Thumbnails(desk, jobs, qapp)
    painting = QTimer(thumbs)
    painting.timeout.connect(lambda: thumbs.picture(piece))
    painting.start(5)
    qtbot.waitUntil(lambda: thumbs.held() == 1, timeout=30_000)
    painting.stop()
    assert thumbs.picture(piece).pixelColor(20, 20).name() == "#aa3322"


def test_a_thumbnail_read_before_its_piece_changed_is_not_kept(desk, jobs, qapp, qtbot):
    piece = add(desk, "图.png", png("#AA3322"))
    thumbs = Thumbnails(desk, jobs, qapp)
    go_on = threading.Event()
    jobs.start(lambda _progress: go_on.wait(30))
    assert thumbs.picture(piece) is None
    qtbot.waitUntil(lambda: jobs.busy() == 2, timeout=30_000)
    shown = set_mask_state(desk, piece.id, MaskState.NOT_NEEDED, "没有个人信息")
    thumbs.forget()
    assert thumbs.picture(shown) is None
    with qtbot.waitSignal(thumbs.ready, timeout=30_000):
        go_on.set()
    assert thumbs.held() == 0
    qtbot.waitUntil(lambda: thumbs.picture(shown) is not None, timeout=30_000)


def test_a_write_lets_go_of_its_own_picture_only(desk, open_page, jobs, qtbot):
    one, two = (add(desk, f"{name}.png", png(name), cleared=True) for name in ("#AA3322", "#113355"))
    page = open_page(desk)
    thumbs = page._thumbs
    for piece in (one, two):
        qtbot.waitUntil(lambda piece=piece: thumbs.picture(piece) is not None, timeout=30_000)
    page.pane.tags_wanted.emit("一个", "")
    changed = {row.piece.id for row in [page.listing.current()]}
    qtbot.waitUntil(lambda: changed.isdisjoint(thumbs._pictures), timeout=10_000)
    assert len(thumbs._pictures) == 1
    settled(page, jobs, qtbot)


def test_a_narrow_window_shows_list_or_piece(desk, open_page, jobs, qtbot):
    add(desk)
    page = open_page(desk)
    page.resize(800, 560)
    assert page.view.isHidden()
    page.listing.opened.emit(page.listing.current())
    assert not page.view.isHidden()
    assert page._left.isHidden()
    page.resize(1166, 720)
    page.escape()
    assert not page.view.isHidden()
    assert len(page.regions()) == 3
    assert any(key.key == "F9" for key in page.shortcuts())


def test_bytes_that_are_no_picture_are_none():
    assert decode(b"not a picture") is None
    assert decode(png(size=(640, 360))).width() == 640


@pytest.mark.bench
def test_five_thousand_pieces_stay_quick(desk, open_page, jobs, qtbot):
    piece = add(desk, "图.png", png(), cleared=True)
    with desk.begin() as work:
        work.save(*(replace(piece, id=f"p{n}", code=f"E-{n:04}", name=f"照片 {n}.png") for n in range(4999)))
        work.commit()
    page = open_page(desk)
    assert len(names(page)) == 5000
    for text in ("照片 49", "E-0", "没有", ""):
        assert quickest(partial(page.listing._shelf.find, text)) < 0.05, text
    page.listing.use_view("grid")
    page.grab()
    settled(page, jobs, qtbot)
    assert 0 < page._thumbs.held() < 100

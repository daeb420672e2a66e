"""Tags and links, the family of a piece, its day, destruction by two people, the check of everything."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from tests.evidence_kit import add, other, plan
from tests.evidence_page_kit import names, settled, words

from auditdesk.services.destroying import propose_destruction, records_of
from auditdesk.services.evidence import find_evidence, links_of, mask_evidence
from auditdesk.services.rectifying import begin_finding
from auditdesk.services.tagging import Target, find_target, link_many


def test_tags_and_links_of_several_pieces(desk, open_page, jobs, qtbot):
    audit, items = plan(desk)
    finding = begin_finding(desk, audit.id, items[0])
    pieces = [add(desk, f"{n}.txt") for n in range(3)]
    page = open_page(desk)
    page.table.rows_model.check_all(checked=True)
    page._to_tags()
    field = page.pane.tag_field()
    field.setText("现场")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: all(find_evidence(desk, one.id).tags == ("现场",) for one in pieces), timeout=10_000
    )
    settled(page, jobs, qtbot)
    page.table.rows_model.check_all(checked=True)
    page.pane.chooser.audit.set_value(audit.id)
    page.pane.chooser.audit.picked.emit(audit.id)
    qtbot.waitUntil(lambda: page.pane.chooser.target.count() > 40, timeout=10_000)
    page.pane.chooser.target.set_value(finding.id)
    page.pane.chooser.target.picked.emit(finding.id)
    page.pane.chooser.link.click()
    qtbot.waitUntil(lambda: all(links_of(desk, one.id) for one in pieces), timeout=10_000)
    settled(page, jobs, qtbot)
    assert finding.code in page.view.detail.places[0].label
    with qtbot.waitSignal(page.go) as said:
        page.pane.place_opened.emit(page.view.detail.places[0])
    assert said.args == ["findings", finding.id]
    page.pane.unlink_wanted.emit(page.view.detail.places[0])
    qtbot.waitUntil(lambda: links_of(desk, page.view.shown()) == [], timeout=10_000)
    settled(page, jobs, qtbot)
    page.pane.tags_wanted.emit("", "现场")
    qtbot.waitUntil(lambda: find_evidence(desk, page.view.shown()).tags == (), timeout=10_000)


def test_an_unmasked_piece_offers_the_masking_page_and_its_family(desk, open_page, jobs, qtbot):
    piece = add(desk, data="电话 13800138000".encode())
    copy, _masked = mask_evidence(desk, piece.id)
    page = open_page(desk)
    page.activate(piece.id)
    settled(page, jobs, qtbot)
    with qtbot.waitSignal(page.go) as said:
        page.pane.masking_wanted.emit()
    assert said.args == ["masking", piece.id]
    assert copy.code in [branch.piece.code for branch in page.view.detail.tree.copies]
    page.pane.piece_opened.emit(copy.id)
    settled(page, jobs, qtbot)
    assert page.view.shown() == copy.id
    assert "由原件脱敏生成" in words(page.pane)


def test_destruction_by_two_people_on_the_screen(desk, open_page, jobs, dialogs, qtbot):
    piece = add(desk)
    page = open_page(desk)
    page.pane.keep.reason.setText("保存期满")
    page.pane.keep.buttons["propose"].click()
    qtbot.waitUntil(lambda: bool(records_of(desk, piece.id)), timeout=10_000)
    settled(page, jobs, qtbot)
    assert not page.pane.keep.buttons["approve"].isEnabled()
    assert "另一个人" in words(page.pane.keep)
    second = open_page(other(desk))
    second.pane.keep.buttons["approve"].click()
    qtbot.waitUntil(lambda: records_of(desk, piece.id)[0].state == "approved", timeout=10_000)
    settled(second, jobs, qtbot)
    dialogs.confirms = [False, True]
    second.pane.keep.buttons["destroy"].click()
    settled(second, jobs, qtbot)
    assert desk.blobs.exists(desk.blobs.name_of(piece.sha256))
    second.pane.keep.buttons["destroy"].click()
    qtbot.waitUntil(lambda: records_of(desk, piece.id)[0].state == "done", timeout=10_000)
    settled(second, jobs, qtbot)
    assert not desk.blobs.exists(desk.blobs.name_of(piece.sha256))
    assert names(second) == []
    second.listing.show_piece(piece.id)
    settled(second, jobs, qtbot)
    assert "只留销毁记录" in second.preview.message.text()
    assert "许佳宁" not in dialogs.asked
    assert "销毁：已销毁" in words(second.pane.keep)


def test_a_cited_piece_says_why_it_stays_and_its_day_can_be_moved(desk, open_page, jobs, qtbot):
    audit, items = plan(desk)
    piece = add(desk)
    link_many(desk, [piece.id], find_target(desk, audit, items[0]))
    page = open_page(desk)
    assert not page.pane.keep.buttons["propose"].isEnabled()
    assert "还没有签名" in words(page.pane.keep)
    page.pane.keep.day.setText("2031-01-01")
    page.pane.keep.buttons["expiry"].click()
    qtbot.waitUntil(lambda: "理由" in page.notice.text(), timeout=10_000)
    page.pane.keep.reason.setText("诉讼中")
    page.pane.keep.buttons["expiry"].click()
    qtbot.waitUntil(lambda: find_evidence(desk, piece.id).expires_on == "2031-01-01", timeout=10_000)
    with pytest.raises(Exception, match="由人指定保存到 2031-01-01"):
        propose_destruction(desk, piece.id, "x")


def test_everything_is_checked_and_the_report_saved(desk, open_page, jobs, dialogs, qtbot, tmp_path):
    piece = add(desk)
    page = open_page(desk)
    page._acts.check()
    qtbot.waitUntil(lambda: "1 / 1 件完好" in page.notice.text(), timeout=10_000)
    path = desk.blobs.stored_path(desk.blobs.name_of(piece.sha256))
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    page._acts.check()
    qtbot.waitUntil(lambda: "损坏 1" in page.notice.text() and not jobs.busy(), timeout=10_000)
    dialogs.targets = [tmp_path / "核对.txt"]
    page._save.click()
    qtbot.waitUntil((tmp_path / "核对.txt").is_file, timeout=10_000)
    assert piece.code in (tmp_path / "核对.txt").read_text(encoding="utf-8")


def test_links_to_things_of_newer_programs_stand_as_they_are(desk, open_page):
    piece = add(desk)
    link_many(desk, [piece.id], Target("finding", "gone", "gone"))
    page = open_page(desk)
    assert page.view.detail.places[0].target_id == "gone"

"""The evidence page: add, drop, paste, list and grid, preview and cover, marks, links, destruction, body."""

from __future__ import annotations

import io
import threading
import zipfile
from dataclasses import replace
from functools import partial
from time import thread_time

import pikepdf
import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLabel
from tests.evidence_kit import add, other, plan, png, wav, xlsx
from tests.factories import make_program, make_workspace

from auditdesk.domain.errors import MissingExtraError
from auditdesk.domain.evidence import MaskState
from auditdesk.services.body import INDEX
from auditdesk.services.custody import custody_of
from auditdesk.services.destroying import propose_destruction, records_of
from auditdesk.services.evidence import (
    add_mark,
    find_evidence,
    links_of,
    list_evidence,
    marks_of,
    mask_evidence,
    set_mask_state,
)
from auditdesk.services.rectifying import begin_finding
from auditdesk.services.tagging import Target, find_target, link_many
from auditdesk.ui.pages.evidence import EvidencePage, player
from auditdesk.ui.pages.evidence.player import load_player
from auditdesk.ui.pages.evidence.thumbs import Thumbnails, decode


@pytest.fixture
def desk(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "workspace") as workspace:
        yield workspace.desk


class SilentPlayer(QObject):
    """Stands in for QtMultimedia, which needs a sound card."""

    moved = Signal(float)
    lasted = Signal(float)
    playing_changed = Signal(bool)
    failed = Signal(str)

    def __init__(self, parent):
        super().__init__(parent)
        self.data, self.at, self.playing = b"", 0.0, False

    def open(self, data):
        self.data = data

    def toggle(self):
        self.playing = not self.playing
        self.playing_changed.emit(self.playing)

    def seek(self, seconds):
        self.at = seconds

    def close(self):
        self.data, self.playing = b"", False


@pytest.fixture
def open_page(theme, jobs, dialogs, qtbot):
    def _open(desk, load=SilentPlayer):
        page = EvidencePage(desk, jobs, dialogs, load=load)
        qtbot.addWidget(page)
        page.resize(1166, 720)
        page.changed.connect(page.refresh)
        page.ensure_built()
        page.show()
        settled(page, jobs, qtbot)
        return page

    return _open


def settled(page, jobs, qtbot):
    """Wait until nothing runs and the piece in sight was read."""
    qtbot.waitUntil(lambda: not jobs.busy() and not page.view._wait.isActive(), timeout=15_000)


def names(page):
    return [row.piece.name for row in page.table.rows_model.rows()]


def words(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_files_are_added_once_and_failures_are_named(desk, open_page, jobs, dialogs, qtbot, tmp_path):
    page = open_page(desk)
    assert "还没有证据" in words(page.listing)
    (tmp_path / "chat.txt").write_text("客户：你好", encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    dialogs.files = [[tmp_path / "chat.txt", tmp_path / "empty.txt"], [tmp_path / "chat.txt"]]
    page.choose_files()
    qtbot.waitUntil(lambda: names(page) == ["chat.txt"] and not jobs.busy())
    assert not page.results.isHidden()
    rows = page.results.table.rows_model.rows()
    assert [(row.name, row.outcome.value) for row in rows] == [
        ("empty.txt", "refused"),
        ("chat.txt", "added"),
    ]
    page.choose_files()
    qtbot.waitUntil(lambda: bool(page.notice.text()) and not jobs.busy())
    assert "没有重复保存" in page.notice.text()
    assert len(list_evidence(desk)) == 1


def test_a_folder_dropped_anywhere_is_imported(desk, open_page, jobs, qtbot, tmp_path):
    page = open_page(desk)
    top = tmp_path / "现场"
    (top / "下级").mkdir(parents=True)
    (top / "下级" / "记录.txt").write_text("一", encoding="utf-8")
    (top / "图.png").write_bytes(png())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(top))])
    action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), action, data, button, key)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(300, 300), action, data, button, key))
    qtbot.waitUntil(lambda: sorted(names(page)) == ["图.png", "记录.txt"] and not jobs.busy(), timeout=10_000)
    assert page.results.table.rows_model.rowCount() == 2


def test_pictures_files_and_text_are_pasted(desk, open_page, jobs, qtbot, tmp_path):
    page = open_page(desk)
    clipboard = QGuiApplication.clipboard()
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkCyan)
    for put in (
        lambda: clipboard.setImage(picture),
        lambda: clipboard.setText("客服：您好"),
    ):
        put()
        page.zone.paste()
        qtbot.waitUntil(lambda: not jobs.busy(), timeout=10_000)
    assert sorted(names(page)) == ["粘贴的图片.png", "粘贴的文字.txt"]
    assert {one.source for one in list_evidence(desk)} == {"粘贴"}
    clipboard.clear()


def test_a_batch_cancelled_while_it_waits_changes_nothing(desk, open_page, jobs, qtbot, tmp_path):
    page = open_page(desk)
    (tmp_path / "one.txt").write_text("一", encoding="utf-8")
    before = threading.Event()
    jobs.start(lambda _progress: before.wait(10))
    page._acts.add_files([tmp_path / "one.txt"]).cancel()
    before.set()
    qtbot.waitUntil(lambda: bool(page.notice.text()))
    assert "已取消" in page.notice.text()
    assert list_evidence(desk) == []


def test_chosen_originals_are_masked(desk, open_page, jobs, qtbot):
    add(desk, data="客户电话 13800138000".encode())
    page = open_page(desk)
    assert page.mask_button.isEnabled()
    page.mask_chosen()
    qtbot.waitUntil(lambda: len(names(page)) == 2 and not jobs.busy(), timeout=10_000)
    assert page.chosen() == []
    assert not page.mask_button.isEnabled()


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


def test_every_kind_is_shown(desk, open_page, jobs, qtbot):
    buffer = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.add_blank_page()
    document.save(buffer)
    pieces = {
        "picture": add(desk, "图.png", png(), cleared=True),
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
    page.listing.show_piece(pieces["picture"].id)
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
    with pytest.raises(Exception, match="还没有签名"):
        propose_destruction(desk, piece.id, "x")


def test_a_body_of_evidence_is_written_and_reads_back(desk, open_page, jobs, dialogs, qtbot, tmp_path):
    audit, items = plan(desk)
    sound, raw = (
        add(desk, "录音.wav", wav(), cleared=True),
        add(desk, "原件.txt", "号码 13800138000".encode()),
    )
    for piece in (sound, raw):
        link_many(desk, [piece.id], find_target(desk, audit, items[0]))
    page = open_page(desk)
    dialogs.targets = [tmp_path / "集"]
    page._open_body()
    page.body_form.scope.set_value(f"audit:{audit.id}")
    page.body_form.as_zip.click()
    qtbot.waitUntil(lambda: (tmp_path / "集.zip").is_file() and not jobs.busy(), timeout=10_000)
    with zipfile.ZipFile(tmp_path / "集.zip") as body:
        found = body.namelist()
        assert INDEX in found
        (name,) = [one for one in found if one.endswith(".wav")]
        assert name == f"{items[0]}-{sound.code}-录音.wav"
        assert body.read(name) == wav()
    assert "1 件没有导出" in page.notice.text()
    page.body_form.originals.setChecked(True)
    page.body_form.as_folder.click()
    assert dialogs.folders == []
    page.body_form.reason.setText("移交")
    dialogs.folders = [tmp_path]
    page.body_form.as_folder.click()
    qtbot.waitUntil(lambda: "已导出 2 件" in page.notice.text(), timeout=10_000)
    (folder,) = [one for one in tmp_path.iterdir() if one.is_dir() and one.name.startswith("证据集")]
    assert len(list(folder.iterdir())) == 5


def test_one_piece_is_exported_with_a_reason(desk, open_page, jobs, dialogs, qtbot, tmp_path):
    add(desk, "../x/会话.txt", b"abc")
    page = open_page(desk)
    page.pane.export_wanted.emit()
    assert not page.reason_form.isHidden()
    dialogs.folders = [tmp_path]
    page.reason_form.reason.setText("交给法务")
    page.reason_form.go.click()
    qtbot.waitUntil(lambda: "已导出" in page.notice.text(), timeout=10_000)
    (out,) = tmp_path.glob("*.txt")
    assert out.read_bytes() == b"abc"
    assert "交给法务" in [one.reason for one in custody_of(desk, list_evidence(desk)[0])]


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


def test_pieces_that_have_not_arrived_say_so(desk, open_page, jobs, qtbot):
    piece = add(desk, cleared=True)
    desk.blobs.delete(desk.blobs.name_of(piece.sha256))
    page = open_page(desk)
    assert "尚未到达" in page.preview.message.text()
    index = page.table.rows_model.index(0, 2)
    assert "尚未到达" in page.table.rows_model.data(index, Qt.ItemDataRole.AccessibleTextRole)


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


def test_links_to_things_of_newer_programs_stand_as_they_are(desk, open_page):
    piece = add(desk)
    link_many(desk, [piece.id], Target("finding", "gone", "gone"))
    page = open_page(desk)
    assert page.view.detail.places[0].target_id == "gone"


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


def quickest(call):
    """Seconds of the best of three, because the machine may be busy."""
    spent = []
    for _round in range(3):
        began = thread_time()
        call()
        spent.append(thread_time() - began)
    return min(spent)


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

"""Evidence comes in by choice, drop and paste, and goes out: to masking, as a body, one by one."""

from __future__ import annotations

import threading
import zipfile

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from tests.evidence_kit import add, plan, png, wav
from tests.evidence_page_kit import names, words

from auditdesk.services.body import INDEX
from auditdesk.services.custody import custody_of
from auditdesk.services.evidence import list_evidence
from auditdesk.services.tagging import find_target, link_many


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

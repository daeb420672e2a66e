"""Evidence of an item on the run page: folders, files that fail, known content, taking away with Del."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from tests.factories import make_program, make_workspace
from tests.hands import show_page

from auditdesk.domain.audits import AuditKind
from auditdesk.services.audits import AuditPlan, open_file, plan_audit
from auditdesk.services.evidence import list_evidence
from auditdesk.ui.pages.audits import AuditsPage


@pytest.fixture
def desk(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "space") as opened:
        yield opened.desk


@pytest.fixture
def view(qtbot, theme, desk, jobs, dialogs):
    made = AuditPlan("customer-service-self-check", "11月自查", AuditKind.ROUTINE, "2026-10-26", "2026-11-15")
    audit = plan_audit(desk, made)
    page = show_page(qtbot, AuditsPage(desk, jobs, dialogs), active=True)
    page.refresh(None)
    page.activate(audit.id)
    return page.run_view


def cited(desk, view):
    file = open_file(desk, view.run.file.audit.id)
    return [file.evidence[one].name for one in file.links.get(view.run.item.id, ())]


def test_a_folder_with_a_bad_file_gives_what_it_can_and_says_the_rest(qtbot, view, desk, jobs, tmp_path):
    folder = tmp_path / "现场"
    folder.mkdir()
    (folder / "a.txt").write_text("甲")
    (folder / "空.txt").write_text("")
    evidence = view.card.evidence
    evidence.strip.zone.files_given.emit([folder, tmp_path / "不在.txt"])
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=10_000)
    assert cited(desk, view) == ["a.txt"]
    assert "没有接收 2" in evidence._told.text()
    assert "空.txt 是空文件" in evidence._told.text()
    evidence.strip.zone.files_given.emit([folder / "a.txt"])
    qtbot.waitUntil(lambda: "内容已经有了" in evidence._told.text(), timeout=10_000)
    assert cited(desk, view) == ["a.txt"]
    view.run.step(1)
    assert evidence._told.isHidden()


def test_del_takes_a_piece_away_and_paste_brings_a_picture(qtbot, view, desk, jobs):
    data, picture = QMimeData(), QImage(20, 20, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    data.setImageData(picture)
    QGuiApplication.clipboard().setMimeData(data)
    evidence = view.card.evidence
    assert evidence.strip.zone.paste()
    qtbot.waitUntil(lambda: not jobs.busy() and cited(desk, view) == ["粘贴的图片.png"], timeout=10_000)
    files = evidence.strip.files
    files.setCurrentIndex(files.model().index(0, 0))
    qtbot.keyClick(files, Qt.Key.Key_Delete)
    assert cited(desk, view) == []
    assert len(list_evidence(desk)) == 1
    assert "不再用于这一项" in evidence._told.text()

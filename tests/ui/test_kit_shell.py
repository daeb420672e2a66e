from __future__ import annotations

import io
import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLineEdit, QPushButton
from reportlab.pdfgen import canvas

from auditdesk.domain.errors import BadInputError, CancelledError
from auditdesk.services.changes import ChangeSet
from auditdesk.ui.dialogs import ScriptedDialogs
from auditdesk.ui.jobs import Watchdog, job_row
from auditdesk.ui.keys import Key
from auditdesk.ui.page import Page
from auditdesk.ui.shell import PAGES, Shell, page_key, page_word
from auditdesk.ui.widgets.buttons import KeyCap
from auditdesk.ui.widgets.pdf import PdfPane
from auditdesk.ui.widgets.rail import NARROW, WIDE
from auditdesk.ui.widgets.search import Command, CommandPopup

pytestmark = pytest.mark.usefixtures("theme")


class Probe(Page):
    def __init__(self, name):
        super().__init__()
        self.name = name
        self.log = []
        self.pane_open = True
        self.pressed = 0

    def title(self):
        return page_word(self.name)

    def build(self):
        self.log.append("build")
        self.line = QLineEdit()
        self.button = QPushButton("x")
        self.body.addWidget(self.line)
        self.body.addWidget(self.button)
        self.key("Z", self.count)

    def count(self):
        self.pressed += 1

    def activate(self, target=None):
        self.log.append(("activate", target))

    def leave(self):
        self.log.append("leave")

    def refresh(self, changes):
        self.log.append(("refresh", changes))

    def shortcuts(self):
        return [Key("Z", "数一数")]

    def regions(self):
        return [self.line, self.button]

    def escape(self):
        was, self.pane_open = self.pane_open, False
        return was


@pytest.fixture
def shell(qtbot):
    made = Shell()
    made.pages = {}

    def maker(name):
        def make():
            made.pages[name] = Probe(name)
            return made.pages[name]

        return make

    for name in PAGES:
        made.add_page(name, maker(name))
    qtbot.addWidget(made)
    made.open_page("dashboard")
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def test_ten_pages_by_key_and_made_on_first_use(shell, qtbot):
    assert list(shell.pages) == ["dashboard"]
    for name in PAGES:
        letter = page_key(name)[-1]
        qtbot.keyClick(shell, letter, Qt.KeyboardModifier.ControlModifier)
        assert shell.current_page() is shell.pages[name]
        assert page_word(name) in shell.windowTitle()
    once = [("activate", None)]
    assert shell.pages["dashboard"].log == ["build", ("refresh", None), *once, *once, "leave"]


def test_a_page_sends_to_another_with_a_target(shell):
    shell.pages["dashboard"].go.emit("findings", "WT-1007")
    assert shell.pages["findings"].log[-1] == ("activate", "WT-1007")


def test_changes_reach_built_pages_only(shell):
    shell.open_page("findings")
    changes = ChangeSet(frozenset({("finding", "1")}))
    shell.pages["findings"].changed.emit(changes)
    assert shell.pages["dashboard"].log[-1] == ("refresh", changes)
    assert shell.pages["findings"].log[-1] == ("refresh", changes)
    assert "audits" not in shell.pages


def test_a_hidden_pages_keys_rest(shell, qtbot):
    shell.open_page("findings")
    shell.pages["findings"].button.setFocus()
    qtbot.keyClick(shell, Qt.Key.Key_Z)
    assert shell.pages["findings"].pressed == 1
    assert shell.pages["dashboard"].pressed == 0
    shell.pages["findings"].line.setFocus()
    qtbot.keyClick(shell.pages["findings"].line, Qt.Key.Key_Z)
    assert shell.pages["findings"].pressed == 1


def test_f6_cycles_the_regions_and_the_rail(shell, qtbot):
    page = shell.pages["dashboard"]
    page.line.setFocus()
    qtbot.keyClick(shell, Qt.Key.Key_F6)
    assert page.button.hasFocus()
    qtbot.keyClick(shell, Qt.Key.Key_F6)
    assert shell.rail.isAncestorOf(shell.focusWidget())
    qtbot.keyClick(shell, Qt.Key.Key_F6)
    assert page.line.hasFocus()
    qtbot.keyClick(shell, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert shell.rail.isAncestorOf(shell.focusWidget())
    qtbot.keyClick(shell, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert page.button.hasFocus()


def test_escape_leaves_field_then_pane_then_page(shell, qtbot):
    page = shell.pages["dashboard"]
    page.line.setFocus()
    qtbot.keyClick(shell, Qt.Key.Key_Escape)
    assert not page.line.hasFocus()
    assert page.pane_open
    qtbot.keyClick(shell, Qt.Key.Key_Escape)
    assert not page.pane_open
    qtbot.keyClick(shell, Qt.Key.Key_Escape)
    assert shell.rail.isAncestorOf(shell.focusWidget())


def test_lock_by_key_and_by_button(shell, qtbot):
    with qtbot.waitSignal(shell.lock_wanted):
        qtbot.keyClick(shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(shell.lock_wanted):
        shell.top.lock_wanted.emit()


def test_rail_walks_by_arrows_and_shrinks(shell, qtbot):
    shell.rail.take_focus()
    qtbot.keyClick(shell.focusWidget(), Qt.Key.Key_Down)
    assert shell.current_page() is shell.pages["audits"]
    assert shell.rail.width() == WIDE
    shell.resize(1100, 700)
    assert shell.rail.width() == NARROW
    shell.resize(1366, 768)
    assert shell.rail.width() == WIDE


def test_search_offers_pages_commands_and_results(shell, qtbot):
    ran = []
    shell.set_finder(lambda text: [Command(f"找到 {text}", lambda: ran.append(text), "检查项")])
    qtbot.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    popup = shell.findChild(CommandPopup)
    assert page_word("findings") in [command.word for command in popup.offered()]
    popup.field.insert("问题")
    assert [command.word for command in popup.offered()] == ["找到 问题", "问题整改"]
    qtbot.keyClick(popup.field, Qt.Key.Key_Down)
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert shell.current_page() is shell.pages["findings"]
    assert ran == []


def test_keys_of_the_page_on_f1(shell, qtbot):
    qtbot.keyClick(shell, Qt.Key.Key_F1)
    caps = {cap.accessibleName() for cap in shell._overlay.findChildren(KeyCap)}
    assert {"Z", "Ctrl K", "F6"} <= caps
    qtbot.keyClick(shell._overlay, Qt.Key.Key_Escape)
    assert shell._overlay is None
    qtbot.keyClick(shell, Qt.Key.Key_F1)
    qtbot.keyClick(shell, Qt.Key.Key_F1)
    assert shell._overlay is None


def test_esc_closes_the_search_only(shell, qtbot):
    page = shell.pages["dashboard"]
    shell.open_search()
    popup = shell.findChild(CommandPopup)
    popup.field.insert("没有这样的东西")
    assert popup.offered() == []
    qtbot.keyClick(popup.field, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert page.pane_open


def test_language_switch_builds_again_and_keeps_what_was_told(shell, qtbot):
    shell.set_site("嘉岭分中心")
    shell.set_person("沈知夏", "自查员")
    shell.set_count("findings", 10)
    shell.open_page("findings")
    page = shell.pages["findings"]
    with qtbot.waitSignal(shell.language_changed):
        shell.use_language("en")
    assert page.log.count("build") == 2
    assert shell.current_page() is page
    assert page.isVisible()
    assert shell.top.site.text() == "嘉岭分中心"
    qtbot.keyClick(shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    page.button.setFocus()
    qtbot.keyClick(shell, Qt.Key.Key_Z)
    assert page.pressed == 1


def test_jobs_deliver_on_the_ui_thread_and_in_order(jobs, qtbot, watchdog):
    got, threads = [], set()

    def work(number):
        def run(progress):
            threads.add(threading.get_ident())
            progress.start("算", 3)
            for _step in range(3):
                time.sleep(0.01)
                progress.step()
            return number

        return run

    seen = []
    for number in range(3):
        job = jobs.start(work(number), done=lambda result: got.append((result, threading.get_ident())))
        job.progressed.connect(lambda label, done, total: seen.append((label, done, total)))
    qtbot.waitUntil(lambda: len(got) == 3)
    assert [result for result, _thread in got] == [0, 1, 2]
    assert {thread for _result, thread in got} == {threading.get_ident()}
    assert len(threads) == 1
    assert threading.get_ident() not in threads
    assert ("算", 3, 3) in seen
    assert jobs.busy() == 0


def test_jobs_cancel_at_the_next_step(jobs, qtbot):
    failed = []
    started = threading.Event()

    def run(progress):
        progress.start("长", 0)
        started.set()
        while True:
            time.sleep(0.005)
            progress.step()

    job = jobs.start(run, failed=failed.append)
    row = job_row(job, "很久")
    qtbot.addWidget(row)
    qtbot.waitUntil(started.is_set)
    row.cancelled.emit()
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], CancelledError)


def test_jobs_tell_expected_errors_and_raise_bugs(jobs, qtbot):
    failed = []

    def bad_input(_progress):
        raise BadInputError("第 3 行缺少日期")

    jobs.start(bad_input, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert failed[0].message == "第 3 行缺少日期"
    with qtbot.captureExceptions() as bugs:
        jobs.start(lambda _progress: 1 // 0)
        qtbot.waitUntil(lambda: bool(bugs))
    assert bugs[0][0] is ZeroDivisionError


def test_a_result_on_its_way_reaches_nobody_after_the_end(jobs, qtbot):
    came, ended = [], threading.Event()
    jobs.start(lambda _progress: 7, done=came.append)
    jobs.start(lambda _progress: ended.set())
    assert ended.wait(30), "both ran, and this thread has not looked at its events since"
    jobs.close()
    qtbot.wait(20)
    assert came == []


def test_pictures_do_not_wait_for_the_writer(jobs, qtbot):
    release, got = threading.Event(), []
    jobs.start(lambda _progress: release.wait(30), done=lambda _result: got.append("writer"))
    jobs.start(lambda _progress: "picture", done=got.append, pictures=True)
    qtbot.waitUntil(lambda: got == ["picture"])
    release.set()
    qtbot.waitUntil(lambda: got == ["picture", "writer"])


def test_watchdog_sees_a_blocked_ui_thread(qtbot, caplog):
    dog = Watchdog(limit=0.1)
    qtbot.wait(60)
    time.sleep(0.4)
    qtbot.wait(60)
    dog.stop()
    assert dog.blocked
    assert "UI thread blocked" in caplog.text
    assert "test_watchdog_sees_a_blocked_ui_thread" in caplog.text


def test_scripted_dialogs_answer_and_print(tmp_path):
    target = tmp_path / "page.pdf"
    scripted = ScriptedDialogs(files=[[tmp_path / "a", tmp_path / "b"]], confirms=[True], print_to=target)

    def draw(printer: QPrinter) -> None:
        painter = QPainter(printer)
        painter.drawText(100, 100, "恢复件")
        painter.end()

    assert scripted.open_files("选择", many=False) == [tmp_path / "a"]
    assert scripted.confirm_destructive("销毁证据？", "不能恢复", "销毁")
    assert scripted.print_document("恢复件", draw)
    assert target.read_bytes().startswith(b"%PDF")
    assert scripted.asked == ["选择", "销毁证据？", "恢复件"]
    with pytest.raises(IndexError):
        scripted.open_folder("没想到")


def pdf(pages):
    stream = io.BytesIO()
    made = canvas.Canvas(stream)
    for page in range(pages):
        made.drawString(100, 700, f"page {page + 1}")
        made.showPage()
    made.save()
    return stream.getvalue()


def test_pdf_pane_shows_bytes_from_memory(qtbot, tmp_path):
    pane = PdfPane()
    qtbot.addWidget(pane)
    pane.resize(900, 600)
    with qtbot.waitExposed(pane):
        pane.show()
    assert pane.show_bytes(pdf(3))
    assert pane.page_count() == 3
    with qtbot.waitSignal(pane.page_changed):
        pane.go_to(3)
    assert pane.page() == 3
    pane.zoom(1.25)
    pane.zoom(0)
    assert not pane.show_bytes(b"not a pdf")
    assert pane.show_bytes(pdf(1))
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    pane.draw_on(printer)
    assert (tmp_path / "out.pdf").stat().st_size > 500
    pane.clear()
    assert pane.page_count() == 0

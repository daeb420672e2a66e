from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, QUrl
from tests.factories import make_program, make_workspace
from tests.zoo import HEAD, Sheet, items, workbook

from auditdesk.domain.importing import Column
from auditdesk.packs.forms import builtin_forms, dump_form
from auditdesk.services.forms import find_form, list_forms
from auditdesk.ui.pages.importing.view import ImportView
from auditdesk.ui.pages.registry import Place

BOOK = workbook(
    Sheet([["门店自查"], ["编号", "检查项目", "检查内容", "合格线"], ["一、门面"], ["1", "门牌", "看门牌", "清楚"],
           ["2", "灯光", "看灯", "全亮"]], name="清单"),
    Sheet([["说明"], ["代码", "查什么"], ["A1", "问候"], ["A2", "等待"]], name="另一张"),
    Sheet([HEAD, *items("9.1")], name="旧", state="hidden"),
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("import")
    program = make_program(folder / "home")
    with make_workspace(program, folder / "space") as opened:
        yield SimpleNamespace(opened=opened, program=program, desk=opened.desk)


@pytest.fixture
def view(qtbot, theme, jobs, dialogs, desk):
    made = ImportView(Place(desk.desk, jobs, dialogs, desk.opened, desk.program))
    qtbot.addWidget(made)
    made.resize(1166, 720)
    made.show()
    return made


@pytest.fixture
def given(view, qtbot, tmp_path):
    def _given(data=BOOK, name="门店.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        view.open(path)
        qtbot.waitUntil(lambda: view.session is not None and view.session.name == name, timeout=20000)
        return view.session

    return _given


def shown(view):
    """Sections and items as the tree shows them."""
    groups = view.result.tree._model.groups
    return [(group.title, [item.id for item in group.rows]) for group in groups]


def pick(view, qtbot, index, meaning):
    combo = view.columns.combos[index]
    before = view.session.reading
    combo.set_value(meaning.value)
    combo.picked.emit(meaning.value)
    qtbot.waitUntil(lambda: view.session.reading is not before, timeout=20000)


def test_first_a_file_is_asked_for(view):
    assert view.stack.currentIndex() == 0
    assert not view.take.isEnabled()
    assert view.why.text() == "先选一个文件"
    assert view.regions() == [view.zone]
    view.finish()
    assert view.session is None


def test_a_file_is_read_and_shown_with_its_doubts(view, given):
    given()
    assert view.counts.text() == "2 项，1 个分类"
    assert view.take.isEnabled()
    assert view.result.title.text() == "门店自查"
    assert shown(view) == [("1  门面", ["1", "2"])]
    assert {name: box.isChecked() for name, box in view.sheets.boxes.items()} == {
        "清单": True, "另一张": False, "旧": False,
    }  # fmt: skip
    assert view.columns.header.text() == "2"
    assert {i: combo.value() for i, combo in view.columns.combos.items()} == {
        0: "id",
        1: "title",
        2: "check",
        3: "",
    }
    assert all(combo.accessibleName() for combo in view.columns.combos.values())
    assert view.regions() == [view.which, view.result.tree]


def test_a_column_gets_its_meaning_and_the_preview_follows(view, given, qtbot):
    session = given()
    assert [item.standard for item in session.preview.form.items()] == ["", ""]
    pick(view, qtbot, 3, Column.STANDARD)
    assert [item.standard for item in session.preview.form.items()] == ["清楚", "全亮"]
    assert view.columns.combos[3].value() == "standard"
    pick(view, qtbot, 2, Column.TITLE)
    assert view.columns.combos[1].value() == "ignored", "a title comes from one column"
    assert [item.title for item in session.preview.form.items()] == ["看门牌", "看灯"]


def test_sheets_are_taken_and_left_out(view, given, qtbot):
    session = given()
    view.sheets.boxes["旧"].click()
    qtbot.waitUntil(lambda: len(session.preview.tables) == 2, timeout=20000)
    assert shown(view) == [("1  门面", ["1", "2"]), ("2  旧", ["9.1"])]
    assert view._choice.isVisible()
    view.sheets.boxes["清单"].click()
    view.sheets.boxes["旧"].click()
    qtbot.waitUntil(lambda: not session.preview.tables, timeout=20000)
    assert not view.take.isEnabled()
    assert "没有认出清单" in view.why.text()
    view.sheets.boxes["另一张"].click()
    qtbot.waitUntil(lambda: len(session.preview.tables) == 1, timeout=20000)
    assert "表头行" in view.why.text()


def test_the_head_is_pointed_at(view, given, qtbot):
    session = given()
    field = view.columns.header
    for text, word in (("x", "行号"), ("0", "行号"), ("99", "只到第 5 行")):
        field.setText(text)
        field.editingFinished.emit()
        qtbot.waitUntil(lambda word=word: word in view.columns._wrong.text(), timeout=20000)
    assert view.columns.header.accessibleDescription()
    assert session.reading.choice("清单").header_row == 0
    field.setText("4")
    field.editingFinished.emit()
    qtbot.waitUntil(lambda: session.reading.choice("清单").header_row == 4, timeout=20000)
    assert session.table("清单").header_rows == (4,)
    assert view.columns._wrong.isHidden()
    assert not view.take.isEnabled()


def test_importing_takes_everything_at_once_and_remembers_the_columns(view, given, qtbot, desk):
    before = len(list_forms(desk.desk))
    given()
    pick(view, qtbot, 3, Column.STANDARD)
    assert len(list_forms(desk.desk)) == before, "nothing is written before 导入"
    view.result.title.setText("嘉岭门店自查")
    with qtbot.waitSignal(view.imported, timeout=20000) as told:
        view.take.click()
    assert told.args == ["嘉岭门店自查@1.0"]
    form = find_form(desk.desk, "嘉岭门店自查")
    assert [(item.id, item.title, item.standard) for item in form.items()] == [
        ("1", "门牌", "清楚"), ("2", "灯光", "全亮"),
    ]  # fmt: skip
    assert form.source == "门店.xlsx"
    again = given(name="门店二.xlsx")
    assert again.table("清单").remembered
    assert view.columns.combos[3].value() == "standard"


def test_a_name_that_is_taken_is_told_and_can_be_changed(view, given, qtbot, desk):
    given(dump_form(builtin_forms()[1]).encode(), "禁区.yaml")
    assert view.sheets.isHidden()
    assert view.columns.isHidden()
    before = len(list_forms(desk.desk))
    view.take.click()
    qtbot.waitUntil(lambda: "已经有了" in view.notice.text(), timeout=20000)
    assert view.take.isEnabled()
    assert len(list_forms(desk.desk)) == before


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"%PDF-1.7", "清单.xlsx", "PDF"), (b"PK\x03\x04broken", "坏.xlsx", "已损坏"),
        (b"id: x\n", "包.yaml", "包.yaml"), (b"\xff\xfe\xff", "包.yaml", "UTF-8"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_and_the_file_before_stays(
    view, given, qtbot, tmp_path, data, name, sentence
):
    session = given()
    path = tmp_path / name
    path.write_bytes(data)
    view.open(path)
    qtbot.waitUntil(lambda: sentence in view.notice.text(), timeout=20000)
    assert view.session is session
    assert view.take.isEnabled()


def test_files_are_dropped_chosen_or_not(view, dialogs, qtbot, tmp_path):
    path = tmp_path / "门店.xlsx"
    path.write_bytes(BOOK)
    dialogs.files = [[], [path]]
    view.choose()
    assert view.session is None
    view.choose()
    qtbot.waitUntil(lambda: view.session is not None, timeout=20000)
    mime = QMimeData()
    other = tmp_path / "门店三.csv"
    other.write_text("编号,检查内容\n7,看\n", encoding="utf-8")
    mime.setUrls([QUrl.fromLocalFile(str(other))])
    assert view.zone.take(mime)
    qtbot.waitUntil(lambda: view.session.name == "门店三.csv", timeout=20000)
    assert shown(view) == [("1  门店三", ["7"])]
    with qtbot.waitSignal(view.closed):
        view.away.click()

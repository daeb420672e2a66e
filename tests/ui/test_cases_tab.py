from __future__ import annotations

import openpyxl
import pytest
from tests.loop_kit import CLASS, Room

from auditdesk.domain.cases import CaseState
from auditdesk.services.cases import list_cases, make_case
from auditdesk.ui.pages.library_parts.cases_tab import CasesTab
from auditdesk.ui.pages.library_parts.tabs import tab_offers
from auditdesk.ui.pages.registry import Place


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    made = Room(tmp_path_factory.mktemp("cases"))
    yield made
    made.close()


@pytest.fixture
def make(qtbot, theme, jobs, dialogs, room):
    def _make(number="1042"):
        tab = CasesTab(Place(room.at(number), jobs, dialogs, room.opened, None))
        for widget in (tab.side, tab.main):
            qtbot.addWidget(widget)
            widget.show()
        tab.wrote.connect(lambda _changes: tab.read())
        tab.read()
        return tab

    return _make


def write(tab, qtbot, name, text):
    field = tab.view.fields[name]
    (field.setPlainText if hasattr(field, "setPlainText") else field.setText)(text)
    if hasattr(field, "textEdited"):
        field.edited.emit(text)
    tab.view.flush()
    case = tab.view.case
    return lambda: getattr(next(one for one in list_cases(tab.place.desk) if one.id == case.id), name) == text


def test_the_tab_is_offered():
    assert [offer.name for offer in tab_offers()] == ["forms", "documents", "cases"]


def test_from_an_empty_library_to_a_published_case(make, qtbot, dialogs, tmp_path):
    tab = make()
    assert tab.empty.isVisible()
    assert tab.new_word() == "新建案例"
    tab.revise()
    qtbot.waitUntil(lambda: tab.view.case is not None)
    assert tab.view.publish.reason() == "还缺 4 项：经过、教训、讨论题、违规分类"
    for name, text in (
        ("title", "改套餐前未核对姓名"), ("story", "一名客服只核对了后四位就改了套餐。"),
        ("lesson", "两个要素都核对后再操作。"), ("question", "客户着急时怎么办？"),
    ):  # fmt: skip
        qtbot.waitUntil(write(tab, qtbot, name, text))
    tab.view.typed.emit(tab.view.case.id, "violation_class", CLASS)
    qtbot.waitUntil(lambda: tab.view.case.violation_class == CLASS)
    assert tab.view.publish.reason() == "由能复核的人看过后发布"

    other = make("1017")
    assert other.view.publish.isEnabled()
    assert other.finishing()
    other.view.publish.click()
    qtbot.waitUntil(lambda: other.view.case is not None and other.view.case.state is CaseState.PUBLISHED)
    assert other.view.fields == {}
    target = tmp_path / "案例.xlsx"
    dialogs.targets = [target]
    other.view.export.click()
    qtbot.waitUntil(lambda: "已导出" in other.view.notice.text())
    cells = [cell.value for row in openpyxl.load_workbook(target).active.iter_rows() for cell in row]
    assert "改套餐前未核对姓名" in cells
    other.filter.setText("后四位")
    assert len(other.list.entries()) == 1
    other.filter.setText("没有这个词")
    assert other.empty.isVisible()
    assert other.view.case is None
    assert other.open(list_cases(other.place.desk)[0].code)
    other.view.withdraw.click()
    qtbot.waitUntil(lambda: list_cases(other.place.desk)[0].state is CaseState.DRAFT)


def test_personal_data_is_refused_in_place_and_comes_back(make, qtbot, room):
    first = make_case(room.at("1042"), title="第一个")
    second = make_case(room.at("1042"), title="第二个")
    tab = make()
    tab.open(first.id)
    write(tab, qtbot, "story", "客户电话 13800138000")
    qtbot.waitUntil(lambda: "手机号" in tab.view.notice.text())
    assert "13800138000" not in tab.view.notice.text()
    assert tab.view.publish.reason() == "还有没保存的内容"
    tab.open(second.id)
    assert not tab.view.notice.isVisible()
    tab.open(first.id)
    assert tab.view.fields["story"].text() == "客户电话 13800138000"
    qtbot.waitUntil(write(tab, qtbot, "story", "一名客户来电"))
    qtbot.waitUntil(lambda: "还有没保存" not in tab.view.publish.reason())


def test_viewers_only_read(make, room):
    make_case(room.at("1042"), title="给大家看")
    tab = make("1050")
    assert tab.revise_refusal() == "您的角色只能查看案例"
    assert tab.view.fields == {}
    assert not tab.view.publish.isEnabled()
    tab.revise()
    assert not tab.open("AL-0")

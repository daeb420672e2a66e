"""设置 › 识别规则: rules are written, tried on a text, kept, switched off, and travel as a file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.factories import make_program, make_workspace

from auditdesk.domain.maskrules import MaskRule, RuleKind, RuleStyle
from auditdesk.domain.people import Role
from auditdesk.domain.spans import Kind, Span
from auditdesk.services.rules import add_rule, export_rules, find_rule, list_rules
from auditdesk.ui.pages.preferences.rule_words import marked_html
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.pages.settings import SettingsPage

WAIT = 20000
METER = MaskRule(
    "", "表号", RuleKind.PATTERN, r"表号[：: ]?(?P<value>M-\d{4,8})", examples=("表号：M-20881",),
    counterexamples=("表号未登记",),
)  # fmt: skip


@pytest.fixture
def opened(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "ws") as made:
        yield made


@pytest.fixture
def make(qtbot, theme, jobs, dialogs, opened):
    def _make(role=Role.ADMIN):
        desk = replace(opened.desk, user=replace(opened.desk.user, role=role))
        page = SettingsPage(Place(desk, jobs, dialogs, opened, make_program(opened.desk.workspace.folder)))
        qtbot.addWidget(page)
        page.resize(1166, 720)
        page.ensure_built()
        page.show_section("rules")
        page.show()
        return page.view()

    return _make


def fill(pane, **values):
    for name, text in values.items():
        control = pane.fields.controls[name]
        if hasattr(control, "setPlainText"):
            control.setPlainText(text)
        else:
            control.setText(text)
            control.edited.emit(text)


def test_a_rule_is_written_tried_kept_and_switched_off(make, opened, qtbot):
    view = make()
    pane = view.pane
    assert view.nothing.isVisible()
    view.add()
    assert "名称" in pane.save.reason()
    fill(pane, name="表号", words="表号", examples="表号：M-20881", counterexamples="没有号")
    assert pane.save.isEnabled()
    pane.text.setPlainText("用户报修，表号：M-77120 <已换>")
    qtbot.waitUntil(lambda: "找到 1 处" in pane.verdict.text(), timeout=WAIT)
    assert ">M-77120</span> &lt;已换&gt;" in pane.result.text()
    fill(pane, examples="表号未知")
    qtbot.waitUntil(lambda: "例子里没找到：表号未知" in pane.verdict.text(), timeout=WAIT)
    pane.keep()
    assert "找不到" in pane.notice.text()
    assert list_rules(opened.desk) == []
    fill(pane, examples="表号：M-20881")
    with qtbot.waitSignal(view.changed):
        pane.keep()
    rule = find_rule(opened.desk, "表号")
    assert (rule.kind, rule.words, rule.active) == (RuleKind.KEYWORD, ("表号",), True)
    assert view.table.current_row().id == rule.id
    assert "没有改动" in pane.save.reason()
    pane.fields.controls["style"].set_value(RuleStyle.KEEP.value)
    pane.fields.controls["style"].picked.emit(RuleStyle.KEEP.value)
    assert pane.ends.isVisible()
    fill(pane, keep_first="2", keep_last="x")
    assert "不是数字" in pane.fields._bound["keep_last"].field._below.text()
    pane.keep()
    assert find_rule(opened.desk, "表号").keep_first == 2
    pane.switch_over()
    assert not find_rule(opened.desk, "表号").active
    assert pane.switch.text() == "启用规则"


def test_a_new_rule_can_be_given_up_and_a_taken_name_is_told(make, opened):
    add_rule(opened.desk, METER)
    view = make()
    view.show_target("表号")
    view.add()
    fill(view.pane, name="表号", words="表", examples="表 1234")
    assert "换一个名称" in view.pane.save.reason()
    assert view.escape()
    assert view.pane.rule.name == "表号"
    assert view.pane.pattern.isVisible()
    assert not view.escape()


def test_rules_travel_as_a_file(make, opened, dialogs, qtbot, tmp_path):
    add_rule(opened.desk, METER)
    view = make()
    target = tmp_path / "rules.json"
    dialogs.targets = [target]
    view.export()
    qtbot.waitUntil(lambda: "已导出" in view.notice.text(), timeout=WAIT)
    data = json.loads(target.read_text(encoding="utf-8"))
    assert data == json.loads(export_rules(opened.desk))
    data["rules"].append({"name": "总机", "kind": "exception", "words": ["400-555-0123"]})
    target.write_text(json.dumps(data), encoding="utf-8")
    dialogs.files = [[target], [tmp_path / "none.json"]]
    view.choose_file()
    qtbot.waitUntil(lambda: "新增 1 条" in view.notice.text(), timeout=WAIT)
    assert [rule.name for rule in list_rules(opened.desk)] == ["表号", "总机"]
    view.choose_file()
    qtbot.waitUntil(lambda: "none.json" in view.notice.text(), timeout=WAIT)


def test_who_may_only_look_may_still_try(make, opened, qtbot):
    add_rule(opened.desk, METER)
    view = make(Role.AUDITOR)
    view.show_target("表号")
    assert "负责人" in view.new_button.reason()
    assert "负责人" in view.pane.save.reason()
    assert not view.pane.switch.isVisible()
    view.pane.text.setPlainText("表号 M-1234")
    qtbot.waitUntil(lambda: "找到 1 处" in view.pane.verdict.text(), timeout=WAIT)


def test_marks_never_overlap_and_letters_are_escaped():
    spans = [Span(2, 5, Kind.CUSTOM, 1.0, ""), Span(3, 6, Kind.CUSTOM, 1.0, "")]
    html = marked_html("<a>bcd\n", spans)
    assert html.count("<span") == 1
    assert html.startswith("&lt;a<span")
    assert html.endswith("d<br>")


def test_a_half_written_rule_can_be_tried_already(make, qtbot):
    view = make()
    view.add()
    fill(view.pane, words="表号")
    view.pane.text.setPlainText("客户报的表号：20881，请核实")
    qtbot.waitUntil(lambda: "找到 1 处" in view.pane.verdict.text(), timeout=WAIT)
    assert not view.pane.save.isEnabled()


def test_a_file_that_is_no_text_is_refused_in_words_of_the_import(make, qtbot, dialogs, tmp_path):
    path = tmp_path / "图.json"
    path.write_bytes(bytes(range(256)) * 50)
    view = make()
    dialogs.files.append([path])
    view.choose_file()
    qtbot.waitUntil(lambda: view.notice.text() == "图.json 不是识别规则文件。", timeout=WAIT)

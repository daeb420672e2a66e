"""Speed of hand at the run page: every answer type by keys, filters, bulk, the last audit, Excel."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QLabel
from tests.factories import make_program, make_workspace
from tests.hands import show_page

from auditdesk.domain.audits import AuditKind, Duty, TeamMember
from auditdesk.domain.checklists import (
    AnswerType,
    Clause,
    Condition,
    Form,
    Item,
    ScoringMethod,
    Section,
    Threshold,
)
from auditdesk.services.answering import Entry, record_answer, record_answers
from auditdesk.services.audits import (
    AuditPlan,
    change_audit,
    find_audit,
    open_file,
    plan_audit,
    score,
)
from auditdesk.services.changes import ChangeSet
from auditdesk.services.filling import export_audit
from auditdesk.services.forms import import_form
from auditdesk.services.rectifying import change_finding
from auditdesk.ui.pages.audits import AuditsPage
from auditdesk.ui.pages.run.bulk import CHOSEN, KEEP, OPEN
from auditdesk.ui.pages.run.outline import BARE, MINE
from auditdesk.ui.pages.run.view import RESULT

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TYPES = (
    Item("1.1", "外呼业务", "有没有外呼", "如实", title_en="a", answer_type=AnswerType.CHOICE,
         choices=("有", "没有"), evidence_on=()),
    Item("1.2", "外呼告知", "告知身份", "均告知", title_en="b", condition=Condition("1.1", ("有",))),
    Item("1.3", "接听率", "看报表", "不低于 95", title_en="c", answer_type=AnswerType.NUMBER,
         threshold=Threshold("%", at_least=95)),
    Item("1.4", "开场问候", "听录音", "打分", title_en="d", answer_type=AnswerType.SCORE, pass_score=75),
    Item("1.5", "服务过程", "听录音", "按表扣分", title_en="e", answer_type=AnswerType.POINTS, max_points=10),
    Item("1.6", "受理渠道", "勾选", "三种都有", title_en="f", answer_type=AnswerType.MULTI_CHOICE,
         choices=("电话", "在线", "现场"), passing_choices=("电话", "在线", "现场")),
    Item("1.7", "培训日期", "看记录", "本季", title_en="g", answer_type=AnswerType.DATE),
    Item("1.8", "现场描述", "看现场", "写明", title_en="h", answer_type=AnswerType.TEXT),
)  # fmt: skip
PLAIN = tuple(
    Item(f"2.{n}", f"登记要素 {n}", "看台账", "齐全", title_en=f"p{n}", veto=n == 32,
         basis=(Clause("投诉规范", "第 3.2 条", "v2.1"),))
    for n in range(1, 33)
)  # fmt: skip
FORM = Form(
    "speed", "1.0", "快手清单", (Section("1", "各种答法", TYPES), Section("2", "台账登记", PLAIN)),
    scoring=ScoringMethod.WEIGHTED, na_share_limit=0.05,
)  # fmt: skip


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    folder = tmp_path_factory.mktemp("speed")
    with make_workspace(make_program(folder / "home"), folder / "ws") as opened:
        import_form(opened.desk, FORM)
        yield opened


@pytest.fixture
def desk(space):
    return space.desk


def plan(desk, month="11"):
    return plan_audit(
        desk, AuditPlan("speed", f"{month}月", AuditKind.ROUTINE, f"2026-{month}-01", f"2026-{month}-28")
    )


@pytest.fixture
def page(qtbot, theme, desk, jobs, dialogs):
    return show_page(qtbot, AuditsPage(desk, jobs, dialogs), active=True)


@pytest.fixture
def view(page, desk):
    page.activate(plan(desk).id)
    return page.run_view


def press(qtbot, page, *keys):
    for key in keys:
        qtbot.keyClick(page.window().focusWidget() or page, key)


def test_forty_items_by_the_keyboard_alone(qtbot, page, view):
    run = view.run

    def type_in(text):
        assert page.focusWidget() is not None, run.item.id
        qtbot.keyClicks(page.focusWidget(), text)

    press(qtbot, page, Qt.Key.Key_1)  # 有
    press(qtbot, page, Qt.Key.Key_U, Qt.Key.Key_1)  # 1.2 applies now
    press(qtbot, page, Qt.Key.Key_Down, Qt.Key.Key_9)  # 1.3: a digit begins the number
    type_in("6.5")
    press(qtbot, page, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_8)
    type_in("8")
    press(qtbot, page, Qt.Key.Key_Return, Qt.Key.Key_U, Qt.Key.Key_1)  # 1.5 full points
    press(qtbot, page, Qt.Key.Key_U, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)  # 1.6 all three
    press(qtbot, page, Qt.Key.Key_U, Qt.Key.Key_2)
    type_in("026-11-03")
    press(qtbot, page, Qt.Key.Key_Return, Qt.Key.Key_U, Qt.Key.Key_Return)  # Enter: into the text
    type_in("tidy")
    press(qtbot, page, Qt.Key.Key_Return)
    for _item in PLAIN:
        press(qtbot, page, Qt.Key.Key_U, Qt.Key.Key_1)
    answers = run.file.answers
    assert run.score.tally.unanswered == 0
    assert run.score.tally.answered == 40
    assert answers["1.1"].choices == ("有",)
    assert (answers["1.3"].value, answers["1.3"].verdict) == ("96.5", "pass")
    assert answers["1.4"].value == "88"
    assert answers["1.5"].value == "10"
    assert answers["1.6"].choices == ("电话", "在线", "现场")
    assert answers["1.7"].value == "2026-11-03"
    assert answers["1.8"].value == "tidy"
    assert view.bar.submit.isEnabled()


def test_a_number_says_at_once_whether_it_is_met_and_wrong_input_in_place(qtbot, view):
    run = view.run
    run.go("1.3")
    part = view.card.answer.part
    qtbot.keyClicks(part.field, "94")
    assert "未达标" in part._said.text()
    assert "不低于 95 %" in part._said.text()
    part.take()
    assert run.answer("1.3").verdict == "fail"
    part.field.setText("很高")
    part.field.setModified(True)
    assert not part.take()
    assert "不是数字" in part._said.text()
    assert run.answer("1.3").value == "94"
    part.field.setText("９７％")
    assert part.take()
    assert run.answer("1.3").value == "97"


def test_a_score_follows_the_slider_and_its_keys(qtbot, view):
    view.run.go("1.4")
    part = view.card.answer.part
    part.slider.setValue(70)
    assert (view.run.answer("1.4").value, view.run.answer("1.4").verdict) == ("70", "fail")
    qtbot.keyClick(part.slider, Qt.Key.Key_PageUp)
    assert part.field.text() == "80"
    assert view.run.answer("1.4").verdict == "pass"
    part.field.setText("101")
    assert not part.take()
    assert "0 到 100" in part._said.text()


def test_points_are_a_sum_of_deductions(qtbot, page, view):
    view.run.go("1.5")
    part = view.card.answer.part
    assert "满分 10" in part.sum.text()
    press(qtbot, page, Qt.Key.Key_2)
    line = part.lines[0]
    line.points.setText("2.5")
    part.take()
    assert "写原因" in part._said.text()
    assert view.run.answer("1.5") is None
    line.reason.setText("没有复述")
    part.take()
    assert part.sum.text().startswith("10 − 2.5 = 7.5")
    assert view.run.answer("1.5").deductions[0].reason == "没有复述"
    line.points.setText("12")
    part.take()
    assert "超过满分" in part._said.text()
    line.gone.click()
    assert view.run.answer("1.5").value == "10"
    assert view.run.undo()
    assert view.run.answer("1.5").value == "7.5"
    assert len(part.lines) == 1


def test_a_date_comes_from_the_calendar(view):
    view.run.go("1.7")
    part = view.card.answer.part
    calendar = part.open_calendar()
    calendar.clicked.emit(QDate(2026, 11, 9))
    assert view.run.answer("1.7").value == "2026-11-09"


def test_an_item_that_does_not_apply_says_why_and_is_skipped(qtbot, page, view):
    run = view.run
    run.record(Entry(choices=("有",)), "1.1")
    run.record(Entry(verdict="fail"), "1.2")
    run.record(Entry(choices=("没有",)), "1.1")
    run.go("1.2")
    told = view.card.told.absent.text()
    assert "现在是“没有”" in told
    assert "不计分" in told
    assert not view.card.answer.isEnabled()
    press(qtbot, page, Qt.Key.Key_1)
    assert run.verdict("1.2") == "fail"
    assert run.score.tally.failed == 0
    run.go("1.1")
    run.next_open()
    assert run.item.id == "1.3"
    run.record(Entry(choices=("有",)), "1.1")
    assert run.score.tally.failed == 1


def test_search_finds_two_characters_and_numbers(qtbot, page, view):
    outline = view.outline
    press(qtbot, page, Qt.Key.Key_Slash)
    assert outline.search.hasFocus()
    outline.search.setText("问候")
    outline.search.edited.emit("问候")
    assert [row.item.id for group in outline.tree.shown_groups() for row in group.rows] == ["1.4"]
    press(qtbot, page, Qt.Key.Key_Return)
    assert view.run.item.id == "1.4"
    outline.search.setText("2.31")
    outline.search.edited.emit("2.31")
    assert outline.tree.shown_groups()[0].rows[0].item.id == "2.31"
    outline.search.setText("没有的词")
    outline.search.edited.emit("")
    assert "没有找到" in outline._empty._sentence.text()
    assert page.escape()
    assert len(outline.tree.shown_groups()) == 2
    assert page.run_view is view


def test_filters_count_what_they_show(view, desk):
    run, outline = view.run, view.outline
    change_audit(desk, run.file.audit.id, team=(TeamMember("韩立群", "", (Duty.ANSWER,), "台账登记", ""),))
    record_answers(
        desk, run.file.audit.id, {"2.1": Entry(verdict="fail", note="缺列"), "1.8": Entry(value="无")}
    )
    run.reload()
    words = outline._filter_words()
    assert words["failed"] == "不合规 1"
    assert words[BARE] == "无证据 1"
    assert words[MINE] == "我的 33"
    outline.use_filter(BARE)
    assert [row.item.id for group in outline.tree.shown_groups() for row in group.rows] == ["2.1"]
    outline.use_filter(MINE)
    assert sum(len(group.rows) for group in outline.tree.shown_groups()) == 33
    outline.use_filter("open")
    assert outline.more.value() == ""
    assert words["open"] == "未答 37"


def select(qtbot, view, *, more):
    view.run.go("2.1")
    view.outline.tree.setFocus()
    for _step in range(more):
        qtbot.keyClick(view.outline.tree, Qt.Key.Key_Down, SHIFT)


def test_several_chosen_items_are_one_step(qtbot, page, view):
    select(qtbot, view, more=3)
    assert [item.id for item in view.outline.chosen()] == ["2.1", "2.2", "2.3", "2.4"]
    view.outline.refresh()
    assert len(view.outline.chosen()) == 4
    qtbot.keyClick(page, Qt.Key.Key_B, CTRL)
    bulk = view.bulk
    assert bulk.scope.value() == CHOSEN
    bulk.answer.set_value("not_applicable")
    bulk.refresh()
    assert "理由" in bulk.reason.text()
    assert not bulk.apply.isEnabled()
    bulk.note.setText("本期没有这项业务")
    bulk.refresh()
    bulk.apply.click()
    assert [view.run.verdict(f"2.{n}") for n in range(1, 6)] == ["not_applicable"] * 4 + [""]
    assert view.run.answer("2.4").note == "本期没有这项业务"
    assert bulk.isHidden()
    qtbot.keyClick(page, Qt.Key.Key_Z, CTRL)
    assert view.run.verdict("2.1") == view.run.verdict("2.4") == ""
    qtbot.keyClick(page, Qt.Key.Key_Y, CTRL)
    assert view.run.verdict("2.4") == "not_applicable"


def test_bulk_leaves_out_items_that_need_a_value(view):
    view.run.go("1.1")
    view.bulk.begin()
    assert view.bulk.scope.value() == OPEN
    view.bulk.answer.set_value("pass")
    view.bulk.refresh()
    assert view.bulk.items() == []
    assert "没有可写" in view.bulk.reason.text()
    view.bulk.leave()
    assert view.run.file.answers == {}


def test_fill_down_takes_the_answer_above(qtbot, page, view):
    run = view.run
    said = []
    run.failed.connect(said.append)
    run.record(Entry(verdict="pass", note="抽查三份"), "2.1")
    run.go("2.2")
    for _time in range(2):
        qtbot.keyClick(page, Qt.Key.Key_D, CTRL)
    assert run.item.id == "2.4"
    assert (run.answer("2.3").verdict, run.answer("2.3").note) == ("pass", "抽查三份")
    assert run.undo()
    assert run.verdict("2.3") == ""
    run.go("2.10")
    qtbot.keyClick(page, Qt.Key.Key_D, CTRL)
    assert "没有可以照抄" in said[-1]


def test_the_last_audit_is_taken_over_confirmed_and_told_when_it_repeats(qtbot, page, desk):
    old = plan(desk, "03")
    record_answers(desk, old.id, {
        "2.1": Entry(verdict="pass", note="齐全"), "2.2": Entry(verdict="pass"), "2.3": Entry(verdict="fail"),
        "1.3": Entry(value="96"),
    })  # fmt: skip
    finding = open_file(desk, old.id).findings[0]
    change_finding(desk, finding.id, description="缺两列")
    page.activate(plan(desk, "04").id)
    view = page.run_view
    view.copy_button.click()
    assert "3 项可以沿用" in view.copy.said.text()
    assert "上次不合规，须重新检查" in [row.reason for row in view.copy.table.rows_model.rows()]
    view.copy.apply.click()
    run = view.run
    assert run.score.tally.passed == 0
    run.go("2.1")
    assert view.card._origin.text() == "沿用 2026-03"
    press(qtbot, page, Qt.Key.Key_Y)
    assert run.score.tally.passed == 1
    run.go("1.3")
    part = view.card.answer.part
    assert part.field.text() == ""
    assert "“96 %”" in view.card.told.taken.text()
    part.field.setText("96")
    assert part.take()
    assert run.answer("1.3").origin == "kept:2026-03"
    run.go("2.2")
    assert view.card.answer.control.value() == ""
    press(qtbot, page, Qt.Key.Key_1)
    assert run.answer("2.2").origin == "kept:2026-03"
    view.bulk.begin()
    view.bulk.answer.set_value(KEEP)
    view.bulk.refresh()
    assert view.bulk.items() == []
    view.bulk.leave()

    run.go("2.3")
    assert view.card.told.repeat.text() == ""
    press(qtbot, page, Qt.Key.Key_2)
    assert "2026-03 同一项也不合规" in view.card.told.repeat.text()
    assert finding.code in view.card.told.repeat.text()
    asked = []
    view.go.connect(lambda *given: asked.append(given))
    view.card.told.open_last.click()
    assert asked == [("findings", finding.id)]


def test_undo_survives_leaving_the_audit_and_the_page(qtbot, page, view):
    audit = view.run.file.audit.id
    view.run.record(Entry(verdict="pass"), "2.1")
    page.leave()
    page.close_audit()
    page.activate(audit)
    assert page.run_view is not view
    assert page.run_view.undo_button.isEnabled()
    page.run_view.undo_button.click()
    assert page.run_view.run.verdict("2.1") == ""


def test_the_result_tells_its_sums_and_the_veto(view):
    run = view.run
    for name in ("2.1", "2.2", "2.3"):
        run.record(Entry(verdict="pass"), name)
    run.record(Entry(verdict="fail"), "2.32")
    run.record(Entry(verdict="not_applicable", note="没有"), "2.4")
    view.tabs.setCurrentIndex(4)
    assert view.tabs.value() == RESULT
    texts = [one.text() for one in view.result.findChildren(QLabel)]
    assert "合规权重 3 ÷ 适用权重 4 = 75.0%" in texts
    assert any("单项否决 2.32" in text and "第 3.2 条" in text for text in texts)
    assert any(text.startswith("不适用 1 ÷ 39 = 2.6%") for text in texts)
    run.go("2.32")
    assert "报告会注明投诉规范 v2.1 第 3.2 条" in view.card.veto.text()
    assert view.tabs.value() == RESULT


def settle(qtbot, jobs):
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=10000)


def test_excel_goes_out_and_comes_back_all_or_nothing(qtbot, view, desk, jobs, dialogs, tmp_path):
    audit = view.run.file.audit.id
    target = tmp_path / "out.xlsx"
    dialogs.targets.append(target)
    view.excel_button.click()
    view.excel.export()
    settle(qtbot, jobs)
    assert target.stat().st_size > 4000

    other = plan(desk)
    record_answers(desk, other.id, {"2.1": Entry(verdict="pass"), "2.2": Entry(verdict="fail", note="缺列")})
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(export_audit(desk, other.id))
    view.excel.look_at(wrong)
    settle(qtbot, jobs)
    assert not view.excel.apply.isVisible()

    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(_filled(target, {"2.1": "合规", "2.2": "不合规"}))
    dialogs.files.append([filled])
    view.excel.read_back()
    settle(qtbot, jobs)
    assert view.excel.table.rows_model.rowCount() == 2
    assert view.excel.apply.text() == "全部写入 2 项"
    record_answer(desk, audit, "2.1", Entry(verdict="not_applicable", note="没有台账"))
    said = []
    view.run.failed.connect(said.append)
    view.excel.write()
    assert "预览之后又改过" in said[-1]
    assert open_file(desk, audit).answers.keys() == {"2.1"}

    view.excel.look_at(filled)
    settle(qtbot, jobs)
    assert not view.excel.preview.applicable
    assert not view.excel.apply.isVisible()
    assert "什么都不会写入" in view.excel.said.text()


def _filled(path, results):
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        cells = {str(cell.value).split(" ")[0]: cell for cell in row}
        for name, word in results.items():
            if name in cells:
                head = next(r for r in sheet.iter_rows() if any(c.value == "检查结果" for c in r))
                column = next(cell.column for cell in head if cell.value == "检查结果")
                sheet.cell(row[0].row, column).value = word
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_answering_leaves_the_covered_list_alone(qtbot, page, view, monkeypatch):
    scored = []
    monkeypatch.setattr(
        "auditdesk.ui.pages.audits.score", lambda *given: scored.append(given) or score(*given)
    )
    page.changed.connect(page.refresh)
    audit = view.run.file.audit.id
    view.run.go("2.1")
    press(qtbot, page, Qt.Key.Key_1)
    assert view.run.verdict("2.1") == "pass"
    view.run.record(Entry(verdict="pass"), "2.2")
    assert scored == []
    page.close_audit()
    row = next(each for each in page.table.rows_model.rows() if each.audit.id == audit)
    assert row.score.tally.passed == 2


def test_the_head_gives_up_facts_before_words_are_cut(page, view):
    when, form, _code = view._spare
    page.resize(1700, 720)
    assert when.isVisible()
    assert form.isVisible()
    page.resize(900, 720)
    assert not when.isVisible()
    assert view._bar.sizeHint().width() <= view.width()
    assert view.state.isVisible()


def test_changes_of_other_pages_come_in(page, view, desk):
    record_answer(desk, view.run.file.audit.id, "2.1", Entry(verdict="pass"))
    page.refresh(ChangeSet(frozenset({("answer", "x")})))
    assert view.run.verdict("2.1") == "pass"
    assert find_audit(desk, view.run.file.audit.id).state.value == "in_progress"

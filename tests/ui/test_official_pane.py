from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from tests.factories import make_program, make_workspace
from tests.hands import show_page

from auditdesk.domain.audits import AuditKind
from auditdesk.services.answering import Entry, record_answers
from auditdesk.services.audits import AuditPlan, plan_audit
from auditdesk.services.forms import find_form
from auditdesk.ui.pages.audits import AuditsPage

HEADS = ["编号", "检查项目", "检查内容", "检查结果", "说明"]


def official(form, existing=""):
    """Somebody's workbook: own layout, own words, a formula, a print area."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "官方表"
    sheet.append(["某局检查表"])
    sheet.append(HEADS)
    for item in list(form.items())[:4]:
        sheet.append([item.id, item.title, item.check, existing, ""])
    sheet["G2"] = '=COUNTIF(D3:D6,"符合")'
    sheet.print_area = "A1:G6"
    rule = DataValidation(type="list", formula1='"符合,不符合,无此项"')
    rule.add("D3:D6")
    sheet.add_data_validation(rule)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    folder = tmp_path_factory.mktemp("official")
    with make_workspace(make_program(folder / "home"), folder / "space") as opened:
        desk = opened.desk
        made = plan_audit(
            desk,
            AuditPlan("customer-service-self-check", "十一月", AuditKind.ROUTINE, "2026-11-01", "2026-11-20"),
        )
        record_answers(desk, made.id, {
            "1.1": Entry("pass"), "1.2": Entry("fail", note="=一处"), "1.3": Entry("not_applicable", note="未开展"),
        })  # fmt: skip
        yield desk, made, find_form(desk, "customer-service-self-check")


@pytest.fixture
def pane(qtbot, theme, jobs, dialogs, audit):
    desk, made, _form = audit
    page = show_page(qtbot, AuditsPage(desk, jobs, dialogs))
    page.fill_official(made)
    return page.pane.currentWidget()


def chosen(pane, qtbot, dialogs, tmp_path, data, name="官方.xlsx"):
    path = tmp_path / name
    path.write_bytes(data)
    dialogs.files = [[path]]
    pane.choose()
    return path


def test_a_workbook_is_filled_as_a_copy_and_the_original_stays(pane, qtbot, dialogs, tmp_path, audit):
    assert pane.why.text() == "先选官方工作簿"
    assert not pane.save.isEnabled()
    data = official(audit[2])
    path = chosen(pane, qtbot, dialogs, tmp_path, data)
    qtbot.waitUntil(lambda: pane.plan is not None, timeout=20000)
    assert (pane.plan.cells, pane.plan.losses) == (5, ())
    assert pane.agree.isHidden()
    out = tmp_path / "交回.xlsx"
    dialogs.targets = [None, out]
    pane.write()
    assert not out.exists()
    pane.write()
    qtbot.waitUntil(lambda: "已导出" in pane.notice.text(), timeout=20000)
    sheet = openpyxl.load_workbook(out)["官方表"]
    assert [sheet[f"D{row}"].value for row in range(3, 7)] == ["符合", "不符合", "无此项", None]
    assert [sheet[f"E{row}"].value for row in range(3, 6)] == [None, "'=一处", "未开展"]
    assert sheet["G2"].value == '=COUNTIF(D3:D6,"符合")'
    assert sheet.print_area == "'官方表'!$A$1:$G$6"
    assert sheet.data_validations.dataValidation[0].formula1 == '"符合,不符合,无此项"'
    assert path.read_bytes() == data


def test_losses_are_read_and_agreed_to_first(pane, qtbot, dialogs, tmp_path, audit):
    chosen(pane, qtbot, dialogs, tmp_path, official(audit[2], "不符合"))
    qtbot.waitUntil(lambda: pane.plan is not None, timeout=20000)
    assert any("会被覆盖" in loss for loss in pane.plan.losses)
    assert pane.agree.isVisible()
    assert pane.why.text() == "先看过并同意上面的损失"
    pane.write()
    assert dialogs.asked[-1] == "官方工作簿", "nothing is asked before the losses are agreed to"
    pane.agree.click()
    assert pane.save.isEnabled()
    out = tmp_path / "交回.xlsx"
    dialogs.targets = [out]
    pane.save.click()
    qtbot.waitUntil(out.exists, timeout=20000)
    qtbot.waitUntil(lambda: "已导出" in pane.notice.text(), timeout=20000)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"%PDF-1.4", "PDF"), ("编号,检查内容\n1,看\n".encode(), "不是 xlsx"), (b"PK\x03\x04x", "已损坏")],
)  # fmt: skip
def test_what_cannot_be_filled_is_said_in_place(pane, qtbot, dialogs, tmp_path, data, sentence):
    chosen(pane, qtbot, dialogs, tmp_path, data)
    qtbot.waitUntil(lambda: sentence in pane.notice.text(), timeout=20000)
    assert pane.plan is None
    assert not pane.save.isEnabled()


def test_the_pane_opens_from_the_summary_and_goes_away(pane, qtbot, audit):
    page = pane.window()
    with qtbot.waitSignal(pane.cancelled):
        pane.cancelled.emit()
    assert page.pane.currentWidget() is page.summary

"""The main job in the window, by clicks and keys, with two people taking turns at one laptop."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from tests.factories import PASSPHRASE, SECOND, make_program
from tests.hands import Hands, first_use

from auditdesk.domain.audits import AuditState, Duty
from auditdesk.domain.findings import FindingState
from auditdesk.domain.people import Role, User
from auditdesk.i18n import use_language
from auditdesk.services.audits import list_audits, open_file
from auditdesk.services.desk import new_id
from auditdesk.services.evidence import list_evidence
from auditdesk.services.rectifying import list_findings
from auditdesk.ui.application import Application
from auditdesk.ui.dialogs import ScriptedDialogs
from auditdesk.ui.theme.style import Theme
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.switch import CheckBox

FORM = "customer-service-self-check"
PHONE = "13800138000"


@pytest.fixture
def dialogs():
    return ScriptedDialogs()


@pytest.fixture
def application(qapp, tmp_path, dialogs):
    use_language("zh_CN")
    (qapp.findChild(Theme) or Theme(qapp, "light")).use("light")
    made = Application(make_program(tmp_path / "home"), lambda _window: dialogs)
    yield made
    made.shutdown()


def plan(hands):
    page = hands.page("audits", "new")
    form = page.pane.currentWidget()
    keys = [form.form_field.itemData(i)[0] for i in range(form.form_field.count())]
    form.form_field.set_value(next(key for key in keys if key.startswith(FORM)))
    form.name.setText("11月例行自查")
    for user in form._users:
        form._boxes[user.id][Duty.SIGN].setChecked(True)
        form._boxes[user.id][Duty.VERIFY].setChecked(True)
    form.ok.click()
    (audit,) = list_audits(hands.desk)
    return audit.id


def answer_by_keyboard(hands):
    """Every item: the number of samples, then 1 for 合规; 4.3 fails."""
    view = hands.shell.current_page().run_view
    for item in view.run.items:
        assert view.run.item.id == item.id
        if item.sample_size:
            samples = view.card.samples
            samples.checked.setText(str(item.sample_size))
            samples.checked.editingFinished.emit()
        if item.threshold is not None:
            field = view.card.answer.findChild(LineField)
            field.setText("96.5")
            hands.qtbot.keyClick(field, Qt.Key.Key_Return)
        else:
            hands.key(Qt.Key.Key_2 if item.id == "4.3" else Qt.Key.Key_1)
        if item.id == "4.3":
            complete_finding(hands, view)
        else:
            hands.key(Qt.Key.Key_U)
    assert all(view.run.file.answers[item.id].verdict for item in view.run.items)


def complete_finding(hands, view):
    view.card.note.setPlainText(f"客户 {PHONE} 的投诉 31.4 小时后才首次回电")
    form = view.form
    form.description.setPlainText(f"客户 {PHONE} 周五登记，周六才首次回电")
    form.staff.setText("客服B12")
    form.staff.edited.emit(form.staff.text())
    form.flush()
    form.owner.set_value("韩立群")
    form.owner.picked.emit("韩立群")
    form.days.set_value("15")
    form.days.picked.emit("15")
    form.measure.setText("周末投诉由值班组长当日派单")
    hands.qtbot.keyClick(form.measure, Qt.Key.Key_Return)
    assert form.missing.text() == ""
    form.done.click()


def drop_evidence(hands, audit_id, tmp_path):
    chat = tmp_path / "在线会话.txt"
    chat.write_text(f"客：我的电话是{PHONE}，周六才回电。", encoding="utf-8")
    page = hands.page("audits", f"{audit_id}/4.3")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(chat))])
    assert page.run_view.card.evidence.strip.zone.take(data)
    hands.settle()
    (piece,) = list_evidence(hands.desk)
    page = hands.page("evidence", piece.id)
    page.mask_chosen()
    hands.settle()
    assert len(list_evidence(hands.desk)) == 2
    return piece


def review_all(hands, audit_id):
    page = hands.page("audits", audit_id)
    view = page.run_view
    for item in view.run.items:
        view.run.go(item.id)
        view.review.confirm.click()
    assert open_file(hands.desk, audit_id).audit.state is AuditState.RECTIFYING


def do_measures(hands):
    page = hands.page("findings")
    (finding,) = list_findings(hands.desk)
    page.activate(finding.id)
    done = next(one for one in page.pane.findChildren(CheckBox) if "值班组长" in one.text())
    done.click()
    assert list_findings(hands.desk)[0].state is FindingState.TO_VERIFY


def verify(hands):
    page = hands.page("findings")
    page.activate(list_findings(hands.desk)[0].id)
    page.pane.verify.population.setText("188")
    page.pane.verify.draw_button.click()
    hands.settle()
    for _record in range(10):
        hands.key(Qt.Key.Key_Z)
    assert page.pane.close_button.isEnabled(), page.pane.close_button.reason()
    page.pane.close_button.click()
    assert list_findings(hands.desk)[0].state is FindingState.CLOSED


def build_and_sign(hands, audit_id, secrets):
    """The report is built when nothing is left to fix, then each person signs with the own passphrase."""
    page = hands.page("reports")
    assert page.shelf.make.isEnabled(), page.shelf.reason.text()
    page.shelf.make.click()
    hands.settle()
    for _turn in secrets:
        card = page.detail.signing
        card.secret.setText(secrets[card.user.staff_no])
        card.button.click()
        hands.settle()
    assert page.detail.head.state.text() == "已签名归档"
    assert "2 个签名有效" in page.detail.side.proof.text()
    assert open_file(hands.desk, audit_id).audit.state is AuditState.SIGNED


def test_from_first_use_to_a_report_signed_twice(application, dialogs, qtbot, tmp_path):
    hands = Hands(application, qtbot)
    first_use(hands, tmp_path / "工作区 嘉岭")
    reviewer = User(new_id(), "1017", "罗成岳", Role.REVIEWER, "合规专员")
    application.session.workspace.add_user(reviewer, SECOND)

    audit_id = plan(hands)
    answer_by_keyboard(hands)
    drop_evidence(hands, audit_id, tmp_path)
    view = hands.page("audits", audit_id).run_view
    view.bar.submit.click()
    assert open_file(hands.desk, audit_id).audit.state is AuditState.UNDER_REVIEW
    do_measures(hands)
    hands.lock()

    hands.unlock(SECOND, "1017")
    review_all(hands, audit_id)
    verify(hands)
    file = open_file(hands.desk, audit_id)
    assert PHONE not in file.answers["4.3"].note
    assert PHONE not in file.findings[0].description
    build_and_sign(hands, audit_id, {"1001": PASSPHRASE, "1017": SECOND})
    hands.lock()

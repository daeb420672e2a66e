from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from tests.hands import show_page
from tests.signing_kit import FIRST, SECOND, SECRETS, Site, certificate_file

from auditdesk.domain.audits import AuditState
from auditdesk.services.audits import change_audit, find_audit
from auditdesk.services.report_view import trust_authority
from auditdesk.services.reporting import list_reports, report_bytes, sign_report
from auditdesk.ui.pages.registry import OFFERS, Place
from auditdesk.ui.pages.reporting.seats import KEY_FILE, SignedCard, WaitingCard
from auditdesk.ui.pages.reports import ReportsPage
from auditdesk.ui.widgets.buttons import KeyButton


@pytest.fixture
def site(tmp_path, told, request):
    """With its report built, unless the test is about building one."""
    built = not set(request.node.name.split("_")) & {"built", "preview"}
    return Site.in_folder(tmp_path, told, built=built)


@pytest.fixture
def space(site):
    with site.opened(SECOND) as workspace:
        yield workspace


@pytest.fixture
def page(qtbot, theme, jobs, dialogs, site, space):
    offer = next(one for one in OFFERS if one.name == "reports")
    made = offer.build(Place(space.desk, jobs, dialogs, space, site.program))
    assert isinstance(made, ReportsPage)
    made.changed.connect(made.refresh)
    show_page(qtbot, made)
    rest(qtbot, jobs)
    return made


def rest(qtbot, jobs):
    """Until nothing runs and nothing that runs started something else."""
    qtbot.wait(20)
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=60_000)
    qtbot.wait(20)
    qtbot.waitUntil(lambda: not jobs.busy(), timeout=60_000)


def made_and_shown(page, qtbot, jobs):
    page.activate(page.shelf.audit.value())
    rest(qtbot, jobs)
    assert page.detail.isVisible()
    return page.detail


def sign_here(page, qtbot, jobs, staff_no):
    card = page.detail.signing
    card.secret.setText(SECRETS[staff_no])
    card.button.click()
    assert card.secret.text() == "", "taken, not kept"
    rest(qtbot, jobs)


def test_an_open_row_keeps_the_report_from_being_built_and_leads_there(page, qtbot, jobs, site, space):
    change_audit(space.desk, site.audit_id, team=())
    page.refresh(None)
    rest(qtbot, jobs)
    assert not page.shelf.make.isEnabled()
    assert "1 项待办" in page.shelf.reason.text()
    assert page.shelf.checks.chip.text() == "1 项未通过"
    with qtbot.waitSignal(page.go) as said:
        links = page.shelf.checks.findChildren(KeyButton)
        next(one for one in links if "签名人 0 / 2" in one.text()).click()
    assert said.args == ["audits", site.audit_id]
    with qtbot.waitSignal(page.go):
        assert page.next_check()
    page.make_report(site.audit_id)
    rest(qtbot, jobs)
    assert list_reports(space.desk) == []


def test_a_report_is_built_and_shown(page, qtbot, jobs, space):
    assert page.shelf.make.isEnabled()
    page.shelf.make.click()
    rest(qtbot, jobs)
    assert page.detail.isVisible()
    assert page.detail.view.record == list_reports(space.desk)[0]
    assert page.detail.side.checks.chip.text() == "全部通过"


def test_a_preview_is_shown_with_its_checks_and_kept_nowhere(page, qtbot, jobs, space):
    page.shelf.look.click()
    rest(qtbot, jobs)
    assert page.detail.isVisible()
    assert page.detail.pages.page_count() > 5
    assert page.detail.signing is None
    assert not page.detail.head.save.isVisible()
    assert list_reports(space.desk) == []
    assert page.escape()
    assert page.shelf.isVisible()
    assert not page.escape()


def test_two_people_sign_in_place_then_it_is_archived(page, qtbot, jobs, site, space):
    detail = made_and_shown(page, qtbot, jobs)
    assert detail.head.state.text() == "等待签名"
    assert detail.side.count.text() == "0 / 2"
    assert detail.signing.button.text() == f"由{site.person(FIRST).name}签名"
    assert detail.side.findChildren(WaitingCard)
    sign_here(page, qtbot, jobs, FIRST)
    assert detail.head.state.text() == "等待第 2 签"
    assert detail.side.count.text() == "1 / 2"
    card = detail.side.findChild(SignedCard)
    assert site.person(FIRST).name in card.accessibleName()
    assert "可信" in card.accessibleName()
    assert "还差 1 个签名" in detail.side.proof.text()
    assert detail.signing.user.staff_no == SECOND
    qtbot.keyClick(detail.signing.secret, Qt.Key.Key_Return)
    assert detail.signing.reason.text() == "", "nothing typed, nothing happens"
    sign_here(page, qtbot, jobs, SECOND)
    assert detail.signing is None
    assert detail.head.state.text() == "已签名归档"
    assert detail.side.count.text() == "2 / 2"
    assert "2 个签名有效" in detail.side.proof.text()
    assert find_audit(space.desk, site.audit_id).state is AuditState.SIGNED
    page.escape()
    assert page.shelf.table.rows_model.rows()[0].signatures == 2


def test_a_wrong_passphrase_is_said_on_the_card_and_nothing_is_signed(page, qtbot, jobs, space):
    audit_id = page.shelf.audit.value()
    page.shelf.table.set_rows([])  # as when the list is still being read
    page.activate(audit_id)
    page.refresh(None)
    rest(qtbot, jobs)
    assert page.detail.isVisible()
    detail = page.detail
    detail.signing.button.click()
    assert "请输入" in detail.signing.reason.text()
    detail.signing.secret.setText("不是这一句")
    detail.signing.button.click()
    rest(qtbot, jobs)
    assert detail.signing.reason.text()
    assert detail.signing.isEnabled()
    assert list_reports(space.desk)[0].signatures == 0


def test_the_other_signer_may_go_first(page, qtbot, jobs, site):
    detail = made_and_shown(page, qtbot, jobs)
    detail.side.findChild(WaitingCard).first.click()
    assert detail.signing.user.staff_no == SECOND
    sign_here(page, qtbot, jobs, SECOND)
    assert detail.signing.user.staff_no == FIRST
    assert [seat.name for seat in detail.view.seats] == [site.person(one).name for one in (SECOND, FIRST)]


def test_a_certificate_file_signs(page, qtbot, jobs, dialogs, site, space, tmp_path):
    detail = made_and_shown(page, qtbot, jobs)
    data, root = certificate_file(site.person(FIRST).name, "花厅")
    path = tmp_path / "first.p12"
    path.write_bytes(data)
    trust_authority(space.desk, root)
    dialogs.files = [[], [path]]
    detail.signing._picked(KEY_FILE)
    assert detail.signing.key_path is None
    detail.signing._picked(KEY_FILE)
    assert detail.signing.key_path == path
    assert "first.p12" in detail.signing.secret.accessibleName()
    detail.signing.secret.setText("错的")
    detail.signing.button.click()
    rest(qtbot, jobs)
    assert "PKCS#12" in detail.signing.reason.text()
    detail.signing.secret.setText("花厅")
    detail.signing.button.click()
    rest(qtbot, jobs)
    assert "某某电子认证" in detail.side.findChild(SignedCard).accessibleName()
    assert list_reports(space.desk)[0].signatures == 1


def test_a_row_that_came_up_since_and_a_newer_report_are_said_where_one_signs(page, qtbot, jobs, site, space):
    detail = made_and_shown(page, qtbot, jobs)
    change_audit(space.desk, site.audit_id, team=())
    page.refresh(None)
    rest(qtbot, jobs)
    assert not detail.signing.button.isEnabled()
    assert "快照之后" in detail.signing.reason.text()
    assert detail.side.checks.chip.text() == "快照之后新增 1 项"
    with qtbot.waitSignal(page.go) as said:
        assert page.next_check()
    assert said.args == ["audits", site.audit_id]


def test_pages_turn_zoom_and_print(page, qtbot, jobs, dialogs, tmp_path):
    detail = made_and_shown(page, qtbot, jobs)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_PageDown)
    assert detail.pages.page() == 2
    qtbot.keyClick(page, Qt.Key.Key_PageUp)
    assert detail.pages.page() == 1
    before = detail.pages.view.zoomFactor()
    detail.pages.zoom(1.25)
    assert detail.pages.view.zoomFactor() > before
    dialogs.print_to = tmp_path / "printed.pdf"
    detail.head.print_button.click()
    assert dialogs.print_to.stat().st_size > 10_000


def test_the_package_is_signed_elsewhere_and_taken_back_by_drop(
    page, qtbot, jobs, dialogs, site, space, tmp_path
):
    detail = made_and_shown(page, qtbot, jobs)
    sign_here(page, qtbot, jobs, FIRST)
    dialogs.targets = [tmp_path / "待签.pdf"]
    detail.signing.export_wanted.emit()
    rest(qtbot, jobs)
    assert "已保存" in page.notice.text()
    once = (tmp_path / "待签.pdf").read_bytes()
    record, audit = list_reports(space.desk)[0], find_audit(space.desk, site.audit_id)
    twice = sign_report(space.desk, once, *space.identity_of(SECOND, SECRETS[SECOND])).pdf
    with space.desk.begin() as work:  # as if the signing had happened on another laptop
        work.save(record, audit)
        work.commit()
    (tmp_path / "signed.PDF").write_bytes(twice)
    page.refresh(None)
    rest(qtbot, jobs)
    drop(page, tmp_path / "signed.PDF")
    rest(qtbot, jobs)
    assert "2 个签名有效" in page.notice.text()
    assert page.take.isVisible()
    page.take.click()
    rest(qtbot, jobs)
    assert detail.head.state.text() == "已签名归档"
    assert list_reports(space.desk)[0].state == "signed"


def drop(page, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    left = Qt.MouseButton.LeftButton
    page.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier)
    )


def test_any_file_is_verified_in_one_line(page, qtbot, jobs, dialogs, site, space, tmp_path):
    pdf = report_bytes(space.desk, list_reports(space.desk)[0])
    (tmp_path / "once.pdf").write_bytes(
        sign_report(space.desk, pdf, *space.identity_of(FIRST, SECRETS[FIRST])).pdf
    )
    changed = bytearray((tmp_path / "once.pdf").read_bytes())
    changed[len(pdf) // 2] ^= 1
    (tmp_path / "changed.pdf").write_bytes(changed)
    (tmp_path / "no.pdf").write_bytes(b"hello")
    wanted = {"once.pdf": "1 个签名有效", "changed.pdf": "", "no.pdf": "不是 PDF", "gone.pdf": "找不到"}
    for name, words in wanted.items():
        dialogs.files = [[tmp_path / name]]
        page.shelf.verify.click()
        rest(qtbot, jobs)
        assert words in page.notice.text()
        assert page.notice.text()
        assert "有效（" not in page.notice.text() or name == "once.pdf"
        assert not page.take.isVisible(), "it brings nothing new"


def test_the_passphrase_is_forgotten_when_the_page_is_left(page, qtbot, jobs):
    detail = made_and_shown(page, qtbot, jobs)
    detail.signing.secret.setText("半句口令")
    page.leave()
    assert detail.signing.secret.text() == ""


def test_a_report_that_has_not_arrived_says_so(page, qtbot, jobs, space, site):
    record = list_reports(space.desk)[0]
    with space.desk.begin() as work:
        work.save(replace(record, id="f" * 32, sha256="0" * 64, built_at="2099-01-01T00:00:00+00:00"))
        work.commit()
    page.refresh(None)
    rest(qtbot, jobs)
    page.activate("f" * 32)
    rest(qtbot, jobs)
    assert "还没有到达本机" in page.notice.text()
    assert page.shelf.isVisible()

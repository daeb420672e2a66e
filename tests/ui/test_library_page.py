from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from tests.factories import PASSPHRASE
from tests.hands import show_page
from tests.library_kit import PACK, Office, second_review

from auditdesk.domain.audits import AuditKind
from auditdesk.domain.basis import ClauseText, Document
from auditdesk.domain.checklists import FormState
from auditdesk.domain.errors import NotReadyError
from auditdesk.domain.life import Decision
from auditdesk.services import approving, documents
from auditdesk.services.audits import AuditPlan, find_audit, plan_audit
from auditdesk.services.commenting import remarks
from auditdesk.services.documents import document_subject
from auditdesk.services.form_life import form_subject, new_revision, retire_form
from auditdesk.ui.pages.library import LibraryPage
from auditdesk.ui.pages.library_parts.diff_rows import Fate
from auditdesk.ui.pages.registry import Place

KEY = f"{PACK}@1.1"
SUBJECT = form_subject(KEY)


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    yield made
    made.opened.close()


@pytest.fixture
def make(qtbot, theme, jobs, dialogs, office):
    def _make(number="1001", wait="forms"):
        with office.at(number) as desk:
            page = show_page(qtbot, LibraryPage(Place(desk, jobs, dialogs, office.opened, office.program)))
        tab = page.tabs[wait]
        qtbot.waitUntil(lambda: tab.file is not None, timeout=20000)
        return page

    return _make


def fates(view):
    return [row.fate for row in view.rows()]


def test_the_comparison_shows_only_what_changed(make, office, qtbot):
    second_review(office)
    page = make("1002")
    tab = page.tabs["forms"]
    assert page.bar.tabText(0) == "清单 6"
    assert tab.title.text() == "v1.0 与 v1.1"
    assert [label.text() for label in tab.counts] == ["改 4", "增 2", "删 1", "未变 39"]
    assert fates(tab.compare).count(Fate.CHANGED) == 4
    assert fates(tab.compare)[-1] is Fate.FOLD
    assert len(tab.compare.rows()) == 8
    tab.compare.fold()
    assert len(tab.compare.rows()) == 8 + 39
    tab.compare.fold()
    tab.views._clicked(tab.views._buttons[1])
    assert Fate.FOLD not in fates(tab.compare)
    assert len(tab.compare.rows()) == 46


def test_n_p_and_space_walk_and_unfold(make, office, qtbot):
    second_review(office)
    page = make()
    view = page.tabs["forms"].compare
    first = view.item_id()
    seen = [first]
    while view.step(1):
        seen.append(view.item_id())
    assert seen == ["1.5", "2.1", "3.6", "4.3", "5.1", "6.2", "7.5"]
    view.step(-1)
    assert view.item_id() == "6.2"
    page._press("P")
    assert view.item_id() == "5.1"
    page._press("Space")
    assert len(view.rows()) > 8
    page.tabs["forms"]._go_to_item("1.1")
    assert view.item_id() == "1.1"


def test_words_are_marked_and_comments_stand_at_their_item(make, office):
    second_review(office)
    view = make().tabs["forms"].compare
    row = next(one for one in view.rows() if one.item_id == "4.3")
    marked = [(piece.change.value, piece.text) for line in row.new for piece in line.pieces]
    assert ("+", "12") in marked
    assert ("+", "15") in marked
    assert not any(change == "-" for change, _text in marked)
    assert row.new[-1].note
    assert row.new[-1].text().startswith("高予宁：12 小时")
    picture = QPixmap(view.size())
    view.render(picture)
    view.repaint()


def test_only_those_asked_decide_and_the_stage_moves_on(make, office, qtbot):
    second_review(office)
    page = make("1002")
    tab = page.tabs["forms"]
    assert tab.pane.main.text() == "通过"
    assert not page.new.isEnabled()
    tab.pane._decide(Decision.RETURNED)
    assert "理由" in tab.pane.notice.text()
    with qtbot.waitSignal(page.changed):
        page._press("Ctrl+Enter")
    qtbot.waitUntil(lambda: tab.pane.main is None, timeout=20000)
    office.decide("1017", SUBJECT)
    page.activate()
    qtbot.waitUntil(lambda: tab.file.review.state is FormState.FINAL_REVIEW, timeout=20000)


def test_the_last_review_asks_the_passphrase_in_place(make, office, qtbot):
    with office.at("1017") as desk:
        pass
    second_review(office)
    for number in ("1017", "1002"):
        office.decide(number, SUBJECT)
    with office.at("1001") as desk, desk.begin() as work:
        part = approving.read_review(work, SUBJECT).waiting()[0]
        boss = desk.user
    # the only one with a passphrase of this workspace is the administrator: let the last part be theirs
    with office.at("1017") as desk, desk.begin() as work:
        mine = approving.approval_id(SUBJECT, part.round, FormState.FINAL_REVIEW, boss.id)
        course = work.get(approving.Course, SUBJECT)
        work.save(replace(part, id=mine, user_id=boss.id, name=boss.name), replace(course, author_id="x"))
        work.save(replace(part, decision=Decision.PASSED))
        work.commit()
    page = make("1001")
    tab = page.tabs["forms"]
    assert tab.pane.secret is not None
    tab.pane.finish()
    assert "口令" in tab.pane.notice.text()
    tab.pane.secret.setText("不是这个口令")
    tab.pane.finish()
    qtbot.waitUntil(lambda: "口令不对" in tab.pane.notice.text(), timeout=30000)
    assert tab.pane.secret.text() == ""
    tab.pane.secret.setText(PASSPHRASE)
    tab.pane.finish()
    qtbot.waitUntil(lambda: tab.file.review.ready, timeout=30000)
    assert tab.pane.main.text() == "发布"
    tab.pane.main.click()
    assert "2 条意见" in tab.pane.notice.text()


def test_comments_are_written_answered_and_handled(make, office, qtbot):
    second_review(office)
    page = make("1001")
    tab = page.tabs["forms"]
    tab.compare.go_to("4.3")
    block = tab.pane.remarks
    assert "4.3" in block.field.placeholderText()
    page._press("C")
    block.field.setText("请补节假日口径")
    office.decide("1017", SUBJECT)
    page.refresh(None)
    qtbot.waitUntil(lambda: len(tab.file.review.waiting()) == 1, timeout=20000)
    block = tab.pane.remarks
    assert block.field.text() == "请补节假日口径"
    qtbot.keyClick(block.field, Qt.Key.Key_Return)

    def stored():
        with office.at("1001") as desk, desk.begin() as work:
            return remarks(work, SUBJECT, ["4.3", "2.1"])

    assert [one.place for one in stored()].count("4.3") == 2
    qtbot.waitUntil(lambda: len(tab.file.remarks) == 3, timeout=20000)
    first = stored()[0]
    tab.pane.remarks.answer(first)
    tab.pane.remarks._send()
    tab.pane.remarks.field.setText("已写进 3.2 条")
    tab.pane.remarks._send()
    tab.pane.handled.emit(first.comment.id, True)
    after = next(one for one in stored() if one.comment.id == first.comment.id)
    assert after.handled
    assert [one.comment.text for one in after.replies] == ["已写进 3.2 条"]


def test_a_revision_is_begun_handed_in_and_given_up_in_the_window(make, office, qtbot):
    page = make("1001")
    tab = page.tabs["forms"]
    assert tab.compare.isColumnHidden(1)
    assert len(tab.compare.rows()) == 44
    page.new.click()
    assert tab.bar.isVisible()
    qtbot.keyClick(tab.bar.fields["reason"], Qt.Key.Key_Return)
    assert "修订理由" in tab.bar._wrong.text()
    tab.bar.fields["reason"].setText("规则变化")
    tab.bar.answer()
    qtbot.waitUntil(lambda: tab.editing.view is not None, timeout=20000)
    assert tab.file.form.key == KEY
    assert tab.file.review.course.reason == "规则变化"
    tab.editing.view.close_editor()
    qtbot.waitUntil(lambda: tab.pane.asking is not None, timeout=20000)
    asking = tab.pane.asking
    assert asking.refusal() == ""
    asking.due.setText("明天")
    assert not tab.pane.main.isEnabled()
    asking.due.setText("2026-11-20")
    for one in [each for each in asking._chosen if each.stage is FormState.FINAL_REVIEW]:
        asking.drop(one)
    assert "终审" in asking.refusal()
    asking.choose(FormState.FINAL_REVIEW, office.users["1002"].id)
    assert tab.pane.main.isEnabled()
    page._press("Ctrl+Enter")
    qtbot.waitUntil(lambda: tab.file.review.state is FormState.FIRST_REVIEW, timeout=20000)
    tab.pane.withdrawn.emit()
    tab.bar.fields["reason"].setText("再改")
    tab.bar.answer()
    qtbot.waitUntil(lambda: tab.file.review.state is FormState.DRAFT, timeout=20000)
    tab.pane.discarded.emit()
    qtbot.waitUntil(lambda: tab.file.form.version == "1.0", timeout=20000)


def test_the_effect_on_running_audits_and_the_step_itself(make, office, qtbot):
    form, audit = second_review(office)
    page = make("1001")
    tab = page.tabs["forms"]
    assert "24 项文字未变" in tab.effect._counts.text()
    assert tab.effect.take.isHidden()
    tab.effect.toggle()
    assert "须重答 2 项：2.1" in tab.effect.list.text()
    with office.at("1001") as desk, desk.begin() as work:
        approving.put_state(work, SUBJECT, FormState.PUBLISHED)
        work.commit()
    page.refresh(None)
    qtbot.waitUntil(lambda: not tab.effect.take.isHidden(), timeout=20000)
    tab.effect.take.click()
    with office.at("1001") as desk:
        assert find_audit(desk, audit.id).form_key == form.key
    qtbot.waitUntil(tab.effect.isHidden, timeout=20000)


def test_who_may_not_write_sees_why(make, office):
    page = make("1017")
    assert "负责人" in page.new.reason()
    assert "导入清单" in page.take.reason()
    assert page.tabs["forms"].pane.asking is None


def test_import_recognises_first_and_prints_blank_forms(make, office, dialogs, qtbot, tmp_path):
    page = make("1001")
    path = tmp_path / "门店.csv"
    path.write_text("序号,检查项目,检查内容,检查标准\n1,门牌,看门牌,清楚\n2,灯光,看灯,亮\n", encoding="utf-8")
    dialogs.files = [[path]]
    page.take.click()
    view = page.importing
    qtbot.waitUntil(view.take.isEnabled, timeout=20000)
    assert page.split.isHidden()
    assert "2 项" in view.counts.text()
    with office.at("1001") as desk:
        assert len({form.id for form in documents.forms_in_use(desk)}) == 6
    page._press("Ctrl+Enter")
    qtbot.waitUntil(lambda: page.bar.tabText(0) == "清单 7", timeout=20000)
    assert page.importing is None
    assert page.split.isVisible()
    dialogs.files = [[], [path]]
    page.take.click()
    assert page.importing is not None
    assert [key.key for key in page.shortcuts()] == ["Ctrl+O", "Ctrl+Enter", "Esc"]
    assert page.escape()
    assert not page.escape()
    page.take.click()
    qtbot.waitUntil(page.importing.take.isEnabled, timeout=20000)
    page.rebuild()
    assert page.importing is None
    qtbot.waitUntil(lambda: page.tabs["forms"].file is not None, timeout=20000)
    dialogs.print_to = tmp_path / "blank.pdf"
    page.print_button.click()
    qtbot.waitUntil((tmp_path / "blank.pdf").exists, timeout=20000)
    assert (tmp_path / "blank.pdf").read_bytes().startswith(b"%PDF")


def test_documents_are_registered_changed_and_rechecked(make, office, qtbot):
    page = make("1001", "documents")
    page.bar.setCurrentIndex(1)
    tab = page.tabs["documents"]
    assert page.take.isHidden()
    assert tab.open("客户服务手册")
    qtbot.waitUntil(lambda: tab.file.line.title == "客户服务手册", timeout=20000)
    assert "登记" in page.new.reason()
    tab.view.register.emit("客户服务手册")
    qtbot.waitUntil(lambda: tab.file.line.shown is not None, timeout=20000)
    key = tab.file.line.shown.id
    assert key.endswith("@V4.2")
    tab.view.fields["owner"].setText("客户服务部")
    tab.view.fields["owner"].edited.emit("客户服务部")
    tab.view.fields["effective_on"].setText("2026-05-01")
    tab.view.fields["effective_on"].edited.emit("2026-05-01")
    tab.view._save_clauses("第 3.1 条 | 用统一话术\n\n第 3.4 条 | 不作承诺")
    page._press("Ctrl+Enter")
    qtbot.waitUntil(lambda: tab.file.review.state is FormState.FIRST_REVIEW, timeout=20000)
    with office.at("1001") as desk:
        stored = documents.find_document(desk, key)
    assert (stored.owner, stored.effective_on) == ("客户服务部", "2026-05-01")
    assert stored.clauses == (ClauseText("第 3.1 条", "用统一话术"), ClauseText("第 3.4 条", "不作承诺"))


def test_upset_items_are_listed_kept_and_opened(make, office, qtbot):
    for version in ("V4.2", "V4.3"):
        with office.at("1001") as desk:
            if version == "V4.2":
                new = Document(
                    "", "handbook", version, "客户服务手册", owner="客服", effective_on="2026-05-01"
                )
                made = documents.add_document(desk, new)
            else:
                made = documents.revise_document(desk, "handbook", "半年修订")
                made = documents.change_document(desk, made.id, effective_on="2026-12-01")
            subject = document_subject(made.id)
            documents.submit_document(desk, made.id, office.submission(desk, subject))
        office.pass_all(subject)
        with office.at("1001") as desk:
            documents.publish_document(desk, made.id)
    page = make("1001", "documents")
    tab = page.tabs["documents"]
    assert "须重审" in tab.list.entries()[0].chip
    before = len(tab.file.flagged)
    assert before > 0
    first = tab.file.flagged[0]
    tab.view.kept.emit(first, "")
    assert "为什么" in tab.pane.notice.text()
    tab.view.kept.emit(first, "条款文字未变")
    qtbot.waitUntil(lambda: len(tab.file.flagged) == before - 1, timeout=20000)
    forms = page.tabs["forms"]
    page.activate(f"{first.form_key}#{first.item_id}")
    qtbot.waitUntil(lambda: forms.file.form.key == first.form_key, timeout=20000)
    qtbot.waitUntil(lambda: forms.compare.item_id() == first.item_id, timeout=20000)
    assert page.bar.value() == "forms"
    assert "客户服务手册" in forms._reminder_text.text()


def test_a_form_goes_out_of_use_with_a_reason_and_no_audit_begins_with_it(make, office, qtbot):
    page = make("1001")
    tab = page.tabs["forms"]
    tab.pane.retired.emit()
    tab.bar.fields["reason"].setText("并入年度清单")
    tab.bar.answer()
    qtbot.waitUntil(lambda: tab.file.review.state is FormState.SUPERSEDED, timeout=20000)
    line = tab.file.form.revisions[-1]
    assert (line.reason, line.author) == ("并入年度清单", "韩立群")
    with office.at("1001") as desk:
        plan = AuditPlan(PACK, "再查", AuditKind.ROUTINE, "2026-11-01", "2026-11-30")
        with pytest.raises(NotReadyError, match="停用"):
            plan_audit(desk, plan)
        with pytest.raises(NotReadyError, match="没有在用"):
            retire_form(desk, PACK, "再停")
        revised = new_revision(desk, PACK, "恢复使用")
    assert revised.version == "1.1"

"""The form editor in the window: a form is built by keyboard, handed in, reviewed by others, published, used."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from tests.hands import show_page
from tests.library_kit import PACK, Office

from auditdesk.domain.audits import AuditKind
from auditdesk.domain.checklists import AnswerType, Condition, FormState, Severity, Threshold
from auditdesk.domain.editing import change_item
from auditdesk.services.answering import Entry, record_answers
from auditdesk.services.audits import AuditPlan, plan_audit
from auditdesk.services.form_life import form_subject, new_revision, publish_form, save_draft
from auditdesk.services.forms import find_form
from auditdesk.ui.pages.form_editor.draft import FORM, ITEM, SECTION, Spot
from auditdesk.ui.pages.form_editor.outline_model import outline_rows
from auditdesk.ui.pages.library import LibraryPage
from auditdesk.ui.pages.registry import Place

WAIT = 20000


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = Office(tmp_path_factory.mktemp("office"))
    yield made
    made.opened.close()


@pytest.fixture
def page(qtbot, theme, jobs, dialogs, office):
    with office.at("1001") as desk:
        made = show_page(qtbot, LibraryPage(Place(desk, jobs, dialogs, office.opened, None)))
    qtbot.waitUntil(lambda: made.tabs["forms"].file is not None, timeout=WAIT)
    return made


def stored(office, key):
    with office.at("1001") as desk:
        return find_form(desk, key)


def type_into(qtbot, view, name, text):
    control = view.item.fields.controls[name]
    control.setFocus()
    qtbot.keyClick(control, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    write(control, text)


def write(control, text):
    """What an input method commits; Chinese has no keys of its own."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(control, event)


def answer(bar, qtbot, **said):
    for name, text in said.items():
        bar.fields[name].setText(text)
    qtbot.keyClick(next(iter(bar.fields.values())), Qt.Key.Key_Return)


def editor(page, qtbot):
    tab = page.tabs["forms"]
    qtbot.waitUntil(lambda: tab.editing.view is not None, timeout=WAIT)
    return tab.editing.view


def draft_of(page, office, qtbot, pack):
    """Open the draft of a pack in the editor, made when there is none yet."""
    tab = page.tabs["forms"]
    with office.at("1001") as desk:
        key = new_revision(desk, pack, "半年修订").key
    page.refresh(None)
    qtbot.waitUntil(lambda: any(one.shown.key == key for one in tab.shelf.forms), timeout=WAIT)
    assert tab.open(pack)
    qtbot.waitUntil(lambda: tab.file is not None and tab.file.form.key == key, timeout=WAIT)
    tab.edit()
    return editor(page, qtbot)


class StyleChanges(QObject):
    """Counts how often the style sheet looks at widgets of a window."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched, event):  # noqa: N802
        self.count += event.type() == QEvent.Type.StyleChange
        return False


def test_a_form_is_built_by_keyboard_reviewed_published_and_used(page, office, qtbot):
    page.new_form.click()
    bar = page.tabs["forms"].bar
    answer(bar, qtbot, title="")
    assert "清单名称" in bar._wrong.text()
    answer(bar, qtbot, title="门店自查表", reason="新开门店")
    view = editor(page, qtbot)
    key, window = view.draft.form.key, page
    assert view.draft.spot == Spot(FORM)
    assert not view.side.send.isEnabled()

    def press(key, modifier):
        qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)

    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow, timeout=WAIT)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    for title in ("门头", "灯光", "台席"):
        press(Qt.Key.Key_N, control)
        type_into(qtbot, view, "title", title)
        type_into(qtbot, view, "check", f"看{title}")
        type_into(qtbot, view, "standard", "完好")
    press(Qt.Key.Key_N, control | shift)
    assert view.draft.spot == Spot(SECTION, "2")
    for title in ("话术", "称呼"):
        press(Qt.Key.Key_N, control)
        type_into(qtbot, view, "title", title)
        type_into(qtbot, view, "check", f"听{title}")
    assert [(one.id, [item.id for item in one.items]) for one in view.draft.form.sections] == [
        ("1", ["1.1", "1.2", "1.3"]), ("2", ["2.1", "2.2"]),
    ]  # fmt: skip
    press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [item.id for item in view.draft.form.sections[1].items] == ["2.2", "2.1"]
    qtbot.waitUntil(lambda: stored(office, key) == view.draft.form, timeout=WAIT)
    qtbot.waitUntil(lambda: "已自动保存" in view.saved.text(), timeout=WAIT)
    qtbot.waitUntil(view.side.send.isEnabled, timeout=WAIT)
    press(Qt.Key.Key_Return, control)
    tab = page.tabs["forms"]
    qtbot.waitUntil(lambda: tab.file.review.state is FormState.FIRST_REVIEW, timeout=WAIT)
    assert tab.editing.view is None
    office.pass_all(form_subject(key))
    with office.at("1001") as desk:
        assert publish_form(desk, key).revisions[-1].reason == "新开门店"
    with office.at("1031") as desk:
        plan = AuditPlan(key, "门店首查", AuditKind.PRE_LAUNCH, "2026-11-01", "2026-11-02")
    with office.at("1001") as desk:
        audit = plan_audit(desk, plan)
    with office.at("1031") as desk:
        record_answers(desk, audit.id, {"2.2": Entry("pass")})
    assert audit.form_key == key


def test_every_field_reaches_the_draft_and_what_cannot_be_read_is_said(page, office, qtbot):
    view = draft_of(page, office, qtbot, "forbidden-zones")
    view.go_to("1.2")
    number = view.draft.spot.id
    fields = view.item.fields

    def item():
        return view.draft.form.item(number)

    type_into(qtbot, view, "weight", "很重")
    assert "不是数字" in fields._bound["weight"].field._below.text()
    type_into(qtbot, view, "weight", "2.5")
    assert fields._bound["weight"].field._below.text() == ""
    type_into(qtbot, view, "sample_size", "12")
    combo = fields.controls["answer_type"]
    combo.set_value(AnswerType.NUMBER.value)
    combo.picked.emit(combo.value())
    limit = view.item.answers.limit
    qtbot.keyClicks(limit.least, "95")
    qtbot.keyClicks(limit.unit, "%")
    assert item().threshold == Threshold("%", 95.0, None)
    qtbot.keyClicks(limit.most, "x")
    assert "不是数字" in limit._wrong.text()
    combo.set_value(AnswerType.CHOICE.value)
    combo.picked.emit(combo.value())
    assert view.item.answers.options.isVisible()
    fields.controls["choices"].setPlainText("好\n中\n差")
    fields.controls["passing_choices"].setPlainText("好")
    fields.controls["choices"].setPlainText("优\n中\n差")
    assert (item().choices, item().passing_choices) == (("优", "中", "差"), ("优",))
    fields.controls["severity"]._clicked(fields.controls["severity"]._buttons[2])
    fields.controls["veto"].click()
    condition = view.item.condition
    condition.other.set_value("1.1")
    condition.other.picked.emit("1.1")
    condition.boxes["not_applicable"].click()
    view.item.basis.begin()
    row = view.item.basis.rows[-1]
    for field, text in ((row.document, "门店规范"), (row.number, "第 2 条"), (row.version, "V1")):
        write(field, text)
    found = item()
    assert (found.weight, found.sample_size, found.severity) == (2.5, 12, Severity.CRITICAL)
    assert found.condition == Condition("1.1", ("fail", "not_applicable"))
    assert found.basis[-1].document == "门店规范"
    assert len(found.basis) == len(find_form_of_base(office).item(number).basis) + 1
    view.item.basis.remove(view.item.basis.rows[-1])
    assert len(item().basis) == len(found.basis) - 1
    view.side.refresh()
    assert "优 ✓" in view.side.preview.answer.text()
    assert "1.1" in view.side.preview.asks.text()
    assert "line-through" in view.side.difference.text()
    picture = QPixmap(view.size())
    view.render(picture)
    view.close_editor()
    assert stored(office, "forbidden-zones@1.1").item(number) == item()


def find_form_of_base(office):
    return stored(office, "forbidden-zones@1.0")


def test_undo_redo_numbers_and_refusals(page, office, qtbot):
    view = draft_of(page, office, qtbot, PACK)
    before = view.draft.form
    view.go_to("1.3")
    number = view.item.fields.controls["id"]
    number.setText("1.1")
    number.editingFinished.emit()
    assert "已经有了" in view.item.fields._bound["id"].field._below.text()
    number.setText("1.9")
    number.editingFinished.emit()
    assert view.draft.spot == Spot(ITEM, "1.9")
    type_into(qtbot, view, "title", "新名称")
    assert view.draft.form.item("1.9").title == "新名称"
    view.draft.undo()
    assert view.draft.form.item("1.9").title != "新名称"
    view.draft.undo()
    assert view.draft.form == before
    view.draft.redo()
    view.draft.redo()
    assert view.draft.form.item("1.9").title == "新名称"
    view.outline.duplicate()
    copy = view.draft.item()
    assert (copy.id, copy.title) == ("1.10", "新名称")
    view.outline.remove()
    view.draft.go(Spot(SECTION, "2"))
    view.section.fields.controls["title"].edited.emit("")
    view.outline.step(-1)
    assert view.draft.form.sections[0].id == "2"
    view.draft.go(Spot(FORM))
    rate = view.meta.fields.controls["target_rate"]
    assert rate.text() == "90%"
    rate.setText("95%")
    rate.edited.emit("95%")
    assert view.draft.form.target_rate == 0.95
    rate.setText("950%")
    rate.edited.emit("950%")
    assert "0 到 1" in view.meta.fields._bound["target_rate"].field._below.text()
    assert view.draft.form.target_rate == 0.95


def test_titles_troubles_drops_and_files(page, office, qtbot, dialogs, tmp_path):
    view = draft_of(page, office, qtbot, "call-centre-quality")
    form = view.draft.form
    first = next(form.items())
    view.draft.do(lambda one: change_item(one, first.id, title_en="", check=""))
    view.side.refresh()
    view.draft.go(Spot(FORM))
    assert page.next_check()
    assert view.draft.spot == Spot(ITEM, first.id)
    assert not view.side.send.isEnabled()
    assert "1 处须改正" in view.side.send.reason()
    view.which._clicked(view.which._buttons[1])
    view.titles.filter.set_value("missing")
    view.titles.refresh()
    assert [row.spot.id for row in view.titles.titles.rows] == [first.id]
    model = view.titles.titles
    assert model.data(model.index(0, 2)) == "缺英文名"
    assert model.setData(model.index(0, 2), "Greeting again")
    assert view.draft.form.item(first.id).title_en == "Greeting again"
    rows = outline_rows(view.draft.form, {})
    last = len(rows) - 1
    view.outline.list.outline.moved.emit(last, 1)
    assert next(view.draft.form.items()).id == rows[last].spot.id
    dialogs.targets = [tmp_path / "draft.yaml", tmp_path / "draft.xlsx"]
    for name in ("draft.yaml", "draft.xlsx"):
        view.exchange.export()
        qtbot.waitUntil(lambda it=name: it in view.notice.text(), timeout=WAIT)
    text = (tmp_path / "draft.yaml").read_text(encoding="utf-8").replace("Greeting again", "Well begun")
    (tmp_path / "draft.yaml").write_text(text, encoding="utf-8")
    dialogs.files = [[tmp_path / "draft.yaml"], [tmp_path / "draft.xlsx"]]
    view.exchange.take()
    qtbot.waitUntil(lambda: view.draft.form.item(first.id).title_en == "Well begun", timeout=WAIT)
    view.draft.undo()
    assert view.draft.form.item(first.id).title_en == "Greeting again"
    view.exchange.take()
    qtbot.waitUntil(lambda: "已换成文件里的" in view.notice.text(), timeout=WAIT)


def test_a_draft_changed_elsewhere_is_told_and_may_be_taken_over(page, office, qtbot):
    view = draft_of(page, office, qtbot, "handbook-compliance")
    key = view.draft.form.key
    number = next(view.draft.form.items()).id
    view.draft.do(lambda form: change_item(form, number, title="这边的"))
    view.draft.save_now()
    page.refresh(None)
    tab = page.tabs["forms"]
    before = tab.file
    qtbot.waitUntil(lambda: tab.file is not before, timeout=WAIT)
    assert not view.notice.isVisible()
    with office.at("1002") as desk:
        save_draft(desk, change_item(find_form(desk, key), number, title="那边的"))
    page.refresh(None)
    qtbot.waitUntil(view.swap.isVisible, timeout=WAIT)
    assert "别处" in view.notice.text()
    view.swap.click()
    assert view.draft.form.item(number).title == "那边的"
    view.draft.undo()
    assert view.draft.form.item(number).title == "这边的"
    assert page.escape()
    assert tab.editing.view is None
    assert not page.escape()
    assert stored(office, key).item(number).title == "这边的"


def test_rows_are_dragged_and_what_is_typed_while_saving_is_kept(page, office, qtbot, qapp):
    seen = StyleChanges()
    qapp.installEventFilter(seen)
    view = draft_of(page, office, qtbot, "complaint-audit")
    qapp.removeEventFilter(seen)
    built = len(view.findChildren(QWidget)) + len(view.outline.findChildren(QWidget))
    assert built > 250
    assert seen.count < 5 * built, "whatever moves to another parent is looked at again with all in it"
    model = view.outline.list.outline
    section = next(row for row, one in enumerate(model.rows) if one.spot == Spot(SECTION, "2"))
    data = model.mimeData([model.index(section)])
    assert data.formats() == model.mimeTypes()
    assert not data.hasText()
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, 1, 0, QModelIndex())
    assert [one.id for one in view.draft.form.sections][:2] == ["2", "1"]
    flags = model.flags(model.index(0))
    assert not flags & Qt.ItemFlag.ItemIsDragEnabled
    assert model.flags(QModelIndex()) == Qt.ItemFlag.ItemIsDropEnabled
    assert not model.dropMimeData(QMimeData(), Qt.DropAction.MoveAction, 1, 0, QModelIndex())
    # what is typed while a save is under way is saved too
    view.go_to(next(view.draft.form.items()).id)
    control = view.item.fields.controls["check"]
    for letter in "核对敏感操作录音":
        write(control, letter)
        QApplication.processEvents()
        view.draft.save()
    qtbot.waitUntil(lambda: stored(office, view.draft.form.key) == view.draft.form, timeout=WAIT)
    assert view.draft.item().check.startswith("核对敏感操作录音")
    assert control.text() == view.draft.item().check

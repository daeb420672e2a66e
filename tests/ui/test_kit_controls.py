from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from auditdesk.ui.keys import bind, caret_in_text
from auditdesk.ui.theme.appearance import appearance
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.bars import JobRow, ProgressStrip, time_left
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.evidence import DropZone, EvidenceStrip, Tile
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, DateField, LineField, TextField
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.painting import key_words
from auditdesk.ui.widgets.passphrase import PassphraseEdit
from auditdesk.ui.widgets.recovery import RecoveryBoxes
from auditdesk.ui.widgets.samples import SampleSlots, Slot
from auditdesk.ui.widgets.segmented import AnswerControl, Part, Segmented
from auditdesk.ui.widgets.stats import Stat, StatStrip
from auditdesk.ui.widgets.steps import Step, StepRail
from auditdesk.ui.widgets.switch import CheckBox, Switch
from auditdesk.ui.widgets.tabs import Tabs
from auditdesk.ui.widgets.text import Elided, Text

pytestmark = pytest.mark.usefixtures("theme")


@pytest.fixture
def show(qtbot):
    """Widgets below each other in one active window."""
    windows = []

    def make(*widgets):
        window = QWidget()
        layout = QVBoxLayout(window)
        for widget in widgets:
            layout.addWidget(widget)
        windows.append(window)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        window.setFocus()
        return window

    return make


def test_button_key_works_with_both_enter_keys(show, qtbot):
    pressed = []
    button = KeyButton("完成", "primary", key="Ctrl+Enter")
    button.clicked.connect(lambda: pressed.append(1))
    window = show(button)
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [1, 1]


def test_refused_button_rests_and_says_why(show, qtbot):
    pressed = []
    button = KeyButton("通过并关闭", key="Ctrl+Enter")
    button.clicked.connect(lambda: pressed.append(1))
    window = show(button)
    button.refuse("还有 3 条未核")
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not pressed
    assert button.toolTip() == button.accessibleDescription() == button.reason() == "还有 3 条未核"
    button.allow()
    qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [1]


def test_sizes_follow_the_drawn_screens(show):
    assert KeyButton("新建").sizeHint().height() == 32
    assert KeyButton("新建", height=28).sizeHint().height() == 28
    assert KeyCap("F1").sizeHint().height() == 18
    assert Chip("权重 3").sizeHint().height() == 20
    line, combo, answer = LineField(), ComboField("选择"), AnswerControl()
    views = Segmented([Part("a", "合计")])
    show(line, combo, answer, views)
    assert (line.height(), combo.height(), answer.height(), views.height()) == (32, 32, 40, 28)


def test_focus_does_not_shift_the_text(show):
    line = LineField("文字")
    show(line, LineField())
    before = line.cursorRect()
    line.setFocus()
    line.setCursorPosition(0)
    line.parentWidget().setFocus()
    rest = line.size()
    line.setFocus()
    assert line.size() == rest
    assert line.cursorRect().height() == before.height()


def test_without_caps_buttons_are_narrower_and_still_work(show, theme):
    button = KeyButton("完成", key="Ctrl+Enter")
    wide = button.sizeHint().width()
    theme.show_key_caps(shown=False)
    assert button.sizeHint().width() < wide
    assert KeyCap("F1").sizeHint().width() == 0


@pytest.mark.parametrize(
    ("key", "words"),
    [("Ctrl+Enter", "Ctrl Enter"), ("Up", "↑"), ("Space", "空格"), ("Ctrl++", "Ctrl +"), ("/", "/")],
)
def test_key_words(key, words):
    assert key_words(key) == words


def test_single_letters_rest_inside_text_fields(show, qtbot):
    pressed = []
    line, text = QLineEdit(), TextField()
    window = show(line, text, CheckBox("x"))
    bind(window, "Z", lambda: pressed.append("Z"))
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Z)
    text.setFocus()
    qtbot.keyClick(text, Qt.Key.Key_Z)
    assert pressed == []
    assert (line.text(), text.text()) == ("z", "z")
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Z)
    assert pressed == ["Z"]
    appearance().single_letters = False
    qtbot.keyClick(window, Qt.Key.Key_Z)
    assert pressed == ["Z"]


def test_caret_in_text_knows_the_fields(show):
    read_only = QLineEdit()
    read_only.setReadOnly(True)
    assert caret_in_text(QLineEdit())
    assert caret_in_text(TextField())
    assert caret_in_text(DateField())
    assert not caret_in_text(read_only)
    assert not caret_in_text(ComboField("选择"))


def test_answer_by_key_and_a_second_press_clears(show, qtbot):
    answers = []
    control = AnswerControl()
    control.answered.connect(answers.append)
    window = show(control, QLineEdit())
    window.setFocus()
    for key in (Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_3):
        qtbot.keyClick(window, key)
    assert answers == ["fail", "pass", "", "not_applicable"]
    control.set_value("pass")
    assert len(answers) == 4
    assert control.value() == "pass"


def test_answer_keys_do_not_type_over_text(show, qtbot):
    answers = []
    control, line = AnswerControl(), QLineEdit()
    control.answered.connect(answers.append)
    show(control, line)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_2)
    assert answers == []
    assert line.text() == "2"


def test_segmented_walks_by_arrows_and_chooses(show, qtbot):
    chosen = []
    control = Segmented([Part("mine", "我的"), Part("theirs", "对方"), Part("both", "两者保留")], "mine")
    control.chosen.connect(chosen.append)
    show(control)
    buttons = control.findChildren(KeyButton) or control.children()
    parts = [each for each in buttons if hasattr(each, "part")]
    parts[0].setFocus()
    qtbot.keyClick(parts[0], Qt.Key.Key_Right)
    assert parts[1].hasFocus()
    qtbot.keyClick(parts[1], Qt.Key.Key_Space)
    assert chosen == ["theirs"]
    assert control.value() == "theirs"
    control.set_word("both", "两者保留 2")
    assert parts[2].accessibleName() == "两者保留 2"


def test_text_field_saves_every_keystroke_of_the_user_only(show, qtbot):
    saved = []
    field = TextField("旧", hint="说明")
    field.edited.connect(saved.append)
    show(field)
    field.set_text("新")
    assert saved == []
    field.setFocus()
    qtbot.keyClicks(field, "ab")
    assert saved[-1] == field.text()
    assert len(saved) == 2
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.hasFocus()


def test_text_field_grows_with_its_text(show):
    field = TextField(lines=2, most=5)
    show(field)
    low = field.sizeHint().height()
    field.set_text("\n".join("一二三四五六七"))
    assert field.sizeHint().height() > low


def test_combo_signals_the_user_only(show, qtbot):
    picked = []
    combo = ComboField("选择责任人")
    combo.set_choices([("a", "丁一帆\t2 项"), ("b", "许佳宁")])
    combo.picked.connect(picked.append)
    show(combo)
    assert combo.value() == ""
    combo.set_value("b")
    assert picked == []
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Up)
    assert picked == ["a"]
    combo.set_value("unknown")
    assert combo.value() == ""


def test_date_field(show, qtbot):
    edited = []
    date, moment = DateField("2026-11-06"), DateField("2026-11-06T09:12", timed=True)
    date.edited.connect(edited.append)
    show(date, moment)
    assert date.value() == "2026-11-06"
    assert moment.value() == "2026-11-06 09:12"
    date.set_value("2026-11-07")
    assert edited == []
    calendar = date.open_calendar()
    calendar.activated.emit(calendar.selectedDate().addDays(1))
    assert edited == ["2026-11-08"]


def test_field_says_what_is_missing_and_wrong(show):
    line = LineField()
    field = Field("责任人", line)
    show(field)
    field.missing("还缺 1 项：责任人")
    assert line.property("state") == "missing"
    assert line.accessibleDescription() == "还缺 1 项：责任人"
    assert line.accessibleName() == "责任人"
    field.wrong("没有这个人")
    assert line.property("state") == "wrong"
    field.clear()
    assert line.property("state") == ""
    assert line.accessibleDescription() == ""


def test_notice_and_chip(show, qtbot):
    notice, chip = Notice("rev", "还缺 1 项"), Chip("录音", opens=True)
    show(notice, chip)
    assert "还缺 1 项" in notice.accessibleName()
    notice.say("ok", "")
    assert not notice.isVisible()
    notice.say("ok", "签名有效")
    assert notice.isVisible()
    chip.setFocus()
    with qtbot.waitSignal(chip.opened):
        qtbot.keyClick(chip, Qt.Key.Key_Return)
    with qtbot.waitSignal(chip.opened):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert Chip("权重 3").focusPolicy() == Qt.FocusPolicy.NoFocus


def test_card_is_chosen_by_key(show, qtbot):
    card = Card("20 秒接通率", choosable=True)
    show(card)
    card.setFocus()
    with qtbot.waitSignal(card.chosen):
        qtbot.keyClick(card, Qt.Key.Key_Space)
    card.set_chosen(chosen=True)
    assert card.property("chosen") == "true"


def test_switch_toggles_by_space(show, qtbot):
    switch = Switch("同步滚动")
    show(switch)
    switch.setFocus()
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked()
    assert switch.accessibleName() == "同步滚动"


def test_tabs(show, qtbot):
    chosen = []
    tabs = Tabs([("finding", "问题"), ("review", "复核 3")])
    tabs.chosen.connect(chosen.append)
    show(tabs)
    tabs.set_value("review")
    assert chosen == []
    tabs.setFocus()
    qtbot.keyClick(tabs, Qt.Key.Key_Left)
    assert chosen == ["finding"]
    tabs.set_word("finding", "问题 1")
    assert tabs.tabText(0) == "问题 1"


def test_passphrase_forgets_itself(show, qtbot):
    edit = PassphraseEdit()
    window = show(edit, QLineEdit())
    edit.setFocus()
    qtbot.keyClicks(edit, "correct horse")
    assert edit.echoMode() == QLineEdit.EchoMode.Password
    assert not edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    edit.reveal(shown=True)
    QGuiApplication.clipboard().setText("before")
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"
    window.findChildren(QLineEdit)[-1].setFocus()
    assert not edit.revealed()
    with qtbot.waitSignal(edit.entered):
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.take() == "correct horse"
    assert edit.text() == ""
    assert not edit.isUndoAvailable()
    edit.setText("x")
    window.hide()
    assert edit.text() == ""


def test_recovery_boxes_jump_paste_and_match(show, qtbot):
    whole, rest = [], []
    boxes = RecoveryBoxes(5, says="第 7 组")
    boxes.completed.connect(whole.append)
    boxes.overflowed.connect(rest.append)
    show(boxes)
    edits = boxes.findChildren(QLineEdit)
    edits[0].setFocus()
    qtbot.keyClick(edits[0], "m")
    assert edits[1].hasFocus()
    qtbot.keyClick(edits[1], "0")
    assert boxes.text() == "M"
    QGuiApplication.clipboard().setText("3k9z-qab")
    qtbot.keyClick(edits[1], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert whole == ["M3K9Z"]
    assert rest == ["QAB"]
    boxes.refuse()
    assert edits[0].property("state") == "wrong"
    qtbot.keyClick(edits[4], Qt.Key.Key_Backspace)
    assert boxes.missing() == 1
    boxes.fill("y")
    boxes.accept()
    assert {each.echoMode() for each in edits} == {QLineEdit.EchoMode.Password}
    boxes.forget()
    assert boxes.text() == ""


def test_sample_slots_judge_and_move_on(show, qtbot):
    judged, played = [], []
    slots = SampleSlots()
    slots.judged.connect(lambda place, fits: judged.append((place, fits)))
    slots.played.connect(played.append)
    slots.set_slots([Slot("1", fits=True), Slot("2"), Slot("3", fits=False), Slot("4")])
    window = show(slots)
    assert slots.current() == 1
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.keyClick(window, Qt.Key.Key_X)
    assert slots.current() == 3
    qtbot.keyClick(window, Qt.Key.Key_Z)
    assert judged == [(1, False), (3, True)]
    assert played == [1]
    assert not slots.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert "不符" in slots.model().index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_sample_slots_show_all_rows_at_any_width(show):
    slots = SampleSlots()
    slots.set_slots([Slot(str(at)) for at in range(10)])
    window = show(slots)
    for width in (160, 400, 700, 1200):
        window.resize(width, 900)
        QGuiApplication.processEvents()
        last = slots.visualRect(slots.model().index(9, 0))
        assert last.bottom() <= slots.viewport().height()
        assert slots.visualRect(slots.model().index(0, 0)).top() >= 0


def test_drop_zone_takes_files_pictures_and_text(show, qtbot, tmp_path):
    given = []
    zone = DropZone()
    zone.files_given.connect(given.append)
    zone.image_given.connect(lambda image: given.append(image.size().width()))
    zone.text_given.connect(given.append)
    show(zone)
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    assert zone.take(files)
    picture = QImage(7, 5, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    QGuiApplication.clipboard().setImage(picture)
    zone.setFocus()
    qtbot.keyClick(zone, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().setText("客户：您好")
    assert zone.paste()
    QGuiApplication.clipboard().clear()
    assert not zone.paste()
    assert given == [[tmp_path / "a.png"], 7, "客户：您好"]
    with qtbot.waitSignal(zone.choose_wanted):
        qtbot.keyClick(zone, Qt.Key.Key_Return)


def test_evidence_strip(show, qtbot):
    strip = EvidenceStrip()
    strip.set_tiles(
        [Tile("e1", "工单.png", "image", masked=True), Tile("e2", "录音.wav", "audio-lines", masked=False)]
    )
    show(strip)
    files = strip.files
    files.setFocus()
    files.setCurrentIndex(files.model().index(1, 0))
    for key, signal in ((Qt.Key.Key_Space, files.previewed), (Qt.Key.Key_Return, files.opened)):
        with qtbot.waitSignal(signal) as caught:
            qtbot.keyClick(files, key)
        assert caught.args == ["e2"]
    assert files.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "录音.wav，未脱敏"
    strip.set_tiles([])
    assert not files.isVisible()


def test_progress_job_row_and_stats(show, qtbot):
    strip, job, stats = ProgressStrip(), JobRow("脱敏 12 个文件"), StatStrip()
    stats.add(Stat("当前合规率", "84.0%", "", [("21 ÷（21 + 4）", "text_2")], "单项否决 2.1"))
    steps = StepRail([Step("工作区", "嘉岭", State.CLOSED), Step("恢复件", "打印", State.CURRENT)])
    show(strip, job, stats, steps)
    strip.set_counts(21, 4, 2, 40)
    assert strip.accessibleName() == "已答 27 项，共 40 项"
    job.set_progress(0.629, "录音", 95)
    assert "62%" in [each.text() for each in job.findChildren(Text)]
    with qtbot.waitSignal(job.cancelled):
        job.findChild(KeyButton).click()
    assert not job.findChild(KeyButton).isEnabled()
    assert time_left(30) == "还要约 30 秒"
    assert time_left(125) == "还要约 2 分钟"


def test_elided_text_keeps_all_of_it_for_tool_tip_and_reader(show):
    label = Elided("很长" * 40)
    window = show(label)
    window.resize(120, 40)
    assert label.accessibleName() == label.toolTip() == "很长" * 40
    assert label.minimumSizeHint().width() < label.sizeHint().width()

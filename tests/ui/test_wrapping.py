"""Rows that give way: no button's words are cut, hints leave from the end; the foot of 脱敏 in both languages."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from auditdesk.i18n import use_language
from auditdesk.ui.pages.masking_review.foot import SpanFoot
from auditdesk.ui.pages.masking_review.heads import ReviewFoot
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.text import Text
from auditdesk.ui.widgets.wrapping import Hints, TwoRows


def shown(qtbot, widget, width):
    """In a host without a layout, which lets it be as narrow as a splitter's pane would."""
    host = QWidget()  # kept by the widget: nobody else holds it
    qtbot.addWidget(host)
    host.resize(1200, 400)
    widget.setParent(host)
    host.show()
    narrower(widget, width)
    widget.host = host
    return widget


def narrower(widget, width):
    widget.resize(width, widget.sizeHint().height())
    QApplication.processEvents()
    widget.resize(width, widget.sizeHint().height())
    QApplication.processEvents()


def cut(*buttons):
    return [one.text() for one in buttons if one.width() < one.sizeHint().width()]


def test_buttons_go_into_two_rows_and_back(qtbot, theme):
    buttons = [KeyButton(words, binds=False) for words in ("第一个", "第二个", "第三个")]
    rows = shown(qtbot, TwoRows(*buttons), 600)
    assert len({one.y() for one in buttons}) == 1
    assert not rows.wrapped()
    narrower(rows, rows.sizeHint().width() - 1)
    QApplication.processEvents()
    assert rows.wrapped()
    assert buttons[0].y() < buttons[1].y() == buttons[2].y()
    assert buttons[0].width() == rows.width()
    narrower(rows, rows.minimumSizeHint().width())
    assert cut(*buttons) == []
    narrower(rows, 600)
    assert len({one.y() for one in buttons}) == 1


def test_a_longer_label_wraps_the_row(qtbot, theme):
    first, second = KeyButton("甲", binds=False), KeyButton("乙", binds=False)
    rows = shown(qtbot, TwoRows(first, second), 200)
    assert not rows.wrapped()
    second.set_label("一个要占很多地方的按钮的名字")
    qtbot.waitUntil(rows.wrapped)


def test_hints_leave_from_the_end_and_come_back(qtbot, theme):
    hints = [Text(words, "small", "text_2") for words in ("选中文字后标记", "撤销", "遮盖原文")]
    row = shown(qtbot, Hints(*hints), 800)
    assert [one.isVisible() for one in hints] == [True, True, True]
    narrower(row, row.sizeHint().width() - 30)
    assert [one.isVisible() for one in hints] == [True, True, False]
    narrower(row, 10)
    assert [one.isVisible() for one in hints] == [False, False, False]
    narrower(row, 800)
    assert [one.isVisible() for one in hints] == [True, True, True]


@pytest.mark.parametrize("name", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [260, 300, 420])
def test_the_decisions_are_whole_at_every_width_of_the_pane(qtbot, theme, name, width):
    use_language(name)
    foot = shown(qtbot, SpanFoot(), width)
    foot.show_place(None, None, 0, covered=False)
    assert not foot.buttons.isVisible()
    foot.buttons.show()
    narrower(foot, width)
    assert cut(foot.mask_button, foot.keep_button, foot.bounds_button) == []
    assert foot.buttons.minimumSizeHint().width() <= width - 28


@pytest.mark.parametrize("name", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [700, 900, 1166])
def test_the_bar_keeps_its_buttons_whole_and_drops_hints(qtbot, theme, name, width):
    use_language(name)
    bar = shown(qtbot, ReviewFoot(), width)
    assert cut(bar.next_button, bar.confirm_button) == []
    assert bar.confirm_button.mapTo(bar, bar.confirm_button.rect().topRight()).x() <= width

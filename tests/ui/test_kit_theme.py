from __future__ import annotations

import re
from dataclasses import fields

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFont, QIcon, QImage, QPainter, QPalette

from auditdesk.assets import resource
from auditdesk.ui.theme.appearance import appearance, tokens
from auditdesk.ui.theme.fonts import FAMILY, TINY, font
from auditdesk.ui.theme.glyphs import State, StateGlyph, paint_state, state_word
from auditdesk.ui.theme.icons import icon
from auditdesk.ui.theme.style import style_sheet
from auditdesk.ui.theme.tokens import CONTRAST, DARK, LIGHT, THEMES, Status


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("table", THEMES.values(), ids=THEMES)
def test_every_text_pair_reaches_the_ratio_of_the_drawn_screens(table):
    grounds = (table.surface, table.bg, table.rail, table.sunken, table.hover, table.selected)
    for ground in grounds:
        for ink in (table.text, table.text_2, table.text_3):
            assert contrast(ink, ground) >= 4.5
    for field in fields(table):
        status = getattr(table, field.name)
        if isinstance(status, Status):
            assert contrast(status.text, status.tint) >= 4.5
            assert contrast(status.on_solid, status.solid) >= 4.5
    assert contrast(table.on_accent, table.accent) >= 4.5
    assert contrast(table.mark_on, table.mark) >= 4.5
    assert contrast(table.control, table.surface) >= 3


def test_style_sheet_fills_every_place_and_names_no_small_text():
    for table in (LIGHT, DARK, CONTRAST):
        sheet = style_sheet(table)
        assert "$" not in sheet
        assert min(int(size) for size in re.findall(r"font-size: (\d+)px", sheet)) >= TINY


def test_the_same_look_is_not_applied_again(theme):
    changes = []
    theme.changed.connect(lambda: changes.append(tokens()))
    theme.use("light")
    theme.show_key_caps(shown=True)
    theme.allow_single_letters(allowed=True)
    assert changes == []
    for _again in range(2):
        theme.use("dark")
        theme.show_key_caps(shown=False)
    assert changes == [DARK, DARK], "once for the colours, once for the caps"


def test_switching_the_theme_changes_palette_and_tokens(theme, qapp):
    theme.use("dark")
    assert tokens() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.bg)
    assert DARK.surface in qapp.styleSheet()
    theme.use("contrast")
    assert tokens().high_contrast
    theme.use("system")
    assert theme.choice() == "system"


def test_key_caps_and_single_letters_are_preferences(theme, qtbot):
    with qtbot.waitSignal(theme.changed):
        theme.show_key_caps(shown=False)
    assert not appearance().key_caps
    theme.allow_single_letters(allowed=False)
    assert not appearance().single_letters


def test_the_embedded_font_is_used(theme, qapp):
    assert qapp.font().families()[0] == FAMILY
    assert qapp.font().pixelSize() == 13
    assert font(15, bold=True).weight() == QFont.Weight.Bold


def draw(state, side=28, table=LIGHT, **more):
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(QColor(table.surface))
    painter = QPainter(image)
    paint_state(painter, QRect(0, 0, side, side), state, table, **more)
    painter.end()
    return image


def test_glyphs_differ_from_each_other_without_colour(theme):
    same = {State.EMPTY: State.NOT_STARTED, State.OK: State.CLOSED}
    grey = {state: draw(state).convertToFormat(QImage.Format.Format_Grayscale8) for state in State}
    for one in State:
        for other in State:
            if one != other and same.get(one) != other and same.get(other) != one:
                assert grey[one] != grey[other], (one, other)


def test_a_returned_answer_gets_a_corner_dot(theme):
    assert draw(State.OK) != draw(State.OK, returned=True)


def test_a_glyph_says_its_word(theme, qtbot):
    glyph = StateGlyph(State.VETO, 20)
    qtbot.addWidget(glyph)
    assert glyph.accessibleName() == state_word(State.VETO) == "单项否决"
    glyph.set_state(State.OK)
    assert glyph.accessibleName() == "合规"
    assert glyph.sizeHint() == QSize(20, 20)


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_word(theme, state):
    assert state_word(state)


def dominant(image):
    colours = {}
    for x in range(image.width()):
        for y in range(image.height()):
            colour = image.pixelColor(x, y)
            if colour.alpha() > 250:
                colours[colour.name()] = colours.get(colour.name(), 0) + 1
    return max(colours, key=colours.get)


def test_icons_take_the_tone_of_the_theme_and_state(theme):
    made = icon("lock", "text_2")
    light = made.pixmap(QSize(64, 64)).toImage()
    assert dominant(light) == LIGHT.text_2.lower()
    theme.use("dark")
    assert dominant(made.pixmap(QSize(64, 64)).toImage()) == DARK.text_2.lower()
    disabled = made.pixmap(QSize(64, 64), QIcon.Mode.Disabled).toImage()
    assert dominant(disabled) == DARK.disabled.lower()


def test_every_icon_is_an_outline_that_takes_a_colour():
    files = sorted(resource("icons").glob("*.svg"))
    assert len(files) > 70
    for path in files:
        assert 'stroke="currentColor"' in path.read_text(encoding="utf-8")
    assert resource("icons", "LICENSE-lucide.txt").is_file()

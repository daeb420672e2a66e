"""Chips and heat steps must stay apart on a mono printer: they are drawn, turned grey and compared."""

from __future__ import annotations

import io
from itertools import combinations

import pypdfium2
import pytest
from PIL import ImageChops
from reportlab.pdfgen.canvas import Canvas

from auditdesk.domain.snapshot import RowState
from auditdesk.report.chips import Chip, draw_chip, met_chip, state_chip, verdict_chip, veto_chip
from auditdesk.report.fonts import REGULAR, register_fonts
from auditdesk.report.palette import FIRST_MISSING_STEP, HEAT, INK_3
from auditdesk.report.qr import page_payload, report_payload

register_fonts()


def grey(chip: Chip):
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(64, 16), invariant=1)
    canvas.setFont(REGULAR, 8)
    draw_chip(canvas, 2, 2, Chip("", chip.shape, chip.mark))
    canvas.showPage()
    canvas.save()
    page = pypdfium2.PdfDocument(target.getvalue())[0]
    return page.render(scale=4, grayscale=True).to_pil().convert("L")


CHIPS = {
    **{state.value: state_chip(state) for state in RowState},
    "pass": verdict_chip("pass"), "fail": verdict_chip("fail"), "na": verdict_chip("not_applicable"),
    "veto": veto_chip(block=True), "few": met_chip(None),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), list(combinations(CHIPS, 2)))
def test_no_two_chips_look_alike_in_grey_even_without_their_word(one, other):
    difference = ImageChops.difference(grey(CHIPS[one]), grey(CHIPS[other]))
    apart = sum(count for level, count in enumerate(difference.histogram()) if level >= 0.15 * 255)
    assert apart >= 40, "fewer than 40 of 16,384 dots differ by 15 of 100 grey levels"


def luminance(color) -> float:
    return 100 * (0.299 * color.red + 0.587 * color.green + 0.114 * color.blue)


def test_heat_steps_jump_at_the_threshold():
    levels = [luminance(color) for color in HEAT]
    assert levels == sorted(levels, reverse=True)
    assert levels[FIRST_MISSING_STEP - 1] - levels[FIRST_MISSING_STEP] >= 40
    assert min(a - b for a, b in zip(levels, levels[1:], strict=False)) >= 5


def test_the_palest_text_is_still_readable():
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    shade = 0.2126 * linear(INK_3.red) + 0.7152 * linear(INK_3.green) + 0.0722 * linear(INK_3.blue)
    assert 1.05 / (shade + 0.05) >= 4.5


def test_codes_stay_in_the_alphanumeric_alphabet():
    payload = page_payload("bg-2610-01", 1, "9F2C71B4E05A3D88" * 4, 7)
    assert payload == "AD1:BG-2610-01:R1:9F2C71B4E05A3D88:P007"
    full = report_payload("自查-1", 2, "AB" * 32, 18427, "a055" * 16)
    assert set(full) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert full.endswith(":J18427:A055A055A055A055")

"""Colours and measures of the pages; shape says it before colour does (a copy in grey reads the same).

Lengths are points, colours sRGB. ``HEAT`` runs from best to worst; between the third and the fourth step,
where values begin to miss their threshold, lie 44 points of grey.
"""

from __future__ import annotations

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm

INK = HexColor("#14181d")
INK_2 = HexColor("#454e57")
INK_3 = HexColor("#6b757e")
LINE = HexColor("#b6bfc6")
TINT = HexColor("#d6e0e5")
TINT_2 = HexColor("#eef2f4")
ACCENT = HexColor("#1b4a63")
ALERT = HexColor("#8c1d14")
WHITE: Color = white
HEAT: tuple[Color, ...] = (
    white,
    HexColor("#e9eef1"),
    HexColor("#cfd9de"),
    HexColor("#5c6973"),
    HexColor("#2a333b"),
)
FIRST_MISSING_STEP = 3

PORTRAIT: tuple[float, float] = A4
LANDSCAPE: tuple[float, float] = landscape(A4)

LEFT = 30 * mm
WIDTH = 164 * mm
TOP = 23 * mm
BOTTOM = 273 * mm
WIDE_LEFT = 18 * mm
WIDE_WIDTH = 263 * mm
WIDE_TOP = 25 * mm
WIDE_BOTTOM = 190 * mm
NUMBER_GAP = 2.6 * mm
SIDE_HEAD = 54.0
"""Width of the side heads (描述, 证据 …) on a finding's page."""

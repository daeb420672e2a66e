"""Marks drawn as paths, never as glyphs: the fonts have no ☑ or ✕, and shapes survive a photocopy.

Every function draws around the centre (x, y); sizes are points across.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from auditdesk.domain.checklists import Severity
from auditdesk.report.palette import ALERT, INK, INK_2, INK_3, WHITE

_BARS = {Severity.CRITICAL.value: 3, Severity.MAJOR.value: 2, Severity.MINOR.value: 1}


def polyline(canvas: Canvas, points: Sequence[tuple[float, float]], width: float, color: Color) -> None:
    """An open line through the points with round ends."""
    canvas.saveState()
    canvas.setStrokeColor(color)
    canvas.setLineWidth(width)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


def polygon(canvas: Canvas, points: Sequence[tuple[float, float]], color: Color) -> None:
    """A filled closed shape."""
    canvas.saveState()
    canvas.setFillColor(color)
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def tick(canvas: Canvas, x: float, y: float, size: float, color: Color = INK) -> None:
    """A tick."""
    r = size / 2
    points = [(x - r, y - 0.05 * r), (x - 0.25 * r, y - 0.75 * r), (x + r, y + 0.8 * r)]
    polyline(canvas, points, size * 0.2, color)


def cross(canvas: Canvas, x: float, y: float, size: float, color: Color = WHITE) -> None:
    """A cross."""
    r = size * 0.42
    polyline(canvas, [(x - r, y - r), (x + r, y + r)], size * 0.2, color)
    polyline(canvas, [(x - r, y + r), (x + r, y - r)], size * 0.2, color)


def dash(canvas: Canvas, x: float, y: float, size: float, color: Color = INK_3) -> None:
    """A short bar: not applicable."""
    polyline(canvas, [(x - size / 2, y), (x + size / 2, y)], size * 0.16, color)


def ring(canvas: Canvas, x: float, y: float, size: float, color: Color = INK) -> None:
    """An empty circle: nothing done yet."""
    pie(canvas, x, y, size, 0, color)


def pie(canvas: Canvas, x: float, y: float, size: float, quarters: int, color: Color = INK) -> None:
    """A circle filled clockwise from the top by quarters."""
    canvas.saveState()
    canvas.setStrokeColor(color)
    canvas.setFillColor(color)
    canvas.setLineWidth(0.8)
    r = size / 2
    if quarters:
        canvas.wedge(x - r, y - r, x + r, y + r, 90, -90 * quarters, stroke=0, fill=1)
    canvas.circle(x, y, r - 0.4, stroke=1, fill=0)
    canvas.restoreState()


def warning(
    canvas: Canvas, x: float, y: float, size: float, color: Color = ALERT, sign: Color = WHITE
) -> None:
    """A solid triangle with an exclamation mark cut out."""
    r = size / 2
    polygon(canvas, [(x - r, y - 0.82 * r), (x + r, y - 0.82 * r), (x, y + r)], color)
    polyline(canvas, [(x, y + 0.38 * r), (x, y - 0.18 * r)], size * 0.11, sign)
    canvas.saveState()
    canvas.setFillColor(sign)
    canvas.circle(x, y - 0.52 * r, size * 0.065, stroke=0, fill=1)
    canvas.restoreState()


def severity_bars(canvas: Canvas, x: float, y: float, severity: str) -> float:
    """Three rising bars from the left end x, standing on y; gives their width."""
    filled = _BARS.get(severity, 1)
    canvas.saveState()
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.5)
    for step in range(3):
        height = 2.6 + step * 2.1
        canvas.setFillColor(INK if step < filled else WHITE)
        canvas.rect(x + step * 4 + 0.25, y + 0.25, 2.9, height - 0.5, stroke=1, fill=1)
    canvas.restoreState()
    return 11.5


def clock(canvas: Canvas, x: float, y: float, size: float, color: Color = INK) -> None:
    """A clock face: time by the signer's computer."""
    canvas.saveState()
    canvas.setStrokeColor(color)
    canvas.setLineWidth(0.9)
    canvas.circle(x, y, size / 2 - 0.4, stroke=1, fill=0)
    canvas.restoreState()
    polyline(canvas, [(x, y + size * 0.3), (x, y), (x + size * 0.22, y - size * 0.1)], 0.9, color)


def sealed(canvas: Canvas, x: float, y: float, size: float, color: Color = INK) -> None:
    """A solid square with a tick: time by a time stamp authority."""
    canvas.saveState()
    canvas.setFillColor(color)
    canvas.rect(x - size / 2, y - size / 2, size, size, stroke=0, fill=1)
    canvas.restoreState()
    tick(canvas, x, y, size * 0.6, WHITE)


def lock(canvas: Canvas, x: float, y: float, size: float, color: Color = WHITE) -> None:
    """A closed padlock."""
    w = size * 0.72
    canvas.saveState()
    canvas.setFillColor(color)
    canvas.setStrokeColor(color)
    canvas.setLineWidth(size * 0.13)
    canvas.rect(x - w / 2, y - size / 2, w, size * 0.55, stroke=0, fill=1)
    canvas.arc(x - w * 0.3, y - size * 0.2, x + w * 0.3, y + size * 0.45, 0, 180)
    canvas.restoreState()


def arrow(canvas: Canvas, x: float, y: float, size: float, direction: int, color: Color = INK) -> None:
    """A solid triangle up (1) or down (−1); nothing for 0."""
    if direction == 0:
        return
    h = size * 0.43 * (1 if direction > 0 else -1)
    polygon(canvas, [(x - size / 2, y - h), (x + size / 2, y - h), (x, y + h)], color)


def hatch(canvas: Canvas, x: float, y: float, width: float, height: float, *, gap: float = 2.6) -> None:
    """45° lines cut to a rectangle, with its outline."""
    canvas.saveState()
    canvas.setStrokeColor(INK_2)
    canvas.setLineWidth(0.45)
    offset = gap
    while offset < width + height:
        start = (x + max(0.0, offset - height), y + min(offset, height))
        end = (x + min(offset, width), y + max(0.0, offset - width))
        canvas.line(*start, *end)
        offset += gap
    canvas.setLineWidth(0.5)
    canvas.rect(x, y, width, height, stroke=1, fill=0)
    canvas.restoreState()

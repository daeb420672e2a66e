"""QR codes that tie paper to the file: page codes and the code of the signature page.

``AD1:<report id>:R<revision>:<16 hex>:P<page>`` stays inside QR's alphanumeric alphabet, so a page code has
29 modules of 0.38 mm and is read from a 300 dpi scan; a missing or swapped sheet shows by its number.
"""

from __future__ import annotations

from functools import lru_cache

import segno
from reportlab.lib.rl_accel import fp_str
from reportlab.pdfgen.canvas import Canvas

from auditdesk.report.palette import INK, WHITE

_ALPHABET = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def _safe(report_id: str) -> str:
    """The id inside QR's alphanumeric alphabet; other characters as their code point in hex."""
    upper = report_id.upper()
    return "".join(c if c in _ALPHABET else f"%{ord(c):X}" for c in upper)


def page_payload(report_id: str, revision: int, digest: str, page: int) -> str:
    """What the code in a page's foot says."""
    return f"AD1:{_safe(report_id)}:R{revision}:{digest[:16]}:P{page:03d}"


def report_payload(report_id: str, revision: int, digest: str, journal: int, head: str) -> str:
    """What the code beside 如何核验 says: the full snapshot digest and the journal's head."""
    return f"AD1:{_safe(report_id)}:R{revision}:{digest}:J{journal}:{head[:16].upper()}"


@lru_cache(maxsize=256)
def _matrix(payload: str) -> tuple[bytes, ...]:
    """Rows of modules; kept, because a report is built again to compare its pages."""
    code = segno.make(payload, error="m", micro=False, boost_error=False)
    return tuple(bytes(row) for row in code.matrix)


def code_rows(payload: str) -> tuple[str, ...]:
    """A level M code for the screen: rows of ``0`` and ``1``, without a border."""
    return tuple("".join("1" if dark else "0" for dark in row) for row in _matrix(payload))


def draw_qr(canvas: Canvas, payload: str, x: float, y: float, size: float) -> None:
    """Draw a level M code with its lower left corner at (x, y), on white, without a border."""
    rows = _matrix(payload)
    module = size / len(rows)
    canvas.saveState()
    canvas.setFillColor(WHITE)
    canvas.rect(x, y, size, size, stroke=0, fill=1)
    canvas.setFillColor(INK)
    marks = ["n"]
    for number, row in enumerate(rows):
        top = _number(y + size - (number + 1) * module)
        for start, length in _runs(row):
            marks.append(
                f"{_number(x + start * module)} {top} {_number(length * module)} {_number(module)} re"
            )
    canvas.addLiteral(" ".join(marks))
    canvas.addLiteral("f*")
    canvas.restoreState()


@lru_cache(maxsize=1024)
def _number(points: float) -> str:
    """As the page writes it; kept, because the foot of every page repeats the same few."""
    return str(fp_str(points))


def _runs(row: bytes) -> list[tuple[int, int]]:
    """(start, length) of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for column, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((column, 1))
    return runs

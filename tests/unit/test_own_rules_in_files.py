"""The style of an own rule holds in cells, tables and pages as it does in running text."""

from __future__ import annotations

import io

import openpyxl
import pytest
from tests.integration.test_mask_pdf_pages import drawn, text_of

from auditdesk.bootstrap.masking_tool import MaskingTool
from auditdesk.domain.maskrules import CaseFile, MaskRule, RuleKind, RuleStyle
from auditdesk.services.jobs import Silent

CASE = CaseFile((MaskRule("r1", "代号", RuleKind.PATTERN, pattern="青鸟工程", style=RuleStyle.REMOVE),))
ROWS = [["编号", "说明"], ["1", "方案是青鸟工程。"], ["2", "没有别的"]]


def workbook():
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data, name):
    if name.endswith("xlsx"):
        return str(openpyxl.load_workbook(io.BytesIO(data)).active["B2"].value)
    return text_of(data) if name.endswith("pdf") else data.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.txt", ROWS[1][1].encode),
        ("a.csv", lambda: "\n".join(map(",".join, ROWS)).encode()),
        ("a.xlsx", workbook),
        ("a.pdf", lambda: drawn(lambda canvas, _n: canvas.drawString(60, 700, ROWS[1][1]))),
    ],
)
def test_a_rule_that_removes(name, make):
    done = MaskingTool().mask_file(
        io.BytesIO(make()), name, key=b"k" * 32, style="keep", progress=Silent(), case=CASE
    )
    assert "方案是。" in read(done.data, name)

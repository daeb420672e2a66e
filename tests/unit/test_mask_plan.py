"""What a person reviews before a copy is written, and that the decisions are what is written."""

from __future__ import annotations

import io

import openpyxl
import pytest
from PIL import Image

from auditdesk.bootstrap.masking_tool import MaskingTool
from auditdesk.domain.maskplan import Choice, Decisions, HandBox, HandMark, masked_spans
from auditdesk.domain.spans import Kind
from auditdesk.masking import ocr
from auditdesk.services.jobs import Silent

PHONE, NAME = "13800001234", "林向晚"
TEXT = f"我叫{NAME}，电话{PHONE}，方案代号青鸟。\n{NAME}女士再来电，仍说青鸟。\n"


@pytest.fixture(scope="module")
def tool():
    return MaskingTool()


def plan(tool, data, name):
    return tool.plan_file(io.BytesIO(data), name, progress=Silent())


def mask(tool, data, name, decisions=None, style="keep"):
    return tool.mask_file(
        io.BytesIO(data), name, key=b"k" * 32, style=style, progress=Silent(), decisions=decisions
    )


def workbook():
    book = openpyxl.Workbook()
    book.active.append(["客户姓名", "手机号"])
    book.active.append([NAME, int(PHONE)])
    book.active.append([NAME, int(PHONE)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def picture():
    out = io.BytesIO()
    Image.new("RGB", (400, 200), "black").save(out, "PNG")
    return out.getvalue()


def test_the_plan_of_a_text_is_what_gets_masked(tool):
    (part,) = plan(tool, TEXT.encode(), "a.txt").parts
    assert part.text == TEXT
    assert {TEXT[span.start : span.end] for span in part.spans} >= {NAME, PHONE}
    without = masked_spans(part.text, part.spans, Decisions(), tool.normal_value)
    assert without == part.spans


def test_a_kept_value_stays_and_is_no_residue(tool):
    decisions = Decisions({(Kind.PHONE, PHONE): Choice.KEEP})
    done = mask(tool, TEXT.encode(), "a.txt", decisions)
    assert PHONE in done.data.decode()
    assert NAME not in done.data.decode()
    assert done.residue == ()


def test_a_mark_by_hand_is_masked_everywhere(tool):
    at = TEXT.index("青鸟")
    decisions = Decisions(marks=(HandMark(0, at, at + 2, Kind.CUSTOM, "青鸟"),))
    done = mask(tool, TEXT.encode(), "a.txt", decisions)
    assert "青鸟" not in done.data.decode()
    assert done.counts[Kind.CUSTOM] == 2


def test_cells_are_parts_once_and_decided_everywhere(tool):
    parts = plan(tool, workbook(), "a.xlsx").parts
    assert [part.text for part in parts if part.spans] == [NAME, PHONE]
    done = mask(tool, workbook(), "a.xlsx", Decisions({(Kind.PERSON, NAME): Choice.KEEP}))
    sheet = openpyxl.load_workbook(io.BytesIO(done.data)).active
    assert [cell.value for cell in sheet["A"]] == ["客户姓名", NAME, NAME]
    assert [cell.value for cell in sheet["B"]] == ["手机号", "138****1234", "138****1234"]


def test_pictures_can_be_reviewed_without_ocr(tool, monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: False)
    planned = plan(tool, picture(), "a.png")
    assert [part.page for part in planned.parts] == [0]
    assert any("人工" in note for note in planned.notes)
    done = mask(tool, picture(), "a.png", Decisions(boxes=(HandBox(0, (0.0, 0.0, 0.5, 1.0)),)))
    painted = Image.open(io.BytesIO(done.data)).convert("L")
    assert painted.getpixel((100, 100)) > 200
    assert painted.getpixel((300, 100)) < 50


def test_styles_by_kind(tool):
    text = mask(tool, TEXT.encode(), "a.txt", style="by_kind").data.decode()
    assert "客户" in text
    assert "138****1234" in text

"""Where the review says a text stands: per format, without anything personal, and without touching what is masked."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from email.message import EmailMessage
from unittest.mock import patch

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from reportlab.pdfgen.canvas import Canvas

from auditdesk.bootstrap.masking_tool import MaskingTool
from auditdesk.domain.mask_review import mark_words, marks_from
from auditdesk.domain.maskplace import joined, place_words, spot, station_at, text_place
from auditdesk.domain.maskplan import HandMark, Part, Station
from auditdesk.domain.spans import Kind
from auditdesk.masking.whereabouts import clock, moment, role
from auditdesk.services.jobs import Silent
from auditdesk.ui.pages.masking_review.rows import row_words, rows_of
from auditdesk.ui.pages.masking_review.sections import rows_in, section_at, sections_of

NAME, PHONE, OTHER = "林向晚", "13800001234", "19900005678"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.fixture(scope="module")
def tool():
    """By rules alone: with the optional name model a sheet's name may be covered in part only."""
    with patch("auditdesk.bootstrap.masking_tool.available", return_value=False):
        return MaskingTool()


def plan(tool, data, name):
    raw = data.encode() if isinstance(data, str) else data
    return tool.plan_file(io.BytesIO(raw), name, progress=Silent()).parts


def found(parts):
    """Every found text with the place the review tells for it."""
    rows = rows_of(parts)
    made = []
    for number, part in enumerate(parts):
        for span in part.spans:
            row = next(one for one in rows if one.part == number and one.start <= span.start < one.end)
            made.append((part.text[span.start : span.end], row_words(row, part)))
    return made


def workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = f"{NAME}明细"
    for row in (["客户姓名", "手机号"], [NAME, int(PHONE)], [NAME, int(OTHER)]):
        sheet.append(row)
    sheet["C5"] = f"请回拨{PHONE}"
    sheet["C5"].comment = Comment(f"找{NAME}女士", "x")
    book.create_sheet("汇总")["B2"] = f"回拨{OTHER}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cells(*texts):
    return "<w:tr>" + "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in texts) + "</w:tr>"


def document():
    body = paragraph("首段") + paragraph("") + paragraph(f"电话{PHONE}")
    body += f"<w:tbl>{cells('姓名', '电话')}{cells('施悦', OTHER)}</w:tbl>" + paragraph(f"回拨{PHONE}")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}content-types"><Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
            'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        package.writestr("word/header1.xml", f"<w:hdr {W}>{paragraph(f'客户{NAME}女士')}</w:hdr>")
    return out.getvalue()


def letter():
    mail = EmailMessage()
    mail["From"] = f"{NAME} <lin@post.example>"
    mail["Subject"] = f"{NAME}女士来信"
    mail.set_content(f"您好\n\n我的手机{PHONE}\n")
    mail.add_attachment(
        document(), maintype="application", subtype="octet-stream", filename=f"合同{NAME}{PHONE}.docx"
    )
    return mail.as_bytes()


def archive(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in members.items():
            made.writestr(name.replace("_", "."), data)
    return out.getvalue()


def test_cells_of_a_workbook_are_named_by_sheet_and_cell(tool):
    parts = plan(tool, workbook(), "a.xlsx")
    assert found(parts) == [
        (NAME, "【姓名】明细!A2 等 2 处"),
        (PHONE, "【姓名】明细!B2"),
        (OTHER, "【姓名】明细!B3"),
        (PHONE, "【姓名】明细!C5"),
        (NAME, "【姓名】明细!C5 批注"),
        (OTHER, "汇总!B2"),
    ]
    assert "工作表名" in {part.place for part in parts}


def test_cells_of_a_csv_are_named_by_row_and_heading(tool):
    told = found(plan(tool, f"姓名,手机,去向\n{NAME},{PHONE},好\n\n陆远行,{OTHER},回拨{PHONE}\n", "a.csv"))
    assert (PHONE, "第 2 行 手机") in told
    assert (OTHER, "第 4 行 手机") in told
    assert (PHONE, "第 4 行第 3 列") in told


def test_lines_of_a_text_have_the_numbers_an_editor_shows(tool):
    (part,) = parts = plan(tool, f"您好\n\n手机{PHONE}\n", "a.txt")
    assert found(parts) == [(PHONE, "第 3 行")]
    assert [row.number for row in rows_of(parts)] == [1, 3]
    assert (part.place, part.section) == ("", "")


def test_a_long_text_goes_on_counting_in_its_next_piece(tool):
    text = f"{'-' * 900}\r\n" * 600 + f"手机{PHONE}\r\n"
    parts = plan(tool, text, "a.txt")
    assert len(parts) > 1
    assert found(parts) == [(PHONE, "第 601 行")]


def test_paragraphs_and_rows_of_a_document(tool):
    assert found(plan(tool, document(), "a.docx")) == [
        (PHONE, "第 2 段"),
        ("施悦", "表格 1 第 2 行"),
        (OTHER, "表格 1 第 2 行"),
        (PHONE, "第 3 段"),
        (NAME, "页眉 第 1 段"),
    ]


def test_subtitles_are_told_by_time_and_role(tool):
    srt = f"1\n00:00:01,000 --> 00:00:03,000\n客户：我叫{NAME}\n\n2\n00:03:25,000 --> 00:03:29,000\n客服：手机{PHONE}\n"
    assert found(plan(tool, srt, "a.srt")) == [(NAME, "00:00:01 客户"), (PHONE, "00:03:25 客服")]
    vtt = f"WEBVTT\n\n00:01.000 --> 00:04.000\n<v 客户>我叫{NAME}\n\n03:25.000 --> 03:29.000\n<v {NAME}>手机{PHONE}\n"
    assert found(plan(tool, vtt, "a.vtt"))[:2] == [(NAME, "00:00:01 客户"), (PHONE, "00:03:25")]


def test_records_of_json_are_told_by_time_or_counted(tool):
    data = f'[{{"start": "00:03:25", "role": "客户", "text": "手机{PHONE}"}}, {{"text": "回拨{OTHER}"}}]'
    assert found(plan(tool, data, "a.json")) == [(PHONE, "00:03:25 客户 text"), (OTHER, "第 2 条 text")]
    lines = (
        f'{{"text": "手机{PHONE}"}}\n\n坏了{PHONE}\n{{"calls": [{{"start_ms": 65000, "text": "{OTHER}"}}]}}\n'
    )
    told = found(plan(tool, lines, "a.jsonl"))
    assert set(told) == {(PHONE, "第 1 行 text"), (PHONE, "第 3 行"), (OTHER, "第 4 行 00:01:05 text")}


def test_a_number_over_two_records_is_told_by_the_first(tool):
    data = '[{"text": "我的手机是1380000"}, {"text": "1234，对"}]'
    parts = plan(tool, data, "a.json")
    assert [words for _text, words in found(parts)] == ["第 1 条"]


def test_a_mail_tells_headers_body_and_attachments_without_names(tool):
    parts = plan(tool, letter(), "a.eml")
    told = found(parts)
    assert (PHONE, "正文 第 3 行") in told
    assert (NAME, "发件人") in told
    assert (NAME, "主题") in told
    assert (PHONE, "附件 合同【姓名】【手机号】.docx 第 2 段") in told
    assert (NAME, "附件 合同【姓名】【手机号】.docx 页眉 第 1 段") in told
    assert {part.section for part in parts} == {"", "附件 合同【姓名】【手机号】.docx"}
    assert [part.place for part in parts][:4] == [
        "发件人",
        "发件人",
        "主题",
        "正文",
    ]  # stored marks count on it


def test_members_of_a_zip_tell_their_places_inside(tool):
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=(400, 300))
    for text in ("nothing", f"call {PHONE}"):
        canvas.drawString(40, 200, text)
        canvas.showPage()
    canvas.save()
    parts = plan(
        tool, archive(会话_txt=f"手机{PHONE}\n".encode(), 表_xlsx=workbook(), 页_pdf=page.getvalue()), "a.zip"
    )
    told = found(parts)
    assert (PHONE, "会话.txt 第 1 行") in told
    assert (OTHER, "表.xlsx 汇总!B2") in told
    assert (PHONE, "页.pdf 第 2 页") in told
    names = [one.name for one in sections_of(parts, rows_of(parts))]
    assert names == ["会话.txt", "表.xlsx 【姓名】明细", "表.xlsx 汇总", "表.xlsx", "页.pdf"]


@pytest.mark.parametrize(("make", "name"), [(workbook, "a.xlsx"), (letter, "a.eml"), (document, "a.docx")])
def test_no_place_names_what_was_found(tool, make, name):
    parts = plan(tool, make(), name)
    told = " ".join(
        f"{one.place} {one.section} {' '.join(each.words for each in one.stations)}" for one in parts
    )
    values = {part.text[span.start : span.end] for part in parts for span in part.spans}
    assert values
    assert not [value for value in values if value in told]


def test_places_do_not_change_what_is_addressed(tool):
    parts = plan(tool, workbook(), "a.xlsx")
    bare = tuple(replace(one, place="", section="", line=0, stations=()) for one in parts)
    number = next(at for at, one in enumerate(parts) if one.text.startswith("请回拨"))
    word = mark_words(HandMark(number, 0, 3, Kind.CUSTOM, "请回拨"))
    assert marks_from((word,), parts, tool.normal_value) == marks_from((word,), bare, tool.normal_value)
    assert [row.number for row in rows_of(bare)] == list(range(1, len(rows_of(bare)) + 1))
    assert not any(row.caption or row_words(row, bare[row.part]) for row in rows_of(bare))


def test_a_caption_stands_once_above_what_it_holds_for():
    parts = (
        Part("一\n\n二\n", place="a.txt", line=1),
        Part("三", place="b.txt", line=1),
        Part("四", place="b.txt"),
    )
    rows = rows_of(parts)
    assert [(row.caption, row.number) for row in rows] == [("a.txt", 1), ("", 3), ("b.txt", 1), ("", 0)]
    assert [row_words(row, parts[row.part]) for row in rows] == [
        "a.txt 第 1 行", "a.txt 第 3 行", "b.txt 第 1 行", "b.txt"
    ]  # fmt: skip


@given(st.lists(st.integers(0, 50), unique=True, max_size=6).map(sorted), st.integers(0, 60))
def test_a_station_holds_until_the_next(starts, at):
    part = Part("x" * 61, stations=tuple(Station(start, f"s{start}", start) for start in starts))
    before = [start for start in starts if start <= at]
    station = station_at(part, at)
    assert (station.start if station else None) == (before[-1] if before else None)
    assert place_words(part, at, 0) == (f"s{before[-1]}" if before else "")
    assert spot(part, at, 0).number == (before[-1] if before else 0)


def test_sections_are_found_by_row():
    parts = [Part("a", section=""), Part("b\nc", section="信"), Part("d", section="附")]
    sections = sections_of(parts, rows_of(parts))
    assert [(one.name, one.row) for one in sections] == [("文件本身", 0), ("信", 1), ("附", 3)]
    assert [section_at(sections, row) for row in range(4)] == [0, 1, 1, 2]
    assert [rows_in(sections, number, 4) for number in range(3)] == [range(1), range(1, 3), range(3, 4)]
    assert sections_of(parts[:1], rows_of(parts[:1])) == []


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"start": "3:25", "role": "客户"}, "00:03:25 客户"),
        ({"begin_time": 3_723.4}, "01:02:03"),
        ({"start_ms": 65_000, "speaker": "坐席1"}, "00:01:05 坐席1"),
        ({"start": 65_000}, ""),
        ({"start": True, "speaker": NAME}, ""),
        ({"time": "2026-03-01"}, ""),
        ({"start": -4.0}, ""),
    ],
)
def test_a_record_tells_time_and_role_only_where_they_are_sure(record, words):
    assert moment(record) == words


def test_words_of_places():
    assert clock("01:02:03,456") == "01:02:03"
    assert clock("13:5") == ""
    assert role(" 客户A：您好") == "客户A"
    assert role(f"{NAME}：您好") == ""
    assert joined("", "附件 a", "", "第 1 段") == "附件 a 第 1 段"


def test_a_place_is_told_for_any_code_point():
    part = Part("一\r\n二\r三\n四", place="a.txt", line=5)
    assert [text_place(part, part.text.index(one)) for one in "一二三四"] == [
        f"a.txt 第 {number} 行" for number in (5, 6, 7, 8)
    ]
    assert text_place(Part("一"), 0) == ""


def test_keys_of_json_are_told_short_clean_and_not_without_end(tool):
    (value, *_rest) = found(plan(tool, f'{{"\u202e备{"很" * 60}长": "手机{PHONE}"}}', "a.json"))
    assert value == (PHONE, f"备{'很' * 39}…")
    many = plan(tool, "{" + ",".join(f'"k{n}": "{n}号店"' for n in range(1_100)) + "}", "a.json")
    places = [part.place for part in many if part.text.endswith("号店")]
    assert (places[0], places[-1]) == ("k0", "")

"""Real, awkward files: values over borders of runs, cells, cues and records; forms; dialects; odd pages."""

from __future__ import annotations

import base64
import email
import io
import json
import re
import zipfile
from email.policy import default as mail_policy
from urllib.parse import quote

import openpyxl
import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from tests.hiding import packed

from auditdesk.domain.errors import BadInputError
from auditdesk.masking import files as files_module
from auditdesk.masking import workbook as workbook_module
from auditdesk.masking.detector import Detector
from auditdesk.masking.files import FileMasker
from auditdesk.masking.ocr import Reader, available
from auditdesk.masking.styles import Pseudonyms, Style

FILES = FileMasker(Detector())
PHONE, IDENTITY, CARD = "13800001234", "110101199003070011", "6228480000000000007"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def mask(data, name, style=Style.KEEP):
    raw = data if isinstance(data, bytes) else data.encode()
    return FILES.mask(io.BytesIO(raw), name, style=style, pseudonyms=Pseudonyms(b"k" * 32))


def masked_text(data, name):
    return mask(data, name).data.decode("utf-8-sig")


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}


def document(body, namespace=W, main=MAIN, part="word/document.xml", **parts):
    xml = f'<w:document xmlns:w="{namespace}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
    return packed({"[Content_Types].xml": TYPES.format(main=main), part: xml, **parts})


def row(*texts):
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in texts)
    return f"<w:tr>{cells}</w:tr>"


def document_of(data):
    return parts_of(mask(data, "a.docx").data)["word/document.xml"]


def words(xml):
    return re.sub("<[^>]*>", "", xml).strip()


@pytest.mark.parametrize("between", ["<w:tab/>", "<w:noBreakHyphen/>", "<w:softHyphen/>", "</w:r><w:r>"])
def test_numbers_with_something_in_them(between):
    body = f"<w:p><w:r><w:t>号码138</w:t>{between}<w:t>0000</w:t>{between}<w:t>1234</w:t></w:r></w:p>"
    assert "0000" not in words(document_of(document(body)))


@pytest.mark.parametrize(("label", "number"), [("手机", PHONE), ("", IDENTITY), ("卡号", CARD)])
def test_one_digit_a_cell_in_word(label, number):
    made = words(document_of(document(f"<w:tbl>{row(label, *number)}</w:tbl>")))
    assert number not in made
    assert "*" in made


def test_a_form_in_word_with_the_key_to_the_left():
    form = f"<w:tbl>{row('姓名', '其其格', '性别', '女')}{row('投诉人', '布和', '诉求', '退费')}</w:tbl>"
    assert words(document_of(document(form))) == "姓名其**性别女投诉人布*诉求退费"


def test_word_in_the_strict_dialect():
    table = f"<w:tbl>{row('姓名', '电话')}{row('其其格', PHONE)}</w:tbl>"
    made = document_of(document(table, namespace="http://purl.oclc.org/ooxml/wordprocessingml/main"))
    assert words(made) == "姓名电话其**138****1234"


def test_word_from_a_share_has_its_text_in_another_part():
    data = document(f"<w:p><w:r><w:t>电话{PHONE}</w:t></w:r></w:p>", part="word/document2.xml")
    assert "138****1234" in parts_of(mask(data, "a.docx").data)["word/document2.xml"]


def test_word_with_macros_says_it_has_none():
    data = document("<w:p/>", main="application/vnd.ms-word.document.macroEnabled.main+xml")
    result = mask(data, "a.docm")
    assert result.filename == "a.docx"
    assert MAIN in parts_of(result.data)["[Content_Types].xml"]


def test_of_links_in_word_the_host_stays():
    link = f"https://x.example/a?n={quote('林向晚')}&amp;m=1"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="h" Target="{link}" TargetMode="External"/>'
        f'<Relationship Id="b" Type="h" Target="mailto:lw88@post.example" TargetMode="External"/></Relationships>'
    )
    field = f'<w:instrText> HYPERLINK "{link}</w:instrText><w:instrText>" </w:instrText>'
    made = parts_of(
        mask(
            document(f"<w:p><w:r>{field}</w:r></w:p>", **{"word/_rels/document.xml.rels": rels}), "a.docx"
        ).data
    )
    assert re.findall('Target="([^"]*)"', made["word/_rels/document.xml.rels"]) == [
        "https://x.example/",
        "about:blank",
    ]
    assert quote("林向晚") not in made["word/document.xml"]


def test_labels_and_signatures_of_word_are_left_out():
    data = document(
        "<w:p/>", **{"docMetadata/LabelInfo.xml": "<l>林向晚</l>", "_xmlsignatures/sig1.xml": "<s/>"}
    )
    assert sorted(parts_of(mask(data, "a.docx").data)) == ["[Content_Types].xml", "word/document.xml"]


def sheet(*rows):
    book = openpyxl.Workbook()
    for one in rows:
        book.active.append(list(one))
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(data):
    book = openpyxl.load_workbook(io.BytesIO(mask(data, "a.xlsx").data))
    return [
        [cell for cell in one if cell is not None] for one in book.worksheets[0].iter_rows(values_only=True)
    ]


@pytest.mark.parametrize(
    ("rows", "masked"),
    [
        ([["姓名", "其其格", "性别", "女"], ["联系电话", PHONE]], [["姓名", "其**", "性别", "女"], ["联系电话", "138****1234"]]),
        ([["班次", "日期"], ["甲", "一"], [], ["客户姓名", "备注"], ["其其格", "无"]],
         [["班次", "日期"], ["甲", "一"], [], ["客户姓名", "备注"], ["其**", "无"]]),
        ([["说明"]] * 9 + [["姓名", "电话"], ["其其格", "无"]], [["说明"]] * 9 + [["姓名", "电话"], ["其**", "无"]]),
        ([["First Name", "客户姓名(必填)", "姓名/昵称"], ["其其格", "布和", "敖其尔"]],
         [["First Name", "客户姓名(必填)", "姓名/昵称"], ["其**", "布*", "敖**"]]),
        ([["客户名单"], ["姓名", "渠道"], ["其其格", "电话"]], [["客户名单"], ["姓名", "渠道"], ["其**", "电话"]]),
        ([["身份证号", *IDENTITY]], [["身份证号", *"110***********0011"]]),
        ([["评分", *map(int, PHONE)]], [["评分", *map(int, PHONE)]]),
        ([["电话", 138, 4321, 1234]], [["电话", 138, "****", 1234]]),
    ],
)  # fmt: skip
def test_layouts_of_worksheets(rows, masked):
    assert rows_of(sheet(*rows)) == masked


def test_a_workbook_with_every_sheet_hidden_and_a_false_error():
    book = openpyxl.Workbook()
    book.active["A1"] = f"电话{PHONE}"
    data = saved(book)
    parts = parts_of(data)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace('state="visible"', 'state="hidden"')
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace("</row>", f'<c r="B1" t="e"><v>#N/A{PHONE}</v></c></row>')
    made = parts_of(mask(packed(parts), "a.xlsx").data)
    assert PHONE not in "".join(made.values())


def test_a_workbook_of_the_strict_dialect():
    parts = parts_of(sheet(["姓名", "电话"], ["其其格", PHONE]))
    for strict, usual in workbook_module._DIALECTS:
        parts = {name: text.replace(usual.decode(), strict.decode()) for name, text in parts.items()}
    assert rows_of(packed(parts)) == [["姓名", "电话"], ["其**", "138****1234"]]


def test_a_broken_workbook_is_a_sentence():
    parts = parts_of(sheet(["a"]))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace('r="A1"', 'r="A1" s="9999"')
    with pytest.raises(BadInputError, match=r"a\.xlsx 的内容不合格式"):
        mask(packed(parts), "a.xlsx")


ROWS = f'客户姓名,联系电话,备注\r\n其其格,{PHONE},"他说\n不行"\r\n'


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-16", "gb18030"])
def test_tables_without_a_mark(encoding):
    assert masked_text(ROWS.encode(encoding), "a.csv").startswith(
        "客户姓名,联系电话,备注\r\n其**,138****1234,"
    )


def test_tables_of_old_programs():
    assert "其**,138****1234" in masked_text(ROWS.replace("\r\n", "\r"), "a.csv")
    assert "其**;138****1234" in masked_text("sep=;\r\n" + ROWS.replace(",", ";"), "a.csv")
    made = mask(f"客户姓名\t联系电话\n其其格\t{PHONE}\n", "a.tsv")
    assert made.residue == ()


def test_a_table_in_big5():
    table = f"客戶姓名,聯絡電話,備註\n陳德賢,{PHONE},無法開機，請儘快處理，謝謝您的協助與說明。\n"
    made = masked_text(table.encode("big5"), "a.csv")
    assert "陳**,138****1234,無法開機" in made


@pytest.mark.parametrize(
    "spelt",
    [
        quote("电话" + PHONE) + "%31", "我叫" + "".join(f"&#x{ord(letter):X};" for letter in "林向晚") + "，",
        "电话" + "".join(f"&#{ord(letter)};" for letter in PHONE), "我叫" + "".join(f"\\u{ord(x):04x}" for x in "林向晚") + "，",
        f"body={base64.b64encode(f'电话{PHONE}'.encode()).decode()}", "电话" + "\ufe0f\u20e3".join(PHONE) + "\ufe0f\u20e3",
    ],
)  # fmt: skip
def test_escapes_in_texts(spelt):
    made = mask(f"x={spelt}\n", "a.log")
    assert sum(made.counts.values()) == 1


def test_escapes_without_letters_stay():
    text = "a%20%2Fb %s 100% &#60; data QUJDRA== internationalization\n"
    assert masked_text(text, "a.txt") == text


def test_embedded_pictures_are_taken_out_of_texts():
    picture = base64.b64encode(b"\x89PNG" + b"pixels" * 600).decode()
    assert picture[10:60] not in masked_text(f"![x](data:image/png;base64,{picture})", "a.md")
    assert picture[10:60] not in masked_text(json.dumps({"img": picture}), "a.json")


def test_marks_inside_numbers_of_markdown():
    assert masked_text(f"**{PHONE[:5]}**{PHONE[5:]}，<b>x</b>", "a.md") == "**138****1234**，<b>x</b>"


def test_a_number_over_two_cues():
    head = "1\n00:00:01,000 --> 00:00:03,000\n"
    made = masked_text(f"{head}电话是1380000\n\n2\n00:00:03,000 --> 00:00:05,000\n1234，再见\n", "a.srt")
    assert made.startswith(f"{head}电话是138****1234\n\n2\n00:00:03,000 --> 00:00:05,000\n，再")


def test_tags_and_speakers_of_subtitles():
    made = masked_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 客户>我叫<i>林向晚</i>，138<c.x>00001234</c>\n", "a.vtt"
    )
    assert made.endswith("<v 客户>我叫<i>林**</i>，138****1234<c.x></c>\n")


def test_records_of_a_recogniser():
    record = {
        "segments": [{"text": "我的电话是1380000"}, {"text": "1234，再见"}],
        "words": [{"word": letter, "t": 1} for letter in PHONE],
        "speaker": "陈静姝", "agentName": "其其格",
        "payload": json.dumps({"姓名": "布和"}),
    }  # fmt: skip
    made = json.loads(mask(json.dumps(record), "a.json").data)
    assert made["segments"] == [{"text": "我的电话是138****1234"}, {"text": "，再见"}]
    assert "".join(word["word"] for word in made["words"]) == "138****1234"
    assert len(made["words"]) == len(PHONE)
    assert (made["speaker"], made["agentName"], json.loads(made["payload"])) == (
        "陈**",
        "其**",
        {"姓名": "布*"},
    )


LETTER = "From: a <a@x.example>\nTo: b@x.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{body}\n"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\n\n" + text, lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r"),
        lambda text: "X-A: " + "a" * 9_000 + "\n" + text, lambda text: text.split("\n", 2)[2],
        lambda text: text.replace("utf-8", "x-unknown"),
    ],
)  # fmt: skip
def test_mails_as_they_are_saved(change):
    body = base64.b64encode(f"电话{PHONE}".encode()).decode()
    made = email.message_from_bytes(mask(change(LETTER.format(body=body)), "a.eml").data, policy=mail_policy)
    assert "电话138****1234" in made.get_content()


def test_mails_with_raw_letters_and_letters_of_the_larger_set():
    body = base64.b64encode("姓名：张喆翀".encode("gbk")).decode()
    raw = LETTER.format(body=body).replace("utf-8", "gb2312").replace("<a@x", "我叫林向晚 <a@x").encode("gbk")
    text = email.message_from_bytes(mask(raw, "a.eml").data, policy=mail_policy).get_content()
    assert "林向晚" not in text
    assert text.rstrip().endswith("姓名：张**")


def test_a_mailbox_is_refused():
    with pytest.raises(BadInputError, match="邮箱文件"):
        mask("From a@x.example Thu Mar  5 10:00:00 2026\n" + LETTER.format(body="eA=="), "a.mbox")


def test_folded_lines_of_an_invitation():
    text = f"BEGIN:VCALENDAR\nDESCRIPTION:电话{PHONE[:5]}\n {PHONE[5:]}\nEND:VCALENDAR"
    mail = f"From: a@x.example\nTo: b@x.example\nContent-Type: text/calendar; charset=utf-8\n\n{text}\n"
    made = email.message_from_bytes(mask(mail, "a.eml").data, policy=mail_policy)
    assert "电话138****1234" in made.get_content()


def page(text, x, box):
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(x, 400, text)
    canvas.save()
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        pdf.pages[0].MediaBox = pikepdf.Array(box)
        changed = io.BytesIO()
        pdf.save(changed)
    return changed.getvalue()


@pytest.mark.parametrize(
    ("x", "box"),
    [
        (-300, [0, 0, 595, 842]),
        (50, [0, 0, 500_000, 500_000]),
        (50, [0, 0, 0.01, 0.01]),
        (50, [0, 0, 1, 10**7]),
    ],
)
def test_text_outside_and_odd_pages(x, box):
    result = mask(page(PHONE, x, box), "a.pdf")
    assert sum(result.counts.values()) == 1
    with pikepdf.open(io.BytesIO(result.data)) as made:
        assert len(made.pages) == 1


@pytest.mark.skipif(not available(), reason="the extra ocr is not installed")
def test_lines_of_pixels_are_not_read():
    assert Reader().lines(Image.new("RGB", (20_000, 1))) == []


def test_nested_and_many_small_bombs():
    with pytest.raises(BadInputError, match="压缩炸弹"):
        mask(packed({f"{number}.txt": b"0" * (9 << 20) for number in range(6)}), "a.zip")


def test_nested_bombs_share_their_room(monkeypatch):
    monkeypatch.setattr(files_module, "harmless", lambda _packed: 1 << 20)
    inner = packed({"a.txt": b"0" * (1 << 20)})
    result = mask(packed({"ok.txt": "x", "a.zip": inner}), "b.zip")
    assert list(parts_of(result.data)) == ["ok.txt"]
    assert any("解开后太大" in note or "没有可以脱敏" in note for note in result.notes)


def test_blank_lines_without_end_take_time_in_proportion():
    assert masked_text("\n" * 200_000 + PHONE, "a.srt").endswith("138****1234")


def test_fields_of_a_page_stand_apart():
    made = masked_text(
        f"<html><noscript>{PHONE}</noscript><textarea>{PHONE}</textarea><option>{PHONE}", "a.html"
    )
    assert made.split() == ["138****1234"] * 3

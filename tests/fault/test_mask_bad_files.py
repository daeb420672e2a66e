"""Hostile and broken files: one sentence, bounded time and memory, nothing left behind.

Heavy ones run in a process of their own, which tells its peak memory.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import zipfile
import zlib
from email.message import EmailMessage

import openpyxl
import pikepdf
import pytest
from openpyxl.worksheet.hyperlink import Hyperlink
from PIL import Image, PngImagePlugin
from tests.hiding import Plants, document, packed, pdf

from auditdesk.domain.errors import AuditDeskError, BadInputError
from auditdesk.masking.detector import Detector
from auditdesk.masking.files import FileMasker
from auditdesk.masking.styles import Pseudonyms, Style

FILES = FileMasker(Detector())
PHONE = "13800001234"


def mask(data, name):
    return FILES.mask(io.BytesIO(data), name, style=Style.KEEP, pseudonyms=Pseudonyms(b"k" * 32))


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def workbook(change=lambda _sheet: None):
    book = openpyxl.Workbook()
    book.active["A1"] = f"电话{PHONE}"
    change(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed_sheet(old, new):
    parts = parts_of(workbook())
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert old in sheet
    return packed(parts | {"xl/worksheets/sheet1.xml": sheet.replace(old, new)})


def far_cell():
    return workbook(lambda sheet: sheet.cell(1_048_576, 16_384, f"请打{PHONE}"))


def merged_sheet():
    joined = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return changed_sheet(b"</sheetData>", joined)


def linked_sheet():
    links = b'</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'
    return changed_sheet(b"</sheetData>", links)


def sheet_bomb():
    return changed_sheet(b"<sheetData>", b"<sheetData>" + b" " * (40 * 2**20))


def sheet_with_entities():
    parts = parts_of(workbook())
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    sheet = parts["xl/worksheets/sheet1.xml"]
    return packed(parts | {"xl/worksheets/sheet1.xml": entities + sheet})


def many_members():
    return packed({f"{number}.txt": b"x" for number in range(1_001)})


def lying_zip():
    """A member that says it holds 10 bytes and unpacks to 20 MB."""
    data = bytearray(packed({"a.txt": b"0" * (20 * 2**20)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def deep_document():
    parts = parts_of(document(Plants()))
    deep = "<a>" * 5_000 + "</a>" * 5_000
    return packed(parts | {"word/document.xml": deep.encode()})


def pdf_bomb():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(Plants()))) as book:
        twice = zlib.compress(zlib.compress(b" " * (50 * 2**20)))
        stream = pikepdf.Stream(book, b"")
        stream.write(twice, filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]))
        book.pages[0].Contents = book.make_indirect(stream)
        book.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def text_bomb_in_a_picture():
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("a", "0" * (2 * 2**20), zip=True)
    out = io.BytesIO()
    Image.new("RGB", (10, 10)).save(out, "PNG", pnginfo=chunks)
    return out.getvalue()


def wide_picture():
    out = io.BytesIO()
    Image.new("1", (50_000, 10)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "name", "sentence"),
    [
        (merged_sheet, "a.xlsx", "合并"),
        (linked_sheet, "a.xlsx", "合并"),
        (sheet_bomb, "a.xlsx", "压缩炸弹"),
        (sheet_with_entities, "a.xlsx", "文档类型"),
        (many_members, "a.zip", "分批"),
        (lying_zip, "a.zip", "没有可以脱敏|损坏|炸弹"),
        (deep_document, "a.docx", "不完整"),
        (pdf_bomb, "a.pdf", "压缩炸弹"),
        (text_bomb_in_a_picture, "a.png", "不是完好的图片"),
        (wide_picture, "a.png", "太大"),
        (lambda: b"{\\rtf1 \\'d5\\'c5}", "a.rtf", "另存为"),
        (lambda: b'<svg xmlns="x"><text>&#49;</text></svg>', "a.svg", "另存为"),
        (lambda: b"[" * 100_000, "a.json", "JSON"),
        (lambda: b'{"a":' + b"9" * 5_000 + b"}", "a.json", "JSON"),
        (lambda: b"\xff\xfe\x00\xd8", "a.txt", "编码"),
        (
            lambda: packed({"[Content_Types].xml": b"<a/>", "ppt/presentation.xml": b"<a/>"}),
            "a.pptx",
            "另存为",
        ),
    ],
)
def test_one_sentence_soon(make, name, sentence):
    data = make()
    begin = time.process_time()
    with pytest.raises(BadInputError, match=sentence) as caught:
        mask(data, name)
    assert time.process_time() - begin < 10
    assert name in caught.value.message
    assert "\n" not in caught.value.message


def test_a_cell_at_the_end_of_the_sheet_takes_no_time():
    begin = time.process_time()
    result = mask(far_cell(), "a.xlsx")
    assert time.process_time() - begin < 10
    sheet = openpyxl.load_workbook(io.BytesIO(result.data)).active
    assert sheet.cell(1_048_576, 16_384).value == "请打138****1234"


def test_a_link_over_some_cells_is_taken_off():
    def link(sheet):
        sheet["B1"].hyperlink = Hyperlink(ref="B1:B3", location=f"号{PHONE}")

    assert PHONE.encode() not in b"".join(parts_of(mask(workbook(link), "a.xlsx").data).values())


def test_a_long_document_in_linear_time():
    runs = "".join(f"<w:p><w:r><w:t>电话{PHONE}</w:t></w:r></w:p>" for _line in range(4_000))
    xml = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{runs}</w:body></w:document>'
    begin = time.process_time()
    result = mask(packed({"[Content_Types].xml": "<Types/>", "word/document.xml": xml}), "a.docx")
    assert time.process_time() - begin < 20
    assert sum(result.counts.values()) == 4_000


def test_a_mail_with_endless_headers():
    message = EmailMessage()
    message["Subject"] = "投诉"
    message.set_content(f"电话{PHONE}")
    header = b"To: " + b"a@x.example,\n " * 40_000 + b"b@x.example\n"
    begin = time.process_time()
    result = mask(header + message.as_bytes(), "a.eml")
    assert time.process_time() - begin < 15
    assert PHONE.encode() not in result.data


def test_mixed_encodings_line_by_line():
    lines = [
        f"张三的电话是{PHONE}".encode("gb18030"),
        f"李四的电话是{PHONE}".encode(),
        f"郵箱 {PHONE}".encode("big5"),
    ]
    text = mask(b"\n".join(lines), "a.log").data.decode()
    assert PHONE not in text
    assert "的电话是138****1234\n" in text
    assert text.count("138****1234") == 3


@pytest.mark.parametrize(
    "number",
    ["138\u200b0000\u200b1234", "\u202a138\u202c0000\u200f1234", "138\u00ad00001234", "1\ufeff3800001234",
     "１３８００００１２３４", "138\u20600000\u20611234"],
)  # fmt: skip
def test_invisible_characters_inside_numbers(number):
    text = mask(f"电话{number}，谢谢".encode(), "a.txt").data.decode()
    visible = "".join(letter for letter in text if letter.isalnum() or letter == "*")
    assert visible == "电话138****1234谢谢"


def test_names_of_members_too_long_for_any_disk():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("深/" + "名" * 2_000 + ".txt", "text")
        package.writestr("..\\..\\con.txt", "text")
    names = list(parts_of(mask(out.getvalue(), "a.zip").data))
    assert all(len(name.encode()) <= 255 and "/" not in name and "\\" not in name for name in names)
    assert "con_.txt" in names


def test_a_table_that_is_none():
    result = mask(f'"{"," * 200_000}\n电话{PHONE}'.encode(), "a.csv")
    assert PHONE.encode() not in result.data
    assert any("普通文字" in note for note in result.notes)


CHILD = """
import json, sys, time
from auditdesk.domain.errors import AuditDeskError
from auditdesk.masking.detector import Detector
from auditdesk.masking.files import FileMasker
from auditdesk.masking.styles import Pseudonyms, Style
source, target = sys.argv[1:]
begin, said, counts = time.process_time(), "", {}
with open(source, "rb") as stream, open(target, "w+b") as sink:
    try:
        done = FileMasker(Detector()).mask_to(stream, source, sink, style=Style.KEEP, pseudonyms=Pseudonyms(b"k" * 32))
        counts = {kind.value: count for kind, count in done.counts.items()}
    except AuditDeskError as error:
        said = error.message
with open("/proc/self/status") as status:  # ru_maxrss would tell the parent's memory too
    peak = int(next(line for line in status if line.startswith("VmHWM")).split()[1]) // 1024
print(json.dumps({"seconds": time.process_time() - begin, "peak": peak, "said": said, "counts": counts}))
"""


def apart(tmp_path, name, chunks):
    """Masks a file in a process of its own; seconds, peak memory in MB, sentence and counts."""
    path = tmp_path / name
    with path.open("wb") as stream:
        for chunk in chunks:
            stream.write(chunk)
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), str(tmp_path / "out")],
        capture_output=True, check=True, timeout=3_000, env=os.environ | {"PYTHONWARNINGS": ""},
    )  # fmt: skip
    return json.loads(ran.stdout)


def sentences(count):
    line = f"客服：您好。我的电话是{PHONE}，昨晚断网了，请尽快处理，谢谢。".encode()
    block = line * 1_000
    for _block in range(count // 1_000):
        yield block


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
class TestMemory:
    def test_a_line_without_end(self, tmp_path):
        ran = apart(tmp_path, "line.log", sentences(60_000))
        assert ran["counts"]["PHONE"] == 60_000
        assert ran["peak"] < 200

    def test_a_table(self, tmp_path):
        rows = (f"某某,{13_900_000_000 + row},宽带断了\n".encode() for row in range(60_000))
        ran = apart(tmp_path, "rows.csv", [b"name,mobile,note\n", *rows])
        assert ran["counts"]["PHONE"] == 60_000
        assert ran["peak"] < 200

    def test_a_picture_of_eighty_million_pixels_is_refused(self, tmp_path):
        out = io.BytesIO()
        Image.new("1", (9_500, 9_500)).save(out, "PNG")
        ran = apart(tmp_path, "a.png", [out.getvalue()])
        assert "太大" in ran["said"]
        assert ran["peak"] < 200

    def test_a_zip_bomb(self, tmp_path):
        ran = apart(tmp_path, "a.zip", [packed({f"{n}.txt": b"0" * (60 * 2**20) for n in range(2)})])
        assert "炸弹" in ran["said"]
        assert ran["peak"] < 200

    @pytest.mark.slow
    @pytest.mark.timeout(3_000)
    def test_a_line_of_a_hundred_megabytes(self, tmp_path):
        ran = apart(tmp_path, "line.log", sentences(1_100_000))
        assert ran["counts"]["PHONE"] == 1_100_000
        assert ran["peak"] < 200

    @pytest.mark.slow
    @pytest.mark.timeout(3_000)
    def test_digits_without_end(self, tmp_path):
        ran = apart(tmp_path, "digits.txt", [b"0123456789" * 100_000] * 100)
        assert ran["said"] == ""
        assert ran["peak"] < 200


def outcome(data, name):
    """The copy, or the sentence."""
    try:
        return mask(data, name).data
    except AuditDeskError as error:
        return error.message


def test_every_cut_of_a_file_is_refused_or_masked():
    """Whatever a transfer lost, there is a copy or a sentence, never a traceback."""
    for name, data in (("a.docx", document(Plants())), ("a.xlsx", workbook()), ("a.pdf", pdf(Plants()))):
        for share in (0.1, 0.4, 0.7, 0.95, 0.999):
            assert outcome(data[: int(len(data) * share)], name)


@pytest.mark.parametrize("seed", range(8))
def test_flipped_bytes_are_refused_or_masked(seed):
    for name, data in (("a.docx", document(Plants())), ("a.xlsx", workbook()), ("a.pdf", pdf(Plants()))):
        broken = bytearray(data)
        for step in range(12):
            broken[(seed * 7919 + step * 104_729) % len(broken)] ^= 0xFF
        assert outcome(bytes(broken), name)

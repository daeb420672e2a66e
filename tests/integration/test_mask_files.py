"""Masked copies of whole files: nothing planted may be left, in any part or stream."""

from __future__ import annotations

import email
import io
import json
import zipfile
import zlib
from email.message import EmailMessage
from email.policy import default as mail_policy

import openpyxl
import pikepdf
import pypdfium2
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from auditdesk.assets import resource
from auditdesk.domain.errors import BadInputError, CancelledError, MissingExtraError
from auditdesk.domain.spans import Kind
from auditdesk.masking import ocr
from auditdesk.masking.detector import Detector
from auditdesk.masking.files import FileMasker
from auditdesk.masking.pictures import mask_rectangles
from auditdesk.masking.styles import Pseudonyms, Style

PHONE, CARD, IDENTITY, MAIL = "13800001234", "9900000000000010", "99900119880412101X", "lw88@post.example"
NAME = "林向晚"
PLANTED = (PHONE, CARD, IDENTITY, MAIL, NAME)
SENTENCE = f"我叫{NAME}，电话{PHONE}，身份证{IDENTITY}，退到{CARD}，邮箱{MAIL}。"


@pytest.fixture(scope="module")
def masker():
    return FileMasker(Detector())


@pytest.fixture
def pseudonyms():
    return Pseudonyms(b"k" * 32)


def mask(masker, data, name, pseudonyms, style=Style.KEEP):
    return masker.mask(io.BytesIO(data), name, style=style, pseudonyms=pseudonyms)


def unpacked(data):
    """Every byte of a file with zip parts and PDF streams unpacked."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.namelist():
                yield part.encode()
                yield from unpacked(package.read(part))
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for item in pdf.objects:
                if isinstance(item, pikepdf.Stream):
                    try:
                        yield item.read_bytes()
                    except (pikepdf.PdfError, zlib.error):
                        yield item.read_raw_bytes()
                yield repr(item).encode()


def assert_clean(data, values=PLANTED):
    for chunk in unpacked(data):
        for value in values:
            for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
                assert value.encode(encoding) not in chunk, value
            escaped = "".join(f"&#{ord(letter)};" for letter in value)
            assert escaped.encode() not in chunk


def workbook_bytes():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["客户姓名", "联系电话", "身份证号", "备注"])
    sheet.append([NAME, int(PHONE), IDENTITY, SENTENCE])
    sheet.append(["布和", float(PHONE), None, f'=CONCATENATE("tel:","{PHONE}")'])
    sheet["D2"].comment = Comment(SENTENCE, NAME)
    sheet["D3"].hyperlink = f"mailto:{MAIL}"
    sheet.oddHeader.left.text = f"联系人：{NAME} {PHONE}"
    sheet.oddFooter.right.text = CARD
    validation = openpyxl.worksheet.datavalidation.DataValidation(type="list", formula1=f'"{PHONE},其他"')
    sheet.add_data_validation(validation)
    hidden = book.create_sheet(f"{PHONE}")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = "幺三八零零零零幺二三四"
    book.defined_names["线索"] = DefinedName("线索", attr_text=f'"{PHONE}"')
    book.properties.creator = NAME
    book.properties.description = SENTENCE
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/embeddings/a.bin" ContentType="application/octet-stream"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="t" Target="embeddings/a.bin"/>'
    f'<Relationship Id="rId2" Type="h" Target="mailto:{MAIL}" TargetMode="External"/></Relationships>'
)


def document_bytes(body=None, picture=None):
    runs = "".join(f"<w:r><w:t>{SENTENCE[at : at + 3]}</w:t></w:r>" for at in range(0, len(SENTENCE), 3))
    body = body or (
        f"<w:p>{runs}</w:p>"
        f'<w:p><w:del w:author="{NAME}"><w:r><w:delText>{PHONE}</w:delText></w:r></w:del>'
        f'<w:ins w:author="{NAME}"><w:r><w:t>正常文字</w:t></w:r></w:ins></w:p>'
        f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>手机号</w:t></w:r></w:p></w:tc></w:tr>"
        f"<w:tr><w:tc><w:p><w:r><w:t>其其格</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>{PHONE}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        f"<w:p><w:r><w:t>号码138</w:t></w:r><w:r><w:br/><w:t>00001234</w:t></w:r></w:p>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr(
            "word/document.xml", f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>'
        )
        package.writestr("word/_rels/document.xml.rels", RELS)
        for part in ("header1", "footer1", "comments", "footnotes"):
            package.writestr(
                f"word/{part}.xml",
                f'<?xml version="1.0"?><w:{part} {W} w:author="{NAME}"><w:p>{runs}</w:p></w:{part}>',
            )
        package.writestr("docProps/core.xml", f"<?xml version='1.0'?><a><b>{NAME}</b></a>")
        package.writestr("docProps/custom.xml", f"<?xml version='1.0'?><a><b>{PHONE}</b></a>")
        package.writestr("word/embeddings/a.bin", SENTENCE.encode())
        if picture:
            package.writestr("word/media/image1.png", picture)
    return out.getvalue()


def picture_bytes(text=SENTENCE, kind="PNG", **options):
    font = ImageFont.truetype(str(resource("fonts", "NotoSansSC-Regular.ttf")), 26)
    lines = [text[at : at + 22] for at in range(0, len(text), 22)]
    picture = Image.new("RGB", (760, 60 + 48 * len(lines)), "white")
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((30, 30 + 48 * number), line, fill="black", font=font)
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def pdf_bytes(pages=1, lines=(SENTENCE,), picture=None):
    if "Noto" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Noto", str(resource("fonts", "NotoSansSC-Regular.ttf"))))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), initialFontName="Noto")
    canvas.setAuthor(NAME)
    canvas.setTitle(PHONE)
    for _page in range(pages):
        canvas.setFont("Noto", 11)
        for number, line in enumerate(lines):
            for part, at in enumerate(range(0, len(line), 40)):
                canvas.drawString(50, 780 - 40 * number - 16 * part, line[at : at + 40])
        if picture:
            canvas.drawImage(ImageReader(Image.open(io.BytesIO(picture))), 50, 300, 380, 120)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_text(data):
    pdf = pypdfium2.PdfDocument(data)
    return "\n".join(pdf[number].get_textpage().get_text_bounded() for number in range(len(pdf)))


def test_text_keeps_everything_else(masker, pseudonyms):
    result = mask(masker, f"第一行\r\n{SENTENCE}\r\n末行".encode(), "记录.txt", pseudonyms)
    text = result.data.decode()
    assert text.startswith("第一行\r\n我叫林**，电话138****1234，")
    assert text.endswith("\r\n末行")
    assert result.counts[Kind.PHONE] == 1
    assert result.residue == ()
    assert_clean(result.data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_encoding(masker, pseudonyms, encoding):
    table = f'姓名,手机号,备注\r\n其其格,{PHONE},"{SENTENCE}"\r\n布和,1.3800001234E+10,无\r\n'
    result = mask(masker, table.encode(encoding), "a.csv", pseudonyms)
    assert result.data.startswith(b"\xef\xbb\xbf")
    assert result.media_type == "text/csv"
    assert_clean(result.data, (*PLANTED, "其其格", "布和", "1.3800001234E+10"))
    assert "姓名,手机号,备注" in result.data.decode("utf-8-sig")
    assert result.residue == ()


def test_name_of_the_file_is_masked(masker, pseudonyms):
    result = mask(masker, b"nothing here at all", f"{PHONE}投诉.txt", pseudonyms)
    assert result.filename == "【手机号】投诉.txt"


def test_json_transcript(masker, pseudonyms):
    record = {
        "speaker": "客户",
        "text": SENTENCE,
        "手机号": int(PHONE),
        "turns": [{"姓名": "其其格"}],
        "n": 3,
        "x": None,
    }
    result = mask(masker, json.dumps(record).encode(), "t.json", pseudonyms)
    made = json.loads(result.data)
    assert_clean(result.data, (*PLANTED, "其其格"))
    assert made["n"] == 3
    assert made["x"] is None
    assert made["speaker"] == "客户"


def test_subtitles_keep_their_times(masker, pseudonyms):
    text = f"WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n{SENTENCE}\n"
    result = mask(masker, text.encode(), "a.vtt", pseudonyms)
    assert "00:00:01.000 --> 00:00:04.000" in result.data.decode()
    assert_clean(result.data)


def test_workbook_everywhere(masker, pseudonyms):
    result = mask(masker, workbook_bytes(), "a.xlsx", pseudonyms)
    assert_clean(result.data, (*PLANTED, "布和", "幺三八零零零零幺二三四"))
    assert result.residue == ()
    book = openpyxl.load_workbook(io.BytesIO(result.data))
    assert [cell.value for cell in book.worksheets[0][1]] == ["客户姓名", "联系电话", "身份证号", "备注"]
    assert book.worksheets[1].sheet_state == "veryHidden"
    assert result.notes


def test_document_everywhere(masker, pseudonyms):
    result = mask(masker, document_bytes(), "a.docx", pseudonyms)
    assert_clean(result.data, (*PLANTED, "其其格", "00001234"))
    assert result.residue == ()
    with zipfile.ZipFile(io.BytesIO(result.data)) as package:
        assert "word/embeddings/a.bin" not in package.namelist()
        assert "正常文字" in package.read("word/document.xml").decode()


def test_picture_in_a_document_is_not_copied(masker, pseudonyms):
    picture = picture_bytes()
    result = mask(masker, document_bytes(picture=picture), "a.docx", pseudonyms)
    with zipfile.ZipFile(io.BytesIO(result.data)) as package:
        assert package.read("word/media/image1.png") != picture


@pytest.mark.parametrize("style", list(Style))
def test_pdf_is_rebuilt(masker, pseudonyms, style):
    result = mask(masker, pdf_bytes(), "a.pdf", pseudonyms, style)
    assert_clean(result.data)
    text = pdf_text(result.data)
    assert "我叫" in text
    assert result.counts[Kind.PHONE] == 1
    assert result.residue == ()
    if style is Style.KEEP:
        assert "138****1234" in text


def test_pdf_value_on_two_lines(masker, pseudonyms):
    result = mask(masker, pdf_bytes(lines=("请打我的手机1380000",)), "a.pdf", pseudonyms)
    assert "1380000" in pdf_text(result.data)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), initialFontName="Noto")
    canvas.setFont("Noto", 11)
    canvas.drawString(50, 780, "请打我的手机1380000")
    canvas.drawString(50, 764, "1234，谢谢")
    canvas.save()
    text = pdf_text(mask(masker, out.getvalue(), "a.pdf", pseudonyms).data)
    assert "1380000" not in text
    assert "1234，" in text.replace("****1234", "****1234，") or "1234" not in text.replace("138****1234", "")


def test_pdf_pixels_are_painted(masker, pseudonyms):
    plain = mask(masker, pdf_bytes(lines=("没有个人信息的一行字",)), "a.pdf", pseudonyms)
    page = pypdfium2.PdfDocument(plain.data)[0].render(scale=1).to_pil().convert("L")
    assert min(page.tobytes()) < 100
    painted = mask(masker, pdf_bytes(lines=(PHONE,)), "a.pdf", pseudonyms, Style.REMOVE)
    page = pypdfium2.PdfDocument(painted.data)[0].render(scale=1).to_pil().convert("L")
    assert min(page.tobytes()) > 100


def test_ten_pages_stay_small(masker, pseudonyms):
    lines = tuple(
        f"第{number}行：今天回访了客户，反映网络时断时续，已登记处理并告知时限。" * 1 for number in range(18)
    )
    result = mask(masker, pdf_bytes(pages=10, lines=lines), "a.pdf", pseudonyms)
    assert len(result.data) < 2 * 2**20


def test_mail_with_attachment(masker, pseudonyms):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"{NAME} <{MAIL}>", f"b <{MAIL}>", f"投诉 {PHONE}"
    message["Received"] = f"from {MAIL}"
    message.set_content(SENTENCE)
    message.add_alternative(f"<p>{SENTENCE}</p>", subtype="html")
    message.add_attachment(
        workbook_bytes(), maintype="application", subtype="octet-stream", filename=f"{PHONE}.xlsx"
    )
    message.add_attachment(b"\x7fELF\0\0\0", maintype="application", subtype="octet-stream", filename="x.bin")
    result = mask(masker, message.as_bytes(), "a.eml", pseudonyms)
    made = email.message_from_bytes(result.data, policy=mail_policy)
    for part in made.walk():
        if not part.is_multipart():
            assert_clean(part.get_payload(decode=True))
    assert_clean(result.data)
    assert sum(1 for _ in made.iter_attachments()) == 1
    assert any("没有放进副本" in note for note in result.notes)


def test_archive_of_files(masker, pseudonyms):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(f"{PHONE}/a.txt", SENTENCE)
        package.writestr("b/a.txt", SENTENCE)
        package.writestr("c.docx", document_bytes())
        package.writestr("d.bin", b"\0\0\0\0")
    result = mask(masker, out.getvalue(), "a.zip", pseudonyms)
    assert_clean(result.data, (*PLANTED, "其其格"))
    with zipfile.ZipFile(io.BytesIO(result.data)) as package:
        assert package.namelist() == ["a.txt", "a-2.txt", "c.docx"]
    assert len(result.notes) >= 2


def test_pseudonyms_agree_between_files(masker):
    one = mask(masker, SENTENCE.encode(), "a.txt", Pseudonyms(b"k" * 32), Style.PSEUDONYM)
    two = mask(masker, f"{NAME}女士，您好".encode(), "b.txt", Pseudonyms(b"k" * 32), Style.PSEUDONYM)
    other = mask(masker, f"{NAME}女士，您好".encode(), "b.txt", Pseudonyms(b"x" * 32), Style.PSEUDONYM)
    label = two.data.decode().split("女士")[0]
    assert label in one.data.decode()
    assert label not in other.data.decode()


@pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed")
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_picture_by_ocr(masker, pseudonyms, kind):
    exif = Image.Exif()
    exif[0x010E] = "13800001234"
    result = mask(masker, picture_bytes(kind=kind, exif=exif), "截图.png", pseudonyms)
    assert_clean(result.data)
    made = Image.open(io.BytesIO(result.data))
    assert made.format == kind
    assert not made.getexif()
    assert {Kind.PHONE, Kind.ID_CARD, Kind.BANK_CARD, Kind.EMAIL} <= set(result.counts)
    assert result.residue == ()


@pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed")
@pytest.mark.slow
def test_picture_in_a_pdf_by_ocr(masker, pseudonyms):
    result = mask(
        masker, pdf_bytes(lines=("见下图",), picture=picture_bytes(f"我的手机号{PHONE}")), "a.pdf", pseudonyms
    )
    assert result.counts[Kind.PHONE] == 1


def test_picture_without_ocr_says_so(masker, pseudonyms, monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(MissingExtraError, match="ocr"):
        mask(masker, picture_bytes(), "a.png", pseudonyms)
    with pytest.raises(MissingExtraError, match="ocr"):
        mask(masker, pdf_bytes(lines=(), picture=picture_bytes()), "a.pdf", pseudonyms)
    result = mask(masker, pdf_bytes(lines=("见下图",), picture=picture_bytes()), "a.pdf", pseudonyms)
    assert any("灰块" in note for note in result.notes)
    result = mask(masker, document_bytes(picture=picture_bytes()), "a.docx", pseudonyms)
    assert any("灰块" in note for note in result.notes)


def test_rectangles_by_hand_need_no_ocr():
    exif = Image.Exif()
    exif[0x010E] = "secret"
    data, media_type = mask_rectangles(picture_bytes(kind="JPEG", exif=exif), "a.jpg", [(0, 0, 800, 400)])
    assert media_type == "image/jpeg"
    assert b"secret" not in data
    assert min(Image.open(io.BytesIO(data)).convert("L").tobytes()) > 100


class CancelAtOnce:
    def start(self, label, total):
        pass

    def step(self, amount=1):
        raise CancelledError("取消")


def test_cancelling(masker, pseudonyms):
    with pytest.raises(CancelledError):
        masker.mask(
            io.BytesIO(SENTENCE.encode()),
            "a.txt",
            style=Style.KEEP,
            pseudonyms=pseudonyms,
            progress=CancelAtOnce(),
        )


def zip_bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.txt", b"0" * (60 * 2**20))
    return out.getvalue()


def xml_bomb():
    entities = '<!DOCTYPE w [<!ENTITY a "0000000000">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr(
            "word/document.xml", f'<?xml version="1.0"?>{entities}]><w:document {W}>&i;</w:document>'
        )
    return out.getvalue()


def huge_picture():
    size = (50_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    chunks = [(b"IHDR", size), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
        for kind, body in chunks
    )


def locked_pdf():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_bytes())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def locked_zip():
    data = bytearray(zip_bomb()[:0] or _small_zip())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def _small_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "text")
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "name", "sentence"),
    [
        (zip_bomb, "a.zip", "压缩炸弹"),
        (xml_bomb, "a.docx", "文档类型|不完整"),
        (huge_picture, "a.png", "太大"),
        (locked_pdf, "a.pdf", "密码"),
        (locked_zip, "a.zip", "密码"),
        (lambda: workbook_bytes()[:3000], "a.xlsx", "已损坏"),
        (lambda: pdf_bytes()[:600], "a.pdf", "已损坏"),
        (lambda: picture_bytes()[:400], "a.png", "不是完好的图片"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "另存为"),
        (lambda: b"\x7fELF\0\0\0\0", "a.exe", "不支持"),
        (lambda: b"", "a.txt", "空文件"),
        (lambda: b'{"a": ', "a.json", "JSON"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_hostile_files_get_one_sentence(masker, pseudonyms, make, name, sentence):
    with pytest.raises(BadInputError, match=sentence) as caught:
        mask(masker, make(), name, pseudonyms)
    assert name in caught.value.message


@pytest.mark.slow
def test_one_line_of_a_hundred_megabytes(masker, pseudonyms):
    data = ("0123456789" * 10_000_000 + PHONE).encode()
    result = mask(masker, data, "a.log", pseudonyms)
    assert len(result.data) >= 100_000_000


def test_one_long_line_with_values_everywhere(masker, pseudonyms):
    text = "，".join([SENTENCE] * 9000)
    result = mask(masker, text.encode(), "a.log", pseudonyms)
    assert result.counts[Kind.PHONE] == 9000
    assert_clean(result.data)

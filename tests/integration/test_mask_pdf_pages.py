"""PDF pages as they really come: turned, cropped, with fields and remarks, pictures in forms, outlines, odd fonts."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from tests.hiding import Plants, font, pdf

from auditdesk.assets import resource
from auditdesk.domain.maskplan import Decisions, HandBox
from auditdesk.masking import ocr
from auditdesk.masking.detector import Detector
from auditdesk.masking.files import FileMasker
from auditdesk.masking.styles import Pseudonyms, Style

PHONE = "13800001234"
FILES = FileMasker(Detector())


def mask(data, style=Style.REMOVE, decisions=None):
    return FILES.mask(
        io.BytesIO(data), "a.pdf", style=style, pseudonyms=Pseudonyms(b"k" * 32), decisions=decisions
    )


@pytest.fixture(autouse=True)
def usual_streams(monkeypatch):
    """Reports, made before in the same process, write pictures without ASCII 85."""
    monkeypatch.setattr(rl_config, "useA85", 1)


def drawn(draw, pages=1, size=(595, 842)):
    if "Noto" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Noto", str(resource("fonts", "NotoSansSC-Regular.ttf"))))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, initialFontName="Noto")
    for number in range(pages):
        canvas.setFont("Noto", 11)
        draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def changed(data, change):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as book:
        change(book)
        book.save(out)
    return out.getvalue()


def shown(data, page=0, scale=1.0):
    return pypdfium2.PdfDocument(data)[page].render(scale=scale).to_pil().convert("L")


def text_of(data):
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))


@pytest.fixture
def no_ocr(monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: False)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_values_are_painted_where_they_are_seen(no_ocr, turn):
    """Only the number stands on the page; on the copy nothing dark may be left."""

    def change(book):
        book.pages[0].Rotate = turn
        book.pages[0].CropBox = Array([20, 300, 560, 842])

    data = changed(drawn(lambda canvas, _n: canvas.drawString(60, 700, PHONE)), change)
    result = mask(data)
    assert min(shown(data).tobytes()) < 100
    assert min(shown(result.data).tobytes()) > 100
    assert pypdfium2.PdfDocument(result.data)[0].get_size() == pypdfium2.PdfDocument(data)[0].get_size()


def test_fields_and_remarks_are_text_like_any_other(no_ocr):
    result = mask(pdf(Plants()), Style.KEEP)
    assert sum(result.counts.values()) == 4
    assert text_of(result.data).count("****") == 4


def with_picture(text="", in_form=False):
    image = Image.new("RGB", (380, 120), "black")

    def draw(canvas, _number):
        if text:
            canvas.drawString(50, 780, text)
        canvas.drawInlineImage(image, 50, 300, 380, 120)

    def nest(book):
        page = book.pages[0]
        form = pikepdf.Stream(book, page.Contents.read_bytes())
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 595, 842])
        form.Resources, form.Matrix = page.Resources, Array([0.5, 0, 0, 0.5, 100, 100])
        page.Resources = Dictionary(XObject=Dictionary(F0=book.make_indirect(form)))
        page.Contents = book.make_indirect(pikepdf.Stream(book, b"/F0 Do"))

    data = drawn(draw)
    return changed(data, nest) if in_form else data


@pytest.mark.parametrize("in_form", [False, True])
def test_pictures_nobody_looked_into_become_grey(no_ocr, in_form):
    data = with_picture("见下图", in_form)
    result = mask(data)
    before, after = shown(data), shown(result.data)
    assert sum(before.histogram()[:60]) > 5_000
    assert sum(after.histogram()[:60]) < 500
    assert any("灰块" in note for note in result.notes)


def test_a_person_who_drew_on_the_page_has_seen_its_picture(no_ocr):
    data = with_picture("见下图")
    top = (842 - 420) / 842
    result = mask(data, decisions=Decisions(boxes=(HandBox(0, (0.0, top, 0.4, top + 0.2)),)))
    after = shown(result.data)
    assert after.getpixel((100, 842 - 360)) > 200
    assert after.getpixel((400, 842 - 360)) < 60
    assert any("手工" in note for note in result.notes)


def outlines(canvas, _number):
    """Letters as curves, as some printers write them."""
    for at in range(12):
        path = canvas.beginPath()
        path.moveTo(50 + 20 * at, 700)
        for step in range(12):
            path.curveTo(52 + 20 * at, 705, 55 + 20 * at, 710 + step, 58 + 20 * at, 700 + step)
        canvas.drawPath(path, fill=1)


def test_letters_drawn_as_outlines_are_not_let_through(no_ocr):
    result = mask(drawn(lambda canvas, n: (outlines(canvas, n), canvas.drawString(50, 780, "正文"))))
    assert min(shown(result.data).tobytes()) > 200
    assert any("灰块" in note for note in result.notes)


def test_letters_without_meaning_are_painted_over(no_ocr):
    def forget(book):
        for item in book.objects:
            if (
                isinstance(item, Dictionary)
                and item.get("/Subtype") in (Name.TrueType, Name.Type0)
                and "/ToUnicode" in item
            ):
                codes = b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <00> <FF> <E000> endbfrange"
                item.ToUnicode = book.make_indirect(
                    pikepdf.Stream(
                        book, b"/CIDInit /ProcSet findresource begin begincmap " + codes + b" endcmap"
                    )
                )

    data = changed(drawn(lambda canvas, _n: canvas.drawString(60, 700, PHONE)), forget)
    assert PHONE not in text_of(data)
    assert min(shown(mask(data).data).tobytes()) > 100


def test_lines_and_small_signs_do_not_hide_a_page(no_ocr):
    def table(canvas, _number):
        canvas.drawString(60, 700, f"表格 {PHONE}")
        for row in range(20):
            canvas.line(50, 650 - 20 * row, 500, 650 - 20 * row)
            canvas.rect(50, 640 - 20 * row, 10, 10)

    result = mask(drawn(table), Style.KEEP)
    assert not any("灰块" in note for note in result.notes)
    assert "138****1234" in text_of(result.data)


def photo(number):
    """Much detail in colour, as a photographed page has."""
    base = Image.effect_noise((400, 560), 60).convert("RGB").resize((1_200, 1_680))
    ImageDraw.Draw(base).text((60, 60 + number), "没有个人信息的照片", fill="navy", font=font(40))
    return base


def test_ten_dense_pages_stay_under_two_megabytes(no_ocr):
    def dense(canvas, _number):
        for row in range(62):
            canvas.drawString(
                40,
                800 - 12.4 * row,
                "今天回访了客户，反映网络时断时续，已登记处理并告知时限，请持续跟进。" + str(row),
            )
        canvas.setFillColorRGB(0.8, 0.1, 0.1)
        canvas.rect(40, 20, 500, 12, fill=1)

    result = mask(drawn(dense, pages=10), Style.KEEP)
    assert len(result.data) < 2 * 2**20
    page = shown(result.data, 4, 150 / 72)
    assert min(page.tobytes()) < 90, "letters are still dark"
    assert "请持续跟进。61" in text_of(result.data)


@pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed")
@pytest.mark.slow
def test_a_scan_gets_a_text_layer_of_masked_text():
    scan = Image.new("RGB", (1_240, 1_754), "white")
    ImageDraw.Draw(scan).text((100, 200), f"客户电话{PHONE}请回电", fill="black", font=font(40))
    data = drawn(lambda canvas, _n: canvas.drawInlineImage(scan, 0, 0, 595, 842))
    result = mask(data, Style.KEEP)
    assert sum(result.counts.values()) == 1
    assert result.residue == ()
    assert "138****1234" in text_of(result.data)
    assert PHONE not in text_of(result.data)


@pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed")
@pytest.mark.slow
def test_photographed_pages_stay_small():
    data = drawn(lambda canvas, n: canvas.drawInlineImage(photo(n), 0, 0, 595, 842), pages=2)
    assert len(mask(data).data) < 2 * 200_000 * 1.2

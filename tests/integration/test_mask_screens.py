"""Chat screenshots: every value is covered, in light and dark, small and wrapped to the next line."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from tests.screenshots import chat, uncovered

from auditdesk.domain.spans import Kind
from auditdesk.masking import ocr
from auditdesk.masking.detector import Detector
from auditdesk.masking.files import FileMasker
from auditdesk.masking.ocr import Reader, _in_order, _merged, _Reading, _strips
from auditdesk.masking.pictures import PictureMasker
from auditdesk.masking.styles import Pseudonyms, Style
from auditdesk.masking.text import Masker

needs_ocr = pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed")


@pytest.fixture(scope="module")
def detector():
    return Detector()


@pytest.fixture(scope="module")
def pictures():
    return PictureMasker(Reader())


def masker(detector):
    return Masker(detector, Style.KEEP, Pseudonyms(b"k" * 32))


@needs_ocr
@pytest.mark.parametrize(("theme", "size", "width"), [("light", 16, 420), ("dark", 16, 420)])
def test_values_of_a_chat_are_covered(detector, pictures, theme, size, width):
    shot = chat(theme, size, width)
    assert any(piece != value for value, piece, _box in shot.pieces), "nothing wraps"
    work = masker(detector)
    painted, page = pictures.painted(shot.picture, work, 0)
    assert uncovered(shot, page.patches) == []
    assert work.counts[Kind.PHONE] == 3
    assert pictures.left(painted, work) == []


class CountingReader(Reader):
    """Counts the readings of an engine that sees nothing."""

    def __init__(self):
        super().__init__()
        self.read = 0

    def _read(self, picture, strip, scale):
        self.read += 1
        return [_Reading(str(picture.getpixel((0, 0))), (0, 0, 39, 39), 0.99)]


def test_the_same_picture_is_read_once_and_only_the_last_ones_are_remembered(monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: True)
    reader = CountingReader()
    red, blue = (Image.new("RGB", (40, 40), colour) for colour in ("red", "blue"))
    first = reader.lines(red)
    assert reader.lines(red.copy()) == first
    assert reader.read == 1
    first.clear()
    assert reader.lines(red) != []
    assert reader.lines(blue)[0].text != reader.lines(red)[0].text
    assert reader.lines(red.convert("L"))[0].text == "76"
    before = reader.read
    for shade in range(8):
        reader.lines(Image.new("L", (40, 40), shade))
    reader.lines(red)
    assert reader.read == before + 9


@needs_ocr
@pytest.mark.slow
def test_a_long_screenshot_is_read_to_its_end(detector, pictures):
    shot = chat("light", 24, 700)
    tall = Image.new("RGB", (700, 6_000), "white")
    tall.paste(shot.picture, (0, 6_000 - shot.picture.height))
    work = masker(detector)
    pictures.painted(tall, work, 0)
    assert work.counts[Kind.PHONE] == 3


@needs_ocr
@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["heic", "webp"])
def test_formats_of_phones_come_out_as_they_went_in(detector, suffix):
    pytest.importorskip("pillow_heif").register_heif_opener()
    kind = {"heic": "HEIF", "webp": "WEBP"}[suffix]
    out = io.BytesIO()
    chat("light", 26, 700).picture.crop((0, 0, 700, 300)).save(out, kind, quality=90)
    done = FileMasker(detector).mask(
        io.BytesIO(out.getvalue()), f"a.{suffix}", style=Style.KEEP, pseudonyms=Pseudonyms(b"k" * 32)
    )
    assert done.filename == f"a.{suffix}"
    assert Image.open(io.BytesIO(done.data)).format == kind
    assert done.counts[Kind.PHONE] == 1


def test_strips_cover_a_picture_and_overlap():
    strips = list(_strips((1_000, 7_000), 1.0))
    assert strips[0][1] == 0
    assert strips[-1][3] == 7_000
    for one, following in zip(strips, strips[1:], strict=False):
        assert one[3] - following[1] >= 64
    assert max((bottom - top) * 1_000 for _left, top, _right, bottom in strips) <= 1_600_000
    assert list(_strips((300, 20), 1.0)) == [(0, 0, 300, 20)]


def test_a_line_read_twice_counts_once_and_the_fuller_reading_stands():
    cut = _Reading("电话1380000", (10, 10, 90, 20), 0.8)
    whole = _Reading("电话13800001234", (10, 10, 120, 30), 0.95)
    below = _Reading("第二行", (10, 40, 120, 60), 0.9)
    right = _Reading("时间", (300, 12, 360, 28), 0.9)
    assert [one.text for one in _in_order(_merged([cut, below, right, whole]))] == [
        "电话13800001234",
        "时间",
        "第二行",
    ]

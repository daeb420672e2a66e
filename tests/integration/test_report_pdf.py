from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from reportlab.pdfgen.canvas import Canvas
from tests.report_factories import appendix, digest_of, finding, large_snapshot, picture, sample_snapshot

from auditdesk.domain import snapshot as s
from auditdesk.domain.errors import BadInputError, CancelledError
from auditdesk.report.build import build_report
from auditdesk.report.frozen import snapshot_bytes, snapshot_digest
from auditdesk.report.inside import look_inside
from auditdesk.report.kit import build_recovery_kit
from auditdesk.report.pages import page_looks
from auditdesk.report.pictures import page_picture
from auditdesk.report.qr import page_payload
from auditdesk.report.waveform import PictureShelf
from auditdesk.services.jobs import Silent

WORKBOOK = b"PK\x03\x04 a workbook"


def build(snapshot, pictures, **attachments) -> bytes:
    return build_report(snapshot, pictures, attachments or {"audit.xlsx": WORKBOOK}, Silent())


@cache
def story() -> bytes:
    return build(*sample_snapshot())


@cache
def crowded() -> tuple[s.ReportSnapshot, bytes]:
    snapshot, pictures = large_snapshot(120, 60, 6)
    return snapshot, build(snapshot, pictures)


def texts(pdf: bytes) -> list[str]:
    return [" ".join(look.text.split()) for look in page_looks(pdf)]


def fonts_of(pdf: bytes) -> set[str]:
    found = set()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for item in opened.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
                found.add(str(item.BaseFont))
                assert "/FontFile2" in item.FontDescriptor, f"{item.BaseFont} is not embedded"
    return found


def empty_snapshot() -> s.ReportSnapshot:
    whole, _pictures = sample_snapshot()
    sections = tuple(
        replace(x, items=tuple(replace(i, verdict="pass") for i in x.items), passed=len(x.items), failed=0,
                not_applicable=0, previous=None)
        for x in whole.sections
    )  # fmt: skip
    return s.ReportSnapshot(
        identity=whole.identity,
        result=s.Result(
            items=40, passed=40, failed=0, not_applicable=0, verdict="优秀", good=True, vetoes_defined=4
        ),
        sections=sections,
        indicators=s.Indicators(absent="本期没有导入记录"),
        appendix=appendix(sections),
    )


def test_the_same_snapshot_gives_the_same_bytes():
    assert build(*sample_snapshot()) == story()


def test_only_our_embedded_fonts_are_inside():
    for pdf in (story(), build(empty_snapshot(), {})):
        names = {name.split("+")[-1] for name in fonts_of(pdf)}
        assert names == {"NotoSansSC-Regular", "NotoSansSC-Bold"}


def test_archive_form_and_attachments():
    snapshot, _pictures = sample_snapshot()
    with pikepdf.open(io.BytesIO(story())) as pdf:
        root = pdf.Root
        xmp = root.Metadata.read_bytes().decode()
        assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in xmp
        assert "2026-11-16T15:20:05+08:00" in xmp
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        assert root.OutputIntents[0].DestOutputProfile.read_bytes()[36:40] == b"acsp"
        assert [str(file.AFRelationship) for file in root.AF] == ["/Data", "/Data"]
        for page in pdf.pages:
            for note in page.obj.get("/Annots", ()):
                assert int(note.F) & 4, "every annotation prints"
        fields = root.AcroForm.Fields
        assert [str(field.FT) for field in fields] == ["/Sig", "/Sig"]
        assert "/Lock" not in fields[0]
        assert (str(fields[1].Lock.Action), int(fields[1].Lock.P)) == ("/All", 1)
        assert all(field.P.objgen == fields[0].P.objgen for field in fields)
    inside = look_inside(story())
    assert inside.snapshot == snapshot
    assert inside.attachments == {"audit.xlsx": WORKBOOK}


def test_what_the_pages_say_equals_the_snapshot():
    snapshot, _pictures = sample_snapshot()
    digest = snapshot_digest(snapshot_bytes(snapshot))
    pages = texts(story())
    first, second = pages[0], pages[1]
    result = snapshot.result
    share = f"{result.passed} ÷ {result.passed + result.failed} = {result.rate.percent()}%"
    assert share in first
    assert "".join(digest[i : i + 4] for i in range(0, 64, 4)) in first.replace(" ", "")
    assert f"合规 {result.passed}，不合规 {result.failed}，不适用 {result.not_applicable}" in second
    assert f"{result.closed} 已关闭 ÷ {result.findings} 问题" in second
    states = re.findall(r"(已关闭|待验证|进行中|未完成|逾期) (\d+)", second)
    assert sum(int(count) for _word, count in states) == result.findings
    register = next(page for page in pages if "表 4-1 整改台账" in page)
    assert f"合计 {result.findings} 项" in register
    for state in states:
        assert " ".join(state) in register
    listed = {code for page in pages for code in re.findall(r"WT-\d{4}", page)}
    assert listed == {one.code for one in snapshot.findings}
    appendix_items = sum(len(re.findall(r"合规率 \d+ ÷", page)) for page in pages)
    assert appendix_items >= len(snapshot.sections)


def test_every_page_carries_id_digest_and_number():
    snapshot, _pictures = sample_snapshot()
    digest = snapshot_digest(snapshot_bytes(snapshot))
    pages = texts(story())
    short = " ".join(digest[i : i + 4] for i in range(0, 16, 4))
    for number, page in enumerate(pages, start=1):
        assert "BG-2610-01" in page
        assert short in page
        assert f"第 {number} 页" in page
        assert f"共 {len(pages)} 页" in page


def test_contents_point_to_the_right_pages():
    pages = texts(story())
    entries = re.findall(
        r"([1-6AB]) (总体结论|范围、组织、依据与抽样|整改台账|指标|后续安排、签名与核验)\D*?(\d+)", pages[0]
    )
    assert len(entries) >= 5
    for number, title, page in entries:
        assert f"{number} {title}" in pages[int(page) - 1]
    signatures = re.search(r"2 处，见第 (\d+) 页；签名前不生效", pages[0])
    assert signatures
    assert "6.2 签名" in pages[int(signatures[1]) - 1]
    assert "已签名" not in "".join(pages)


def test_qr_of_every_page_is_read_at_300_dpi():
    snapshot, _pictures = sample_snapshot()
    digest = snapshot_digest(snapshot_bytes(snapshot))
    document = pypdfium2.PdfDocument(story())
    for number in range(len(document)):
        page = document[number]
        wide, high = page.get_size()
        image = page.render(scale=300 / 72, grayscale=True).to_pil()
        corner = image.crop(
            (
                int(image.width * (1 - 120 / wide)),
                int(image.height * (1 - 90 / high)),
                image.width,
                image.height,
            )
        )
        found = {code.text for code in zxingcpp.read_barcodes(corner)}
        assert page_payload("BG-2610-01", 1, digest, number + 1) in found
        if "6.4 如何核验" in " ".join(page.get_textpage().get_text_bounded().split()):
            codes = {code.text for code in zxingcpp.read_barcodes(image)}
            assert any(digest in code and ":J18427:" in code for code in codes)


@pytest.mark.parametrize("pdf", [story, lambda: crowded()[1]])
def test_nothing_but_numbers_lies_outside_the_content_box(pdf):
    document = pypdfium2.PdfDocument(pdf())
    for number in range(len(document)):
        page = document[number]
        wide, high = page.get_size()
        scale = 2
        image = page.render(scale=scale, grayscale=True).to_pil().point(lambda v: 255 if v < 235 else 0)
        mm = 72 / 25.4 * scale
        size = (wide * scale, high * scale)
        if wide < high:
            white = {
                "binding": (0, 0, 18 * mm, size[1]), "right": (194.6 * mm, 0, *size),
                "under the head": (0, 17.2 * mm, size[0], 22 * mm), "over the foot": (0, 273.6 * mm, size[0], 274.6 * mm),
            }  # fmt: skip
        else:
            white = {
                "top": (0, 0, size[0], 15 * mm), "left": (0, 0, 17.6 * mm, size[1]), "right": (281.6 * mm, 0, *size),
                "over the foot": (0, 190.5 * mm, size[0], 191.2 * mm),
            }  # fmt: skip
        for name, box in white.items():
            assert image.crop(tuple(map(int, box))).getbbox() is None, f"page {number + 1}: ink {name}"


def test_nothing_found_says_so_instead_of_zero():
    pages = texts(build(empty_snapshot(), {}))
    whole = " ".join(pages)
    assert "优秀" in pages[0]
    assert "无问题" in pages[0]
    assert "单项否决设 4 项，未触发。" in pages[1]
    assert "本期未发现问题，不作除法" in pages[1]
    assert "首次自查，无上期" in pages[1]
    assert "表 4-1：无问题" in whole
    assert "无数据。本期没有导入记录" in whole
    assert "未抽样，均为全量。" in whole
    assert "N/A" not in whole


def test_a_rate_without_items_is_no_number():
    blank = replace(
        empty_snapshot(), sections=(), appendix=(),
        result=s.Result(items=0, passed=0, failed=0, not_applicable=0, verdict="未出结果", good=False),
    )  # fmt: skip
    pages = texts(build(blank, {}))
    assert "没有适用的检查项，不作除法" in pages[1]
    assert "100.0" not in pages[1]


def test_many_findings_keep_page_two_one_page_and_carry_the_register():
    snapshot, pdf = crowded()
    pages = texts(pdf)
    assert "1 总体结论" in pages[1]
    assert "其余 5 类" in pages[1]
    assert "1.1 各分类结果（续）" in pages[2]
    assert any("只列入第 4 节整改台账" in page for page in pages)
    register = [page for page in pages if "表 4-1 整改台账" in page]
    carried = 0
    for page in register:
        here, total = map(int, re.search(r"本页 (\d+) 项，累计 (\d+) / 60 项", page).groups())
        assert carried == 0 or f"承前页 {carried} 项" in page
        carried += here
        assert total == carried
        assert ("转下页" in page) == (carried < 60)
    assert carried == 60
    rows = [re.search(r"第 (\d+) 至 (\d+) 项，共 (\d+) 项", page) for page in pages]
    spans = [tuple(map(int, match.groups())) for match in rows if match]
    assert [start for start, _end, _all in spans] == [1, *[end + 1 for _start, end, _all in spans[:-1]]]
    assert spans[-1][1] == spans[-1][2] == snapshot.result.items


def test_a_long_description_runs_over_pages_under_its_title():
    snapshot, pictures = sample_snapshot()
    long = "客户来电后坐席未核验即办理变更，经复听录音确认。" * 160
    one = finding(1, "critical", s.RowState.OVERDUE, next(iter(pictures)), description=long)
    pages = texts(build(replace(snapshot, findings=(one,)), pictures))
    again = [page for page in pages if "变更预留手机号前未完成身份核验（续）" in page]
    assert len(again) >= 2
    assert sum(page.replace(" ", "").count("客户来电后坐席") for page in pages) >= 150


def test_wrong_pictures_stop_the_build_with_a_sentence():
    snapshot, pictures = sample_snapshot()
    with pytest.raises(BadInputError, match="E-031"):
        build(snapshot, {})
    with pytest.raises(BadInputError, match="E-031"):
        build(snapshot, dict.fromkeys(pictures, b"no picture"))


def test_a_jpeg_is_stored_once_as_it_is_and_never_decoded():
    data = picture("图", 400, 300)
    reader = PictureShelf({"D1": data}).reader("D1", "E-1")
    target = io.BytesIO()
    canvas = Canvas(target)
    for place in (0, 200):
        canvas.drawImage(reader, place, 0, 100, 80)
    canvas.save()
    with pikepdf.open(io.BytesIO(target.getvalue())) as opened:
        stored = [x.read_raw_bytes() for x in opened.objects if x.get("/Subtype") == "/Image"]
    assert stored == [data]
    assert reader._data is None, "reportlab keeps the pixels of what it decoded"


def test_png_pictures_travel_so_that_pages_can_be_rebuilt():
    snapshot, _pictures = sample_snapshot()
    image = picture(kind="PNG")
    inside = look_inside(build(*with_picture(snapshot, image)))
    assert image in inside.pictures.values()


def with_picture(snapshot, image):
    digest = digest_of(image)
    findings = tuple(
        replace(f, evidence=tuple(replace(e, picture=digest) if e.picture else e for e in f.evidence))
        for f in snapshot.findings
    )
    return replace(snapshot, findings=findings), {digest: image}


def test_hostile_and_rare_text_is_only_text():
    snapshot, pictures = sample_snapshot()
    nasty = '<b>粗</b> &amp; <a href="http://x">链接</a> 𠮷野'
    findings = (replace(snapshot.findings[0], title=nasty, description=nasty), *snapshot.findings[1:])
    whole = " ".join(texts(build(replace(snapshot, findings=findings), pictures)))
    assert '<a href="http://x">链接</a> 〓野' in whole
    assert "〓 = U+20BB7" in whole


def test_a_cancelled_build_stops():
    class Impatient(Silent):
        def step(self, amount: int = 1) -> None:
            raise CancelledError("已取消")

    snapshot, pictures = sample_snapshot()
    with pytest.raises(CancelledError):
        build_report(snapshot, pictures, {}, Impatient())


def test_other_files_are_not_taken_for_reports():
    for data in (
        b"",
        b"hello",
        build_recovery_kit("嘉岭", "JL-1", "2026-11-03T09:31", ["A7KM2"] * 8, "KIT:1"),
    ):
        with pytest.raises(BadInputError):
            look_inside(data)


def test_the_recovery_kit_prints_its_code_and_a_readable_qr():
    groups = ["A7KM2", "9QXWR", "H4DTN", "CV3EP", "M3J8F", "ZB6YK", "R5W2L", "T9PAX"]
    pdf = build_recovery_kit(
        "嘉岭分中心", "JL-7F3A-92", "2026-11-03T09:31:00+08:00", groups, "AUDITDESK-KIT:A7KM29QXWR"
    )
    assert {name.split("+")[-1] for name in fonts_of(pdf)} == {"NotoSansSC-Regular", "NotoSansSC-Bold"}
    page = pypdfium2.PdfDocument(pdf)[0]
    text = page.get_textpage().get_text_bounded()
    assert all(group in text for group in [*groups, "嘉岭分中心", "JL-7F3A-92", "2026-11-03 09:31"])
    codes = zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())
    assert [code.text for code in codes] == ["AUDITDESK-KIT:A7KM29QXWR"]


def test_pictures_are_made_ready_for_the_page():
    made = page_picture(picture(width=2400, height=1200, kind="PNG"))
    assert (made.width, made.height) == (1200, 600)
    assert made.data[:2] == b"\xff\xd8"
    with pytest.raises(BadInputError):
        page_picture(b"GIF89a broken")

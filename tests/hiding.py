"""Invented files with an invented phone number in every place a file can hide one, and a search for them.

Every place has a number of its own, so that a leak names its place.
"""

from __future__ import annotations

import base64
import email
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default as mail_policy

import openpyxl
import pikepdf
import pypdfium2
from openpyxl.comments import Comment
from openpyxl.styles import NamedStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.scenario import InputCells, Scenario, ScenarioList
from openpyxl.worksheet.table import Table
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from auditdesk.assets import resource


class Plants:
    """Hands out numbers and remembers where they went."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def phone(self, place: str) -> str:
        """A mobile number of its own for a place."""
        number = f"139{10_010_007 + 7919 * len(self.places):08d}"
        self.places[number] = place
        return number


def font(size: int) -> ImageFont.FreeTypeFont:
    """The bundled font."""
    return ImageFont.truetype(str(resource("fonts", "NotoSansSC-Regular.ttf")), size)


def packed(parts: dict[str, bytes | str]) -> bytes:
    """A zip of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return out.getvalue()


def picture(plants: Plants, kind: str, text: str = "") -> bytes:
    """A picture with numbers in EXIF, XMP, text chunks and comments; ``text`` is drawn on it."""
    image = Image.new("RGB", (520, 120), "white")
    if text:
        ImageDraw.Draw(image).text((20, 30), text, fill="black", font=font(26))
    exif = Image.Exif()
    exif[0x010E] = plants.phone(f"{kind} EXIF")
    exif[0x9C9C] = plants.phone(f"{kind} EXIF XPComment").encode("utf-16-le")
    options: dict[str, object] = {"exif": exif}
    if kind == "PNG":
        chunks = PngImagePlugin.PngInfo()
        chunks.add_text("Comment", plants.phone("PNG tEXt"))
        chunks.add_text("Packed", plants.phone("PNG zTXt"), zip=True)
        chunks.add_itxt("XML:com.adobe.xmp", f"<x>{plants.phone('PNG XMP')}</x>")
        options["pnginfo"] = chunks
    elif kind == "JPEG":
        options["comment"] = plants.phone("JPEG comment")
    if kind in ("WEBP", "HEIF", "JPEG"):
        options["xmp"] = f"<x>{plants.phone(f'{kind} XMP')}</x>".encode()
    out = io.BytesIO()
    image.save(out, kind, **options)
    trailing = plants.phone(f"{kind} after the end").encode() if kind in ("PNG", "JPEG") else b""
    return out.getvalue() + trailing


_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    "{more}</Types>"
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{rels}</Relationships>"
)


def _xml(tag: str, inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {_W}>{inside}</w:{tag}>'


def document(plants: Plants) -> bytes:
    """A Word document with a number in every part and corner."""
    p = plants.phone

    def para(text: str) -> str:
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

    split = p("docx runs")
    runs = "".join(f"<w:r><w:t>{split[at : at + 2]}</w:t></w:r>" for at in range(0, 11, 2))
    insert = f'<w:ins w:author="{p("docx ins author")}"><w:r><w:t>{p("docx insertion")}</w:t></w:r></w:ins>'
    delete = f'<w:del w:author="x"><w:r><w:delText>{p("docx deletion")}</w:delText></w:r></w:del>'
    body = "".join((
        para(p("docx body")), f"<w:p>{runs}</w:p>", f"<w:p>{insert}{delete}</w:p>",
        f'<w:p><w:moveFrom w:author="x"><w:r><w:t>{p("docx moved away")}</w:t></w:r></w:moveFrom></w:p>',
        f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{para(p('docx text box'))}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
        f'<w:p><w:hyperlink r:id="rId2" w:tooltip="{p("docx tooltip")}"><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>',
        (f'<w:p><w:r><w:drawing><wp:docPr id="1" name="{p("docx picture name")}" descr="{p("docx alt text")}"/>'
        '<a:blip r:embed="rId3"/></w:drawing></w:r></w:p>'),
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "tel:{p("docx field")}" </w:instrText></w:r></w:p>',
        f'<w:p><w:fldSimple w:instr=" DOCPROPERTY {p("docx simple field")} "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>',
        (f'<w:sdt><w:sdtPr><w:alias w:val="{p("docx control alias")}"/><w:tag w:val="{p("docx control tag")}"/>'
        f'<w:dropDownList><w:listItem w:displayText="{p("docx list text")}" w:value="{p("docx list value")}"/></w:dropDownList>'
        f"<w:dataBinding w:xpath=\"/a[.='{p('docx binding')}']\" w:storeItemID=\"x\"/></w:sdtPr>"
        f"<w:sdtContent>{para('内容')}</w:sdtContent></w:sdt>"),
        f'<w:p><w:bookmarkStart w:id="0" w:name="b{p("docx bookmark")}"/><w:bookmarkEnd w:id="0"/></w:p>',
        f"<!-- {p('docx XML comment')} --><?note {p('docx processing instruction')}?>",
    ))  # fmt: skip
    rels = (
        f'<Relationship Id="rId2" Type="http://x/hyperlink" Target="https://x.example/?t={p("docx link target")}" TargetMode="External"/>'
        f'<Relationship Id="rId3" Type="http://x/image" Target="media/{(shot := p("docx picture file name"))}.png"/>'
        '<Relationship Id="rId4" Type="http://x/package" Target="embeddings/book.xlsx"/>'
    )
    return packed({
        "[Content_Types].xml": _TYPES.format(more=""),
        "_rels/.rels": _RELS.format(rels='<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'),
        "word/document.xml": _xml("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": _RELS.format(rels=rels),
        "word/header1.xml": _xml("hdr", para(p("docx header"))),
        "word/footer1.xml": _xml("ftr", para(p("docx footer"))),
        "word/footnotes.xml": _xml("footnotes", f'<w:footnote w:id="1">{para(p("docx footnote"))}</w:footnote>'),
        "word/endnotes.xml": _xml("endnotes", f'<w:endnote w:id="1">{para(p("docx endnote"))}</w:endnote>'),
        "word/comments.xml": _xml("comments", f'<w:comment w:id="1" w:author="{p("docx comment author")}" w:initials="{p("docx initials")}">{para(p("docx comment"))}</w:comment>'),
        "word/settings.xml": _xml("settings", f'<w:docVars><w:docVar w:name="{p("docx variable name")}" w:val="{p("docx variable")}"/></w:docVars><w:mailMerge><w:query w:val="SELECT {p("docx merge query")}"/></w:mailMerge>'),
        "word/glossary/document.xml": _xml("glossaryDocument", para(p("docx glossary"))),
        "word/people.xml": _xml("people", f'<w:person w:author="{p("docx people")}"/>'),
        "word/charts/chart1.xml": f'<c:chart xmlns:c="http://c"><c:v>{p("docx chart value")}</c:v></c:chart>',
        "customXml/item1.xml": f'<d k="{p("docx customXml attribute")}">{p("docx customXml text")}</d>',
        f"customXml/item{p('docx part name')}.xml": "<d/>",
        "docProps/core.xml": f"<a>{p('docx core properties')}</a>",
        "docProps/app.xml": f"<a>{p('docx app properties')}</a>",
        "docProps/custom.xml": f"<a>{p('docx custom properties')}</a>",
        "docProps/thumbnail.jpeg": picture(plants, "JPEG"),
        f"word/media/{shot}.png": picture(plants, "PNG"),
        "word/embeddings/book.xlsx": workbook(plants),
        "word/vbaProject.bin": p("docx macro"),
    })  # fmt: skip


def workbook(plants: Plants) -> bytes:
    """A workbook with a number in every place openpyxl can write, and parts it cannot."""
    p = plants.phone
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["客户姓名", "联系电话", "科学计数", "备注"])
    sheet.append(
        ["某某", int(p("xlsx number")), f"{float(p('xlsx scientific text')):.10E}", f"请打{p('xlsx text')}"]
    )
    sheet.append(["某某", float(p("xlsx float")), None, f'=CONCATENATE("tel:","{p("xlsx formula")}")'])
    sheet["D4"] = ArrayFormula("D4:D5", f'=IF(A1="x","{p("xlsx array formula")}","")')
    sheet["D6"].number_format = f'"{p("xlsx number format")}"0'
    sheet["D6"] = 5
    sheet["D2"].comment = Comment(p("xlsx comment"), p("xlsx comment author"))
    sheet["D3"].hyperlink = f"https://x.example/?{p('xlsx link')}"
    sheet["D3"].hyperlink.tooltip = p("xlsx link tooltip")
    sheet.oddHeader.left.text, sheet.evenFooter.right.text = p("xlsx header"), p("xlsx footer")
    rule = DataValidation(
        type="list", formula1=f'"{p("xlsx list")},其他"', prompt=p("xlsx prompt"), error=p("xlsx error")
    )
    rule.promptTitle, rule.errorTitle = p("xlsx prompt title"), p("xlsx error title")
    rule.add("C2")
    sheet.add_data_validation(rule)
    cells = [InputCells(r="B2", val=p("xlsx scenario value"))]
    sheet.scenarios = ScenarioList(
        [
            Scenario(
                inputCells=cells,
                name=p("xlsx scenario name"),
                user=p("xlsx scenario user"),
                comment=p("xlsx scenario comment"),
            )
        ]
    )
    sheet.sheet_properties.codeName = f"S{p('xlsx code name')}"
    hidden = book.create_sheet(p("xlsx sheet name"))
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = p("xlsx very hidden")
    listing = book.create_sheet("表")
    listing.append([p("xlsx table heading"), "b"])
    listing.append(["1", "2"])
    table = Table(displayName=f"T{p('xlsx table name')}", ref="A1:B2")
    table.comment = p("xlsx table comment")
    listing.add_table(table)
    book.defined_names["线索"] = DefinedName(
        "线索", attr_text=f'"{p("xlsx defined name")}"', comment=p("xlsx name comment")
    )
    named = f"N{p('xlsx name of a name')}"
    book.defined_names[named] = DefinedName(named, attr_text="Sheet!$A$1")
    book.add_named_style(NamedStyle(name=p("xlsx style name")))
    sheet["A2"].style = list(book.named_styles)[-1]
    book.properties.creator, book.properties.keywords = p("xlsx creator"), p("xlsx keywords")
    out = io.BytesIO()
    book.save(out)
    parts: dict[str, bytes | str] = {}
    with zipfile.ZipFile(out) as package:
        for name in package.namelist():
            parts[name] = package.read(name)
    first = parts["xl/worksheets/sheet1.xml"]
    assert isinstance(first, bytes)
    cached = f"<c r='F2' t='str'><f>1+1</f><v>{p('xlsx cached value')}</v></c></row>".encode()
    parts["xl/worksheets/sheet1.xml"] = first.replace(b"</row>", cached, 2).replace(cached, b"</row>", 1)
    parts["xl/threadedComments/threadedComment1.xml"] = f"<t><text>{p('xlsx threaded comment')}</text></t>"
    parts["xl/persons/person.xml"] = f'<p displayName="{p("xlsx person")}"/>'
    parts["xl/pivotCache/pivotCacheRecords1.xml"] = f'<r><s v="{p("xlsx pivot cache")}"/></r>'
    parts["xl/drawings/drawing9.xml"] = f"<d><t>{p('xlsx drawing text')}</t></d>"
    parts["xl/externalLinks/externalLink1.xml"] = f"<e><v>{p('xlsx external link')}</v></e>"
    parts["xl/vbaProject.bin"] = p("xlsx macro")
    return packed(parts)


def pdf(plants: Plants) -> bytes:
    """A PDF with a number in the text, remarks, fields, properties, attachments, bookmarks and scripts."""
    p = plants.phone
    if "Noto" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Noto", str(resource("fonts", "NotoSansSC-Regular.ttf"))))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), initialFontName="Noto")
    canvas.setFont("Noto", 12)
    canvas.drawString(50, 780, f"请致电 {p('pdf text')} 联系")
    canvas.bookmarkPage("a")
    canvas.addOutlineEntry(p("pdf bookmark"), "a")
    canvas.acroForm.textfield(
        name=p("pdf field name"), value=p("pdf field value"), x=100, y=600, width=220, height=30
    )
    canvas.showPage()
    canvas.setFont("Noto", 12)
    canvas.drawString(60, 700, f"横页 {p('pdf turned page')} 完")
    canvas.showPage()
    canvas.save()
    with pikepdf.open(io.BytesIO(out.getvalue())) as book:
        note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([100, 500, 300, 530]), F=4,
                          Contents=String(p("pdf remark")), T=String(p("pdf remark author")), DA=String("/Helv 12 Tf 0 g"))  # fmt: skip
        book.pages[0].Annots.append(book.make_indirect(note))
        book.pages[1].Rotate = 90
        book.pages[1].CropBox = Array([30, 300, 595, 842])
        book.attachments["a.txt"] = pikepdf.AttachedFileSpec(
            book, p("pdf attachment").encode(), filename=p("pdf attachment name")
        )
        book.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f'app.alert("{p("pdf script")}")'))
        with book.open_metadata() as meta:
            meta["dc:description"] = p("pdf XMP")
        book.docinfo["/Author"], book.docinfo["/Title"] = p("pdf author"), p("pdf title")
        made = io.BytesIO()
        book.save(made)
    return made.getvalue()


def mail(plants: Plants, *attachments: tuple[str, bytes]) -> bytes:
    """A mail with a number in headers, bodies, remarks of the html, attachments and a mail in it."""
    p = plants.phone
    message = EmailMessage()
    message["From"] = f"{p('eml from')} <a@x.example>"
    message["To"] = f"<{p('eml to')}@x.example>"
    message["Subject"] = f"投诉 {p('eml subject')} 催办"
    message["X-Caller"], message["Received"] = p("eml x header"), f"from {p('eml received')}"
    message.set_content(f"正文 {p('eml body')}", charset="gb18030", cte="base64")
    coded = "".join(f"&#{ord(letter)};" for letter in p("eml html entities"))
    html = (
        f"<style>/*{p('eml style')}*/</style><p>{coded}</p><!-- {p('eml html remark')} -->"
        f'<a href="tel:{p("eml html link")}">x</a><img alt="{p("eml html alt")}" src="data:;base64,'
        f'{base64.b64encode(p("eml data address").encode() * 300).decode()}"><p>1<b>39</b>{p("eml html split")[3:]}</p>'
    )
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    message.add_attachment(
        f"{p('eml text attachment')}".encode(),
        maintype="text",
        subtype="plain",
        filename=f"{p('eml attachment name')}.txt",
    )
    inner = EmailMessage()
    inner["Subject"] = f"转发 {p('eml inner subject')}"
    inner["From"] = f"{p('eml inner from')} <b@x.example>"
    inner.set_content(f"里面 {p('eml inner body')}")
    message.add_attachment(inner)
    return message.as_bytes()


ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def leaks(data: bytes, plants: Plants) -> set[str]:
    """Places whose number can be found in a file, whatever it is packed, encoded or spelt like."""
    found: set[str] = set()
    for chunk in unpacked(data):
        for number, place in plants.places.items():
            scientific = f"{float(number):.10E}".encode()
            if scientific in chunk or any(number.encode(encoding) in chunk for encoding in ENCODINGS):
                found.add(place)
    return found


def unpacked(data: bytes) -> Iterator[bytes]:
    """A file's bytes, those of everything inside, and its texts as readers see them."""
    yield data
    yield re.sub(rb"<[^<>]{0,400}>", b"", data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield package.comment
            for info in package.infolist():
                yield info.filename.encode() + info.comment + info.extra
                yield from unpacked(package.read(info))
    elif data.startswith(b"%PDF"):
        yield from _pdf_parts(data)
    elif data.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF")) or data[4:8] == b"ftyp":
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            yield repr([*image.info.items(), *image.getexif().items()]).encode()
    elif re.match(rb"[A-Za-z-]{2,30}: ", data):
        message = email.message_from_bytes(data, policy=mail_policy)
        for part in message.walk():
            yield "\n".join(f"{key}: {value}" for key, value in part.items()).encode()
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield from unpacked(content)


def _pdf_parts(data: bytes) -> Iterator[bytes]:
    with pikepdf.open(io.BytesIO(data)) as book:
        for item in book.objects:
            if isinstance(item, pikepdf.Stream):
                try:
                    yield item.read_bytes()
                except (pikepdf.PdfError, zlib.error):
                    yield item.read_raw_bytes()
            yield repr(item).encode()
    pages = pypdfium2.PdfDocument(data)
    for number in range(len(pages)):
        yield pages[number].get_textpage().get_text_bounded().encode()

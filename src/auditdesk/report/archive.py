"""The archive form: metadata, colour space, attachments, empty signature fields, in one deterministic pass.

Built to PDF/A-3b (ISO 19005-3); no validator is shipped, so nothing claims that it conforms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import ImageCms

from auditdesk.domain.snapshot import Identity, ReportSnapshot
from auditdesk.report.sheet import Placement

SNAPSHOT_NAME = "snapshot.json"
PRODUCER = "AuditDesk"
FIELD_NAMES = tuple(f"AuditDesk-Signature-{number}" for number in range(1, 5))
_TYPES = {
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
}
_PNG = b"\x89PNG"
_PRINTED = 4
_PRINTED_LOCKED = 132
_SIGNATURES_APPEND_ONLY = 3


def archive(
    pages: bytes,
    snapshot: ReportSnapshot,
    files: Mapping[str, bytes],
    pictures: Mapping[str, bytes],
    placement: Placement,
) -> bytes:
    """Add what an archived, signable report needs; PNG pictures are attached so that pages can be rebuilt."""
    pdf = Pdf.open(BytesIO(pages))
    about = snapshot.identity
    _describe(pdf, about)
    _colour_space(pdf)
    sources = {f"{digest}.png": data for digest, data in sorted(pictures.items()) if data[:4] == _PNG}
    _attach(pdf, {**files, **sources}, about.frozen_at)
    _print_links(pdf)
    _signature_fields(pdf, placement)
    target = BytesIO()
    pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return target.getvalue()


def _pdf_date(iso: str) -> str:
    moment = datetime.fromisoformat(iso)
    offset = moment.strftime("%z") or "+0000"
    return moment.strftime("D:%Y%m%d%H%M%S") + f"{offset[:3]}'{offset[3:5]}'"


def _describe(pdf: Pdf, about: Identity) -> None:
    """Document information and an XMP packet that say the same."""
    made = about.frozen_at
    pdf.docinfo = pdf.make_indirect(
        Dictionary(
            Title=String(about.title), Author=String(about.organisation), Subject=String(about.report_id),
            Creator=String(PRODUCER), Producer=String(PRODUCER), CreationDate=String(_pdf_date(made)),
            ModDate=String(_pdf_date(made)),
        )
    )  # fmt: skip
    stream = pdf.make_stream(_xmp(about).encode())
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = stream
    pdf.Root.Lang = String("zh-CN")
    pdf.Root.MarkInfo = Dictionary(Marked=False)


def _xmp(about: Identity) -> str:
    made = datetime.fromisoformat(about.frozen_at).isoformat(timespec="seconds")
    title, author, subject = (escape(t) for t in (about.title, about.organisation, about.report_id))
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool><xmp:CreateDate>{made}</xmp:CreateDate>
<xmp:ModifyDate>{made}</xmp:ModifyDate><pdf:Producer>{PRODUCER}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


@cache
def _srgb() -> bytes:
    """An sRGB profile; its time of making is blanked so that equal input gives equal bytes."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = b"\x07\xea\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00"
    profile[84:100] = bytes(16)
    return bytes(profile)


def _colour_space(pdf: Pdf) -> None:
    profile = pdf.make_stream(_srgb())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"), DestOutputProfile=profile,
    )  # fmt: skip
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _attach(pdf: Pdf, files: Mapping[str, bytes], frozen_at: str) -> None:
    """Associated files: ``Data`` for snapshot and workbook, ``Source`` for PNG pictures."""
    names: list[pikepdf.Object] = []
    associated: list[pikepdf.Object] = []
    for name, data in sorted(files.items()):
        kind = name.rpartition(".")[2]
        stream = pdf.make_stream(data)
        stream.Type = Name.EmbeddedFile
        stream.Subtype = Name("/" + _TYPES.get(kind, "application/octet-stream"))
        stream.Params = Dictionary(
            ModDate=String(_pdf_date(frozen_at)),
            Size=len(data),
            CheckSum=String(hashlib.md5(data, usedforsecurity=False).digest()),
        )
        spec = pdf.make_indirect(
            Dictionary(
                Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=stream, UF=stream),
                AFRelationship=Name.Source if kind == "png" else Name.Data,
            )
        )  # fmt: skip
        names += [String(name), spec]
        associated.append(spec)
    pdf.Root.Names = pdf.Root.get("/Names", Dictionary())
    pdf.Root.Names.EmbeddedFiles = pdf.make_indirect(Dictionary(Names=Array(names)))
    pdf.Root.AF = Array(associated)


def _print_links(pdf: Pdf) -> None:
    """Links carry the print flag, as the archive form wants for every annotation."""
    for page in pdf.pages:
        for link in page.obj.get("/Annots", ()):
            link.F = _PRINTED


def _signature_fields(pdf: Pdf, placement: Placement) -> None:
    """Empty fields; the last one locks every field and allows no further change."""
    fields = []
    for number, (page, box) in enumerate(placement.fields):
        sheet = pdf.pages[page - 1]
        look = pdf.make_stream(b"")
        look.Type, look.Subtype = Name.XObject, Name.Form
        look.BBox = Array([0, 0, round(box[2] - box[0], 2), round(box[3] - box[1], 2)])
        widget = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String(FIELD_NAMES[number]),
            Rect=Array([round(edge, 2) for edge in box]), F=_PRINTED_LOCKED, P=sheet.obj,
            AP=Dictionary(N=look),
        )  # fmt: skip
        if number == len(placement.fields) - 1:
            widget.Lock = pdf.make_indirect(Dictionary(Type=Name.SigFieldLock, Action=Name.All, P=1))
        field = pdf.make_indirect(widget)
        fields.append(field)
        sheet.obj.Annots = Array([*sheet.obj.get("/Annots", ()), field])
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(fields)))

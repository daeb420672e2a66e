"""What lies inside a report file: the snapshot, the attachments, the pictures on its pages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Pdf

from auditdesk.domain.errors import BadInputError, DamagedError
from auditdesk.domain.snapshot import ReportSnapshot
from auditdesk.i18n import _
from auditdesk.report.archive import FIELD_NAMES, SNAPSHOT_NAME
from auditdesk.report.frozen import read_snapshot, snapshot_digest

_LARGEST_FILE = 200_000_000


@dataclass(frozen=True, slots=True)
class Inside:
    """Snapshot with its bytes, further attachments by name, pictures by digest (upper-case hex)."""

    snapshot: ReportSnapshot
    data: bytes
    attachments: dict[str, bytes]
    pictures: dict[str, bytes]

    @property
    def digest(self) -> str:
        """快照摘要 of the snapshot carried inside."""
        return snapshot_digest(self.data)


def look_inside(untrusted_pdf: bytes) -> Inside:
    """Read a report made by `build_report`, signed or not.

    Raises:
        BadInputError: the file is no PDF, or not one of our reports.
        DamagedError: it is one of ours, but its attachments cannot be read.
    """
    try:
        with Pdf.open(BytesIO(untrusted_pdf)) as pdf:
            files = _files(pdf)
            ours = _field_names(pdf) & set(FIELD_NAMES)
            pictures = _pictures(pdf) if SNAPSHOT_NAME in files else {}
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise _unreadable(untrusted_pdf) from error
    except RuntimeError as error:  # qpdf's own complaints about damaged streams
        raise _unreadable(untrusted_pdf) from error
    if SNAPSHOT_NAME not in files or not ours:
        raise BadInputError(_("这份 PDF 不是 AuditDesk 生成的报告。"))
    data = files.pop(SNAPSHOT_NAME)
    sources = {name: files.pop(name) for name in list(files) if name.endswith(".png")}
    for picture in sources.values():
        pictures[hashlib.sha256(picture).hexdigest().upper()] = picture
    return Inside(read_snapshot(data), data, files, pictures)


def digest_in(untrusted_pdf: bytes) -> str:
    """快照摘要 of the snapshot inside; raises as `look_inside`."""
    return look_inside(untrusted_pdf).digest


def _unreadable(data: bytes) -> BadInputError | DamagedError:
    if data[:5] != b"%PDF-":
        return BadInputError(_("这个文件不是 PDF。"))
    return DamagedError(_("PDF 已损坏，读不出报告内容。"))


def _files(pdf: Pdf) -> dict[str, bytes]:
    """Embedded files by name; sizes are bounded, a report is never that large."""
    found: dict[str, bytes] = {}
    entries = list(_at(pdf.Root, "/Names", "/EmbeddedFiles", "/Names") or ())
    for name, spec in zip(entries[::2], entries[1::2], strict=False):
        stream = spec.EF.F
        if int(_at(stream, "/Params", "/Size") or 0) > _LARGEST_FILE:
            raise DamagedError(_("报告内嵌附件大得不合理，文件已损坏。"))
        found[str(name)] = stream.read_bytes()
    return found


def _field_names(pdf: Pdf) -> set[str]:
    return {str(_at(field, "/T")) for field in _at(pdf.Root, "/AcroForm", "/Fields") or ()}


def _at(start: Any, *keys: str) -> Any:  # noqa: ANN401 - PDF objects have no static type
    """What lies under a path of keys, or nothing."""
    found = start
    for key in keys:
        found = found.get(key)
        if found is None:
            return None
    return found


def _pictures(pdf: Pdf) -> dict[str, bytes]:
    """JPEG pictures on the pages; reportlab passes their bytes through unchanged."""
    found: dict[str, bytes] = {}
    for page in pdf.pages:
        for image in dict(_at(page.obj, "/Resources", "/XObject") or {}).values():
            if image.get("/Subtype") == "/Image" and _is_jpeg(image):
                data = image.read_raw_bytes()
                found[hashlib.sha256(data).hexdigest().upper()] = data
    return found


def _is_jpeg(image: pikepdf.Object) -> bool:
    filters = image.get("/Filter")
    return filters == "/DCTDecode" or (isinstance(filters, pikepdf.Array) and list(filters) == ["/DCTDecode"])

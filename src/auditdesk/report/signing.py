"""Signing a report: PAdES, the first signature certifies, the last one locks (DESIGN §7).

The fields lie in the file since it was built; signing only appends. pyHanko's own errors leave here as one
sentence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.stamp import StaticStampStyle

from auditdesk.domain.errors import BadInputError, DamagedError, NotAllowedError, NotReadyError
from auditdesk.i18n import _
from auditdesk.report.archive import FIELD_NAMES
from auditdesk.report.build import BuildProgress
from auditdesk.report.certificates import Holder, holder_of
from auditdesk.report.closing import FIELD_SIZE
from auditdesk.report.inside import look_inside
from auditdesk.report.intact import UNREADABLE, signatures_hold
from auditdesk.report.signers import SignerSource, opened_signer
from auditdesk.report.stamp import Stamp, draw_stamp
from auditdesk.report.timestamps import WebTimeStamper

_EDGE_TO_EDGE = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(0, 0, 0, 0))


class _StampPage(PdfContent):
    """The page of a one-page PDF held in memory, as the content of a stamp."""

    def __init__(self, page: bytes) -> None:
        self._page = page
        super().__init__(box=BoxConstraints(*FIELD_SIZE))

    def render(self) -> bytes:
        """Import the page and refer to it."""
        writer = self._ensure_writer
        form = writer.import_page_as_xobject(PdfFileReader(BytesIO(self._page)))
        self.resources.xobject["/Stamp"] = form
        return b"/Stamp Do"


class _ClockedSigner(PdfSigner):
    """A signer whose clock is the caller's, so that stamp and signature tell the same time."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:  # noqa: ANN401 - passed through
        super().__init__(*args, **kwargs)
        self._now = now

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passed through
        """A session at the given moment."""
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._now
        return session


def sign_report(
    pdf: bytes,
    signer: SignerSource,
    field: int,
    *,
    now: datetime,
    tsa_url: str | None = None,
    progress: BuildProgress,
) -> bytes:
    """Append signature ``field`` (1 is the first) with its visible stamp.

    Name, title, organisation and issuer come from the certificate. When no time stamp can be had from
    ``tsa_url``, the signature says that its time is the signer's clock.

    Args:
        pdf: a report of `build_report`, unsigned or with the earlier signatures.
        signer: certificate and key, or where to find them.
        field: number of the field.
        now: aware time of the signer's clock.
        tsa_url: an RFC 3161 authority, or none.
        progress: told about the two stages.

    Raises:
        BadInputError: the file is not a report of ours, or certificate or key cannot be used.
        NotReadyError: the field is signed already, or its turn has not come.
        NotAllowedError: the same person signed before.
        DamagedError: the file was changed after it was built or signed.
    """
    number_of_fields, earlier = _check_turn(pdf, field)
    with opened_signer(signer) as opened:
        holder = holder_of(opened.signing_cert)
        _check_person(holder, earlier)
        progress.start(_("签名"), 2)
        stamper = _probed(tsa_url)
        progress.step()
        stamp = Stamp(
            number=field, last=field == number_of_fields, holder=holder,
            moment=now.strftime("%Y-%m-%d %H:%M:%S"), offset=_offset(now),
            authority=stamper.authority if stamper else "",
        )  # fmt: skip
        signed = _append(pdf, opened, stamp, now, stamper)
        progress.step()
        return signed


def _offset(now: datetime) -> str:
    text = now.strftime("%z") or "+0000"
    return f"{text[:3]}:{text[3:5]}"


def _check_turn(pdf: bytes, field: int) -> tuple[int, list[Holder]]:
    """How many fields there are and who signed so far; refuses a wrong turn or a changed file."""
    look_inside(pdf)
    with _own_errors():
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        names = {name: value for name, value, _ref in enumerate_sig_fields(reader)}
        earlier = [holder_of(one.signer_cert) for one in reader.embedded_regular_signatures]
    ours = [name for name in FIELD_NAMES if name in names]
    if not 1 <= field <= len(ours):
        raise BadInputError(_("这份报告没有第 {n} 处签名。", n=field))
    if names[FIELD_NAMES[field - 1]] is not None:
        raise NotReadyError(_("第 {n} 签已经签过，不能再签。", n=field))
    if len(earlier) < field - 1:
        raise NotReadyError(_("请先完成第 {n} 签。", n=len(earlier) + 1))
    if earlier and not signatures_hold(pdf):
        raise DamagedError(_("这份报告在前一签之后被改动过，不能继续签名；请用未改动的文件。"))
    return len(ours), earlier


def _check_person(holder: Holder, earlier: list[Holder]) -> None:
    for one in earlier:
        if holder.same_person(one):
            raise NotAllowedError(_("{name}已经签过这份报告，另一签须由另一人完成。", name=holder.name))


def _probed(tsa_url: str | None) -> WebTimeStamper | None:
    """The authority, if it answers a trial request."""
    if not tsa_url:
        return None
    stamper = WebTimeStamper(tsa_url)
    try:
        asyncio.run(stamper.async_dummy_response("sha256"))
    except OSError:
        return None
    return stamper


def _append(pdf: bytes, signer: Signer, stamp: Stamp, now: datetime, stamper: WebTimeStamper | None) -> bytes:
    """The file with one more signature; once more with the signer's clock if the authority fails now."""
    first = stamp.number == 1
    style = StaticStampStyle(
        background=_StampPage(draw_stamp(stamp)),
        border_width=0,
        background_opacity=1.0,
        background_layout=_EDGE_TO_EDGE,
    )
    meta = PdfSignatureMetadata(
        field_name=FIELD_NAMES[stamp.number - 1],
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=first,
        docmdp_permissions=MDPPerm.FILL_FORMS if first else MDPPerm.NO_CHANGES,
        name=stamp.holder.name,
    )
    machine = _ClockedSigner(meta, signer=signer, timestamper=stamper, stamp_style=style, now=now)
    try:
        with _own_errors():
            writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
            signed = machine.sign_pdf(writer, existing_fields_only=True)
    except OSError:
        if stamper is None:
            raise
        plain = Stamp(stamp.number, stamp.last, stamp.holder, stamp.moment, stamp.offset)
        return _append(pdf, signer, plain, now, None)
    made: bytes = signed.getvalue()
    return made


@contextmanager
def _own_errors() -> Iterator[None]:
    """PyHanko's errors as one sentence."""
    try:
        yield
    except UNREADABLE as error:
        raise DamagedError(_("无法在这份 PDF 上签名：文件结构已损坏，或证书不能用于签名。")) from error

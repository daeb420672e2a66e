"""Whether the signatures of a report hold, and whether anything was changed after them.

pyHanko's difference analysis refuses changes that other tools call valid (poppler's pdfsig does); on top,
the last signature must cover the whole file and everything it cannot cover must have our exact form.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import CMSExtractionError, SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError

from auditdesk.domain.errors import DamagedError
from auditdesk.i18n import _
from auditdesk.report.archive import FIELD_NAMES
from auditdesk.report.certificates import Holder, holder_of
from auditdesk.report.cms_form import contents_are_canonical

for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)  # their lines name signers; we say it ourselves

UNREADABLE = (
    PdfError,
    SigningError,
    CMSExtractionError,
    SignatureValidationError,
    PathError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,  # a number of nothing but a dot
    AssertionError,  # a catalogue that is none
    RecursionError,
)
"""What pyHanko raises on damaged files."""
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


@dataclass(frozen=True, slots=True)
class Examined:
    """One signature looked at: ``intact`` its own bytes, ``unchanged`` nothing forbidden came after it.

    ``moment`` is the signer's clock, ``stamped`` a time stamp's time, ``stamp_trusted`` whether we know its
    issuer.
    """

    holder: Holder
    moment: datetime | None
    stamped: datetime | None
    stamp_trusted: bool
    intact: bool
    unchanged: bool
    trusted: bool


def examine(untrusted_pdf: bytes, roots: Sequence[x509.Certificate]) -> list[Examined]:
    """All signatures in order.

    Raises:
        DamagedError: the file cannot be read far enough to tell.
    """
    try:
        reader = PdfFileReader(BytesIO(untrusted_pdf), strict=False)
        signatures = list(reader.embedded_signatures)
        for name in (one.field_name for one in signatures):
            if name not in FIELD_NAMES:
                raise ValueError(name)
        last = len(signatures) - 1
        return [_one(untrusted_pdf, one, roots, last=number == last) for number, one in enumerate(signatures)]
    except UNREADABLE as error:
        raise DamagedError(_("PDF 或其中的签名已损坏，无法核验。")) from error


def signatures_hold(untrusted_pdf: bytes) -> bool:
    """Whether there are signatures, all intact with nothing changed since, whoever issued certificates."""
    found = examine(untrusted_pdf, [])
    return bool(found) and all(one.intact and one.unchanged for one in found)


def _one(pdf: bytes, signature: Any, roots: Sequence[x509.Certificate], *, last: bool) -> Examined:  # noqa: ANN401 - pyHanko ships no usable types
    moment = signature.self_reported_timestamp
    context = ValidationContext(
        trust_roots=list(roots), allow_fetching=False, revocation_mode="soft-fail", moment=moment
    )
    stamp_context = ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=moment)
    status = validate_pdf_signature(
        signature,
        signer_validation_context=context,
        ts_validation_context=stamp_context,
        key_usage_settings=_USAGE,
    )
    whole = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    covered = status.coverage is not None and status.coverage >= whole
    token = status.timestamp_validity
    stamp_holds = token is None or (token.intact and token.valid)
    intact = bool(status.intact and status.valid and stamp_holds)
    if intact and last:  # earlier ones are covered by it, byte for byte
        intact = contents_are_canonical(pdf, [int(edge) for edge in signature.byte_range])
    return Examined(
        holder=holder_of(signature.signer_cert),
        moment=moment,
        stamped=token.timestamp if token else None,
        stamp_trusted=bool(token and token.trusted),
        intact=intact,
        unchanged=bool(covered and status.docmdp_ok),
        trusted=bool(status.trusted),
    )

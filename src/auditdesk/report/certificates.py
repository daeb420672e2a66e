"""What a signing certificate says about a person, for stamps and for telling people apart."""

from __future__ import annotations

from dataclasses import dataclass

from asn1crypto import pem, x509

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


@dataclass(frozen=True, slots=True)
class Holder:
    """Subject and issuer of a certificate; ``fingerprint`` is SHA-256 in upper-case hex."""

    name: str
    title: str
    department: str
    serial: str
    issuer: str
    algorithm: str
    fingerprint: str

    def same_person(self, other: Holder) -> bool:
        """Whether both may be one person: equal names, unless their subject serial numbers differ."""
        if self.fingerprint == other.fingerprint:
            return True
        return self.name == other.name and not (self.serial and other.serial and self.serial != other.serial)


def holder_of(certificate: x509.Certificate) -> Holder:
    """Read a certificate; missing parts are empty."""
    subject, issuer = certificate.subject.native, certificate.issuer.native
    unit = _last(subject.get("organizational_unit_name"))
    organisation = _last(subject.get("organization_name"))
    return Holder(
        name=_last(subject.get("common_name")) or certificate.subject.human_friendly,
        title=_last(subject.get("title")),
        department=unit or organisation,
        serial=_last(subject.get("serial_number")),
        issuer=_last(issuer.get("common_name")) or _last(issuer.get("organization_name")),
        algorithm=_algorithm(certificate),
        fingerprint=certificate.sha256.hex().upper(),
    )


def read_authority(untrusted: bytes) -> tuple[str, bytes]:
    """Name and DER of an authority's certificate, given as DER or PEM.

    Raises:
        BadInputError: it is no certificate, or not that of an authority.
    """
    try:
        der = pem.unarmor(untrusted)[2] if pem.detect(untrusted) else untrusted
        certificate = x509.Certificate.load(der, strict=True)
        certificate.native  # noqa: B018 - asn1crypto reads lazily; this makes it complain now
        authority = certificate.ca
        name = holder_of(certificate).name
    except (ValueError, TypeError, KeyError) as error:
        raise BadInputError(_("这个文件不是证书（DER 或 PEM）。")) from error
    if not authority:
        raise BadInputError(_("“{name}”的证书不是签发机构的根证书，请导入签发机构的。", name=name))
    return name, der


def _last(value: object) -> str:
    if isinstance(value, list):
        return str(value[-1]) if value else ""
    return str(value) if value else ""


def _algorithm(certificate: x509.Certificate) -> str:
    key = certificate.public_key
    if key.algorithm == "ec":
        return f"ECDSA {_CURVES.get(str(key.curve[1]), str(key.curve[1]))}"
    return f"{str(key.algorithm).upper()} {key.bit_size}"

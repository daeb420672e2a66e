"""The organisation's own certification authority: issues the certificates that sign reports (DESIGN §7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from auditdesk.crypto.signing_keys import load_signing_key, new_signing_key
from auditdesk.domain.errors import BadInputError, DamagedError
from auditdesk.i18n import _

CA_YEARS = 20
USER_YEARS = 5
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_LONGEST_NAME = 64  # upper bound of X.520 names
_SKEW = timedelta(hours=1)  # laptops' clocks differ


class _StoredCA(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    key: bytes
    certificate: bytes


@dataclass(frozen=True, slots=True)
class OrganisationCA:
    """A root key (PKCS#8 DER) and its self-signed certificate (DER); belongs into the encrypted store."""

    key_der: bytes = field(repr=False)
    certificate_der: bytes

    @classmethod
    def create(cls, org_name: str, *, now: datetime | None = None) -> OrganisationCA:
        """A fresh authority named after the organisation; ``now`` is aware, the present by default."""
        key_der = new_signing_key()
        key = load_signing_key(key_der)
        name = _name((NameOID.ORGANIZATION_NAME, org_name), (NameOID.COMMON_NAME, org_name))
        usage = _usage(certify=True)
        certificate = (
            _builder(name, name, key.public_key(), key.public_key(), now, CA_YEARS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(key, SHA256())
        )
        return cls(key_der, certificate.public_bytes(serialization.Encoding.DER))

    def issue(
        self,
        user_name: str,
        title: str,
        organisation: str,
        department: str,
        public_key: bytes,
        *,
        now: datetime | None = None,
    ) -> bytes:
        """A signing certificate (DER) for a person, valid 5 years.

        Args:
            user_name: common name as it shall appear in the signature.
            title: position, e.g. 合规专员; empty parts are left out.
            organisation: name of the organisation.
            department: organisational unit.
            public_key: SubjectPublicKeyInfo DER of a P-256 key (`UserIdentity.signing_public_der`).
            now: aware time of issue, the present by default.

        Raises:
            BadInputError: there is no name, or the key is not of this kind.
        """
        issuer = x509.load_der_x509_certificate(self.certificate_der)
        key = load_signing_key(self.key_der)
        subject = _name(
            (NameOID.ORGANIZATION_NAME, organisation),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, department),
            (NameOID.TITLE, title),
            (NameOID.COMMON_NAME, user_name),
        )
        purposes = [ExtendedKeyUsageOID.EMAIL_PROTECTION, _DOCUMENT_SIGNING]
        certificate = (
            _builder(subject, issuer.subject, _public_key(public_key), key.public_key(), now, USER_YEARS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(certify=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
            .sign(key, SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.DER)

    def to_bytes(self) -> bytes:
        """Private key in clear, only for an encrypted store."""
        return msgspec.json.encode(_StoredCA(1, self.key_der, self.certificate_der))

    @classmethod
    def from_bytes(cls, data: bytes) -> OrganisationCA:
        """Undo `to_bytes`; raises `DamagedError`."""
        try:
            stored = msgspec.json.decode(data, type=_StoredCA)
            public = x509.load_der_x509_certificate(stored.certificate).public_key()
        except ValueError as error:
            raise _damaged() from error
        if stored.version != 1 or public != load_signing_key(stored.key).public_key():
            raise _damaged()
        return cls(stored.key, stored.certificate)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says of itself; days are ISO texts."""

    issuer: str
    valid_from: str
    valid_to: str
    fingerprint: str


def describe_certificate(data: bytes) -> CertificateFacts:
    """Read a user's certificate (DER); raises `DamagedError`."""
    try:
        found = x509.load_der_x509_certificate(data)
    except ValueError as error:
        raise DamagedError(_("签名证书读不出来，已损坏；请让管理员重新签发。")) from error
    names = found.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return CertificateFacts(
        str(names[-1].value) if names else "", found.not_valid_before_utc.date().isoformat(),
        found.not_valid_after_utc.date().isoformat(), found.fingerprint(SHA256()).hex().upper()[:16],
    )  # fmt: skip


def _damaged() -> DamagedError:
    return DamagedError(_("机构证书读不出来，已损坏；请从备份恢复工作区。"))


def _public_key(data: bytes) -> ec.EllipticCurvePublicKey:
    try:
        key = serialization.load_der_public_key(data)
    except ValueError as error:
        raise BadInputError(_("要签发证书的公钥读不出来。")) from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise BadInputError(_("要签发证书的公钥不是 ECDSA 公钥。"))
    return key


def _name(*parts: tuple[ObjectIdentifier, str]) -> x509.Name:
    """A distinguished name of the parts that are not empty; the last one, the common name, must be there."""
    if not parts[-1][1].strip():
        raise BadInputError(_("签发证书需要姓名或机构名，现在是空的。"))
    return x509.Name(
        [x509.NameAttribute(kind, _shortened(kind, text.strip())) for kind, text in parts if text.strip()]
    )


def _shortened(kind: ObjectIdentifier, text: str) -> str:
    """At most 64 characters; `cryptography` counts a common name in UTF-8 bytes, 21 Han characters."""
    if kind != NameOID.COMMON_NAME:
        return text[:_LONGEST_NAME]
    return text.encode()[:_LONGEST_NAME].decode(errors="ignore")


def _usage(*, certify: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certify, content_commitment=not certify,
        key_cert_sign=certify, crl_sign=certify,
        key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    authority: ec.EllipticCurvePublicKey,
    now: datetime | None,
    years: int,
) -> x509.CertificateBuilder:
    start = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - _SKEW)
        .not_valid_after(start + timedelta(days=round(365.25 * years)))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority), critical=False)
    )

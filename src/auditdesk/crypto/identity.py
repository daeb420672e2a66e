"""Who signed: a user's Ed25519 key for journal and sync, and an ECDSA P-256 identity for reports."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from auditdesk.crypto.organisation import OrganisationCA
from auditdesk.crypto.signing_keys import damaged_identity, load_signing_key, new_signing_key, public_der
from auditdesk.domain.errors import DamagedError
from auditdesk.i18n import _

__all__ = ["OrganisationCA", "UserIdentity", "verify"]


def verify(public_key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether ``signature`` over ``data`` was made by the raw Ed25519 ``public_key``; False for any junk."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


class _StoredIdentity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    ed25519: bytes
    signing: bytes
    certificate: bytes
    chain: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class UserIdentity:
    """A user's private keys and certificates (all DER), in clear; lives wrapped in the user's slot.

    ``certificate_der`` is empty until the organisation issued one; ``chain_der`` holds the issuers, nearest
    first, without the certificate itself.
    """

    ed25519: bytes = field(repr=False)
    signing_key_der: bytes = field(repr=False)
    certificate_der: bytes = b""
    chain_der: tuple[bytes, ...] = ()

    @classmethod
    def generate(cls) -> UserIdentity:
        """Fresh keys, not yet certified."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw(), new_signing_key())

    @property
    def public_key(self) -> bytes:
        """Raw Ed25519 public key, 32 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.ed25519).public_key().public_bytes_raw()

    @property
    def signing_public_der(self) -> bytes:
        """The P-256 public key as SubjectPublicKeyInfo DER, for `OrganisationCA.issue`."""
        return public_der(self.signing_key_der)

    def sign(self, data: bytes) -> bytes:
        """Ed25519 signature, 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.ed25519).sign(data)

    def with_certificate(self, certificate: bytes, chain: tuple[bytes, ...]) -> UserIdentity:
        """The identity with a certificate for its P-256 key; raises `DamagedError` for another key's."""
        try:
            key = x509.load_der_x509_certificate(certificate).public_key()
        except ValueError as error:
            raise damaged_identity() from error
        if key != load_signing_key(self.signing_key_der).public_key():
            raise DamagedError(_("证书和签名密钥不是一对，没有采用；请让管理员重新签发。"))
        return replace(self, certificate_der=certificate, chain_der=chain)

    def to_bytes(self) -> bytes:
        """Private keys and certificates in clear, only for wrapping into a slot."""
        return msgspec.json.encode(
            _StoredIdentity(1, self.ed25519, self.signing_key_der, self.certificate_der, self.chain_der)
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> UserIdentity:
        """Undo `to_bytes`; raises `DamagedError`."""
        try:
            stored = msgspec.json.decode(data, type=_StoredIdentity)
            Ed25519PrivateKey.from_private_bytes(stored.ed25519)
        except ValueError as error:
            raise damaged_identity() from error
        load_signing_key(stored.signing)
        if stored.version != 1:
            raise damaged_identity()
        return cls(stored.ed25519, stored.signing, stored.certificate, stored.chain)

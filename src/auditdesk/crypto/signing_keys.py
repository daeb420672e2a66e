"""ECDSA P-256 keys as DER, the form in which they are kept and handed to the report."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from auditdesk.domain.errors import DamagedError
from auditdesk.i18n import _


def damaged_identity() -> DamagedError:
    """The error for every identity that cannot be read."""
    return DamagedError(_("签名身份读不出来，已损坏；请让管理员重新签发。"))


def load_signing_key(data: bytes) -> ec.EllipticCurvePrivateKey:
    """A P-256 private key from PKCS#8 DER; raises `DamagedError`."""
    try:
        key = serialization.load_der_private_key(data, None)
    except (ValueError, TypeError) as error:
        raise damaged_identity() from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise damaged_identity()
    return key


def new_signing_key() -> bytes:
    """A fresh P-256 private key as PKCS#8 DER."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_der(signing_key_der: bytes) -> bytes:
    """The SubjectPublicKeyInfo DER of a private key."""
    return (
        load_signing_key(signing_key_der)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )

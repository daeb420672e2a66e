"""Small sealed messages: AES-256-GCM under a shared key, HPKE (RFC 9180) to a device's public key."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from auditdesk.domain.errors import DamagedError
from auditdesk.i18n import _

NONCE_SIZE = 12
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_INFO = b"auditdesk sealed message v1\x00"


def _refused() -> DamagedError:
    return DamagedError(_("加密内容打不开：密钥不对，或者内容被改动过。"))


def encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """AES-256-GCM with the caller's 12-byte nonce, which must never repeat under one key."""
    return AESGCM(key).encrypt(nonce, plaintext, aad)


def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    """Undo `encrypt`; raises `DamagedError` when key, nonce, associated data or any bit differ."""
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, aad)
    except (InvalidTag, ValueError) as error:
        raise _refused() from error


def seal_bytes(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """AES-256-GCM with a random nonce in front (good for 2**32 messages under one key)."""
    nonce = os.urandom(NONCE_SIZE)
    return nonce + encrypt(key, nonce, plaintext, aad)


def open_bytes(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Undo `seal_bytes`; raises `DamagedError`."""
    return decrypt(key, sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], aad)


def seal(public: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """HPKE base mode (X25519, HKDF-SHA256, AES-256-GCM) to a raw public key; ``aad`` is bound as its info.

    Raises:
        DamagedError: ``public`` is no usable X25519 key.
    """
    try:
        return _SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public), _INFO + aad)
    except ValueError as error:
        raise _refused() from error


def open_sealed(private: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Undo `seal` with the raw 32-byte private key; raises `DamagedError`."""
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), _INFO + aad)
    except (InvalidTag, ValueError) as error:
        raise _refused() from error


class _StoredDeviceKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    agreement: bytes
    signing: bytes


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """A laptop's keys for the share: X25519 to receive epoch keys, Ed25519 to sign segments (SYNC)."""

    agreement: bytes = field(repr=False)
    signing: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> DeviceKeys:
        """Fresh random keys."""
        return cls(
            X25519PrivateKey.generate().private_bytes_raw(), Ed25519PrivateKey.generate().private_bytes_raw()
        )

    @property
    def agreement_public(self) -> bytes:
        """Raw X25519 public key, 32 bytes: what others give to `seal`."""
        return X25519PrivateKey.from_private_bytes(self.agreement).public_key().public_bytes_raw()

    @property
    def signing_public(self) -> bytes:
        """Raw Ed25519 public key, 32 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        """Ed25519 signature, 64 bytes; check it with `auditdesk.crypto.identity.verify`."""
        return Ed25519PrivateKey.from_private_bytes(self.signing).sign(data)

    def open_sealed(self, sealed: bytes, aad: bytes) -> bytes:
        """What somebody sealed to `agreement_public`; raises `DamagedError`."""
        return open_sealed(self.agreement, sealed, aad)

    def to_bytes(self) -> bytes:
        """Private keys in clear, only for an encrypted store or a sealed message."""
        return msgspec.json.encode(_StoredDeviceKeys(1, self.agreement, self.signing))

    @classmethod
    def from_bytes(cls, data: bytes) -> DeviceKeys:
        """Undo `to_bytes`; raises `DamagedError`."""
        try:
            stored = msgspec.json.decode(data, type=_StoredDeviceKeys)
            keys = cls(stored.agreement, stored.signing)
            if stored.version != 1 or not (keys.agreement_public and keys.signing_public):
                raise _refused()
        except ValueError as error:
            raise _refused() from error
        return keys

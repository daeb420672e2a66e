"""The second factor: a random secret in the operating system's keyring (DESIGN §4, REQUIREMENTS C11).

Only the four system keyrings are trusted. Others may store nothing and report success, keep the secret in
a file in clear, or ask on a terminal. Everything written is read back before it counts.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable
from typing import Protocol, TypeVar

import keyring
from keyring.backend import KeyringBackend

from auditdesk.i18n import _

SECRET_SIZE = 32
_SYSTEM_BACKENDS = {
    "keyring.backends.Windows": "Windows",
    "keyring.backends.macOS": "macOS",
    "keyring.backends.SecretService": "SecretService",
    "keyring.backends.libsecret": "SecretService",
    "keyring.backends.kwallet": "KWallet",
}
_CHAINER = "keyring.backends.chainer"
_USER = "device-secret"
T = TypeVar("T")


class DeviceSecrets(Protocol):
    """Where a machine keeps its half of the two factors; no method ever raises for want of a keyring."""

    @property
    def backend_name(self) -> str:
        """The keyring's name for the screen, empty when there is none."""

    def available(self) -> bool:
        """Whether a trusted keyring is there."""

    def create(self, workspace_id: str) -> bytes | None:
        """The workspace's secret, made when there was none; None when the keyring does not keep it."""

    def load(self, workspace_id: str) -> bytes | None:
        """The workspace's secret, None when there is none."""

    def forget(self, workspace_id: str) -> None:
        """Remove the secret; nothing happens when there is none."""


def _attempt(call: Callable[[], T], otherwise: T) -> T:
    """Backends raise D-Bus, Win32 and Keychain errors of their own: here each means "no keyring"."""
    try:
        return call()
    except Exception:  # noqa: BLE001  # the kinds depend on the system; a missing keyring is never an error
        return otherwise


def _system_backend() -> KeyringBackend | None:
    """The keyring the user's system chose, if it is one of the trusted; their choice of none is respected."""
    chosen = keyring.get_keyring()
    chained = type(chosen).__module__ == _CHAINER
    candidates: list[KeyringBackend] = list(getattr(chosen, "backends", ())) if chained else [chosen]
    for backend in candidates:
        if type(backend).__module__ in _SYSTEM_BACKENDS:
            return backend
    return None


class KeyringSecrets:
    """`DeviceSecrets` in the operating system's keyring; ``choose`` finds the backend, once."""

    def __init__(self, choose: Callable[[], KeyringBackend | None] = _system_backend) -> None:
        self._backend = _attempt(choose, None)
        if self._backend is not None and type(self._backend).__module__ == "keyring.backends.Windows":
            # The default persistence roams with a domain profile to other machines.
            setattr(self._backend, "persist", "local machine")  # noqa: B010  # exists on Windows alone

    @property
    def backend_name(self) -> str:
        """The keyring's name for the screen, empty when there is none."""
        if self._backend is None:
            return ""
        return {
            "Windows": _("Windows 凭据管理器"),
            "macOS": _("macOS 钥匙串"),
            "SecretService": _("系统密钥环"),
            "KWallet": _("KDE 密码库"),
        }[_SYSTEM_BACKENDS.get(type(self._backend).__module__, "SecretService")]

    def available(self) -> bool:
        """Whether a trusted keyring is there."""
        return self._backend is not None

    def create(self, workspace_id: str) -> bytes | None:
        """The workspace's secret, made when there was none; None when the keyring does not keep it.

        A secret that exists is never replaced: other users' slots may be bound to it.
        """
        backend = self._backend
        if backend is None:
            return None
        existing = self.load(workspace_id)
        if existing is not None:
            return existing
        secret = os.urandom(SECRET_SIZE)
        text = base64.b64encode(secret).decode()
        _attempt(lambda: backend.set_password(_service(workspace_id), _USER, text), None)
        if self.load(workspace_id) == secret:
            return secret
        self.forget(workspace_id)
        return None

    def load(self, workspace_id: str) -> bytes | None:
        """The workspace's secret, None when there is none or it is not one of ours."""
        backend = self._backend
        if backend is None:
            return None
        text = _attempt(lambda: backend.get_password(_service(workspace_id), _USER), None)
        try:
            secret = base64.b64decode(text or "", validate=True)
        except (binascii.Error, ValueError):
            return None
        return secret if len(secret) == SECRET_SIZE else None

    def forget(self, workspace_id: str) -> None:
        """Remove the secret; nothing happens when there is none."""
        backend = self._backend
        if backend is not None:
            _attempt(lambda: backend.delete_password(_service(workspace_id), _USER), None)


def _service(workspace_id: str) -> str:
    """One service per workspace: with a shared one the Windows backend shuffles entries about."""
    return f"AuditDesk {workspace_id}"

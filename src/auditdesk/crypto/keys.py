"""The keys of a workspace, all derived from one random 256-bit key (DESIGN §4)."""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_SIZE = 32


def new_workspace_key() -> bytes:
    """32 random bytes from the operating system."""
    return os.urandom(KEY_SIZE)


def derive(key: bytes, purpose: str, *, salt: bytes | None = None, length: int = KEY_SIZE) -> bytes:
    """HKDF-SHA256 (RFC 5869) of ``key``; ``purpose`` separates uses and never changes once released."""
    if len(key) < KEY_SIZE and salt is None:
        raise ValueError("a key below 32 bytes needs a salt")
    return HKDF(SHA256(), length, salt, f"auditdesk {purpose} v1".encode()).derive(key)


def mac(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA256, 32 bytes."""
    return hmac.digest(key, data, "sha256")


@dataclass(frozen=True, slots=True)
class WorkspaceKeys:
    """One 32-byte key per use, so that a key lost in one place opens nothing else."""

    store: bytes = field(repr=False)
    journal: bytes = field(repr=False)
    blob: bytes = field(repr=False)
    sync: bytes = field(repr=False)
    search: bytes = field(repr=False)

    @classmethod
    def derive(cls, workspace_key: bytes) -> WorkspaceKeys:
        """All keys of the workspace with this 32-byte key."""
        if len(workspace_key) != KEY_SIZE:
            raise ValueError("the workspace key has 32 bytes")
        return cls(
            store=derive(workspace_key, "store"),
            journal=derive(workspace_key, "journal"),
            blob=derive(workspace_key, "blob"),
            sync=derive(workspace_key, "sync"),
            search=derive(workspace_key, "search"),
        )

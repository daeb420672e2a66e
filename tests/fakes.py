"""Fakes that stand in for the outside; each obeys the same contract tests as the real adapter."""

from __future__ import annotations

import hashlib


class MemoryDeviceSecrets:
    """`DeviceSecrets` of a machine that forgets everything at its end; ``present=False`` has no keyring."""

    def __init__(self, *, present: bool = True) -> None:
        self.present = present
        self.secrets: dict[str, bytes] = {}

    @property
    def backend_name(self) -> str:
        return "memory" if self.present else ""

    def available(self) -> bool:
        return self.present

    def create(self, workspace_id: str) -> bytes | None:
        if not self.present:
            return None
        return self.secrets.setdefault(workspace_id, hashlib.sha256(workspace_id.encode()).digest())

    def load(self, workspace_id: str) -> bytes | None:
        return self.secrets.get(workspace_id) if self.present else None

    def forget(self, workspace_id: str) -> None:
        self.secrets.pop(workspace_id, None)

"""Values and programs for tests; every name is invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.fakes import MemoryDeviceSecrets

from auditdesk.bootstrap.workspaces import WorkspaceProgram
from auditdesk.crypto.kdf import KdfParameters
from auditdesk.services.program import NewWorkspace, OpenWorkspace

PASSPHRASE = "松针 河灯 qiu7 lan-ting 1926"
SECOND = "石桥 旧雨 ba3 wei-yan 2048"


class SteppingClock:
    """A clock that moves one second per look, so that order is certain."""

    def __init__(self, start: datetime = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)) -> None:
        self.time = start

    def now(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


def make_program(home: Path, *, keyring: bool = False) -> WorkspaceProgram:
    return WorkspaceProgram(
        clock=SteppingClock(),
        device_secrets=MemoryDeviceSecrets(present=keyring),
        kdf=KdfParameters.for_tests(),
        home=home,
    )


def make_workspace(program: WorkspaceProgram, folder: Path) -> OpenWorkspace:
    new = NewWorkspace("嘉岭分中心", "韩立群", PASSPHRASE, "恒川服务集团", "1001", "客服主管")
    return program.create(folder, new)[0]

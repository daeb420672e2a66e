"""Values and programs for tests; every name is invented."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from tests.fakes import MemoryDeviceSecrets

from auditdesk.bootstrap.workspaces import WorkspaceProgram
from auditdesk.crypto.kdf import KdfParameters
from auditdesk.services.program import NewWorkspace, OpenWorkspace
from auditdesk.store.database import Store

PASSPHRASE = "松针 河灯 qiu7 lan-ting 1926"
SECOND = "石桥 旧雨 ba3 wei-yan 2048"
NEW = NewWorkspace("嘉岭分中心", "韩立群", PASSPHRASE, "恒川服务集团", "1001", "客服主管")


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


def create_workspace(program: WorkspaceProgram, folder: Path) -> OpenWorkspace:
    """A workspace laid down on the spot, for tests of just that and for a second one beside the first."""
    return program.create(folder, NEW)[0]


def make_workspace(program: WorkspaceProgram, folder: Path) -> OpenWorkspace:
    """The same from a copy of one that was laid down before: same ids and keys each time, ten times as fast.

    A program with a keyring gets one of its own, since its secret lies outside of the folder.
    """
    if program.second_factor() or folder.exists():
        return create_workspace(program, folder)
    laid, place = _laid_down()
    shutil.copytree(place, folder)
    program._clock.time = max(program._clock.time, laid.clock.time)
    return program._open(folder, *laid.left)


class _LayingProgram(WorkspaceProgram):
    """Stops before the new workspace is opened and keeps what opening needs."""

    def __init__(self, home: Path) -> None:
        self.clock = SteppingClock()
        super().__init__(
            clock=self.clock,
            device_secrets=MemoryDeviceSecrets(present=False),
            kdf=KdfParameters.for_tests(),
            home=home,
        )
        self.left = ()

    def _open(self, folder, header, opened):
        self.left = (header, opened)


def make_store(folder: Path, *keys: bytes, **how: object) -> Store:
    """`Store.create`, from a copy of databases that were made with these keys before: 25 times as fast."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in _made_with(*keys).iterdir():
        shutil.copy(path, folder)
    return Store.open(folder, *keys, **how)


@cache
def _made_with(*keys: bytes) -> Path:
    folder = _kept_folder()
    Store.create(folder, *keys, device="00", clock=SteppingClock()).close()
    return folder


def _kept_folder() -> Path:
    """A folder until the end of the process."""
    folder = Path(tempfile.mkdtemp(prefix="auditdesk-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _laid_down() -> tuple[_LayingProgram, Path]:
    home = _kept_folder()
    program = _LayingProgram(home / "home")
    create_workspace(program, home / "workspace")
    return program, home / "workspace"

"""Real stores, blobs and keys around a share in a folder; every name is invented."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.factories import make_store

from auditdesk.crypto.blob_reader import BlobReader
from auditdesk.crypto.blobs import BlobStore
from auditdesk.crypto.chunks import content_salt, encrypt_stream
from auditdesk.crypto.identity import UserIdentity, verify
from auditdesk.crypto.kdf import KdfParameters, stretch
from auditdesk.crypto.keys import derive
from auditdesk.crypto.sealing import DeviceKeys, open_bytes, seal, seal_bytes
from auditdesk.domain.operations import Cursor
from auditdesk.domain.people import Role, User
from auditdesk.domain.sharing import NO_HASH
from auditdesk.services.desk import Desk, WorkspaceInfo
from auditdesk.services.ports_sync import NewReplica, ShareCrypto
from auditdesk.services.sharing import sync_now
from auditdesk.services.sharing_enrol import Joining, invite, join
from auditdesk.store.database import Store
from auditdesk.sync.opening import open_share
from auditdesk.sync.tools import make_share_tools

WORKSPACE = "ab" * 16
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def share_crypto() -> ShareCrypto:
    cheap = KdfParameters.for_tests()
    return ShareCrypto(
        new_keys=DeviceKeys.generate,
        load_keys=DeviceKeys.from_bytes,
        verify=verify,
        seal=seal,
        seal_bytes=seal_bytes,
        open_bytes=open_bytes,
        stretch=lambda code, salt: stretch(code, salt, cheap, secret=None),
        derive=derive,
        encrypt=lambda clear, target, key, sha256: encrypt_stream(
            clear, target, key, content_salt(key, sha256)
        ),
        open_blob=lambda file, key, path: BlobReader(file, key, binding=b"", path=path),
    )


class Clock:
    """Moves a second per look; ``offset`` is how wrong this laptop's clock is."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset
        self.looks = 0

    def now(self) -> datetime:
        self.looks += 1
        return START + timedelta(seconds=self.looks) + self.offset


def issue(user: User) -> tuple[User, bytes]:
    identity = UserIdentity.generate()
    return replace(user, public_key=identity.public_key.hex()), identity.to_bytes()


def refuse_journal(*_given: object) -> None:
    raise AssertionError("nothing writes here")


@dataclass
class Laptop:
    """An open workspace with its share tools; fulfils `OpenWorkspace` as far as joining needs it."""

    desk: Desk
    store: Store
    tools: object
    clock: Clock

    def close(self) -> None:
        self.store.close()


def open_laptop(folder: Path, device: str, user: User, clock: Clock, *, new: bool, open_folder=open_share):
    folder.mkdir(parents=True, exist_ok=True)
    make = make_store if new else Store.open
    store = make(folder, b"s" * 32, b"j" * 32, device=device, user=user.id, clock=clock)
    blobs = BlobStore(folder / "blobs", device.encode().ljust(32, b"b"))
    info = WorkspaceInfo(WORKSPACE, "嘉岭分中心", folder, device)
    desk = Desk(info, user, store.begin, store.journal, blobs, clock, None, None, None)
    return Laptop(desk, store, make_share_tools(share_crypto(), issue, open_folder), clock)


def founder(
    folder: Path, device: str = "aa00000000aa", *, clock: Clock | None = None, open_folder=open_share
):
    user = User("u" + device, "1001", "韩立群", Role.ADMIN)
    laptop = open_laptop(folder, device, user, clock or Clock(), new=True, open_folder=open_folder)
    with laptop.desk.begin() as work:
        work.save(user)
        work.commit()
    return laptop


class Maker:
    """`WorkspaceMaker` over real stores."""

    def __init__(self, clock: Clock, open_folder=open_share) -> None:
        self.clock = clock
        self.open_folder = open_folder

    def create_replica(self, folder: Path, replica: NewReplica, passphrase: str) -> Laptop:
        laptop = open_laptop(
            folder, replica.device, replica.user, self.clock, new=True, open_folder=self.open_folder
        )
        with laptop.desk.begin() as work:
            for name, value in replica.settings.items():
                work.set_setting(name, value)
            work.replica.apply(replica.operations, Cursor(replica.inviter, 0, NO_HASH))
            work.commit()
        return laptop


def new_user(number: str, name: str = "沈知夏", role: Role = Role.AUDITOR) -> User:
    return User(secrets.token_hex(16), number, name, role)


def joined(tmp_path, first, closing, name="two", clock=None):
    file = tmp_path / f"{name}.adinvite"
    code = invite(first.desk, first.tools, new_user("1042"), file)
    clock = clock or Clock()
    asked = Joining(tmp_path / name, file, code, "passphrase")
    laptop = join(first.tools, Maker(clock), clock, asked)
    closing(laptop)
    return laptop


def sync(laptop):
    return sync_now(laptop.desk, laptop.tools)


def save(laptop, *entities):
    with laptop.desk.begin() as work:
        work.save(*entities)
        work.commit()


def get(laptop, cls, entity):
    with laptop.desk.begin() as work:
        return work.get(cls, entity)


def alarms(laptop):
    with laptop.desk.begin() as work:
        return {one.kind for one in work.replica.alarms()}

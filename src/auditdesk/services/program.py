"""What the front ends ask of the composition root: create, open, recover and carry workspaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from auditdesk.domain.mapping import Columns
from auditdesk.domain.people import Role, User
from auditdesk.services.desk import Desk
from auditdesk.services.jobs import Progress
from auditdesk.services.ports_sync import NewReplica, ShareTools
from auditdesk.services.preferences import Preferences
from auditdesk.services.toolbox import Forms, Masking, Reports, Sheets, SigningIdentity


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """What creating a workspace asks for; the first user becomes its administrator."""

    site_name: str
    user_name: str
    passphrase: str
    organisation: str = ""
    staff_no: str = "1001"
    title: str = ""


@dataclass(frozen=True, slots=True)
class RecoveryKit:
    """The recovery code in its groups and the PDF to print; shown once, kept nowhere."""

    groups: tuple[str, ...]
    pdf: bytes


@dataclass(frozen=True, slots=True)
class SlotInfo:
    """A way in that is visible before unlocking: staff number and role, never a name."""

    user_id: str
    staff_no: str
    role: Role
    device_bound: bool


@dataclass(frozen=True, slots=True)
class WorkspaceSummary:
    """What can be told of a workspace before it is unlocked."""

    folder: Path
    id: str
    site_name: str
    created: str
    slots: tuple[SlotInfo, ...]
    has_recovery: bool
    busy: bool


@dataclass(frozen=True, slots=True)
class Strength:
    """Judgement of a passphrase: 0–4, whether it is enough here, and why not."""

    score: int
    enough: bool
    sentence: str


class Level(StrEnum):
    """How a check came out: fine, worth knowing, or a fault."""

    FINE = "fine"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Check:
    """One result of ``doctor``: what was looked at, what was found, and what to do about it."""

    name: str
    level: Level
    found: str
    advice: str = ""

    @property
    def fine(self) -> bool:
        """Whether nothing must be done."""
        return self.level is not Level.FAULT


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """A user's signing certificate; days are ISO texts, ``fingerprint`` the first bytes of SHA-256."""

    issuer: str
    valid_from: str
    valid_to: str
    fingerprint: str


class OpenWorkspace(Protocol):
    """An unlocked workspace, held by this process until `close`."""

    @property
    def desk(self) -> Desk:
        """What use cases work on."""

    def __enter__(self) -> Self:
        """Itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""

    def close(self) -> None:
        """Seal the journal, close the store, let go of the workspace; safe to call twice."""

    def add_user(self, user: User, passphrase: str) -> User:
        """Add a person with a passphrase slot, keys and a certificate; needs MANAGE_USERS."""

    def change_user(self, user: User) -> User:
        """Change role, title or activity; needs MANAGE_USERS; the last administrator stays one."""

    def certificate_of(self, user: User) -> CertificateInfo | None:
        """What the user's certificate says, None for one who has none."""

    def change_passphrase(self, old: str, new: str) -> None:
        """Rewrite the user's own slot; raises `WrongPassphraseError`."""

    def share_tools(self) -> ShareTools:
        """What the use cases of the share need."""

    def new_recovery_kit(self) -> RecoveryKit:
        """Replace the recovery slot; the old kit opens nothing any more.

        Raises:
            NotAllowedError: there is a kit already, and only who manages users may void it.
        """

    def identity_of(self, user: str, passphrase: str) -> tuple[User, SigningIdentity]:
        """Another user's signing identity, by that user's passphrase (staff number, name or id)."""

    def backup(self, target: Path, progress: Progress) -> Path:
        """A verified copy of header, store, journal and blobs in a new folder under ``target``."""

    def check(self) -> list[str]:
        """Problems of the stores, as sentences; empty when intact."""


class Program(Protocol):
    """Entry to workspaces; the only thing the front ends get from the composition root."""

    def default_folder(self) -> Path:
        """Where a workspace is made when no place is named."""

    def summary(self, folder: Path) -> WorkspaceSummary:
        """Read the public header; raises `NotFoundError`, `DamagedError`, `NewerFormatError`."""

    def known(self) -> list[WorkspaceSummary]:
        """Workspaces opened on this machine before."""

    def preferences(self) -> Preferences:
        """Habits kept on this machine, beside the known places."""

    def keep_preferences(self, wanted: Preferences) -> None:
        """Keep them; raises `BadInputError` when the place cannot be written."""

    def mappings(self) -> dict[str, Columns]:
        """Columns of foreign checklists as decided earlier, by `domain.mapping.fingerprint`."""

    def keep_mappings(self, decided: Mapping[str, Columns]) -> None:
        """Keep them for the next file of the same layout; raises `BadInputError` as `keep_preferences`."""

    def second_factor(self) -> str:
        """Name of the keyring used as second factor, empty when there is none."""

    def strength(self, passphrase: str, words: Sequence[str] = ()) -> Strength:
        """Judge a passphrase for this machine."""

    def create(self, folder: Path, new: NewWorkspace) -> tuple[OpenWorkspace, RecoveryKit]:
        """Make a workspace in an empty or new folder and open it."""

    def open(self, folder: Path, passphrase: str, user: str = "") -> OpenWorkspace:
        """Unlock; ``user`` is a staff number or user id, empty to try each."""

    def recover(self, folder: Path, code: str, passphrase: str, user: str = "") -> OpenWorkspace:
        """Open with the recovery code and give the user (first administrator by default) a new passphrase."""

    def restore(self, backup: Path, folder: Path, progress: Progress) -> WorkspaceSummary:
        """Put a backup into a new folder after checking every file."""

    def join(
        self, folder: Path, invitation: Path, code: str, passphrase: str, location: str = ""
    ) -> OpenWorkspace:
        """Make a second laptop's workspace from an invitation; ``location`` where the share is seen here."""

    def masking(self) -> Masking:
        """Detection and masking without a workspace."""

    def forms(self) -> Forms:
        """Form packs without a workspace."""

    def sheets(self) -> Sheets:
        """Spreadsheets without a workspace."""

    def reports(self) -> Reports:
        """Verification of reports without a workspace: signers are then not tied to a known issuer."""

    def doctor(self) -> list[Check]:
        """Environment checks; none needs a workspace."""


class WorkspaceMaker(Protocol):
    """Makes the joined workspace (composition root)."""

    def create_replica(self, folder: Path, replica: NewReplica, passphrase: str) -> OpenWorkspace:
        """Lay down a workspace whose store has device id ``replica.device``, and open it.

        Raises:
            BadInputError: the folder is used or the passphrase too weak; nothing is left behind.
        """

"""Create, open and recover workspaces: header, key slots, store and lock put together (DESIGN §3, §4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import platformdirs

from auditdesk.bootstrap import attempts
from auditdesk.bootstrap.clock import SystemClock
from auditdesk.bootstrap.held import HEADER_NAME, Held, HeldWorkspace, recovery_kit
from auditdesk.bootstrap.laying import create_store, device_of, make_folder, open_store, refuse_used
from auditdesk.bootstrap.remembered import Remembered
from auditdesk.crypto.device import DeviceSecrets, KeyringSecrets
from auditdesk.crypto.header import Header, create_header, load_header, save_header
from auditdesk.crypto.identity import UserIdentity
from auditdesk.crypto.kdf import KdfParameters
from auditdesk.crypto.keys import new_workspace_key
from auditdesk.crypto.organisation import OrganisationCA
from auditdesk.crypto.slots import (
    Opened,
    SlotUser,
    add_passphrase_slot,
    add_recovery_slot,
    open_with_passphrase,
    open_with_recovery,
    update_slot,
)
from auditdesk.domain.errors import (
    AuditDeskError,
    BadInputError,
    NotAllowedError,
    NotFoundError,
    WrongPassphraseError,
)
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.mapping import Columns
from auditdesk.domain.operations import Cursor
from auditdesk.domain.people import Role, User
from auditdesk.domain.sharing import NO_HASH
from auditdesk.i18n import _
from auditdesk.services.desk import new_id
from auditdesk.services.jobs import Progress
from auditdesk.services.ports import Clock, UnitOfWork
from auditdesk.services.ports_sync import NewReplica
from auditdesk.services.preferences import Preferences
from auditdesk.services.program import (
    Check,
    NewWorkspace,
    OpenWorkspace,
    RecoveryKit,
    SlotInfo,
    Strength,
    WorkspaceSummary,
)
from auditdesk.services.toolbox import Forms, Masking, Reports, Sheets


class WorkspaceProgram:
    """Fulfils `services.program.Program`."""

    def __init__(
        self, *, clock: Clock | None = None, device_secrets: DeviceSecrets | None = None,
        kdf: KdfParameters | None = None, home: Path | None = None,
    ) -> None:  # fmt: skip
        self._clock = clock or SystemClock()
        self._secrets = device_secrets or KeyringSecrets()
        self._kdf = kdf or KdfParameters()
        self._home = home or Path(platformdirs.user_data_dir("AuditDesk", appauthor=False))
        self._remembered = Remembered(self._home)

    def default_folder(self) -> Path:
        """Where a workspace is made when no place is named."""
        return self._home / "workspace"

    def summary(self, folder: Path) -> WorkspaceSummary:
        """Read the public header."""
        from auditdesk.store.holder import is_held

        header = load_header(folder / HEADER_NAME)
        slots = tuple(
            SlotInfo(slot.user_id, slot.staff_no, slot.role, slot.device_bound)
            for slot in header.passphrase_slots
        )
        return WorkspaceSummary(
            folder, header.workspace_id, header.site_name, header.created, slots,
            bool(header.recovery_slots), is_held(folder),
        )  # fmt: skip

    def known(self) -> list[WorkspaceSummary]:
        """Workspaces opened on this machine before; those that cannot be read are left out."""
        found = []
        for place in self._remembered.places():
            try:
                found.append(self.summary(Path(place)))
            except AuditDeskError:
                continue
        return found

    def preferences(self) -> Preferences:
        """Habits kept on this machine."""
        return self._remembered.preferences()

    def keep_preferences(self, wanted: Preferences) -> None:
        """Keep them for the next start."""
        self._remembered.keep_preferences(wanted)

    def mappings(self) -> dict[str, Columns]:
        """Columns of foreign checklists as decided earlier."""
        return self._remembered.mappings()

    def keep_mappings(self, decided: Mapping[str, Columns]) -> None:
        """Keep them for the next file of the same layout."""
        self._remembered.keep_mappings(decided)

    def second_factor(self) -> str:
        """Name of the keyring used as second factor, empty when there is none."""
        return self._secrets.backend_name if self._secrets.available() else ""

    def strength(self, passphrase: str, words: Sequence[str] = ()) -> Strength:
        """Judge a passphrase for this machine."""
        from auditdesk.crypto import strength as judging  # its word lists are for a new passphrase only

        found = judging.judge(passphrase, tuple(words), second_factor=self._secrets.available())
        return Strength(found.score, found.ok, found.sentence)

    def _require_strength(self, passphrase: str, words: tuple[str, ...]) -> None:
        found = self.strength(passphrase, words)
        if not found.enough:
            raise BadInputError(found.sentence)

    def create(self, folder: Path, new: NewWorkspace) -> tuple[OpenWorkspace, RecoveryKit]:
        """Make a workspace in an empty or new folder and open it."""
        if not new.site_name.strip() or not new.user_name.strip():
            raise BadInputError(_("请填写站点名称和第一位用户的姓名。"))
        refuse_used(folder)
        self._require_strength(new.passphrase, (new.site_name, new.user_name, new.staff_no))
        key, workspace_id = new_workspace_key(), new_id()
        authority = OrganisationCA.create(new.organisation or new.site_name, now=self._clock.now())
        user = User(new_id(), new.staff_no, new.user_name, Role.ADMIN, new.title, created_at=self._stamp())
        identity = UserIdentity.generate()
        issued = authority.issue(
            user.name, user.title, new.organisation or new.site_name, "", identity.signing_public_der,
            now=self._clock.now(),
        )  # fmt: skip
        identity = identity.with_certificate(issued, (authority.certificate_der,))
        user = replace(user, public_key=identity.public_key.hex(), certificate=issued.hex())
        settings = {
            "organisation": new.organisation, "organisation_ca": authority.to_bytes().hex(),
            "trusted_roots": authority.certificate_der.hex(), "ordinal": "1",
        }  # fmt: skip
        header, code = add_recovery_slot(create_header(new.site_name, workspace_id), key)

        def fill(work: UnitOfWork) -> None:
            for name, value in settings.items():
                work.set_setting(name, value)
            work.save(user)
            work.note(JournalNote("workspace.create", workspace_id))

        header = self._lay_down(folder, header, key, identity, user, new.passphrase, device_of(key), fill)
        kit = recovery_kit(header, code.groups, code.text)
        return self._open(folder, header, self._as_opened(header, key, identity, user)), kit

    def _lay_down(
        self, folder: Path, header: Header, key: bytes, identity: UserIdentity, user: User,
        passphrase: str, device: str, fill: Callable[[UnitOfWork], None],
    ) -> Header:  # fmt: skip
        """Write stores first and the header last, so that a crash leaves no half workspace behind."""
        secret = self._secrets.create(header.workspace_id)
        header = add_passphrase_slot(
            header, key, identity.to_bytes(), passphrase, SlotUser(user.id, user.staff_no, user.role),
            device_secret=secret, params=self._kdf,
        )  # fmt: skip
        make_folder(folder)
        create_store(folder, key, device, user.id, self._clock, fill)
        save_header(folder / HEADER_NAME, header)
        return header

    def create_replica(self, folder: Path, replica: NewReplica, passphrase: str) -> OpenWorkspace:
        """Lay down the workspace of another laptop of the site, with a key of its own, and open it.

        It has no recovery slot yet: the code would be lost before anybody saw it. Whoever joined makes the
        first kit with `OpenWorkspace.new_recovery_kit`.
        """
        refuse_used(folder)
        user = replica.user
        self._require_strength(passphrase, (replica.site_name, user.name, user.staff_no))
        key, identity = new_workspace_key(), UserIdentity.from_bytes(replica.identity)

        def fill(work: UnitOfWork) -> None:
            for name, value in replica.settings.items():
                work.set_setting(name, value)
            work.replica.apply(replica.operations, Cursor(replica.inviter, 0, NO_HASH))
            work.note(JournalNote("workspace.join", replica.workspace))

        header = create_header(replica.site_name, replica.workspace)
        header = self._lay_down(folder, header, key, identity, user, passphrase, replica.device, fill)
        return self._open(folder, header, self._as_opened(header, key, identity, user))

    @staticmethod
    def _as_opened(header: Header, key: bytes, identity: UserIdentity, user: User) -> Opened:
        slot = next(slot for slot in header.passphrase_slots if slot.user_id == user.id)
        return Opened(key, identity.to_bytes(), slot)

    def open(self, folder: Path, passphrase: str, user: str = "") -> OpenWorkspace:
        """Unlock; a wrong passphrase is remembered and journalled at the next unlock."""
        header = load_header(folder / HEADER_NAME)
        secret = self._secrets.load(header.workspace_id)
        try:
            opened = open_with_passphrase(header, passphrase, user=user or None, device_secret=secret)
        except WrongPassphraseError:
            attempts.remember(folder, self._stamp())
            raise
        return self._open(folder, header, opened)

    def _open(self, folder: Path, header: Header, opened: Opened) -> OpenWorkspace:
        from auditdesk.store.holder import hold

        return self._open_held(folder, header, opened, hold(folder))

    def _open_held(
        self, folder: Path, header: Header, opened: Opened, release: Callable[[], None]
    ) -> OpenWorkspace:
        """Open a workspace this process holds already; lets go of it when that fails."""
        store = None
        try:
            store = open_store(folder, opened.workspace_key, opened.slot.user_id, self._clock)
            with store.begin() as work:
                user = active(work.require(User, opened.slot.user_id))
            header = update_slot(header, opened.workspace_key, opened.slot.id, last_unlock=self._stamp())
            save_header(folder / HEADER_NAME, header)
            held = Held(
                folder, header, opened, store, release, self._clock, self._secrets, self._kdf,
                self._require_strength,
            )  # fmt: skip
            workspace = HeldWorkspace(held, user)
            self._journal_unlock(workspace, folder)
        except BaseException:
            if store is not None:
                store.close()
            release()
            raise
        self._remembered.remember_place(folder)
        return workspace

    @staticmethod
    def _journal_unlock(workspace: HeldWorkspace, folder: Path) -> None:
        journal, user = workspace.desk.journal, workspace.desk.user.id
        for time in attempts.take(folder):
            journal.append("", JournalNote("unlock.failed", "", (("at", time),)))
        journal.append(user, JournalNote("unlock", workspace.desk.workspace.id))

    def recover(self, folder: Path, code: str, passphrase: str, user: str = "") -> OpenWorkspace:
        """Open with the recovery code and give the user a new passphrase, identity and device binding.

        The workspace is held before anything is written: one that is open elsewhere stays untouched.
        """
        from auditdesk.store.holder import hold

        header = load_header(folder / HEADER_NAME)
        opened = open_with_recovery(header, code)
        chosen = self._slot_to_recover(header, user)
        self._require_strength(passphrase, (header.site_name, chosen.staff_no))
        release = hold(folder)
        try:
            header = load_header(folder / HEADER_NAME)  # another window may have changed it meanwhile
            identity, person = self._renew(folder, header, opened.workspace_key, chosen)
            secret = self._secrets.create(header.workspace_id)
            header = add_passphrase_slot(
                header, opened.workspace_key, identity.to_bytes(), passphrase, chosen,
                device_secret=secret, params=self._kdf,
            )  # fmt: skip
            save_header(folder / HEADER_NAME, header)
        except BaseException:
            release()
            raise
        fresh = self._as_opened(header, opened.workspace_key, identity, person)
        return self._open_held(folder, header, fresh, release)

    def _renew(self, folder: Path, header: Header, key: bytes, chosen: SlotUser) -> tuple[UserIdentity, User]:
        """A new identity for the user, kept in the user's record and journalled."""
        store = open_store(folder, key, chosen.user_id, self._clock)
        try:
            with store.begin() as work:
                person = work.require(User, chosen.user_id)
                identity = self._fresh_identity(work.setting("organisation_ca"), person, header)
                certificate = identity.certificate_der.hex()
                work.save(replace(person, public_key=identity.public_key.hex(), certificate=certificate))
                work.note(JournalNote("workspace.recover", person.staff_no))
                work.commit()
        finally:
            store.close()
        return identity, person

    @staticmethod
    def _slot_to_recover(header: Header, user: str) -> SlotUser:
        for slot in sorted(header.passphrase_slots, key=lambda slot: slot.role is not Role.ADMIN):
            if not user or user in (slot.user_id, slot.staff_no):
                return SlotUser(slot.user_id, slot.staff_no, slot.role)
        raise NotFoundError(_("没有工号为 {number} 的用户。", number=user))

    def _fresh_identity(self, authority: str, person: User, header: Header) -> UserIdentity:
        identity = UserIdentity.generate()
        if not authority:
            return identity
        issuer = OrganisationCA.from_bytes(bytes.fromhex(authority))
        issued = issuer.issue(
            person.name, person.title, header.site_name, person.department, identity.signing_public_der,
            now=self._clock.now(),
        )  # fmt: skip
        return identity.with_certificate(issued, (issuer.certificate_der,))

    def restore(self, backup: Path, folder: Path, progress: Progress) -> WorkspaceSummary:
        """Put a backup into a new folder after checking every file."""
        from auditdesk.bootstrap.backups import restore_files

        restore_files(backup, folder, progress)
        return self.summary(folder)

    def join(
        self, folder: Path, invitation: Path, code: str, passphrase: str, location: str = ""
    ) -> OpenWorkspace:
        """Make a second laptop's workspace from an invitation."""
        from auditdesk.bootstrap.joining import join_workspace
        from auditdesk.services.sharing_enrol import Joining

        refuse_used(folder)
        asked = Joining(folder, invitation, code, passphrase, location)
        return join_workspace(self, self._clock, self._kdf, asked)

    def masking(self) -> Masking:
        """Detection and masking without a workspace."""
        from auditdesk.bootstrap.masking_tool import MaskingTool

        return MaskingTool()

    def forms(self) -> Forms:
        """Form packs without a workspace."""
        from auditdesk.packs.library import FormLibrary

        return FormLibrary()

    def sheets(self) -> Sheets:
        """Spreadsheets without a workspace."""
        from auditdesk.bootstrap.sheets_tool import SheetsTool

        return SheetsTool()

    def reports(self) -> Reports:
        """Verification of reports without a workspace."""
        from auditdesk.bootstrap.reports_tool import ReportsTool

        return ReportsTool(tuple)

    def doctor(self) -> list[Check]:
        """Environment checks."""
        from auditdesk.bootstrap.doctor import examine

        return examine(self)

    def _stamp(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")


def active(user: User) -> User:
    """The user; raises `NotAllowedError` for one who was deactivated."""
    if not user.active:
        raise NotAllowedError(_("这个用户已停用，请联系管理员。"))
    return user

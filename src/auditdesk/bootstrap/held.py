"""An unlocked workspace held by this process: desk, users, passphrases, backup, closing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from auditdesk.bootstrap.backups import write_backup
from auditdesk.bootstrap.tools import make_toolbox
from auditdesk.crypto.blobs import BlobStore
from auditdesk.crypto.device import DeviceSecrets
from auditdesk.crypto.header import Header, load_header, save_header
from auditdesk.crypto.identity import UserIdentity
from auditdesk.crypto.kdf import KdfParameters
from auditdesk.crypto.keys import WorkspaceKeys
from auditdesk.crypto.organisation import OrganisationCA, describe_certificate
from auditdesk.crypto.slots import (
    Opened,
    SlotUser,
    add_passphrase_slot,
    add_recovery_slot,
    open_with_passphrase,
    rewrap_passphrase,
    update_slot,
)
from auditdesk.domain.errors import AuditDeskError, BadInputError, NotAllowedError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right, User
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, WorkspaceInfo
from auditdesk.services.jobs import Progress
from auditdesk.services.people import find_user, list_users, require_admin_left
from auditdesk.services.ports import Clock
from auditdesk.services.ports_sync import ShareTools
from auditdesk.services.program import CertificateInfo, RecoveryKit
from auditdesk.services.toolbox import SigningIdentity
from auditdesk.store.database import Store

HEADER_NAME = "workspace.json"
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Held:
    """What opening gave, with everything that must be let go of again."""

    folder: Path
    header: Header
    opened: Opened = field(repr=False)
    store: Store
    release: Callable[[], None]
    clock: Clock
    secrets: DeviceSecrets
    kdf: KdfParameters
    judge: Callable[[str, tuple[str, ...]], None]


class HeldWorkspace:
    """Fulfils `services.program.OpenWorkspace`."""

    def __init__(self, held: Held, user: User) -> None:
        self._held = held
        self._closed = False
        self._keys = WorkspaceKeys.derive(held.opened.workspace_key)
        self.identity = UserIdentity.from_bytes(held.opened.identity)
        self._desk = self._make_desk(user)

    def _make_desk(self, user: User) -> Desk:
        held = self._held
        held.store.act_as(user.id)
        with held.store.begin() as work:
            organisation = work.setting("organisation")
            ordinal = int(work.setting("ordinal", "1"))
        info = WorkspaceInfo(
            held.header.workspace_id, held.header.site_name, held.folder, held.store.device,
            organisation, ordinal,
        )  # fmt: skip
        blobs = BlobStore(held.folder / "blobs", self._keys.blob)
        blobs.remove_leftovers()
        tools = make_toolbox(self.identity, self._trusted)
        return Desk(
            info, user, held.store.begin, held.store.journal, blobs, held.clock,
            tools.calendar, tools.taxonomy, tools.toolbox,
        )  # fmt: skip

    def _trusted(self) -> tuple[bytes, ...]:
        with self._held.store.begin() as work:
            return tuple(bytes.fromhex(one) for one in work.setting("trusted_roots").split())

    @property
    def desk(self) -> Desk:
        """What use cases work on."""
        return self._desk

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Seal the journal, close the store, let go of the workspace.

        A journal that cannot be sealed now (damaged, disk full) does not keep the workspace open, nor hide
        what was found before: its entries are there, and verifying says up to which one they are sealed.
        """
        if self._closed:
            return
        self._closed = True
        user = self._desk.user
        try:
            self._held.store.journal.seal(user.id, self.identity.public_key.hex(), self.identity.sign)
        except AuditDeskError as error:
            _log.info("the journal was not sealed: %s", type(error).__name__)
        finally:
            self._held.store.close()
            self._held.release()

    def _save(self, header: Header) -> None:
        save_header(self._held.folder / HEADER_NAME, header)
        self._held.header = header

    def add_user(self, user: User, passphrase: str) -> User:
        """Add a person with slot, keys and certificate."""
        self._desk.may(Right.MANAGE_USERS)
        if any(user.staff_no == other.staff_no for other in list_users(self._desk)):
            raise BadInputError(_("工号 {number} 已经有人用了。", number=user.staff_no))
        self._held.judge(passphrase, (user.name, user.staff_no, self._held.header.site_name))
        identity = self.certify(UserIdentity.generate(), user)
        added = replace(
            user, public_key=identity.public_key.hex(), certificate=identity.certificate_der.hex(),
            created_at=self._desk.now(),
        )  # fmt: skip
        header = add_passphrase_slot(
            self._held.header, self._held.opened.workspace_key, identity.to_bytes(), passphrase,
            SlotUser(user.id, user.staff_no, user.role), device_secret=self._device_secret(),
            params=self._held.kdf,
        )  # fmt: skip
        with self._desk.begin() as work:
            work.save(added)
            work.note(JournalNote("user.add", user.staff_no, (("role", user.role),)))
            work.commit()
        self._save(header)
        return added

    def share_tools(self) -> ShareTools:
        """What the use cases of the share need; the sync adapter is loaded only here."""
        from auditdesk.bootstrap.sharing_tools import share_tools

        return share_tools(self._issue, self._held.kdf)

    def _issue(self, user: User) -> tuple[User, bytes]:
        identity = self.certify(UserIdentity.generate(), user)
        issued = replace(
            user, public_key=identity.public_key.hex(), certificate=identity.certificate_der.hex()
        )
        return issued, identity.to_bytes()

    def certify(self, identity: UserIdentity, user: User) -> UserIdentity:
        """The identity with a certificate of the workspace's own CA.

        Raises:
            NotAllowedError: this laptop does not hold the CA.
        """
        with self._desk.begin() as work:
            kept = work.setting("organisation_ca")
        if not kept:
            raise NotAllowedError(_("签名证书由最初建立工作区的电脑签发，请在那台电脑上添加用户。"))
        authority = OrganisationCA.from_bytes(bytes.fromhex(kept))
        info = self._desk.workspace
        issued = authority.issue(
            user.name, user.title, info.organisation or info.site_name, user.department,
            identity.signing_public_der, now=self._held.clock.now(),
        )  # fmt: skip
        return identity.with_certificate(issued, (authority.certificate_der,))

    def _device_secret(self) -> bytes | None:
        return self._held.secrets.load(self._held.header.workspace_id)

    def change_user(self, user: User) -> User:
        """Change role, title or activity."""
        self._desk.may(Right.MANAGE_USERS)
        if user.id == self._desk.user.id and (user.role != self._desk.user.role or not user.active):
            raise NotAllowedError(_("不能改自己的角色或停用自己，请另一位管理员来做。"))
        require_admin_left(list_users(self._desk), user)
        with self._desk.begin() as work:
            work.save(user)
            detail = (("role", user.role), ("active", "1" if user.active else "0"))
            work.note(JournalNote("user.change", user.staff_no, detail))
            work.commit()
        for slot in self._held.header.passphrase_slots:
            if slot.user_id == user.id:
                key = self._held.opened.workspace_key
                self._save(update_slot(self._held.header, key, slot.id, role=user.role))
        return user

    def certificate_of(self, user: User) -> CertificateInfo | None:
        """What the user's certificate says."""
        if not user.certificate:
            return None
        found = describe_certificate(bytes.fromhex(user.certificate))
        return CertificateInfo(found.issuer, found.valid_from, found.valid_to, found.fingerprint)

    def change_passphrase(self, old: str, new: str) -> None:
        """Rewrite the user's own slot."""
        user = self._desk.user
        secret = self._device_secret()
        opened = open_with_passphrase(self._held.header, old, user=user.id, device_secret=secret)
        self._held.judge(new, (user.name, user.staff_no, self._held.header.site_name))
        self._save(
            rewrap_passphrase(self._held.header, opened, new, device_secret=secret, params=self._held.kdf)
        )
        self._note("passphrase.change", user.staff_no)

    def _note(self, action: str, subject: str) -> None:
        self._desk.journal.append(self._desk.user.id, JournalNote(action, subject))

    def new_recovery_kit(self) -> RecoveryKit:
        """Replace the recovery slot; the first one of a joined laptop is its user's own to make."""
        if self._held.header.recovery_slots:
            self._desk.may(Right.MANAGE_USERS)
        header, code = add_recovery_slot(self._held.header, self._held.opened.workspace_key)
        self._save(header)
        self._note("recovery.renew", header.workspace_id)
        return recovery_kit(header, code.groups, code.text)

    def identity_of(self, user: str, passphrase: str) -> tuple[User, SigningIdentity]:
        """Another user's signing identity, by that user's passphrase."""
        person = find_user(self._desk, user)
        header = load_header(self._held.folder / HEADER_NAME)
        opened = open_with_passphrase(header, passphrase, user=person.id, device_secret=self._device_secret())
        identity = UserIdentity.from_bytes(opened.identity)
        material = SigningIdentity(identity.certificate_der, identity.chain_der, identity.signing_key_der)
        return person, material

    def backup(self, target: Path, progress: Progress) -> Path:
        """A verified copy in a new folder under ``target``."""
        self._desk.may(Right.BACKUP)
        made = write_backup(self._desk, self._held.store, target, progress)
        self._note("workspace.backup", made.name)
        with self._desk.begin() as work:
            work.set_setting("last_backup", self._desk.now())
            work.commit()
        return made

    def check(self) -> list[str]:
        """Problems of the stores, as sentences."""
        return self._held.store.check_integrity()


def recovery_kit(header: Header, groups: tuple[str, ...], text: str) -> RecoveryKit:
    """The kit's PDF; reportlab is loaded only here."""
    from auditdesk.report.kit import build_recovery_kit

    pdf = build_recovery_kit(
        header.site_name, header.workspace_id[:8].upper(), header.created, groups, f"AUDITDESK-KIT:{text}"
    )
    return RecoveryKit(groups, pdf)

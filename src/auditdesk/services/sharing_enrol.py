"""Inviting a laptop and joining with an invitation (SYNC; DESIGN §9 ``share join``)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from auditdesk.domain.errors import (
    AuditDeskError,
    BadInputError,
    DuplicateIdentityError,
    NotAllowedError,
    NotFoundError,
    ShareError,
)
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.operations import Operation
from auditdesk.domain.people import Right, User
from auditdesk.domain.sharing import DeviceRecord, Revocation, Roster, RosterEntry
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.jobs import Progress
from auditdesk.services.ports import Clock
from auditdesk.services.ports_sync import (
    Invitation,
    NewReplica,
    ShareFolder,
    ShareTools,
)
from auditdesk.services.program import OpenWorkspace, WorkspaceMaker
from auditdesk.services.sharing import receipt_name, sync_now
from auditdesk.services.sharing_roster import append, enter_device, entry_after, note_alone, refresh, wrapped
from auditdesk.services.sharing_state import Membership, encode_membership, open_session

VALID_DAYS = 14
_DEVICE_BYTES = 6
_LIMIT = 1024 * 1024


def invite(
    desk: Desk, tools: ShareTools, user: User, file: Path, *, admin: bool = False,
    progress: Progress | None = None,
) -> str:  # fmt: skip
    """Write an invitation for a new laptop of ``user`` (new or known); the code that opens it.

    The laptop is entered in the roster and the user's record published before the file is written, so
    joining needs nobody else. File and code must travel on different ways.

    Raises:
        NotAllowedError: only an administrator, on a laptop that may write the roster.
        BadInputError: the file exists or cannot be written.
        ShareError: the share cannot be reached; nobody was invited.
    """
    desk.may(Right.MANAGE_USERS)
    if file.exists():
        raise BadInputError(_("{path} 已经存在，请换一个文件名。", path=file), path=file)
    session = open_session(desk, tools, progress)
    refresh(session)
    if session.member.roster.admin(session.device) is None:
        raise NotAllowedError(_("只有管理员的电脑能邀请别的电脑。"))
    person, identity = tools.issue(user)
    keys, device = tools.crypto.new_keys(), secrets.token_hex(_DEVICE_BYTES)
    record = DeviceRecord(
        device, person.id, person.role, keys.signing_public.hex(), keys.agreement_public.hex(), admin=admin
    )
    enter_device(session, record)
    operations, roots = _introduce(desk, person, device)
    sync_now(desk, tools, progress)
    expires = (desk.clock.now() + timedelta(days=VALID_DAYS)).isoformat(timespec="seconds")
    info = desk.workspace
    invitation = Invitation(
        info.id, info.site_name, info.organisation, session.member.location, session.member.root, device,
        keys.to_bytes().hex(), len(session.member.roster.devices), session.device, person, identity.hex(),
        roots, expires, operations,
    )  # fmt: skip
    data, code = tools.invitations.pack(invitation)
    _write(file, data)
    return code


def _introduce(desk: Desk, person: User, device: str) -> tuple[tuple[Operation, ...], str]:
    """Save the user's record; the operations that make it, and the certificates trusted here."""
    with desk.begin() as work:
        work.save(person)
        work.note(JournalNote("share.invite", person.staff_no, (("device", device),)))
        operations = tuple(one for one in work.replica.unsent() if one.entity == person.id)
        roots = work.setting("trusted_roots")
        work.commit()
    return operations, roots


def _write(file: Path, data: bytes) -> None:
    try:
        with file.open("xb") as stream:
            stream.write(data)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInputError(
            _("邀请文件 {path} 写不出来：{reason}；请换一个位置再邀请一次。", path=file, reason=reason),
            path=file,
        ) from error


@dataclass(frozen=True, slots=True)
class Joining:
    """What joining asks for; ``location`` replaces the invitation's when the share is mounted elsewhere."""

    folder: Path
    file: Path
    code: str
    passphrase: str
    location: str = ""


def join(
    tools: ShareTools, maker: WorkspaceMaker, clock: Clock, asked: Joining, progress: Progress | None = None
) -> OpenWorkspace:
    """Make this laptop's workspace from an invitation and fetch everything.

    A share that vanishes after the workspace was made is no error: the next sync goes on.

    Raises:
        BadInputError: wrong code, expired or used invitation, a used folder, a weak passphrase.
        ShareError: the share cannot be reached, or is not the one of the invitation.
    """
    invitation = tools.invitations.open(_read(asked.file), asked.code)
    if datetime.fromisoformat(invitation.expires) < clock.now():
        raise BadInputError(_("这份邀请已过期（{days} 天内有效），请管理员重新邀请。", days=VALID_DAYS))
    location = asked.location or invitation.location
    share = tools.folder(location)
    _refuse_used(share, invitation)
    member = Membership(
        location, invitation.root, invitation.device_keys, secrets.token_hex(16), receipt_sent=False
    )
    opened = maker.create_replica(asked.folder, _replica(invitation, member), asked.passphrase)
    try:
        sync_now(opened.desk, tools, progress)
    except DuplicateIdentityError:
        opened.close()
        raise
    except AuditDeskError as error:
        opened.desk.journal.append(
            opened.desk.user.id, JournalNote("share.join.later", "", (("why", type(error).__name__),))
        )
    return opened


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(_LIMIT)
    except OSError as error:
        raise BadInputError(_("读不了邀请文件 {path}。", path=file), path=file) from error


def _refuse_used(share: ShareFolder, invitation: Invitation) -> None:
    try:
        found = share.size("format") is not None
    except ShareError as error:
        raise _not_there(share) from error
    if not found:
        raise _not_there(share)
    if share.size(receipt_name(invitation.device)) is not None:
        raise _used()


def _not_there(share: ShareFolder) -> ShareError:
    return ShareError(
        _(
            "{place} 不是邀请里说的共享目录，或者连不上；请确认网络盘已连上，或写明它在这台电脑上的位置。",
            place=share.location,
        )
    )


def _used() -> BadInputError:
    return BadInputError(_("这份邀请已经用过了，每份只能用一次；请管理员重新邀请。"))


def _replica(invitation: Invitation, member: Membership) -> NewReplica:
    name, value = encode_membership(member)
    settings: Mapping[str, str] = {
        name: value, "organisation": invitation.organisation, "trusted_roots": invitation.trusted_roots,
        "ordinal": str(invitation.ordinal),
    }  # fmt: skip
    return NewReplica(
        invitation.workspace, invitation.site_name, invitation.device, invitation.user, invitation.inviter,
        bytes.fromhex(invitation.identity), settings, invitation.operations,
    )  # fmt: skip


def revoke(desk: Desk, tools: ShareTools, device: str, *, progress: Progress | None = None) -> None:
    """Shut a laptop out: what it published so far stays, later segments are not read, a new epoch begins.

    Raises:
        NotFoundError: no such device.
        NotAllowedError: only an administrator may, and not for the own laptop.
    """
    desk.may(Right.MANAGE_USERS)
    sync_now(desk, tools, progress)
    session = open_session(desk, tools, progress)
    if session.member.roster.device(device) is None:
        raise NotFoundError(_("名册里没有电脑“{device}”。", device=device))
    if device == session.device:
        raise NotAllowedError(_("不能停用自己正在用的电脑，请在另一台管理员的电脑上操作。"))
    with desk.begin() as work:
        cursor = work.replica.cursors().get(device)
        last = cursor.sequence if cursor else 0

    def build(roster: Roster) -> RosterEntry:
        rest = tuple(one for one in roster.active() if one.id != device)
        keys = wrapped(session, rest, {roster.epoch + 1: os.urandom(32).hex()})
        return entry_after(session, roster, revocations=(Revocation(device, last),), keys=keys)

    append(session, build)
    note_alone(desk, "share.revoke", device)

"""Who may write on the share: founding it, following and extending the roster, revoking (SYNC rule 10)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from auditdesk.domain.errors import (
    DamagedError,
    NewerFormatError,
    NotAllowedError,
    ShareError,
)
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.domain.sharing import (
    BrokenFile,
    DeviceRecord,
    Revocation,
    Roster,
    RosterEntry,
    WrappedKey,
    roster_name,
)
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.ports_sync import (
    MissingOnShareError,
    NameTakenError,
    ShareFormat,
    ShareTools,
)
from auditdesk.services.sharing_state import (
    Membership,
    Session,
    find_membership,
    open_session,
    raise_alarm,
    settle_alarms,
)

FORMAT_NAME = "format"
FORMAT_VERSION = 1
_ROSTER_LIMIT = 1024 * 1024
_TRIES = 5


def init_share(desk: Desk, tools: ShareTools, location: str) -> None:
    """Make an empty folder the share of this workspace; this laptop is its first device.

    Raises:
        ShareError: the folder cannot be reached, or is the share of another workspace.
        NotAllowedError: only an administrator may.
    """
    desk.may(Right.MANAGE_USERS)
    with desk.begin() as work:
        if find_membership(work) is not None:
            raise ShareError(_("这个工作区已经有共享目录了。"))
    keys = tools.crypto.new_keys()
    root, epoch_key = keys.signing_public.hex(), os.urandom(32)
    member = Membership(location, root, keys.to_bytes().hex(), epochs={1: epoch_key.hex()})
    session = open_session(desk, tools, member=member)
    value = ShareFormat(desk.workspace.id, root)
    try:
        session.share.publish(FORMAT_NAME, tools.rosters.pack_format(value, keys.sign), session.device)
    except NameTakenError as error:
        raise ShareError(
            _("{place} 已经是别的工作区的共享目录，请换一个空文件夹。", place=location)
        ) from error
    own = DeviceRecord(
        session.device, desk.user.id, desk.user.role, root, keys.agreement_public.hex(), admin=True
    )
    append(
        session,
        lambda roster: entry_after(
            session, roster, devices=(own,), keys=wrapped(session, (own,), {1: epoch_key.hex()})
        ),
    )
    note_alone(desk, "share.init", session.device)


def note_alone(desk: Desk, action: str, subject: str) -> None:
    """A journal note in a transaction of its own."""
    with desk.begin() as work:
        work.note(JournalNote(action, subject))
        work.commit()


def entry_after(
    session: Session, roster: Roster, *, devices: tuple[DeviceRecord, ...] = (),
    revocations: tuple[Revocation, ...] = (), keys: tuple[WrappedKey, ...] = (),
) -> RosterEntry:  # fmt: skip
    """The next link of the chain, made by this laptop now."""
    return RosterEntry(
        roster.number + 1, session.desk.workspace.id, roster.sha256, session.device, session.desk.now(),
        devices, revocations, keys,
    )  # fmt: skip


def wrapped(
    session: Session, devices: tuple[DeviceRecord, ...], epochs: Mapping[int, str]
) -> tuple[WrappedKey, ...]:
    """Every epoch key sealed to every device."""
    workspace = session.desk.workspace.id

    def sealed(device: DeviceRecord, epoch: int, key: str) -> str:
        public, clear = bytes.fromhex(device.agreement), bytes.fromhex(key)
        return session.tools.crypto.seal(public, clear, _aad(workspace, epoch, device.id)).hex()

    return tuple(
        WrappedKey(epoch, device.id, sealed(device, epoch, key))
        for device in devices
        for epoch, key in epochs.items()
    )


def _aad(workspace: str, epoch: int, device: str) -> bytes:
    return f"auditdesk epoch key {workspace} {epoch} {device}".encode()


def check_format(session: Session) -> bool:
    """Whether the share is still the one this workspace belongs to; an alarm says why it is not."""
    root = bytes.fromhex(session.member.root)
    try:
        data = session.share.read(FORMAT_NAME, _ROSTER_LIMIT)
        found = session.tools.rosters.read_format(data, root)
        problem = "" if found.workspace == session.desk.workspace.id else _other_share(session)
    except MissingOnShareError:
        problem = _(
            "共享目录 {place} 里找不到原来的文件，可能是空的网络盘或换了位置。本机数据没有改动。",
            place=session.share.location,
        )
    except DamagedError:
        problem = _other_share(session)
    if problem:
        raise_alarm(session.desk, "format", "", problem)
        return False
    settle_alarms(session.desk, "", "format")
    _refuse_newer(found)
    if session.staging.kept(FORMAT_NAME) is None:
        session.staging.keep(FORMAT_NAME, data)
    return True


def _refuse_newer(found: ShareFormat) -> None:
    """SYNC rule 11: raises `NewerFormatError` where this program must not read or write any more."""
    if max(found.min_reader, found.min_writer) > FORMAT_VERSION:
        raise NewerFormatError(_("共享目录已升级，这个版本的程序只能看本机数据；请更新后再同步。"))


def _other_share(session: Session) -> str:
    return _(
        "共享目录 {place} 不是这个工作区的，或者它的格式文件被换过。本机数据没有改动。",
        place=session.share.location,
    )


def refresh(session: Session) -> None:
    """Follow the roster chain; a broken or shorter one raises an alarm and the known one stays in force."""
    numbers = [int(name) for name in session.share.listing("roster") if name.isdecimal()]
    newest, known = max(numbers, default=0), session.member.roster.number
    if newest < known:
        message = _("共享目录里的名册只到第 {found} 条，应有 {known} 条。", found=newest, known=known)
        raise_alarm(session.desk, "roster", "", message, str(known))
        return
    roster = session.member.roster
    for number in range(known + 1, newest + 1):
        try:
            roster = _followed(session, roster, session.share.read(roster_name(number), _ROSTER_LIMIT))
        except (DamagedError, ValueError, MissingOnShareError):
            message = _("名册第 {number} 条对不上签名或次序，没有采用。", number=number)
            raise_alarm(session.desk, "roster", "", message, str(number))
            break
    else:
        settle_alarms(session.desk, "", "roster")
    if roster is not session.member.roster:
        session.keep(_with_keys(session, replace(session.member, roster=roster)))


def _followed(session: Session, roster: Roster, untrusted: bytes) -> Roster:
    """The roster with one more file; raises `DamagedError` or ``ValueError``."""
    rosters = session.tools.rosters
    if roster.number == 0:
        public = bytes.fromhex(session.member.root)
    else:
        signer = roster.admin(rosters.signer_of(untrusted))
        if signer is None:
            raise ValueError("the signer may not write roster entries")
        public = bytes.fromhex(signer.signing)
    entry = rosters.read_entry(untrusted, public)
    if entry.workspace != session.desk.workspace.id:
        raise ValueError("a roster of another workspace")
    after = roster.extended(entry, hashlib.sha256(untrusted).hexdigest())
    session.staging.keep(roster_name(after.number), untrusted)
    return after


def check_roster(session: Session) -> Iterator[BrokenFile]:
    """Follow the chain from its beginning up to what is known; names the first file that does not hold."""
    roster = Roster()
    for number in range(1, session.member.roster.number + 1):
        name = roster_name(number)
        try:
            roster = _followed(session, roster, session.share.read(name, _ROSTER_LIMIT))
        except MissingOnShareError as error:
            yield BrokenFile(name, error.message)
            return
        except (DamagedError, ValueError):
            yield BrokenFile(name, _("签名或次序不对，被改动过。"))
            return
    if roster.sha256 != session.member.roster.sha256:
        yield BrokenFile(roster_name(roster.number), _("与本机核对过的名册不一致。"))


def _with_keys(session: Session, member: Membership) -> Membership:
    """The membership with every epoch key that the roster holds for this laptop."""
    epochs = dict(member.epochs)
    for key in member.roster.keys:
        if key.device == session.device and key.epoch not in epochs:
            aad = _aad(session.desk.workspace.id, key.epoch, key.device)
            epochs[key.epoch] = session.identity.open_sealed(bytes.fromhex(key.sealed), aad).hex()
    return replace(member, epochs=epochs)


def append(session: Session, build: Callable[[Roster], RosterEntry]) -> None:
    """Add an entry made for the newest roster; another administrator may have been quicker.

    Raises:
        NotAllowedError: this laptop may not.
        ShareError: the roster cannot be followed, or others write all the time.
    """
    for _attempt in range(_TRIES):
        refresh(session)
        roster = session.member.roster
        if roster.number and roster.admin(session.device) is None:
            raise NotAllowedError(_("只有管理员的电脑能改共享目录的名册。"))
        data = session.tools.rosters.pack_entry(build(roster), session.identity.sign)
        try:
            session.share.publish(roster_name(roster.number + 1), data, session.device)
        except NameTakenError:
            continue
        session.keep(_with_keys(session, replace(session.member, roster=_followed(session, roster, data))))
        return
    raise ShareError(_("共享目录的名册一直在变或对不上，没有改成；请稍后再试。"))


def enter_device(session: Session, device: DeviceRecord) -> None:
    """Enter a laptop with all epoch keys."""
    append(
        session,
        lambda roster: entry_after(
            session, roster, devices=(device,), keys=wrapped(session, (device,), session.member.epochs)
        ),
    )

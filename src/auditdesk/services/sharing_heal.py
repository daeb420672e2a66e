"""Checking the whole share, and putting back what it lost or falsified (SYNC rule 6)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from auditdesk.domain.errors import DamagedError, ShareError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.operations import Cursor
from auditdesk.domain.people import Right
from auditdesk.domain.sharing import (
    NO_HASH,
    BlobNote,
    BrokenFile,
    DeviceRecord,
    ShareCheck,
    blob_name,
    head_name,
    roster_name,
    segment_name,
)
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.jobs import Progress
from auditdesk.services.ports_sync import MissingOnShareError, ShareTools
from auditdesk.services.sharing_publish import opened_own, send_blob
from auditdesk.services.sharing_receive import SEGMENT_LIMIT, Refused, check_segment, list_heads
from auditdesk.services.sharing_roster import FORMAT_NAME, check_format, check_roster
from auditdesk.services.sharing_state import Session, open_session, raise_alarm, settle_alarms

_STEP = 1 << 20


def heal(desk: Desk, tools: ShareTools, progress: Progress | None = None, *, rebuild: bool = False) -> int:
    """用本机副本补回: put back what the share lost or falsified and this laptop has; how many files.

    Own segments and blobs, and copies of everybody's segments that were read, are compared with the share.

    Args:
        desk: the open workspace.
        tools: the share tools.
        progress: told one unit per file looked at.
        rebuild: also start anew in an empty folder; a person must say so, because the folder may only
            be the wrong one.

    Raises:
        ShareError: the share cannot be reached, or it is not this workspace's and ``rebuild`` was not said.
    """
    desk.may(Right.SYNC)
    session = open_session(desk, tools, progress)
    put = rebuild_roster(session) if rebuild else 0
    if not check_format(session):
        raise ShareError(
            _("这里没有本工作区的共享目录；请先确认位置，确实丢了才用“重建”从本机副本重新建立。")
        )
    with desk.begin() as work:
        mine, cursors = work.replica.segments(published=True), work.replica.cursors()
    session.progress.start(_("补回共享目录"), len(mine) + sum(one.sequence for one in cursors.values()))
    for segment in mine:
        _header, body = opened_own(session, segment)
        put += sum(_heal_blob(session, note) for note in body.blobs)
        put += _heal_segment(session, session.device, segment.sequence, segment.data)
    for cursor in cursors.values():
        put += put_back_chain(session, cursor)
        settle_alarms(desk, cursor.device, "rollback")
    settle_alarms(desk, session.device, "rollback", "forged")
    with desk.begin() as work:
        work.note(JournalNote("share.heal", "", (("files", str(put)),)))
        work.commit()
    return put


def rebuild_roster(session: Session) -> int:
    """Put the format file and the roster into an empty folder; how many files were missing there."""
    names = [FORMAT_NAME, *(roster_name(number) for number in range(1, session.member.roster.number + 1))]
    put = 0
    for name in names:
        copy = session.staging.kept(name)
        if copy is None:
            raise ShareError(_("本机没有 {name} 的副本，不能从这台电脑重建共享目录。", name=name))
        put += session.share.publish(name, copy, session.device)
    return put


def put_back_chain(session: Session, cursor: Cursor) -> int:
    """Put back another device's segments from the copies kept when they were read; how many were missing."""
    put = 0
    for sequence in range(1, cursor.sequence + 1):
        copy = session.staging.kept(segment_name(cursor.device, sequence))
        put += _heal_segment(session, cursor.device, sequence, copy) if copy else 0
    return put


def _heal_segment(session: Session, device: str, sequence: int, data: bytes) -> int:
    """Compare one segment with the share; 1 when it had to be put back."""
    session.progress.step()
    name, put = segment_name(device, sequence), 0
    try:
        found = session.share.read(name, SEGMENT_LIMIT)
    except MissingOnShareError:
        found = b""
    if found != data:
        if found and _truly_signed(session, device, sequence, found):
            message = _(
                "{device} 的段 {number} 有两个都签了名的版本，没有动它。", device=device, number=sequence
            )
            raise_alarm(session.desk, "clone", device, message, str(sequence))
            return 0
        session.share.discard(name)
        session.share.publish(name, data, session.device)
        put = 1
    session.share.mark(head_name(device, sequence, hashlib.sha256(data).hexdigest()))
    return put


def _truly_signed(session: Session, device: str, sequence: int, untrusted: bytes) -> bool:
    """Whether the device made this segment for this place; a copy of another one it made does not count."""
    record = session.member.roster.device(device)
    if record is None:
        return False
    try:
        header = session.tools.segments.header_of(untrusted, bytes.fromhex(record.signing))
    except DamagedError:
        return False
    return header.sequence == sequence


def _heal_blob(session: Session, note: BlobNote) -> int:
    """Compare one blob with the share; 1 when it had to be put back."""
    if not check_blob(session, note.id, note.size):
        return 0
    session.share.discard(blob_name(note.id))
    put = send_blob(session, note)
    session.staging.sent(note.id)
    return int(put)


def verify_share(desk: Desk, tools: ShareTools, progress: Progress | None = None) -> ShareCheck:
    """Read everything on the share again: format, roster, every segment and chain, every blob's hash."""
    desk.may(Right.VIEW)
    session = open_session(desk, tools, progress)
    if not check_format(session):
        problem = _("不是这个工作区的共享目录，或者格式文件被换过。")
        return ShareCheck(1, (BrokenFile(FORMAT_NAME, problem),))
    roster = session.member.roster
    ends = {device: head[0] for device, head in list_heads(session).items()}
    total, broken = 1 + roster.number, list(check_roster(session))
    session.progress.start(_("核对共享目录"), sum(ends.get(one.id, 0) for one in roster.devices))
    for device in roster.devices:
        count, found = _check_chain(session, device, ends.get(device.id, 0))
        total, broken = total + count, broken + found
    return ShareCheck(total, tuple(broken))


def _check_chain(session: Session, device: DeviceRecord, newest: int) -> tuple[int, list[BrokenFile]]:
    """Files looked at, and what does not hold; after a broken segment the rest of its chain is unproven."""
    cursor, count = Cursor(device.id, 0, NO_HASH), 0
    broken: list[BrokenFile] = []
    blobs: dict[str, int] = {}
    for sequence in range(1, newest + 1):
        name = segment_name(device.id, sequence)
        count += 1
        try:
            data = session.share.read(name, SEGMENT_LIMIT)
            _header, body = check_segment(session, data, device, cursor)
        except (Refused, MissingOnShareError) as error:
            broken.append(BrokenFile(name, error.message))
            break
        blobs.update({note.id: note.size for note in body.blobs})
        cursor = Cursor(device.id, sequence, hashlib.sha256(data).hexdigest())
        session.progress.step()
    broken += _check_blobs(session, blobs)
    return count + len(blobs), broken


def _check_blobs(session: Session, blobs: dict[str, int]) -> Iterator[BrokenFile]:
    for blob, size in blobs.items():
        problem = check_blob(session, blob, size)
        if problem:
            yield BrokenFile(blob_name(blob), problem)


def check_blob(session: Session, blob: str, size: int) -> str:
    """What is wrong with a blob on the share, empty when its bytes are those its name says."""
    digest, offset = hashlib.sha256(), 0
    try:
        while offset <= size and (data := session.share.read_part(blob_name(blob), offset, _STEP)):
            digest.update(data)
            offset += len(data)
    except MissingOnShareError as error:
        return error.message
    return "" if digest.hexdigest() == blob else _("内容与名字对不上，被改动或不完整。")

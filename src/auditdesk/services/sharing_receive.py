"""Reading the share: heads, segments, blobs; what it lacks changes nothing here (SYNC rules 2, 6, 7)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from auditdesk.domain.errors import DamagedError, NewerFormatError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.operations import MILLIS_BITS, Cursor, parse_stamp
from auditdesk.domain.records import ReportFile
from auditdesk.domain.sharing import (
    NO_HASH,
    BlobNote,
    DeviceRecord,
    SegmentBody,
    SegmentHeader,
    parse_head,
    segment_name,
)
from auditdesk.i18n import _
from auditdesk.services.ports_sync import MissingOnShareError
from auditdesk.services.sharing_state import (
    Memory,
    Session,
    keep_memory,
    memory,
    memory_to_change,
    raise_alarm,
    settle_alarms,
)

SEGMENT_LIMIT = 96 * 1024 * 1024
FUTURE_MILLIS = 24 * 3600 * 1000
Heads = dict[str, tuple[int, frozenset[str]]]
"""Highest announced sequence number per device, and the hash prefixes announced for it."""


class Refused(Exception):  # noqa: N818  # never leaves this package: it becomes an alarm
    """A segment is not taken; ``kind`` names the alarm."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


@dataclass(frozen=True, slots=True)
class Received:
    """What reading gave."""

    segments: int = 0
    touched: frozenset[tuple[str, str]] = frozenset()


def announced(names: Iterable[str]) -> Heads:
    """The news of one listing of ``head``."""
    heads: Heads = {}
    for name in names:
        parsed = parse_head(name)
        if parsed is None:
            continue
        device, sequence, prefix = parsed
        highest, prefixes = heads.get(device, (0, frozenset()))
        if sequence > highest:
            heads[device] = (sequence, frozenset({prefix}))
        elif sequence == highest:
            heads[device] = (sequence, prefixes | {prefix})
    return heads


def list_heads(session: Session) -> Heads:
    """The newest markers, listed twice when something known is missing: a listing may be stale."""
    heads = announced(session.share.listing("head"))
    with session.desk.begin() as work:
        known = memory(work).heads
    if any(heads.get(device, (0,))[0] < sequence for device, sequence in known.items()):
        heads = announced(session.share.listing("head"))
    return heads


def receive(session: Session, heads: Heads) -> Received:
    """Apply every new segment of every other device in the roster."""
    result = Received()
    others = [one for one in session.member.roster.devices if one.id != session.device]
    with session.desk.begin() as work:
        cursors = work.replica.cursors()
    session.progress.start(_("接收变更"), sum(_news(session, one, cursors, heads) for one in others))
    for device in others:
        found = _receive_from(session, device, cursors.get(device.id), heads)
        result = Received(result.segments + found.segments, result.touched | found.touched)
    return result


def _news(session: Session, device: DeviceRecord, cursors: Mapping[str, Cursor], heads: Heads) -> int:
    cursor = cursors.get(device.id)
    return max(0, _last(session, device, heads) - (cursor.sequence if cursor else 0))


def _last(session: Session, device: DeviceRecord, heads: Heads) -> int:
    """Last sequence number to read: what is announced, or the cut-off of a revoked device."""
    newest = heads.get(device.id, (0,))[0]
    cut_off = session.member.roster.cut_off(device.id)
    return newest if cut_off is None else min(newest, cut_off)


def _receive_from(session: Session, device: DeviceRecord, start: Cursor | None, heads: Heads) -> Received:
    cursor = start or Cursor(device.id, 0, NO_HASH)
    touched: frozenset[tuple[str, str]] = frozenset()
    begun = cursor.sequence
    cut_off = session.member.roster.cut_off(device.id)
    if cut_off is not None and begun > cut_off:
        message = _("{device} 已停用，但它在停用点（段 {number}）之后的变更先到了本机，请核对。",
                    device=device.id, number=cut_off)  # fmt: skip
        raise_alarm(session.desk, "cutoff", device.id, message, str(cut_off))
    for sequence in range(begun + 1, _last(session, device, heads) + 1):
        try:
            cursor, more = _take(session, device, cursor)
        except Refused as refusal:
            raise_alarm(session.desk, refusal.kind, device.id, refusal.message, str(sequence))
            break
        touched |= more
        session.progress.step()
    else:
        settle_alarms(session.desk, device.id, "missing", "damaged", "clock", "epoch")
    return Received(cursor.sequence - begun, touched)


def _take(
    session: Session, device: DeviceRecord, cursor: Cursor
) -> tuple[Cursor, frozenset[tuple[str, str]]]:
    """Read, check and apply the segment after ``cursor``; raises `Refused`."""
    sequence = cursor.sequence + 1
    try:
        data = session.share.read(segment_name(device.id, sequence), SEGMENT_LIMIT)
    except MissingOnShareError as error:
        message = _(
            "{device} 应有段 {number}，共享目录里没有。本机数据没有改动。", device=device.id, number=sequence
        )
        raise Refused("missing", message) from error
    header, body = check_segment(session, data, device, cursor)
    _refuse_future(session, header)
    session.staging.keep(segment_name(device.id, sequence), data)
    moved = Cursor(device.id, sequence, hashlib.sha256(data).hexdigest())
    with session.desk.begin() as work:
        changes = work.replica.apply(body.operations, moved)
        keep_memory(work, learned(session, memory(work), moved, body))
        work.commit()
    return moved, changes.touched


def check_segment(
    session: Session, untrusted: bytes, device: DeviceRecord, cursor: Cursor
) -> tuple[SegmentHeader, SegmentBody]:
    """Signature, chain, decryption and authorship of the segment after ``cursor``; raises `Refused`."""
    sequence = cursor.sequence + 1
    segments = session.tools.segments
    try:
        header = segments.header_of(untrusted, bytes.fromhex(device.signing))
    except NewerFormatError as error:
        raise Refused("newer", error.message) from error
    except DamagedError as error:
        raise _damaged(device.id, sequence, error.message) from error
    place = (header.workspace, header.device, header.sequence)
    if place != (session.desk.workspace.id, device.id, sequence):
        raise _damaged(device.id, sequence, _("这个文件放错了位置。"))
    if header.previous != cursor.sha256:
        raise _damaged(device.id, sequence, _("它接不上前一段，链断了。"))
    key = session.member.key(header.epoch)
    if key is None:
        message = _("这台电脑没有第 {epoch} 期的密钥，读不了 {device} 的新变更；请管理员重新邀请。",
                    epoch=header.epoch, device=device.id)  # fmt: skip
        raise Refused("epoch", message)
    try:
        body = segments.body_of(untrusted, key)
    except DamagedError as error:
        raise _damaged(device.id, sequence, error.message) from error
    if not _own_operations(header, body):
        raise _damaged(device.id, sequence, _("里面有不是这台电脑做的变更。"))
    return header, body


def _own_operations(header: SegmentHeader, body: SegmentBody) -> bool:
    """Whether every operation was stamped by the segment's own device, in the range it names."""
    if not body.operations:
        return False
    try:
        right = all(
            parse_stamp(one.id).device == header.device and header.first <= one.id <= header.last
            for one in body.operations
        )
        wide = parse_stamp(header.last).millis < 1 << MILLIS_BITS
    except ValueError:
        return False
    return right and wide


def _damaged(device: str, sequence: int, reason: str) -> Refused:
    return Refused(
        "damaged",
        _("{device} 的段 {number} 没有采用：{reason}本机数据没有改动。",
          device=device, number=sequence, reason=reason),
    )  # fmt: skip


def _refuse_future(session: Session, header: SegmentHeader) -> None:
    """SYNC rule 7: a clock a day ahead would win every conflict and drag all clocks along."""
    ahead = parse_stamp(header.last).millis - int(session.desk.clock.now().timestamp() * 1000)
    if ahead > FUTURE_MILLIS:
        message = _(
            "{device} 的段 {number} 比本机快 {hours} 小时，已隔离；请核对两台电脑的时间，过后自动接收。",
            device=header.device, number=header.sequence, hours=round(ahead / 3_600_000),
        )  # fmt: skip
        raise Refused("clock", message)


def learned(session: Session, before: Memory, cursor: Cursor, body: SegmentBody) -> Memory:
    """What a segment tells beside its operations: others' heads and blobs to fetch."""
    after = before.seen(cursor.device, cursor.sequence)
    for head in body.heads:
        after = after.seen(head.device, head.sequence)
    wanted: dict[str, BlobNote] = dict(after.wanted)
    blobs = session.desk.blobs
    wanted.update({note.sha256: note for note in body.blobs if not blobs.exists(blobs.name_of(note.sha256))})
    return replace(after, wanted=wanted)


def compare_heads(session: Session, heads: Heads) -> None:
    """Rollback alarms: a head that was known, or that another device had read, is not there."""
    with session.desk.begin() as work:
        known = memory(work)
    for device, sequence in known.heads.items():
        found = heads.get(device, (0,))[0]
        if found < sequence:
            message = _(
                "共享目录少了段：{device} 应有段 {known}，目录里只到 {found}。本机数据没有改动。",
                device=device, known=sequence, found=found,
            )  # fmt: skip
            raise_alarm(session.desk, "rollback", device, message, str(sequence))
        else:
            settle_alarms(session.desk, device, "rollback")


def fetch_blobs(session: Session, *, quietly: bool = False) -> int:
    """Bring announced evidence files here, small ones first; how many arrived.

    What is missing or wrong stays wanted and raises an alarm, unless ``quietly``: a stick need not have all.
    """
    wanted = _still_wanted(session)
    session.progress.start(_("接收证据文件"), sum(note.size for note in wanted))
    arrived = 0
    for note in wanted:
        try:
            _fetch(session, note)
        except (MissingOnShareError, DamagedError) as error:
            if not quietly:
                raise_alarm(session.desk, "blob", "", error.message, note.id)
            continue
        arrived += 1
    if arrived == len(wanted):
        settle_alarms(session.desk, "", "blob")
    return arrived


def _still_wanted(session: Session) -> list[BlobNote]:
    """Announced files that did not arrive; those destroyed meanwhile are wanted no more."""
    with session.desk.begin() as work:
        if not memory(work).wanted:
            return []
        before = memory_to_change(work)
        pieces = work.find(Evidence, sha256=list(before.wanted))
        alive = {one.sha256 for one in pieces if not one.destroyed_at}
        alive |= {one.sha256 for one in work.find(ReportFile, sha256=list(before.wanted))}
        gone = {one.sha256 for one in pieces} - alive
        left = {sha256: note for sha256, note in before.wanted.items() if sha256 not in gone}
        keep_memory(work, replace(before, wanted=left))
        work.commit()
    return sorted(left.values(), key=lambda note: note.size)


def _fetch(session: Session, note: BlobNote) -> None:
    blobs, key = session.desk.blobs, session.member.key(note.epoch)
    if key is None:
        raise DamagedError(_("没有这份证据文件的密钥，请管理员重新邀请这台电脑。"))
    if not blobs.exists(blobs.name_of(note.sha256)):
        session.staging.fetch(session.share, note.id, session.progress.step)
        with session.staging.open_fetched(note.id, key) as clear:
            stored = blobs.add(clear)
        session.staging.fetched(note.id)
        if stored.sha256 != note.sha256:
            blobs.delete(stored.name)
            raise DamagedError(_("共享目录里的证据文件 {name} 与登记的不一致。", name=note.id[:16]))
    with session.desk.begin() as work:
        before = memory_to_change(work)
        left = {sha256: one for sha256, one in before.wanted.items() if sha256 != note.sha256}
        keep_memory(work, replace(before, wanted=left))
        work.commit()

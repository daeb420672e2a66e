"""Sending: changes are frozen into segments, blobs go first, markers last (SYNC rules 1, 3, 4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from auditdesk.domain.basis import Document
from auditdesk.domain.errors import DamagedError, DuplicateIdentityError, ShareError, WorkspaceBusyError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.operations import Cursor, FrozenSegment, Operation
from auditdesk.domain.records import ReportFile
from auditdesk.domain.replicated import kind_of
from auditdesk.domain.sharing import (
    BlobNote,
    KnownHead,
    SegmentBody,
    SegmentHeader,
    blob_name,
    head_name,
    heads_digest,
    segment_name,
)
from auditdesk.i18n import _
from auditdesk.services.ports_sync import MissingOnShareError, NameTakenError
from auditdesk.services.sharing_receive import SEGMENT_LIMIT, Heads
from auditdesk.services.sharing_state import (
    Memory,
    Session,
    keep_memory,
    memory,
    memory_to_change,
    raise_alarm,
)

SEGMENT_OPERATIONS = 5_000
SEGMENT_CHARACTERS = 8 * 1024 * 1024
_BLOB_FIELDS = {kind.number: kind.fields["sha256"] for kind in map(kind_of, (Evidence, ReportFile, Document))}


def refuse_clone(session: Session, heads: Heads) -> None:
    """SYNC rule 4: somebody else publishes under this laptop's identity.

    A marker proves nothing, anybody can write one: the segment it names must bear this laptop's signature.

    Raises:
        DuplicateIdentityError: the share holds own segments that this workspace never made.
    """
    newest, prefixes = heads.get(session.device, (0, frozenset()))
    with session.desk.begin() as work:
        known = memory(work)
    unknown = newest > known.frozen or (newest == known.frozen and prefixes != {known.frozen_sha256[:16]})
    if not newest or not unknown:
        return
    ours = known.frozen_sha256 if newest == known.frozen else ""
    if _signed_by_us(session, newest, ours):
        raise _cloned(session)
    message = _("共享目录里有冒充这台电脑的标记（段 {number}），没有采用。", number=newest)
    raise_alarm(session.desk, "forged", session.device, message, str(newest))


def _signed_by_us(session: Session, sequence: int, ours: str) -> bool:
    """Whether the share's segment with this number was made under this laptop's identity, but not here.

    The number must stand inside: a copy of an old segment under a new name proves nothing.
    """
    try:
        data = session.share.read(segment_name(session.device, sequence), SEGMENT_LIMIT)
        header = session.tools.segments.header_of(data, session.identity.signing_public)
    except (MissingOnShareError, DamagedError):
        return False
    return header.sequence == sequence and hashlib.sha256(data).hexdigest() != ours


def _cloned(session: Session) -> DuplicateIdentityError:
    message = _(
        "另一台电脑正以这台电脑的身份（{device}）发布变更，可能是克隆的磁盘或恢复的旧备份；"
        "请停用其中一台，由管理员重新邀请。本机数据没有改动。",
        device=session.device,
    )
    raise_alarm(session.desk, "clone", session.device, message)
    return DuplicateIdentityError(message)


def require_standing(session: Session) -> None:
    """Raise `ShareError` unless this laptop may publish."""
    roster = session.member.roster
    if roster.device(session.device) is None:
        raise ShareError(_("共享目录的名册里没有这台电脑，请管理员邀请它加入。"))
    if roster.cut_off(session.device) is not None:
        raise ShareError(_("这台电脑已被管理员停用，不再收发变更；本机数据还在。"))
    if session.member.key(roster.epoch) is None:
        raise ShareError(_("这台电脑没有当前的共享密钥，请管理员重新邀请。"))


def freeze(session: Session) -> int:
    """Turn unsent operations into segments whose bytes are kept; how many were made."""
    with session.desk.begin() as work:
        unsent = work.replica.unsent()
    made = 0
    for operations in batches(unsent):
        _freeze_one(session, operations)
        made += 1
    return made


def batches(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """Operations in order, cut so that no segment comes near what readers take."""
    batch: list[Operation] = []
    size = 0
    for one in operations:
        weight = sum(len(str(change.value)) for change in one.changes)
        if batch and (len(batch) >= SEGMENT_OPERATIONS or size + weight > SEGMENT_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += weight
    if batch:
        yield batch


def _freeze_one(session: Session, operations: Sequence[Operation]) -> None:
    epoch = session.member.roster.epoch
    key = session.member.key(epoch)
    if key is None:
        raise ShareError(_("这台电脑没有当前的共享密钥，请管理员重新邀请。"))
    blobs = tuple(_sealed_blobs(session, operations, epoch, key))
    with session.desk.begin() as work:
        before, cursors = memory_to_change(work), work.replica.cursors()
        cursors.pop(session.device, None)
        if next(iter(work.replica.unsent()), None) != operations[0]:
            raise WorkspaceBusyError(_("另一次同步正在进行，请等它完成。"))
        news = _news(before, cursors)
        header = SegmentHeader(
            session.desk.workspace.id, session.device, before.frozen + 1, before.frozen_sha256,
            operations[0].id, operations[-1].id, epoch,
            heads_digest({one.device: (one.sequence, one.sha256) for one in cursors.values()}),
            tuple(note.id for note in blobs),
        )  # fmt: skip
        body = SegmentBody(tuple(operations), news, blobs)
        data = session.tools.segments.pack(header, body, key, session.identity.sign)
        digest = hashlib.sha256(data).hexdigest()
        work.replica.freeze(FrozenSegment(header.sequence, digest, data, len(operations), operations[-1].id))
        told = {**before.told, **{one.device: one.sequence for one in news}}
        keep_memory(work, replace(before, frozen=header.sequence, frozen_sha256=digest, told=told))
        work.commit()


def _news(before: Memory, cursors: dict[str, Cursor]) -> tuple[KnownHead, ...]:
    """Heads learned since the last own segment: the vector costs nothing while nobody writes."""
    return tuple(
        KnownHead(one.device, one.sequence, one.sha256)
        for one in cursors.values()
        if one.sequence > before.told.get(one.device, 0)
    )


def file_digests(operations: Sequence[Operation]) -> list[str]:
    """Clear SHA-256 (hex) of every file (evidence, report, document) that these operations bring along."""
    digests = [
        change.value
        for one in operations
        for change in one.changes
        if change.field == _BLOB_FIELDS.get(one.kind) and isinstance(change.value, str) and change.value
    ]
    return list(dict.fromkeys(digests))


def _sealed_blobs(
    session: Session, operations: Sequence[Operation], epoch: int, key: bytes
) -> Iterator[BlobNote]:
    blobs = session.desk.blobs
    for digest in file_digests(operations):
        name = blobs.name_of(digest)
        if blobs.exists(name):
            with blobs.open(name) as clear:
                blob, size = session.staging.seal(clear, key, digest)
            yield BlobNote(digest, blob, size, epoch)


def publish(session: Session) -> tuple[int, int]:
    """Send every frozen segment that is not on the share; numbers of segments and blobs sent."""
    with session.desk.begin() as work:
        waiting = work.replica.segments(published=False)
    sent = blobs = 0
    for segment in waiting:
        blobs += _publish_one(session, segment)
        sent += 1
    return sent, blobs


def opened_own(session: Session, segment: FrozenSegment) -> tuple[SegmentHeader, SegmentBody]:
    """Header and body of an own frozen segment."""
    segments = session.tools.segments
    header = segments.header_of(segment.data, session.identity.signing_public)
    key = session.member.key(header.epoch)
    if key is None:
        raise ShareError(_("这台电脑没有当前的共享密钥，请管理员重新邀请。"))
    return header, segments.body_of(segment.data, key)


def _publish_one(session: Session, segment: FrozenSegment) -> int:
    _header, body = opened_own(session, segment)
    size = len(segment.data) + sum(note.size for note in body.blobs)
    session.progress.start(_("送出段 {number}", number=segment.sequence), size)
    sent = sum(send_blob(session, note) for note in sorted(body.blobs, key=lambda note: note.size))
    put_segment(session, segment)
    session.progress.step(len(segment.data))
    with session.desk.begin() as work:
        before = memory_to_change(work).seen(session.device, segment.sequence)
        work.replica.mark_published(segment.sequence)
        keep_memory(work, replace(before, published=max(before.published, segment.sequence)))
        work.commit()
    for note in body.blobs:
        session.staging.sent(note.id)
    return sent


def put_segment(session: Session, segment: FrozenSegment) -> None:
    """The segment, then its marker; raises `DuplicateIdentityError` when the name holds other bytes."""
    try:
        session.share.publish(segment_name(session.device, segment.sequence), segment.data, session.device)
    except NameTakenError as error:
        if _signed_by_us(session, segment.sequence, segment.sha256):
            raise _cloned(session) from error
        message = _("共享目录里段 {number} 的位置被别的文件占着；请用“补回”修复。", number=segment.sequence)
        raise_alarm(session.desk, "forged", session.device, message, str(segment.sequence))
        raise ShareError(message) from error
    session.share.mark(head_name(session.device, segment.sequence, segment.sha256))


def send_blob(session: Session, note: BlobNote) -> bool:
    """Upload one blob, going on where a broken upload ended. False when its bytes were destroyed here."""
    staged = session.staging.outgoing(note.id)
    if staged is None:
        if not _staged_again(session, note):
            return False
    else:
        staged.close()

    def source() -> BinaryIO:
        stream = session.staging.outgoing(note.id)
        if stream is None:
            raise ShareError(_("要送出的证据文件在本机被删除，请再同步一次。"))
        return stream

    session.share.upload(blob_name(note.id), source, note.id, session.device, session.progress.step)
    return True


def _staged_again(session: Session, note: BlobNote) -> bool:
    blobs = session.desk.blobs
    name, key = blobs.name_of(note.sha256), session.member.key(note.epoch)
    if key is None or not blobs.exists(name):
        return False
    with blobs.open(name) as clear:
        session.staging.seal(clear, key, note.sha256)
    return True

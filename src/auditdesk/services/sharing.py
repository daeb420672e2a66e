"""Use cases of the share: one sync, and what waits for the next (SYNC.md, DESIGN §9).

Every function takes the desk and the share tools (`services.ports_sync.ShareTools`). One sync runs at a
time per workspace; all of it can be broken off anywhere and done again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from auditdesk.domain.basis import Document
from auditdesk.domain.errors import DuplicateIdentityError, NotFoundError, ShareError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.operations import Alarm, Operation
from auditdesk.domain.people import Right
from auditdesk.domain.records import ReportFile
from auditdesk.domain.replicated import kind_numbered
from auditdesk.domain.sharing import (
    ShareStatus,
    SyncResult,
    WaitingBlob,
    WaitingSegment,
)
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.destroying import remove_after_sync
from auditdesk.services.jobs import Progress
from auditdesk.services.ports_sync import NameTakenError, ShareTools
from auditdesk.services.sharing_publish import (
    file_digests,
    freeze,
    opened_own,
    publish,
    refuse_clone,
    require_standing,
)
from auditdesk.services.sharing_receive import (
    Received,
    compare_heads,
    fetch_blobs,
    list_heads,
    receive,
)
from auditdesk.services.sharing_roster import check_format, refresh
from auditdesk.services.sharing_state import (
    Session,
    find_membership,
    keep_memory,
    memory,
    memory_to_change,
    open_session,
    raise_alarm,
)


def sync_now(desk: Desk, tools: ShareTools, progress: Progress | None = None) -> SyncResult:
    """Receive, then send. What the share lacks or falsifies becomes an alarm, never a local change.

    Raises:
        NotReadyError: there is no share yet.
        ShareError: it cannot be reached, is full or refuses; what was done stays done.
        DuplicateIdentityError: another laptop has this identity.
        CancelledError: the user cancelled; the next sync goes on.
    """
    desk.may(Right.SYNC)
    try:
        return _synced(open_session(desk, tools, progress))
    except ShareError as error:
        _remember_problem(desk, error.message)
        raise


def _synced(session: Session) -> SyncResult:
    desk = session.desk
    if not check_format(session):
        _remember_problem(desk, _("{place} 不是原来的共享目录。", place=session.share.location))
        return _result(session, 0, Received(), 0, 0)
    refresh(session)
    require_standing(session)
    _confirm_joining(session)
    heads = list_heads(session)
    received = receive(session, heads)
    compare_heads(session, heads)
    refuse_clone(session, heads)
    freeze(session)
    sent, blobs_sent = publish(session)
    blobs_received = fetch_blobs(session)
    remove_after_sync(desk, received.touched)
    with desk.begin() as work:
        now = desk.now()
        done = replace(
            memory(work), last_success=now, last_sent=sent, last_received=received.segments, last_try=now,
            last_problem="",
        )  # fmt: skip
        keep_memory(work, done)
        if sent or received.segments:
            detail = (("sent", str(sent)), ("received", str(received.segments)))
            work.note(JournalNote("share.sync", "", detail))
        work.commit()
    return _result(session, sent, received, blobs_sent, blobs_received)


def _remember_problem(desk: Desk, message: str) -> None:
    """So that the window can say after the next start, too, that the share could not be reached."""
    with desk.begin() as work:
        keep_memory(work, replace(memory_to_change(work), last_try=desk.now(), last_problem=message))
        work.commit()


def _result(session: Session, sent: int, received: Received, blobs_sent: int, blobs: int) -> SyncResult:
    with session.desk.begin() as work:
        replica = work.replica
        return SyncResult(
            sent, received.segments, len(replica.conflicts()),
            tuple(alarm.message for alarm in replica.alarms()), replica.state_hash(), blobs_sent, blobs,
            received.touched,
        )  # fmt: skip


def receipt_name(device: str) -> str:
    """Where the share keeps that an invitation was used."""
    return f"ack/{device}-000000"


def _confirm_joining(session: Session) -> None:
    """Say once that the invitation was used; a clone of it finds the place taken (SYNC rule 4)."""
    if session.member.receipt_sent:
        return
    receipt = session.tools.rosters.pack_receipt(session.device, session.member.nonce, session.identity.sign)
    try:
        session.share.publish(receipt_name(session.device), receipt, session.device)
    except NameTakenError as error:
        message = _("这份邀请已在另一台电脑上用过，这台不能再用它；请管理员重新邀请。")
        raise_alarm(session.desk, "clone", session.device, message)
        raise DuplicateIdentityError(message) from error
    session.keep(replace(session.member, receipt_sent=True))


def status(desk: Desk, tools: ShareTools, *, probe: bool = True) -> ShareStatus:
    """What waits to be sent or fetched; ``probe`` asks the share too, which may take seconds."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        member = find_membership(work)
    if member is None:
        return ShareStatus("", joined=False)
    session = open_session(desk, tools, member=member)
    with desk.begin() as work:
        known, unsent = memory(work), work.replica.unsent()
        frozen = work.replica.segments(published=False)
    segments, digests = [], []
    for segment in frozen:
        _header, body = opened_own(session, segment)
        segments.append(WaitingSegment(segment.sequence, _counts(body.operations), len(segment.data)))
        digests += [note.sha256 for note in body.blobs]
    if unsent:
        segments.append(WaitingSegment(0, _counts(unsent), 0))
        digests += file_digests(unsent)
    reachable, problem = reach(tools, member.location) if probe else (None, "")
    return ShareStatus(
        location=member.location, joined=True, reachable=reachable, problem=problem,
        last_success=known.last_success, last_sent=known.last_sent, last_received=known.last_received,
        segments=tuple(segments), outgoing=tuple(_pieces(desk, digests, here=True)),
        missing=tuple(_pieces(desk, list(known.wanted), here=False)),
        published=known.published, last_try=known.last_try, last_problem=known.last_problem,
    )  # fmt: skip


def reach(tools: ShareTools, location: str) -> tuple[bool, str]:
    """Whether the share answers now, and why not; touches no store, may take as long as a network does."""
    try:
        found = tools.folder(location).size("format") is not None
    except ShareError as error:
        return False, error.message
    return found, "" if found else _("共享目录 {place} 里找不到原来的文件。", place=location)


def _counts(operations: tuple[Operation, ...] | list[Operation]) -> dict[str, int]:
    """Entities per kind name; kinds of newer programs are not counted."""
    entities = {(one.kind, one.entity) for one in operations}
    kinds = [kind_numbered(number) for number, _entity in entities]
    return dict(Counter(kind.name for kind in kinds if kind is not None))


def _pieces(desk: Desk, digests: list[str], *, here: bool) -> Iterator[WaitingBlob]:
    """Evidence (small ones first), documents and reports with these digests whose bytes are here or not."""
    if not digests:
        return
    with desk.begin() as work:
        found = work.find(Evidence, sha256=digests, destroyed_at="")
        reports = work.find(ReportFile, sha256=digests)
        documents = work.find(Document, sha256=digests)
    for piece in sorted(found, key=lambda piece: piece.size):
        if desk.blobs.exists(desk.blobs.name_of(piece.sha256)) is here:
            yield WaitingBlob(piece.code, piece.name, piece.size)
    for document in documents:
        if desk.blobs.exists(desk.blobs.name_of(document.sha256)) is here:
            yield WaitingBlob("", document.file_name, document.size)
    for report in reports:
        name = desk.blobs.name_of(report.sha256)
        if desk.blobs.exists(name) is here:
            yield WaitingBlob(
                "", report.file_name, desk.blobs.stored_path(name).stat().st_size if here else 0
            )


def alarms(desk: Desk, *, history: bool = False) -> list[Alarm]:
    """Open alarms, or all there ever were, oldest first."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        return work.replica.alarms(open_only=not history)


def dismiss(desk: Desk, alarm_id: str) -> None:
    """Close an alarm a person has dealt with; it comes again when its cause does.

    Raises:
        NotFoundError: no open alarm has this id.
    """
    desk.may(Right.SYNC)
    with desk.begin() as work:
        found = next((one for one in work.replica.alarms() if one.id == alarm_id), None)
        if found is None:
            raise NotFoundError(_("没有未处理的警报“{id}”。", id=alarm_id))
        work.replica.raise_alarm(replace(found, settled_at=desk.now()))
        work.note(JournalNote("alarm.dismiss", alarm_id))
        work.commit()


def move_share(desk: Desk, tools: ShareTools, location: str) -> None:
    """The same share is reached at another place now.

    Raises:
        ShareError: what is there is not this workspace's share; the old place stays.
    """
    desk.may(Right.SYNC)
    session = open_session(desk, tools, at=location)
    if not check_format(session):
        raise ShareError(_("{place} 不是这个工作区的共享目录，位置没有改。", place=location))
    session.keep(replace(session.member, location=location))

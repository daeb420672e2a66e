"""U 盘带走: changes travel on a stick where no network reaches, sealed as on the share."""

from __future__ import annotations

from auditdesk.domain.errors import ShareError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.domain.sharing import blob_name
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.jobs import Progress
from auditdesk.services.ports_sync import ShareTools
from auditdesk.services.sharing_heal import put_back_chain, rebuild_roster
from auditdesk.services.sharing_publish import freeze, opened_own, put_segment, require_standing, send_blob
from auditdesk.services.sharing_receive import Received, fetch_blobs, list_heads, receive
from auditdesk.services.sharing_roster import check_format, refresh
from auditdesk.services.sharing_state import open_session


def carry_out(desk: Desk, tools: ShareTools, location: str, progress: Progress | None = None) -> int:
    """Write all changes known here to a folder on a stick; how many segments of this laptop it holds.

    Evidence files go along for segments that are not on the share yet. What the share has and waits for
    stays as it is: the same bytes go there at the next sync.

    Raises:
        ShareError: the stick is full, cannot be written, or holds another workspace's share.
    """
    desk.may(Right.SYNC)
    session = open_session(desk, tools, progress, at=location)
    require_standing(session)
    freeze(session)
    rebuild_roster(session)
    with desk.begin() as work:
        mine, cursors = work.replica.segments(), work.replica.cursors()
    session.progress.start(_("写到 U 盘"), len(mine) + sum(one.sequence for one in cursors.values()))
    for segment in mine:
        if not segment.published:
            for note in opened_own(session, segment)[1].blobs:
                if session.share.size(blob_name(note.id)) is None:
                    send_blob(session, note)
        put_segment(session, segment)
        session.progress.step()
    for cursor in cursors.values():
        put_back_chain(session, cursor)
    with desk.begin() as work:
        work.note(JournalNote("share.carry", "", (("segments", str(len(mine))),)))
        work.commit()
    return len(mine)


def carry_in(desk: Desk, tools: ShareTools, location: str, progress: Progress | None = None) -> Received:
    """Read what somebody else's stick brings; checked exactly as if it came from the share.

    Raises:
        ShareError: the stick cannot be read, or holds another workspace's share.
    """
    desk.may(Right.SYNC)
    session = open_session(desk, tools, progress, at=location)
    if not check_format(session):
        raise ShareError(_("{place} 里没有这个工作区带来的变更。", place=location))
    refresh(session)
    received = receive(session, list_heads(session))
    fetch_blobs(session, quietly=True)
    return received

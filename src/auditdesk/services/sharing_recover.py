"""Going on after a backup was restored: the share knows own segments that this workspace has forgotten.

To the share a restored backup and a cloned disk look alike (SYNC rule 4), so a person must say which it is.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from auditdesk.domain.errors import ShareError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.operations import Cursor
from auditdesk.domain.people import Right
from auditdesk.domain.sharing import segment_name
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.jobs import Progress
from auditdesk.services.ports_sync import MissingOnShareError, ShareTools
from auditdesk.services.sharing_publish import require_standing
from auditdesk.services.sharing_receive import SEGMENT_LIMIT, Refused, check_segment, learned, list_heads
from auditdesk.services.sharing_roster import check_format, refresh
from auditdesk.services.sharing_state import (
    Session,
    keep_memory,
    memory,
    memory_to_change,
    open_session,
    settle_alarms,
)


def take_up(desk: Desk, tools: ShareTools, progress: Progress | None = None) -> int:
    """Read back own segments made after the backup and go on behind them; how many there were.

    Only right when no other laptop uses this identity any more.

    Raises:
        ShareError: the share cannot be reached, or its segments do not continue this workspace's.
    """
    desk.may(Right.SYNC)
    session = open_session(desk, tools, progress)
    if not check_format(session):
        raise ShareError(_("{place} 不是这个工作区的共享目录。", place=session.share.location))
    refresh(session)
    require_standing(session)
    newest = list_heads(session).get(session.device, (0,))[0]
    with desk.begin() as work:
        begun = memory(work).frozen
    session.progress.start(_("找回本机发布过的变更"), max(0, newest - begun))
    for sequence in range(begun + 1, newest + 1):
        _take_up_one(session, sequence)
        session.progress.step()
    settle_alarms(desk, session.device, "clone")
    with desk.begin() as work:
        work.note(JournalNote("share.take_up", session.device, (("segments", str(newest - begun)),)))
        work.commit()
    return max(0, newest - begun)


def _take_up_one(session: Session, sequence: int) -> None:
    """Apply one own segment as if it were foreign, and make it the end of the own chain."""
    record = session.member.roster.device(session.device)
    assert record is not None  # require_standing
    with session.desk.begin() as work:
        known = memory(work)
    behind = Cursor(session.device, sequence - 1, known.frozen_sha256)
    try:
        data = session.share.read(segment_name(session.device, sequence), SEGMENT_LIMIT)
        _header, body = check_segment(session, data, record, behind)
    except (Refused, MissingOnShareError) as error:
        raise ShareError(
            _("接不上共享目录里本机的段 {number}：{why}请由管理员重新邀请这台电脑。",
              number=sequence, why=error.message)
        ) from error  # fmt: skip
    session.staging.keep(segment_name(session.device, sequence), data)
    digest = hashlib.sha256(data).hexdigest()
    moved = Cursor(session.device, sequence, digest)
    with session.desk.begin() as work:
        work.replica.apply(body.operations, moved)
        before = learned(session, memory_to_change(work), moved, body)
        keep_memory(work, replace(before, frozen=sequence, frozen_sha256=digest, published=sequence))
        work.commit()

"""Use cases on the automatic lock: after how many idle minutes a workspace closes (DESIGN §4)."""

from __future__ import annotations

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.desk import Desk

DEFAULT_MINUTES = 10
LEAST, MOST = 1, 60
CHOICES = (2, 5, 10, 15, 30, 60)
"""What the window offers; the command line takes any number within the limits."""
_SETTING = "lock_after"


def lock_minutes(desk: Desk) -> int:
    """Idle minutes until the workspace locks itself; the default when nothing sensible is stored."""
    with desk.begin() as work:
        stored = work.setting(_SETTING)
    minutes = int(stored) if stored.isdecimal() else DEFAULT_MINUTES
    return min(MOST, max(LEAST, minutes))


def set_lock_minutes(desk: Desk, minutes: int) -> int:
    """Change the minutes on this laptop.

    Raises:
        NotAllowedError: only an administrator may.
        BadInputError: outside of 1–60.
    """
    desk.may(Right.MANAGE_USERS)
    if not LEAST <= minutes <= MOST:
        raise BadInputError(_("自动锁定时间要在 {least} 到 {most} 分钟之间。", least=LEAST, most=MOST))
    with desk.begin() as work:
        work.set_setting(_SETTING, str(minutes))
        work.note(JournalNote("lock.after", "", (("minutes", str(minutes)),)))
        work.commit()
    return minutes

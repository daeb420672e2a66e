"""What the page 同步 shows, read in one go off the UI thread; only the share itself is asked elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.domain.operations import Alarm
from auditdesk.domain.people import RIGHTS, Right, User
from auditdesk.domain.sharing import ShareStatus
from auditdesk.services.desk import Desk
from auditdesk.services.people import list_users
from auditdesk.services.ports_sync import ShareTools
from auditdesk.services.sharing import alarms, status
from auditdesk.services.sharing_laptops import Laptop, laptop_word, laptops
from auditdesk.services.sharing_settling import Question, questions


@dataclass(frozen=True, slots=True)
class SyncFile:
    """The share's state, conflicts by entity, alarms (also settled ones), laptops, users, and when it was."""

    status: ShareStatus
    questions: list[Question]
    alarms: list[Alarm]
    laptops: list[Laptop]
    users: list[User]
    now: str
    manages: bool

    def open_alarms(self) -> list[Alarm]:
        """Those a person has not dealt with, newest first."""
        return [one for one in reversed(self.alarms) if not one.settled_at]

    def words(self) -> dict[str, str]:
        """Laptops' words by device id."""
        return {one.device: laptop_word(one) for one in self.laptops}

    def names(self) -> dict[str, str]:
        """User names by id."""
        return {user.id: user.name for user in self.users}


def read_sync(desk: Desk, tools: ShareTools) -> SyncFile:
    """Read everything; the network is not touched."""
    return SyncFile(
        status(desk, tools, probe=False), questions(desk), alarms(desk, history=True), laptops(desk),
        list_users(desk), desk.now(), Right.MANAGE_USERS in RIGHTS[desk.user.role],
    )  # fmt: skip

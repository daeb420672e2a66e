"""What the tabs of forms and documents share: the pane's wishes done through the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.life import Decision
from auditdesk.domain.people import RIGHTS, Right
from auditdesk.i18n import _
from auditdesk.services import approving, commenting
from auditdesk.services.approving import Submission
from auditdesk.services.changes import ChangeSet
from auditdesk.ui.jobs import JobProgress
from auditdesk.ui.pages.library_parts.ask_bar import AskBar
from auditdesk.ui.pages.library_parts.questions import ask_withdrawal
from auditdesk.ui.pages.library_parts.review_pane import ReviewPane
from auditdesk.ui.pages.library_parts.tabs import LibraryTab
from auditdesk.ui.pages.registry import Place


class ReviewingTab(LibraryTab):
    """A tab with a `ReviewPane`; subclasses say which version is shown and how it is submitted."""

    def __init__(self, place: Place, parent: QObject | None = None) -> None:
        super().__init__(place, parent)
        self.pane = ReviewPane()
        self.bar = AskBar()
        self.pane.withdrawn.connect(self._ask_withdrawal)
        self.pane.submitted.connect(self._submit)
        self.pane.decided.connect(self._decide)
        self.pane.published.connect(self._publish)
        self.pane.reminded.connect(lambda: self.attempt(lambda: approving.remind(place.desk, self.subject())))
        self.pane.commented.connect(self._comment)
        self.pane.handled.connect(
            lambda name, done: self.attempt(lambda: commenting.handle(place.desk, name, handled=done))
        )

    def subject(self) -> str:
        """The version shown, as approvals and comments name it."""
        raise NotImplementedError

    def submit(self, submission: Submission) -> object:
        """Hand the version shown in."""
        raise NotImplementedError

    def publish(self) -> object:
        """Publish the version shown."""
        raise NotImplementedError

    def kinds(self) -> frozenset[str]:
        """Forms and documents hang together through citations."""
        return frozenset(
            {"form", "document", "approval", "course", "comment", "handling", "recheck", "audit", "user"}
        )

    def writes(self) -> bool:
        """Whether the user may write controlled texts."""
        return Right.MANAGE_FORMS in RIGHTS[self.place.desk.user.role]

    def finishing(self) -> bool:
        """Whether the pane shows the primary button."""
        return self.pane.main is not None

    def leave(self) -> None:
        """A passphrase that was typed is forgotten."""
        self.pane.leave()

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do something on the store; a refusal is said in the pane."""
        try:
            act()
        except AuditDeskError as error:
            self.pane.say("bad", error.message)
            return False
        kind, _colon, key = self.subject().partition(":")
        self.wrote.emit(ChangeSet(frozenset({(kind, key), ("approval", key)})))
        return True

    def _ask_withdrawal(self) -> None:
        subject = self.subject()

        def act(said: dict[str, str]) -> None:
            self.do(lambda: approving.withdraw(self.place.desk, subject, said["reason"]))

        ask_withdrawal(self.bar, act)

    def do(self, act: Callable[[], object]) -> None:
        """Do something on the store whose refusal is said where it was asked for."""
        act()
        kind, _colon, key = self.subject().partition(":")
        self.wrote.emit(ChangeSet(frozenset({(kind, key), ("approval", key)})))

    def _submit(self, submission: Submission) -> None:
        self.attempt(lambda: self.submit(submission))

    def _publish(self) -> None:
        self.attempt(self.publish)

    def _comment(self, text: str, place: str, answers: str) -> None:
        desk = self.place.desk
        if answers:
            self.attempt(lambda: commenting.reply(desk, answers, text))
        else:
            self.attempt(lambda: commenting.add_comment(desk, self.subject(), text, place))

    def _decide(self, decision: Decision, note: str, secret: str) -> None:
        """On 终审 the passphrase is proved first, off the UI thread: the key derivation takes its time."""
        desk, subject = self.place.desk, self.subject()
        if not secret:
            self.attempt(lambda: approving.decide(desk, subject, decision, note))
            return

        def prove(_progress: JobProgress) -> Any:  # noqa: ANN401 -- a job's result
            return self.place.workspace.identity_of(desk.user.id, secret)[0]

        def done(user: Any) -> None:  # noqa: ANN401 -- a job's result
            if self.subject() == subject:
                self.attempt(lambda: approving.decide(desk, subject, decision, note, proven=user))

        def failed(error: AuditDeskError) -> None:
            self.pane.say("bad", error.message)

        self.pane.say("na", _("正在核对口令…"))
        self.place.jobs.start(prove, done=done, failed=failed)

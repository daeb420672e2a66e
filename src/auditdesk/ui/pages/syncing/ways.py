"""The card of the path: picture, what the last attempt said, when it is tried again, running jobs."""

from __future__ import annotations

from PySide6.QtCore import QTime, QTimer, Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.sharing import ShareStatus
from auditdesk.i18n import _
from auditdesk.ui.pages.syncing.path import PathPicture, Way
from auditdesk.ui.pages.syncing.words import moment, unsent_words
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.text import Elided, Rule, Text

RETRY_MINUTES = 15


class WayCard(Card):
    """Where changes are on their way.

    Signals:
        retry: the time to try again has come.
    """

    retry = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(_("同步路径"))
        self.picture = PathPicture()
        self.line = Elided("", "small")
        self.when = Text("", "small", "text_3")
        self._rows = column(gap=0)
        self.calm = Text(_("照常工作，数据都在本机"), "small", "text_2")
        foot = row(gap=8, margins=(16, 6, 16, 4))
        foot.addWidget(self.line, 1)
        foot.addWidget(self.when)
        foot.addWidget(self.calm)
        self.add(self.picture)
        self.add(Rule())
        self.add(foot)
        self.add(self._rows)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RETRY_MINUTES * 60_000)
        self._timer.timeout.connect(self._due)

    def add_row(self, job: QWidget) -> None:
        """A running job."""
        self._rows.addWidget(job)

    def try_later(self) -> None:
        """Try again in a quarter of an hour, and say when."""
        self._timer.start()
        at = QTime.currentTime().addSecs(RETRY_MINUTES * 60).toString("HH:mm")
        self.when.setText(_("{time} 再试", time=at))

    def stop_trying(self) -> None:
        """Nothing is tried by itself any more."""
        self._timer.stop()
        self.when.setText("")

    def waits(self) -> bool:
        """Whether a retry is planned."""
        return self._timer.isActive()

    def show_state(self, status: ShareStatus, reached: bool | None, problem: str, now: str) -> None:  # noqa: FBT001 -- three states, as in `ShareStatus.reachable`
        """``reached`` and ``problem`` are from asking just now; None falls back to the last sync."""
        if reached is None and status.last_problem:
            reached, problem = False, status.last_problem
        elif reached is None and status.last_success:
            reached = True
        way = Way(unsent_words(status), _("尚无回执"), reached, bool(status.waiting))
        self.picture.show_way(way)
        self.calm.setVisible(not problem)  # a problem's sentence says the same
        if reached is False:
            self.line.set_text(problem, "rev")
        elif status.last_problem:
            words = _("现在连得上；{when} 那次没成：{why}",
                      when=moment(status.last_try, now), why=status.last_problem)  # fmt: skip
            self.line.set_text(words, "rev")
        else:
            self.line.set_text(status.location, "text_2")

    def _due(self) -> None:
        self.when.setText("")
        self.retry.emit()

"""What waits in each file of the batch: looked into one by one in the background, remembered as counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from auditdesk.services.desk import Desk
from auditdesk.services.mask_batch import Surveyed, survey
from auditdesk.services.mask_queue import Waiting
from auditdesk.ui.jobs import Jobs


class Surveys(QObject):
    """Counts and keyed hashes by evidence id; no text is kept.

    Signals:
        known: the id of a file that was looked into.
    """

    known = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._files: Sequence[Waiting] = ()
        self._running = False
        self.found: dict[str, Surveyed] = {}

    def follow(self, files: Sequence[Waiting]) -> None:
        """Another queue: forget files that left it, look into new ones."""
        self._files = files
        ids = {one.piece.id for one in files}
        for name in set(self.found) - ids:
            del self.found[name]
        self._next()

    def forget(self, evidence_id: str = "") -> None:
        """Look again into one file, or into all."""
        if evidence_id:
            self.found.pop(evidence_id, None)
        else:
            self.found.clear()

    def undecided(self, evidence_id: str) -> bool:
        """Whether a file is known to need a person."""
        one = self.found.get(evidence_id)
        return one is not None and one.undecided > 0

    def elsewhere(self, value: str, but: str) -> int:
        """How often a value (keyed hash) occurs in files other than ``but``."""
        return sum(one.values.get(value, 0) for name, one in self.found.items() if name != but)

    def _next(self) -> None:
        """One job at a time, so that a click never waits for all of them."""
        unknown = next((one for one in self._files if one.piece.id not in self.found), None)
        if unknown is None or self._running:
            return
        self._running = True
        name = unknown.piece.id
        self._jobs.start(
            lambda progress: survey(self._desk, unknown, progress),
            done=lambda result: self._looked(name, result), failed=lambda _error: self._stopped(),
        )  # fmt: skip

    def _looked(self, name: str, result: Surveyed) -> None:
        self._running = False
        self.found[name] = result
        self.known.emit(name)
        self._next()

    def _stopped(self) -> None:
        """The window closes or the workspace is locked: no more looks."""
        self._running = False

"""One writer at a time: UI workers queue here instead of failing in SQLite (FACTS "Store")."""

from __future__ import annotations

import threading

from auditdesk.domain.errors import WorkspaceBusyError
from auditdesk.i18n import _

WAIT_SECONDS = 60.0


class Writer:
    """The one writer's lock of an open store."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0

    def acquire(self) -> None:
        """Wait for the turn to write.

        Raises:
            WorkspaceBusyError: another job did not end its transaction in time.
            RuntimeError: this thread writes already, in another unit of work (a bug).
        """
        if not self.wait(WAIT_SECONDS):
            raise WorkspaceBusyError(_("另一项工作还在写入，请等它完成或取消它，然后再试。"))

    def wait(self, seconds: float) -> bool:
        """Wait at most so long for the turn to write; whether it came."""
        me = threading.get_ident()
        if self._owner == me:
            raise RuntimeError("a unit of work writes inside another one that has not ended")
        if not self._lock.acquire(timeout=seconds):
            return False
        self._owner = me
        return True

    def free(self) -> bool:
        """Take the turn if nobody writes; whether that was so."""
        if not self._lock.acquire(blocking=False):
            return False
        self._owner = threading.get_ident()
        return True

    def release(self) -> None:
        """Let the next one write."""
        self._owner = 0
        self._lock.release()

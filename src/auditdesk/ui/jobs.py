"""Long work off the UI thread: one writer thread for all that touches the workspace, one for pictures.

job = jobs.start(lambda progress: services.masking.run(progress, …), done=self._show, failed=self._say)
row = job_row(job, _("脱敏 12 个文件"))
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.i18n import _
from auditdesk.ui.widgets.bars import JobRow

Work = Callable[["JobProgress"], Any]
T = TypeVar("T")
_log = logging.getLogger(__name__)
_REPORT_EVERY = 0.05
"""Seconds between two progress signals of a job."""
_QUEUED = Path("/proc/thread-self/schedstat")
"""Linux: nanoseconds run, nanoseconds in line, turns."""


class JobProgress:
    """The `auditdesk.services.jobs.Progress` of a running job; used on the worker thread."""

    def __init__(self, report: Callable[[str, int, int], None]) -> None:
        self._report = report
        self._cancelled = threading.Event()
        self._label = ""
        self._done = 0
        self._total = 0
        self._reported = 0.0

    def start(self, label: str, total: int) -> None:
        """A new stage begins; ``total`` 0 when unknown."""
        self._stop_if_cancelled()
        self._label, self._done, self._total = label, 0, total
        self._tell()

    def step(self, amount: int = 1) -> None:
        """This much more is done; raises `CancelledError` after a cancel."""
        self._stop_if_cancelled()
        self._done += amount
        if time.monotonic() - self._reported >= _REPORT_EVERY or self._done >= self._total:
            self._tell()

    def cancel(self) -> None:
        """Ask the job to stop at its next step; may be called from any thread."""
        self._cancelled.set()

    def cancelled(self) -> bool:
        """Whether a cancel was asked for."""
        return self._cancelled.is_set()

    def _stop_if_cancelled(self) -> None:
        if self._cancelled.is_set():
            raise CancelledError(_("已取消，没有改动"))

    def _tell(self) -> None:
        self._reported = time.monotonic()
        self._report(self._label, self._done, self._total)


class Job(QObject):
    """One piece of work; lives on the UI thread and speaks there.

    Signals:
        progressed: stage label, done, total (0 when unknown).
        finished: the job is over, whatever came of it.
    """

    progressed = Signal(str, object, object)
    finished = Signal()
    _told = Signal(str, object, object)
    _ended = Signal(object, object)

    def __init__(
        self,
        work: Work,
        done: Callable[[Any], object] | None,
        failed: Callable[[AuditDeskError], object] | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._done = done
        self._failed = failed
        self._progress = JobProgress(self._told.emit)
        self._told.connect(self._on_told)
        self._ended.connect(self._on_ended)
        self.running = True
        self._dropped = False

    def cancel(self) -> None:
        """Stop at the next step; `failed` then gets a `CancelledError`."""
        self._progress.cancel()

    def drop(self) -> None:
        """Cancel and tell nobody, not even a result that is on its way to the UI thread already."""
        self._dropped = True
        self.cancel()
        self.blockSignals(True)  # noqa: FBT003 -- Qt takes it by position

    def run(self) -> None:
        """Called on the worker thread."""
        try:
            self._progress.step(0)
            result = self._work(self._progress)
        except BaseException as error:  # noqa: BLE001 -- the thread's border: every error is delivered to the UI thread
            self._ended.emit(None, error)
        else:
            self._ended.emit(result, None)

    def _on_told(self, label: str, done: int, total: int) -> None:
        self.progressed.emit(label, done, total)

    def _on_ended(self, result: object, error: BaseException | None) -> None:
        self.running = False
        if self._dropped:
            return
        self.finished.emit()
        self.deleteLater()
        if error is None:
            if self._done is not None:
                self._done(result)
        elif isinstance(error, AuditDeskError):
            self._fail(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    def _fail(self, error: AuditDeskError) -> None:
        if self._failed is not None:
            self._failed(error)
        elif not isinstance(error, CancelledError):
            _log.warning("job failed without a listener: %s", type(error).__name__)


class Jobs(QObject):
    """Starts jobs. Give it to pages; they start no threads themselves (STYLE habit 4).

    Signals:
        busy_changed: number of jobs waiting or running.
    """

    busy_changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._pictures = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._jobs: list[Job] = []
        self._closed = False

    def start(
        self,
        work: Work,
        *,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[AuditDeskError], object] | None = None,
        pictures: bool = False,
    ) -> Job:
        """Queue work for the writer thread; jobs run in the order they were started.

        Args:
            work: gets a `Progress`; whatever it returns goes to ``done`` on the UI thread.
            done: called with the result on the UI thread.
            failed: called with an `AuditDeskError` on the UI thread, also with `CancelledError`. Any other
                exception is a bug and goes to ``sys.excepthook``.
            pictures: use the thread for thumbnails instead; such work must not touch the workspace.

        After `close` the job is never run: a page's timer may come late.
        """
        job = Job(work, done, failed, self)
        if self._closed:
            job.running = False
            return job
        self._jobs.append(job)
        job.finished.connect(lambda: self._over(job))
        self.busy_changed.emit(len(self._jobs))
        (self._pictures if pictures else self._writer).submit(job.run)
        return job

    def busy(self) -> int:
        """How many jobs wait or run."""
        return len(self._jobs)

    def close(self) -> None:
        """Cancel everything and wait for the threads to end; results are no longer delivered."""
        self._closed = True
        for job in self._jobs:
            job.drop()
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._pictures.shutdown(wait=True, cancel_futures=True)
        self._jobs.clear()

    def _over(self, job: Job) -> None:
        if job in self._jobs:
            self._jobs.remove(job)
        self.busy_changed.emit(len(self._jobs))


def job_row(job: Job, name: str) -> JobRow:
    """A `JobRow` that follows a job: bar, time left, 取消; hide it in ``finished``."""
    row = JobRow(name)
    began = time.monotonic()

    def show(label: str, done: int, total: int) -> None:
        if not isValid(row):
            return  # the page was left or built again while the job went on
        if not total:
            row.set_progress(-1, label)
            return
        spent = time.monotonic() - began
        left = spent * (total - done) / done if done and spent > 1 else None
        row.set_progress(done / total, label, left)

    job.progressed.connect(show)
    row.cancelled.connect(job.cancel)
    return row


def while_alive(owner: QObject, act: Callable[[T], object]) -> Callable[[T], None]:
    """A result's receiver that does nothing once ``owner`` is gone, e.g. after a language switch."""

    def receive(result: T) -> None:
        if isValid(owner):
            act(result)

    return receive


class Watchdog(QObject):
    """Notices when the UI thread was blocked: logs the stack in development, fails tests that ask for it.

    A background thread looks at the heartbeat, so that the log names the line that blocked. Time in which
    other programs had the processor is not counted where the system tells it (Linux): the window did not
    block then, the machine was busy.

    Attributes:
        blocked: seconds of every blocking longer than ``limit``.
    """

    def __init__(self, limit: float = 0.2, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.blocked: list[float] = []
        self._limit = limit
        self._ui_thread = threading.get_ident()
        self._beat_at = time.monotonic()
        self._queued = _queued()
        self._told = False
        self._stop = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(25)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End watching."""
        self._timer.stop()
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        now, queued = time.monotonic(), _queued()
        lasted = (now - self._beat_at) - (queued - self._queued)
        if lasted > self._limit:
            self.blocked.append(lasted)
        self._beat_at, self._queued = now, queued
        self._told = False

    def _watch(self) -> None:
        while not self._stop.wait(self._limit / 4):
            if self._told or time.monotonic() - self._beat_at <= self._limit:
                continue
            self._told = True
            frame = sys._current_frames().get(self._ui_thread)  # noqa: SLF001 -- the documented way to see another thread
            stack = "".join(traceback.format_stack(frame, limit=12)) if frame is not None else ""
            _log.warning("UI thread blocked for more than %d ms\n%s", self._limit * 1000, stack)


def _queued() -> float:
    """Seconds that the calling thread was ready to run and stood in line for a processor; 0 if unknown."""
    try:
        return int(_QUEUED.read_text(encoding="ascii").split()[1]) / 1e9
    except OSError:
        return 0.0

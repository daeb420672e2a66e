"""Steps of one sitting at an audit; kept by the page, so that leaving and coming back loses none."""

from __future__ import annotations

from dataclasses import replace

from auditdesk.services.undoing import Change, Record, Step

MOST = 500
"""Older steps are forgotten."""


class UndoStack:
    """Done and undone steps; keystrokes of one text are one step."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._merge = ""

    def add(self, step: Step, merge: str = "") -> None:
        """Remember a step; one with the same ``merge`` word as the last joins it."""
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if last is not None and merge and merge == self._merge:
            self._done[-1] = replace(last, changes=_joined(last.changes, step.changes))
        else:
            self._done.append(step)
            del self._done[:-MOST]
        self._merge = merge

    def last_done(self) -> Step | None:
        """What undo would take back."""
        return self._done[-1] if self._done else None

    def last_undone(self) -> Step | None:
        """What redo would put back."""
        return self._undone[-1] if self._undone else None

    def undone(self, step: Step) -> None:
        """The last step was taken back; ``step`` is how."""
        self._done.pop()
        self._undone.append(step)
        self._merge = ""

    def redone(self, step: Step) -> None:
        """The last undone step was put back; ``step`` is how."""
        self._undone.pop()
        self._done.append(step)
        self._merge = ""


def _joined(first: tuple[Change, ...], then: tuple[Change, ...]) -> tuple[Change, ...]:
    """Both as one: the earliest before and the latest after of each record."""
    before: dict[str, Record | None] = {}
    after: dict[str, Record] = {}
    for change in (*first, *then):
        before.setdefault(change.after.id, change.before)
        after[change.after.id] = change.after
    return tuple(Change(before[name], after[name]) for name in after)

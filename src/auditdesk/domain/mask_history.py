"""Undo and redo of decisions: a line of immutable states."""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.domain.maskplan import Decisions

_MOST = 500


@dataclass(frozen=True, slots=True)
class History:
    """Where a review stands: what was decided before, now, and what an undo took back.

    Attributes:
        now: the decisions in force.
        past: earlier ones, oldest first; at most 500.
        future: ones that were undone, the next redo first.
    """

    now: Decisions
    past: tuple[Decisions, ...] = ()
    future: tuple[Decisions, ...] = ()

    def then(self, decisions: Decisions) -> History:
        """A new step; what was undone is forgotten. An equal state is no step."""
        if decisions == self.now:
            return self
        return History(decisions, (*self.past, self.now)[-_MOST:])

    def undo(self) -> History:
        """One step back; itself at the beginning."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.now, *self.future))

    def redo(self) -> History:
        """One step forward again; itself at the end."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.now), self.future[1:])

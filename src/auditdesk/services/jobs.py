"""Progress and cancelling, one protocol for every job over a second (STYLE habit 5)."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told by a job how far it is; raises `CancelledError` from `step` when the user cancelled."""

    def start(self, label: str, total: int) -> None:
        """A new stage begins; ``total`` in units of the stage (bytes, items), 0 when unknown."""

    def step(self, amount: int = 1) -> None:
        """This many more units are done; raises `CancelledError` after a cancel."""


class Silent:
    """Progress that nobody watches and nobody cancels."""

    def start(self, label: str, total: int) -> None:
        """Nothing to show."""

    def step(self, amount: int = 1) -> None:
        """Nothing to show."""

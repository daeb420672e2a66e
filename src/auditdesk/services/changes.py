"""What a write touched, so that open pages refresh themselves (STYLE habit 4)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Pairs of kind name and entity id that a commit or a sync changed."""

    touched: frozenset[tuple[str, str]] = frozenset()

    def kinds(self) -> frozenset[str]:
        """The kinds touched."""
        return frozenset(kind for kind, _entity in self.touched)

    def __or__(self, other: ChangeSet) -> ChangeSet:
        """Both together."""
        return ChangeSet(self.touched | other.touched)

"""Use case: the violation ledger by person, as the page shows it (REQUIREMENTS B4, B6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditdesk.domain.checklists import Severity
from auditdesk.domain.ledger import Consequence, EntryKind, first_day
from auditdesk.services.desk import Desk
from auditdesk.services.ledger import LedgerFile, list_entries

_SEVERITIES = list(Severity)
_CONSEQUENCES = [one.value for one in Consequence]


@dataclass(frozen=True, slots=True)
class StaffFile:
    """One staff code with everything the ledger holds of it.

    Attributes:
        files: entries, newest first, those that an appeal withdrew too.
        violations: counted violations within the period of the rules.
        gravest: of those; None when there are none.
        commendations: all there are.
        waiting: the oldest entry that has a step to come; None when all are archived.
        suggestion: the hardest consequence suggested for entries whose consequence is open; empty when none.
    """

    staff_code: str
    files: tuple[LedgerFile, ...]
    violations: int
    gravest: Severity | None
    commendations: int
    waiting: LedgerFile | None
    suggestion: str

    @property
    def repeats(self) -> int:
        """How often the person stood in the ledger again within the period."""
        return max(0, self.violations - 1)


def staff_files(desk: Desk) -> list[StaffFile]:
    """Everybody in the ledger: who waits for a step first, then by violations within the period.

    Raises:
        NotAllowedError: the user may see nothing.
    """
    people: dict[str, list[LedgerFile]] = {}
    for file in list_entries(desk):
        people.setdefault(file.entry.staff_code, []).append(file)
    since = first_day(desk.today(), desk.tools.learning().period_months)
    found = [_person(code, files, since) for code, files in people.items()]
    return sorted(found, key=lambda one: (one.waiting is None, -one.violations, one.staff_code))


def _person(code: str, files: Sequence[LedgerFile], since: str) -> StaffFile:
    bad = [
        file.entry for file in files
        if file.entry.kind is EntryKind.VIOLATION and not file.withdrawn and file.entry.occurred_on >= since
    ]  # fmt: skip
    waiting = [file for file in files if file.next is not None]
    open_ = [
        file.suggestion for file in waiting
        if file.suggestion in _CONSEQUENCES and file.entry.kind is EntryKind.VIOLATION
        and not file.entry.consequence
    ]  # fmt: skip
    return StaffFile(
        code, tuple(files), len(bad),
        max((one.severity for one in bad), key=_SEVERITIES.index, default=None),
        sum(file.entry.kind is EntryKind.COMMENDATION for file in files),
        waiting[-1] if waiting else None, max(open_, key=_CONSEQUENCES.index, default=""),
    )  # fmt: skip

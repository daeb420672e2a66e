"""Results of earlier checks that were not made in this workspace: on paper, in Excel, in another program.

They keep the trend whole when a site begins to work with the program in the middle of a year. They have no
answers and no signatures, and are always shown as what they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.domain.audits import AuditKind
from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _


@dataclass(frozen=True, slots=True)
class PastResult:
    """Counts of one earlier check. Days are ISO texts; ``source`` says where the figures come from."""

    id: str
    title: str
    kind: AuditKind
    period_start: str
    period_end: str
    passed: int
    failed: int
    not_applicable: int = 0
    source: str = ""
    removed: bool = False
    created_by: str = ""
    created_at: str = ""

    @property
    def counted(self) -> int:
        """Items that count: 合规 and 不合规."""
        return self.passed + self.failed


def check_past(result: PastResult) -> None:
    """Raise `BadInputError` with the first thing that is wrong."""
    if not result.title.strip() or not result.source.strip():
        raise BadInputError(_("往期结果要写名称和来源（如 纸质档案 2026-03）。"))
    if not result.period_start or result.period_start > result.period_end:
        raise BadInputError(_("期间的开始日期要早于结束日期。"))
    if min(result.passed, result.failed, result.not_applicable) < 0 or not result.counted:
        raise BadInputError(_("合规、不合规和不适用的项数不能是负数，也不能都是 0。"))

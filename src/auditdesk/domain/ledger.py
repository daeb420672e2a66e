"""The violation ledger 违规台账: pseudonymous staff, the six steps, consequences (REQUIREMENTS B4, B6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from auditdesk.domain.checklists import Severity
from auditdesk.domain.errors import BadInputError, NotReadyError
from auditdesk.i18n import _

_CODE = re.compile(r"[0-9A-Za-z_\-\u4e00-\u9fff]{0,12}\d[0-9A-Za-z_\-]{0,11}")
_MONTHS = 12
_MOST_DIGITS = 6


class Step(StrEnum):
    """B6 in order: 发现 → 调查 → 认定 → 告知 → 处理 → 归档."""

    FOUND = "found"
    INVESTIGATED = "investigated"
    DECIDED = "decided"
    NOTIFIED = "notified"
    CONSEQUENCE = "consequence"
    ARCHIVED = "archived"


class EntryKind(StrEnum):
    """A violation, or a commendation (B4)."""

    VIOLATION = "violation"
    COMMENDATION = "commendation"


class Consequence(StrEnum):
    """警告, 罚款, 降职, 辞退; 表扬 for a commendation; NONE when the decision is that nothing follows."""

    NONE = "none"
    WARNING = "warning"
    FINE = "fine"
    DEMOTION = "demotion"
    DISMISSAL = "dismissal"
    PRAISE = "praise"


PUNISHING = frozenset({Consequence.WARNING, Consequence.FINE, Consequence.DEMOTION, Consequence.DISMISSAL})


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the ledger. ``staff_code`` is a pseudonym; ``occurred_on`` an ISO day."""

    id: str
    code: str
    staff_code: str
    kind: EntryKind = EntryKind.VIOLATION
    finding_id: str = ""
    violation_class: str = ""
    severity: Severity = Severity.MINOR
    occurred_on: str = ""
    summary: str = ""
    consequence: str = ""
    created_by: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class LedgerStep:
    """One step of an entry; its id is ``entry id/step`` so that two laptops meet on one record."""

    id: str
    entry_id: str
    step: Step
    owner: str
    done_on: str
    note: str = ""
    done_by: str = ""


def require_pseudonym(staff_code: str) -> str:
    """The code without blanks; raises `BadInputError` for what may be a name or a number."""
    code = "".join(staff_code.split())
    digits = sum(char.isdigit() for char in code)
    if not _CODE.fullmatch(code) or digits > _MOST_DIGITS:
        raise BadInputError(_("违规台账只记代号（如 客服B12），不记姓名、工号以外的号码。"))
    return code


def step_id(entry_id: str, step: Step) -> str:
    """The id of an entry's step."""
    return f"{entry_id}/{step.value}"


def next_step(done: Iterable[LedgerStep]) -> Step | None:
    """The first step that is not done; None when the entry is archived."""
    known = {one.step for one in done}
    return next((step for step in Step if step not in known), None)


def check_step(entry: LedgerEntry, done: Iterable[LedgerStep], step: Step, on: str) -> None:
    """Raise `NotReadyError` unless the step is the next one and not dated before the last."""
    steps = list(done)
    wanted = next_step(steps)
    if wanted is None:
        raise NotReadyError(_("{code} 已经归档。", code=entry.code))
    if step is not wanted:
        raise NotReadyError(
            _("{code} 的下一步是“{next}”，不能先做“{step}”。",
              code=entry.code, next=step_label(wanted), step=step_label(step))
        )  # fmt: skip
    last = max((one.done_on for one in steps), default="")
    if on < last:
        raise BadInputError(_("“{step}”的日期不能早于上一步（{day}）。", step=step_label(step), day=last))


def first_day(today: str, months: int) -> str:
    """The ISO day so many months before today: violations since then count as repeated."""
    year, month, day = int(today[:4]), int(today[5:7]), int(today[8:10])
    place = year * _MONTHS + month - 1 - months
    return f"{place // _MONTHS:04d}-{place % _MONTHS + 1:02d}-{min(day, 28):02d}"


def count_in_period(entries: Iterable[LedgerEntry], entry: LedgerEntry, months: int) -> int:
    """Which violation of this person within the months before it the entry is; 1 is the first."""
    since = first_day(entry.occurred_on, months)
    same = [
        one
        for one in entries
        if one.staff_code == entry.staff_code
        and one.kind is EntryKind.VIOLATION
        and since <= one.occurred_on
        and (one.occurred_on, one.code) <= (entry.occurred_on, entry.code)
    ]
    return max(1, len(same))


def step_label(step: str) -> str:
    """The word of a step."""
    words: Mapping[str, str] = {
        Step.FOUND.value: _("发现"), Step.INVESTIGATED.value: _("调查"), Step.DECIDED.value: _("认定"),
        Step.NOTIFIED.value: _("告知"), Step.CONSEQUENCE.value: _("处理"), Step.ARCHIVED.value: _("归档"),
    }  # fmt: skip
    return words.get(step, step)


def entry_kind_label(kind: str) -> str:
    """违规 or 表扬."""
    return {"violation": _("违规"), "commendation": _("表扬")}.get(kind, kind)


def consequence_label(consequence: str) -> str:
    """The word of a consequence."""
    words: Mapping[str, str] = {
        "": _("未定"), Consequence.NONE.value: _("不处理"), Consequence.WARNING.value: _("警告"),
        Consequence.FINE.value: _("罚款"), Consequence.DEMOTION.value: _("降职"),
        Consequence.DISMISSAL.value: _("辞退"), Consequence.PRAISE.value: _("表扬"),
    }  # fmt: skip
    return words.get(consequence, consequence)

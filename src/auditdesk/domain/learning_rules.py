"""Figures of the closed loop that a site may have to change: ``resources/rules/rectification.yaml``."""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.domain.checklists import Severity
from auditdesk.i18n import _

LONGEST = 250


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """From so many working days over the deadline on, the matter goes to ``to`` (owner, lead, head)."""

    overdue: int
    to: str


@dataclass(frozen=True, slots=True)
class ConsequenceRule:
    """From the ``times``-th violation of this severity within the period on, this is suggested."""

    severity: Severity
    times: int
    consequence: str


@dataclass(frozen=True, slots=True)
class LearningRules:
    """All figures.

    Attributes:
        sample_size: records of a fresh sample (REQUIREMENTS A10).
        closure_target: share of findings closed in time in a month (C7), 0 to 1.
        remind_days: working days before a deadline from which one is reminded.
        appeal_raise_days: working days to appeal in, from the notice on.
        appeal_answer_days: working days for the second decision.
        period_months: months over which repeated violations count.
        escalation: by rising days.
        consequences: suggestions by severity and repetition (B4).
    """

    sample_size: int
    closure_target: float
    remind_days: int
    appeal_raise_days: int
    appeal_answer_days: int
    period_months: int
    escalation: tuple[EscalationStep, ...]
    consequences: tuple[ConsequenceRule, ...]
    version: str = ""

    def level(self, overdue: int) -> str:
        """Who must act when something is so many working days overdue; empty when nobody above the owner."""
        reached = [step.to for step in self.escalation if overdue >= step.overdue]
        return reached[-1] if reached else ""

    def suggested(self, severity: Severity, times: int) -> str:
        """The consequence for the ``times``-th violation of a severity; empty when the rules name none."""
        fitting = [one for one in self.consequences if one.severity is severity and times >= one.times]
        return max(fitting, key=lambda one: one.times).consequence if fitting else ""


def problems_of_rules(rules: LearningRules, consequences: frozenset[str]) -> list[str]:
    """What makes the figures unusable, one sentence each; empty when they are sound."""
    found = []
    days = (rules.remind_days, rules.appeal_raise_days, rules.appeal_answer_days, rules.period_months)
    if not all(1 <= number <= LONGEST for number in (rules.sample_size, *days)):
        found.append(_("样本数、天数和月数要在 1 到 {most} 之间。", most=LONGEST))
    if not 0 < rules.closure_target <= 1:
        found.append(_("关闭率目标要在 0 和 1 之间，如 0.95。"))
    steps = [step.overdue for step in rules.escalation]
    if steps != sorted(set(steps)) or any(step < 1 for step in steps):
        found.append(_("升级的逾期天数要从小到大，不能重复。"))
    if any(step.to not in ESCALATION for step in rules.escalation):
        found.append(_("升级只能到 owner、lead 或 head。"))
    if any(one.consequence not in consequences or one.times < 1 for one in rules.consequences):
        found.append(_("处理建议只能是 {names}，次数从 1 起。", names=_("、").join(sorted(consequences))))
    return found


ESCALATION = ("owner", "lead", "head")


def level_label(level: str) -> str:
    """Whose matter it is."""
    return {"": "", "owner": _("责任人"), "lead": _("负责人"), "head": _("客服主管")}.get(level, level)

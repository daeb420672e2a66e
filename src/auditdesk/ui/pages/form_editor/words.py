"""Words of the editor that several of its parts use."""

from __future__ import annotations

from auditdesk.domain.audits import Verdict, verdict_label
from auditdesk.domain.checklists import AnswerType, ScoringMethod
from auditdesk.i18n import _


def verdict_choices() -> list[tuple[str, str]]:
    """合规, 不合规, 不适用."""
    shown = (Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE)
    return [(one.value, verdict_label(one.value)) for one in shown]


def answer_type_choices() -> list[tuple[str, str]]:
    """Ways to answer, the usual one first."""
    words = {
        AnswerType.PASS_FAIL: _("合规 / 不合规"), AnswerType.SCORE: _("百分制打分"),
        AnswerType.POINTS: _("分值（扣分）"), AnswerType.NUMBER: _("填数字，按限值判断"),
        AnswerType.CHOICE: _("单选"), AnswerType.MULTI_CHOICE: _("多选"), AnswerType.TEXT: _("填文字"),
        AnswerType.DATE: _("填日期"),
    }  # fmt: skip
    return [(one.value, word) for one, word in words.items()]


def scoring_choices() -> list[tuple[str, str]]:
    """Scoring methods (DESIGN §2)."""
    words = {
        ScoringMethod.PASS_RATE: _("合规率"), ScoringMethod.WEIGHTED: _("按权重"),
        ScoringMethod.POINTS: _("分值扣分"), ScoringMethod.DIMENSIONS: _("七维度"),
    }  # fmt: skip
    return [(one.value, word) for one, word in words.items()]

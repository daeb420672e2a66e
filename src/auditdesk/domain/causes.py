"""Why a problem keeps coming: cause classes, 5W1H, improvement by PDCA or DMAIC (REQUIREMENTS C7, E4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.findings import Problem
from auditdesk.i18n import _

_FIGURE = re.compile(r"[-−]?\d+(?:\.\d+)?")


class CauseKind(StrEnum):
    """Classes of causes (E4: technical, process, staff), and two that lie with the management or outside."""

    TECHNICAL = "technical"
    PROCESS = "process"
    STAFF = "staff"
    RULES = "rules"
    OUTSIDE = "outside"


class Question(StrEnum):
    """The six questions of 5W1H."""

    WHAT = "what"
    WHY = "why"
    WHEN = "when"
    WHERE = "where"
    WHO = "who"
    HOW = "how"


METHODS: Mapping[str, tuple[str, ...]] = {
    "pdca": ("plan", "do", "check", "act"),
    "dmaic": ("define", "measure", "analyse", "improve", "control"),
}
"""Phases of each method, in order (REQUIREMENTS C7)."""


def cause_label(kind: str) -> str:
    """The word on screens; a word of the site's own or of a newer program as it is."""
    words: dict[str, str] = {
        CauseKind.TECHNICAL.value: _("技术"), CauseKind.PROCESS.value: _("流程"),
        CauseKind.STAFF.value: _("人员"), CauseKind.RULES.value: _("制度"),
        CauseKind.OUTSIDE.value: _("外部"),
    }  # fmt: skip
    return words.get(kind, kind)


def question_label(question: str) -> str:
    """The question as it stands before its field."""
    words: dict[str, str] = {
        Question.WHAT.value: _("发生了什么"), Question.WHY.value: _("为什么发生"),
        Question.WHEN.value: _("什么时候"), Question.WHERE.value: _("在哪个环节"),
        Question.WHO.value: _("涉及哪些岗位"), Question.HOW.value: _("怎么发生、怎么防止"),
    }  # fmt: skip
    return words.get(question, question)


def method_label(method: str) -> str:
    """The method's name."""
    return {"pdca": "PDCA", "dmaic": "DMAIC"}.get(method, method)


def phase_label(phase: str) -> str:
    """The word of a phase of either method."""
    words = {
        "plan": _("计划"), "do": _("执行"), "check": _("检查"), "act": _("固化"), "define": _("界定"),
        "measure": _("测量"), "analyse": _("分析"), "improve": _("改进"), "control": _("控制"),
    }  # fmt: skip
    return words.get(phase, phase)


def check_plan(problem: Problem) -> None:
    """Raise `BadInputError` when method, phase, cause classes or questions are none of ours."""
    if problem.method and problem.method not in METHODS:
        raise BadInputError(_("改进方法只有 PDCA 和 DMAIC，没有“{name}”。", name=problem.method))
    if problem.phase and problem.phase not in METHODS.get(problem.method, ()):
        method = method_label(problem.method) or _("（未选方法）")
        raise BadInputError(_("{method} 没有阶段“{phase}”。", method=method, phase=problem.phase))
    wrong = [kind for kind in problem.cause_kinds if kind not in set(CauseKind)]
    if wrong:
        raise BadInputError(_("没有原因类别“{name}”。", name=wrong[0]))
    odd = [question for question, _text in problem.five_w if question not in set(Question)]
    if odd:
        raise BadInputError(_("5W1H 里没有“{name}”。", name=odd[0]))


def figure(text: str) -> float | None:
    """The first number of a figure as written (``80%`` is 80), None when there is none."""
    found = _FIGURE.search(text)
    return float(found.group().replace("−", "-")) if found else None


def way_gone(problem: Problem) -> float | None:
    """Share of the way from baseline to target, 0 to 1; None when a figure is missing or both are equal."""
    start, goal, now = figure(problem.baseline), figure(problem.target), figure(problem.current)
    if start is None or goal is None or now is None or start == goal:
        return None
    return min(1.0, max(0.0, (now - start) / (goal - start)))

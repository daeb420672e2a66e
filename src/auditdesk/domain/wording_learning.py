"""Words for what follows from findings: draws, later days, ledger and cases; `wording` holds the rest."""

from __future__ import annotations

from collections.abc import Callable

from auditdesk.domain.causes import cause_label, method_label, phase_label
from auditdesk.domain.extensions import decision_label
from auditdesk.domain.ledger import consequence_label, entry_kind_label, step_label
from auditdesk.i18n import _


def entities() -> dict[str, str]:
    """What entities of these kinds are called."""
    return {
        "draw": _("验证抽样"), "extension": _("延期申请"), "ledger_entry": _("违规台账"),
        "ledger_step": _("违规处理步骤"), "training_case": _("案例"),
    }  # fmt: skip


def draw() -> dict[str, str]:
    """A fresh sample."""
    return {
        "population": _("总体数"), "population_sha256": _("总体摘要"), "seed": _("抽样种子"),
        "ids": _("样本编号"), "scope": _("样本范围"), "marks": _("逐条结论"), "drawn_by": _("抽样人"),
        "drawn_at": _("抽样时间"),
    }  # fmt: skip


def extension() -> dict[str, str]:
    """A request for a later day."""
    return {
        "until": _("延期至"), "reason": _("理由"), "asked_by": _("申请人"), "asked_at": _("申请时间"),
        "decision": _("结论"), "decided_by": _("批准人"), "decided_at": _("批准时间"),
    }  # fmt: skip


def ledger_entry() -> dict[str, str]:
    """A line of the ledger."""
    return {
        "staff_code": _("客服代号"), "kind": _("类型"), "occurred_on": _("发生日期"),
        "severity": _("严重程度"),        "summary": _("事由"), "consequence": _("处理"),
    }  # fmt: skip


def ledger_step() -> dict[str, str]:
    """A step of a line."""
    return {
        "entry_id": _("台账行"), "step": _("步骤"), "done_on": _("日期"), "done_by": _("登记人"),
    }  # fmt: skip


def training_case() -> dict[str, str]:
    """A training case."""
    return {
        "story": _("经过"), "lesson": _("教训"), "question": _("讨论题"), "published_by": _("发布人"),
        "published_at": _("发布时间"),
    }  # fmt: skip


def labels() -> dict[tuple[str, str], Callable[[str], str]]:
    """How values of closed sets are called."""
    return {
        ("problem", "cause_kinds"): cause_label, ("problem", "method"): method_label,
        ("problem", "phase"): phase_label, ("extension", "decision"): decision_label,
        ("ledger_entry", "kind"): entry_kind_label, ("ledger_entry", "consequence"): consequence_label,
        ("ledger_step", "step"): step_label,
    }  # fmt: skip

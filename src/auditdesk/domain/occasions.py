"""What each occasion for a check begins with: form, rhythm, goal, materials (REQUIREMENTS A1–A4)."""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.domain.audits import AuditKind, MaterialRequest
from auditdesk.domain.planning import Every
from auditdesk.i18n import _


@dataclass(frozen=True, slots=True)
class Occasion:
    """Defaults of an audit kind; all of them can be changed for one audit or plan.

    Attributes:
        form: id of the built-in form that fits.
        every: how often it usually recurs.
        title: name with the places of `Plan.title`.
        lead_days: working days before the due day on which to begin.
    """

    form: str
    every: Every
    title: str
    report_title: str
    channels: tuple[str, ...]
    goal: str
    scope: str
    materials: tuple[MaterialRequest, ...]
    lead_days: int


def occasion_of(kind: AuditKind) -> Occasion:
    """The defaults of a kind, in the words of the language in use."""
    every = {AuditKind.ROUTINE: Every.MONTHLY, AuditKind.ANNUAL: Every.YEARLY}
    return Occasion(
        form=_FORMS[kind], every=every.get(kind, Every.ONCE), title=_title(kind),
        report_title=report_title(kind), channels=(_("电话"), _("在线"), _("现场")), goal=_goal(kind),
        scope=_scope(kind), materials=tuple(MaterialRequest(*pair) for pair in _materials(kind)),
        lead_days=20 if kind is AuditKind.ANNUAL else 10,
    )  # fmt: skip


_FORMS = {
    AuditKind.ROUTINE: "customer-service-self-check", AuditKind.PRE_LAUNCH: "customer-service-self-check",
    AuditKind.REGULATOR: "handbook-compliance", AuditKind.COMPLAINTS: "complaint-audit",
    AuditKind.ANNUAL: "annual-compliance-audit",
}  # fmt: skip


def report_title(kind: AuditKind) -> str:
    """What the report's cover calls itself."""
    return {
        AuditKind.ROUTINE: _("客户服务流程合规性自查报告"), AuditKind.PRE_LAUNCH: _("新服务上线前自查报告"),
        AuditKind.REGULATOR: _("监管检查前自查报告"), AuditKind.COMPLAINTS: _("投诉复盘报告"),
        AuditKind.ANNUAL: _("年度合规审计报告"),
    }[kind]  # fmt: skip


def _title(kind: AuditKind) -> str:
    return {
        AuditKind.ROUTINE: _("{月}月例行自查"), AuditKind.PRE_LAUNCH: _("新服务上线前自查"),
        AuditKind.REGULATOR: _("监管检查前自查"), AuditKind.COMPLAINTS: _("投诉复盘（{起月}–{月}月）"),
        AuditKind.ANNUAL: _("年度合规审计 {年}"),
    }[kind]  # fmt: skip


def _goal(kind: AuditKind) -> str:
    return {
        AuditKind.ROUTINE: _("合规率不低于 90%；单项否决零触发"),
        AuditKind.PRE_LAUNCH: _("上线前单项否决零触发；话术、流程、培训全部到位"),
        AuditKind.REGULATOR: _("逐条对照法规，问题在检查前全部关闭或有批准的计划"),
        AuditKind.COMPLAINTS: _("重复投诉的根因全部找到，每项有措施和期限"),
        AuditKind.ANNUAL: _("全部分类覆盖；合规率不低于 90%；上年问题复查 100%"),
    }[kind]  # fmt: skip


def _scope(kind: AuditKind) -> str:
    return {
        AuditKind.ROUTINE: _("在岗客服代表，高峰、平峰和特殊场景各有样本"),
        AuditKind.PRE_LAUNCH: _("新服务涉及的话术、流程、系统页面和培训"),
        AuditKind.REGULATOR: _("近 12 个月的制度、记录、投诉和整改"),
        AuditKind.COMPLAINTS: _("期间内全部投诉，重复投诉和升级投诉逐件"),
        AuditKind.ANNUAL: _("全部客服渠道、全部清单分类"),
    }[kind]  # fmt: skip


def _materials(kind: AuditKind) -> tuple[tuple[str, str], ...]:
    recent = (
        (_("通话录音"), _("近 3 个月")), (_("在线会话记录"), _("近 3 个月")), (_("工单数据"), _("近 3 个月")),
        (_("投诉台账"), _("近 3 个月")), (_("话术库现行版本"), _("1 份")), (_("培训签到表"), _("近 3 个月")),
    )  # fmt: skip
    more = {
        AuditKind.PRE_LAUNCH: ((_("新服务方案"), _("1 份")), (_("新话术和流程图"), _("1 份"))),
        AuditKind.REGULATOR: ((_("现行制度汇编"), _("1 份")), (_("上次监管意见和整改记录"), _("1 份"))),
        AuditKind.COMPLAINTS: ((_("投诉处理全过程记录"), _("期间内全部")),),
        AuditKind.ANNUAL: ((_("上年度审计报告和整改台账"), _("1 份")), (_("手册与制度修订记录"), _("全年"))),
    }  # fmt: skip
    return (*recent, *more.get(kind, ()))

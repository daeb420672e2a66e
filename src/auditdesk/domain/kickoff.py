"""启动通知: what a team is told before an audit begins (REQUIREMENTS A2–A4, E5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from auditdesk.domain.audits import (
    Audit,
    MaterialRequest,
    TeamMember,
    duty_label,
    kind_label,
    material_state_label,
)
from auditdesk.domain.checklists import Form
from auditdesk.i18n import _

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotePart:
    """A headed part of the note; ``heads`` names the columns of its rows."""

    title: str
    heads: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class KickoffNote:
    """The note: its title, the opening sentence, and parts."""

    title: str
    opening: str
    parts: tuple[NotePart, ...]

    def text(self) -> str:
        """Plain text for a mail or a message."""
        lines = [self.title, "", self.opening]
        for number, part in enumerate(self.parts, start=1):
            lines += ["", f"{number}. {part.title}"]
            lines += ["   " + "　".join(cell for cell in row if cell) for row in part.rows]
        return "\n".join(lines) + "\n"

    def table(self) -> list[Row]:
        """Three columns for a workbook: part, subject, details."""
        rows: list[Row] = []
        for part in self.parts:
            rows += [(part.title, row[0], "　".join(cell for cell in row[1:] if cell)) for row in part.rows]
        return rows


def kickoff_note(audit: Audit, form: Form, site: str, begin: date | None = None) -> KickoffNote:
    """The note of an audit, planned or begun; ``begin`` is the day on which it should begin."""
    items = list(form.items())
    samples = sum(item.sample_size for item in items)
    opening = _(
        "{site}定于 {day} 前完成“{title}”（{kind}），按《{form}》{version} 检查 {n} 项。请按下面的安排准备。",
        site=site, day=audit.due or audit.period_end, title=audit.title, kind=kind_label(audit.kind),
        form=form.title, version=form.version, n=len(items),
    )  # fmt: skip
    parts = (
        NotePart(_("范围与目标"), (_("事项"), _("内容")), tuple(_scope(audit, begin))),
        NotePart(_("小组分工"), (_("姓名"), _("岗位"), _("分工"), _("任务")), _team(audit.team)),
        NotePart(_("请提供的资料"), (_("资料"), _("数量"), _("状态")), _materials(audit.materials)),
        NotePart(_("检查方式与样本"), (_("分类"), _("项数"), _("样本")), _sections(form)),
        NotePart(_("现场配合"), (_("事项"), _("要求")), _requests(samples)),
    )
    return KickoffNote(_("{title}启动通知", title=audit.title), opening, tuple(p for p in parts if p.rows))


def _scope(audit: Audit, begin: date | None) -> list[Row]:
    period = _("{a} 至 {b}", a=audit.period_start, b=audit.period_end)
    rows: list[Row] = [
        (_("业务期间"), period), (_("开始"), begin.isoformat() if begin else ""), (_("完成"), audit.due),
        (_("渠道"), _("、").join(audit.channels)), (_("范围"), audit.scope), (_("目标"), audit.goal),
    ]  # fmt: skip
    return [row for row in rows if row[1]]


def _team(team: Sequence[TeamMember]) -> tuple[Row, ...]:
    return tuple(
        (one.name, one.title, _("、").join(duty_label(duty) for duty in one.duties), one.task) for one in team
    )


def _materials(materials: Sequence[MaterialRequest]) -> tuple[Row, ...]:
    return tuple((one.name, one.amount, material_state_label(one.state)) for one in materials)


def _sections(form: Form) -> tuple[Row, ...]:
    return tuple(
        (
            f"{section.id} {section.title}", _("{n} 项", n=len(section.items)),
            _("样本 {n} 例", n=count) if (count := sum(item.sample_size for item in section.items)) else "",
        )
        for section in form.sections
    )  # fmt: skip


def _requests(samples: int) -> tuple[Row, ...]:
    return (
        (_("抽样"), _("共约 {n} 例，由自查员抽取；请勿事先挑选或改动记录。", n=samples)),
        (_("个人信息"), _("录音、会话和台账只在本程序内查看；外发前一律脱敏。")),
        (_("现场"), _("请留出一间可以听录音的房间，并通知被访谈的客服代表时间。")),
    )

"""Section 2 of the snapshot: scope, team, basis, materials, method and sampling statement."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

from auditdesk.domain.audits import Audit, Duty, SampleDraw
from auditdesk.domain.fixlist import AuditFile
from auditdesk.domain.people import User
from auditdesk.domain.scoring import one_decimal
from auditdesk.domain.snapshot import (
    BasisRow,
    Labelled,
    MaterialRow,
    Sampling,
    SamplingRow,
    Scope,
    TeamRow,
)
from auditdesk.i18n import _


def frozen_scope(file: AuditFile, people: Mapping[str, User]) -> Scope:
    """Everything section 2 prints."""
    audit = file.audit
    sampling = _sampling(audit.samples) if audit.samples else None
    return Scope(
        lines=_lines(file),
        team=_team(audit, people),
        separation=_separation(file),
        basis=_basis(file),
        materials_period=f"{audit.period_start[:7]} – {audit.period_end[:7]}",
        materials=tuple(
            MaterialRow(one.name, one.amount, one.state == "received") for one in audit.materials
        ),
        method=_method(file),
        sampling=sampling,
        not_sampled="" if sampling else _not_sampled(file),
    )


def _lines(file: AuditFile) -> tuple[Labelled, ...]:
    audit, form = file.audit, file.form
    days = sorted(answer.answered_at[:10] for answer in file.answers.values() if answer.answered_at)
    done = _("；实施检查 {first} 至 {last}", first=days[0], last=days[-1]) if days else ""
    excluded = [
        _("{id} {title}（{why}）", id=item.id, title=item.title, why=file.answers[item.id].note)
        for item in form.items()
        if item.id in file.answers and file.answers[item.id].verdict == "not_applicable"
    ]
    target = one_decimal(form.target_rate * 100)
    rows = [
        (_("业务期间"), _("{a} 至 {b}", a=audit.period_start, b=audit.period_end) + done),
        (_("渠道与对象"), _("；").join(filter(None, (_("、").join(audit.channels), audit.scope)))),
        (_("目标"), audit.goal or _("合规率不低于 {target}%；单项否决零触发", target=target)),
        (_("不适用"), _("；").join(excluded) or _("无")),
    ]
    return tuple(Labelled(label, text) for label, text in rows if text)


def _team(audit: Audit, people: Mapping[str, User]) -> tuple[TeamRow, ...]:
    return tuple(
        TeamRow(
            one.name, one.title or (people[one.user_id].title if one.user_id in people else ""), one.task,
            Duty.ANSWER in one.duties, Duty.REVIEW in one.duties, Duty.VERIFY in one.duties,
            Duty.SIGN in one.duties,
        )
        for one in audit.team
    )  # fmt: skip


def _separation(file: AuditFile) -> str:
    reviewed = sum(answer.review == "confirmed" for answer in file.answers.values())
    return _(
        "{n} 项结果经第二人复核：作答人不复核本人结果，责任人不验证本人措施，两处签名不为同一人。", n=reviewed
    )


def _basis(file: AuditFile) -> tuple[BasisRow, ...]:
    cited: Counter[tuple[str, str]] = Counter()
    for item in file.form.items():
        cited.update({(clause.document, clause.version) for clause in item.basis})
    return tuple(BasisRow(name, version, count) for (name, version), count in cited.most_common())


def _method(file: AuditFile) -> str:
    counts = Counter(item.method.split("，")[0] for item in file.form.items() if item.method)
    parts = [_("{name} {n} 项", name=name, n=count) for name, count in counts.most_common(6)]
    checked = sum(answer.samples_checked for answer in file.answers.values())
    failed = sum(answer.samples_failed for answer in file.answers.values())
    text = _("按检查项规定的方式实施：{parts}", parts=_("，").join(parts))
    rest = sum(counts.values()) - sum(count for _name, count in counts.most_common(6))
    text += _("，其余 {n} 项", n=rest) if rest else ""
    return text + _("。共查样本 {n} 例，{bad} 例不符。", n=checked, bad=failed)


def _not_sampled(file: AuditFile) -> str:
    checked = sum(answer.samples_checked for answer in file.answers.values())
    if not checked:
        return _("未抽样，均为全量检查。")
    return _("样本由自查员按各检查项规定的数量逐项抽取，共 {n} 例，未使用程序抽样。", n=checked)


def _sampling(draws: tuple[SampleDraw, ...]) -> Sampling:
    ids = tuple(one for draw in draws for one in draw.ids)
    rows = tuple(_sampling_row(draw) for draw in draws)
    total = SamplingRow(
        _("合计"), sum(draw.population for draw in draws), sum(draw.drawn for draw in draws), "",
        all(row.met for row in rows), sum(draw.peak for draw in draws),
        sum(draw.off_peak for draw in draws), sum(draw.special for draw in draws),
    )  # fmt: skip
    digests = "".join(draw.population_sha256 for draw in draws)
    return Sampling(
        rows, total, _("按渠道分层，层内简单随机、不放回；覆盖高峰、非高峰与投诉、退换等特殊场景。"),
        draws[0].seed, _digest(digests), _digest("\n".join(ids)), ids,
    )  # fmt: skip


def _sampling_row(draw: SampleDraw) -> SamplingRow:
    whole = draw.drawn == draw.population
    return SamplingRow(
        draw.stratum, draw.population, draw.drawn, _("全量") if whole else str(draw.minimum),
        whole or draw.drawn >= draw.minimum, draw.peak or None, draw.off_peak or None, draw.special or None,
    )  # fmt: skip


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest().upper()

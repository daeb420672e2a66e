"""待办检查 as counted rows: each check with how many of how many hold (mockups 07, DESIGN §2).

The open rows come from `domain.fixlist`; here only the whole is counted that they are part of, so a check can
never pass while the list has a row for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditdesk.domain.audits import Answer, Verdict
from auditdesk.domain.checklists import Item
from auditdesk.domain.counting import asked_items, counting
from auditdesk.domain.fixlist import SIGNERS, AuditFile, Rule, Todo, named_signers, things_to_fix
from auditdesk.i18n import _


@dataclass(frozen=True, slots=True)
class Check:
    """One row: ``figure`` is its arithmetic (``38 / 40``, or a bare count), ``open`` what is missing."""

    label: str
    figure: str
    open: tuple[Todo, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing of it blocks."""
        return not any(row.blocking for row in self.open)


_COUNTED: tuple[tuple[Rule, ...], ...] = (
    (Rule.UNANSWERED,),
    (Rule.NO_FINDING, Rule.FINDING_INCOMPLETE),
    (Rule.SAMPLE_SHORT,),
    (Rule.NO_EVIDENCE, Rule.NOTE_MISSING),
    (Rule.UNMASKED, Rule.NOT_ARRIVED),
    (Rule.RETURNED, Rule.UNREVIEWED, Rule.SELF_REVIEW),
    (Rule.SELF_VERIFIED,),
)
_ORDER = (
    *_COUNTED[:3], (Rule.NA_REASON, Rule.NA_SHARE), *_COUNTED[3:], (Rule.OVERDUE,), (Rule.SIGNATORIES,)
)  # fmt: skip
"""Every rule stands in exactly one row (a test counts them)."""


@dataclass(frozen=True, slots=True)
class _Counted:
    label: str
    rules: tuple[Rule, ...]
    total: int


def checks_of(file: AuditFile) -> tuple[Check, ...]:
    """Every check of the audit as it stands; checks that concern nothing (0 of 0) are left out."""
    rows = things_to_fix(file)
    counted = {one.rules: _fraction(one, rows) for one in _populations(file, rows) if one.total}
    checks: dict[tuple[Rule, ...], Check] = {
        **{rules: counted[rules] for rules in _ORDER if rules in counted},
        (Rule.NA_REASON, Rule.NA_SHARE): _not_applicable(file, rows),
        (Rule.OVERDUE,): _overdue(rows),
        (Rule.SIGNATORIES,): _signers(file, rows),
    }
    return tuple(checks[rules] for rules in _ORDER if rules in checks)


def _populations(file: AuditFile, rows: Sequence[Todo]) -> list[_Counted]:
    """What each check looks at."""
    items = asked_items(file.form, file.answers)
    live = counting(file.form, file.answers)
    judged = [(item, answer) for item in items if (answer := live.get(item.id)) and answer.verdict]
    sampled = sum(_sampled(item, answer) for item, answer in judged)
    wanted = sum(_wants_more(item, answer) for item, answer in judged)
    without = len(_of(rows, (Rule.NO_FINDING,)))
    cited = {one for ids in file.links.values() for one in ids}
    alive = [one for one in cited if one in file.evidence and not file.evidence[one].destroyed_at]
    totals = (
        len(items), without + len(file.findings), sampled, wanted, len(alive), len(judged),
        len(file.verifications),
    )  # fmt: skip
    words = (
        _("检查项均已作答"), _("不合规均立问题，有分类、责任人、期限"), _("抽样数量达到要求"),
        _("要求的证据和说明已齐"), _("引用的证据均已脱敏、在本机"), _("复核完成，复核人不是答题人"),
        _("验证人不是责任人"),
    )  # fmt: skip
    return [_Counted(*each) for each in zip(words, _COUNTED, totals, strict=True)]


def _is(answer: Answer, verdict: Verdict) -> bool:
    return answer.verdict == verdict


def _sampled(item: Item, answer: Answer) -> bool:
    return item.sample_size > 0 and answer.verdict in (Verdict.PASS, Verdict.FAIL)


def _wants_more(item: Item, answer: Answer) -> bool:
    """Whether evidence or a note is asked for; the reason of 不适用 is a check of its own."""
    noted = answer.verdict in item.note_on and not _is(answer, Verdict.NOT_APPLICABLE)
    return noted or answer.verdict in item.evidence_on


def _of(rows: Sequence[Todo], rules: Sequence[Rule]) -> tuple[Todo, ...]:
    return tuple(row for row in rows if row.rule in rules)


def _fraction(one: _Counted, rows: Sequence[Todo]) -> Check:
    """Several rows about one target count once, so that the sum never falls below zero."""
    left = _of(rows, one.rules)
    missing = len({(row.target_kind, row.target_id) for row in left})
    total = max(one.total, missing)
    return Check(one.label, f"{total - missing} / {total}", left)


def _not_applicable(file: AuditFile, rows: Sequence[Todo]) -> Check:
    total = len(asked_items(file.form, file.answers))
    live = counting(file.form, file.answers)
    declared = sum(_is(answer, Verdict.NOT_APPLICABLE) for answer in live.values())
    limit = f"{file.form.na_share_limit:.0%}"
    label = _("不适用有理由，比例不超 {limit}", limit=limit)
    return Check(label, f"{declared} / {total}", _of(rows, (Rule.NA_REASON, Rule.NA_SHARE)))


def _overdue(rows: Sequence[Todo]) -> Check:
    late = _of(rows, (Rule.OVERDUE,))
    return Check(_("没有逾期措施"), str(len(late)), late)


def _signers(file: AuditFile, rows: Sequence[Todo]) -> Check:
    named = min(SIGNERS, len(named_signers(file.audit)))
    return Check(_("两位签名人已指定"), f"{named} / {SIGNERS}", _of(rows, (Rule.SIGNATORIES,)))

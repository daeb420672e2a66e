"""Use cases of verification: draw a fresh sample, judge it, and only then close (REQUIREMENTS A6, A10).

This module is the only one that sets a finding to 已关闭; a test says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditdesk.domain.audits import Answer, Audit
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.findings import Action, Finding, FindingState, Verification
from auditdesk.domain.fresh import (
    DONE,
    DROPPED,
    OPEN,
    FreshDraw,
    Population,
    draw,
    judged,
    records_of,
    sample_needed,
    with_mark,
)
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.audits import open_audit
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.ports import UnitOfWork


def draw_sample(desk: Desk, finding_id: str, population: Population, seed: str = "") -> FreshDraw:
    """Draw the sample that will verify a finding; the seed defaults to today's date.

    Records used before in the audit (its samples, sample marks of answers, earlier draws) are left out.

    Raises:
        NotAllowedError: the user owns or did one of the measures.
        NotReadyError: measures are open, a sample is already being judged, or all records were used.
        BadInputError: an unsound population, or ids with personal data in them.
    """
    desk.may(Right.VERIFY)
    _refuse_personal(desk, population.ids)
    with desk.begin() as work:
        finding = _verifiable(desk, work, finding_id)
        if _open_draw(work, finding.id):
            raise NotReadyError(_("{code} 已经抽过新样本，请把它核完。", code=finding.code))
        made = _drawn(desk, work, finding, population, seed)
        work.save(made)
        work.note(JournalNote("finding.draw", finding.code, (("files", str(len(made.ids))),)))
        work.commit()
    return made


def _drawn(
    desk: Desk, work: UnitOfWork, finding: Finding, population: Population, seed: str, size: int = 0
) -> FreshDraw:
    seed = seed.strip() or desk.today().replace("-", "")
    digest, total = population.digest(), len(population.members())
    wanted = size or desk.tools.learning().sample_size
    used = _used_records(work, finding) if population.ids else _used_numbers(work, finding, population)
    ids = draw(population, seed, wanted, used)
    needed = size or sample_needed(total, wanted)
    if len(ids) < needed:
        raise NotReadyError(_("没用过的记录只有 {n} 条，要 {all} 条，请扩大范围。", n=len(ids), all=needed))
    scope = desk.tools.masking().mask_note(population.scope)
    return FreshDraw(
        new_id(), finding.id, total, digest, seed, ids, scope, drawn_by=desk.user.id, drawn_at=desk.now()
    )


def _refuse_personal(desk: Desk, ids: Sequence[str]) -> None:
    """Ids are printed and travel, so a phone number cannot be one."""
    text = "\n".join(ids)
    masked = desk.tools.masking().mask_note(text).split("\n") if ids else []
    for place, (plain, safe) in enumerate(zip(ids, masked, strict=False), start=1):
        if plain != safe:
            raise BadInputError(_("总体第 {n} 条的编号里有个人信息，请换成记录编号。", n=place))


def _used_numbers(work: UnitOfWork, finding: Finding, population: Population) -> set[str]:
    """Numbers drawn before from the same list on paper; without a scope only this finding's list is known."""
    drawn = work.find(FreshDraw, population_sha256=population.digest())
    return {one for each in drawn if population.scope or each.finding_id == finding.id for one in each.ids}


def _used_records(work: UnitOfWork, finding: Finding) -> set[str]:
    """Records that samples of the audit used."""
    audit = work.require(Audit, finding.audit_id)
    used = {one for sample in audit.samples for one in sample.ids}
    for answer in work.find(Answer, audit_id=audit.id):
        used |= records_of(answer.sample_marks)
    findings = [one.id for one in work.find(Finding, audit_id=audit.id)]
    for each in work.find(FreshDraw, finding_id=findings):
        used |= set(each.ids)
    return used


def open_draw(desk: Desk, finding_id: str) -> FreshDraw | None:
    """The sample that is being judged, if there is one."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        return _open_draw(work, finding_id)


def _open_draw(work: UnitOfWork, finding_id: str) -> FreshDraw | None:
    return next((one for one in work.find(FreshDraw, finding_id=finding_id) if one.state == OPEN), None)


def judge_record(desk: Desk, draw_id: str, record: str, *, fits: bool | None) -> FreshDraw:
    """Say whether a drawn record fits; None takes the judgement back.

    Raises:
        BadInputError: the record was not drawn.
        NotAllowedError: the user owns or did one of the measures.
        NotReadyError: the sample is no longer open.
    """
    desk.may(Right.VERIFY)
    with desk.begin() as work:
        sample = _open(work, draw_id)
        finding = _verifiable(desk, work, sample.finding_id)
        changed = replace(sample, marks=with_mark(sample, record, fits=fits))
        work.save(changed)
        work.note(JournalNote("finding.judge", finding.code))
        work.commit()
    return changed


def conclude(desk: Desk, draw_id: str, note: str = "") -> Verification:
    """Write the verification of a judged sample: all fitting closes the finding, any other sends it back.

    A failed one may be written as soon as one record does not fit; its note says which unless one is given.

    Raises:
        NotReadyError: nothing failed and the sample is not complete.
    """
    desk.may(Right.VERIFY)
    with desk.begin() as work:
        sample = _open(work, draw_id)
        finding = _verifiable(desk, work, sample.finding_id)
        marks = judged(sample)
        bad = [record for record in sample.ids if marks.get(record) is False]
        left = len(sample.ids) - len(marks)
        if left and not bad:
            raise NotReadyError(_("新样本还有 {n} 条未核，核完才能关闭。", n=left))
        words = note or (_("不符：{ids}", ids=_("、").join(bad)) if bad else "")
        size = len(marks)
        check = _written(desk, work, finding, sample, _Count(size, size - len(bad), words))
        work.commit()
    return check


@dataclass(frozen=True, slots=True)
class _Count:
    size: int
    passed: int
    note: str


def count_on_paper(
    desk: Desk, finding_id: str, population: Population, *, seed: str, size: int, passed: int, note: str = ""
) -> Verification:
    """Draw, and write at once how many of the drawn records fitted; for samples checked on paper.

    Raises:
        BadInputError: the counts contradict each other, or nothing failed and the sample is too small.
    """
    desk.may(Right.VERIFY)
    total = len(population.members())
    if not 0 < size <= total or not 0 <= passed <= size:
        raise BadInputError(_("新样本的总体、抽取数和符合数对不上，请核对。"))
    needed = sample_needed(total, desk.tools.learning().sample_size)
    if passed == size < needed:
        raise BadInputError(_("新样本不完整：要 {all} 条，只有 {n} 条。", all=needed, n=size))
    with desk.begin() as work:
        finding = _verifiable(desk, work, finding_id)
        if _open_draw(work, finding.id):
            raise NotReadyError(_("{code} 已经抽过新样本，请把它核完。", code=finding.code))
        sample = _drawn(desk, work, finding, population, seed, size)
        check = _written(desk, work, finding, sample, _Count(size, passed, note))
        work.commit()
    return check


def _written(
    desk: Desk, work: UnitOfWork, finding: Finding, sample: FreshDraw, count: _Count
) -> Verification:
    """Save verification, draw and the finding's new state."""
    ok = count.passed == count.size
    note = desk.tools.masking().mask_note(count.note) if count.note else ""
    check = Verification(
        new_id(), finding.id, sample.population, count.size, len(sample.ids), count.passed, sample.seed,
        desk.user.name, desk.user.id, desk.today(), "passed" if ok else "failed", sample.ids, note,
        sample.id, sample.population_sha256, sample.marks,
    )  # fmt: skip
    state = FindingState.CLOSED if ok else FindingState.OPEN
    closed = replace(finding, state=state, closed_on=desk.today() if ok else "")
    work.save(check, replace(sample, state=DONE), closed)
    work.note(JournalNote("finding.verify", finding.code, (("result", check.result),)))
    return check


def drop_draws(work: UnitOfWork, finding_id: str) -> None:
    """Measures were taken up again: what was drawn before they are done proves nothing."""
    for one in work.find(FreshDraw, finding_id=finding_id):
        if one.state == OPEN:
            work.save(replace(one, state=DROPPED))


def _open(work: UnitOfWork, draw_id: str) -> FreshDraw:
    found = work.get(FreshDraw, draw_id)
    if found is None:
        raise NotFoundError(_("没有这次抽样。"))
    if found.state != OPEN:
        raise NotReadyError(_("这次抽样已经结束，请重新抽取。"))
    return found


def _verifiable(desk: Desk, work: UnitOfWork, finding_id: str) -> Finding:
    finding = work.require(Finding, finding_id)
    open_audit(work, finding.audit_id)
    why = own_measure(desk, finding, work.find(Action, finding_id=finding.id))
    if why:
        raise NotAllowedError(why)
    if finding.state is not FindingState.TO_VERIFY:
        raise NotReadyError(_("{code} 的措施还没有全部完成，不能验证。", code=finding.code))
    return finding


def own_measure(desk: Desk, finding: Finding, actions: Sequence[Action]) -> str:
    """Why the user must not verify this finding (DESIGN §4), empty when nothing speaks against it."""
    mine = finding.owner == desk.user.name or any(
        desk.user.id in (action.owner_id, action.done_by) or action.owner == desk.user.name
        for action in actions
    )
    return _("{code} 的措施由您负责，请由另一人验证。", code=finding.code) if mine else ""

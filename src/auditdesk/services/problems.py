"""Use cases on problems (高频问题): analyse the cause, plan the improvement, follow its figure (C7, E4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from auditdesk.domain.causes import METHODS, check_plan
from auditdesk.domain.closure import repeat_count
from auditdesk.domain.errors import BadInputError, NotFoundError
from auditdesk.domain.findings import SETTLED, Finding, Problem, counted
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, new_id

_LOCKED = {"id", "code", "created_at"}
_FREE_TEXT = ("title", "cause")


@dataclass(frozen=True, slots=True)
class ProblemFile:
    """A problem with its findings; ``repeats`` counts people who stand in it again."""

    problem: Problem
    findings: tuple[Finding, ...]
    left: int
    repeats: int


def begin_problem(desk: Desk, title: str, **fields: object) -> Problem:
    """Make a problem without findings.

    Raises:
        BadInputError: no title, a title that exists, or a field that is wrong.
    """
    desk.may(Right.RECTIFY)
    if not title.strip():
        raise BadInputError(_("请给这类问题起个名字。"))
    with desk.begin() as work:
        if work.find(Problem, title=title.strip()):
            raise BadInputError(_("已有叫“{title}”的问题，请把记录归进去。", title=title.strip()))
        code = f"P{work.next_number('P')}"
        problem = _changed(desk, Problem(new_id(), code, title.strip(), created_at=desk.now()), fields)
        work.save(problem)
        work.note(JournalNote("problem.begin", problem.code))
        work.commit()
    return problem


def change_problem(desk: Desk, problem_id: str, **fields: object) -> Problem:
    """Change the analysis or the plan; free text is masked; a method begins with its first phase.

    Raises:
        BadInputError: an unknown field, method, phase, cause class or violation class, or a day that is none.
    """
    desk.may(Right.RECTIFY)
    with desk.begin() as work:
        problem = work.require(Problem, problem_id)
        changed = _changed(desk, problem, fields)
        work.save(changed)
        work.note(JournalNote("problem.change", problem.code, (("fields", " ".join(sorted(fields))),)))
        work.commit()
    return changed


def _changed(desk: Desk, problem: Problem, fields: dict[str, object]) -> Problem:
    wrong = [name for name in fields if name in _LOCKED or name not in Problem.__dataclass_fields__]
    if wrong:
        raise BadInputError(_("高频问题没有可改的字段“{name}”。", name=wrong[0]))
    mask = desk.tools.masking().mask_note
    safe = {
        name: mask(value) if name in _FREE_TEXT and isinstance(value, str) else value
        for name, value in fields.items()
    }
    changed = replace(problem, **safe)  # type: ignore[arg-type]  # names were checked above
    answers = tuple((key, mask(text)) for key, text in changed.five_w if text.strip())
    changed = replace(changed, five_w=answers)
    if changed.method != problem.method and "phase" not in fields:
        changed = replace(changed, phase=next(iter(METHODS.get(changed.method, ())), ""))
    if not changed.title.strip():
        raise BadInputError(_("请给这类问题起个名字。"))
    if changed.violation_class and desk.taxonomy().find(changed.violation_class) is None:
        raise BadInputError(_("没有违规分类“{name}”。", name=changed.violation_class))
    _check_day(changed.due)
    check_plan(changed)
    return changed


def _check_day(day: str) -> None:
    try:
        sound = not day or date.fromisoformat(day).isoformat() == day
    except ValueError:
        sound = False
    if not sound:
        raise BadInputError(_("“{day}”不是日期，请写成 2026-11-30。", day=day))


def find_problem(desk: Desk, name: str) -> ProblemFile:
    """A problem by code, id or title with its findings; raises `NotFoundError`."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        found = (
            work.find(Problem, code=name)
            or work.find(Problem, title=name)
            or [one for one in [work.get(Problem, name)] if one]
        )
        if not found:
            raise NotFoundError(_("没有高频问题“{name}”，用 finding problem 看有哪些。", name=name))
        findings = work.find(Finding, problem_id=found[0].id, order="code")
    return _file(found[0], findings)


def problem_files(desk: Desk) -> list[ProblemFile]:
    """All problems by code with their findings."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        problems = work.find(Problem, order="code")
        rows = work.find(Finding, order="code", problem_id=[one.id for one in problems]) if problems else []
    by: dict[str, list[Finding]] = {}
    for one in rows:
        by.setdefault(one.problem_id, []).append(one)
    return [_file(problem, by.get(problem.id, [])) for problem in problems]


def _file(problem: Problem, findings: list[Finding]) -> ProblemFile:
    alive = counted(findings)
    states = Counter(one.state in SETTLED for one in alive)
    return ProblemFile(problem, tuple(findings), states[False], repeat_count(alive))

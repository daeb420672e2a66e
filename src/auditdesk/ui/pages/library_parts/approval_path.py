"""审批: the path from draft to publication, who passed it, who is holding it up (screen 09)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from auditdesk.domain.checklists import FormState
from auditdesk.domain.life import STAGES, Approval, Decision, decision_label, form_state_label
from auditdesk.i18n import _
from auditdesk.services.approving import ReviewFile
from auditdesk.ui.pages.run.days import short_day
from auditdesk.ui.theme.glyphs import State, StateGlyph
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.steps import Step, StepRail
from auditdesk.ui.widgets.text import Elided, Text

_GLYPHS = {
    Decision.PENDING: State.REVIEW, Decision.PASSED: State.OK,
    Decision.PASSED_WITH_NOTE: State.OK, Decision.RETURNED: State.RETURNED,
}  # fmt: skip
_TONES = {
    Decision.PENDING: "rev", Decision.PASSED: "ok", Decision.PASSED_WITH_NOTE: "ok", Decision.RETURNED: "rev",
}  # fmt: skip
_FEW = 2
"""More people than this are counted, not named, once their stage is over."""
_OVER = (FormState.PUBLISHED, FormState.SUPERSEDED)


def approval_path(file: ReviewFile, today: str, supersedes: str, open_remarks: int) -> StepRail:
    """The five steps; the people of the present stage stand below it.

    Args:
        file: where the version stands.
        today: ISO day, against which days are shortened.
        supersedes: the version that publication replaces, empty when there is none.
        open_remarks: comments not dealt with yet.
    """
    steps = [_draft(file, today)]
    extras: dict[int, QWidget] = {}
    for place, stage in enumerate(STAGES, start=1):
        parts = [one for one in file.approvals if one.stage == stage]
        state = _state_of(stage, file)
        steps.append(Step(form_state_label(stage), _note(parts, state), state, _right(parts, state, today)))
        if state is State.CURRENT and parts:
            extras[place] = people(parts)
    steps.append(_publication(file, today, supersedes, open_remarks))
    rail = StepRail()
    rail.set_steps(steps, extras)
    return rail


def people(parts: Sequence[Approval]) -> QWidget:
    """One line a person: glyph, department and name, the decision at the right; a note below."""
    made = QWidget()
    lines = column(gap=4)
    for one in parts:
        name = Elided(f"{one.department} {one.name}".strip(), "small")
        word = Text(decision_label(one.decision), "small", _TONES[one.decision])
        line = row(StateGlyph(_GLYPHS[one.decision], 14), name, word, gap=6)
        line.setStretch(1, 1)
        lines.addLayout(line)
        if one.note:
            lines.addWidget(Elided(one.note, "small", "text_3"))
        elif one.decision is Decision.PENDING and one.reminded_at:
            lines.addWidget(Text(_("{day} 已提醒", day=one.reminded_at[5:10]), "small", "text_3"))
    made.setLayout(lines)
    made.setMinimumHeight(lines.sizeHint().height())
    return made


def _draft(file: ReviewFile, today: str) -> Step:
    course = file.course
    state = State.CURRENT if file.state is FormState.DRAFT else State.CLOSED
    note = _("{name} 编制，理由：{why}", name=course.author, why=course.reason) if course.author else ""
    if file.state is FormState.DRAFT and course.returned_note:
        note += "\n" + _("退回：{why}", why=course.returned_note)
    return Step(_("草稿"), note, state, short_day(course.created_at, today))


def _state_of(stage: FormState, file: ReviewFile) -> State:
    if file.state in _OVER or file.ready:
        return State.CLOSED
    if file.state not in STAGES:
        return State.EMPTY
    now, here = STAGES.index(file.state), STAGES.index(stage)
    return State.CLOSED if here < now else State.CURRENT if here == now else State.EMPTY


def _note(parts: Sequence[Approval], state: State) -> str:
    if state is State.CLOSED:
        if len(parts) > _FEW:
            return _("{n} 人都已通过", n=len(parts))
        words = [_("{name} {word}", name=one.name, word=decision_label(one.decision)) for one in parts]
        return _("，").join(words)
    if state is State.EMPTY:
        return _("、").join(f"{one.department} {one.name}".strip() for one in parts)
    return ""


def _right(parts: Sequence[Approval], state: State, today: str) -> str:
    if state is State.CLOSED:
        return short_day(max((one.decided_at for one in parts), default=""), today)
    due = next((one.due for one in parts if one.due), "")
    return _("截止 {day}", day=short_day(due, today)) if due and state is State.CURRENT else ""


def _publication(file: ReviewFile, today: str, supersedes: str, open_remarks: int) -> Step:
    course = file.course
    if file.state in _OVER:
        return Step(_("发布"), "", State.CLOSED, short_day(course.published_at, today))
    number = supersedes.removeprefix("V")
    note = _("发布后 v{version} 标为已替代", version=number) if supersedes else _("首次发布")
    if file.ready and open_remarks:
        note = _("还有 {n} 条意见没有处理", n=open_remarks)
    planned = _("计划 {day}", day=short_day(course.planned_on, today)) if course.planned_on else ""
    return Step(_("发布"), note, State.CURRENT if file.ready else State.EMPTY, planned)

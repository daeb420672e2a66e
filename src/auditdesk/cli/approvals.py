"""What the commands of forms and documents share: whom to ask, where a version stands, whose passphrase."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import click

from auditdesk.cli.terminal import Terminal
from auditdesk.domain.checklists import FormState
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.life import STAGES, Participant, decision_label, form_state_label
from auditdesk.domain.people import User
from auditdesk.i18n import _
from auditdesk.services import approving
from auditdesk.services.approving import ReviewFile, Submission
from auditdesk.services.commenting import Remark
from auditdesk.services.desk import Desk
from auditdesk.services.people import find_user
from auditdesk.services.program import OpenWorkspace


def submission_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of the two submit commands."""
    asked = click.option(
        "--reviewer", "reviewers", multiple=True,
        help="STAGE:STAFF_NO[:DEPARTMENT], stage first, second or final; the last round's people by default.",
    )  # fmt: skip
    due = click.option("--due", default="", help="Answers until, YYYY-MM-DD.")
    planned = click.option("--planned", "planned_on", default="", help="Publication planned on, YYYY-MM-DD.")
    return asked(due(planned(command)))


def decisions(desk: Desk, subject: str, reviewers: Iterable[str], due: str, planned_on: str) -> Submission:
    """The submission the options name."""
    with desk.begin() as work:
        based_on = approving.read_review(work, subject).course.based_on
    kind = subject.partition(":")[0]
    named = tuple(_participant(desk, text) for text in reviewers)
    people = named or approving.suggested(desk, subject, f"{kind}:{based_on}" if based_on else "")
    return Submission(people, due, planned_on)


def _participant(desk: Desk, text: str) -> Participant:
    word, _colon, rest = text.partition(":")
    number, _colon, department = rest.partition(":")
    stages = {stage.value.split("_")[0]: stage for stage in STAGES}
    if word not in stages:
        raise BadInputError(
            _("“{text}”要写成 阶段:工号:部门，阶段可用 {words}。", text=text, words=" ".join(stages))
        )
    user = find_user(desk, number)
    return Participant(stages[word], user.id, user.name, department or user.department or user.title)


def proven_user(terminal: Terminal, opened: OpenWorkspace, subject: str) -> User | None:
    """For 终审: the user whose passphrase was given; None in other stages."""
    desk = opened.desk
    with desk.begin() as work:
        state = approving.read_review(work, subject).state
    if state is not FormState.FINAL_REVIEW:
        return None
    return opened.identity_of(desk.user.id, terminal.passphrase(_("终审：本人口令")))[0]


def review_data(file: ReviewFile) -> dict[str, object]:
    """Where a version stands, for ``--json``."""
    return {
        "subject": file.subject, "state": file.state.value, "ready": file.ready,
        "course": asdict(file.course), "approvals": [asdict(one) for one in file.approvals],
        "waiting": [one.name for one in file.waiting()],
    }  # fmt: skip


def review_lines(file: ReviewFile) -> list[str]:
    """Where a version stands, line by line."""
    lines = [form_state_label(file.state) + (_("，可以发布") if file.ready else "")]
    if file.course.reason:
        lines.append(_("{name} 编制，理由：{why}", name=file.course.author, why=file.course.reason))
    if file.course.returned_note:
        lines.append(_("退回：{why}", why=file.course.returned_note))
    for one in file.approvals:
        words = (form_state_label(FormState(one.stage)), one.department, one.name)
        lines.append("  ".join([*words, decision_label(one.decision), one.note]).rstrip())
    return lines


def remark_rows(found: Iterable[Remark]) -> list[tuple[str, ...]]:
    """Comments as rows: place, author, text, whether dealt with."""
    return [
        (
            one.place or "–",
            one.author,
            one.comment.text,
            _("已处理") if one.handled else _("未处理"),
            one.comment.id,
        )
        for one in found
    ]

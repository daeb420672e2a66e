"""Whose items are whose: the team table names sections, answers name people (REQUIREMENTS A3)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from auditdesk.domain.audits import Answer, Audit
from auditdesk.domain.checklists import Form, Section
from auditdesk.domain.people import User


def items_of(form: Form, audit: Audit, answers: Mapping[str, Answer], user: User) -> frozenset[str]:
    """Numbers of the items a person answered, and of the sections that the team table gives the person.

    A task names sections by title or by number (``2、4``, ``第 2 类``).
    """
    tasks = [
        one.task
        for one in audit.team
        if one.task and (one.user_id == user.id or (not one.user_id and one.name == user.name))
    ]
    given = {item.id for section in form.sections if _named(section, tasks) for item in section.items}
    answered = {name for name, one in answers.items() if one.verdict and one.answered_by == user.id}
    return frozenset(given | answered)


def _named(section: Section, tasks: list[str]) -> bool:
    number = re.compile(rf"(?<![\d.]){re.escape(section.id)}(?![\d.])")
    return any(section.title in task or number.search(task) for task in tasks)

"""Use case: a checklist as a blank paper form (REQUIREMENTS A14)."""

from __future__ import annotations

from auditdesk.domain.people import Right
from auditdesk.services.desk import Desk
from auditdesk.services.forms import find_form


def blank_paper(desk: Desk, name: str) -> tuple[str, bytes]:
    """Title and PDF (A4 landscape) of a form version to fill in by hand.

    Raises:
        NotFoundError: no form has this name.
        BadInputError: the layout file is wrong, or a text is longer than a page.
    """
    desk.may(Right.VIEW)
    form = find_form(desk, name)
    return form.title, desk.tools.reports().blank_form(form, desk.tools.forms().paper())

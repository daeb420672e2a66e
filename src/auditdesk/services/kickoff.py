"""Use cases: the kick-off note of an audit or of a cycle not started yet, as text and as a workbook."""

from __future__ import annotations

from auditdesk.domain.audits import Audit
from auditdesk.domain.kickoff import KickoffNote, kickoff_note
from auditdesk.domain.people import Right
from auditdesk.domain.planning import Due, audit_code, audit_id_of, title_of
from auditdesk.i18n import _
from auditdesk.services.audits import audit_form
from auditdesk.services.desk import Desk
from auditdesk.services.forms import find_form
from auditdesk.services.planning import DueRow


def audit_note(desk: Desk, audit: Audit) -> KickoffNote:
    """The note of an audit as it is planned now."""
    desk.may(Right.VIEW)
    return kickoff_note(audit, audit_form(desk, audit), desk.workspace.site_name)


def due_note(desk: Desk, row: DueRow) -> KickoffNote:
    """The note of a plan's cycle: of its audit when it has begun, else of the audit it would be."""
    desk.may(Right.VIEW)
    if row.audit is not None:
        return audit_note(desk, row.audit)
    form = find_form(desk, row.due.plan.form)
    return kickoff_note(audit_to_be(row.due, form.key), form, desk.workspace.site_name, row.due.begin)


def audit_to_be(due: Due, form_key: str) -> Audit:
    """The audit a cycle would begin with; nothing is stored."""
    plan = due.plan
    return Audit(
        audit_id_of(plan.id, due.cycle), audit_code(due), title_of(due), plan.kind, form_key,
        due.start.isoformat(), due.end.isoformat(), due.due.isoformat(), plan.channels, plan.goal, plan.scope,
        plan.team, plan.materials,
    )  # fmt: skip


def note_workbook(desk: Desk, note: KickoffNote) -> bytes:
    """The note as a printable workbook of three columns."""
    heads = ((_("部分"), 18.0), (_("事项"), 26.0), (_("内容"), 64.0))
    return desk.tools.sheets().write_table(note.title, (note.opening,), heads, note.table())

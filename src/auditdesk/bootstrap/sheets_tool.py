"""The sheets adapter as the use cases ask for it: bytes in, bytes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from auditdesk.domain.audits import Answer, Audit
from auditdesk.domain.checklists import Form
from auditdesk.domain.findings import Action, Finding, Problem
from auditdesk.domain.fixlist import AuditFile
from auditdesk.domain.importing import FillPreview, OfficialFill
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.services.jobs import Progress
from auditdesk.services.toolbox import ForeignBook, SheetTable
from auditdesk.sheets.export import export_audit, export_form
from auditdesk.sheets.fill import read_filled
from auditdesk.sheets.fill_official import fill_official, plan_official
from auditdesk.sheets.foreign import open_foreign
from auditdesk.sheets.looking import read_tables, write_table
from auditdesk.sheets.registers import export_findings, export_register


class SheetsTool:
    """Fulfils `services.toolbox.Sheets`."""

    def export_audit(
        self, form: Form, audit: Audit, answers: Mapping[str, Answer], findings: Sequence[Finding],
        actions: Sequence[Action], *, exported_at: str,
    ) -> bytes:  # fmt: skip
        """The audit as a workbook."""
        target = BytesIO()
        export_audit(form, audit, answers, findings, actions, target, exported_at=exported_at)
        return target.getvalue()

    def export_form(self, form: Form) -> bytes:
        """A blank form as a workbook."""
        target = BytesIO()
        export_form(form, target)
        return target.getvalue()

    def read_filled(
        self, data: bytes, name: str, form: Form, audit: Audit, answers: Mapping[str, Answer]
    ) -> FillPreview:
        """What a filled workbook would change."""
        return read_filled(BytesIO(data), form, audit, answers, name=name)

    def open_foreign(self, data: bytes, name: str, progress: Progress) -> ForeignBook:
        """A foreign checklist read once."""
        return open_foreign(BytesIO(data), name=name, progress=progress)

    def plan_official(self, data: bytes, name: str, file: AuditFile) -> OfficialFill:
        """What filling an official workbook would write and lose."""
        plan = plan_official(BytesIO(data), file.form, file.answers, file.findings, file.actions, name=name)
        return OfficialFill(len(plan.writes), plan.losses, plan.unmatched)

    def fill_official(self, data: bytes, name: str, file: AuditFile) -> bytes:
        """The official workbook filled."""
        target = BytesIO()
        fill_official(
            BytesIO(data),
            file.form,
            file.answers,
            target,
            file.findings,
            file.actions,
            agreed=True,
            name=name,
        )
        return target.getvalue()

    def export_findings(self, file: AuditFile, taxonomy: Taxonomy) -> bytes:
        """The audit's findings as a workbook."""
        target = BytesIO()
        export_findings(file.form, file.audit, file.findings, taxonomy, target)
        return target.getvalue()

    def export_register(self, file: AuditFile, problems: Sequence[Problem]) -> bytes:
        """The rectification register as a workbook."""
        target = BytesIO()
        export_register(file.audit, file.findings, problems, file.actions, file.verifications, target)
        return target.getvalue()

    def read_tables(self, data: bytes, name: str, *, most_rows: int) -> Sequence[SheetTable]:
        """The sheets as text."""
        return read_tables(BytesIO(data), name, most_rows)

    def write_table(
        self, title: str, lines: Sequence[str], heads: Sequence[tuple[str, float]],
        rows: Sequence[Sequence[str]],
    ) -> bytes:  # fmt: skip
        """A workbook of one table."""
        return write_table(title, lines, heads, rows)

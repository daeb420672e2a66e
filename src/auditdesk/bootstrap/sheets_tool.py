"""The sheets adapter as the use cases ask for it: bytes in, bytes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from auditdesk.domain.audits import Answer, Audit
from auditdesk.domain.checklists import Form
from auditdesk.domain.findings import Action, Finding
from auditdesk.domain.importing import FillPreview, ForeignPreview
from auditdesk.services.toolbox import SheetTable
from auditdesk.sheets.export import export_audit, export_form
from auditdesk.sheets.fill import read_filled
from auditdesk.sheets.foreign import read_foreign
from auditdesk.sheets.looking import read_tables, write_table


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

    def read_foreign(self, data: bytes, name: str) -> ForeignPreview:
        """A foreign checklist recognised."""
        return read_foreign(BytesIO(data), name=name)

    def read_tables(self, data: bytes, name: str, *, most_rows: int) -> Sequence[SheetTable]:
        """The sheets as text."""
        return read_tables(BytesIO(data), name, most_rows)

    def write_table(
        self, title: str, lines: Sequence[str], heads: Sequence[tuple[str, float]],
        rows: Sequence[Sequence[str]],
    ) -> bytes:  # fmt: skip
        """A workbook of one table."""
        return write_table(title, lines, heads, rows)

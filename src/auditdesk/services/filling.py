"""Use cases on workbooks: export an audit, preview a filled one, apply it all or not at all (DESIGN §2)."""

from __future__ import annotations

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.importing import FillPreview, FillRow
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.answering import Entry, Recorded, record_answers
from auditdesk.services.audits import open_file
from auditdesk.services.desk import Desk


def export_audit(desk: Desk, audit_id: str) -> bytes:
    """The audit as a workbook (A14 columns) with hidden ids, version and text hashes."""
    desk.may(Right.VIEW)
    file = open_file(desk, audit_id)
    return desk.tools.sheets().export_audit(
        file.form, file.audit, file.answers, file.findings, file.actions, exported_at=desk.now()
    )


def preview_fill(desk: Desk, audit_id: str, data: bytes, name: str) -> FillPreview:
    """What a filled workbook would change, row by row."""
    desk.may(Right.ANSWER)
    file = open_file(desk, audit_id)
    return desk.tools.sheets().read_filled(data, name, file.form, file.audit, file.answers)


def _entry(row: FillRow) -> Entry:
    return Entry(row.verdict, row.value, row.choices or None, row.note, origin="excel")


def apply_fill(desk: Desk, audit_id: str, preview: FillPreview) -> list[Recorded]:
    """Apply a preview in one transaction.

    Raises:
        BadInputError: a row is invalid or would overwrite a newer answer; nothing is written.
    """
    refused = [row for row in preview.rows if row.kind in ("invalid", "conflict", "unknown")]
    if refused:
        first = refused[0]
        raise BadInputError(
            _("第 {row} 行不能导入：{why}；共 {n} 行有问题，什么都没有写入。",
              row=first.excel_row, why=first.reason, n=len(refused))
        )  # fmt: skip
    entries = {row.item_id: _entry(row) for row in preview.rows if row.kind in ("new", "changed")}
    return record_answers(desk, audit_id, entries) if entries else []

"""Use cases on workbooks: export an audit, preview a filled one, apply it all or not at all (DESIGN §2)."""

from __future__ import annotations

from auditdesk.domain.errors import BadInputError, NotReadyError
from auditdesk.domain.fixlist import without_withdrawn
from auditdesk.domain.importing import FillPreview, FillRow, OfficialFill
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.answering import Entry, Recorded, record_answers
from auditdesk.services.audits import answers_of, find_audit, open_file
from auditdesk.services.desk import Desk
from auditdesk.services.rectifying import list_problems


def export_audit(desk: Desk, audit_id: str) -> bytes:
    """The audit as a workbook (A14 columns) with hidden ids, version and text hashes."""
    desk.may(Right.VIEW)
    file = without_withdrawn(open_file(desk, audit_id))
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
              row=first.excel_row, why=first.reason.rstrip("。"), n=len(refused))
        )  # fmt: skip
    wanted = [row for row in preview.rows if row.kind in ("new", "changed")]
    _refuse_newer(desk, audit_id, wanted)
    entries = {row.item_id: _entry(row) for row in wanted}
    return record_answers(desk, audit_id, entries) if entries else []


def _refuse_newer(desk: Desk, audit_id: str, rows: list[FillRow]) -> None:
    """An answer that changed after the preview was shown is never overwritten."""
    with desk.begin() as work:
        answers = answers_of(work, find_audit(desk, audit_id).id)
    for row in rows:
        now = answers.get(row.item_id)
        shown = (row.old_verdict, row.old_value, row.old_choices, row.old_note)
        here = (now.verdict, now.value, now.choices, now.note) if now else ("", "", (), "")
        if here != shown:
            raise BadInputError(
                _("{id} 在预览之后又改过，什么都没有写入，请重新读一次这份 Excel。", id=row.item_id)
            )


def plan_official(desk: Desk, audit_id: str, data: bytes, name: str) -> OfficialFill:
    """What filling somebody's official workbook would write and lose; nothing is written."""
    desk.may(Right.VIEW)
    return desk.tools.sheets().plan_official(data, name, open_file(desk, audit_id))


def fill_official(desk: Desk, audit_id: str, data: bytes, name: str, *, agreed: bool = False) -> bytes:
    """The official workbook filled with the audit's results; its layout, rules and formulas stay.

    Raises:
        NotReadyError: something would be lost and nobody agreed to it.
        BadInputError: the workbook cannot be read, or none of its rows belongs to the form.
    """
    desk.may(Right.VIEW)
    file = open_file(desk, audit_id)
    sheets = desk.tools.sheets()
    plan = sheets.plan_official(data, name, file)
    if plan.losses and not agreed:
        more = _("（共 {n} 条，先看清单再确认）", n=len(plan.losses))
        raise NotReadyError(_("填写 {name} 会有损失：{loss}", name=name, loss=plan.losses[0]) + more)
    filled = sheets.fill_official(data, name, file)
    desk.journal.append(desk.user.id, JournalNote("audit.fill-official", file.audit.code))
    return filled


def findings_workbook(desk: Desk, audit_id: str) -> bytes:
    """问题清单 of an audit as a workbook (REQUIREMENTS A7)."""
    desk.may(Right.VIEW)
    return desk.tools.sheets().export_findings(open_file(desk, audit_id), desk.taxonomy())


def register_workbook(desk: Desk, audit_id: str) -> bytes:
    """整改台账 of an audit as a workbook (REQUIREMENTS A9, C13)."""
    desk.may(Right.VIEW)
    return desk.tools.sheets().export_register(open_file(desk, audit_id), list_problems(desk))

"""Use cases on reports: freeze and build, sign twice, verify, export (DESIGN §7, REQUIREMENTS A11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO

from auditdesk.domain.audits import Audit, AuditState
from auditdesk.domain.errors import NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.fixlist import is_signer
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right, User, require
from auditdesk.domain.records import ReportFile
from auditdesk.domain.signing import LEAST_SIGNATURES, ReportVerification
from auditdesk.i18n import _
from auditdesk.services.audits import find_audit, fix_list, refuse_while_blocked
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.filling import export_audit
from auditdesk.services.freezing import freeze, report_id
from auditdesk.services.jobs import Progress, Silent
from auditdesk.services.toolbox import KeyFile, Reports, SigningSource

SIGNATURES = LEAST_SIGNATURES


@dataclass(frozen=True, slots=True)
class BuiltReport:
    """A report's record and its bytes."""

    record: ReportFile
    pdf: bytes


def build_report(desk: Desk, audit_id: str, progress: Progress | None = None) -> BuiltReport:
    """Freeze the audit and build its PDF with two empty signature fields.

    Raises:
        NotReadyError: blocking rows are open, or the audit is signed.
    """
    desk.may(Right.REPORT)
    refuse_while_blocked(fix_list(desk, audit_id))
    frozen = freeze(desk, audit_id)
    if frozen.file.audit.state is AuditState.SIGNED:
        raise NotReadyError(_("{code} 已签名，请先重开再生成新版。", code=frozen.file.audit.code))
    reports = desk.tools.reports()
    workbook = export_audit(desk, audit_id)
    pdf = reports.build(frozen.snapshot, frozen.pictures, {"audit.xlsx": workbook}, progress or Silent())
    audit = frozen.file.audit
    record = _keep(desk, ReportFile(
        id=new_id(), audit_id=audit.id, revision=audit.revision,
        file_name=f"{report_id(frozen.file)}-R{audit.revision}.pdf", sha256="",
        snapshot_digest=reports.digest(frozen.snapshot), built_at=desk.now(), built_by=desk.user.id,
    ), pdf, replace(audit, state=AuditState.READY_TO_SIGN, report_id=report_id(frozen.file)),
        action="report.build")  # fmt: skip
    return BuiltReport(record, pdf)


def preview_report(desk: Desk, audit_id: str, progress: Progress | None = None) -> bytes:
    """The pages as they would be now, for looking only; nothing is kept and open rows do not matter."""
    desk.may(Right.VIEW)
    frozen = freeze(desk, audit_id)
    return desk.tools.reports().build(frozen.snapshot, frozen.pictures, {}, progress or Silent())


def sign_report(
    desk: Desk, pdf: bytes, signer: User, identity: SigningSource, progress: Progress | None = None
) -> BuiltReport:
    """Add the next signature; the last one expected locks the audit.

    Raises:
        NotFoundError: the file is not a report of this workspace.
        NotReadyError: everybody has signed, it is not the newest, or blocking rows are open.
        NotAllowedError: the signer may not sign, is not one of the named signers, signed already, or the
            certificate file belongs to somebody else or to an issuer nobody here trusts.
        DamagedError: the file was changed after it was built or signed.
    """
    require(signer, Right.SIGN)
    reports = desk.tools.reports()
    record = record_of(desk, pdf)
    audit = find_audit(desk, record.audit_id)
    needed = max(SIGNATURES, len(reports.snapshot_in(pdf).signers))
    if record.signatures >= needed:
        raise NotReadyError(_("这份报告已有 {n} 处签名，不能再签。", n=needed))
    if not is_signer(audit, signer):
        raise NotAllowedError(_("{name}不是这份报告指定的签名人。", name=signer.name))
    _refuse_outdated(desk, record)
    refuse_while_blocked(fix_list(desk, audit.id))
    number = record.signatures + 1
    if isinstance(identity, KeyFile):
        _refuse_foreign_key(reports, identity, signer)
    signed = reports.sign(pdf, identity, number, progress or Silent())
    if isinstance(identity, KeyFile) and not reports.verify(signed).signatures[-1].trusted:
        raise NotAllowedError(
            _("这张证书的签发机构在本工作区不受信任，没有签名；请管理员先用 report trust 导入它的根证书。")
        )
    return keep_signed(desk, record, signed, number, last=number == needed)


def _refuse_foreign_key(reports: Reports, key: KeyFile, signer: User) -> None:
    owner = reports.name_of(key)
    if owner != signer.name:
        raise NotAllowedError(
            _("证书文件是{owner}的，不能由{name}使用；须由本人签名。", owner=owner, name=signer.name)
        )


def _refuse_outdated(desk: Desk, record: ReportFile) -> None:
    newest = list_reports(desk, audit_id=record.audit_id)[0]
    if newest.id != record.id:
        raise NotReadyError(_("这份报告之后又生成了新的一份（{day}），请签新的。", day=newest.built_at[:16]))


def keep_signed(desk: Desk, record: ReportFile, pdf: bytes, number: int, *, last: bool) -> BuiltReport:
    """Store a report with one more signature; the last one makes the audit 已签名."""
    audit = find_audit(desk, record.audit_id)
    after = replace(record, signatures=number, state="signed" if last else "built")
    state = AuditState.SIGNED if last else audit.state
    kept = _keep(desk, after, pdf, replace(audit, state=state), action="report.sign")
    return BuiltReport(kept, pdf)


def record_of(desk: Desk, pdf: bytes) -> ReportFile:
    """The record of a PDF, whatever was signed on it; raises `NotFoundError` for a stranger's."""
    digest = desk.tools.reports().digest_in(pdf)
    with desk.begin() as work:
        found = [one for one in work.find(ReportFile, order="-built_at") if one.snapshot_digest == digest]
    if not found:
        raise NotFoundError(_("这份 PDF 不是本工作区生成的报告。"))
    return found[0]


def _keep(desk: Desk, record: ReportFile, pdf: bytes, audit: Audit, *, action: str) -> ReportFile:
    """Store the bytes first, then record and audit state in one transaction."""
    blob = desk.blobs.add(BytesIO(pdf))
    kept = replace(record, sha256=blob.sha256)
    with desk.begin() as work:
        work.save(kept, audit)
        detail = (("snapshot", kept.snapshot_digest), ("signatures", str(kept.signatures)))
        work.note(JournalNote(action, audit.code, detail))
        work.commit()
    return kept


def list_reports(desk: Desk, *, audit_id: str = "") -> list[ReportFile]:
    """Reports, newest first; raises `NotAllowedError` without the right to see them."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        found = work.find(ReportFile, order="-built_at")
    return [one for one in found if audit_id in ("", one.audit_id)]


def export_report(desk: Desk, audit_id: str) -> tuple[ReportFile, bytes]:
    """The newest report of an audit with its bytes; raises `NotFoundError` while none was built."""
    found = list_reports(desk, audit_id=audit_id)
    if not found:
        raise NotFoundError(_("这次自查还没有生成报告。"))
    return found[0], report_bytes(desk, found[0])


def report_bytes(desk: Desk, record: ReportFile) -> bytes:
    """The PDF of a record."""
    with desk.blobs.open(desk.blobs.name_of(record.sha256)) as stream:
        return stream.read()


def verify_report(desk: Desk, pdf: bytes) -> ReportVerification:
    """Who signed, whether anything changed after, whether data and pages agree."""
    desk.may(Right.VIEW)
    return desk.tools.reports().verify(pdf)

"""Use cases of the report page: a report with all around it, foreign files, signed files coming back."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from auditdesk.domain.audits import Audit
from auditdesk.domain.checks import Check, checks_of
from auditdesk.domain.errors import (
    AuditDeskError,
    BadInputError,
    DamagedError,
    NotAllowedError,
    NotFoundError,
    NotReadyError,
)
from auditdesk.domain.fixlist import Todo, is_signer
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import RIGHTS, Right, User
from auditdesk.domain.records import ReportFile
from auditdesk.domain.signing import ReportVerification, Seat, seats_of
from auditdesk.domain.snapshot import ReportSnapshot
from auditdesk.i18n import _
from auditdesk.services.audits import find_audit, open_file
from auditdesk.services.desk import Desk
from auditdesk.services.people import list_users
from auditdesk.services.reporting import (
    BuiltReport,
    keep_signed,
    list_reports,
    record_of,
    report_bytes,
    verify_report,
)


@dataclass(frozen=True, slots=True)
class ReportView:
    """A kept report as the page shows it.

    ``blocking`` are rows that came up after the snapshot was frozen; ``signers`` are the people of this
    workspace who may take a seat that is still free; ``outdated`` tells that a newer one was built.
    """

    record: ReportFile
    audit: Audit
    pdf: bytes
    snapshot: ReportSnapshot
    proof: ReportVerification
    seats: tuple[Seat, ...]
    blocking: tuple[Todo, ...]
    signers: tuple[User, ...]
    code: tuple[str, ...]
    outdated: bool = False

    @property
    def next_seat(self) -> Seat | None:
        """The first seat without a signature, None when everybody has signed."""
        return next((seat for seat in self.seats if seat.signature is None), None)


@dataclass(frozen=True, slots=True)
class FileCheck:
    """A PDF from anywhere: what holds, which report of ours it is, how many new signatures it brings."""

    proof: ReportVerification
    record: ReportFile | None = None
    brings: int = 0


def audit_checks(desk: Desk, audit_id: str) -> tuple[Check, ...]:
    """待办检查 of an audit as it stands, counted."""
    return checks_of(open_file(desk, audit_id))


def open_report(desk: Desk, record: ReportFile) -> ReportView:
    """A report with snapshot, verification, seats and what came up since; takes a second or more.

    Raises:
        NotFoundError: its bytes have not arrived on this laptop yet.
    """
    desk.may(Right.VIEW)
    if not desk.blobs.exists(desk.blobs.name_of(record.sha256)):
        raise NotFoundError(_("报告 {name} 的文件还没有到达本机，请先同步。", name=record.file_name))
    pdf = report_bytes(desk, record)
    reports = desk.tools.reports()
    snapshot = reports.snapshot_in(pdf)
    proof = verify_report(desk, pdf)
    audit = find_audit(desk, record.audit_id)
    seats = seats_of(snapshot.signers, proof.signatures)
    rows = [row for check in audit_checks(desk, audit.id) for row in check.open if row.blocking]
    newest = list_reports(desk, audit_id=audit.id)[0]
    return ReportView(
        record, audit, pdf, snapshot, proof, seats, tuple(rows), _free_signers(desk, audit, seats),
        reports.code(snapshot), newest.id != record.id,
    )  # fmt: skip


def _free_signers(desk: Desk, audit: Audit, seats: tuple[Seat, ...]) -> tuple[User, ...]:
    """In the order of the free seats."""
    signed = {seat.name for seat in seats if seat.signature}
    order = [seat.name for seat in seats]
    people = [
        user
        for user in list_users(desk)
        if user.active
        and Right.SIGN in RIGHTS[user.role]
        and is_signer(audit, user)
        and user.name not in signed
    ]
    return tuple(
        sorted(people, key=lambda user: order.index(user.name) if user.name in order else len(order))
    )


def check_file(desk: Desk, pdf: bytes) -> FileCheck:
    """Verify any PDF; raises as `verify_report` for one that is no report."""
    proof = verify_report(desk, pdf)
    try:
        record = record_of(desk, pdf)
    except NotFoundError:
        return FileCheck(proof)
    return FileCheck(proof, record, max(0, len(proof.signatures) - record.signatures))


def take_signed(desk: Desk, pdf: bytes) -> BuiltReport:
    """Take in a report of this workspace that was signed elsewhere and came back as a file.

    Raises:
        NotFoundError: the file is no report of this workspace.
        DamagedError: it was changed, a signature does not hold, or it does not continue the file kept here.
        NotAllowedError: somebody signed who is not named, or whose certificate is not trusted here.
        BadInputError: it brings no new signature.
    """
    desk.may(Right.REPORT)
    found = check_file(desk, pdf)
    if found.record is None:
        raise NotFoundError(_("这份 PDF 不是本工作区生成的报告。"))
    if not found.proof.valid:
        raise _why_not(found.proof)
    if not found.brings:
        raise BadInputError(_("这份文件没有比本机更多的签名，不需要收下。"))
    if not pdf.startswith(report_bytes(desk, found.record)):
        raise DamagedError(_("这份文件不是在本机这份报告上签的，不能收下；请用本机导出的待签包签名。"))
    audit = find_audit(desk, found.record.audit_id)
    _refuse_strangers(desk, audit, found.proof)
    seats = seats_of(desk.tools.reports().snapshot_in(pdf).signers, found.proof.signatures)
    number = len(found.proof.signatures)
    return keep_signed(desk, found.record, pdf, number, last=number == len(seats))


def _why_not(proof: ReportVerification) -> AuditDeskError:
    if proof.modified_after_signing or not proof.data_matches_pages:
        return DamagedError(proof.sentence)
    return NotAllowedError(proof.sentence) if proof.signatures else NotReadyError(proof.sentence)


def _refuse_strangers(desk: Desk, audit: Audit, proof: ReportVerification) -> None:
    named = {user.name for user in list_users(desk) if is_signer(audit, user)}
    named |= {member.name for member in audit.team if not member.user_id and "sign" in member.duties}
    for one in proof.signatures:
        if one.signer not in named:
            raise NotAllowedError(_("{name}不是这份报告指定的签名人。", name=one.signer))


def trust_authority(desk: Desk, certificate: bytes) -> str:
    """Count signatures of an authority as known from now on; returns its name.

    Args:
        desk: an administrator's.
        certificate: the root certificate, DER or PEM.

    Raises:
        BadInputError: it is no certificate of an authority.
    """
    desk.may(Right.MANAGE_USERS)
    name, der = desk.tools.reports().read_authority(certificate)
    with desk.begin() as work:
        roots = work.setting("trusted_roots").split()
        if der.hex() not in roots:
            work.set_setting("trusted_roots", " ".join([*roots, der.hex()]))
            work.note(JournalNote("trust.add", desk.workspace.id, (("sha256", sha256(der).hexdigest()),)))
            work.commit()
    return name

"""The report adapter as the use cases ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from auditdesk.domain.checklists import Form
from auditdesk.domain.paper import PaperLayout
from auditdesk.domain.signing import ReportVerification
from auditdesk.domain.snapshot import ReportSnapshot
from auditdesk.report.blank import build_blank_form
from auditdesk.report.build import build_report
from auditdesk.report.certificates import holder_of, read_authority
from auditdesk.report.frozen import snapshot_bytes, snapshot_digest
from auditdesk.report.inside import digest_in, look_inside
from auditdesk.report.pictures import page_picture
from auditdesk.report.qr import code_rows, report_payload
from auditdesk.report.signers import Pkcs12Material, SignerMaterial, SignerSource, opened_signer
from auditdesk.report.signing import sign_report
from auditdesk.report.verify import verify_report
from auditdesk.services.jobs import Progress
from auditdesk.services.toolbox import KeyFile, Picture, SigningSource


class ReportsTool:
    """Fulfils `services.toolbox.Reports`; ``roots`` gives certificates (DER) whose signers count as known."""

    def __init__(self, roots: Callable[[], Sequence[bytes]]) -> None:
        self._roots = roots

    def build(
        self, snapshot: ReportSnapshot, pictures: Mapping[str, bytes], attachments: Mapping[str, bytes],
        progress: Progress,
    ) -> bytes:  # fmt: skip
        """Pages with two empty signature fields."""
        return build_report(snapshot, pictures, attachments, progress)

    def blank_form(self, form: Form, layout: PaperLayout) -> bytes:
        """A checklist as a paper form to fill in by hand."""
        return build_blank_form(form, layout)

    def digest(self, snapshot: ReportSnapshot) -> str:
        """快照摘要."""
        return snapshot_digest(snapshot_bytes(snapshot))

    def digest_in(self, pdf: bytes) -> str:
        """快照摘要 of the snapshot inside a report."""
        return digest_in(pdf)

    def snapshot_in(self, pdf: bytes) -> ReportSnapshot:
        """The snapshot inside a report."""
        return look_inside(pdf).snapshot

    def code(self, snapshot: ReportSnapshot) -> tuple[str, ...]:
        """The QR code of the signature page as rows of ``0`` and ``1``."""
        about = snapshot.identity
        return code_rows(
            report_payload(
                about.report_id, about.revision, self.digest(snapshot), snapshot.journal_number,
                snapshot.journal_sha256,
            )
        )  # fmt: skip

    def sign(self, pdf: bytes, signer: SigningSource, number: int, progress: Progress) -> bytes:
        """Sign field ``number``."""
        now = datetime.now().astimezone()
        return sign_report(pdf, _material(signer), number, now=now, progress=progress)

    def name_of(self, signer: SigningSource) -> str:
        """Whose certificate it is."""
        with opened_signer(_material(signer)) as opened:
            return holder_of(opened.signing_cert).name

    def read_authority(self, certificate: bytes) -> tuple[str, bytes]:
        """Name and DER of a root certificate."""
        return read_authority(certificate)

    def verify(self, pdf: bytes) -> ReportVerification:
        """Signers, changes after signing, data against pages."""
        return verify_report(pdf, self._roots())

    def picture(self, data: bytes) -> Picture:
        """A JPEG of at most 1,200 px for the page."""
        made = page_picture(data)
        return Picture(made.data, made.width, made.height)


def _material(signer: SigningSource) -> SignerSource:
    if isinstance(signer, KeyFile):
        return Pkcs12Material(signer.data, signer.password)
    return SignerMaterial(signer.certificate, signer.chain, signer.private_key)

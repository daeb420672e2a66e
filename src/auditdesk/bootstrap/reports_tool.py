"""The report adapter as the use cases ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from auditdesk.domain.signing import ReportVerification
from auditdesk.domain.snapshot import ReportSnapshot
from auditdesk.report.build import build_report
from auditdesk.report.frozen import snapshot_bytes, snapshot_digest
from auditdesk.report.inside import digest_in
from auditdesk.report.pictures import page_picture
from auditdesk.report.signers import SignerMaterial
from auditdesk.report.signing import sign_report
from auditdesk.report.verify import verify_report
from auditdesk.services.jobs import Progress
from auditdesk.services.toolbox import Picture, SigningIdentity


class ReportsTool:
    """Fulfils `services.toolbox.Reports`; ``roots`` are certificates (DER) whose signers count as known."""

    def __init__(self, roots: Sequence[bytes]) -> None:
        self._roots = tuple(roots)

    def build(
        self, snapshot: ReportSnapshot, pictures: Mapping[str, bytes], attachments: Mapping[str, bytes],
        progress: Progress,
    ) -> bytes:  # fmt: skip
        """Pages with two empty signature fields."""
        return build_report(snapshot, pictures, attachments, progress)

    def digest(self, snapshot: ReportSnapshot) -> str:
        """快照摘要."""
        return snapshot_digest(snapshot_bytes(snapshot))

    def digest_in(self, pdf: bytes) -> str:
        """快照摘要 of the snapshot inside a report."""
        return digest_in(pdf)

    def sign(self, pdf: bytes, signer: SigningIdentity, number: int, progress: Progress) -> bytes:
        """Sign field ``number``."""
        material = SignerMaterial(signer.certificate, signer.chain, signer.private_key)
        return sign_report(pdf, material, number, now=datetime.now().astimezone(), progress=progress)

    def verify(self, pdf: bytes) -> ReportVerification:
        """Signers, changes after signing, data against pages."""
        return verify_report(pdf, self._roots)

    def picture(self, data: bytes) -> Picture:
        """A JPEG of at most 1,200 px for the page."""
        made = page_picture(data)
        return Picture(made.data, made.width, made.height)

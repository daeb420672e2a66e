"""Build the PDF of a report: pages first, then one pass that adds the archive form and signature fields."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Protocol

from reportlab.platypus.flowables import Flowable

from auditdesk.domain.snapshot import ReportSnapshot
from auditdesk.report.cover import ContentsLine, cover_page
from auditdesk.report.fonts import register_fonts
from auditdesk.report.frozen import snapshot_bytes, snapshot_digest
from auditdesk.report.sheet import ReportCanvas, ReportDocument, Sheet
from auditdesk.report.summary import summary_pages


class BuildProgress(Protocol):
    """What a build tells: a stage, then pages; `step` may raise `CancelledError`."""

    def start(self, label: str, total: int) -> None:
        """A new stage."""

    def step(self, amount: int = 1) -> None:
        """This many more pages."""


def build_report(
    snapshot: ReportSnapshot,
    pictures: Mapping[str, bytes],
    attachments: Mapping[str, bytes],
    progress: BuildProgress,
) -> bytes:
    """x."""
    register_fonts()
    data = snapshot_bytes(snapshot)
    digest = snapshot_digest(data)
    progress.start("排版", 0)
    target = BytesIO()
    document = ReportDocument(target, Sheet(snapshot.identity, digest), progress.step)
    contents = [ContentsLine("1", "总体结论", "1")]
    story: list[Flowable] = [*cover_page(snapshot, digest, contents), *summary_pages(snapshot)]
    document.build(story, canvasmaker=ReportCanvas)
    return target.getvalue()

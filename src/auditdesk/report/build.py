"""Build the PDF of a report: pages first, then one pass that adds the archive form and signature fields."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Protocol

from reportlab.platypus.doctemplate import LayoutError
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.snapshot import ReportSnapshot
from auditdesk.i18n import _
from auditdesk.report.appendix import checklist_pages, notes_pages
from auditdesk.report.archive import SNAPSHOT_NAME, archive
from auditdesk.report.closing import closing_pages
from auditdesk.report.cover import ContentsLine, cover_page
from auditdesk.report.findings import finding_pages
from auditdesk.report.fonts import drawable, register_fonts
from auditdesk.report.frozen import snapshot_bytes, snapshot_digest
from auditdesk.report.indicators import indicator_pages
from auditdesk.report.register import register_pages
from auditdesk.report.scope import scope_pages
from auditdesk.report.sheet import Placement, ReportCanvas, ReportDocument, Sheet
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
    """The PDF with two empty signature fields; equal input gives equal bytes.

    Args:
        snapshot: everything the pages print.
        pictures: masked JPEG or PNG by the digest that the snapshot names.
        attachments: further files to carry, e.g. ``audit.xlsx``.
        progress: told page by page.

    Raises:
        BadInputError: a picture is missing or unreadable, or a text cannot be set on a page.
        CancelledError: from ``progress``.
    """
    register_fonts()
    data = snapshot_bytes(snapshot)
    files = {SNAPSHOT_NAME: data, **attachments}
    progress.start(_("生成报告页面"), 0)
    with _older_left_alone():
        pages, placement = _pages(snapshot, pictures, files, progress)
    progress.start(_("写入附件与归档信息"), 1)
    made = archive(pages, snapshot, files, pictures, placement)
    progress.step()
    return made


@contextmanager
def _older_left_alone() -> Iterator[None]:
    """Spare whatever lives already the sweeps of memory, each of which would walk through all of it."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _pages(
    snapshot: ReportSnapshot,
    pictures: Mapping[str, bytes],
    files: Mapping[str, bytes],
    progress: BuildProgress,
) -> tuple[bytes, Placement]:
    digest = snapshot_digest(files[SNAPSHOT_NAME])
    missing = drawable(files[SNAPSHOT_NAME].decode())[1]
    story: list[Flowable] = [
        *cover_page(snapshot, digest, _contents(snapshot)),
        *summary_pages(snapshot),
        *scope_pages(snapshot),
        *finding_pages(snapshot, pictures),
        *register_pages(snapshot),
        *indicator_pages(snapshot),
        *closing_pages(snapshot, digest, files),
        *checklist_pages(snapshot),
        *notes_pages(snapshot, missing),
    ]
    target = BytesIO()
    document = ReportDocument(target, Sheet(snapshot.identity, digest), progress.step)
    try:
        document.build(story, canvasmaker=ReportCanvas)
    except LayoutError as error:
        raise BadInputError(_("报告中有一段文字或一张图片大得放不进一页，请缩短后重新生成。")) from error
    return target.getvalue(), document.placement


def _contents(snapshot: ReportSnapshot) -> list[ContentsLine]:
    return [
        ContentsLine("1", "总体结论", "1"),
        ContentsLine("2", "范围、组织、依据与抽样", "2"),
        ContentsLine("3", f"问题详述（{len(snapshot.findings)} 项）", "3"),
        ContentsLine("4", "整改台账", "4"),
        ContentsLine("5", "指标", "5"),
        ContentsLine("6", "后续安排、签名与核验", "6"),
        ContentsLine("A", f"附录　检查清单（{snapshot.result.items} 项）", "A"),
        ContentsLine("B", "附录　名词、口径与图例", "B"),
    ]

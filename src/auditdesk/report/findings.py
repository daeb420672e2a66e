"""Section 3: 重大 and 较大 findings a page each, 一般 ones two a page, fewer details when there are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportlab.platypus import KeepTogether, PageBreak, Spacer
from reportlab.platypus.flowables import Flowable

from auditdesk.domain.checklists import Severity
from auditdesk.domain.snapshot import FindingDetail, ReportSnapshot
from auditdesk.report.chips import SEVERITY_WORDS
from auditdesk.report.finding_page import Running, Whole, compact_finding, finding_blocks
from auditdesk.report.flow import TEXT, Heading
from auditdesk.report.typography import para, plain
from auditdesk.report.waveform import PictureShelf

REGISTER_ONLY_ABOVE = 40
HALF_PAGES_ABOVE = 120
_ORDER = (Severity.CRITICAL.value, Severity.MAJOR.value, Severity.MINOR.value)


def detailed_codes(snapshot: ReportSnapshot) -> frozenset[str]:
    """Codes of the findings that section 3 tells in full; the others stand only in the register."""
    every = len(snapshot.findings) <= REGISTER_ONLY_ABOVE
    minor = Severity.MINOR.value
    return frozenset(one.code for one in snapshot.findings if every or one.severity != minor)


def finding_pages(snapshot: ReportSnapshot, pictures: Mapping[str, bytes]) -> list[Flowable]:
    """The pages of section 3; one sentence when nothing was found."""
    if not snapshot.findings:
        return [Heading("3", "问题详述"), para("本期未发现问题。", TEXT), PageBreak()]
    shelf = PictureShelf(pictures)
    registered = frozenset(row.code for group in snapshot.register for row in group.rows)
    groups = {severity: [f for f in snapshot.findings if f.severity == severity] for severity in _ORDER}
    parts: list[Flowable] = [Heading("3", "问题详述")]
    only_register = len(snapshot.findings) > REGISTER_ONLY_ABOVE
    if only_register:
        parts.append(_told(len(snapshot.findings), len(groups[Severity.MINOR.value])))
    number = 0
    for severity, found in groups.items():
        if not found or (only_register and severity == Severity.MINOR.value):
            continue
        number += 1
        if number > 1:
            parts.append(PageBreak())
        title = f"{SEVERITY_WORDS[severity]}问题"
        parts.append(Heading(f"3.{number}", title, level=1, note=f"{len(found)} 项"))
        halved = severity == Severity.MINOR.value or len(snapshot.findings) > HALF_PAGES_ABOVE
        halved = halved and severity != Severity.CRITICAL.value
        parts += _group(found, shelf, registered, halved=halved)
    return [*parts, PageBreak()]


def _told(total: int, minor: int) -> Flowable:
    text = f"本期共 {total} 项问题。为便于阅读，{minor} 项一般问题只列入第 4 节整改台账，不再逐项详述。"
    return para(plain(text), TEXT)


def _group(
    found: Sequence[FindingDetail], shelf: PictureShelf, registered: frozenset[str], *, halved: bool
) -> list[Flowable]:
    parts: list[Flowable] = []
    for number, detail in enumerate(found):
        linked = detail.code in registered
        if halved:
            parts += [KeepTogether(compact_finding(detail, shelf, linked=linked)), Spacer(1, 14)]
        else:
            parts += [PageBreak()] if number else []
            parts += _flow(detail, shelf, linked=linked)
    return parts


def _flow(detail: FindingDetail, shelf: PictureShelf, *, linked: bool) -> list[Flowable]:
    """A finding's blocks; a page that goes on with it repeats its number and title."""
    blocks = finding_blocks(detail, shelf, linked=linked)
    parts: list[Flowable] = [*blocks.head]
    parts += [Whole(block, detail) for block in blocks.before]
    if blocks.description is not None:
        parts.append(Running(blocks.description, detail))
    parts += [Whole(block, detail) for block in blocks.after]
    return parts

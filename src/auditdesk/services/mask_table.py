"""The result of masking many files as a table for a spreadsheet: counts and states, no original names."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from auditdesk.domain.evidence import MaskState
from auditdesk.domain.journal import JournalNote
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.exporting import write_file
from auditdesk.services.journal import harmless
from auditdesk.services.mask_batch import Outcome


def export_outcomes(desk: Desk, rows: Sequence[Outcome], target: Path) -> Path:
    """Write a line per file as CSV; a copy's own name stands for the original's, which may hold a name.

    Raises:
        BadInputError: the place cannot be written; no half file is left.
    """
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow([_("编号"), _("副本"), _("已脱敏"), _("待定"), _("复扫残留"), _("状态"), _("说明")])
    for one in rows:
        counts = ["", "", ""] if one.problem else [one.masked, one.undecided, len(one.residue)]
        name = one.copy.name if one.copy else ""
        why = one.problem.replace(one.piece.name, one.piece.code)
        writer.writerow([one.piece.code, harmless(name), *counts, outcome_word(one), harmless(why)])
    path = write_file(target, sink.getvalue().encode("utf-8-sig"))
    desk.journal.append(desk.user.id, JournalNote("mask.table", "", (("entries", str(len(rows))),)))
    return path


def outcome_word(one: Outcome) -> str:
    """The state of a file in one word."""
    if one.problem:
        return _("没有完成")
    return _("已脱敏") if one.state is MaskState.MASKED else _("待确认")

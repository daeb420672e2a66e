"""Foreign checklists: found heads, sections and items become a form, with every doubt told (DESIGN §2).

Understood are banner rows above, heads on any row, over two rows or repeated per section, merged cells,
sections as rows or as a column, ids as text, several sheets. Blank forms of our own come back without loss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import BinaryIO

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.importing import Column, ForeignPreview, ForeignSheet, OfferedSheet, form_of
from auditdesk.domain.mapping import Columns, Reading
from auditdesk.i18n import _
from auditdesk.services.jobs import Progress, Silent
from auditdesk.sheets.grid import Grid, read_grids
from auditdesk.sheets.hidden import SHEET, Hidden, read_hidden
from auditdesk.sheets.kinds import name_doubt
from auditdesk.sheets.opening import open_for_reading, read_source
from auditdesk.sheets.own_form import read_own_form
from auditdesk.sheets.sheet_reader import SheetReader

NOTHING: Reading = Reading()


class ForeignFile:
    """A file that was read once and can be recognised again and again with other corrections."""

    def __init__(self, name: str, grids: Sequence[Grid], own: Hidden | None = None, doubt: str = "") -> None:
        self._name = name
        self._doubts = [doubt] if doubt else []
        self._grids = [grid for grid in grids if grid.name != SHEET]
        self._own = own if own is not None and own.form is not None else None

    def recognise(
        self, reading: Reading = NOTHING, kept: Mapping[str, Columns] | None = None
    ) -> ForeignPreview:
        """The form it gives; without any items the preview says so and offers the sheets.

        Args:
            reading: a person's corrections.
            kept: meanings decided earlier, by `domain.mapping.fingerprint`.

        Raises:
            BadInputError: a sheet, row or column that is named does not exist.
        """
        if self._own is not None and self._own.form is not None:
            made = read_own_form(self._own.form, self._grids, self._own.head.columns)
            told = (_("这是本程序导出的清单，按原样读取，指定的表头和列不起作用。"),) if reading else ()
            return ForeignPreview(made.sheets, (*made.warnings, *told), made.form)
        self._check(reading)
        readers = []
        for grid in self._grids:
            if _is_asked(grid, reading):
                reader = SheetReader(grid.copy(), reading, kept or {})
                reader.read()
                if reader.heads:
                    readers.append(reader)
        wanted = [one for one in readers if one.items or _is_touched(one.grid, reading)]
        _check_named(reading, [reader.table() for reader in readers], self._name)
        return self._preview(wanted)

    def _preview(self, readers: Sequence[SheetReader]) -> ForeignPreview:
        title = next((one.banner for one in readers if one.banner), "") or PurePath(self._name).stem
        tables = tuple(reader.table() for reader in readers)
        taken = {table.name for table in tables}
        skipped = tuple(grid.name for grid in self._grids if grid.name not in taken)
        told = [warning for reader in readers for warning in reader.told()]
        warnings = [*self._doubts, *told, *_told_of_ids(tables)]
        if skipped:
            warnings.append(_("没有导入的工作表：{names}。", names=_("、").join(skipped)))
        offered = tuple(
            OfferedSheet(grid.name, sum(map(any, grid.rows)), grid.hidden, grid.name in taken)
            for grid in self._grids
        )
        names = tuple(table.name for table in tables if table.items)
        form = form_of(tables, title, self._name)
        return ForeignPreview(names, tuple(warnings), form, tables, skipped, offered)

    def _check(self, reading: Reading) -> None:
        """Sheets and rows that are named must be there."""
        known = {grid.name: len(grid.rows) for grid in self._grids}
        for name in (*reading.only, *reading.sheets):
            if name not in known:
                names = _("、").join(known)
                raise BadInputError(
                    _("{file} 里没有工作表“{name}”，有：{names}。", file=self._name, name=name, names=names)
                )
        asked = [grid.name for grid in self._grids if _is_asked(grid, reading)]
        rows = {name: reading.choice(name).header_row for name in asked}
        for name, row in rows.items():
            if row < 0 or (row > known[name] and (len(asked) == 1 or name in reading.sheets)):
                raise BadInputError(
                    _(
                        "工作表“{name}”没有第 {row} 行，只到第 {last} 行。",
                        name=name,
                        row=row,
                        last=known[name],
                    )
                )


def open_foreign(source: Path | BinaryIO, *, name: str = "", progress: Progress | None = None) -> ForeignFile:
    """Read a file once (xlsx, xlsm, xls, csv).

    Raises:
        BadInputError: unreadable, protected or huge; one sentence.
    """
    read = read_source(source, name)
    own = read_hidden(open_for_reading(read), read.name) if read.is_workbook else None
    grids = read_grids(read, progress or Silent())
    return ForeignFile(read.name, grids, own, name_doubt(read.name, is_workbook=read.is_workbook))


def read_foreign(
    source: Path | BinaryIO, *, name: str = "", reading: Reading = NOTHING,
    kept: Mapping[str, Columns] | None = None,
) -> ForeignPreview:  # fmt: skip
    """Recognise a foreign checklist in one go.

    Raises:
        BadInputError: as `open_foreign` and `ForeignFile.recognise`, or no checklist in it.
    """
    preview = open_foreign(source, name=name).recognise(reading, kept)
    return checked(preview, name or (source.name if isinstance(source, Path) else ""))


def checked(preview: ForeignPreview, name: str) -> ForeignPreview:
    """The preview itself when it has items.

    Raises:
        BadInputError: no checklist was recognised.
    """
    if preview.item_count:
        return preview
    doubt = next((one for one in preview.warnings if preview.tables), "")
    raise BadInputError(
        doubt or _("{name} 里没有认出清单：需要一行表头，至少有“检查项目”“检查内容”这样的两列。", name=name)
    )


def _is_asked(grid: Grid, reading: Reading) -> bool:
    wanted = reading.choice(grid.name).wanted
    return not grid.hidden if wanted is None else wanted


def _is_touched(grid: Grid, reading: Reading) -> bool:
    """Whether a person said anything of this sheet: then it is shown even without items."""
    own = reading.choice(grid.name)
    return bool(own.wanted) or (grid.name in reading.sheets and bool(own.header_row or own.columns))


def _check_named(reading: Reading, tables: Sequence[ForeignSheet], file: str) -> None:
    """Every column that is named must exist on a sheet that is read."""
    for name in reading.named:
        alone = Reading(named={name: Column.IGNORED})
        seen = [one for table in tables for one in table.seen]
        if not any(alone.meaning(one.index, one.head) for one in seen):
            heads = _("、").join(dict.fromkeys(one.head for one in seen if one.head))
            raise BadInputError(
                _("{file} 里没有列“{name}”，表头有：{heads}。", file=file, name=name, heads=heads or "–")
            )


def _told_of_ids(tables: tuple[ForeignSheet, ...]) -> list[str]:
    """Empty and repeated numbers, once for the whole file."""
    ids = [
        "".join(item.cells.get(index, "") for index, column in table.columns.items() if column is Column.ID)
        for table in tables
        for item in table.items
    ]
    told = []
    empty = sum(not one for one in ids)
    if empty and empty < len(ids):
        told.append(_("{n} 个检查项没有编号，已按“分类.顺序”补上。", n=empty))
    repeated = [one for one, count in Counter(ids).items() if one and count > 1]
    if repeated:
        some = _("、").join(repeated[:5])
        told.append(_("编号重复 {n} 个（{some}），重复的已改成不同的编号。", n=len(repeated), some=some))
    return told

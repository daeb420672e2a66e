"""Foreign checklists: found heads, sections and items become a form, with every doubt told (DESIGN §2).

Understood are banner rows above, heads on any row or repeated per section, merged cells, sections as rows or
as a column, ids as text, several sheets. Blank forms of our own come back without loss.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import BinaryIO

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.importing import Column, ForeignItem, ForeignPreview, ForeignSheet, form_of
from auditdesk.i18n import _
from auditdesk.sheets.grid import Grid, read_grids
from auditdesk.sheets.headers import CONTENT, normal, read_head
from auditdesk.sheets.hidden import SHEET, read_hidden
from auditdesk.sheets.opening import open_for_reading, read_source
from auditdesk.sheets.own_form import read_own_form

_ID = re.compile(r"[A-Za-z]{0,12}(?:[-._/ ]?[A-Za-z]{1,12})*[-._/ ]?\d+(?:[-._/]\d+)*[a-z]?[.、)]?")
_LED = re.compile(r"(?P<id>\d+(?:[.\-]\d+)+)[\s、.．]+(?P<title>\S.*)", re.DOTALL)
_ORDINAL = re.compile(
    r"^(?:第?[一二三四五六七八九十百]+[章节部分条、.．]+|[（(][一二三四五六七八九十]+[)）]|\d+(?:\.\d+)*(?:[、.．]|\s))\s*"
)
_FOOTER = re.compile(
    r"^(?:备注|注|说明|填表说明|合计|总计|小计|得分|总分|签名|签字|检查人|被检查|审核人|日期|total|sum|note|signature)"
    r"(?:[:：\s]|$)", re.IGNORECASE
)  # fmt: skip
_SHARE = 0.8
_MERGED_TITLES = 2


def read_foreign(source: Path | BinaryIO, *, name: str = "") -> ForeignPreview:
    """Recognise a foreign checklist (xlsx, xlsm, xls, csv).

    Raises:
        BadInputError: unreadable, protected, huge, or no checklist in it; one sentence.
    """
    read = read_source(source, name)
    if read.is_workbook:
        hidden = read_hidden(open_for_reading(read), read.name)
        if hidden is not None and hidden.form is not None:
            grids = [grid for grid in read_grids(read) if grid.name != SHEET]
            return read_own_form(hidden.form, grids, hidden.head.columns)
    grids = [grid for grid in read_grids(read) if grid.name != SHEET]
    readers = [_SheetReader(grid) for grid in grids if not grid.hidden]
    for reader in readers:
        reader.read()
    found = [reader for reader in readers if reader.items]
    if not found:
        raise BadInputError(
            _("{name} 里没有认出清单：需要一行表头，至少有“检查项目”“检查内容”这样的两列。", name=read.name)
        )
    title = next((reader.banner for reader in found if reader.banner), "") or PurePath(read.name).stem
    tables = tuple(reader.table() for reader in found)
    skipped = tuple(grid.name for grid in grids if grid.name not in {table.name for table in tables})
    warnings = [warning for reader in found for warning in reader.told()] + _told_of_ids(tables)
    if skipped:
        warnings.append(_("没有导入的工作表：{names}。", names="、".join(skipped)))
    names = tuple(table.name for table in tables)
    return ForeignPreview(names, tuple(warnings), form_of(tables, title, read.name), tables, skipped)


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
        some = "、".join(repeated[:5])
        told.append(_("编号重复 {n} 个（{some}），重复的已改成不同的编号。", n=len(repeated), some=some))
    return told


@dataclass(slots=True)
class _SheetReader:
    """Walks one sheet from the first head on."""

    grid: Grid
    banner: str = ""
    heads: list[int] = field(default_factory=list)
    columns: dict[int, Column] = field(default_factory=dict)
    headers: dict[int, str] = field(default_factory=dict)
    items: list[ForeignItem] = field(default_factory=list)
    footers: list[int] = field(default_factory=list)
    section: str = ""
    last_section_cell: str = ""

    def read(self) -> None:
        """Find heads, decide what the columns mean, then take row after row."""
        heads = {row: found for row, cells in enumerate(self.grid.rows) if (found := read_head(cells))}
        if not heads:
            return
        self.heads = sorted(heads)
        first = self.heads[0]
        above = [text for row in self.grid.rows[:first] for text in row if text]
        self.banner = above[0] if above else ""
        self.headers = {c: text for c, text in enumerate(self.grid.rows[first]) if text}
        self.columns = heads[first]
        self._find_ids(first)
        self._titles_that_group()
        self._split_led_titles()
        titled = self._heads_name_sections()
        row = first
        while row < len(self.grid.rows):
            if row in heads:
                self.section = self.grid.text(row, titled) if titled is not None else self.section
                row = self._below_head(row)
                continue
            self._take(row)
            row += 1
        _restore_zeros(self.grid, self.items, self._column(Column.ID))

    def table(self) -> ForeignSheet:
        """The sheet as it was read."""
        heads = tuple(row + 1 for row in self.heads)
        return ForeignSheet(self.grid.name, heads, self.headers, self.columns, tuple(self.items))

    def told(self) -> list[str]:
        """What was odd on this sheet."""
        sheet = self.grid.name
        told = []
        if self.grid.uncalculated:
            told.append(
                _("“{sheet}”有 {n} 个公式没有结果，已当作空白。", sheet=sheet, n=self.grid.uncalculated)
            )
        if self.footers:
            rows = "、".join(str(row + 1) for row in self.footers[:8])
            told.append(_("“{sheet}”第 {rows} 行像是备注、合计或签名，没有导入。", sheet=sheet, rows=rows))
        unread = [text for index, text in self.headers.items() if index not in self.columns]
        if unread:
            told.append(_("“{sheet}”没有用到的列：{names}。", sheet=sheet, names="、".join(unread)))
        return told

    def _column(self, wanted: Column) -> int | None:
        return next((index for index, column in self.columns.items() if column is wanted), None)

    def _body(self) -> list[list[str]]:
        heads = set(self.heads)
        return [
            row for n, row in enumerate(self.grid.rows) if n > self.heads[0] and n not in heads and any(row)
        ]

    def _find_ids(self, first: int) -> None:
        """A column without a known head whose texts look like numbers of items, left of the content."""
        if self._column(Column.ID) is not None:
            return
        content = min(index for index, column in self.columns.items() if column in CONTENT)
        for index in range(content):
            texts = [row[index] for row in self._body() if row[index]]
            like = [text for text in texts if _ID.fullmatch(text)]
            if index not in self.columns and texts and len(like) >= _SHARE * len(texts):
                self.columns[index] = Column.ID
                self.headers.setdefault(index, self.grid.text(first, index))
                return

    def _titles_that_group(self) -> None:
        """检查项目 merged over several 检查内容 is the section's name."""
        title, check = self._column(Column.TITLE), self._column(Column.CHECK)
        if title is None or check is None or self._column(Column.SECTION) is not None:
            return
        groups = [
            one for one in self.grid.merges if one.left == title and one.bottom > one.top > self.heads[0]
        ]
        if len(groups) >= _MERGED_TITLES:
            self.columns[title] = Column.SECTION

    def _split_led_titles(self) -> None:
        """Titles like ``4.3 首次响应`` carry their number: give it a column of its own."""
        title = self._column(Column.TITLE)
        if title is None or self._column(Column.ID) is not None:
            return
        heads = set(self.heads)
        body = [
            n for n, row in enumerate(self.grid.rows) if n > self.heads[0] and n not in heads and row[title]
        ]
        led = {n: match for n in body if (match := _LED.fullmatch(self.grid.rows[n][title]))}
        if not led or len(led) < _SHARE * sum(self._has_content_beside(n, title) for n in body):
            return
        width = max(len(row) for row in self.grid.rows)
        for n, row in enumerate(self.grid.rows):
            match = led.get(n)
            row.extend([""] * (width - len(row)))
            row.append(match["id"] if match else "")
            row[title] = match["title"].split("\n【")[0] if match else row[title]
        self.columns[width] = Column.ID

    def _has_content_beside(self, row: int, title: int) -> bool:
        cells = self.grid.rows[row]
        return any(cells[i] for i, column in self.columns.items() if i != title and column in CONTENT)

    def _heads_name_sections(self) -> int | None:
        """The column whose head changes from one repeated head to the next: it names the sections."""
        for index in range(len(self.grid.rows[self.heads[0]])):
            texts = [self.grid.text(head, index) for head in self.heads]
            fresh = self.columns.get(index) in (None, Column.ID)
            if fresh and len(self.heads) > 1 and all(texts) and len(set(texts)) > 1:
                return index
        return None

    def _below_head(self, head: int) -> int:
        """The first row under a head: cells merged downward from it, and words of answers, belong to it."""
        bottom = max((one.bottom for one in self.grid.merges if one.top <= head <= one.bottom), default=head)
        row = max(head, bottom) + 1
        while row < len(self.grid.rows) and self._only_answer_words(row):
            row += 1
        return row

    def _only_answer_words(self, row: int) -> bool:
        texts = [normal(text) for text in self.grid.rows[row] if text]
        return bool(texts) and all(
            text in {"合规", "不合规", "不适用", "符合", "不符合", "是", "否", "yes", "no", "n/a"}
            for text in texts
        )

    def _take(self, row: int) -> None:
        """A blank row, a section's heading, a footer, or an item."""
        cells = self.grid.rows[row]
        filled = [index for index, text in enumerate(cells) if text]
        if not filled:
            return
        if _FOOTER.match(cells[filled[0]]) and len(set(cells) - {""}) <= len(CONTENT):
            self.footers.append(row)
        elif self._is_heading(row, filled):
            texts = [cells[index] for index in filled if self.columns.get(index) is not Column.ID]
            self.section = _ORDINAL.sub("", (texts or [cells[filled[0]]])[0]) or self.section
        elif any(cells[index] for index, column in self.columns.items() if column in CONTENT):
            self.items.append(ForeignItem(self.grid.name, row + 1, self._section_of(row), self._texts(row)))

    def _texts(self, row: int) -> dict[int, str]:
        cells = self.grid.rows[row]
        return {index: cells[index] for index in self.columns if cells[index]} | {
            index: self.last_section_cell
            for index, column in self.columns.items()
            if column is Column.SECTION and self.last_section_cell
        }

    def _section_of(self, row: int) -> str:
        """The heading above; a section column is carried down over its empty cells."""
        index = self._column(Column.SECTION)
        if index is not None:
            self.last_section_cell = self.grid.rows[row][index] or self.last_section_cell
            return self.last_section_cell
        return self.section

    def _is_heading(self, row: int, filled: list[int]) -> bool:
        cells = self.grid.rows[row]
        content = [index for index, column in self.columns.items() if column in CONTENT]
        full = [index for index in content if cells[index]]
        if any(
            one.top == row == one.bottom and one.right - one.left >= len(content) for one in self.grid.merges
        ):
            return len({cells[index] for index in filled}) <= 1 + (filled[0] == self._column(Column.ID))
        if len(content) == 1:
            alone = len(filled) == 1 and (self._column(Column.ID) is not None or not full)
            return alone or (len(filled) == 1 and bool(_ORDINAL.match(cells[filled[0]])))
        if len(full) > 1 or len(filled) > len(full) + 1:
            return False
        if full and self._column(Column.SECTION) is not None:
            return False
        return not self._same_depth(row)

    def _same_depth(self, row: int) -> bool:
        """Whether a sparse row carries a number as deep as those of full items, and so is an item itself."""
        index = self._column(Column.ID)
        if index is None or not self.grid.rows[row][index]:
            return False
        depths = Counter(item.cells[index].count(".") for item in self.items if index in item.cells)
        usual = depths.most_common(1)[0][0] if depths else 0
        return usual > 0 and self.grid.rows[row][index].count(".") == usual


def _restore_zeros(grid: Grid, items: list[ForeignItem], column: int | None) -> None:
    """Excel makes ``1.10`` the number 1.1: after 1.9 it is put right."""
    before = ""
    for place, item in enumerate(items):
        text = item.cells.get(column, "") if column is not None else ""
        if column is not None and (item.row - 1, column) in grid.numeric:
            head, dot, tail = before.rpartition(".")
            following = f"{head}.{int(tail) + 1}" if dot and tail.isdigit() else ""
            if following.endswith("0") and following.rstrip("0").rstrip(".") == text.rstrip("."):
                text = following
                cells = {**item.cells, column: text}
                items[place] = ForeignItem(item.sheet, item.row, item.section, cells)
        before = text

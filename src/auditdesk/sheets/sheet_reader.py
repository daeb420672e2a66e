"""One sheet of a foreign checklist: what its columns mean, which rows are sections, items, notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from auditdesk.domain.importing import Column, ForeignItem, ForeignSheet, SeenColumn
from auditdesk.domain.mapping import Columns, Reading, fingerprint
from auditdesk.i18n import _
from auditdesk.sheets.grid import Grid
from auditdesk.sheets.headers import CONTENT
from auditdesk.sheets.heads import Head, find_heads, has_content, heads_from, likely_row
from auditdesk.sheets.numbering import LED, ORDINAL, looks_like_id, restore_zeros

_FOOTER = re.compile(
    r"^(?:备注|注|说明|填表说明|合计|总计|小计|得分|总分|签名|签字|检查人|被检查|审核人|日期|total|sum|note|signature)"
    r"(?:[:：\s]|$)", re.IGNORECASE
)  # fmt: skip
_SHARE = 0.8
_MERGED_TITLES = 2
_SAMPLES = 3


@dataclass(slots=True)
class SheetReader:
    """Walks one sheet from the first head on; changes the grid it is given, so give it a copy."""

    grid: Grid
    reading: Reading
    kept: Mapping[str, Columns]
    banner: str = ""
    heads: list[Head] = field(default_factory=list)
    columns: dict[int, Column] = field(default_factory=dict)
    headers: dict[int, str] = field(default_factory=dict)
    items: list[ForeignItem] = field(default_factory=list)
    footers: list[int] = field(default_factory=list)
    section: str = ""
    last_section_cell: str = ""
    corrected: bool = False
    remembered: bool = False
    _covered: frozenset[tuple[int, int]] | None = None

    def read(self) -> None:
        """Find heads, decide what the columns mean, then take row after row."""
        choice = self.reading.choice(self.grid.name)
        if choice.header_row:
            self.heads = heads_from(self.grid, choice.header_row - 1)
        else:
            self.heads = find_heads(self.grid)
            if not self.heads and choice.wanted and self.grid.rows:
                self.heads = heads_from(self.grid, likely_row(self.grid))
        if not self.heads:
            return
        first = self.heads[0]
        above = [text for row in self.grid.rows[: first.top] for text in row if text]
        self.banner = above[0] if above else ""
        self.headers = dict(first.texts)
        self.columns = dict(first.columns)
        self._recognise()
        self._correct(choice.columns)
        if has_content(self.columns):
            self._walk()

    def table(self) -> ForeignSheet:
        """The sheet as it was read."""
        heads = tuple(head.top + 1 for head in self.heads)
        return ForeignSheet(
            self.grid.name, heads, self.headers, self.columns, tuple(self.items), self._seen(),
            corrected=self.corrected, remembered=self.remembered,
        )  # fmt: skip

    def told(self) -> list[str]:
        """What was odd on this sheet."""
        sheet = self.grid.name
        told = []
        if self.grid.uncalculated:
            told.append(
                _("“{sheet}”有 {n} 个公式没有结果，已当作空白。", sheet=sheet, n=self.grid.uncalculated)
            )
        if self.heads and not self.items:
            row = self.heads[0].top + 1
            told.append(
                _(
                    "“{sheet}”第 {row} 行表头下没有认出检查项，请指定表头行和“检查项目”“检查内容”等列。",
                    sheet=sheet,
                    row=row,
                )
            )
        told += self._told_of_rows() + self._told_of_columns()
        return told

    def _told_of_rows(self) -> list[str]:
        told = []
        if self.footers:
            rows = _("、").join(str(row + 1) for row in self.footers[:8])
            told.append(
                _("“{sheet}”第 {rows} 行像是备注、合计或签名，没有导入。", sheet=self.grid.name, rows=rows)
            )
        first = self.heads[0] if self.heads else None
        odd = [
            head.top + 1 for head in self.heads
            if first and set(head.columns.items()) - set(first.columns.items()) - {(0, Column.ID)}
        ]  # fmt: skip
        if odd:
            rows = _("、").join(map(str, odd[:8]))
            told.append(
                _("“{sheet}”第 {rows} 行的表头与前面不同，按第一个表头读取，请核对。",
                  sheet=self.grid.name, rows=rows)
            )  # fmt: skip
        return told

    def _told_of_columns(self) -> list[str]:
        told = []
        if self.remembered:
            told.append(_("“{sheet}”的列按上次确认的含义读取。", sheet=self.grid.name))
        unread = [text for index, text in self.headers.items() if index not in self.columns]
        if unread:
            names = _("、").join(unread)
            told.append(_("“{sheet}”没有用到的列：{names}。", sheet=self.grid.name, names=names))
        return told

    def _recognise(self) -> None:
        """What heads do not tell but the rows below do."""
        if not has_content(self.columns):
            return
        self._find_ids()
        self._titles_that_group()
        self._split_led_titles()

    def _correct(self, chosen: Columns) -> None:
        """What was decided an earlier time, then what is said now, replaces what was recognised."""
        recognised = dict(self.columns)
        known = self.kept.get(fingerprint(self.headers), {})
        self.columns.update(known)
        self.remembered = self.columns != recognised
        width = max(map(len, self.grid.rows), default=0)
        for index in range(width):
            meaning = chosen.get(index) or self.reading.meaning(index, self.headers.get(index, ""))
            if meaning is not None:
                self.columns[index] = meaning
        self.corrected = self.columns != recognised

    def _walk(self) -> None:
        titled = self._heads_name_sections()
        tops = {head.top: head for head in self.heads}
        row = self.heads[0].top
        while row < len(self.grid.rows):
            if row in tops:
                self.section = self.grid.text(row, titled) if titled is not None else self.section
                row = tops[row].bottom + 1
                continue
            self._take(row)
            row += 1
        restore_zeros(self.grid, self.items, self._column(Column.ID))

    def _seen(self) -> tuple[SeenColumn, ...]:
        """All columns with a head or any text, with the first different texts below."""
        taken = [self.grid.rows[item.row - 1] for item in self.items]
        rows = taken or self._body()
        width = max(map(len, self.grid.rows), default=0)
        columns = []
        for index in range(width):
            texts = dict.fromkeys(row[index] for row in rows if index < len(row) and row[index])
            if texts or self.headers.get(index):
                head = self.headers.get(index, "")
                columns.append(SeenColumn(index, head, tuple(texts)[:_SAMPLES], self.columns.get(index)))
        return tuple(columns)

    def _column(self, wanted: Column) -> int | None:
        return next((index for index, column in self.columns.items() if column is wanted), None)

    def _below(self) -> list[int]:
        """Rows under the first head that belong to no head."""
        heads = {row for head in self.heads for row in range(head.top, head.bottom + 1)}
        return [row for row in range(self.heads[0].bottom + 1, len(self.grid.rows)) if row not in heads]

    def _body(self) -> list[list[str]]:
        return [self.grid.rows[row] for row in self._below() if any(self.grid.rows[row])]

    def _find_ids(self) -> None:
        """A column without a known head whose texts look like numbers of items, left of the content."""
        if self._column(Column.ID) is not None:
            return
        content = min(index for index, column in self.columns.items() if column in CONTENT)
        for index in range(content):
            texts = [row[index] for row in self._body() if index < len(row) and row[index]]
            like = [text for text in texts if looks_like_id(text)]
            if index not in self.columns and texts and len(like) >= _SHARE * len(texts):
                self.columns[index] = Column.ID
                self.headers.setdefault(index, self.grid.text(self.heads[0].top, index))
                return

    def _titles_that_group(self) -> None:
        """检查项目 merged over several 检查内容 is the section's name."""
        title, check = self._column(Column.TITLE), self._column(Column.CHECK)
        if title is None or check is None or self._column(Column.SECTION) is not None:
            return
        below = self.heads[0].bottom
        groups = [one for one in self.grid.merges if one.left == title and one.bottom > one.top > below]
        if len(groups) >= _MERGED_TITLES:
            self.columns[title] = Column.SECTION

    def _split_led_titles(self) -> None:
        """Titles like ``4.3 首次响应`` carry their number: give it a column of its own."""
        title = self._column(Column.TITLE)
        if title is None or self._column(Column.ID) is not None:
            return
        body = [n for n in self._below() if self.grid.text(n, title)]
        led = {n: match for n in body if (match := LED.fullmatch(self.grid.rows[n][title]))}
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
        content = [i for i, column in self.columns.items() if i != title and column in CONTENT]
        return any(self.grid.text(row, index) for index in content)

    def _heads_name_sections(self) -> int | None:
        """The column whose head changes from one repeated head to the next: it names the sections."""
        for index in range(len(self.grid.rows[self.heads[0].top])):
            texts = [self.grid.text(head.top, index) for head in self.heads]
            fresh = self.columns.get(index) in (None, Column.ID)
            if fresh and len(self.heads) > 1 and all(texts) and len(set(texts)) > 1:
                return index
        return None

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
            self.section = ORDINAL.sub("", (texts or [cells[filled[0]]])[0]) or self.section
        elif self._continues(row):
            self._add_to_last(row)
        elif any(self.grid.text(row, index) for index, one in self.columns.items() if one in CONTENT):
            self.items.append(ForeignItem(self.grid.name, row + 1, self._section_of(row), self._texts(row)))

    def _continues(self, row: int) -> bool:
        """Whether the row belongs to the item above: its name, and result or number, are merged downwards."""
        wanted = (Column.TITLE, Column.CHECK)
        names = [i for i, one in self.columns.items() if one in wanted and self.grid.text(row, i)]
        judged = self._column(Column.RESULT)
        judged = self._column(Column.ID) if judged is None else judged
        if not names or judged is None or not self.items:
            return False
        return all((row, index) in self._merged() for index in (*names, judged))

    def _merged(self) -> frozenset[tuple[int, int]]:
        """Places below the first row of a vertical merge."""
        if self._covered is None:
            self._covered = frozenset(
                (row, column)
                for one in self.grid.merges
                for row in range(one.top + 1, one.bottom + 1)
                for column in range(one.left, one.right + 1)
            )
        return self._covered

    def _add_to_last(self, row: int) -> None:
        """Further lines of the item above."""
        last = self.items[-1]
        cells = dict(last.cells)
        for index, text in self._texts(row).items():
            if (row, index) not in self._merged() and self.columns[index] is not Column.SECTION:
                cells[index] = f"{cells[index]}\n{text}" if index in cells else text
        self.items[-1] = replace(last, cells=cells)

    def _texts(self, row: int) -> dict[int, str]:
        texts = {index: text for index in self.columns if (text := self.grid.text(row, index))}
        return texts | {
            index: self.last_section_cell
            for index, column in self.columns.items()
            if column is Column.SECTION and self.last_section_cell
        }

    def _section_of(self, row: int) -> str:
        """The heading above; a section column is carried down over its empty cells."""
        index = self._column(Column.SECTION)
        if index is not None:
            self.last_section_cell = self.grid.text(row, index) or self.last_section_cell
            return self.last_section_cell
        return self.section

    def _is_heading(self, row: int, filled: list[int]) -> bool:
        cells = self.grid.rows[row]
        content = [index for index, column in self.columns.items() if column in CONTENT]
        full = [index for index in content if self.grid.text(row, index)]
        if any(
            one.top == row == one.bottom and one.right - one.left >= len(content) for one in self.grid.merges
        ):
            return len({cells[index] for index in filled}) <= 1 + (filled[0] == self._column(Column.ID))
        if len(content) == 1:
            alone = len(filled) == 1 and (self._column(Column.ID) is not None or not full)
            return alone or (len(filled) == 1 and bool(ORDINAL.match(cells[filled[0]])))
        if len(full) > 1 or len(filled) > len(full) + 1:
            return False
        if full and self._column(Column.SECTION) is not None:
            return False
        return not self._same_depth(row)

    def _same_depth(self, row: int) -> bool:
        """Whether a sparse row carries a number as deep as those of full items, and so is an item itself."""
        index = self._column(Column.ID)
        if index is None or not self.grid.text(row, index):
            return False
        depths = Counter(item.cells[index].count(".") for item in self.items if index in item.cells)
        usual = depths.most_common(1)[0][0] if depths else 0
        return usual > 0 and self.grid.text(row, index).count(".") == usual

"""Filling somebody's official workbook: its layout, drop-downs, formulas and print area stay (DESIGN §2).

The plan says beforehand which cells get what, what stands there already, and what cannot be kept; without
agreement nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from auditdesk.domain.audits import Answer, Verdict
from auditdesk.domain.checklists import AnswerType, Form, Item
from auditdesk.domain.errors import BadInputError, NotReadyError
from auditdesk.domain.findings import Action, Finding
from auditdesk.domain.importing import Column, ForeignItem, ForeignSheet, number_of, numbered
from auditdesk.i18n import _
from auditdesk.sheets.export import grouped, rectification_of, result_text
from auditdesk.sheets.fill import verdict_of
from auditdesk.sheets.foreign import read_foreign
from auditdesk.sheets.grid import Grid, read_grids
from auditdesk.sheets.opening import Source, read_source
from auditdesk.sheets.patching import CellWrite, ListRule, Package, covers

_TICK = "√"
_NUMBERS = (AnswerType.NUMBER, AnswerType.SCORE, AnswerType.POINTS)
_SIGNATURES = "_xmlsignatures/"


@dataclass(frozen=True, slots=True)
class OfficialPlan:
    """What filling would do: cells to write, what is lost by it, and items without a row in the workbook."""

    name: str
    writes: tuple[CellWrite, ...]
    losses: tuple[str, ...]
    unmatched: tuple[str, ...]


def plan_official(
    source: Path | BinaryIO,
    form: Form,
    answers: Mapping[str, Answer],
    findings: Sequence[Finding] = (),
    actions: Sequence[Action] = (),
    *,
    name: str = "",
) -> OfficialPlan:
    """Say what filling the workbook with the answers (by item id) would write and lose.

    Raises:
        BadInputError: it cannot be read, is no xlsx, or none of its rows belongs to the form.
    """
    return _planned(read_source(source, name), form, answers, findings, actions)[1]


def fill_official(
    source: Path | BinaryIO,
    form: Form,
    answers: Mapping[str, Answer],
    target: BinaryIO,
    findings: Sequence[Finding] = (),
    actions: Sequence[Action] = (),
    *,
    agreed: bool = False,
    name: str = "",
) -> OfficialPlan:
    """Write the filled workbook to ``target``; the source is not touched.

    Raises:
        NotReadyError: something would be lost and ``agreed`` is false; nothing is written.
        BadInputError: as in `plan_official`.
    """
    package, plan = _planned(read_source(source, name), form, answers, findings, actions)
    if plan.losses and not agreed:
        more = _("（共 {n} 条，先看清单再确认）", n=len(plan.losses))
        raise NotReadyError(_("填写 {name} 会有损失：{loss}", name=plan.name, loss=plan.losses[0]) + more)
    package.save(plan.writes, target)
    return plan


def _planned(
    source: Source,
    form: Form,
    answers: Mapping[str, Answer],
    findings: Sequence[Finding],
    actions: Sequence[Action],
) -> tuple[Package, OfficialPlan]:
    if not source.data.startswith(b"PK"):
        raise BadInputError(_("{name} 不是 xlsx 工作簿，请在 Excel 中另存为 xlsx。", name=source.name))
    package = Package(source)
    tables = read_foreign(BytesIO(source.data), name=source.name).tables
    planner = _Planner(
        package,
        {grid.name: grid for grid in read_grids(source)},
        {table.name: table for table in tables},
        answers,
        grouped((one.item_id, one) for one in findings),
        grouped((one.finding_id, one) for one in actions),
    )
    matched = _matched(form, numbered(tables))
    if not matched:
        raise BadInputError(_("{name} 里没有一行属于清单“{form}”。", name=source.name, form=form.title))
    for row, item in matched:
        planner.take(row, item)
    if any(part.startswith(_SIGNATURES) for part in package.names()):
        planner.losses.append(_("文件带有数字签名，填写后签名失效。"))
    known = {item.id for _row, item in matched}
    unmatched = tuple(item.id for item in form.items() if item.id not in known)
    return package, OfficialPlan(source.name, tuple(planner.writes), tuple(planner.told()), unmatched)


def _matched(form: Form, rows: list[tuple[ForeignItem, Item]]) -> list[tuple[ForeignItem, Item]]:
    """Rows with the form's own item: same number and title or check text, else the same texts."""
    by_text = {(item.title, item.check): item for item in form.items()}
    made = []
    for row, read in rows:
        item = form.item(read.id)
        if item is None or (item.title != read.title and item.check != read.check):
            item = by_text.get((read.title, read.check))
        if item is not None:
            made.append((row, item))
    return made


def _as_number(item: Item, text: str, shape: str) -> str | None:
    """The number to write so that the workbook's formulas count it; None for what has to stay text.

    A cell that shows per cents takes 95 as 0.95 when the item is in per cents, and as text when it is not.
    """
    value = number_of(text)
    if item.answer_type not in _NUMBERS or value is None or shape == "@":
        return None
    if "%" not in shape:
        return text if "%" not in text else None
    per_cent = item.threshold is not None and item.threshold.unit == "%"
    return f"{value / 100:.12g}" if per_cent else None


@dataclass(slots=True)
class _Planner:
    package: Package
    grids: Mapping[str, Grid]
    tables: Mapping[str, ForeignSheet]
    answers: Mapping[str, Answer]
    findings: Mapping[str, list[Finding]]
    actions: Mapping[str, list[Action]]
    writes: list[CellWrite] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    rules: dict[str, list[ListRule]] = field(default_factory=dict)

    def take(self, row: ForeignItem, item: Item) -> None:
        """Plan the cells of one row."""
        answer = self.answers.get(item.id)
        columns = self.tables[row.sheet].columns
        owner, deadline, outcome = rectification_of(self.findings.get(item.id, []), self.actions)
        texts = {
            Column.NOTE: answer.note if answer else "",
            Column.OWNER: owner, Column.DEADLINE: deadline, Column.OUTCOME: outcome,
        }  # fmt: skip
        done: set[Column] = set()
        for index, column in columns.items():
            if column is Column.RESULT:
                self._result(row, index, item, answer)
            elif texts.get(column) and column not in done:
                done.add(column)
                self._put(row, index, texts[column])

    def told(self) -> list[str]:
        """All losses in sentences."""
        some = list(self.losses)
        if self.overwritten:
            places = _("、").join(self.overwritten[:8])
            some.append(
                _("{n} 个单元格已有内容，会被覆盖：{places}。", n=len(self.overwritten), places=places)
            )
        if self.formulas:
            places = _("、").join(self.formulas[:8])
            some.append(_("{n} 个单元格是公式，不会填写：{places}。", n=len(self.formulas), places=places))
        return some

    def _result(self, row: ForeignItem, index: int, item: Item, answer: Answer | None) -> None:
        text = result_text(item, answer)
        if not text or answer is None:
            return
        ticks = self._tick_columns(row.sheet, index)
        if answer.verdict in ticks:
            self._put(row, ticks[answer.verdict], _TICK)
            return
        options = self._options(row, index)
        if options and text not in options:
            judged = answer.verdict in (Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE)
            match = next((one for one in options if judged and verdict_of(one) == answer.verdict), "")
            if not match:
                self.losses.append(
                    _("{place} 的下拉列表里没有与“{text}”相当的选项，不会填写。",
                      place=CellWrite(row.sheet, row.row - 1, index, "").place, text=text)
                )  # fmt: skip
                return
            text = match
        place = CellWrite(row.sheet, row.row - 1, index, text)
        shown = _as_number(item, text, self.package.number_format(place))
        self._put(row, index, text if shown is None else shown, number=shown is not None)

    def _put(self, row: ForeignItem, index: int, text: str, *, number: bool = False) -> None:
        write = CellWrite(row.sheet, row.row - 1, index, text, number)
        before = self.grids[row.sheet].text(write.row, index)
        if self.package.has_formula(write):
            self.formulas.append(write.place)
        elif before != text and not (number and number_of(before) == number_of(text)):
            if before:
                self.overwritten.append(write.place)
            self.writes.append(write)

    def _tick_columns(self, sheet: str, index: int) -> dict[str, int]:
        """Columns per verdict where 检查结果 spans one column for each of 合规, 不合规, 不适用."""
        grid = self.grids[sheet]
        head = self.tables[sheet].header_rows[0] - 1
        span = next((one for one in grid.merges if one.top == head and one.left == index), None)
        if span is None or span.right == span.left:
            return {}
        words = {
            column: verdict_of(grid.text(span.bottom + 1, column)) for column in range(index, span.right + 1)
        }
        return {verdict.value: column for column, verdict in words.items() if verdict}

    def _options(self, row: ForeignItem, index: int) -> list[str]:
        rules = self.rules.setdefault(row.sheet, self.package.rules(row.sheet))
        for rule in rules:
            if any(covers(area, row.row - 1, index) for area in rule.areas):
                return self._words(rule.formula, row.sheet)
        return []

    def _words(self, formula: str, sheet: str) -> list[str]:
        """Options of a drop-down: written out, or the cells of a range."""
        if formula.startswith('"'):
            return [word.strip() for word in formula.strip('"').split(",")]
        name, mark, area = formula.rpartition("!")
        grid = self.grids.get(name.strip("'") if mark else sheet)
        if grid is None:
            return []
        places = ((r, c, text) for r, cells in enumerate(grid.rows) for c, text in enumerate(cells))
        return [text for r, c, text in places if text and covers(area, r, c)]

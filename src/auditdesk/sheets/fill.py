"""Reading a filled workbook back: what it would change, row by row; nothing is applied (DESIGN §2).

Rows may be moved, deleted or typed over. A cell that was left as it was exported changes nothing; an empty
cell leaves the answer as it is; a row changed on both sides is a conflict for a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import python_calamine

from auditdesk.domain.audits import Answer, Audit, Verdict, verdict_label
from auditdesk.domain.checklists import AnswerType, Form, Item
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.importing import ChangeKind, FillPreview, FillRow, number_of
from auditdesk.domain.scoring import judge
from auditdesk.i18n import _
from auditdesk.sheets.cells import plain_text
from auditdesk.sheets.export import JUDGED
from auditdesk.sheets.hidden import SHEET, ExportedItem, Hidden, read_hidden
from auditdesk.sheets.opening import open_for_reading, read_source, sheet_values

_WORDS = {
    Verdict.PASS: ("合规", "符合", "通过", "是", "√", "✓", "pass", "passed", "compliant", "yes", "ok"),
    Verdict.FAIL: (
        "不合规",
        "不符合",
        "不通过",
        "否",
        "×",
        "✗",
        "x",
        "fail",
        "failed",
        "issues",
        "non-compliant",
        "no",
    ),
    Verdict.NOT_APPLICABLE: ("不适用", "无此项", "n/a", "na", "not applicable"),
}
_TITLE, _RESULT, _NOTE = 0, 4, 5
_WIDTH = 9


def read_filled(
    source: Path | BinaryIO, form: Form, audit: Audit, answers: Mapping[str, Answer], *, name: str = ""
) -> FillPreview:
    """Compare a filled workbook with the answers here (by item id).

    Raises:
        BadInputError: not our workbook, of another audit or form version, protected, damaged, empty or huge.
    """
    read = read_source(source, name)
    book = open_for_reading(read)
    hidden = read_hidden(book, read.name)
    _check_origin(read.name, hidden, form, audit)
    assert hidden is not None
    exported = {item.id: item for item in hidden.items}
    comparer = _Comparer(form, answers, exported, hidden.head.words)
    for excel_row, cells in _rows(book, read.name, hidden.head.columns):
        comparer.take(excel_row, cells)
    return FillPreview(
        read.name, audit.id, hidden.head.exported_at, (*comparer.rows, *comparer.missing()),
        tuple(comparer.warnings),
    )  # fmt: skip


def verdict_of(text: str, exported: Sequence[str] = ()) -> Verdict | None:
    """The verdict a word in a result cell means; None for other words.

    ``exported`` are the words for 合规, 不合规, 不适用 the workbook was made with, in its own language.
    """
    plain = text.strip()
    own = dict(zip(exported, JUDGED, strict=False)) | {verdict_label(verdict): verdict for verdict in JUDGED}
    known = (verdict for verdict, words in _WORDS.items() if plain.lower() in words)
    return own.get(plain) or next(known, None)


def _check_origin(name: str, hidden: Hidden | None, form: Form, audit: Audit) -> None:
    if hidden is None:
        raise BadInputError(
            _("{name} 不是本程序导出的自查表，请用“导入外部清单”或重新导出后填写。", name=name)
        )
    head = hidden.head
    if not head.audit_id:
        raise BadInputError(_("{name} 是空白清单，不属于任何自查，请先从自查中导出再填写。", name=name))
    if head.audit_id != audit.id:
        raise BadInputError(
            _("{name} 属于自查 {other}，不是 {this}，请选择对应的文件。",
              name=name, other=head.audit_code or head.audit_id, this=audit.code or audit.id)
        )  # fmt: skip
    if (head.form_id, head.form_version) != (form.id, form.version):
        raise BadInputError(
            _("{name} 用的是清单 {old}，自查现在用 {new}，请重新导出后填写。",
              name=name, old=f"{head.form_id}@{head.form_version}", new=form.key)
        )  # fmt: skip


def _rows(
    book: python_calamine.CalamineWorkbook, name: str, columns: tuple[str, ...]
) -> list[tuple[int, list[str]]]:
    """Rows below the head of the first sheet that has our columns, with Excel's row numbers."""
    for sheet_name in book.sheet_names:
        if sheet_name == SHEET:
            continue
        values, _merges = sheet_values(book, sheet_name, name)
        rows = [[plain_text(cell) for cell in row] for row in values]
        for index, row in enumerate(rows):
            if tuple(row[:_WIDTH]) == columns:
                return [(index + 2 + n, cells) for n, cells in enumerate(rows[index + 1 :]) if any(cells)]
    raise BadInputError(_("{name} 里找不到检查清单的表头，请不要改动表头一行。", name=name))


@dataclass(slots=True)
class _Comparer:
    form: Form
    answers: Mapping[str, Answer]
    exported: Mapping[str, ExportedItem]
    words: tuple[str, ...]
    rows: list[FillRow] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def take(self, excel_row: int, cells: list[str]) -> None:
        """Compare one row, unless it is a section's heading."""
        cells = (cells + [""] * _WIDTH)[:_WIDTH]
        label = cells[_TITLE]
        item = self._item(label)
        if item is None:
            self._stranger(excel_row, cells)
            return
        base = FillRow(excel_row, item.id, item.title, ChangeKind.SAME)
        if item.id in self.seen:
            reason = _("与第 {row} 行重复，请删去一行。", row=self.seen[item.id])
            self.rows.append(replace(base, kind=ChangeKind.INVALID, reason=reason))
            return
        self.seen[item.id] = excel_row
        self.rows.append(self._compare(base, item, cells))

    def missing(self) -> list[FillRow]:
        """Items whose row was deleted: their answers stay."""
        gone = [item for item in self.form.items() if item.id not in self.seen]
        reason = _("表中没有这一行，保持原样。")
        return [
            self._with_old(FillRow(0, item.id, item.title, ChangeKind.SAME, reason=reason)) for item in gone
        ]

    def _item(self, label: str) -> Item | None:
        """The item a label names: by its exported label, else by the number it begins with."""
        flat = _flat(label)
        known = next((one.id for one in self.exported.values() if _flat(one.label) == flat), "")
        first = label.split(maxsplit=1)[0] if label else ""
        return self.form.item(known) or self.form.item(first)

    def _stranger(self, excel_row: int, cells: list[str]) -> None:
        """A row that names no item: headings are passed over, a filled one is told."""
        filled = any(cells[_RESULT:])
        if filled:
            reason = _(
                "“{label}”不是清单里的检查项，请核对编号或删去这一行。", label=cells[_TITLE] or _("（空）")
            )
            self.rows.append(FillRow(excel_row, "", cells[_TITLE], ChangeKind.UNKNOWN, reason=reason))

    def _with_old(self, row: FillRow) -> FillRow:
        """The row with the answer here, as old and (so far) as new."""
        answer = self.answers.get(row.item_id)
        if answer is None:
            return row
        return replace(
            row, verdict=answer.verdict, old_verdict=answer.verdict, value=answer.value,
            old_value=answer.value, choices=answer.choices, old_choices=answer.choices,
            note=answer.note, old_note=answer.note,
        )  # fmt: skip

    def _compare(self, base: FillRow, item: Item, cells: list[str]) -> FillRow:
        exported = self.exported.get(item.id)
        if exported is None or exported.text_hash != item.text_hash:
            return replace(
                base, kind=ChangeKind.INVALID, reason=_("检查项的文字已经变了，请重新导出后填写。")
            )
        self._watch_rectification(base, exported, cells)
        old = self._with_old(base)
        new = old
        if cells[_NOTE] and _flat(cells[_NOTE]) != _flat(plain_text(exported.note)):
            new = replace(new, note=cells[_NOTE])
        if cells[_RESULT] and not _same_result(cells[_RESULT], exported.result):
            new = _with_result(new, item, cells[_RESULT], self.words)
        if new.kind is ChangeKind.INVALID:
            return new
        return self._judge(item, exported, old, new)

    def _judge(self, item: Item, exported: ExportedItem, old: FillRow, new: FillRow) -> FillRow:
        """SAME, NEW, CHANGED, or CONFLICT when the answer here moved on since the export."""
        if new == old:
            return new
        here = self.answers.get(item.id)
        moved = here is not None and _parts(here) != _parts(exported)
        if moved:
            reason = _(
                "导出之后这里又改过（{time}），请决定用哪一个。", time=here.answered_at if here else ""
            )
            return replace(new, kind=ChangeKind.CONFLICT, reason=reason)
        started = bool(old.old_verdict or old.old_value or old.old_choices or old.old_note)
        return replace(new, kind=ChangeKind.CHANGED if started else ChangeKind.NEW)

    def _watch_rectification(self, base: FillRow, exported: ExportedItem, cells: list[str]) -> None:
        before = exported.rectification or ("", "", "")
        if tuple(cells[6:9]) != before and any(cells[6:9]):
            where = _("第 {row} 行（{id}）的整改各栏改过：", row=base.excel_row, id=base.item_id)
            self.warnings.append(where + _("导入只取检查结果和问题描述，整改请在“问题整改”中登记。"))


def _with_result(row: FillRow, item: Item, text: str, words: tuple[str, ...]) -> FillRow:
    """The row with what its result cell says, or INVALID with the reason."""
    verdict = verdict_of(text, words)
    if verdict is Verdict.NOT_APPLICABLE:
        return replace(row, verdict=verdict.value, value="", choices=())
    if item.answer_type is AnswerType.PASS_FAIL:
        if verdict is None:
            return _invalid(row, _("检查结果“{text}”看不懂，请填合规、不合规或不适用。", text=text))
        return replace(row, verdict=verdict.value)
    if item.answer_type in (AnswerType.CHOICE, AnswerType.MULTI_CHOICE):
        return _with_choices(row, item, text)
    if item.answer_type in (AnswerType.NUMBER, AnswerType.SCORE, AnswerType.POINTS):
        return _with_number(row, item, text)
    return replace(row, value=text, verdict=Verdict.RECORDED.value)


def _with_choices(row: FillRow, item: Item, text: str) -> FillRow:
    one = (text,) if text in item.choices else ()
    chosen = one or tuple(part.strip() for part in text.replace(";", "；").split("；") if part.strip())
    unknown = [part for part in chosen if part not in item.choices]
    if unknown or (item.answer_type is AnswerType.CHOICE and len(chosen) != 1):
        words = "、".join(item.choices)
        return _invalid(row, _("“{text}”不在选项里，可选：{words}。", text=text, words=words))
    return replace(row, choices=chosen, value="", verdict=judge(item, choices=chosen))


def _with_number(row: FillRow, item: Item, text: str) -> FillRow:
    number = number_of(text)
    if number is None:
        return _invalid(row, _("“{text}”不是数字。", text=text))
    value = plain_text(number)
    most = {AnswerType.SCORE: 100.0, AnswerType.POINTS: item.max_points}.get(item.answer_type)
    if most is not None and not 0 <= number <= most:
        return _invalid(row, _("“{text}”应在 0 到 {most} 之间。", text=text, most=plain_text(most)))
    return replace(row, value=value, choices=(), verdict=judge(item, value=value))


def _invalid(row: FillRow, reason: str) -> FillRow:
    return replace(row, kind=ChangeKind.INVALID, reason=reason)


def _same_result(text: str, exported: str) -> bool:
    """Whether a result cell still says what was exported (95 and 95.0 are the same)."""
    if _flat(text) == _flat(exported):
        return True
    first, second = number_of(text), number_of(exported)
    return first is not None and first == second


def _parts(one: Answer | ExportedItem) -> tuple[object, ...]:
    note = one.note if isinstance(one, Answer) else one.answer_note
    return one.verdict, one.value, one.choices, note


def _flat(text: str) -> str:
    """Text without differences in white space, which spreadsheets change."""
    return " ".join(text.split())

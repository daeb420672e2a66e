"""An audit, or a blank form, as a workbook in the A14 columns, to be filled in anywhere and read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from auditdesk.domain.audits import Answer, Audit, Verdict, verdict_label
from auditdesk.domain.checklists import AnswerType, Form, Item
from auditdesk.domain.findings import Action, ActionState, Finding, FindingState, action_state_label
from auditdesk.i18n import _
from auditdesk.sheets.cells import safe_text
from auditdesk.sheets.hidden import FORMAT, ExportedItem, Head, write_hidden
from auditdesk.sheets.layout import body_row, group_row, head_row, mark_words, print_setup, title_rows

V = TypeVar("V")

WIDTHS = (24, 38, 38, 24, 11, 32, 13, 13, 11)
HEAD_ROW = 3
RESULT, NOTE, OWNER, DEADLINE, OUTCOME = 5, 6, 7, 8, 9
JUDGED = (Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE)
_LONGEST_LIST = 255
_TEXT_FORMAT = "@"  # so that 95% typed by hand stays 95% and does not become 0.95


def columns() -> tuple[str, ...]:
    """The A14 columns in order."""
    return (
        _("检查项目"), _("检查内容"), _("检查标准"), _("检查方式"), _("检查结果"),
        _("问题描述"), _("整改责任人"), _("整改期限"), _("整改结果"),
    )  # fmt: skip


def words() -> tuple[str, ...]:
    """The words for 合规, 不合规, 不适用 in result cells."""
    return tuple(verdict_label(verdict) for verdict in JUDGED)


@dataclass(frozen=True, slots=True)
class _Content:
    """What fills the rows, by item id."""

    answers: Mapping[str, Answer]
    findings: Mapping[str, list[Finding]]
    actions: Mapping[str, list[Action]]


def export_audit(
    form: Form,
    audit: Audit,
    answers: Mapping[str, Answer],
    findings: Sequence[Finding],
    actions: Sequence[Action],
    target: BinaryIO,
    *,
    exported_at: str = "",
) -> None:
    """Write the audit's workbook. ``answers`` is by item id; ``exported_at`` is ISO text for the record."""
    content = _Content(
        answers,
        grouped((one.item_id, one) for one in findings),
        grouped((one.finding_id, one) for one in actions),
    )
    book, sheet = _book()
    period = " ".join(part for part in (audit.period_start, _("至"), audit.period_end) if part)
    second = f"{audit.title}　{audit.code}　{_('期间')} {period}"
    exported = _fill(sheet, form, content, second, f"{audit.code} {form.key}")
    head = Head(FORMAT, form.id, form.version, audit.id, audit.code, exported_at, columns(), words())
    write_hidden(book, head, exported, form)
    book.save(target)


def export_form(form: Form, target: BinaryIO) -> None:
    """Write a blank form; the whole form travels inside, so that importing it loses nothing."""
    book, sheet = _book()
    second = _("检查单位：　　　　　　　　检查日期：　　　　　　　　检查人：")
    exported = _fill(sheet, form, _Content({}, {}, {}), second, form.key)
    head = Head(FORMAT, form.id, form.version, columns=columns(), words=words())
    write_hidden(book, head, exported, form)
    book.save(target)


def item_label(item: Item) -> str:
    """What stands under 检查项目: number and title, with 单项否决 where it applies."""
    veto = "\n" + _("【单项否决】") if item.veto else ""
    return f"{item.id} {item.title}{veto}"


def result_text(item: Item, answer: Answer | None) -> str:
    """What stands under 检查结果: the verdict's word, or the value of items that are not judged by hand."""
    if answer is None or not (answer.verdict or answer.value or answer.choices):
        return ""
    if answer.verdict == Verdict.NOT_APPLICABLE:
        return verdict_label(answer.verdict)
    if item.answer_type is AnswerType.PASS_FAIL:
        return verdict_label(answer.verdict) if answer.verdict else ""
    if item.answer_type in (AnswerType.CHOICE, AnswerType.MULTI_CHOICE):
        return "；".join(answer.choices)
    return answer.value


def _book() -> tuple[Workbook, Worksheet]:
    book = Workbook()
    book.properties.creator = "AuditDesk"
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = _("检查清单")
    return book, sheet


def _fill(sheet: Worksheet, form: Form, content: _Content, second: str, footer: str) -> list[ExportedItem]:
    names = columns()
    title_rows(sheet, [f"{form.title}　V{form.version}", second], len(names))
    head_row(sheet, HEAD_ROW, names, WIDTHS)
    row = HEAD_ROW
    exported: list[ExportedItem] = []
    rows: dict[int, Item] = {}
    for section in form.sections:
        row += 1
        group_row(sheet, row, f"{section.id}　{section.title}", len(names))
        for item in section.items:
            row += 1
            rows[row] = item
            exported.append(_item_row(sheet, row, item, content))
    _drop_downs(sheet, rows)
    mark_words(sheet, f"E{HEAD_ROW + 1}:E{row}", [verdict_label(Verdict.FAIL)])
    print_setup(sheet, HEAD_ROW, row, len(names), footer)
    return exported


def _item_row(sheet: Worksheet, row: int, item: Item, content: _Content) -> ExportedItem:
    answer = content.answers.get(item.id)
    findings = content.findings.get(item.id, [])
    result = result_text(item, answer)
    note = (
        answer.note
        if answer and answer.note
        else "\n".join(f"{one.code} {one.description}" for one in findings)
    )
    rectification = rectification_of(findings, content.actions)
    texts = (item_label(item), item.check, item.standard, item.method, result, note, *rectification)
    body_row(sheet, row, texts, inputs=(RESULT, NOTE, OWNER, DEADLINE, OUTCOME))
    sheet.cell(row, RESULT).number_format = _TEXT_FORMAT
    return ExportedItem(
        item.id, item.text_hash, item_label(item), result, safe_text(note), rectification,
        *((answer.verdict, answer.value, answer.choices, answer.note, answer.answered_at) if answer else ()),
    )  # fmt: skip


def rectification_of(
    findings: Sequence[Finding], actions: Mapping[str, list[Action]]
) -> tuple[str, str, str]:
    """责任人, 期限, 整改结果 of an item from its findings: each said once, days as a range."""
    if not findings:
        return "", "", ""
    owners = "、".join(dict.fromkeys(one.owner for one in findings if one.owner))
    days = sorted({one.extension or one.deadline for one in findings} - {""})
    deadline = _("{first} 至 {last}", first=days[0], last=days[-1]) if len(days) > 1 else "".join(days)
    states = {_state(one, actions.get(one.id, [])) for one in findings}
    state = states.pop() if len(states) == 1 else ActionState.IN_PROGRESS
    return owners, deadline, action_state_label(state)


def _state(finding: Finding, actions: list[Action]) -> ActionState:
    """Only a verified, closed finding is 完成 (REQUIREMENTS A10)."""
    if finding.state is FindingState.CLOSED:
        return ActionState.DONE
    begun = finding.state is FindingState.TO_VERIFY or any(
        one.state is not ActionState.NOT_STARTED for one in actions
    )
    return ActionState.IN_PROGRESS if begun else ActionState.NOT_STARTED


def _drop_downs(sheet: Worksheet, rows: Mapping[int, Item]) -> None:
    """Lists for results and 整改结果; other answer types say in a prompt what belongs there."""
    made: dict[tuple[str, ...], DataValidation] = {}
    outcome = _list([action_state_label(state) for state in (ActionState.DONE, ActionState.IN_PROGRESS,
                                                              ActionState.NOT_STARTED)])  # fmt: skip
    sheet.add_data_validation(outcome)
    for row, item in rows.items():
        outcome.add(f"I{row}")
        options = tuple(_options(item))
        if options not in made:
            made[options] = _list(options) if _fits(item, options) else _prompt(item)
            sheet.add_data_validation(made[options])
        made[options].add(f"E{row}")


def _options(item: Item) -> Iterable[str]:
    if item.answer_type is AnswerType.PASS_FAIL:
        return words()
    if item.answer_type is AnswerType.CHOICE:
        return [*item.choices, verdict_label(Verdict.NOT_APPLICABLE)]
    unit = item.threshold.unit if item.threshold else ""
    return [item.answer_type.value, unit, *item.choices]


def _fits(item: Item, options: Sequence[str]) -> bool:
    """Excel's written lists hold 255 characters and no commas or quotes inside an option."""
    listed = item.answer_type in (AnswerType.PASS_FAIL, AnswerType.CHOICE)
    return (
        listed
        and len(",".join(options)) < _LONGEST_LIST
        and not any(set(one) & {",", '"'} for one in options)
    )


def _list(options: Sequence[str]) -> DataValidation:
    rule = DataValidation(type="list", formula1='"' + ",".join(options) + '"', allow_blank=True)
    rule.showErrorMessage = True
    rule.errorTitle, rule.error = _("请从列表中选"), _("只能填：{words}", words="、".join(options))
    return rule


def _prompt(item: Item) -> DataValidation:
    """No list: a hint when the cell is chosen."""
    rule = DataValidation(type=None, allow_blank=True)
    rule.showInputMessage = True
    rule.promptTitle = _("检查结果")
    unit = item.threshold.unit if item.threshold else ""
    hints = {
        AnswerType.NUMBER: _("填数字（单位 {unit}），或“不适用”。", unit=unit or _("无")),
        AnswerType.SCORE: _("填 0 到 100 的分数，或“不适用”。"),
        AnswerType.POINTS: _("填得分，或“不适用”。"),
        AnswerType.MULTI_CHOICE: _("可填多项，用分号隔开。"),
        AnswerType.DATE: _("填日期，如 2026-11-17。"),
    }
    rule.prompt = hints.get(item.answer_type, _("填文字，或“不适用”。"))
    return rule


def grouped(pairs: Iterable[tuple[str, V]]) -> dict[str, list[V]]:
    """Values by key, in their order."""
    made: dict[str, list[V]] = {}
    for key, value in pairs:
        made.setdefault(key, []).append(value)
    return made

"""What an import would do, shown before anything is done (DESIGN §2)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from auditdesk.domain.audits import verdict_label
from auditdesk.domain.checklists import Clause, Form, FormState, Item, Section, Severity
from auditdesk.i18n import _


class ChangeKind(StrEnum):
    """What a row of a filled workbook would do to the answer here."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class FillRow:
    """One row; ``excel_row`` is Excel's 1-based number, 0 for an item whose row is missing.

    ``verdict``, ``value``, ``choices`` and ``note`` are what the answer would become (an empty cell leaves
    the part as it is), ``old_…`` what it is here now. CONFLICT: the answer here changed after the export
    and the row says something else; it is never taken without being asked. ``reason`` says why a row is
    refused, or what was noticed.
    """

    excel_row: int
    item_id: str
    title: str
    kind: ChangeKind
    verdict: str = ""
    value: str = ""
    choices: tuple[str, ...] = ()
    note: str = ""
    old_verdict: str = ""
    old_value: str = ""
    old_choices: tuple[str, ...] = ()
    old_note: str = ""
    reason: str = ""

    @property
    def text(self) -> str:
        """The row in words: kind, what changes from what to what, and the reason."""
        pairs = (
            (_("结果"), _result_text(self.old_verdict, self.old_value, self.old_choices),
             _result_text(self.verdict, self.value, self.choices)),
            (_("说明"), self.old_note, self.note),
        )  # fmt: skip
        changes = [
            f"{name} “{old}” → “{new}”" if old else f"{name} “{new}”"
            for name, old, new in pairs
            if old != new
        ]
        return " ".join((kind_label(self.kind), *changes, self.reason)).strip()


@dataclass(frozen=True, slots=True)
class FillPreview:
    """What a filled workbook would change; nothing is applied here."""

    name: str
    audit_id: str
    exported_at: str
    rows: tuple[FillRow, ...]
    warnings: tuple[str, ...] = ()

    def of(self, *kinds: ChangeKind) -> tuple[FillRow, ...]:
        """The rows of some kinds, in the workbook's order."""
        return tuple(row for row in self.rows if row.kind in kinds)

    @property
    def applicable(self) -> bool:
        """Whether it may be applied as it is: nothing invalid, unknown or in conflict (all or nothing)."""
        return not self.of(ChangeKind.INVALID, ChangeKind.UNKNOWN, ChangeKind.CONFLICT)


class Column(StrEnum):
    """What a column of a foreign checklist means; the values are used in saved mappings."""

    ID = "id"
    TITLE = "title"
    CHECK = "check"
    STANDARD = "standard"
    METHOD = "method"
    BASIS = "basis"
    SECTION = "section"
    SEVERITY = "severity"
    WEIGHT = "weight"
    RESULT = "result"
    NOTE = "note"
    OWNER = "owner"
    DEADLINE = "deadline"
    OUTCOME = "outcome"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class ForeignItem:
    """One row of a foreign checklist: its sheet, 1-based row, and text per column index."""

    sheet: str
    row: int
    section: str
    cells: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column as it stands in the file: place from 0, head, first texts below, and what it was taken for."""

    index: int
    head: str
    samples: tuple[str, ...] = ()
    meaning: Column | None = None


@dataclass(frozen=True, slots=True)
class ForeignSheet:
    """One sheet as it was read: 1-based header rows (several when repeated), headers and meaning per column.

    ``seen`` are all columns with any text, also those without a meaning. ``corrected`` tells that a person
    gave a column another meaning than the one recognised, ``remembered`` that an earlier time decided it.
    """

    name: str
    header_rows: tuple[int, ...]
    headers: Mapping[int, str]
    columns: Mapping[int, Column]
    items: tuple[ForeignItem, ...]
    seen: tuple[SeenColumn, ...] = ()
    corrected: bool = False
    remembered: bool = False


@dataclass(frozen=True, slots=True)
class OfferedSheet:
    """A sheet that may be taken: hidden ones and those without a checklist are left out at first."""

    name: str
    rows: int
    hidden: bool = False
    taken: bool = False


@dataclass(frozen=True, slots=True)
class ForeignPreview:
    """A foreign checklist recognised: the form it gives, how it was read, and what was odd.

    ``sheets`` names the sheets that hold items; ``tables`` tells how each was read, for the user to correct;
    ``offered`` are all sheets of the file.
    """

    sheets: tuple[str, ...]
    warnings: tuple[str, ...]
    form: Form
    tables: tuple[ForeignSheet, ...] = ()
    skipped_sheets: tuple[str, ...] = ()
    offered: tuple[OfferedSheet, ...] = ()

    @property
    def item_count(self) -> int:
        """How many items the form has."""
        return sum(len(section.items) for section in self.form.sections)

    @property
    def section_count(self) -> int:
        """How many sections the form has."""
        return len(self.form.sections)

    def to_form(self, columns: Mapping[str, Mapping[int, Column]], *, title: str = "") -> Form:
        """The form with columns read as the user chose: ``columns`` overrides by sheet and column index."""
        return form_of(self.tables, title or self.form.title, self.form.source, columns)


def form_of(
    tables: Sequence[ForeignSheet],
    title: str,
    source: str,
    columns: Mapping[str, Mapping[int, Column]] | None = None,
) -> Form:
    """A draft form from recognised tables; numbers are made unique, empty ones are given."""
    maker = _FormMaker()
    for _row, _item in maker.read(tables, columns or {}):
        pass
    return Form(slug(title), "1.0", title, maker.sections(), source=source, state=FormState.DRAFT)


def numbered(tables: Sequence[ForeignSheet]) -> list[tuple[ForeignItem, Item]]:
    """Every recognised row with the item `form_of` makes of it, to find rows again when filling back."""
    return list(_FormMaker().read(tables, {}))


@dataclass(slots=True)
class _FormMaker:
    """Collects sections in order and gives every item a unique number."""

    groups: dict[tuple[str, str], list[Item]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)

    def read(
        self, tables: Sequence[ForeignSheet], columns: Mapping[str, Mapping[int, Column]]
    ) -> Iterator[tuple[ForeignItem, Item]]:
        chosen_by = [(table, {**table.columns, **columns.get(table.name, {})}) for table in tables]
        self.given = {
            row.cells.get(index, "")
            for table, chosen in chosen_by
            for index, column in chosen.items()
            if column is Column.ID
            for row in table.items
        }
        for table, chosen in chosen_by:
            for row in table.items:
                yield row, self.add(row, chosen)

    def add(self, row: ForeignItem, columns: Mapping[int, Column]) -> Item:
        texts: dict[Column, str] = {}
        for index, column in columns.items():
            text = row.cells.get(index, "")
            if text and column is not Column.IGNORED:
                texts[column] = f"{texts[column]}\n{text}" if column in texts else text
        section = texts.get(Column.SECTION) or row.section
        group = self.groups.setdefault((row.sheet, section), [])
        number = self._number(texts.get(Column.ID, ""), len(group) + 1)
        group.append(_item_of(number, texts))
        return group[-1]

    def _number(self, wanted: str, place: int) -> str:
        """The number itself when it is free; else ``section.number``, with a counter if need be.

        A number made for an item without one never takes what another item brings with it.
        """
        section = len(self.groups)
        while not wanted and f"{section}.{place}" in self.given:
            place += 1
        inner = wanted or str(place)
        number, tries = wanted or f"{section}.{place}", 1
        while number in self.taken:
            number = f"{section}.{inner}" if tries == 1 else f"{section}.{inner}-{tries}"
            tries += 1
        self.taken.add(number)
        return number

    def sections(self) -> tuple[Section, ...]:
        return tuple(
            Section(str(index), section or sheet, tuple(items))
            for index, ((sheet, section), items) in enumerate(self.groups.items(), 1)
        )


def _item_of(number: str, texts: Mapping[Column, str]) -> Item:
    title = texts.get(Column.TITLE, "")
    check = texts.get(Column.CHECK, "")
    basis = texts.get(Column.BASIS, "")
    item = Item(
        number,
        title or check.split("\n")[0][:60] or number,
        check or title or number,
        texts.get(Column.STANDARD, ""),
        texts.get(Column.METHOD, ""),
        basis=tuple(Clause(line.strip(), "") for line in basis.split("\n") if line.strip()),
        severity=severity_of(texts.get(Column.SEVERITY, "")),
    )
    weight = number_of(texts.get(Column.WEIGHT, ""))
    return item if weight is None or weight <= 0 else replace(item, weight=weight)


def _result_text(verdict: str, value: str, choices: tuple[str, ...]) -> str:
    words = (verdict_label(verdict) if verdict else "", value, "、".join(choices))
    return " ".join(word for word in words if word)


def severity_of(text: str) -> Severity:
    """The severity a foreign word means; 一般 when it says nothing."""
    word = text.strip().lower()
    if word in ("重大", "严重", "高", "critical", "high", "a"):
        return Severity.CRITICAL
    if word in ("较大", "较重", "中", "主要", "major", "medium", "moderate", "b"):
        return Severity.MAJOR
    return Severity.MINOR


def number_of(text: str) -> float | None:
    """A plain finite number, also full-width or with a percent sign; None for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip().rstrip("%").strip().replace(",", "")
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def slug(title: str) -> str:
    """An id made from a title: letters, digits and Han characters, joined by hyphens."""
    kept = "".join(char.lower() if char.isalnum() else " " for char in title)
    return "-".join(kept.split())[:60] or "imported"


def kind_label(kind: ChangeKind) -> str:
    """The word in previews."""
    return {
        ChangeKind.NEW: _("新填"), ChangeKind.CHANGED: _("有改动"), ChangeKind.SAME: _("相同"),
        ChangeKind.CONFLICT: _("冲突"), ChangeKind.UNKNOWN: _("不认识"), ChangeKind.INVALID: _("填写有误"),
    }[kind]  # fmt: skip


def column_label(column: Column) -> str:
    """The word for a column in mapping previews, as in REQUIREMENTS A14."""
    return {
        Column.ID: _("编号"), Column.TITLE: _("检查项目"), Column.CHECK: _("检查内容"),
        Column.STANDARD: _("检查标准"), Column.METHOD: _("检查方式"), Column.BASIS: _("依据"),
        Column.SECTION: _("分类"), Column.SEVERITY: _("严重程度"), Column.WEIGHT: _("权重"),
        Column.RESULT: _("检查结果"), Column.NOTE: _("问题描述"), Column.OWNER: _("整改责任人"),
        Column.DEADLINE: _("整改期限"), Column.OUTCOME: _("整改结果"), Column.IGNORED: _("不导入"),
    }[column]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficialFill:
    """What filling somebody's official workbook does: cells written, what it loses, items without a row."""

    cells: int
    losses: tuple[str, ...]
    unmatched: tuple[str, ...]

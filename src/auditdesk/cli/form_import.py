"""``auditdesk form import``: a pack or a foreign checklist, recognised, corrected, previewed, imported."""

from __future__ import annotations

from pathlib import Path

import click

from auditdesk.cli.form import form
from auditdesk.cli.terminal import Terminal, pass_terminal, table
from auditdesk.domain.checklists import Form
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.importing import ForeignPreview, ForeignSheet, SeenColumn, column_label
from auditdesk.domain.mapping import Reading, letter, parse_map
from auditdesk.i18n import _
from auditdesk.services.importing_forms import named_form, no_items, open_checklist, take_checklist
from auditdesk.services.reading import read_input

__all__ = ["form"]
_SAMPLE_ROWS = 5


@form.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what was recognised.")
@click.option("--title", default="", help="Another title; a foreign checklist gets its id from it.")
@click.option("--version", default="", help="Another version, when this one is taken.")
@click.option("--sheet", "sheets", multiple=True, help="Take this sheet and no other; may be repeated.")
@click.option("--header-row", type=click.IntRange(min=1), help="Row of the head, as Excel counts.")
@click.option("--map", "words", multiple=True, metavar="COLUMN=MEANING", help="Head or letter = meaning.")
@pass_terminal
def import_(
    terminal: Terminal, file: Path, title: str, version: str, sheets: tuple[str, ...],
    header_row: int | None, words: tuple[str, ...], *, dry_run: bool,
) -> None:  # fmt: skip
    """Import a pack (.yaml) or a foreign checklist (.xlsx, .xls, .csv), as a whole or not at all."""
    reading = Reading(only=sheets, header_row=header_row or 0, named=parse_map(words))
    program = terminal.program
    data = read_input(file)
    with terminal.watch() as progress:
        book = open_checklist(program.forms(), program.sheets(), data, file.name, progress)
        preview = book.recognise(reading, program.mappings())
    if not preview.item_count:
        raise BadInputError(no_items(preview), path=file)
    one = named_form(preview, title, version)
    if not dry_run:
        with terminal.open() as opened:
            one = take_checklist(opened.desk, program, preview, title=title, version=version)
    done = _("没有导入（--dry-run）") if dry_run else _("已导入为 {key}", key=one.key)
    head = _("{n} 项，{m} 个分类", n=preview.item_count, m=preview.section_count)
    terminal.emit(
        {**_data(preview, one), "imported": not dry_run},
        [head, *_lines(preview, one), *preview.warnings, done],
    )


def _data(preview: ForeignPreview, one: Form) -> dict[str, object]:
    """The contract's four figures first (DESIGN §9), then how everything was read."""
    return {
        "item_count": preview.item_count, "section_count": preview.section_count,
        "sheets": list(preview.sheets), "warnings": list(preview.warnings), "form": one.key,
        "title": one.title,
        "sections": [
            {"id": part.id, "title": part.title, "items": len(part.items)} for part in one.sections
        ],
        "tables": [_table_data(each) for each in preview.tables],
        "offered": [
            {"name": each.name, "rows": each.rows, "hidden": each.hidden, "taken": each.taken}
            for each in preview.offered
        ],
    }  # fmt: skip


def _table_data(read: ForeignSheet) -> dict[str, object]:
    return {
        "sheet": read.name, "header_rows": list(read.header_rows), "items": len(read.items),
        "remembered": read.remembered, "corrected": read.corrected,
        "columns": [
            {"column": letter(each.index), "header": each.head,
             "meaning": each.meaning.value if each.meaning else None,
             "label": column_label(each.meaning) if each.meaning else "", "samples": list(each.samples)}
            for each in read.seen
        ],
        "samples": [
            {"row": item.row, "section": item.section,
             "cells": {letter(index): text for index, text in sorted(item.cells.items())}}
            for item in read.items[:_SAMPLE_ROWS]
        ],
    }  # fmt: skip


def _lines(preview: ForeignPreview, one: Form) -> list[str]:
    lines: list[str] = []
    for read in preview.tables:
        rows = _("、").join(map(str, read.header_rows[:5]))
        lines.append(
            _("工作表“{sheet}”，表头第 {rows} 行，{n} 项：", sheet=read.name, rows=rows, n=len(read.items))
        )
        lines += [f"  {line}" for line in table([_column_row(each) for each in read.seen])]
    lines += [f"{section.id}  {section.title}  {len(section.items)}" for section in one.sections]
    return lines


def _column_row(each: SeenColumn) -> tuple[str, str, str, str]:
    label = column_label(each.meaning) if each.meaning else _("（没有用到）")
    sample = each.samples[0].split("\n")[0][:20] if each.samples else ""
    return letter(each.index), each.head.replace("\n", " "), f"→ {label}", sample

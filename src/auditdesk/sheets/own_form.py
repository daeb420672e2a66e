"""A blank form of our own read back: the whole form travels inside, what was typed over is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditdesk.domain.checklists import Form, FormState, Item
from auditdesk.domain.importing import ForeignPreview
from auditdesk.i18n import _
from auditdesk.sheets.cells import plain_text, safe_text
from auditdesk.sheets.export import item_label
from auditdesk.sheets.grid import Grid

_WIDTH = 4


def read_own_form(form: Form, grids: Sequence[Grid], columns: tuple[str, ...]) -> ForeignPreview:
    """The form with the texts that stand in the visible rows now; deleted rows leave, new ones are told."""
    rows = {name: cells for grid in grids for name, cells in _rows(grid, columns)}
    by_label = {_shown(item_label(item)).split(maxsplit=1)[0]: item for item in form.items()}
    changed = [number for number in rows if number in by_label and _edited(by_label[number], rows[number])]
    removed = [item.id for number, item in by_label.items() if number not in rows]
    sections = tuple(
        replace(section, items=tuple(_taken(item, rows) for item in section.items if item.id not in removed))
        for section in form.sections
    )
    warnings = []
    if changed or removed:
        warnings.append(
            _("与导出时相比：改动 {a} 项（{ids}），删去 {b} 项；请提高版本号再发布。",
              a=len(changed), ids="、".join(changed[:10]), b=len(removed))
        )  # fmt: skip
    kept = replace(form, sections=tuple(section for section in sections if section.items))
    state = FormState.DRAFT if changed or removed else form.state
    names = tuple(grid.name for grid in grids if _rows(grid, columns))
    return ForeignPreview(names, tuple(warnings), replace(kept, state=state))


def _rows(grid: Grid, columns: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Rows under our head by the number their first cell begins with."""
    names = list(columns[:_WIDTH])
    heads = [n for n, row in enumerate(grid.rows) if row[:_WIDTH] == names]
    if not heads:
        return []
    below = grid.rows[heads[0] + 1 :]
    return [(row[0].split(maxsplit=1)[0], row) for row in below if row and row[0].strip()]


def _shown(text: str) -> str:
    """A text as it comes back from a cell."""
    return plain_text(safe_text(text))


def _texts(item: Item) -> tuple[str, ...]:
    return tuple(_shown(text) for text in (item_label(item), item.check, item.standard, item.method))


def _edited(item: Item, cells: list[str]) -> bool:
    return _texts(item) != tuple(cells[:_WIDTH])


def _taken(item: Item, rows: dict[str, list[str]]) -> Item:
    """The item with what was typed over; untouched texts keep every character."""
    cells = rows.get(_shown(item_label(item)).split(maxsplit=1)[0])
    if cells is None or not _edited(item, cells):
        return item
    before = _texts(item)
    title = cells[0].split("\n")[0].partition(" ")[2].strip() if cells[0] != before[0] else ""
    return replace(
        item,
        title=title or item.title,
        check=cells[1] if cells[1] and cells[1] != before[1] else item.check,
        standard=cells[2] if cells[2] != before[2] else item.standard,
        method=cells[3] if cells[3] != before[3] else item.method,
    )

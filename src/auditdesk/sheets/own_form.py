"""A blank form of our own read back: the whole form travels inside, what was typed over is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from auditdesk.domain.checklists import Form, FormState, Item, Section
from auditdesk.domain.importing import ForeignPreview
from auditdesk.i18n import _
from auditdesk.sheets.cells import plain_text, safe_text
from auditdesk.sheets.export import item_label
from auditdesk.sheets.grid import Grid
from auditdesk.sheets.numbering import looks_like_id

_WIDTH = 4
_SHOWN = 10


@dataclass(slots=True)
class _Found:
    """What the visible rows say: cells by item number, new items by section number, numbers seen twice."""

    rows: dict[str, list[str]] = field(default_factory=dict)
    added: dict[str, list[list[str]]] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)


def read_own_form(form: Form, grids: Sequence[Grid], columns: tuple[str, ...]) -> ForeignPreview:
    """The form with the texts that stand in the visible rows now.

    Deleted rows leave, rows that were added become items of the section above them; all is told.
    """
    by_label = {_number(_shown(item_label(item))): item for item in form.items()}
    found = _find(form, grids, columns, by_label)
    changed = [number for number in found.rows if _edited(by_label[number], found.rows[number])]
    removed = [item.id for number, item in by_label.items() if number not in found.rows]
    taken = {item.id for item in form.items()}
    sections = tuple(_section(section, found, removed, taken) for section in form.sections)
    added = [item.id for part in sections for item in part.items if form.item(item.id) is None]
    kept = replace(form, sections=tuple(section for section in sections if section.items))
    touched = bool(changed or removed or added)
    names = tuple(grid.name for grid in grids if _body(grid, columns))
    warnings = _told(changed, removed, added, found.twice)
    state = FormState.DRAFT if touched else form.state
    return ForeignPreview(names, tuple(warnings), replace(kept, state=state))


def _told(
    changed: Sequence[str], removed: Sequence[str], added: Sequence[str], twice: Sequence[str]
) -> list[str]:
    told = []
    if changed or removed:
        told.append(
            _("与导出时相比：改动 {a} 项（{ids}），删去 {b} 项；请提高版本号再发布。",
              a=len(changed), ids=_("、").join(changed[:_SHOWN]), b=len(removed))
        )  # fmt: skip
    if added:
        told.append(
            _(
                "新增 {n} 项：{ids}；依据、权重等请在清单里补上。",
                n=len(added),
                ids=_("、").join(added[:_SHOWN]),
            )
        )
    if twice:
        told.append(_("编号 {ids} 有两行，按第一行读取。", ids=_("、").join(twice[:_SHOWN])))
    return told


def _find(form: Form, grids: Sequence[Grid], columns: tuple[str, ...], by_label: dict[str, Item]) -> _Found:
    """Walk the rows below our head; headings say in which section a new row stands."""
    found = _Found()
    sections = {section.id for section in form.sections}
    for grid in grids:
        here = form.sections[0].id if form.sections else ""
        for row in _body(grid, columns):
            number, filled = _number(row[0]), any(row[1:_WIDTH])
            if number in by_label and number not in found.rows:
                found.rows[number] = row
                here = next((one.id for one in form.sections if by_label[number] in one.items), here)
            elif number in by_label:
                found.twice.append(number)
            elif not filled and number in sections:
                here = number
            elif filled and row[0].strip():
                found.added.setdefault(here, []).append(row)
    return found


def _body(grid: Grid, columns: tuple[str, ...]) -> list[list[str]]:
    """Rows under our head that hold anything in the first columns."""
    names = list(columns[:_WIDTH])
    heads = [n for n, row in enumerate(grid.rows) if row[:_WIDTH] == names]
    below = grid.rows[heads[0] + 1 :] if heads else []
    return [(row + [""] * _WIDTH)[: max(_WIDTH, len(row))] for row in below if row and row[0].strip()]


def _section(section: Section, found: _Found, removed: Sequence[str], taken: set[str]) -> Section:
    items = [_taken(item, found.rows) for item in section.items if item.id not in removed]
    items += [_new(row, section, taken) for row in found.added.get(section.id, [])]
    return replace(section, items=tuple(items))


def _new(row: list[str], section: Section, taken: set[str]) -> Item:
    """An item from a row that was added; a missing or used number becomes the section's next one."""
    number, _space, rest = row[0].strip().partition(" ")
    title = rest.strip() if looks_like_id(number) and rest.strip() else row[0].strip()
    if not looks_like_id(number) or number in taken:
        place = len(section.items) + 1
        while f"{section.id}.{place}" in taken:
            place += 1
        number = f"{section.id}.{place}"
    taken.add(number)
    return Item(number, title, row[1] or title, row[2], row[3])


def _number(label: str) -> str:
    """What a label begins with."""
    return label.split(maxsplit=1)[0] if label.strip() else ""


def _shown(text: str) -> str:
    """A text as it comes back from a cell."""
    return plain_text(safe_text(text))


def _texts(item: Item) -> tuple[str, ...]:
    return tuple(_shown(text) for text in (item_label(item), item.check, item.standard, item.method))


def _edited(item: Item, cells: list[str]) -> bool:
    return _texts(item) != tuple(cells[:_WIDTH])


def _taken(item: Item, rows: dict[str, list[str]]) -> Item:
    """The item with what was typed over; untouched texts keep every character."""
    cells = rows.get(_number(_shown(item_label(item))))
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

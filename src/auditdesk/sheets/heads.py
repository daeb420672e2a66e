"""Finding the head of a sheet: on any row, over two or three rows, repeated, or where a person says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditdesk.domain.importing import Column
from auditdesk.sheets.grid import Grid
from auditdesk.sheets.headers import ANSWER_WORDS, CONTENT, meaning, normal, read_head

_FEW = 2


@dataclass(frozen=True, slots=True)
class Head:
    """One head: its first and last row from 0, texts and meanings by column."""

    top: int
    bottom: int
    texts: Mapping[int, str]
    columns: Mapping[int, Column]


def find_heads(grid: Grid) -> list[Head]:
    """All heads of a sheet from the top; rows that say much less than the best one are no heads."""
    found: list[Head] = []
    for row, cells in enumerate(grid.rows):
        if (not found or row > found[-1].bottom) and read_head(cells):
            found.append(_head_at(grid, row))
    most = max((_kinds(head) for head in found), default=0)
    return [head for head in found if 2 * _kinds(head) >= most]


def heads_from(grid: Grid, row: int) -> list[Head]:
    """The head a person points at, and its repetitions below; meanings may be few or none."""
    first = _head_at(grid, row)
    below = range(first.bottom + 1, len(grid.rows))
    return [first, *(_head_at(grid, other) for other in below if _repeats(grid, row, other))]


def likely_row(grid: Grid) -> int:
    """Where a head could stand when none is known: the first row with two texts, else the first of all."""
    return next((n for n, cells in enumerate(grid.rows) if sum(map(bool, cells)) >= _FEW), 0)


def _kinds(head: Head) -> int:
    return len(set(head.columns.values()))


def _repeats(grid: Grid, row: int, other: int) -> bool:
    texts = [normal(text) for text in grid.rows[row]]
    return any(texts) and [normal(text) for text in grid.rows[other]] == texts


def _head_at(grid: Grid, row: int) -> Head:
    top = row - 1 if row and _is_upper(grid, row - 1, row) else row
    bottom = max(
        (one.bottom for one in grid.merges if one.top <= row <= one.bottom and one.top >= top), default=row
    )
    while bottom + 1 < len(grid.rows) and _is_lower(grid, top, bottom + 1):
        bottom += 1
    texts = {}
    for column in range(max(map(len, grid.rows[top : bottom + 1]), default=0)):
        text = _text(grid, top, bottom, column)
        if text:
            texts[column] = text
    return Head(top, bottom, texts, _columns(grid, top, bottom, texts))


def _is_upper(grid: Grid, above: int, row: int) -> bool:
    """Whether the row above names columns that this row leaves empty, and holds nothing but names."""
    cells = grid.rows[above]
    if read_head(cells) or not any(cells):
        return False
    known = [index for index, text in enumerate(cells) if text and meaning(text)]
    groups = [one.left for one in grid.merges if one.top == one.bottom == above and one.right > one.left]
    alone = [index for index, text in enumerate(cells) if text and index not in known and index not in groups]
    return not alone and any(not grid.text(row, index) for index in known)


def _is_lower(grid: Grid, top: int, row: int) -> bool:
    """Whether a row still belongs to the head: names of columns or words of answers, nothing else."""
    texts = {index: text for index, text in enumerate(grid.rows[row]) if text}
    fresh = {index: text for index, text in texts.items() if text != grid.text(row - 1, index)}
    if not fresh or not all(meaning(text) or normal(text) in ANSWER_WORDS for text in fresh.values()):
        return False
    groups = {c for one in grid.merges if one.top >= top and one.bottom < row for c in _across(one)}
    over = [index for index in fresh if grid.text(row - 1, index) and index not in groups]
    if all(normal(text) in ANSWER_WORDS for text in texts.values()):
        return True
    return not over and (len(fresh) >= _FEW or bool(groups & set(fresh)))


def _across(merge: object) -> range:
    left, right = getattr(merge, "left", 0), getattr(merge, "right", 0)
    return range(left, right + 1) if right > left else range(0)


def _text(grid: Grid, top: int, bottom: int, column: int) -> str:
    """The lowest name of a column; words of answers leave the name above in place."""
    above = ""
    for row in range(top, bottom + 1):
        text = grid.text(row, column)
        if text and not (above and normal(text) in ANSWER_WORDS):
            above = text
    return above


def _columns(grid: Grid, top: int, bottom: int, texts: Mapping[int, str]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for index in range(max(texts, default=-1) + 1):
        column = _meaning(grid, top, bottom, index, texts.get(index, ""))
        if column is not None and (column not in found.values() or column is Column.NOTE):
            found[index] = column
    return found


def _meaning(grid: Grid, top: int, bottom: int, index: int, text: str) -> Column | None:
    """What group and name together mean (整改 over 期限), else the name, else the upper one."""
    group = next(
        (
            grid.text(one.top, one.left)
            for one in grid.merges
            if top <= one.top <= bottom and one.left <= index <= one.right and one.right > one.left
        ),
        "",
    )
    together = meaning(group + text) if group and text and group != text else None
    return together or meaning(text) or meaning(_first(grid, range(top, bottom + 1), index))


def _first(grid: Grid, rows: Sequence[int], column: int) -> str:
    return next((text for row in rows if (text := grid.text(row, column))), "")


def has_content(columns: Mapping[int, Column]) -> bool:
    """Whether any column says what is to be checked."""
    return any(column in CONTENT for column in columns.values())

"""Cutting long tables into pages ourselves, so that counts can be carried and group rows repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """Row numbers of one page; ``repeated`` is the group row said again at its top, if any."""

    rows: tuple[int, ...]
    repeated: int | None = None


def cut_rows(heights: Sequence[float], leads: Sequence[bool], first: float, full: float) -> list[Cut]:
    """Pages of rows whose heights fit ``first`` points, then ``full`` points a page.

    A row with ``leads`` true is a group row: it stays with its first row, and is repeated when the rows of
    its group go on. A row taller than a page stands alone.
    """
    cuts: list[Cut] = []
    current: list[int] = []
    repeated: int | None = None
    room, used, lead = first, 0.0, 0
    for number, height in enumerate(heights):
        follows = heights[number + 1] if leads[number] and number + 1 < len(heights) else 0.0
        if current and used + height + follows > room:
            cuts.append(Cut(tuple(current), repeated))
            current, room = [], full
            repeated = None if leads[number] else lead
            used = 0.0 if repeated is None else heights[repeated]
        if leads[number]:
            lead = number
        current.append(number)
        used += height
    return [*cuts, Cut(tuple(current), repeated)] if current else cuts

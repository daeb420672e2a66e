"""JSON transcripts, whole or one record a line: every string is masked, with its key as keyword."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskplace import joined
from auditdesk.i18n import _
from auditdesk.masking.columns import column_kind
from auditdesk.masking.escapes import spelled_out
from auditdesk.masking.results import LARGEST_JSON
from auditdesk.masking.segments import join_pieces
from auditdesk.masking.tables import CellMasker
from auditdesk.masking.text import Masker
from auditdesk.masking.whereabouts import Where, moment

_DEEPEST = 60
_Cell = tuple[str, str]
_SPEAKERS = frozenset(("speaker", "spk", "agent", "说话人", "发言人", "讲话人"))
_NAMED = re.compile(
    "(?!客户|用户|顾客|访客|来宾|坐席|座席|客服|主叫|被叫|机器|系统|智能|话务|人工|专员|经理|组长|主管|班长|助手|管理|未知|其他|"
    "说话|发言|讲话|角色|左|右|男|女|甲|乙)[\u4e00-\u9fff·]{2,4}"
)
"""Who speaks is a role or a name."""


def mask_json(texts: Iterable[str], name: str, masker: Masker) -> bytes:
    """A masked JSON document; numbers that are personal become text.

    Raises:
        BadInputError: it is not whole, too deep or too large.
    """
    text, size = [], 0
    for part in texts:
        text.append(part)
        size += len(part)
        if size > LARGEST_JSON:
            raise BadInputError(
                _("{name} 超过 {n} MB，请拆分，或改成每行一条的 JSONL。", name=name, n=LARGEST_JSON >> 20)
            )
    value = _loaded("".join(text), name)
    return json.dumps(_masked([value], name, masker, [""])[0], ensure_ascii=False, indent=1).encode(
        "utf-8", "replace"
    )


def mask_records(lines: Sequence[str], name: str, masker: Masker, first: int) -> str:
    """Masked lines of JSON, the first with the number ``first``; a line that is none is masked as text."""
    values: list[object] = []
    for line in lines:
        try:
            values.append(_loaded(line, name) if line.strip() else None)
        except BadInputError:
            values.append(_Raw(line.rstrip("\r\n")))
    places = [_("第 {n} 行", n=number) for number in range(first, first + len(values))]
    whole = [(value, at) for value, at in zip(values, places, strict=True) if not isinstance(value, _Raw)]
    made = iter(_masked([value for value, _at in whole], name, masker, [at for _value, at in whole]))
    out = [
        masker.text(value, Where(at))
        if isinstance(value, _Raw)
        else json.dumps(next(made), ensure_ascii=False)
        for value, at in zip(values, places, strict=True)
    ]
    return "".join(f"{new}\n" if line.strip() else line for new, line in zip(out, lines, strict=True))


class _Raw(str):
    """A line that is no JSON."""

    __slots__ = ()


def _loaded(text: str, name: str) -> object:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInputError(_("{name} 不是完整的 JSON。", name=name)) from error
    return value


def _masked(values: Sequence[object], name: str, masker: Masker, places: Sequence[str]) -> list[object]:
    values = [_unpacked(value, 0, name) for value in values]
    join_pieces(values, masker, places)
    for group in _lists(values):
        join_pieces(group, masker, _numbered(group, "", masker))
    cells = _Cells(name, masker)
    for value, place in zip(values, places, strict=True):
        cells.walk(value, "", 0, place)
    read = CellMasker(masker).cells(cells.cells, cells.places)
    masked = dict(zip(cells.cells, read, strict=True))
    return [_rebuilt(value, "", masked) for value in values]


@dataclass(slots=True)
class _Document:
    """A JSON document that stands in a string."""

    value: object


def _unpacked(value: object, depth: int, name: str) -> object:
    """The value with JSON in strings read and escapes in strings written as letters."""
    if depth > _DEEPEST:
        raise BadInputError(_("{name} 嵌套太深，无法脱敏。", name=name))
    if isinstance(value, dict):
        return {key: _unpacked(inner, depth + 1, name) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unpacked(inner, depth + 1, name) for inner in value]
    if isinstance(value, str):
        if value.lstrip()[:1] in ("{", "["):
            try:
                return _Document(_unpacked(_loaded(value, name), depth + 1, name))
            except BadInputError:
                return spelled_out(value)
        return spelled_out(value)
    return value


def _lists(value: object) -> Iterator[list[object]]:
    """Every list in a value."""
    if isinstance(value, _Document):
        yield from _lists(value.value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _lists(inner)
    elif isinstance(value, list):
        yield value
        for inner in value:
            yield from _lists(inner)


class _Cells:
    """The texts of a document with their keys, and where they stand while somebody reviews."""

    def __init__(self, name: str, masker: Masker) -> None:
        self.cells: list[_Cell] = []
        self.places: list[str] = []
        self._name = name
        self._masker = masker

    def walk(self, value: object, key: str, depth: int, at: str) -> None:
        """Read a value under a key; ``at`` is the place of the record it belongs to."""
        if depth > _DEEPEST:
            raise BadInputError(_("{name} 嵌套太深，无法脱敏。", name=self._name))
        if isinstance(value, _Document):
            self.walk(value.value, key, depth + 1, at)
        elif isinstance(value, dict):
            for inner_key, inner in value.items():
                self._add(("", inner_key), _("字段名"))
                self.walk(inner, inner_key, depth + 1, at)
        elif isinstance(value, list):
            for inner, place in zip(value, _numbered(value, at, self._masker), strict=True):
                self.walk(inner, key, depth + 1, place)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            self._add(_cell(value, key), joined(at, self._masker.told(key)))

    def _add(self, cell: _Cell, place: str) -> None:
        self.cells.append(cell)
        if self._masker.planning:
            self.places.append(place)


def _numbered(group: Sequence[object], at: str, masker: Masker) -> list[str]:
    """第 3 条, or when and by whom a record was said where it tells; empty unless somebody reviews."""
    if not masker.planning:
        return [""] * len(group)
    said = (moment(one) if isinstance(one, dict) else "" for one in group)
    return [joined(at, one or _("第 {n} 条", n=number)) for number, one in enumerate(said, start=1)]


def _cell(value: str | float, key: str) -> _Cell:
    """Heading and text; whole numbers are written without a point."""
    whole = isinstance(value, float) and value.is_integer()
    if key.lower() in _SPEAKERS and _NAMED.fullmatch(str(value)):
        return "姓名", str(value)
    return _keyword(key), str(int(value)) if whole else str(value)


def _rebuilt(value: object, key: str, masked: dict[_Cell, str]) -> object:
    if isinstance(value, _Document):
        return json.dumps(_rebuilt(value.value, key, masked), ensure_ascii=False)
    if isinstance(value, dict):
        made: dict[str, object] = {}
        for name, inner in value.items():
            made[_unused(masked["", name], made)] = _rebuilt(inner, name, masked)
        return made
    if isinstance(value, list):
        return [_rebuilt(inner, key, masked) for inner in value]
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        cell = _cell(value, key)
        return value if masked[cell] == cell[1] else masked[cell]
    return value


def _unused(key: str, made: dict[str, object]) -> str:
    """A masked key that two fields share gets a number."""
    name, number = key, 2
    while name in made:
        name, number = f"{key}-{number}", number + 1
    return name


def _keyword(key: str) -> str:
    """Only keys that promise a kind are keywords: text and content say nothing."""
    return key if column_kind(key) else ""

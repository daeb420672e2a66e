"""One safe door to YAML text: plain values plus the line of every path; problems, not exceptions, inside.

Aliases, anchors, tags, repeated keys and deep nesting are refused: a hostile file cannot grow in memory.
Numbers and dates that look like ids stay what YAML calls them, and the type check tells to quote them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import yaml

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

LARGEST = 10 * 1024 * 1024
DEEPEST = 20

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is 10 times faster where it exists
Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed text: plain ``value`` and the 1-based line of every location in it."""

    name: str
    value: object
    lines: dict[Location, int]
    repeated: tuple[tuple[int, str], ...] = ()

    def line(self, where: Location) -> int:
        """Line of a location, or of the nearest one around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        BadInputError: it cannot be read, is over 10 MB, or is not UTF-8.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise BadInputError(_("{name} 超过 10 MB，不像是文本清单。", name=path.name), path=path)
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise BadInputError(
            _("{name} 第 {line} 行不是 UTF-8 文字，请另存为 UTF-8 后再试。", name=path.name, line=line),
            path=path,
        ) from error
    except OSError as error:
        raise BadInputError(
            _("打不开 {name}：{why}。", name=path.name, why=error.strerror), path=path
        ) from error


def parse(text: str, name: str) -> Tree:
    """Parse one YAML document into plain values.

    Raises:
        BadInputError: not YAML, too big, too deep, aliases, anchors or tags; names the line.
    """
    if len(text) > LARGEST:
        raise BadInputError(_("{name} 超过 10 MB，不像是文本清单。", name=name))
    try:
        _refuse_tricks(text, name)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        if "nesting depth" in (error.problem or ""):  # newer libyaml has a limit of its own
            raise _too_deep(name, line) from error
        raise BadInputError(
            _("{name} 第 {line} 行不是正确的 YAML，请检查缩进、冒号后的空格和引号。", name=name, line=line)
        ) from error
    except yaml.YAMLError as error:
        raise BadInputError(
            _("{name} 里有 YAML 不允许的字符，请另存为 UTF-8 文本后再试。", name=name)
        ) from error
    if root is None:
        raise BadInputError(_("{name} 是空的。", name=name))
    lines: dict[Location, int] = {}
    repeated: list[tuple[int, str]] = []
    value = _plain(root, (), lines, repeated)
    return Tree(name, value, lines, tuple(repeated))


def _refuse_tricks(text: str, name: str) -> None:
    """Walk the event stream, which never grows, before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        opens = isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent))
        depth += opens - isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent))
        line = event.start_mark.line + 1 if event.start_mark else 1
        if getattr(event, "anchor", None):
            raise BadInputError(
                _("{name} 第 {line} 行用了 YAML 引用（& 或 *），请把内容写全。", name=name, line=line)
            )
        if getattr(event, "tag", None) not in (None, "!"):
            raise BadInputError(_("{name} 第 {line} 行用了 YAML 标签（!），请删去。", name=name, line=line))
        if depth > DEEPEST:
            raise _too_deep(name, line)


def _too_deep(name: str, line: int) -> BadInputError:
    return BadInputError(_("{name} 第 {line} 行嵌套太深，不像是清单。", name=name, line=line))


def _plain(
    node: yaml.Node, where: Location, lines: dict[Location, int], repeated: list[tuple[int, str]]
) -> object:
    lines[where] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        made: dict[object, object] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in made:
                repeated.append((key_node.start_mark.line + 1, key))
            made[key] = _plain(value_node, (*where, key), lines, repeated)
            lines[(*where, key)] = key_node.start_mark.line + 1
        return made
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*where, index), lines, repeated) for index, child in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: yaml.Node) -> object:
    """Text, number, truth value or nothing; whatever else YAML knows (dates, 1:30) stays text."""
    text = str(node.value)
    kind = node.tag.rsplit(":", 1)[-1]
    if kind == "null":
        return None
    if kind == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if kind in ("int", "float"):
        return _number(text)
    return text


def _number(text: str) -> int | float | str:
    """The finite number a text stands for, else the text itself."""
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return number if math.isfinite(number) else text
    return text

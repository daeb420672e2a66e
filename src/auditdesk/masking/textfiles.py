"""Text files: txt, md, log, csv, srt, vtt, json transcripts, eml.

UTF-8 (with or without BOM), UTF-16 with BOM and GB18030 are read; copies are UTF-8, csv with BOM so that
Excel shows Chinese.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.masking.results import LARGEST_TEXT, Draft
from auditdesk.masking.tables import CellMasker, column_kind, headings
from auditdesk.masking.text import Masker
from auditdesk.services.jobs import Progress

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_PIECE = 1 << 18
_CUT = re.compile("[^0-9A-Za-z*@._+-][^\n]{0,400}$")
_GUESS_BYTES = 1 << 16
_ROWS_AT_ONCE = 2_000
_DEEPEST = 60
_DELIMITERS = ",\t;|"


def decode(data: bytes, name: str) -> str:
    """The text of a file.

    Raises:
        BadInputError: too large, binary, or in no known encoding.
    """
    if len(data) > LARGEST_TEXT:
        raise BadInputError(_("{name} 超过 200 MB，请先拆分。", name=name))
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data, encoding, name)
    if b"\0" in data[:_GUESS_BYTES]:
        raise BadInputError(_("{name} 不是文本文件，无法脱敏。", name=name))
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = from_bytes(data[:_GUESS_BYTES]).best()
    if best is None:
        raise BadInputError(_("{name} 的文字编码认不出来，请另存为 UTF-8 再试。", name=name))
    return _decoded(data, best.encoding, name)


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise BadInputError(_("{name} 的文字编码认不出来，请另存为 UTF-8 再试。", name=name)) from error


def pieces(text: str) -> Iterator[str]:
    """A text in pieces of bounded size, cut at line ends or, in an endless line, where no value is cut."""
    position = 0
    while position < len(text):
        end = position + _PIECE
        if end < len(text):
            line = text.rfind("\n", position, end)
            cut = _CUT.search(text, max(position, end - 500), end) if line <= position else None
            end = line + 1 if line > position else cut.start() + 1 if cut else end
        yield text[position:end]
        position = end


def mask_plain(text: str, masker: Masker, progress: Progress) -> Draft:
    """Plain text, Markdown, logs and subtitles."""
    progress.start(_("脱敏文字"), len(text))
    masked: list[str] = []
    for piece in pieces(text):
        masked.append(masker.text(piece))
        progress.step(len(piece))
    data = "".join(masked).encode()
    return Draft(data, "text/plain", ".txt", masker.left(_("正文"), list(pieces(decode(data, "")))), [])


def looks_like_csv(text: str) -> bool:
    """Whether the first lines have one delimiter equally often."""
    return _dialect(text) is not None


def _dialect(text: str) -> str | None:
    lines = [line for line in text[:_GUESS_BYTES].splitlines() if line.strip()][:6]
    for delimiter in _DELIMITERS:
        counts = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
        if len(lines) > 1 and len(counts) == 1 and counts.pop() > 1:
            return delimiter
    return None


def mask_csv(text: str, name: str, masker: Masker, progress: Progress) -> Draft:
    """Comma, tab, semicolon or bar separated values; headings are kept and used."""
    delimiter = _dialect(text) or ","
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadInputError(_("{name} 不是可读的 CSV：{detail}", name=name, detail=str(error))) from error
    progress.start(_("脱敏表格"), len(rows))
    titles = headings(rows)
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=delimiter, lineterminator="\r\n" if "\r\n" in text[:_GUESS_BYTES] else "\n"
    )
    cells = CellMasker(masker)
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        block = rows[first : first + _ROWS_AT_ONCE]
        flat = [(_title(titles, at), cell) for row in block for at, cell in enumerate(row)]
        masked = iter(cells.cells(flat))
        writer.writerows([[next(masked) for _cell in row] for row in block])
        progress.step(len(block))
    data = out.getvalue().encode("utf-8-sig")
    return Draft(data, "text/csv", ".csv", masker.left(_("表格"), list(pieces(decode(data, name)))), [])


def _title(titles: list[str], at: int) -> str:
    return titles[at] if at < len(titles) else ""


def mask_json(text: str, name: str, masker: Masker, progress: Progress) -> Draft:
    """JSON transcripts: every string is masked, with its key as keyword; numbers that are personal become text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInputError(_("{name} 不是完整的 JSON。", name=name)) from error
    progress.start(_("脱敏文字"), 1)
    cells: list[tuple[str, str]] = []
    _walk(value, "", cells, 0, name)
    masked = dict(zip(cells, CellMasker(masker).cells(cells), strict=True))
    made = _rebuilt(value, "", masked)
    progress.step()
    data = json.dumps(made, ensure_ascii=False, indent=1).encode()
    return Draft(data, "application/json", ".json", masker.left(_("正文"), list(pieces(data.decode()))), [])


def _walk(value: object, key: str, cells: list[tuple[str, str]], depth: int, name: str) -> None:
    if depth > _DEEPEST:
        raise BadInputError(_("{name} 嵌套太深，无法脱敏。", name=name))
    if isinstance(value, dict):
        for inner_key, inner in value.items():
            cells.append(("", inner_key))
            _walk(inner, inner_key, cells, depth + 1, name)
    elif isinstance(value, list):
        for inner in value:
            _walk(inner, key, cells, depth + 1, name)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        cells.append((_keyword(key), str(value)))


def _rebuilt(value: object, key: str, masked: dict[tuple[str, str], str]) -> object:
    if isinstance(value, dict):
        return {masked["", name]: _rebuilt(inner, name, masked) for name, inner in value.items()}
    if isinstance(value, list):
        return [_rebuilt(inner, key, masked) for inner in value]
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        new = masked[_keyword(key), str(value)]
        return value if new == str(value) else new
    return value


def _keyword(key: str) -> str:
    """Only keys that promise a kind are keywords: text and content say nothing."""
    return key if column_kind(key) else ""

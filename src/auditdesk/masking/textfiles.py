"""Text files as streams: txt, md, log, srt, vtt, csv, JSON lines; any size in flat memory.

Copies are UTF-8, csv with a mark so that Excel shows Chinese. Every copy is read again after it is written.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import BinaryIO

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskplace import LINE_END
from auditdesk.i18n import _
from auditdesk.masking.decoding import decoded, pieces
from auditdesk.masking.escapes import spelled_out
from auditdesk.masking.flows import MARKS, mask_flow
from auditdesk.masking.layouts import Layout, masked_cells
from auditdesk.masking.results import MOST_RESIDUE, Draft
from auditdesk.masking.tables import CellMasker
from auditdesk.masking.text import Masker, Residue
from auditdesk.masking.transcripts import mask_json, mask_records
from auditdesk.masking.whereabouts import Where
from auditdesk.services.jobs import Progress

_GUESS = 1 << 16
_ROWS_AT_ONCE = 2_000
_CELLS_AT_ONCE = 1 << 18
_LONGEST_ROW = 1 << 20
_DELIMITERS = ",\t;|"
_PLAIN = frozenset((".txt", ".md", ".log", ".srt", ".vtt"))
_SEPARATOR_LINE = re.compile("\\Asep=[^\\r\\n]\\r?\\n", re.IGNORECASE)
_LINES = frozenset((".jsonl", ".ndjson"))


class _NoRowsError(Exception):
    """What looked like a table is none; it is masked as running text."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written into the sink, apart from the bytes."""

    media_type: str
    suffix: str
    residue: list[Residue]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Job:
    """One text file on its way: what to read, where to write."""

    source: BinaryIO
    name: str
    masker: Masker
    progress: Progress

    def texts(self) -> Iterator[str]:
        """The file's text from its beginning, telling progress by bytes."""
        self.source.seek(0, io.SEEK_END)
        self.progress.start(_("脱敏文字"), self.source.tell())
        self.source.seek(0)
        before = 0
        for text in decoded(self.source, self.name):
            yield text
            now = self.source.tell()
            self.progress.step(now - before)
            before = now


def mask_text_file(data: bytes, name: str, masker: Masker, progress: Progress) -> Draft:
    """A text file that is in memory already."""
    sink = io.BytesIO()
    made = mask_text_stream(io.BytesIO(data), name, masker, progress, sink)
    return Draft(sink.getvalue(), made.media_type, made.suffix, made.residue, made.notes)


def mask_text_stream(
    source: BinaryIO, name: str, masker: Masker, progress: Progress, sink: BinaryIO
) -> Written:
    """A masked copy of a text file, written into an empty sink that can be read and rewound.

    Raises:
        BadInputError: it is no text, or a JSON file is not whole or too large.
    """
    job = _Job(source, name, masker, progress)
    suffix = PurePath(name).suffix.lower()
    head = _head(job)
    notes: list[str] = []
    for write, media_type, ending in _ways(head, suffix):
        sink.seek(0)
        sink.truncate()
        try:
            write(job, sink)
        except _NoRowsError:
            notes.append(_("不是规整的表格或记录，按普通文字脱敏。"))
            continue
        return Written(media_type, ending, _left(sink, name, masker, ending), notes)
    raise AssertionError("plain text takes everything")


_Way = tuple[Callable[[_Job, BinaryIO], None], str, str]


def _ways(head: str, suffix: str) -> Iterator[_Way]:
    """The ways to read a text, the most particular first."""
    braced = head.lstrip()[:1] in ("{", "[")
    if suffix in _LINES:
        yield _write_records, "application/x-ndjson", ".jsonl"
    elif suffix == ".json" or (suffix not in _PLAIN | {".csv", ".tsv"} and braced):
        if suffix != ".json":
            yield _write_json_or_else, "application/json", ".json"
        else:
            yield _write_json, "application/json", ".json"
    if suffix in (".csv", ".tsv") or (suffix not in _PLAIN and _delimiter(head)):
        yield _write_rows, "text/csv", ".csv"
    yield _write_plain, "text/plain", ".txt"


def _head(job: _Job) -> str:
    job.source.seek(0)
    return next(decoded(job.source, job.name), "")[:_GUESS]


def _write_plain(job: _Job, sink: BinaryIO) -> None:
    marks = MARKS.get(PurePath(job.name).suffix.lower())
    line = 1
    for piece in pieces(job.texts()):
        text, where = spelled_out(piece), Where(line=line)
        masked = mask_flow(text, marks, job.masker, where) if marks else job.masker.text(text, where)
        sink.write(masked.encode("utf-8", "replace"))
        line += len(LINE_END.findall(piece))


def _write_json(job: _Job, sink: BinaryIO) -> None:
    sink.write(mask_json(job.texts(), job.name, job.masker))


def _write_json_or_else(job: _Job, sink: BinaryIO) -> None:
    try:
        _write_json(job, sink)
    except BadInputError as error:
        raise _NoRowsError from error


def _write_records(job: _Job, sink: BinaryIO) -> None:
    first = 1
    for lines in _batches(_whole_lines(job.texts())):
        sink.write(mask_records(lines, job.name, job.masker, first).encode("utf-8", "replace"))
        first += len(lines)


def _write_rows(job: _Job, sink: BinaryIO) -> None:
    """Comma, tab, semicolon or bar separated values; headings are kept and used."""
    head = _head(job)
    delimiter = _delimiter(head) or ("\t" if PurePath(job.name).suffix.lower() == ".tsv" else ",")
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n" if "\r\n" in head else "\n")
    cells, layout = CellMasker(job.masker), Layout()
    sink.write(b"\xef\xbb\xbf")
    above = 0
    for block in _row_blocks(job, delimiter):
        rows = [dict(enumerate(map(spelled_out, row))) for row in block]
        masked = masked_cells(rows, layout, cells, partial(_csv_place, cells, above))
        above += len(block)
        writer.writerows([[row[at] for at in range(len(row))] for row in masked])
        sink.write(out.getvalue().encode("utf-8", "replace"))
        out.seek(0)
        out.truncate()


def _csv_place(cells: CellMasker, above: int, row: int, column: int, heading: str) -> str:
    """第 12 行 手机; columns without a known heading are counted."""
    words = _("第 {n} 行", n=above + row + 1)
    place = cells.place(words, heading)
    return place if place != words else _("第 {n} 行第 {m} 列", n=above + row + 1, m=column + 1)


def _row_blocks(job: _Job, delimiter: str) -> Iterator[list[list[str]]]:
    """Rows in blocks of bounded size."""
    block: list[list[str]] = []
    size = 0
    try:
        for row in csv.reader(_whole_lines(job.texts(), delimiter), delimiter=delimiter):
            block.append(row)
            size += sum(map(len, row))
            if len(block) >= _ROWS_AT_ONCE or size > _CELLS_AT_ONCE:
                yield block
                block, size = [], 0
    except csv.Error as error:
        raise _NoRowsError from error
    yield block


def _whole_lines(texts: Iterable[str], delimiter: str = "") -> Iterator[str]:
    """Lines with their ends; raises `_NoRowsError` for one without end.

    In a table, ends of old Macintosh programs become ours, and Excel's first line ``sep=;`` is left out.
    """
    kept = ""
    for number, part in enumerate(pieces(texts)):
        text = part
        if delimiter and text.count("\r") > text.count("\n"):
            text = text.replace("\r", "\n")
        if delimiter and not number:
            text = _SEPARATOR_LINE.sub("", text)
        lines = io.StringIO(kept + text, newline="")
        kept = ""
        for line in lines:
            if line.endswith("\n"):
                yield line
            else:
                kept += line
        if len(kept) > _LONGEST_ROW:
            raise _NoRowsError
    if kept:
        yield kept


def _batches(lines: Iterable[str]) -> Iterator[Sequence[str]]:
    batch: list[str] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) >= _ROWS_AT_ONCE or size > _CELLS_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _delimiter(head: str) -> str | None:
    """The delimiter that stands equally often in the first lines."""
    lines = [line for line in _SEPARATOR_LINE.sub("", head).splitlines() if line.strip()][:6]
    for delimiter in _DELIMITERS:
        try:
            counts = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
        except csv.Error:
            continue
        if len(lines) > 1 and len(counts) == 1 and counts.pop() > 1:
            return delimiter
    return None


def _left(sink: BinaryIO, name: str, masker: Masker, ending: str) -> list[Residue]:
    """What is still found in the written copy, with the number of its line.

    Tabs of a table part cells: the heading 姓名 does not announce the heading to its right.
    """
    found: list[Residue] = []
    sink.seek(0)
    line = 1
    for part in pieces(decoded(sink, name)):
        piece = part.replace("\t", "；") if ending == ".csv" else part
        for span in masker.leftover(piece):
            place = _("第 {n} 行", n=line + piece.count("\n", 0, span.start))
            found.append(Residue(span.kind, place, piece[span.start : span.end]))
        line += piece.count("\n")
        if len(found) > MOST_RESIDUE:
            return found[:MOST_RESIDUE]
    return found

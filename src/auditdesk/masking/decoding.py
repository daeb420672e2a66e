"""Bytes of text files as text, a block at a time: one file may hold lines of several encodings.

UTF-16 and UTF-32 are known by their mark or their zeros, Big5 by the bytes it uses. Else a block is UTF-8,
or each of its lines is what it can be: UTF-8, GB18030, or what statistics say. Line ends are never part of a
character in these encodings, so blocks end there.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from charset_normalizer import from_bytes

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

_BLOCK = 1 << 18
_ENDLESS = 1 << 20
"""Bytes without a line end, after which a line is cut."""

_GUESS_BYTES = 1 << 16
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
_SOME = 20
_MOSTLY = 0.9
_PAIR = re.compile(b"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_FIRST_HIGH = 0xA1
_BIG5_LEVEL_1 = range(0xA1, 0xC7)
_FEWEST_PAIRS = 8
_UTF8_MARK = b"\xef\xbb\xbf"
_NEVER_A_TRAIL = 0x30
"""Bytes below are whole characters in UTF-8 and in GB18030."""

_NEAR_THE_END = 4_096


def decode(data: bytes, name: str) -> str:
    """The text of a file's bytes; raises as `decoded`."""
    return "".join(decoded(io.BytesIO(data), name))


def decoded(source: BinaryIO, name: str) -> Iterator[str]:
    """The text of a file in blocks; a mark at its beginning is left out.

    Raises:
        BadInputError: it is no text, or in no known encoding.
    """
    head = source.read(_BLOCK)
    wide = wide_encoding(head)
    if wide:
        yield from _wide(head, source, name, wide)
        return
    if b"\0" in head[:_GUESS_BYTES]:
        raise BadInputError(_("{name} 不是文本文件，无法脱敏。", name=name))
    for block in _blocks(head.removeprefix(_UTF8_MARK), source):
        try:
            yield block.decode()
        except UnicodeDecodeError:
            yield _traditional(block) or _line_by_line(block)


def wide_encoding(head: bytes) -> str:
    """UTF-16 by its mark, or by the zeros beside digits and line ends; empty for anything else."""
    if head.startswith(_UTF32):
        return "utf-32"
    if head.startswith(_UTF16):
        return "utf-16"
    start = head[: _GUESS_BYTES // 2 * 2]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) < max(2, len(start) // _SOME) or min(even, odd) * _SOME > max(even, odd):
        return ""
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = start.decode(encoding, "replace")
    readable = sum(letter.isprintable() or letter.isspace() for letter in text)
    return encoding if readable > len(text) * _MOSTLY else ""


def _traditional(block: bytes) -> str:
    """Text in Big5, whose second bytes often lie below A1, unlike those of GB 2312; empty if it is none."""
    pairs = _PAIR.findall(block)
    low = sum(pair[1] < _FIRST_HIGH for pair in pairs)
    usual = sum(pair[0] in _BIG5_LEVEL_1 for pair in pairs)
    if len(pairs) < _FEWEST_PAIRS or low < len(pairs) // 5 or usual < len(pairs) * _MOSTLY:
        return ""
    try:
        return block.decode("cp950")
    except UnicodeDecodeError:
        return ""


def _wide(head: bytes, source: BinaryIO, name: str, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    block = head
    try:
        while block:
            yield decoder.decode(block)
            block = source.read(_BLOCK)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise BadInputError(_("{name} 的文字编码认不出来，请另存为 UTF-8 再试。", name=name)) from error


def _blocks(head: bytes, source: BinaryIO) -> Iterator[bytes]:
    """Blocks that end with a line, or in an endless line between two characters."""
    kept, more = b"", head
    while more:
        kept += more
        cut = kept.rfind(b"\n") + 1
        if not cut and len(kept) >= _ENDLESS:
            cut = _between_characters(kept)
        if cut:
            yield kept[:cut]
            kept = kept[cut:]
        more = source.read(_BLOCK)
    if kept:
        yield kept


def _between_characters(data: bytes) -> int:
    for at in range(len(data) - 1, len(data) - _NEAR_THE_END, -1):
        if data[at] < _NEVER_A_TRAIL:
            return at + 1
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            decoder.decode(data)
        except UnicodeDecodeError:
            continue
        pending = decoder.getstate()[0]
        return len(data) - len(pending)
    return len(data)


def _line_by_line(block: bytes) -> str:
    """Lines of mixed encodings; where both would do, what most lines of the block are."""
    lines = [(line, _as(line, "utf-8")) for line in block.split(b"\n")]
    other = sum(text is None for _line, text in lines)
    own = sum(text is not None and not line.isascii() for line, text in lines)
    chosen: list[str] = []
    for line, text in lines:
        guess = text if text is not None and (own >= other or line.isascii()) else _as(line, "gb18030")
        chosen.append(guess if guess is not None else _guessed(line) if text is None else text)
    return "\n".join(chosen)


def _as(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def _guessed(line: bytes) -> str:
    best = from_bytes(line[:_GUESS_BYTES]).best()
    return line.decode(best.encoding if best else "utf-8", "replace")


_PIECE = 1 << 18
_REACH = 500
_PAUSES = frozenset("，。；！？、,;!?\t |")
_OF_A_VALUE = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz*@._+-")


def pieces(chunks: Iterable[str]) -> Iterator[str]:
    """A text in pieces of bounded size, cut at line ends or, in an endless line, where no value is cut."""
    text = ""
    for chunk in chunks:
        text += chunk
        while len(text) > 2 * _PIECE:
            end = _cut(text)
            yield text[:end]
            text = text[end:]
    while len(text) > _PIECE:
        end = _cut(text)
        yield text[:end]
        text = text[end:]
    if text:
        yield text


def _cut(text: str) -> int:
    """Where a piece ends: a line end that parts no digits, any line end, a pause, a character of no value."""
    at = text.rfind("\n", 0, _PIECE)
    last = at
    while at > _PIECE - _NEAR_THE_END:
        if not (text[at - 2 : at].strip()[-1:].isdigit() and text[at : at + 8].strip()[:1].isdigit()):
            return at + 1
        at = text.rfind("\n", 0, at)
    if last > 0:
        return last + 1
    for wanted in (_PAUSES.__contains__, lambda letter: letter not in _OF_A_VALUE):
        for place in range(_PIECE, _PIECE - _REACH, -1):
            if wanted(text[place - 1]):
                return place
    return _PIECE

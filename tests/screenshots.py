"""Invented chat screenshots, light and dark, with the values that must be covered and where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw
from tests.hiding import font

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of a chat program."""

    ground: str
    own: str
    other: str
    ink: str


THEMES = {
    "light": Theme("#ededed", "#95ec69", "#ffffff", "#111111"),
    "dark": Theme("#111111", "#3eb575", "#2c2c2c", "#d5d5d5"),
}

LINES = (
    ("您好，这里是客服，请问您的姓名和手机号？", ()),
    ("我叫林向晚，手机号13800001234", ("林向晚", "13800001234")),
    ("好的，请提供一下身份证号码，用于核对。", ()),
    ("身份证99900119880412101X，退款到银行卡", ("99900119880412101X",)),
    ("卡号9900000000000010，备用电话是", ("9900000000000010",)),
    ("19900005678，邮箱lw88@post.example", ("19900005678", "lw88@post.example")),
    ("装机地址云溪区桂影路18号3幢502室", ("云溪区桂影路18号3幢502室",)),
    ("已登记，48小时内给您回电，祝您生活愉快", ()),
    ("另外联系我爱人陆远行，138 1111 2222，谢谢", ("陆远行", "138 1111 2222")),
)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture and the pieces of values on it: (value, its text on this line, box)."""

    picture: Image.Image
    pieces: tuple[tuple[str, str, Box], ...]


def chat(theme: str, size: int, width: int = 720) -> Shot:
    """A chat at a letter size in pixels; long messages wrap in the middle of values."""
    colours, letters = THEMES[theme], font(size)
    margin, line_height = size, int(size * 1.5)
    room = int(width * 0.72) - 2 * margin
    bubbles = [(text, values, _wrapped(text, letters, room)) for text, values in LINES]
    height = sum(len(lines) * line_height + 2 * margin for _text, _values, lines in bubbles) + margin
    picture = Image.new("RGB", (width, height), colours.ground)
    draw = ImageDraw.Draw(picture)
    pieces: list[tuple[str, str, Box]] = []
    top = margin
    for number, (text, values, lines) in enumerate(bubbles):
        broad = max(int(letters.getlength(line)) for line in lines)
        left = 2 * margin if number % 2 == 0 else width - broad - 3 * margin
        bottom = top + len(lines) * line_height + margin
        fill = colours.other if number % 2 == 0 else colours.own
        draw.rounded_rectangle((left - margin, top, left + broad + margin, bottom), size // 2, fill=fill)
        at = 0
        for row, line in enumerate(lines):
            place = (left, top + margin // 2 + row * line_height)
            draw.text(place, line, fill=colours.ink, font=letters)
            pieces += _pieces(text, values, line, at, place, letters, line_height)
            at += len(line)
        top = bottom + margin
    return Shot(picture, tuple(pieces))


def _wrapped(text, letters, room):
    lines, line = [], ""
    for letter in text:
        if letters.getlength(line + letter) > room:
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line]


def _pieces(text, values, line, at, place, letters, line_height):
    """Boxes of the parts of values on one line."""
    for value in values:
        start = text.index(value)
        first, last = max(start - at, 0), min(start + len(value) - at, len(line))
        if first < last:
            left = place[0] + letters.getlength(line[:first])
            right = place[0] + letters.getlength(line[:last])
            yield value, line[first:last], (int(left), place[1], int(right), place[1] + line_height)


def uncovered(shot: Shot, patches) -> list[tuple[str, str]]:
    """Pieces of values that patches leave visible at the middle of their line."""
    missed = []
    for value, piece, (left, top, right, bottom) in shot.pieces:
        middle = (top + bottom) / 2
        rows = [one.box for one in patches if one.box[1] <= middle <= one.box[3]]
        hidden = sum(any(box[0] <= x <= box[2] for box in rows) for x in range(left, right))
        if hidden < 0.97 * (right - left):
            missed.append((value, piece))
    return missed

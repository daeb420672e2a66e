r"""Numbers and codes: one pass over the runs of ASCII letters and digits of a folded text.

A run is cut into pieces (digit groups, words), each piece is judged by `shapes`. Boundaries are those of
the run itself: ``\b`` never fires between Han characters and digits (FACTS).
"""

from __future__ import annotations

import re

from auditdesk.domain.spans import SURE, Span
from auditdesk.i18n import _
from auditdesk.masking import network, shapes
from auditdesk.masking.cues import Cue, Cues
from auditdesk.masking.grouping import (
    EXTENSION,
    INNER,
    LEAST_OF_GROUPS,
    compact,
    date_or_reading,
    grouped_mobile,
)
from auditdesk.masking.reasons import Verdict, because, judged
from auditdesk.masking.surroundings import (
    EXTENSION_LETTERS,
    PREFIX_ENDS,
    TAIL_LETTERS,
    after_area,
    apart,
    dialled,
    named_after,
    with_code,
    with_extension,
)

_PHONE, _LANDLINE = shapes.PHONE, shapes.LANDLINE
_RUN = re.compile("([0-9A-Za-z][-0-9A-Za-z_.@/ +%*]{3,}[0-9A-Za-z])")
_DIGITS = re.compile("[0-9][0-9 .-]*[0-9Xx]")
_PIECE = re.compile(
    "(?<![0-9A-Za-z])([0-9](?:[0-9 .-]*[0-9])?[Xx]?)(?![0-9A-Za-z_])|[0-9A-Za-z][0-9A-Za-z_-]*"
)
_SLASHED = re.compile("(?<![0-9/])1[3-9][0-9]/[0-9]{4}/[0-9]{4}(?![0-9/])")
_GLUED = re.compile("([A-Za-z]{2,8})([0-9]{5,})")
_LETTER_O = re.compile("1[3-9Oo][0-9Oo]{9}")
_LEAST_OF_A_LOCAL = shapes.LOCAL_LENGTHS[0]
_LISTED = re.compile("[、,，和或/ ；;]{1,2}")
_LIST_GAP = 2
_TWO_MOBILES = re.compile("(?:1[3-9][0-9]{9}){2}")
"""Two cells or runs of a file without anything between them."""
_PROVINCES = frozenset("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领")
_PROVINCES_AND_SPACE = _PROVINCES | {" "}
_PLATE_TAIL = range(6, 10)
_SHORTEST = 5
_IP_DOTS, _SPACED_OUT = 3, len("1.2.3.4")
_HOUSE_GROUPS, _HOUSE_DIGITS = 3, 2
_ROOM_DIGITS = (3, 4)
_WITH_COUNTRY = (13, 15)
_MOBILE_LENGTH = shapes.PHONE_LENGTH
_ABROAD = range(9, 16)
_made = tuple.__new__


class NumberFinder:
    """Judges every run of one text; keeps the last phone number, because numbers come in lists."""

    def __init__(self, cues: Cues) -> None:
        self._text = cues.text
        self._cues = cues
        self._before = cues.before
        self._spans: list[Span] = []
        self._keep = self._spans.append
        self._last_call = -_LIST_GAP - 1
        self.after_province: list[int] = []
        """Where runs begin that may be plates: after a province or a space."""

    def find(self) -> list[Span]:
        """All numbers and codes of the text; overlaps are possible."""
        end = 0
        pieces = _RUN.split(self._text)  # what stands between, and the runs: cheaper than matches
        for between, run in zip(pieces[::2], pieces[1::2], strict=False):
            start = end + len(between)
            end = start + len(run)
            if run.isdigit():
                if len(run) != _MOBILE_LENGTH or not self._mobile(run, start, end, "mobile", 0.99):
                    self._plain(run, start)
            elif run.isalnum() and not (run[-1] in "Xx" and run[:-1].isdigit()):
                if self._text[start - 1 : start] in _PROVINCES_AND_SPACE:
                    self.after_province.append(start)
                self._word(run, start)
            elif _DIGITS.fullmatch(run):
                self._digits(run, start)
            else:
                if self._text[start - 1 : start] in _PROVINCES_AND_SPACE:
                    self.after_province.append(start)
                self._mixed(run, start)
        return self._spans

    def _mobile(self, number: str, start: int, end: int, form: str, score: float) -> bool:
        """Keep 11 digits if they are a mobile number without doubt: the most frequent number by far."""
        if number[0] != "1" or number[1] < "3":
            return False
        before = self._text[start - 1] if start else ""
        cue = self._cue(start) if start - self._last_call <= _LIST_GAP else self._before(start)
        if cue.refused or before == "+":
            return False
        if before in PREFIX_ENDS:
            start = with_code(self._text, start, _PHONE)
        self._keep(_made(Span, (start, end, _PHONE, score, because(form, cue.word), False, "")))
        self._last_call = end
        return True

    def _add(self, start: int, end: int, verdict: Verdict) -> None:
        """Keep a finding; ``tuple.__new__`` takes half as long as the named tuple's own."""
        kind, score, reason = verdict
        if kind is _LANDLINE and self._text[end : end + 1] in EXTENSION_LETTERS:
            end = with_extension(self._text, end)
        self._keep(_made(Span, (start, end, kind, score, reason, score < SURE, "")))
        if kind is _PHONE or kind is _LANDLINE:
            self._last_call = end

    def _add_number(self, start: int, end: int, verdict: Verdict) -> None:
        """The same with the country code or the area code in brackets before it."""
        if start and self._text[start - 1] in PREFIX_ENDS:
            start = with_code(self._text, start, verdict.kind)
        self._add(start, end, verdict)

    def _mixed(self, run: str, start: int) -> None:
        if "/" in run:
            self._slashed(run, start)
        taken = network.find(run, start, self._cues)
        if not taken:
            self._pieces(run, start)
            return
        self._spans += taken
        if len(taken) == 1 and taken[0].end - taken[0].start == len(run):
            return
        first = 0
        for span in sorted(taken):
            self._pieces(run[first : span.start - start], start + first)
            first = max(first, span.end - start)
        self._pieces(run[first:], start + first)

    def _slashed(self, run: str, start: int) -> None:
        """Mobile numbers with strokes between their groups: 185/0000/1234."""
        for match in _SLASHED.finditer(run):
            verdict = shapes.phone(match[0].replace("/", ""), (3, 4, 4), self._cue(start + match.start()))
            if verdict:
                self._add(start + match.start(), start + match.end(), verdict)

    def _pieces(self, run: str, start: int) -> None:
        """Digit groups and words of a run that holds no address of the network (any more)."""
        if len(run) < _SHORTEST:
            return
        for match in _PIECE.finditer(run):
            piece, at = match[0], start + match.start()
            if len(piece) < _SHORTEST:
                continue
            if match[1] and piece.isdigit():
                self._plain(piece, at)
            elif match[1]:
                self._digits(piece, at)
            else:
                self._word(piece, at)

    def _plain(self, piece: str, start: int) -> None:
        """Digits without anything between them."""
        count = len(piece)
        end = start + count
        if count == 2 * shapes.PHONE_LENGTH and _TWO_MOBILES.fullmatch(piece):
            self._plain(piece[: shapes.PHONE_LENGTH], start)
            self._plain(piece[shapes.PHONE_LENGTH :], start + shapes.PHONE_LENGTH)
            return
        cue = self._cue(start) if start - self._last_call <= _LIST_GAP else self._before(start)
        verdict = self._judge(piece, (count,), cue, start, end)
        if verdict:
            self._add_number(start, end, verdict)

    def _digits(self, piece: str, start: int) -> None:
        """Digits in groups; dates are looked for elsewhere."""
        end = start + len(piece)
        number = grouped_mobile(piece)
        if (number and self._mobile(number, start, end, "mobile_groups", 0.98)) or date_or_reading(piece):
            return
        if piece.count(".") == _IP_DOTS and len(piece) > _SPACED_OUT:
            address = network.ip_address(piece, start, self._cue(start))
            if address:
                self._spans.append(address)
                return
        digits, groups = compact(piece)
        if len(groups) == _HOUSE_GROUPS and self._house(piece, groups, start):
            return
        longest = max(groups)
        if longest == 1:
            groups = (len(digits),)
        elif longest < _SHORTEST and len(digits) < _LEAST_OF_A_LOCAL:
            return  # a version, a section, a size: 6.2.2.38
        cue = self._cue(start) if start - self._last_call <= _LIST_GAP else self._before(start)
        verdict = self._judge(digits, groups, cue, start, end)
        if verdict:
            self._add_number(start, end, verdict)
        elif longest >= _SHORTEST or len(digits) >= LEAST_OF_GROUPS:
            self._inner(piece, start)

    def _house(self, piece: str, groups: tuple[int, ...], start: int) -> bool:
        """Building, entrance and room by themselves: 报修：3-2-1102, 住户林晚（4-1-2201）."""
        end = start + len(piece)
        if groups[2] not in _ROOM_DIGITS or max(groups[:2]) > _HOUSE_DIGITS or "-" not in piece:
            return False
        if not apart(self._text, start, end) or self._cue(start).refused:
            return False
        self._add(start, end, judged(shapes.ADDRESS, 0.6, "door"))
        return True

    def _inner(self, piece: str, start: int) -> None:
        """Numbers that stand one after the other with nothing but spaces between."""
        if EXTENSION.fullmatch(piece):
            self._add(start, start + len(piece), judged(shapes.LANDLINE, 0.95, "extension"))
            return
        for match in INNER.finditer(piece):
            number, at = match[0], start + match.start()
            if _SHORTEST <= len(number) < len(piece):
                digits, groups = (number, (len(number),)) if number.isdigit() else compact(number)
                end = at + len(number)
                verdict = self._judge(digits, groups, self._cue(at), at, end)
                if verdict:
                    self._add_number(at, end, verdict)

    def _cue(self, start: int) -> Cue:
        if start - self._last_call <= _LIST_GAP and _LISTED.fullmatch(self._text, self._last_call, start):
            return Cue("phone", _("同列号码"), near=True)
        return self._cues.before(start)

    def _judge(self, compact: str, groups: tuple[int, ...], cue: Cue, start: int, end: int) -> Verdict | None:
        """What a number is; ``compact`` has no separators, ``end`` is where the text goes on."""
        count = len(compact)
        verdict: Verdict | None = None
        if start and self._text[start - 1] == "+" and count in _ABROAD and not compact.startswith("86"):
            return judged(_PHONE, 0.93, "mobile", cue.word)
        if count == shapes.PHONE_LENGTH:
            if compact[0] == "1":
                verdict = shapes.phone(compact, groups, cue)
        elif count == shapes.ID_LENGTH:
            verdict = shapes.resident_id(compact, cue)
        elif count in _WITH_COUNTRY:
            verdict = self._with_country(compact, groups, cue)
        if verdict or not compact.isdigit():
            return verdict
        alone = len(groups) == 1
        if alone and self._text[end : end + 1] in TAIL_LETTERS:
            verdict = named_after(self._text, compact, end)
        verdict = verdict or shapes.unchecked(compact, groups, cue)
        if verdict is None and count in shapes.LOCAL_LENGTHS:
            if alone:
                verdict = dialled(self._text, compact, cue, end)
            verdict = verdict or after_area(self._text, start)
        return verdict

    def _with_country(self, compact: str, groups: tuple[int, ...], cue: Cue) -> Verdict | None:
        """13 or 15 digits: a mobile number with country code, or an old resident ID."""
        own = len(compact) - shapes.PHONE_LENGTH
        if compact[:own] in ("86", "0086"):
            inner = groups[1:] if groups[0] == own else (shapes.PHONE_LENGTH,)
            verdict = shapes.phone(compact[own:], inner, cue)
            if verdict:
                return verdict
        return shapes.old_id(compact, cue) if len(compact) == shapes.OLD_ID_LENGTH else None

    def _word(self, word: str, start: int) -> None:
        end = start + len(word)
        cue = self._before(start)
        named = self._text[end : end + 1] in TAIL_LETTERS
        if cue.near and cue.group == "order_no":
            verdict = (named_after(self._text, word, end) if named else None) or shapes.order(word, cue)
            if verdict:
                self._add(start, end, verdict)
                return
        if word[0].isalpha():
            if word[1].isalpha() and word[-1].isdigit() and self._glued(word, start):
                return
            if self._text[start - 1 : start] in _PROVINCES and len(word) in _PLATE_TAIL:
                return
            verdict = None
        else:
            verdict = self._lettered(word, cue)
        verdict = verdict or shapes.code(word, cue)
        if verdict is None and named:
            verdict = named_after(self._text, word, end)
        if verdict:
            self._add(start, end, verdict)

    def _glued(self, word: str, start: int) -> bool:
        """Whether a word is an announcement and its number: QQ12345678."""
        glued = _GLUED.fullmatch(word)
        if glued is None or self._cues.before(start + glued.end(1)).word != glued[1]:
            return False
        self._plain(glued[2], start + glued.end(1))
        return True

    def _lettered(self, word: str, cue: Cue) -> Verdict | None:
        """A phone number with the letter O for zero."""
        if len(word) != shapes.PHONE_LENGTH or _LETTER_O.fullmatch(word) is None:
            return None
        return shapes.phone(word.upper().replace("O", "0"), (shapes.PHONE_LENGTH,), cue)

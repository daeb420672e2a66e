"""Numbers and codes: one pass over the runs of ASCII letters and digits of a folded text.

A run is cut into pieces (digit groups, words), each piece is judged by `shapes`. Boundaries are those of
the run itself: ``\\b`` never fires between Han characters and digits (FACTS).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditdesk.domain.spans import SURE, Kind, Span
from auditdesk.i18n import _
from auditdesk.masking import network, shapes
from auditdesk.masking.cues import NO_CUE, Cue, Cues
from auditdesk.masking.shapes import Verdict

_RUN = re.compile("[0-9A-Za-z][-0-9A-Za-z_.@/ +%*]{3,}[0-9A-Za-z]")
_DIGITS = re.compile("\\d[\\d .-]*[\\dXx]")
_PIECE = re.compile("(?<![0-9A-Za-z])(\\d(?:[\\d .-]*\\d)?[Xx]?)(?![0-9A-Za-z_])|[0-9A-Za-z][0-9A-Za-z_-]*")
_INNER = re.compile(
    "(?<![0-9])(?:"
    "\\d{6}[ -]?(?:18|19|20)\\d{6}[ -]?\\d{3}[\\dXx]"
    "|\\d{3}[ -]\\d{3}[ -]\\d{4}[ -]\\d{4}[ -]\\d{3}[\\dXx]"
    "|\\d{4}(?:[ -]\\d{4}){3}(?:[ -]\\d{1,3}[Xx]?)?"
    "|(?:(?:00)?86[ -]?)?1[3-9]\\d[ .-]?\\d{4}[ .-]?\\d{4}|1[3-9]\\d\\d[ -]\\d{3}[ -]\\d{4}"
    "|0\\d{2,3}[ -]\\d{7,8}|[48]00[ -]\\d{3}[ -]\\d{4}"
    "|\\d+[Xx]?)(?![0-9])"
)
_GROUP = re.compile("\\d+")
_SEPARATORS = str.maketrans("", "", " .-")
_GLUED = re.compile("([A-Za-z]{2,8})(\\d{5,})")
_LETTER_O = re.compile("1[3-9Oo][0-9Oo]{9}")
_TAIL_WORD = re.compile(
    "[，, ]{0,2}(?:这个?|那个?)?(?:就?是)?(?:我|他|她|本人|咱)?们?的?(QQ|qq|扣扣|企鹅)|"
    "[，, ]{0,2}(?:这个?|那个?)?(?:就?是)?(?:我|他|她|本人|咱)?们?的?(微信|薇信|v信|vx|VX|wx)"
)
_COUNTRY = re.compile("[(（]?(?:\\+|00)?86[)）]?[ -]?$")
_PREFIX_ENDS = frozenset("6+)） -")
_OPEN_AREA = re.compile("[(（](0\\d{2,3})[)）][ -]?$")
_EXTENSION = re.compile("(0\\d{2,3}[ -]?\\d{7,8})[ -](\\d{1,6})")
_LIST_GAP = 2
_LISTED = re.compile("[、,，和或/ ；;]{1,2}")
_PROVINCES = frozenset("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领")
PLATE_REGIONS = _PROVINCES


class NumberFinder:
    """Judges every run of one text; keeps the last phone number, because numbers come in lists."""

    def __init__(self, cues: Cues) -> None:
        self._text = cues.text
        self._cues = cues
        self._spans: list[Span] = []
        self._last_call = -_LIST_GAP - 1

    def find(self) -> list[Span]:
        """All numbers and codes of the text; overlaps are possible."""
        for match in _RUN.finditer(self._text):
            run, start = match[0], match.start()
            if _DIGITS.fullmatch(run):
                self._digits(run, start)
            else:
                self._mixed(run, start)
        return self._spans

    def _add(self, start: int, end: int, verdict: Verdict) -> None:
        pending = verdict.score < SURE
        self._spans.append(Span(start, end, verdict.kind, verdict.score, verdict.reason, pending))
        if verdict.kind in (Kind.LANDLINE, Kind.PHONE):
            self._last_call = end

    def _mixed(self, run: str, start: int) -> None:
        taken = network.find(run, start, self._cues)
        if taken:
            self._spans += taken
            if taken[0].start == start and taken[-1].end == start + len(run):
                return
        for match in _PIECE.finditer(run):
            at = start + match.start()
            if any(span.start <= at < span.end for span in taken):
                continue
            if match[1]:
                if len(match[0]) > 4:
                    self._digits(match[0], at)
            else:
                self._word(match[0], at)

    def _digits(self, piece: str, start: int) -> None:
        if piece.isdigit():
            compact, groups = piece, (len(piece),)
        else:
            compact = piece.translate(_SEPARATORS)
            groups = tuple(map(len, _GROUP.findall(piece)))
        cue = self._cue(start)
        if len(groups) == 4 and "." in piece:
            address = network.ip_address(piece, start, cue)
            if address:
                self._spans.append(address)
                return
        verdict = self._judge(compact, groups, cue, start, len(piece))
        if verdict:
            self._add(*self._widen(start, start + len(piece), verdict), verdict)
        elif len(groups) > 1:
            self._inner(piece, start)

    def _inner(self, piece: str, start: int) -> None:
        extended = _EXTENSION.fullmatch(piece)
        if extended:
            self._add(start, start + len(piece), Verdict(Kind.LANDLINE, 0.95, _("区号有效，带分机")))
            return
        for match in _INNER.finditer(piece):
            if len(match[0]) < 5 or len(match[0]) == len(piece):
                continue
            compact = match[0].translate(_SEPARATORS)
            at = start + match.start()
            groups = tuple(map(len, _GROUP.findall(match[0])))
            verdict = self._judge(compact, groups, self._cue(at), at, len(match[0]))
            if verdict:
                self._add(*self._widen(at, at + len(match[0]), verdict), verdict)

    def _cue(self, start: int) -> Cue:
        cue = self._cues.before(start)
        if 0 < start - self._last_call <= _LIST_GAP and _LISTED.fullmatch(self._text, self._last_call, start):
            return Cue("phone", _("同列号码"), near=True)
        return cue

    def _judge(
        self, compact: str, groups: tuple[int, ...], cue: Cue, start: int, size: int
    ) -> Verdict | None:
        count = len(compact)
        verdict: Verdict | None = None
        if count == shapes.PHONE_LENGTH and compact[0] == "1":
            verdict = shapes.phone(compact, groups, cue)
        elif count in (13, 15) and compact[:-11] in ("86", "0086"):
            inner = groups[1:] if groups[0] == count - 11 else (11,)
            verdict = shapes.phone(compact[-11:], inner, cue)
        elif count == shapes.ID_LENGTH:
            verdict = shapes.resident_id(compact, cue)
        elif count == shapes.OLD_ID_LENGTH:
            verdict = shapes.old_id(compact, cue)
        if verdict or not compact.isdigit():
            return verdict
        return self._unchecked(compact, groups, cue, start, size)

    def _unchecked(
        self, compact: str, groups: tuple[int, ...], cue: Cue, start: int, size: int
    ) -> Verdict | None:
        count = len(compact)
        if count >= 13:
            if count == shapes.ID_LENGTH and (verdict := shapes.code(compact, cue)):
                return verdict
            if verdict := shapes.bank_card(compact, groups, cue):
                return verdict
        elif verdict := shapes.landline(compact, groups, cue):
            return verdict
        if len(groups) > 1:
            return None
        if count == 8 or count == 7:
            opened = _OPEN_AREA.search(self._text[max(0, start - 8) : start])
            if opened:
                return Verdict(Kind.LANDLINE, 0.95, _("区号有效"))
        return shapes.announced_digits(compact, cue) or self._named_after(compact, start + size)

    def _named_after(self, compact: str, end: int) -> Verdict | None:
        """A number whose name follows it: 12345678，这个是我的QQ."""
        match = _TAIL_WORD.match(self._text, end)
        if match is None or not 5 <= len(compact) <= 20:
            return None
        kind = Kind.QQ if match[1] else Kind.WECHAT
        return Verdict(kind, 0.9, _("后文“{word}”", word=match[1] or match[2]))

    def _widen(self, start: int, end: int, verdict: Verdict) -> tuple[int, int]:
        """Take in the country code or the area code in brackets before a number."""
        if not start or self._text[start - 1] not in _PREFIX_ENDS:
            return start, end
        if verdict.kind is Kind.PHONE:
            before = _COUNTRY.search(self._text, max(0, start - 7), start)
            if before:
                return before.start(), end
            if self._text[start - 1] == "+":
                return start - 1, end
        if verdict.kind is Kind.LANDLINE:
            area = _OPEN_AREA.search(self._text[max(0, start - 8) : start])
            if area:
                return max(0, start - 8) + area.start(), end
        return start, end

    def _word(self, word: str, start: int) -> None:
        if len(word) < 5:
            return
        glued = _GLUED.fullmatch(word)
        if glued and self._cues.before(start + glued.end(1)).word == glued[1]:
            self._digits(glued[2], start + glued.end(1))
            return
        if start and self._text[start - 1] in _PROVINCES and word[0].isalpha() and 6 <= len(word) <= 9:
            return
        cue = self._cues.before(start)
        verdict = None
        if _LETTER_O.fullmatch(word):
            verdict = shapes.phone(word.upper().replace("O", "0"), (11,), cue)
        verdict = verdict or shapes.code(word, cue)
        if (verdict is None and cue is not NO_CUE) or verdict is None:
            verdict = self._account_after(word, start + len(word))
        if verdict:
            self._add(start, start + len(word), verdict)

    def _account_after(self, word: str, end: int) -> Verdict | None:
        match = _TAIL_WORD.match(self._text, end)
        if match is None or not 5 <= len(word) <= 20:
            return None
        kind = Kind.QQ if match[1] else Kind.WECHAT
        return Verdict(kind, 0.9, _("后文“{word}”", word=match[1] or match[2]))


def wrapped(text: str) -> Iterator[Span]:
    """Numbers broken by a line end: neither half is anything, the joined digits are (FACTS: screens wrap)."""
    for match in _WRAP.finditer(text):
        if not match.start() or not text[match.start() - 1].isdigit():
            continue
        left = _LEFT_HALF.search(text, max(0, match.start() - 24), match.start())
        right = _RIGHT_HALF.match(text, match.end())
        if left is None or right is None or left[0][0] == " ":
            continue
        verdict = _joined(left[0], right[0])
        if verdict:
            yield Span(
                left.start(),
                right.end(),
                verdict.kind,
                verdict.score,
                _("跨行：{reason}", reason=verdict.reason),
            )


_WRAP = re.compile("\r?\n[ \t]*(?=\\d)")
_LEFT_HALF = re.compile("(?<![0-9A-Za-z./-])(?<![0-9]:)\\d[\\d -]*$")
_RIGHT_HALF = re.compile("\\d[\\d -]*[\\dXx](?![0-9A-Za-z.:/年月-])")


def _joined(left: str, right: str) -> Verdict | None:
    halves = [part.translate(_SEPARATORS) for part in (left, right)]
    if max(map(len, halves)) >= shapes.PHONE_LENGTH and len(halves[1]) >= shapes.PHONE_LENGTH:
        return None
    compact = "".join(halves)
    if len(compact) == shapes.PHONE_LENGTH:
        return shapes.phone(compact, (11,), NO_CUE)
    if len(compact) == shapes.ID_LENGTH:
        verdict = shapes.resident_id(compact, NO_CUE)
        return verdict if verdict and verdict.score > 0.9 else None
    if compact.isdigit() and 16 <= len(compact) <= 19 and len(halves[0]) >= 4:
        verdict = shapes.bank_card(compact, (len(compact),), NO_CUE)
        return verdict if verdict and verdict.score > 0.9 else None
    return None

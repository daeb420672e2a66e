"""What a number is, judged by its digits, its grouping and the word that announces it.

Pure functions on compact values; sources: GB 11643, ISO/IEC 7812, GB 32100, the numbering plan of the
MIIT (mobile 13x–19x, area codes 010/02x/03xx–09xx, 400/800), DESIGN §5.
"""

from __future__ import annotations

import re

from auditdesk.domain.spans import Kind
from auditdesk.masking import checks
from auditdesk.masking.cues import Cue
from auditdesk.masking.reasons import Verdict, judged

# members looked up once: every look-up of a member takes 0.2 µs in Python 3.11
PHONE = Kind.PHONE
PERMIT = Kind.PERMIT
ID_CARD = Kind.ID_CARD
USCC = Kind.USCC
BANK_CARD = Kind.BANK_CARD
LANDLINE = Kind.LANDLINE
DOB = Kind.DOB
QQ = Kind.QQ
WECHAT = Kind.WECHAT
PASSPORT = Kind.PASSPORT
ORDER_NO = Kind.ORDER_NO
ADDRESS = Kind.ADDRESS
ID_LENGTH, OLD_ID_LENGTH, PHONE_LENGTH, LOCAL_LENGTHS = 18, 15, 11, (7, 8)
_PHONE_GROUPS = frozenset(
    [
        (11,),
        (3, 4, 4),
        (4, 3, 4),
        (3, 8),
        (5, 6),
        (6, 5),
        (7, 4),
        (4, 7),
        (3, 3, 5),
        (4, 4, 3),
        (3, 5, 3),
        (1,) * 11,
    ]
)
CARD_LENGTHS = range(16, 20)
_CARD_SHORTEST_ANNOUNCED = 13
SERVICE_LENGTH = 10
_HOTLINE = re.compile("(?:9[56]\\d{3,4}|1(?:00|01|23)\\d{2,3})")
_AREA = re.compile("(?:010|02\\d|0[3-9]\\d\\d)\\d{7,8}")
_MOST_GROUPS = 3
_LOCAL_GROUPS = ((4, 4), (3, 4))
_TAIWAN_GROUPS = ((4, 3, 3), (4, 6))
_NOTHING: tuple[Kind, range, float] = (Kind.CUSTOM, range(0), 0.0)
_ANNOUNCED: dict[str, tuple[Kind, range, float]] = {
    "qq": (QQ, range(5, 13), 0.95),
    "wechat": (WECHAT, range(5, 21), 0.85),
    "permit": (PERMIT, range(8, 12), 0.95),
    "passport": (PASSPORT, range(8, 10), 0.9),
    "birth": (DOB, range(8, 9), 0.95),
    "id_card": (ID_CARD, range(15, 19), 0.7),
}
_PASSPORT = re.compile("(?:E[A-HJ-NP-Z]|[EGDSP]\\d|1[45]\\d)\\d{7}|[A-Z]{1,2}\\d{7}")
_PASSPORT_ABROAD = re.compile("[A-Z]{1,2}\\d{6,9}[A-Z]?")
_PASSPORT_SURE = re.compile("E[A-HJ-NP-Z]\\d{7}|[EG]\\d{8}")
_PERMIT = re.compile("[HM]\\d{8}(?:\\d\\d)?|C[A-HJ-NP-Z0-9]\\d{7}|[TL]\\d{8}|\\d{8}(?:\\d{2,3})?")
_PERMIT_SURE = re.compile("[HM]\\d{8}(?:\\d\\d)?|C[A-HJ-NP-Z]\\d{7}")
_USCC = re.compile("[0-9A-HJ-NPQRTUWXY]{2}\\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_DOCUMENT_LENGTHS = (9, 11)
_REGISTRARS = "159"
_WECHAT = re.compile("[A-Za-z][-_A-Za-z0-9]{4,19}")
_ORDER = re.compile("(?=[^0-9]*[0-9])[0-9A-Za-z][0-9A-Za-z_-]{5,31}")
_WAYBILL = re.compile("(?:SF|YT|ZTO|STO|JD|JT|YD|DB|EMS|JDV[A-Z]?|DPK)\\d{10,15}")
_POSTAL = re.compile("[A-Z]{2}\\d{9}[A-Z]{2}")
"""A registered item of a post office (UPU S10)."""
_POSTAL_LENGTH = 13
_CARRIERS = frozenset("SYZJDE")
_DATED = re.compile("20\\d\\d(?:0[1-9]|1[0-2])")
_BARE_ORDER_WORDS = frozenset(("订单", "单号"))
_BARE_ORDER_LENGTH = 18
_ORDER_SHORTEST_GROUPED = 10


def phone(compact: str, groups: tuple[int, ...], cue: Cue) -> Verdict | None:
    """A mobile number without country code."""
    if compact[0] != "1" or compact[1] < "3" or groups not in _PHONE_GROUPS:
        return None
    if cue.refused:
        return order(compact, cue)
    if len(groups) > 1:
        return judged(PHONE, 0.98, "mobile_groups", cue.word)
    return judged(PHONE, 0.99, "mobile", cue.word)


def resident_id(number: str, cue: Cue) -> Verdict | None:
    """18 characters: resident ID, or the residence permit of people from Hong Kong, Macau and Taiwan."""
    if not checks.id18_birth(number):
        return None
    checked = checks.id18_check(number)
    known = number[:2] in checks.PROVINCE_CODES
    if number[:6] in ("810000", "820000", "830000"):
        return judged(PERMIT, 0.99, "residence", cue.word)
    if checked and (known or not cue.refused):
        return judged(ID_CARD, 0.99, "id_checked", cue.word)
    if (known and not cue.refused) or cue.group == "id_card":
        return judged(ID_CARD, 0.85, "id_unchecked", cue.word)
    return None


def old_id(number: str, cue: Cue) -> Verdict | None:
    """15 digits: resident ID of the first generation, or the old taxpayer number."""
    if cue.group == "uscc":
        return judged(USCC, 0.85, "", cue.word)
    if cue.refused:
        return None
    if not checks.id15(number):
        return None
    if cue.group == "id_card":
        return judged(ID_CARD, 0.97, "id_old", cue.word)
    return judged(ID_CARD, 0.82, "id_old", cue.word)


def bank_card(number: str, groups: tuple[int, ...], cue: Cue) -> Verdict | None:
    """13–19 digits: a card number by Luhn, or by the word before it."""
    refused = cue.refused
    if len(number) in CARD_LENGTHS and not refused and number[0] != "0" and checks.luhn(number):
        return judged(BANK_CARD, 0.97, "luhn", cue.word)
    if cue.group == "bank_card":
        return judged(BANK_CARD, 0.85, "", cue.word)
    if not refused and groups[:4] == (4, 4, 4, 4):
        return judged(BANK_CARD, 0.7, "card_groups", cue.word)
    return None


def landline(compact: str, groups: tuple[int, ...], cue: Cue) -> Verdict | None:
    """Numbers with an area code, 400/800 numbers, local numbers and hotlines after a keyword."""
    if cue.refused:
        return None
    announced = cue.group in ("phone", "landline")
    if compact[0] == "0":
        if len(compact) == SERVICE_LENGTH and compact[1] == "9":
            mobile = announced or groups in _TAIWAN_GROUPS
            return judged(PHONE, 0.9, "mobile", cue.word) if mobile else None
        if _AREA.fullmatch(compact) and (len(groups) <= _MOST_GROUPS or announced):
            return judged(LANDLINE, 0.95, "area", cue.word)
    elif len(compact) == SERVICE_LENGTH and compact[:3] in ("400", "800"):
        return judged(LANDLINE, 0.95, "service", cue.word)
    return _local(compact, groups, cue) if announced else None


def _local(compact: str, groups: tuple[int, ...], cue: Cue) -> Verdict | None:
    """A local number, perhaps with an extension, or a hotline; a keyword stands before it."""
    if groups in _LOCAL_GROUPS and compact[0] not in "01":
        return judged(LANDLINE, 0.85, "local", cue.word)
    if groups[0] in LOCAL_LENGTHS and len(groups) < _MOST_GROUPS and compact[0] not in "01":
        return judged(LANDLINE, 0.88, "local", cue.word)
    if cue.near and len(groups) == 1 and _HOTLINE.fullmatch(compact):
        return judged(LANDLINE, 0.82, "hotline", cue.word)
    return None


def unchecked(compact: str, groups: tuple[int, ...], cue: Cue) -> Verdict | None:
    """Digits that are neither phone nor ID: card, landline, or what the word before says."""
    count = len(compact)
    verdict: Verdict | None = None
    if not cue.group and count < SERVICE_LENGTH:
        return None  # too short for an area code or a service number, and nothing announces it
    if len(groups) > 1 and cue.near and cue.group == "order_no" and count >= _ORDER_SHORTEST_GROUPED:
        return order(compact, cue)
    if count >= _CARD_SHORTEST_ANNOUNCED:
        if count == ID_LENGTH:
            verdict = code(compact, cue)
        verdict = verdict or bank_card(compact, groups, cue)
    else:
        verdict = landline(compact, groups, cue)
    return verdict or (announced_digits(compact, cue) if len(groups) == 1 else None)


def announced_digits(compact: str, cue: Cue) -> Verdict | None:
    """Digits that are something only because a word right before says so."""
    if not cue.near:
        return None
    kind, lengths, score = _ANNOUNCED.get(cue.group, _NOTHING)
    if len(compact) not in lengths or not _fits(kind, compact):
        return order(compact, cue)
    return judged(kind, score, "", cue.word)


def _fits(kind: Kind, compact: str) -> bool:
    if kind is DOB:
        return checks.real_date(compact[:4], compact[4:6], compact[6:])
    return kind is not QQ or compact[0] != "0"


def order(code: str, cue: Cue) -> Verdict | None:
    """An order, ticket, policy or waybill number after its keyword.

    18 plain digits right after a bare 订单 are as likely anything else unless they begin with a month:
    numbering by date is the habit of ticket systems.
    """
    if not (cue.near and cue.group == "order_no" and _ORDER.fullmatch(code)):
        return None
    if (
        cue.word in _BARE_ORDER_WORDS
        and len(code) == _BARE_ORDER_LENGTH
        and code.isdigit()
        and not _DATED.match(code)
    ):
        return None
    return judged(ORDER_NO, 0.96, "", cue.word)


def code(word: str, cue: Cue) -> Verdict | None:
    """A word of letters and digits: credit code, document number, account or order number."""
    upper = word.upper()
    if len(word) == ID_LENGTH and not cue.refused and _USCC.fullmatch(upper):
        if checks.uscc(upper) and (upper[0] in _REGISTRARS or not upper.isdigit()):
            return judged(USCC, 0.98, "uscc", cue.word)
        if cue.group == "uscc":
            return judged(USCC, 0.85, "uscc_unchecked", cue.word)
    return order(word, cue) or _document(upper, cue) or _account(word, cue)


def _document(word: str, cue: Cue) -> Verdict | None:
    if cue.group == "passport" and (_PASSPORT.fullmatch(word) or _PASSPORT_ABROAD.fullmatch(word)):
        return judged(PASSPORT, 0.97 if _PASSPORT.fullmatch(word) else 0.85, "passport", cue.word)
    if cue.group == "permit" and _PERMIT.fullmatch(word):
        return judged(PERMIT, 0.97, "permit", cue.word)
    if cue.refused or len(word) not in _DOCUMENT_LENGTHS or not word[0].isalpha():
        return None
    if _PASSPORT_SURE.fullmatch(word):
        return judged(PASSPORT, 0.7, "passport")
    if _PERMIT_SURE.fullmatch(word):
        return judged(PERMIT, 0.7, "permit")
    return None


def _account(word: str, cue: Cue) -> Verdict | None:
    if word.startswith("wxid_"):
        return judged(WECHAT, 0.98, "wechat", cue.word)
    if cue.group == "wechat" and _WECHAT.fullmatch(word) and (cue.near or not word.isalpha()):
        return judged(WECHAT, 0.95 if cue.near else 0.8, "wechat", cue.word)
    if len(word) == _POSTAL_LENGTH and _POSTAL.fullmatch(word):
        return judged(ORDER_NO, 0.9, "waybill", cue.word)
    if word[0] in _CARRIERS and _WAYBILL.fullmatch(word):
        return judged(ORDER_NO, 0.85, "waybill", cue.word)
    return None

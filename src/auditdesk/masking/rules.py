"""Detection rules as data: ``resources/rules/detection.json``, ``divisions.json``, ``common_words.json``.

Word lists are strings of words separated by spaces, so that they stay easy to edit (DESIGN §6 for rules).
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from auditdesk.assets import resource
from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

_PAIR = 2
_Shape = TypeVar("_Shape")


class Surnames(msgspec.Struct, frozen=True):
    """Surnames by how common they are; a rare one alone proves little."""

    common: str
    rare: str
    double: str


class _Detection(msgspec.Struct, frozen=True):
    keywords: dict[str, str]
    titles: str
    job_titles: str
    name_keywords: str
    strong_name_keywords: str
    roles: str
    not_names: str
    foreign_parts: str
    surnames: Surnames
    polite_titles: str
    short_titles: str
    polite_not: str
    titled_after: str
    speakers: str
    answered: str
    openers: str
    unlike_names: str
    given_letters: str
    typical_endings: str
    field_words: str
    foreign_ends: str
    latin_given: str
    latin_surnames: str
    latin_titles: str
    latin_not: str
    latin_brands: str
    latin_han: str
    weak_surnames: str
    nick_words: str
    own_names: str
    not_after_roles: str


class _Divisions(msgspec.Struct, frozen=True):
    source: str
    provinces: str
    cities: str
    districts: str


class _CommonWords(msgspec.Struct, frozen=True):
    source: str
    words: dict[str, str]
    endings: dict[str, str]
    pairs: dict[str, str]


class NameLetters(msgspec.Struct, frozen=True):
    """What single Han letters tell about names.

    Attributes:
        unlike: letters that no given name has.
        given: letters that stand in given names more than elsewhere.
        endings: letters a name without a surname ends in: 翠花, 子轩.
        foreign_ends: last syllables of Tibetan, Uyghur, Kazakh, Mongolian and Yi names.
        polite_not: letters before 先生 and 女士 that are no surname: 这位先生, 老先生.
        weak: surnames that are far more often little words: 来, 都, 那.
        titled_after: last letters of departments, before which a title stands: 护理部王主任.
    """

    unlike: frozenset[str]
    given: frozenset[str]
    endings: frozenset[str]
    foreign_ends: str
    polite_not: frozenset[str]
    titled_after: frozenset[str]
    weak: frozenset[str]


class LatinLists(msgspec.Struct, frozen=True):
    """Names in Latin letters.

    Attributes:
        given: given names: Daniel, Vivian.
        surnames: surnames in every usual spelling: Zhang, Cheung, Smith.
        titles: Ms, Mr, Dr, before a name.
        never: capitalised words that are no name: App, Monday, Team.
        brands: brands that look like names: Calvin Klein.
        in_han: given names written with Han letters: 查理.
    """

    given: frozenset[str]
    surnames: frozenset[str]
    titles: tuple[str, ...]
    never: frozenset[str]
    brands: frozenset[str]
    in_han: frozenset[str]


class Rules(msgspec.Struct, frozen=True):
    """Everything detection knows about words.

    Attributes:
        keywords: words that announce a kind of number, by group (``id_card`` … ``none``).
        titles: forms of address that follow a surname.
        job_titles: titles that are everyday words too, so that a surname before them proves less.
        name_keywords: words after which a person's name stands.
        strong_name_keywords: those after which nothing but a name stands.
        roles: who somebody is, right before the name: customers, staff, family; so frequent that they are
            looked for apart.
        speakers: who speaks in a transcript: 客服： begins a line, no name.
        answered: words of a question whose answer is a name: 请问贵姓.
        openers: words after which a name or a surname with a title can begin: 上次, 那个.
        polite_titles: titles before which any Han letter is a surname.
        short_titles: titles of one letter, which proves little.
        field_words: headers of forms and tables and other words that stand where a name could: 姓名：手机.
        nick_words: everyday words with 小, 老 or 阿, no nicknames: 小区.
        own_names: what people call themselves with no surname in it: 我强子.
        not_after_roles: what begins like a name and often stands behind somebody's role: 师傅平时.
        letters: what single letters tell.
        latin: names in Latin letters.
        not_names: well-known brands and spellings of surnames (木子李) that look like names.
        foreign_parts: frequent parts of Tibetan, Uyghur, Kazakh and Mongolian names in Chinese writing.
        surnames: single and double surnames.
        provinces: official names of provinces.
        cities: official names of prefectures.
        districts: official names of counties and districts.
        common_words: everyday words that begin with the character of a surname.
        words_ending: everyday words of two characters that end with the character of a surname.
        seldom_words: words with the character of a surname that are so rare that a name is likelier.
        pairs: frequent words of two characters, whatever they begin with: they bound names.
    """

    keywords: dict[str, tuple[str, ...]]
    titles: tuple[str, ...]
    job_titles: frozenset[str]
    name_keywords: tuple[str, ...]
    strong_name_keywords: frozenset[str]
    roles: tuple[str, ...]
    not_names: frozenset[str]
    foreign_parts: tuple[str, ...]
    surnames: Surnames
    provinces: tuple[str, ...]
    cities: tuple[str, ...]
    districts: tuple[str, ...]
    common_words: frozenset[str]
    words_ending: frozenset[str]
    pairs: frozenset[str]
    seldom_words: frozenset[str]
    speakers: tuple[str, ...]
    answered: tuple[str, ...]
    openers: tuple[str, ...]
    polite_titles: frozenset[str]
    short_titles: tuple[str, ...]
    field_words: frozenset[str]
    nick_words: frozenset[str]
    own_names: frozenset[str]
    not_after_roles: frozenset[str]
    letters: NameLetters
    latin: LatinLists

    def place_stems(self) -> frozenset[str]:
        """Names of provinces and cities with and without their suffix: 石家庄 is nobody's name."""
        names = (*self.provinces, *self.cities, *self.districts)
        return frozenset(names) | {name.removesuffix("省").removesuffix("市") for name in names}


def load_rules(folder: Path | None = None) -> Rules:
    """Read the rule files of a folder, by default those that ship with the program.

    Raises:
        BadInputError: a file is missing or not as described.
    """
    base = folder or resource("rules")
    detection = _read(base / "detection.json", _Detection)
    divisions = _read(base / "divisions.json", _Divisions)
    common = _read(base / "common_words.json", _CommonWords)
    pairs = frozenset(first + second for first, rest in common.pairs.items() for second in rest)
    words = {first + rest for first, rests in common.words.items() for rest in rests.split()}
    known = {word for word in words if word in pairs or len(word) > _PAIR}
    return Rules(
        keywords={group: tuple(words.split()) for group, words in detection.keywords.items()},
        titles=tuple(detection.titles.split()),
        job_titles=frozenset(detection.job_titles.split()),
        name_keywords=tuple(detection.name_keywords.split()),
        strong_name_keywords=frozenset(detection.strong_name_keywords.split()),
        roles=tuple(detection.roles.split()),
        not_names=frozenset(detection.not_names.split()),
        foreign_parts=tuple(detection.foreign_parts.split()),
        surnames=detection.surnames,
        provinces=tuple(divisions.provinces.split()),
        cities=tuple(divisions.cities.split()),
        districts=tuple(divisions.districts.split()),
        common_words=frozenset(known),
        seldom_words=frozenset(words - known),
        words_ending=frozenset(
            rest + last for last, rests in common.endings.items() for rest in rests.split()
        ),
        pairs=pairs,
        speakers=tuple(detection.speakers.split()),
        answered=tuple(detection.answered.split()),
        openers=tuple(detection.openers.split()),
        polite_titles=frozenset(detection.polite_titles.split()),
        short_titles=tuple(detection.short_titles.split()),
        field_words=frozenset(detection.field_words.split()),
        nick_words=frozenset(detection.nick_words.split()),
        own_names=frozenset(detection.own_names.split()),
        not_after_roles=frozenset(detection.not_after_roles.split()),
        letters=_letters(detection),
        latin=_latin(detection),
    )


def _letters(detection: _Detection) -> NameLetters:
    return NameLetters(
        unlike=frozenset(detection.unlike_names),
        given=frozenset(detection.given_letters),
        endings=frozenset(detection.typical_endings),
        foreign_ends=detection.foreign_ends,
        polite_not=frozenset(detection.polite_not),
        titled_after=frozenset(detection.titled_after),
        weak=frozenset(detection.weak_surnames),
    )


def _latin(detection: _Detection) -> LatinLists:
    return LatinLists(
        given=frozenset(detection.latin_given.split()),
        surnames=frozenset(detection.latin_surnames.split()),
        titles=tuple(detection.latin_titles.split()),
        never=frozenset(detection.latin_not.split()),
        brands=frozenset(brand.replace("_", " ") for brand in detection.latin_brands.split()),
        in_han=frozenset(detection.latin_han.split()),
    )


def _read(path: Path, shape: type[_Shape]) -> _Shape:
    try:
        return msgspec.json.decode(path.read_bytes(), type=shape)
    except OSError as error:
        raise BadInputError(_("识别规则文件读不出来：{name}。", name=path.name), path=path) from error
    except msgspec.MsgspecError as error:
        raise BadInputError(
            _("识别规则文件 {name} 写得不对：{detail}", name=path.name, detail=str(error)), path=path
        ) from error

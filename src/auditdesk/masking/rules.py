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


class _Divisions(msgspec.Struct, frozen=True):
    source: str
    provinces: str
    cities: str
    districts: str


class _CommonWords(msgspec.Struct, frozen=True):
    source: str
    words: dict[str, str]
    endings: dict[str, str]


class Rules(msgspec.Struct, frozen=True):
    """Everything detection knows about words.

    Attributes:
        keywords: words that announce a kind of number, by group (``id_card`` … ``none``).
        titles: forms of address that follow a surname.
        job_titles: titles that are everyday words too, so that a surname before them proves less.
        name_keywords: words after which a person's name stands.
        strong_name_keywords: those after which nothing but a name stands.
        roles: who speaks in a transcript; so frequent that they are looked for apart.
        not_names: well-known brands and spellings of surnames (木子李) that look like names.
        foreign_parts: frequent parts of Tibetan, Uyghur, Kazakh and Mongolian names in Chinese writing.
        surnames: single and double surnames.
        provinces: official names of provinces.
        cities: official names of prefectures.
        districts: official names of counties and districts.
        common_words: everyday words that begin with the character of a surname.
        words_ending: everyday words of two characters that end with the character of a surname.
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
    words = {first + rest for first, rests in common.words.items() for rest in rests.split()}
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
        common_words=frozenset(words),
        words_ending=frozenset(
            rest + last for last, rests in common.endings.items() for rest in rests.split()
        ),
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

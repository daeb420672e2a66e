"""The basis library: controlled documents, citations leading to them, what a new version upsets (D1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditdesk.domain.checklists import Clause, Form, FormState
from auditdesk.i18n import _


class DocumentKind(StrEnum):
    """手册, 规范, 话术, 法规."""

    HANDBOOK = "handbook"
    NORM = "norm"
    SCRIPT = "script"
    LAW = "law"


class Standing(StrEnum):
    """How a citation stands to the library."""

    CURRENT = "current"
    OUTDATED = "outdated"
    UNKNOWN_VERSION = "unknown_version"
    MISSING_CLAUSE = "missing_clause"
    UNREGISTERED = "unregistered"


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One clause of a document: its number as cited (``第 3.2 条``) and its words or a note on them."""

    clause: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a controlled document; ``id`` is ``document_id@version``. Days are ISO text.

    ``sha256`` (hex) names the optional file in the blob store.
    """

    id: str
    document_id: str
    version: str
    title: str
    kind: DocumentKind = DocumentKind.NORM
    owner: str = ""
    scope: str = ""
    state: FormState = FormState.DRAFT
    effective_on: str = ""
    review_months: int = 6
    clauses: tuple[ClauseText, ...] = ()
    file_name: str = ""
    media_type: str = ""
    size: int = 0
    sha256: str = ""
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class Recheck:
    """Somebody looked at an item after its document changed and found that it may stay as it is.

    ``id`` is `recheck_id`; the item was read against ``document`` (``document_id@version``).
    """

    id: str
    item: str
    document: str
    note: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """An item's clause, the document version it leads to (None: not registered) and how it stands."""

    form_key: str
    item_id: str
    clause: Clause
    document: Document | None
    standing: Standing
    checked: bool = False
    form_title: str = ""


def recheck_id(form_key: str, item_id: str, document: Document) -> str:
    """The id of a recheck of an item against a document version."""
    return f"{form_key}#{item_id}/{document.id}"


_NUMBERS = re.compile(r"\d+")
_QUOTES = str.maketrans("", "", "《》 \u3000")


def plain_title(title: str) -> str:
    """A title without book marks and spaces, for comparing."""
    return title.translate(_QUOTES)


def plain_version(version: str) -> str:
    """``V4.2`` and ``4.2`` are one version."""
    text = version.strip().lower().replace(" ", "")
    return text[1:] if re.match(r"v\d", text) else text


def version_order(version: str) -> tuple[int, ...]:
    """Versions by their numbers: 1.9 < 1.10 < 2013 年修正."""
    return tuple(int(number) for number in _NUMBERS.findall(version))


def citations(
    form: Form, documents: Sequence[Document], rechecks: Iterable[Recheck] = (), *, written_on: str = ""
) -> Iterator[Citation]:
    """Every citation of a form, in printed order.

    Args:
        form: whose items cite.
        documents: all versions of all documents.
        rechecks: items that were read again and may stay.
        written_on: ISO day of the form version, against which citations without a version are read.
    """
    checked = {one.id for one in rechecks}
    shelf = _by_name(documents)
    for item in form.items():
        for clause in item.basis:
            known = shelf.get(plain_title(clause.document), [])
            current = published(known)
            standing = _standing(clause, known, current, written_on)
            seen = current is not None and recheck_id(form.key, item.id, current) in checked
            shown = current or (known[-1] if known else None)
            yield Citation(form.key, item.id, clause, shown, standing, seen, form.title)


def to_review(found: Iterable[Citation]) -> list[Citation]:
    """须重审: citations that a new version upset and nobody has read again."""
    upset = (Standing.OUTDATED, Standing.MISSING_CLAUSE)
    return [one for one in found if one.standing in upset and not one.checked]


def published(versions: Iterable[Document]) -> Document | None:
    """The version in force among those of one document; the newest when two laptops published one each."""
    found = [one for one in versions if one.state is FormState.PUBLISHED]
    return max(found, key=lambda one: (version_order(one.version), one.version), default=None)


def cited_titles(forms: Iterable[Form]) -> dict[str, int]:
    """Titles of all documents that forms cite, each with the number of citing items."""
    counts: dict[str, int] = {}
    for form in forms:
        for item in form.items():
            for title in {clause.document for clause in item.basis}:
                counts[title] = counts.get(title, 0) + 1
    return counts


def problems_of_document(document: Document) -> list[str]:
    """What keeps a document from review, one sentence each."""
    tests = (
        (not document.title.strip(), _("文件要有名称。")),
        (not document.version.strip(), _("文件要有版本。")),
        (not document.owner.strip(), _("文件要有责任部门或责任人。")),
        (not document.effective_on, _("请填写生效日期。")),
        (document.review_months < 1, _("复审间隔至少 1 个月。")),
        (len({one.clause for one in document.clauses}) < len(document.clauses), _("条款编号有重复。")),
        (any(not one.clause.strip() for one in document.clauses), _("有条款没有编号。")),
    )
    return [text for wrong, text in tests if wrong]


def kind_label(kind: DocumentKind) -> str:
    """The word on screens."""
    return {
        DocumentKind.HANDBOOK: _("手册"), DocumentKind.NORM: _("规范"),
        DocumentKind.SCRIPT: _("话术"), DocumentKind.LAW: _("法规"),
    }[kind]  # fmt: skip


def standing_label(standing: Standing) -> str:
    """The word on screens."""
    return {
        Standing.CURRENT: _("现行"), Standing.OUTDATED: _("须重审"),
        Standing.UNKNOWN_VERSION: _("版本未登记"), Standing.MISSING_CLAUSE: _("条款不存在"),
        Standing.UNREGISTERED: _("未登记"),
    }[standing]  # fmt: skip


def _by_name(documents: Sequence[Document]) -> dict[str, list[Document]]:
    """Versions by title and by document id: items may cite either."""
    shelf: dict[str, list[Document]] = {}
    for one in sorted(documents, key=lambda each: version_order(each.version)):
        for name in {plain_title(one.title), plain_title(one.document_id)}:
            shelf.setdefault(name, []).append(one)
    return shelf


def _standing(
    clause: Clause, known: Sequence[Document], current: Document | None, written_on: str
) -> Standing:
    if current is None:
        return Standing.UNKNOWN_VERSION if known else Standing.UNREGISTERED
    cited = plain_version(clause.version)
    if cited and cited != plain_version(current.version):
        registered = any(plain_version(one.version) == cited for one in known)
        newer = version_order(clause.version) > version_order(current.version)
        return Standing.UNKNOWN_VERSION if newer and not registered else Standing.OUTDATED
    if not cited and len(known) > 1 and written_on and current.effective_on > written_on:
        return Standing.OUTDATED
    numbers = {plain_title(one.clause) for one in current.clauses}
    if numbers and clause.clause and not plain_title(clause.clause).startswith(tuple(numbers)):
        return Standing.MISSING_CLAUSE  # 第二十条第一款 is part of a registered 第二十条
    return Standing.CURRENT

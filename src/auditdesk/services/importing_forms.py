"""Use case: take somebody's checklist in as a form; recognised, corrected, then imported (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from auditdesk.domain.checklists import Form
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.importing import ForeignPreview, slug
from auditdesk.domain.mapping import Columns, Reading, learned
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.forms import import_form
from auditdesk.services.jobs import Progress
from auditdesk.services.program import Program
from auditdesk.services.toolbox import ForeignBook, Forms, Sheets

PACK_ENDINGS = frozenset({".yaml", ".yml"})


class PackBook:
    """A pack in text form: it says itself what it is, so there is nothing to correct."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def recognise(self, reading: Reading, kept: Mapping[str, Columns] | None = None) -> ForeignPreview:
        """The form as it stands; corrections are told to be of no use."""
        del kept
        told = (_("YAML 清单按原样读取，指定的表头和列不起作用。"),) if reading else ()
        return ForeignPreview((), told, self._form)


def open_checklist(forms: Forms, sheets: Sheets, data: bytes, name: str, progress: Progress) -> ForeignBook:
    """Read a pack or a foreign checklist once.

    Raises:
        BadInputError: unreadable, protected, no table; a pack with problems, naming the line.
    """
    if PurePath(name).suffix.lower() not in PACK_ENDINGS:
        return sheets.open_foreign(data, name, progress)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInputError(
            _("{name} 第 {line} 行不是 UTF-8 文字，请另存为 UTF-8 后再试。", name=name, line=line)
        ) from error
    return PackBook(forms.load(text, name))


def named_form(preview: ForeignPreview, title: str = "", version: str = "") -> Form:
    """The form under another title (a foreign one then gets its id from it) and version."""
    form = preview.form
    if title and title != form.title:
        form = replace(form, title=title, id=slug(title) if preview.tables else form.id)
    return replace(form, version=version) if version else form


def take_checklist(
    desk: Desk, program: Program, preview: ForeignPreview, *, title: str = "", version: str = ""
) -> Form:
    """Import the form in one transaction, and remember corrected columns for files of the same layout.

    Raises:
        BadInputError: nothing was recognised, the form has problems, or its id and version are taken.
        NotAllowedError: the role may not manage forms.
    """
    if not preview.item_count:
        raise BadInputError(no_items(preview))
    made = import_form(desk, named_form(preview, title, version))
    program.keep_mappings(learned(preview))
    return made


def no_items(preview: ForeignPreview) -> str:
    """Why there is nothing to import, in one sentence."""
    if preview.tables and preview.warnings:
        return preview.warnings[0]
    return _(
        "{name} 里没有认出清单：需要一行表头，至少有“检查项目”“检查内容”这样的两列。",
        name=preview.form.source or preview.form.title,
    )

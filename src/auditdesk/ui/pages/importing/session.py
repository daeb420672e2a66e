"""One file being imported: what was read, what a person corrected; no Qt, so that tests need no window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from auditdesk.domain.importing import Column, ForeignPreview, ForeignSheet
from auditdesk.domain.mapping import Reading, SheetChoice
from auditdesk.services.desk import Desk
from auditdesk.services.importing_forms import open_checklist, take_checklist
from auditdesk.services.jobs import Progress
from auditdesk.services.program import Program
from auditdesk.services.reading import read_input
from auditdesk.services.toolbox import ForeignBook

_SINGLE = (Column.ID, Column.TITLE, Column.SECTION, Column.SEVERITY, Column.WEIGHT)


class ImportSession:
    """A file read once, and what is corrected of it.

    ``reading`` is what the preview shows, ``asked`` the last word of the person, which may still be at work.
    """

    def __init__(self, desk: Desk, program: Program, name: str, book: ForeignBook) -> None:
        self.name = name
        self.reading = self.asked = Reading()
        self._desk = desk
        self._program = program
        self._book = book
        self.preview = book.recognise(self.reading, program.mappings())

    @classmethod
    def opened(cls, desk: Desk, program: Program, path: Path, progress: Progress) -> ImportSession:
        """Read a file.

        Raises:
            BadInputError: it cannot be read, is protected, or is no checklist by its kind.
        """
        tools = desk.tools
        book = open_checklist(tools.forms(), tools.sheets(), read_input(path), path.name, progress)
        return cls(desk, program, path.name, book)

    def recognise(self, reading: Reading) -> ForeignPreview:
        """What another reading gives; raises `BadInputError` for rows that are not there."""
        return self._book.recognise(reading, self._program.mappings())

    def use(self, reading: Reading, preview: ForeignPreview) -> None:
        """Take a reading that was recognised."""
        self.reading, self.preview = reading, preview

    def give_up(self) -> None:
        """The last word was no good: go on from what is shown."""
        self.asked = self.reading

    def table(self, sheet: str) -> ForeignSheet | None:
        """How a sheet was read; None for one that is left out."""
        return next((one for one in self.preview.tables if one.name == sheet), None)

    def with_sheet(self, sheet: str, *, wanted: bool) -> Reading:
        """The reading with a sheet taken or left out."""
        return self._with(sheet, replace(self._choice(sheet), wanted=wanted))

    def with_header(self, sheet: str, row: int) -> Reading:
        """The reading with the head on another row; columns are recognised anew; 0 for no word."""
        return self._with(sheet, SheetChoice(wanted=self._choice(sheet).wanted, header_row=row))

    def with_meaning(self, sheet: str, index: int, meaning: Column) -> Reading:
        """The reading with a column meaning something else.

        Numbers, titles, sections, severities and weights come from one column: the one before is left out.
        Other texts may come from several and are joined.
        """
        columns = dict(self._choice(sheet).columns)
        table = self.table(sheet)
        if meaning in _SINGLE and table is not None:
            for other, had in table.columns.items():
                if had is meaning and other != index:
                    columns[other] = Column.IGNORED
        columns[index] = meaning
        return self._with(sheet, replace(self._choice(sheet), columns=columns))

    def take(self, title: str) -> str:
        """Import; returns the form's key. Raises as `take_checklist`."""
        return take_checklist(self._desk, self._program, self.preview, title=title).key

    def _choice(self, sheet: str) -> SheetChoice:
        return self.asked.sheets.get(sheet, SheetChoice())

    def _with(self, sheet: str, choice: SheetChoice) -> Reading:
        self.asked = self.asked.with_choice(sheet, choice)
        return self.asked

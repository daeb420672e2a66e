"""Paragraphs and rows of tables of a Word document, counted as a reader counts them: empty ones do not."""

from __future__ import annotations

from auditdesk.domain.maskplan import Station
from auditdesk.i18n import _


class Blocks:
    """Follows the walk over a document and notes where each paragraph or row of a table begins."""

    def __init__(self) -> None:
        self.stations: list[Station] = []
        self._tables: list[tuple[int, int]] = []
        self._seen = self._paragraphs = 0
        self._open = False

    def pass_by(self, event: str, local: str) -> None:
        """An element begins (``start``) or ends (``end``); ``local`` is its name without the namespace."""
        if local == "tbl":
            self._table(begins=event == "start")
        elif local == "tr" and event == "start" and self._tables:
            number, row = self._tables[-1]
            self._tables[-1] = (number, row + 1)
            self._open = False
        elif local == "p" and event == "start" and not self._tables:
            self._open = False

    def text(self, at: int, text: str) -> None:
        """A text begins at a code point of the whole."""
        if self._open or not text.strip():
            return
        self._open = True
        if self._tables:
            number, row = self._tables[-1]
            self._note(at, _("表格 {n} 第 {m} 行", n=number, m=row), 0)
        else:
            self._paragraphs += 1
            self._note(at, _("第 {n} 段", n=self._paragraphs), self._paragraphs)

    def _table(self, *, begins: bool) -> None:
        self._open = False
        if begins:
            self._seen += 1
            self._tables.append((self._seen, 0))
        elif self._tables:
            self._tables.pop()

    def _note(self, at: int, words: str, number: int) -> None:
        if self.stations and self.stations[-1].start == at:
            self.stations.pop()
        self.stations.append(Station(at, words, number))

"""依据条款 of an item: document, version, clause, quoted words; documents of the library are proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QWidget

from auditdesk.domain.checklists import Clause
from auditdesk.i18n import _
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import clear, column, panel, row

_VERSION = 72


class BasisRows(QWidget):
    """One box a citation.

    Signals:
        edited: all clauses as a tuple; boxes without any word are left out.
    """

    edited = Signal(object)

    def __init__(self, titles: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = dict(titles)
        self.rows: list[_Row] = []
        self._lines = column(gap=8)
        self.add = KeyButton(_("添加依据"), icon="plus", height=28)
        self.add.clicked.connect(self.begin)
        self.setLayout(column(self._lines, row(self.add, None), gap=8))

    def put(self, clauses: Sequence[Clause]) -> None:
        """Show clauses; boxes that hold them already keep their caret."""
        if self.value() == tuple(clauses):
            return
        clear(self._lines)
        self.rows = []
        for clause in clauses:
            self._append(clause)

    def value(self) -> tuple[Clause, ...]:
        """What is typed."""
        found = (one.clause() for one in self.rows)
        return tuple(clause for clause in found if clause != Clause("", ""))

    def begin(self) -> None:
        """An empty box with the caret in it."""
        self._append(Clause("", "")).document.setFocus(Qt.FocusReason.TabFocusReason)

    def remove(self, one: _Row) -> None:
        """Take a citation out."""
        self.rows.remove(one)
        one.hide()
        one.deleteLater()
        self.edited.emit(self.value())

    def _append(self, clause: Clause) -> _Row:
        made = _Row(clause, self._titles)
        made.changed.connect(lambda: self.edited.emit(self.value()))
        made.away.clicked.connect(partial(self._remove, made))
        self.rows.append(made)
        self._lines.addWidget(made)
        return made

    def _remove(self, one: _Row, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 -- Qt's signal
        self.remove(one)


class _Row(QWidget):
    """The four fields of one citation.

    Signals:
        changed: something was typed.
    """

    changed = Signal()

    def __init__(self, clause: Clause, titles: Mapping[str, str]) -> None:
        super().__init__()
        self._titles = titles
        self.document = LineField(clause.document, _("文件名"), says=_("依据文件"))
        self.version = LineField(clause.version, _("版本"), says=_("依据版本"))
        self.number = LineField(clause.clause, _("条款，如 第 3.2 条"), says=_("依据条款"))
        self.quote = LineField(clause.quote, _("引用的原文，可不填"), says=_("引用的原文"))
        self.version.setFixedWidth(_VERSION)
        completer = QCompleter(sorted(titles), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._known)
        self.document.setCompleter(completer)
        self.away = KeyButton("", "quiet", icon="x", height=28, says=_("删去这条依据"))
        for field in (self.document, self.version, self.number, self.quote):
            field.edited.connect(lambda _text: self.changed.emit())
        upper = row(self.document, self.version, self.away)
        upper.setStretch(0, 1)
        box = panel(column(upper, row(self.number, self.quote), gap=6, margins=(10, 8, 6, 8)), "sunken")
        self.setLayout(column(box))

    def clause(self) -> Clause:
        """What is typed."""
        document, number, version, quote = (
            field.text().strip() for field in (self.document, self.number, self.version, self.quote)
        )
        return Clause(document, number, version, quote)

    def _known(self, title: str) -> None:
        """A document of the library was chosen: its version in force is taken unless one was typed."""
        if not self.version.text().strip():
            self.version.setText(self._titles.get(title, ""))
        self.changed.emit()

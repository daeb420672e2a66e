"""Left of the import view: which sheets are taken, where the head stands, what each column means."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QSizePolicy, QWidget

from auditdesk.domain.importing import Column, ForeignPreview, ForeignSheet, SeenColumn, column_label
from auditdesk.domain.mapping import letter
from auditdesk.i18n import _
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.inputs import ComboField, LineField, mark_input
from auditdesk.ui.widgets.layouts import clear, column, row
from auditdesk.ui.widgets.switch import CheckBox
from auditdesk.ui.widgets.text import Elided, Text

_COMBO = 148
_LONGEST = 60


class SheetsBlock(Block):
    """Check marks of the file's sheets.

    Signals:
        toggled: a sheet's name and whether it is taken now.
    """

    toggled = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__(_("工作表"))
        self.boxes: dict[str, CheckBox] = {}
        self._rows = column(gap=4)
        self.add(self._rows)

    def put(self, preview: ForeignPreview) -> None:
        """Show the sheets; one that stands already only changes its mark."""
        names = [one.name for one in preview.offered]
        if list(self.boxes) != names:
            self._build(preview)
        for one in preview.offered:
            box = self.boxes[one.name]
            box.blockSignals(True)  # noqa: FBT003 -- Qt takes it by position
            box.setChecked(one.taken)
            box.blockSignals(False)  # noqa: FBT003 -- Qt takes it by position

    def _build(self, preview: ForeignPreview) -> None:
        clear(self._rows)
        self.boxes = {}
        for one in preview.offered:
            box = CheckBox(one.name)
            box.toggled.connect(partial(self.toggled.emit, one.name))
            hidden = _("隐藏，{n} 行", n=one.rows) if one.hidden else _("{n} 行", n=one.rows)
            self._rows.addLayout(row(box, None, Text(hidden, "small", "text_3")))
            self.boxes[one.name] = box


class ColumnsBlock(Block):
    """The head's row and one line per column: letter, head, first text below, and its meaning.

    Signals:
        header_given: the head's row as Excel counts, 0 to leave it to the program.
        meaning_given: a column from 0 and a `Column` value.
    """

    header_given = Signal(int)
    meaning_given = Signal(int, str)

    def __init__(self) -> None:
        super().__init__(_("列的含义"))
        self.combos: dict[int, ComboField] = {}
        self.header = LineField(hint=_("自动"), says=_("表头在第几行"))
        self.header.setFixedWidth(_COMBO)
        self.header.editingFinished.connect(self._header)
        self._wrong = Text("", "small", "bad", wrap=True)
        self._given = ""
        self._lines = column(gap=6)
        self.add(row(Text(_("表头行"), "small", "text_2"), None, self.header))
        self.add(self._wrong)
        self.add(self._lines)
        self.refuse_header("")

    def put(self, table: ForeignSheet | None) -> None:
        """Show how a sheet was read."""
        self.refuse_header("")
        rows = table.header_rows if table else ()
        self._given = str(rows[0]) if rows else ""
        self.header.setText(self._given)
        clear(self._lines)
        self.combos = {}
        for one in table.seen if table else ():
            self._lines.addLayout(self._line(one))

    def refuse_header(self, sentence: str) -> None:
        """Say in place why the row cannot be; an empty sentence takes it back."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        mark_input(self.header, "wrong" if sentence else "")
        self.header.setAccessibleDescription(sentence)

    def _line(self, one: SeenColumn) -> QLayout:
        head = one.head.replace("\n", " ") or _("（没有表头）")
        name = Elided(f"{letter(one.index)}  {head}", "small-strong" if one.meaning else "small")
        sample = " / ".join(text.split("\n")[0] for text in one.samples)[:_LONGEST]
        words = column(name, Elided(sample, "tiny", "text_3"), gap=0)
        combo = ComboField(_("没有用到"), says=_("{column} 列的含义", column=letter(one.index)), height=28)
        combo.set_choices([(each.value, column_label(each)) for each in Column], _value(one))
        combo.setFixedWidth(_COMBO)
        combo.picked.connect(partial(self.meaning_given.emit, one.index))
        self.combos[one.index] = combo
        holder = QWidget()
        holder.setLayout(words)
        holder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        line = row(holder, combo, gap=10)
        line.setStretchFactor(holder, 1)
        line.setAlignment(combo, Qt.AlignmentFlag.AlignVCenter)
        return line

    def _header(self) -> None:
        text = self.header.text().strip()
        if text == self._given:
            return
        if text and not (text.isdecimal() and int(text) > 0):
            self.refuse_header(_("写行号，如 3；留空由程序识别。"))
            return
        self.header_given.emit(int(text or 0))


def _value(one: SeenColumn) -> str:
    return one.meaning.value if one.meaning else ""

"""Points with deductions: one line per deduction, the rest is computed and shown as a sum."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import Answer, Deduction, verdict_label
from auditdesk.domain.checklists import Item
from auditdesk.domain.entering import rest_of_points
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.scoring import judge
from auditdesk.i18n import _
from auditdesk.services.answering import Entry
from auditdesk.ui.pages.run.answer_parts import AnswerPart
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import LineField, mark_input
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.text import Text


class _Line(QWidget):
    """Points and reason of one deduction."""

    def __init__(self, given: Deduction | None, parent: PointsPart) -> None:
        super().__init__(parent)
        self.points = LineField(f"{given.points:g}" if given else "", _("扣几分"), says=_("扣分"))
        self.points.setValidator(QDoubleValidator(0.0, 9999.0, 2, self))
        self.points.setFixedWidth(80)
        self.reason = LineField(given.reason if given else "", _("扣分原因"))
        self.gone = KeyButton(kind="quiet", icon="x", height=28, says=_("去掉这笔扣分"))
        line = row(Text("−", tone="text_3"), self.points, self.reason, self.gone)
        line.setStretchFactor(self.reason, 1)
        self.setLayout(line)

    def empty(self) -> bool:
        """Nothing was written yet."""
        return not self.points.text().strip() and not self.reason.text().strip()

    def deduction(self) -> Deduction:
        """What is written; points that are no number count as 0 and are refused."""
        text = self.points.text().strip()
        number = float(text) if text.replace(".", "", 1).isdigit() else 0.0
        return Deduction(self.reason.text().strip(), number)


class PointsPart(AnswerPart):
    """Full points less the lines; ``1`` gives full points, ``2`` begins a deduction."""

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(item, parent)
        self._deductions: tuple[Deduction, ...] | None = None
        self.lines: list[_Line] = []
        self._rows = column(gap=4)
        self.sum = Text(role="strong")
        self.full = KeyButton(_("满分"), key="1", icon="check")
        self.more = KeyButton(_("加一笔扣分"), key="2", icon="minus")
        self.full.clicked.connect(self._full)
        self.more.clicked.connect(self._begin)
        self._all.addLayout(row(self.full, self.more, 8, self.sum, None))
        self._all.addLayout(self._rows)
        self._all.addWidget(self._said)
        self.say("")

    def show_answer(self, answer: Answer | None) -> None:
        """Lines and sum; lines being written stay."""
        given = answer.deductions if answer else ()
        value = answer.value if answer else ""
        if given != self._deductions or value != self._value:
            self._deductions, self._value = given, value
            if [line.deduction() for line in self.lines if not line.empty()] != list(given):
                self._rebuild(given)
        self._show_sum()

    def take_focus(self) -> None:
        """The last line, or the button that begins one."""
        (self.lines[-1].points if self.lines else self.more).setFocus()

    def take(self) -> None:
        """Enter the lines; while one lacks its reason or points the sentence below says so."""
        lines = [line for line in self.lines if not line.empty()]
        given = tuple(line.deduction() for line in lines)
        for line in lines:
            mark_input(line.points, "" if line.deduction().points else "missing")
            mark_input(line.reason, "" if line.reason.text().strip() else "missing")
        try:
            rest_of_points(self.item, given)
        except BadInputError as error:
            self.say(error.message, "bad")
            return
        self.say("")
        if given != self._deductions:
            self.entered.emit(Entry(deductions=given))

    def _begin(self) -> None:
        """Another deduction, caret in its points."""
        self._add(None).points.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _full(self) -> None:
        """Full points; a second press clears, as with 合规."""
        full = f"{self.item.max_points:g}"
        again = self._value == full and not self._deductions
        self.entered.emit(Entry(value="") if again else Entry(deductions=()))

    def _rebuild(self, given: tuple[Deduction, ...]) -> None:
        for line in list(self.lines):
            self._drop(line)
        for one in given:
            self._add(one)

    def _add(self, given: Deduction | None) -> _Line:
        line = _Line(given, self)
        line.points.editingFinished.connect(self.take)
        line.reason.editingFinished.connect(self.take)
        line.gone.clicked.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._rows.addWidget(line)
        line.show()
        return line

    def _drop(self, line: _Line) -> None:
        self.lines.remove(line)
        self._rows.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _remove(self, line: _Line) -> None:
        self._drop(line)
        self.take()

    def _show_sum(self) -> None:
        if not self._value:
            self.sum.setText(_("满分 {n}，还没有作答", n=f"{self.item.max_points:g}"))
            self.sum.set_tone("text_3")
            return
        taken = "".join(f" − {one.points:g}" for one in self._deductions or ())
        verdict = judge(self.item, value=self._value)
        words = f"{self.item.max_points:g}{taken} = {self._value}" if taken else self._value
        self.sum.setText(_("{sum} 分，{verdict}", sum=words, verdict=verdict_label(verdict)))
        self.sum.set_tone("ok" if verdict == "pass" else "bad")

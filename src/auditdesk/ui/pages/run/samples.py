"""The sample of an item: a slot per record with Z and X, and the two counts for those who count on paper."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.audits import Answer
from auditdesk.domain.checklists import Item
from auditdesk.i18n import _
from auditdesk.services.answering import Entry
from auditdesk.ui.pages.run.count_field import CountField
from auditdesk.ui.widgets.buttons import KeyCap
from auditdesk.ui.widgets.either import EitherWay
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.samples import SampleSlots, Slot
from auditdesk.ui.widgets.text import Text

_MOST = 400
"""More slots than this are not drawn; the counts remain."""


class SampleBox(QWidget):
    """Marks and counts are one: writing a count fills slots, judging a slot moves the counts.

    Signals:
        entered: an `Entry` with sample marks (``id=+`` fits, ``id=-`` does not).
    """

    entered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: dict[str, str] = {}
        self._head = Text(role="strong")
        self._fits, self._fails = Text(role="small", tone="ok"), Text(role="small", tone="bad")
        self._left = Text(role="small", tone="text_3")
        self.checked, self.failed = CountField(_("已查样本数")), CountField(_("不符样本数"))
        self.slots = SampleSlots(compact=True)
        self.slots.judged.connect(self._judged)
        self.checked.editingFinished.connect(self._counted)
        self.failed.editingFinished.connect(self._counted)
        tally = row(self._head, None, self._fits, KeyCap("Z"), self._fails, KeyCap("X"), self._left, gap=6)
        counts = row(
            None, Text(_("已查"), "small", "text_3"), self.checked,
            Text(_("不符"), "small", "text_3"), self.failed, gap=6,
        )  # fmt: skip
        self.line = EitherWay(tally, counts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.slots)

    def show_item(self, item: Item, answer: Answer | None) -> None:
        """Show an item's sample; items without one hide the box."""
        self.setVisible(bool(item.sample_size))
        if not item.sample_size:
            self.slots.set_slots([])
            return
        self._marks = _marks_of(item, answer)
        done = sum(bool(mark) for mark in self._marks.values())
        failed = sum(mark == "-" for mark in self._marks.values())
        self._head.setText(_("样本 {n} / {all}", n=done, all=item.sample_size))
        self._fits.setText(_("符合 {n}", n=done - failed))
        self._fails.setText(_("不符 {n}", n=failed))
        self._left.setText(_("未查 {n}", n=max(0, item.sample_size - done)))
        self.checked.set_value(done)
        self.failed.set_value(failed)
        fits = {"+": True, "-": False}
        shown = list(self._marks.items())[:_MOST]
        self.slots.set_slots([Slot(key, fits=fits.get(mark)) for key, mark in shown])

    def _judged(self, place: int, fits: bool) -> None:  # noqa: FBT001 -- the signal's signature
        key = list(self._marks)[place]
        self._marks[key] = "+" if fits else "-"
        self._enter()

    def _counted(self) -> None:
        """Fill slots from the counts; slots judged one by one stay as far as the counts allow."""
        checked, failed = self.checked.value(), min(self.failed.value(), self.checked.value())
        done = sum(bool(mark) for mark in self._marks.values())
        bad = sum(mark == "-" for mark in self._marks.values())
        if (checked, failed) == (done, bad):
            return
        keys = list(self._marks)
        keys += [str(number + 1) for number in range(len(keys), checked)]
        marks = ["+"] * (checked - failed) + ["-"] * failed + [""] * (len(keys) - checked)
        self._marks = dict(zip(keys, marks, strict=True))
        self._enter()

    def _enter(self) -> None:
        marks = tuple(f"{key}={mark}" for key, mark in self._marks.items() if mark)
        self.entered.emit(Entry(sample_marks=marks))


def _marks_of(item: Item, answer: Answer | None) -> dict[str, str]:
    """Sample ids with ``+``, ``-`` or nothing; ids without a record are numbered from 1."""
    marks = {}
    for mark in answer.sample_marks if answer else ():
        key, _sep, sign = mark.rpartition("=")
        marks[key] = sign if sign in {"+", "-"} else ""
    if answer and not marks and answer.samples_checked:
        fits = answer.samples_checked - answer.samples_failed
        for number in range(answer.samples_checked):
            marks[str(number + 1)] = "+" if number < fits else "-"
    number = 0
    while len(marks) < item.sample_size:
        number += 1
        marks.setdefault(str(number), "")
    return dict(sorted(marks.items(), key=lambda pair: (len(pair[0]), pair[0])))

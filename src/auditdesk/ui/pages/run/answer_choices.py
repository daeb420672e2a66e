"""One choice or several, each with its number key; what an option means is said at once."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QWidget

from auditdesk.domain.audits import Answer, Verdict, verdict_label
from auditdesk.domain.checklists import AnswerType, Item
from auditdesk.domain.scoring import judge
from auditdesk.i18n import _
from auditdesk.services.answering import Entry
from auditdesk.ui.keys import bind
from auditdesk.ui.pages.run.answer_parts import AnswerPart
from auditdesk.ui.widgets.buttons import KeyCap
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.segmented import AnswerControl, Part
from auditdesk.ui.widgets.switch import CheckBox, Radio

KEYS = "123456789"
_SHORT, _FEW = 24, 4
"""Characters and options that fit side by side."""


class ChoicePart(AnswerPart):
    """Few short options side by side like the three-part control, others one below the other."""

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(item, parent)
        self._many = item.answer_type is AnswerType.MULTI_CHOICE
        self._chosen: tuple[str, ...] = ()
        self.boxes: list[QAbstractButton] = []
        self.control: AnswerControl | None = None
        short = len(item.choices) <= _FEW and sum(map(len, item.choices)) <= _SHORT
        if short and not self._many:
            parts = [Part(one, one, key) for one, key in zip(item.choices, KEYS, strict=False)]
            self.control = AnswerControl(parts)
            self.control.answered.connect(lambda value: self._enter((value,) if value else ()))
            self._all.addWidget(self.control)
        else:
            for number, one in enumerate(item.choices):
                self._add(number, one)
        self._all.addWidget(self._said)

    def show_answer(self, answer: Answer | None) -> None:
        """Tick what was chosen."""
        self._chosen = answer.choices if answer else ()
        if self.control is not None:
            self.control.set_value(self._chosen[0] if self._chosen else "")
        for box, one in zip(self.boxes, self.item.choices, strict=False):
            box.setAutoExclusive(False)
            box.setChecked(one in self._chosen)
            box.setAutoExclusive(not self._many)
        verdict = judge(self.item, choices=self._chosen)
        if verdict in (Verdict.PASS, Verdict.FAIL):
            self.say(verdict_label(verdict), "ok" if verdict == Verdict.PASS else "bad")
        else:
            self.say(_("可选多项") if self._many else "")

    def take_focus(self) -> None:
        """The first option."""
        first = self.boxes[0] if self.boxes else self.control
        if first is not None:
            first.setFocus()

    def _add(self, number: int, word: str) -> None:
        box = CheckBox(word) if self._many else Radio(word)
        box.clicked.connect(lambda: self._toggled(word))
        self.boxes.append(box)
        key = KEYS[number] if number < len(KEYS) else ""
        if key:
            bind(self, key, lambda: self._toggled(word))
        self._all.addLayout(row(*([KeyCap(key)] if key else []), box, None))

    def _toggled(self, word: str) -> None:
        """One of several goes in or out; a single one clears when chosen again."""
        if self._many:
            kept = set(self._chosen) ^ {word}
            self._enter(tuple(one for one in self.item.choices if one in kept))
        else:
            self._enter(() if self._chosen == (word,) else (word,))

    def _enter(self, chosen: tuple[str, ...]) -> None:
        self.entered.emit(Entry(choices=chosen))

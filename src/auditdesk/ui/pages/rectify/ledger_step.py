"""The next step of an entry in the violation ledger, filled in where it stands (B6): owner, day, words."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from auditdesk.domain.ledger import PUNISHING, Consequence, EntryKind, Step, consequence_label, step_label
from auditdesk.domain.people import may
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.ledger import LedgerFile, StepInput, right_of
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import ComboField, DateField, LineField
from auditdesk.ui.widgets.layouts import column, row


class StepForm(QWidget):
    """Owner, day, for 处理 the consequence, and what is to be said; ``button`` is placed by the caller.

    The button rests, with the reason, for a user who may not do this step.
    """

    def __init__(self, desk: Desk, file: LedgerFile, step: Step, button: KeyButton) -> None:
        super().__init__()
        self._desk, self._step = desk, step
        self.owner = LineField(desk.user.name, _("负责人"), says=_("负责人"))
        self.owner.setFixedWidth(96)
        self.day = DateField(desk.today(), says=_("“{step}”的日期", step=step_label(step.value)))
        self.words = LineField(hint=_("说明（可不填）"), says=_("说明"))
        self.result = ComboField(_("处理"), says=_("处理"), height=32)
        self.result.set_choices([(one.value, consequence_label(one.value)) for one in _choices(file)],
                                file.suggestion)  # fmt: skip
        self.done = button
        if not may(desk.user, right_of(step)):
            button.refuse(_("“{step}”要有复核权限的人来定", step=step_label(step.value)))
        above: list[QWidget | int | None] = [self.owner, self.day]
        if step is Step.CONSEQUENCE:
            above.append(self.result)
        else:
            self.result.setParent(self)
            self.result.hide()
        self.setLayout(column(row(*above, None, gap=6), self.words, gap=6))

    def given(self) -> StepInput:
        """The step as filled in."""
        consequence = self.result.value() if self._step is Step.CONSEQUENCE else ""
        return StepInput(
            self._step, self.owner.text().strip(), self.day.value(), self.words.text().strip(), consequence
        )


def _choices(file: LedgerFile) -> list[Consequence]:
    if file.entry.kind is EntryKind.COMMENDATION:
        return [Consequence.PRAISE]
    return [Consequence.NONE, *(one for one in Consequence if one in PUNISHING)]

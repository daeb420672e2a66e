"""提交审批: whom to ask in each stage, until when, and the day planned for publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal

from auditdesk.domain.checklists import FormState
from auditdesk.domain.life import STAGES, Participant, form_state_label
from auditdesk.domain.people import User
from auditdesk.i18n import _
from auditdesk.services.approving import Submission
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, LineField
from auditdesk.ui.widgets.layouts import clear, column, row
from auditdesk.ui.widgets.text import Text


class AskingBlock(Block):
    """Participants by stage, with a choice to add one; days as ``YYYY-MM-DD``.

    Signals:
        changed: ask `refusal` again.
    """

    changed = Signal()

    def __init__(self, people: Sequence[User], suggested: Sequence[Participant]) -> None:
        super().__init__(_("提交审批"))
        self._people = {user.id: user for user in people}
        self._chosen = list(suggested)
        self._rows = column(gap=4)
        self.add(self._rows)
        self.due = LineField(hint="YYYY-MM-DD", says=_("截止"))
        self.planned = LineField(hint="YYYY-MM-DD", says=_("计划发布"))
        for label, field in ((_("截止"), self.due), (_("计划发布"), self.planned)):
            field.textChanged.connect(lambda _text: self.changed.emit())
            self.add(Field(label, field))
        self._show()

    def submission(self) -> Submission:
        """What is chosen."""
        return Submission(tuple(self._chosen), self.due.text().strip(), self.planned.text().strip())

    def refusal(self) -> str:
        """Why it cannot be handed in; empty when it can."""
        for stage in STAGES:
            if not any(one.stage is stage for one in self._chosen):
                return _("请为{stage}指定至少一位参与人。", stage=form_state_label(stage))
        for field in (self.due, self.planned):
            text = field.text().strip()
            if text and not _is_day(text):
                return _("日期要写成 YYYY-MM-DD。")
        return ""

    def choose(self, stage: FormState, user_id: str) -> None:
        """Ask one person more."""
        user = self._people[user_id]
        if not any(one.stage is stage and one.user_id == user_id for one in self._chosen):
            self._chosen.append(Participant(stage, user.id, user.name, user.department or user.title))
        self._show()
        self.changed.emit()

    def drop(self, one: Participant, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 -- Qt's signal
        """Ask one person less."""
        self._chosen.remove(one)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        clear(self._rows)
        for stage in STAGES:
            mine = [one for one in self._chosen if one.stage is stage]
            word = form_state_label(stage)
            add = ComboField(_("添加参与人"), says=_("{stage}参与人", stage=word), height=28)
            taken = {one.user_id for one in mine}
            add.set_choices([(user.id, user.name) for user in self._people.values() if user.id not in taken])
            add.picked.connect(partial(self.choose, stage))
            self._rows.addLayout(row(Text(word, "small-strong"), None, add))
            for one in mine:
                away = KeyButton("", "quiet", icon="x", height=28, says=_("不请 {name}", name=one.name))
                away.clicked.connect(partial(self.drop, one))
                label = Text(f"{one.department} {one.name}".strip(), "small")
                self._rows.addLayout(row(label, None, away))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

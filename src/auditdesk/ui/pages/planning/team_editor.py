"""The team with its division of labour: a person or a free name, post, duties, task (REQUIREMENTS A3)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from auditdesk.domain.audits import Duty, TeamMember, duty_label
from auditdesk.domain.people import User
from auditdesk.i18n import _
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import ComboField, LineField
from auditdesk.ui.widgets.layouts import clear, column, row
from auditdesk.ui.widgets.switch import CheckBox

_NOBODY = "-"
_ROOM = 352
"""Pixels inside the narrowest pane that is shown at first."""


class MemberRow(QWidget):
    """One member: who, which duties, which task.

    Signals:
        edited: anything changed.
        dropped: the member is taken out.
    """

    edited = Signal()
    dropped = Signal()

    def __init__(self, users: Sequence[User], member: TeamMember, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._users = {user.id: user for user in users}
        self.who = ComboField(_("选择人"), says=_("成员"))
        choices = [(user.id, user.name) for user in users if user.active or user.id == member.user_id]
        self.who.set_choices([*choices, (_NOBODY, _("没有账号的人"))], member.user_id or _NOBODY)
        self.name = LineField(member.name, _("姓名"), says=_("姓名"))
        self.post = LineField(member.title, _("岗位"), says=_("岗位"))
        self.task = LineField(member.task, _("任务，如 抽听录音、核对台账"), says=_("任务"))
        self.boxes = {duty: CheckBox(duty_label(duty), checked=duty in member.duties) for duty in Duty}
        drop = KeyButton("", "quiet", icon="x", height=28, says=_("去掉 {name}", name=member.name))
        drop.clicked.connect(self.dropped)
        first = row(self.who, self.name, self.post, drop, gap=6)
        first.setStretch(0, 3)
        first.setStretch(1, 2)
        first.setStretch(2, 2)
        duties = _grid(list(self.boxes.values()))
        self.setLayout(column(first, duties, self.task, gap=4, margins=(0, 4, 0, 8)))
        self.who.picked.connect(self._picked)
        for field in (self.name, self.post, self.task):
            field.edited.connect(lambda _text: self.edited.emit())
        for duty, box in self.boxes.items():
            box.setAccessibleName(f"{member.name} {duty_label(duty)}")
            box.clicked.connect(lambda _checked=False: self.edited.emit())
        self.name.setVisible(self.who.value() == _NOBODY)

    def member(self) -> TeamMember:
        """What is filled in."""
        user = self._users.get(self.who.value())
        duties = tuple(duty for duty, box in self.boxes.items() if box.isChecked())
        name = user.name if user else self.name.text().strip()
        title = self.post.text().strip()
        return TeamMember(name, title, duties, self.task.text().strip(), user.id if user else "")

    def _picked(self, user_id: str) -> None:
        user = self._users.get(user_id)
        self.name.setVisible(user is None)
        if user is not None:
            self.post.setText(user.title)
        self.edited.emit()


def _grid(boxes: Sequence[CheckBox]) -> QGridLayout:
    """All duties in one line, or in two where their words are longer."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(0)
    wide = sum(box.sizeHint().width() + 8 for box in boxes)
    each = len(boxes) if wide <= _ROOM else (len(boxes) + 1) // 2
    for at, box in enumerate(boxes):
        grid.addWidget(box, at // each, at % each)
    grid.setColumnStretch(each, 1)
    return grid


class TeamEditor(QWidget):
    """All members, one below the other.

    Signals:
        edited: the whole team changed; ask `team`.
    """

    edited = Signal()

    def __init__(self, users: Sequence[User], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._users = list(users)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.add = KeyButton(_("加一人"), height=28, icon="plus")
        self.add.clicked.connect(lambda: self.append(TeamMember("", "", (Duty.ANSWER,))))
        self.setLayout(column(self._rows, row(self.add, None), gap=4))

    def set_team(self, team: Sequence[TeamMember]) -> None:
        """Show a team without a signal."""
        clear(self._rows)
        for member in team:
            self._put(member)

    def team(self) -> tuple[TeamMember, ...]:
        """The members that have a name."""
        return tuple(member for line in self.lines() if (member := line.member()).name)

    def lines(self) -> list[MemberRow]:
        """The rows."""
        items = (self._rows.itemAt(at) for at in range(self._rows.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, MemberRow)]

    def append(self, member: TeamMember) -> None:
        """Another member, the caret in the choice of the person."""
        self._put(member).who.setFocus()

    def _put(self, member: TeamMember) -> MemberRow:
        line = MemberRow(self._users, member)
        line.edited.connect(self.edited)
        line.dropped.connect(lambda: self._drop(line))
        self._rows.addWidget(line)
        return line

    def _drop(self, line: MemberRow) -> None:
        self._rows.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.edited.emit()

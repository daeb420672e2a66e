"""One training case: a form while it is a draft, a page to read when it is published."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.cases import Case, CaseState, case_state_label, missing_in, text_label
from auditdesk.domain.people import Right, may
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.people import names
from auditdesk.ui.pages.run.autosave import AutoSave
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import BottomBar
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, LineField, TextField
from auditdesk.ui.widgets.layouts import clear, row, scrolled
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text

_WIDEST = 720
_LINES = {"story": 5, "lesson": 3, "question": 2}


class CaseView(QWidget):
    """Title, class, story, lesson, question; below, what keeps it from being published.

    Signals:
        typed: case id, field and text to save.
        opened: the id of the finding it came from.
    """

    typed = Signal(str, str, str)
    opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._names = names(desk)
        self.case: Case | None = None
        self.fields: dict[str, LineField | TextField] = {}
        self._saves: list[AutoSave] = []
        self._refused: dict[tuple[str, str], str] = {}
        self.notice = Notice("bad", "")
        self.notice.hide()
        self._head = row(margins=(24, 14, 24, 8))
        self._content = QVBoxLayout()
        self._content.setContentsMargins(24, 4, 24, 16)
        self._content.setSpacing(10)
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        inner.setLayout(self._content)
        self.export = KeyButton(_("导出已发布的"), icon="download")
        self.withdraw = KeyButton(_("撤回为草稿"))
        self.publish = KeyButton(_("发布"), "primary", key="Ctrl+Enter", binds=False)
        self.reason = Text("", "small", "text_3", wrap=True)
        bar = BottomBar(self.reason, None, self.export, self.withdraw, self.publish)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head)
        layout.addWidget(self.notice)
        layout.addWidget(scrolled(inner), 1)
        layout.addWidget(bar)
        self.show_case(None)

    def show_case(self, case: Case | None) -> None:
        """Show a case; None empties the view. The same one under the caret is left alone."""
        if case is not None and case == self.case:
            return
        self.flush()
        self.case = case
        self.notice.hide()
        clear(self._head)
        clear(self._content)
        self.fields, self._saves = {}, []
        if case is not None:
            self._show_head(case)
            draft = case.state is CaseState.DRAFT and may(self._desk.user, Right.RECTIFY)
            (self._show_form if draft else self._show_page)(case)
        self._content.addStretch(1)
        self._allow()

    def saved(self, case: Case) -> None:
        """A field was saved: the notice goes, the foot says what is still missing."""
        if self.case is None or self.case.id != case.id:
            return
        self.case = case
        for name, field in self.fields.items():
            if field.text().strip() == getattr(case, name):
                self._refused.pop((case.id, name), None)
        if not any(key == case.id for key, _name in self._refused):
            self.notice.say("ok", "")
        self._allow()

    def refused(self, case_id: str, name: str, text: str, why: str) -> None:
        """A text was not saved; it stays in its field and comes back with the case."""
        self._refused[case_id, name] = text
        if self.case is not None and self.case.id == case_id:
            self.notice.say("bad", why)
            self._allow()

    def flush(self) -> None:
        """Save texts that are still waiting."""
        for save in self._saves:
            save.flush()

    def focus_title(self) -> None:
        """Put the caret into the title of a new case."""
        if isinstance(title := self.fields.get("title"), LineField):
            title.setFocus()
            title.selectAll()

    def _show_head(self, case: Case) -> None:
        self._head.addWidget(Text(case.code, "strong", "accent"))
        tone = "rev" if case.state is CaseState.DRAFT else "ok"
        self._head.addWidget(Chip(case_state_label(case.state), tone))
        day = (case.published_at or case.created_at)[:10]
        who = self._names.get(case.published_by or case.created_by, "")
        self._head.addWidget(Text(f"{who} {day}".strip(), "small", "text_3"))
        self._head.addStretch(1)
        if case.finding_id:
            opens = KeyButton(_("看来源问题"), "link")
            opens.clicked.connect(lambda: self.opened.emit(case.finding_id))
            self._head.addWidget(opens)

    def _show_form(self, case: Case) -> None:
        title = LineField(self._text(case, "title"), says=text_label("title"))
        self._watch(case, "title", title)
        self._content.addWidget(Field(text_label("title"), title, above=True))
        kind = ComboField(_("选择违规分类"))
        taxonomy = self._desk.taxonomy()
        kind.set_choices(
            [(one.id, taxonomy.label(one.id)) for one in taxonomy.classes()], case.violation_class
        )
        kind.picked.connect(lambda value: self.typed.emit(case.id, "violation_class", value))
        self._content.addWidget(Field(_("违规分类"), kind, above=True))
        for name, lines in _LINES.items():
            field = TextField(self._text(case, name), lines=lines, most=12, says=text_label(name))
            self._watch(case, name, field)
            self._content.addWidget(Field(text_label(name), field, above=True))
        note = _("只写经过，不写人：姓名、电话、证件、单号等会被拒绝，并指出在哪里。")
        self._content.addWidget(Text(note, "small", "text_3", wrap=True))

    def _text(self, case: Case, name: str) -> str:
        return self._refused.get((case.id, name), str(getattr(case, name)))

    def _watch(self, case: Case, name: str, field: LineField | TextField) -> None:
        self.fields[name] = field
        self._saves.append(AutoSave(field, partial(self.typed.emit, case.id, name)))

    def _show_page(self, case: Case) -> None:
        self._content.addWidget(Text(case.title, "title", wrap=True))
        if case.violation_class:
            self._content.addWidget(
                Text(self._desk.taxonomy().label(case.violation_class), "small", "text_2")
            )
        for name in _LINES:
            self._content.addSpacing(4)
            self._content.addWidget(Text(text_label(name), "strong"))
            self._content.addWidget(Text(getattr(case, name), wrap=True))

    def _allow(self) -> None:
        case, user = self.case, self._desk.user
        published = case is not None and case.state is CaseState.PUBLISHED
        reviews = may(user, Right.REVIEW)
        self.publish.setVisible(not published)
        self.withdraw.setVisible(published and reviews)
        why = self._refusal()
        self.reason.setText("" if published else why)
        if why:
            self.publish.refuse(why)
        else:
            self.publish.allow()

    def _refusal(self) -> str:
        """Why 发布 rests."""
        case, user = self.case, self._desk.user
        if case is None:
            return _("选一个案例，或新建一个")
        if any(key == case.id for key, _name in self._refused):
            return _("还有没保存的内容")
        missing = missing_in(case)
        if missing:
            return _("还缺 {n} 项：{what}", n=len(missing), what=_("、").join(missing))
        if not may(user, Right.REVIEW):
            return _("由能复核的人看过后发布")
        if case.created_by == user.id and not may(user, Right.MANAGE_USERS):
            return _("由您起草，请另一人看过后发布")
        return ""

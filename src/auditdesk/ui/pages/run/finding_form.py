"""The tab 问题: the finding of a 不合规, half filled, saved while one writes, what is missing in amber."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.checklists import Severity, severity_label
from auditdesk.domain.findings import Action, Finding, finding_state_label, missing_of
from auditdesk.i18n import _
from auditdesk.services.finding_context import read_context
from auditdesk.services.people import list_users
from auditdesk.services.rectifying import (
    add_action,
    begin_finding,
    change_finding,
    group_findings,
    list_problems,
)
from auditdesk.ui.pages.run.autosave import AutoSave
from auditdesk.ui.pages.run.days import day_words
from auditdesk.ui.pages.run.finding_around import FindingAround
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, DateField, LineField, TextField
from auditdesk.ui.widgets.layouts import column, panel, row, scrolled
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.text import Elided, Icon, Text

_NEW = "+"
"""Value of the choice that asks for a new problem's name."""
_DAYS = (3, 5, 10, 15, 20, 30)
_STATE_TONES = {"draft": "na", "open": "rev", "to_verify": "accent", "closed": "ok"}


class FindingForm(QWidget):
    """Edits one finding of the current item.

    Signals:
        finished: 完成问题 was pressed: nothing is missing, go on.
        go: another page's name and what to show there.
    """

    finished = Signal()
    go = Signal(str, object)

    def __init__(self, run: RunFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._id = ""
        self.code, self.state = ComboField(says=_("问题编号"), height=28), Chip("", "na")
        self.missing = Elided("", "small", "rev")
        self._warn = Icon("triangle-alert", "rev")
        self._make_fields()
        self._measures = Text(role="small", tone="text_2", wrap=True)
        self.saved = Text(role="small", tone="text_3")
        self.done = KeyButton(_("完成问题"), "primary", key="Ctrl+Enter")
        self.done.clicked.connect(self.finished)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the finding of the current item, or say how one begins."""
        findings = self._run.findings()
        ids = [one.id for one in findings]
        self._form.setVisible(bool(findings))
        self._empty.setVisible(not findings)
        if not findings:
            self._id = ""
            return
        fresh = self._id not in ids
        finding = findings[0] if fresh else findings[ids.index(self._id)]
        self._id = finding.id
        self.code.set_choices([(one.id, one.code) for one in findings], finding.id)
        self.code.setEnabled(len(findings) > 1)
        self._show(finding, fresh=fresh)

    def flush(self) -> None:
        """Save texts that are still waiting."""
        for save in self._saves.values():
            save.flush()

    def finding_id(self) -> str:
        """The finding shown, or an empty string."""
        return self._id

    def choose(self, finding_id: str) -> None:
        """Show another finding of the item."""
        self.flush()
        self._id = finding_id
        for name in self._saves:
            self._saves[name].force("")
        self.refresh()
        found = next((one for one in self._run.findings() if one.id == finding_id), None)
        if found is not None:
            self._show(found, fresh=True)

    def _make_fields(self) -> None:
        self.description = TextField(lines=3, most=8, says=_("描述"))
        self.occurred = DateField(timed=True, says=_("发生时间"))
        self.unset = Text(_("还没有填"), "small", "rev")
        self.staff = LineField(hint=_("客服代号，如 客服B12"))
        self.kind = ComboField(_("选择违规分类"))
        taxonomy = self._run.desk.taxonomy()
        self.kind.set_choices([(one.id, taxonomy.label(one.id)) for one in taxonomy.classes()])
        self.severity = Segmented(
            [Part(one.value, severity_label(one)) for one in Severity], equal=True, says=_("严重程度")
        )
        self.staff_count = Text(role="small", tone="text_3")
        self.problem = ComboField(_("选择同类问题"))
        self.new_problem = LineField(hint=_("新问题的名称，按 Enter"))
        self.new_problem.hide()
        self.around = FindingAround(self._run)
        self.measure = LineField(hint=_("写一条措施，按 Enter 添加"))
        self.owner = ComboField(_("选择责任人"))
        self.days = ComboField(_("选择期限"))
        self.days.set_choices([(str(days), _("{n} 工作日", n=days)) for days in _DAYS])
        self.day = Text(tone="text_2")
        self._saves = {
            "description": AutoSave(self.description, lambda text: self._change(description=text)),
            "staff_code": AutoSave(self.staff, lambda text: self._change(staff_code=text.strip())),
        }

    def _lay_out(self) -> None:
        self._fields = {
            "description": Field(_("描述"), self.description),
            "occurred": Field(_("发生时间"), self.occurred, after=self.unset),
            "staff": Field(_("涉及客服"), self.staff, after=self.staff_count),
            "class": Field(_("违规分类"), self.kind),
            "severity": Field(_("严重程度"), self.severity),
            "problem": Field(_("归入问题"), self.problem),
            "measure": Field(_("整改措施"), self.measure),
            "owner": Field(_("责任人"), self.owner),
            "deadline": Field(_("期限"), self.days, after=self.day),
        }
        fields = column(*self._fields.values(), self.around, None, gap=10, margins=(16, 8, 16, 12))
        fields.insertWidget(7, self._measures)
        fields.insertWidget(6, self.new_problem)
        content = QWidget()
        content.setLayout(fields)
        more = KeyButton(kind="quiet", icon="plus", height=28, says=_("再立一个问题"))
        more.clicked.connect(self._begin)
        head = row(self.code, self.state, more, self._warn, self.missing, margins=(16, 10, 16, 4))
        head.setStretchFactor(self.missing, 1)
        self._form = QWidget()
        inner = QVBoxLayout(self._form)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addLayout(head)
        inner.addWidget(scrolled(content), 1)
        inner.addWidget(panel(row(self.saved, None, self.done, margins=(16, 9, 16, 10)), line="top"))
        begin = KeyButton(_("立问题"), icon="plus")
        begin.clicked.connect(self._begin)
        self._empty = EmptyState(
            _("这一项没有问题。"),
            _("判为不合规时，这里会自动立一个问题，填好分类、责任人和期限即可。"),
            begin,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._form)
        layout.addWidget(self._empty)

    def _connect(self) -> None:
        self.code.picked.connect(self.choose)
        self.occurred.edited.connect(lambda text: self._change(occurred_at=text))
        self.kind.picked.connect(lambda value: self._change(violation_class=value))
        self.severity.chosen.connect(lambda value: self._change(severity=Severity(value)))
        self.owner.picked.connect(lambda value: self._change(owner=value))
        self.days.picked.connect(lambda value: self._change(deadline_days=int(value)))
        self.measure.returnPressed.connect(self._add_measure)
        self.problem.picked.connect(self._choose_problem)
        self.new_problem.returnPressed.connect(self._group)
        self.new_problem.editingFinished.connect(self._group)
        self.around.go.connect(self.go)
        self._run.leaving.connect(self.flush)
        self._run.moved.connect(self.refresh)
        self._run.changed.connect(self.refresh)

    def _show(self, finding: Finding, *, fresh: bool) -> None:
        texts = {"description": finding.description, "staff_code": finding.staff_code}
        for name, save in self._saves.items():
            (save.force if fresh else save.show)(texts[name])
        if not self.occurred.hasFocus():
            self.occurred.set_value(finding.occurred_at)
        self.unset.setVisible(not finding.occurred_at)
        self.kind.set_value(finding.violation_class)
        self.severity.set_value(finding.severity.value)
        self._show_owner(finding)
        self.days.set_value(str(finding.deadline_days))
        self.day.setText(day_words(finding.deadline, self._run.desk.today()) if finding.deadline else "")
        self._show_context(finding, fresh=fresh)
        done = [one for one in self._run.file.actions if one.finding_id == finding.id]
        self._measures.setText("\n".join(f"{at}. {one.measure}" for at, one in enumerate(done, 1)))
        self._measures.setVisible(bool(done))
        self._show_missing(finding)

    def _show_context(self, finding: Finding, *, fresh: bool) -> None:
        context = read_context(self._run.desk, finding)
        words = [
            (one.id, _("{title}\t已有 {n} 项", title=one.title, n=count)) for one, count in context.problems
        ]
        self.problem.set_choices([*words, (_NEW, _("新的一类问题…"))], finding.problem_id)
        if fresh:
            self.new_problem.clear()
            self.new_problem.hide()
        count = context.staff_count
        self.staff_count.setText(_("本季第 {n} 次", n=count) if count else "")
        self.around.show_finding(finding, context.siblings)

    def _show_owner(self, finding: Finding) -> None:
        team = [member.name for member in self._run.file.audit.team]
        users = [user.name for user in list_users(self._run.desk)]
        known = [one.owner for one in self._run.file.findings]
        names = [name for name in dict.fromkeys([*users, *team, *known, finding.owner]) if name]
        self.owner.set_choices([(name, name) for name in names], finding.owner)

    def _show_missing(self, finding: Finding) -> None:
        self.state.set_chip(finding_state_label(finding.state), _STATE_TONES[finding.state.value])
        missing = missing_of(finding)
        words = _("还缺 {n} 项：{what}", n=len(missing), what=_("、").join(missing))
        self.missing.set_text(words if missing else "")
        self._warn.setVisible(bool(missing))
        checks = {
            "description": finding.description, "class": finding.violation_class,
            "owner": finding.owner, "deadline": finding.deadline,
        }  # fmt: skip
        for name, value in checks.items():
            if value:
                self._fields[name].clear()
            else:
                self._fields[name].missing()
        self.saved.setText(_("已自动保存 {time}", time=self._run.saved_at) if self._run.saved_at else "")
        if missing:
            self.done.refuse(words)
        else:
            self.done.allow()

    def _change(self, **fields: object) -> None:
        name = self._id
        if name:
            desk = self._run.desk
            field = next(iter(fields))
            self._run.edit(
                Finding, name, lambda: change_finding(desk, name, **fields), title=_("改问题"),
                merge=f"{name}/{field}" if field in self._saves else "",
            )  # fmt: skip

    def _begin(self) -> None:
        self.flush()
        run = self._run
        fields: dict[str, object] = {
            "violation_class": run.item.violation_class,
            "severity": run.item.severity,
        }
        made = run.edit(
            Finding, "",
            lambda: begin_finding(run.desk, run.file.audit.id, run.item.id, title=run.item.title, **fields),
            title=_("立问题"),
        )  # fmt: skip
        if made is not None:
            self.choose(made.id)

    def _add_measure(self) -> None:
        text, name = self.measure.text().strip(), self._id
        if not text:
            return
        desk = self._run.desk
        made = self._run.edit(Action, "", lambda: add_action(desk, name, text), title=_("加措施"))
        if made is not None:
            self.measure.clear()

    def _choose_problem(self, value: str) -> None:
        """A known problem at once; a new one asks for its name in place."""
        self.new_problem.setVisible(value == _NEW)
        if value == _NEW:
            self.new_problem.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        known = {one.id: one.title for one in list_problems(self._run.desk)}
        self._put_under(known.get(value, ""))

    def _group(self) -> None:
        """The name of a new problem is complete."""
        title = self.new_problem.text().strip()
        self.new_problem.clear()
        self.new_problem.hide()
        self._put_under(title)

    def _put_under(self, title: str) -> None:
        desk, name = self._run.desk, self._id
        if title and name:
            self._run.edit(Finding, name, lambda: group_findings(desk, [name], title), title=_("归入问题"))

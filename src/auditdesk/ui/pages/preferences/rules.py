"""识别规则: the workspace's own masking rules and exceptions, tried on any text before they are kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from auditdesk.domain.errors import AuditDeskError, BadInputError
from auditdesk.domain.maskrules import MaskRule
from auditdesk.domain.people import Right, may
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.exporting import write_file
from auditdesk.services.reading import read_input
from auditdesk.services.rules import RuleImport, export_rules, import_rules, list_rules
from auditdesk.ui.habits import Habits
from auditdesk.ui.keys import Key
from auditdesk.ui.pages.preferences.rule_pane import RulePane, new_rule
from auditdesk.ui.pages.preferences.rule_words import rule_kinds, rule_summary
from auditdesk.ui.pages.preferences.section import SectionView
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text

_BAR = 52


class RulesView(SectionView):
    """List and pane; everybody may look and try, who writes forms may change."""

    def __init__(self, place: Place, habits: Habits, parent: QWidget | None = None) -> None:
        super().__init__(place, habits, parent)
        self._writes = may(place.desk.user, Right.MANAGE_FORMS)
        self.count = Text("", tone="text_3")
        self.new_button = KeyButton(_("新规则"), key="Ctrl+N", icon="plus")
        self.new_button.clicked.connect(self.add)
        self.take = KeyButton("", "quiet", icon="upload", says=_("从文件导入规则"))
        self.take.clicked.connect(self.choose_file)
        self.give = KeyButton("", "quiet", icon="download", says=_("导出全部规则"))
        self.give.clicked.connect(self.export)
        if not self._writes:
            for button in (self.new_button, self.take):
                button.refuse(_("只有负责人和管理员能改规则"))
        self.notice = Notice("ok", "")
        self.notice.hide()
        self.table = TableView(_columns(), says=_("识别规则"))
        self.table.current_changed.connect(self._picked)
        self.nothing = EmptyState(
            _("还没有自己的规则，程序内置的识别照常工作。"),
            _("本单位特有的号码写成规则；总机、公开地址这类不该脱敏的写成例外。"),
        )
        self.pane = RulePane(place, writes=self._writes)
        self.pane.kept.connect(self._kept)
        self.pane.cancelled.connect(self.cancel)
        self._writing = False
        bar = row(self.count, None, self.take, self.give, self.new_button, margins=(20, 10, 16, 10))
        top = panel(bar, line="bottom")
        top.setFixedHeight(_BAR)
        left = QWidget()
        lists = column(self.nothing, self.table, gap=0)
        layout = column(top, self.notice, gap=0)
        layout.addLayout(lists, 1)
        layout.addWidget(self.pane.trial)
        left.setLayout(layout)
        split = SplitView(left, self.pane)
        split.grow(0)
        split.setSizes([520, 400])
        self.body.addWidget(split, 1)
        self.refresh(None)

    def refresh(self, changes: ChangeSet | None) -> None:
        """Read all rules again."""
        if changes is not None and "mask_rule" not in changes.kinds():
            return
        rules = list_rules(self.place.desk)
        self.table.set_rows(rules, keep=lambda each: each.id)
        active = sum(rule.active for rule in rules)
        self.count.setText(_("启用 {n}・共 {all}", n=active, all=len(rules)))
        self.nothing.setVisible(not rules)
        self.table.setVisible(bool(rules))
        if not rules and not self._writing:
            self.pane.put(new_rule(), rules)

    def show_target(self, target: str) -> None:
        """Show a rule by id or name."""
        for place, each in enumerate(self.table.rows_model.rows()):
            if target in (each.id, each.name):
                self.table.go_to(place)

    def add(self) -> None:
        """An empty rule in the pane."""
        self._writing = True
        self.pane.put(new_rule(), self._rules())
        self.pane.fields.controls["name"].setFocus()

    def cancel(self) -> None:
        """Back to the rule in the list."""
        self._writing = False
        current = self.table.current_row()
        self.pane.put(current if current is not None else new_rule(), self._rules())

    def escape(self) -> bool:
        """Leave a new rule."""
        if not self._writing:
            return False
        self.cancel()
        return True

    def choose_file(self) -> None:
        """Take rules from a file; all or nothing, a known name is changed."""
        chosen = self.place.dialogs.open_files(_("导入识别规则"), _("规则文件 (*.json *.txt)"), many=False)
        if not chosen:
            return
        path = chosen[0]

        def work(_progress: object) -> RuleImport:
            data = read_input(path)
            try:
                text = self.place.desk.tools.masking().read_text(data, path.name)
            except BadInputError as error:
                raise BadInputError(_("{name} 不是识别规则文件。", name=path.name), path=path) from error
            return import_rules(self.place.desk, text)

        self.start(work, self._taken, self._say)

    def export(self) -> None:
        """Write all rules to a file."""
        target = self.place.dialogs.save_file(
            _("导出识别规则"), "auditdesk-rules.json", _("规则文件 (*.json)")
        )
        if target is None:
            return

        def work(_progress: object) -> Path:
            return write_file(target, export_rules(self.place.desk).encode())

        self.start(work, lambda path: self.notice.say("ok", _("已导出 {path}", path=path)), self._say)

    def shortcuts(self) -> list[Key]:
        """The section's keys."""
        return [Key("Ctrl+N", _("新规则")), Key("Ctrl+Enter", _("保存规则"))]

    def _rules(self) -> list[MaskRule]:
        return list(self.table.rows_model.rows())

    def _picked(self, rule: MaskRule | None) -> None:
        if rule is not None and not (self._writing and not self.pane.rule.id):
            self.pane.put(rule, self._rules())
        elif rule is not None and self.table.hasFocus():
            self._writing = False
            self.pane.put(rule, self._rules())

    def _kept(self, rule_id: str) -> None:
        self._writing = False
        self.refresh(None)
        self.show_target(rule_id)
        self.changed.emit(ChangeSet(frozenset({("mask_rule", rule_id)})))

    def _taken(self, done: RuleImport) -> None:
        words = _(
            "新增 {a} 条，修改 {b} 条，相同 {c} 条。", a=len(done.added), b=len(done.changed),
            c=len(done.unchanged),
        )  # fmt: skip
        self.notice.say("ok", words)
        self.refresh(None)
        self.changed.emit(ChangeSet(frozenset(("mask_rule", name) for name in (*done.added, *done.changed))))

    def _say(self, error: AuditDeskError) -> None:
        self.notice.say("bad", error.message)


def _name(rule: MaskRule) -> str:
    return rule.name


def _columns() -> list[Column]:
    kinds = dict(rule_kinds())

    def state(rule: MaskRule) -> Cell:
        if rule.active:
            return Cell(_("启用"), state=State.OK)
        return Cell(_("停用"), state=State.NA, tone="text_3")

    return [
        Column(_("规则名称"), lambda rule: Cell(rule.name, bold=True), 120, order=_name),
        Column(_("识别"), lambda rule: kinds[rule.kind.value], 104, order=lambda rule: str(rule.kind)),
        Column(_("规则内容"), lambda rule: Cell(rule_summary(rule), tone="text_2")),
        Column(_("状态"), state, 90, order=lambda rule: not rule.active),
    ]  # fmt: skip

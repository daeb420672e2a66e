"""One masking rule: what it looks for, its proofs, and a box to try it on any text while it is written."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.field_text import lines_of, whole_of
from auditdesk.domain.maskrules import (
    MaskRule,
    RuleKind,
    RuleStyle,
    ValueShape,
    problems_of_rule,
    problems_on_trial,
)
from auditdesk.i18n import _
from auditdesk.services.rules import RuleTrial, add_rule, change_rule, switch_rule, try_rule
from auditdesk.ui.jobs import while_alive
from auditdesk.ui.pages.form_editor.fields import FieldSet, enum_of
from auditdesk.ui.pages.preferences.rule_words import marked_html, rule_kinds, rule_styles, value_shapes
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.inputs import TextField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text

_WAIT = 300
"""Milliseconds after the last keystroke before the rule is tried."""
_SHORT = 88


def new_rule() -> MaskRule:
    """What a new rule starts from."""
    return MaskRule("", "", RuleKind.KEYWORD)


class RulePane(DetailPane):
    """The rule being looked at or written; nothing is kept before 保存规则.

    ``trial`` is a block of its own for the view to place.

    Signals:
        kept: id of the rule that was added, changed or switched.
        cancelled: a new rule was given up.
    """

    kept = Signal(str)
    cancelled = Signal()

    def __init__(self, place: Place, *, writes: bool, parent: QWidget | None = None) -> None:
        super().__init__(_("识别规则"), parent)
        self._place, self._writes = place, writes
        self.rule = new_rule()
        self._stored = self.rule
        self._others: list[MaskRule] = []
        self.fields = FieldSet(self)
        self.fields.edited.connect(self._edited)
        self._title = Text("", "heading", wrap=True)
        self.head(self._title)
        self.notice = Notice("bad", "")
        self.notice.hide()
        self.add_block(self.notice)
        self._trial_timer = QTimer(self)
        self._trial_timer.setSingleShot(True)
        self._trial_timer.setInterval(_WAIT)
        self._trial_timer.timeout.connect(self.try_now)
        self._lay_out()
        self.why = Text("", "small", "rev", wrap=True)
        self.save = KeyButton(_("保存规则"), "primary", key="Ctrl+Enter")
        self.save.clicked.connect(self.keep)
        self.switch = KeyButton(_("停用规则"))
        self.switch.clicked.connect(self.switch_over)
        self.away = KeyButton(_("取消"), "quiet")
        self.away.clicked.connect(self.cancelled)
        self.foot(self.why, self.away, self.switch, self.save)

    def _lay_out(self) -> None:
        make = self.fields
        what = Block()
        what.add(make.line("name", _("规则名称"), hint=_("如 表号，会写成【表号】")))
        what.add(make.parts("kind", _("怎样识别"), rule_kinds(), enum_of(RuleKind)))
        self.pattern = make.line("pattern", _("正则表达式"), str, hint=r"表号[：: ]?(?P<value>M-\d{4,8})")
        self.words = make.text("words", _("词语（一行一个）"), lines_of)
        self.value = QWidget()
        lengths = (
            make.line("shortest", _("最短"), whole_of),
            make.line("longest", _("最长"), whole_of),
        )
        for one in lengths:
            one.setFixedWidth(_SHORT)
        shape = make.choice("shape", _("词语后面的值"), value_shapes(), enum_of(ValueShape))
        line = row(shape, *lengths, gap=12)
        line.setStretch(0, 1)
        self.value.setLayout(line)
        for widget in (self.pattern, self.words, self.value):
            what.add(widget)
        self.style_block = QWidget()
        style = make.choice("style", _("怎样脱敏"), rule_styles(), enum_of(RuleStyle))
        self.ends = QWidget()
        self.ends.setLayout(
            row(
                make.line("keep_first", _("留开头"), whole_of),
                make.line("keep_last", _("留结尾"), whole_of),
                gap=12,
            )
        )
        self.proofs = QWidget()
        examples = make.text("examples", _("例子（一行一个，必须找得到）"), lines_of)
        counter = make.text("counterexamples", _("反例（一行一个，必须找不到）"), lines_of)
        self.proofs.setLayout(column(examples, counter, gap=8))
        self.style_block.setLayout(column(style, self.ends, self.proofs, gap=8))
        what.add(self.style_block)
        what.add(make.line("note", _("说明"), hint=_("为什么要这条规则")))
        self.add_block(what)
        self.trial = Block(_("试一试"), sunken=True)
        self.text = TextField(hint=_("粘贴一段文字，看这条规则找到什么"), lines=3, says=_("试用文字"))
        self.text.edited.connect(lambda _text: self._trial_timer.start())
        self.result = Text("", wrap=True, rich=True)
        self.verdict = Text("", "small", "text_2", wrap=True)
        for each in (self.text, self.result, self.verdict):
            self.trial.add(each)

    def put(self, rule: MaskRule, others: list[MaskRule]) -> None:
        """Show a rule; another one replaces what was typed."""
        self._others = others
        if rule != self._stored or not rule.id:
            self.rule = self._stored = rule
            self.notice.say("bad", "")
        self._show()
        self._trial_timer.start()

    def keep(self) -> None:
        """保存规则: proved by its examples, then kept."""
        act = change_rule if self.rule.id else add_rule
        self._do(lambda: act(self._place.desk, self.rule))

    def switch_over(self) -> None:
        """停用 or 启用; a switched-off rule still explains old copies."""
        rule = self._stored
        self._do(lambda: switch_rule(self._place.desk, rule.id, active=not rule.active))

    def try_now(self) -> None:
        """Try the rule as it is written, in a job."""
        rule, text = self.rule, self.text.text()
        if problems_on_trial(rule):
            self._show_trial(None, "")
            return

        def work(_progress: object) -> RuleTrial:
            return try_rule(self._place.desk, rule, text)

        def done(trial: RuleTrial) -> None:
            if self.rule == rule:
                self._show_trial(trial, text)

        self._place.jobs.start(work, done=while_alive(self, done), failed=while_alive(self, self._failed))

    def _edited(self, name: str, value: object) -> None:
        self.rule = replace(self.rule, **{name: value})  # type: ignore[arg-type]  # names are the fields' own
        if name in ("kind", "style"):
            self._show()
        self._allow()
        self._trial_timer.start()

    def _show(self) -> None:
        rule, kind = self.rule, self.rule.kind
        for name in self.fields.names():
            self.fields.put(name, getattr(rule, name))
            self.fields.controls[name].setEnabled(self._writes)
        self.pattern.setVisible(kind is RuleKind.PATTERN)
        self.words.setVisible(kind is not RuleKind.PATTERN)
        self.value.setVisible(kind is RuleKind.KEYWORD)
        self.style_block.setVisible(kind is not RuleKind.EXCEPTION)
        self.ends.setVisible(rule.style is RuleStyle.KEEP)
        self._title.setText(rule.name or _("新规则"))
        self._allow()

    def _allow(self) -> None:
        problems = problems_of_rule(self.rule, self._others)
        why = "" if self._writes else _("只有负责人和管理员能改规则")
        why = why or (problems[0] if problems else "")
        self.why.setText(why)
        if why or self.rule == self._stored:
            self.save.refuse(why or _("没有改动"))
        else:
            self.save.allow()
        self.away.setVisible(not self.rule.id)
        self.switch.setVisible(bool(self.rule.id) and self._writes)
        self.switch.set_label(_("停用规则") if self._stored.active else _("启用规则"))

    def _show_trial(self, trial: RuleTrial | None, text: str) -> None:
        if trial is None:
            self.result.setText("")
            self.verdict.setText("")
            return
        self.result.setText(marked_html(text, trial.spans))
        lines = [_("例子里没找到：{text}", text=one) for one in trial.missed]
        lines += [_("反例里找到了：{text}", text=one) for one in trial.wrong]
        if text:
            lines.insert(0, _("找到 {n} 处", n=len(trial.spans)))
        self.verdict.setText("\n".join(lines or [_("例子和反例都符合。")]))
        self.verdict.set_tone("text_2" if trial.holds else "bad")

    def _do(self, act: object) -> None:
        assert callable(act)
        try:
            made = act()
        except AuditDeskError as error:
            self._failed(error)
            return
        self.rule = self._stored = made
        self.notice.say("ok", _("已保存，下一次识别起生效。"))
        self.kept.emit(made.id)

    def _failed(self, error: AuditDeskError) -> None:
        self.notice.say("bad", error.message)

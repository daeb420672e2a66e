"""原因: classes to tick, the words, 5W1H, and the plan of the problem the finding belongs to (C7, E4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.causes import (
    METHODS,
    CauseKind,
    Question,
    cause_label,
    method_label,
    phase_label,
    question_label,
    way_gone,
)
from auditdesk.domain.findings import SETTLED, Finding, Problem
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.finding_story import Story
from auditdesk.services.problems import change_problem
from auditdesk.services.rectifying import change_finding
from auditdesk.ui.pages.run.autosave import AutoSave
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import DateField, LineField, TextField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.switch import CheckBox
from auditdesk.ui.widgets.text import Text

_GAP, _ROOM = 10, 320
"""Between the boxes of cause classes, and across a narrow pane: longer languages take two lines."""
Act = Callable[[Callable[[], object]], object]
Save = Callable[[str, object], None]


class CauseBlock(Block):
    """Why it happened. ``save`` writes a field without the pane being built anew under the caret."""

    def __init__(self, desk: Desk, story: Story, act: Act, save: Save) -> None:
        finding = story.file.finding
        head = _("访谈 {text}", text=finding.interview.split("\n")[0][:16]) if finding.interview else ""
        super().__init__(_("原因"), right=Text(head, "small", "text_3"))
        self._desk, self._finding, self._act, self._save = desk, finding, act, save
        self.saves: list[AutoSave] = []
        closed = finding.state in SETTLED
        self._add_kinds(closed=closed)
        self._add_text("cause", _("原因"), finding.cause, closed=closed)
        self._answers = dict(finding.five_w)
        self._more = QWidget()
        self._more.setLayout(self._questions(closed=closed))
        answered = sum(bool(text.strip()) for text in self._answers.values())
        opens = KeyButton(_("5W1H 与访谈（{n} / 6）", n=answered), "link")
        opens.clicked.connect(lambda: self._more.setVisible(not self._more.isVisible()))
        self.add(row(opens, None))
        self.add(self._more)
        self._more.hide()

    def _add_kinds(self, *, closed: bool) -> None:
        self.boxes: dict[str, CheckBox] = {}
        for kind in CauseKind:
            box = CheckBox(cause_label(kind.value), checked=kind.value in self._finding.cause_kinds)
            box.setEnabled(not closed)
            box.clicked.connect(self._kinds_changed)
            self.boxes[kind.value] = box
        boxes = list(self.boxes.values())
        wide = sum(box.sizeHint().width() + _GAP for box in boxes) > _ROOM
        for part in (boxes[:3], boxes[3:]) if wide else (boxes,):
            self.add(row(*part, None, gap=_GAP))

    def _kinds_changed(self) -> None:
        own = tuple(kind for kind in self._finding.cause_kinds if kind not in self.boxes)
        chosen = tuple(kind for kind, box in self.boxes.items() if box.isChecked())
        self._act(lambda: change_finding(self._desk, self._finding.id, cause_kinds=(*own, *chosen)))

    def _add_text(self, name: str, title: str, text: str, *, closed: bool) -> None:
        field = TextField(text, lines=2, most=6, says=title)
        field.setReadOnly(closed)
        if not closed:
            self.saves.append(AutoSave(field, lambda value: self._save(name, value)))
        self.add(field)

    def _questions(self, *, closed: bool) -> QVBoxLayout:
        layout = column(gap=6)
        for question in Question:
            field = LineField(self._answers.get(question.value, ""), says=question_label(question.value))
            field.setReadOnly(closed)
            if not closed:
                self.saves.append(AutoSave(field, partial(self._answer, question.value)))
            layout.addWidget(Field(question_label(question.value), field, label_width=96))
        interview = TextField(self._finding.interview, _("访谈：本人怎么说"), lines=1, most=4, says=_("访谈"))
        interview.setReadOnly(closed)
        if not closed:
            self.saves.append(AutoSave(interview, lambda value: self._save("interview", value)))
        layout.addWidget(interview)
        return layout

    def _answer(self, question: str, text: str) -> None:
        self._answers[question] = text
        pairs = tuple((key, value) for key, value in self._answers.items() if value.strip())
        self._save("five_w", pairs)


class PlanBlock(Block):
    """The problem: PDCA or DMAIC, its phase, and a figure on its way from baseline to target."""

    def __init__(self, desk: Desk, story: Story, act: Act) -> None:
        assert story.problem is not None
        file = story.problem
        problem = file.problem
        note = _("{n} 项，重复 {again} 次", n=len(file.findings), again=file.repeats)
        super().__init__(_("改进：{title}", title=problem.title), right=Text(note, "small", "text_3"))
        self._desk, self._problem, self._act = desk, problem, act
        self.saves: list[AutoSave] = []
        parts = [Part(one, method_label(one)) for one in METHODS]
        self.methods = Segmented(parts, problem.method, says=_("改进方法"))
        self.methods.chosen.connect(lambda method: self._change(method=method))
        self.add(row(self.methods, None, *self._way(problem)))
        if problem.method:
            phases = [Part(one, phase_label(one)) for one in METHODS[problem.method]]
            self.phases = Segmented(phases, problem.phase, says=_("阶段"), equal=True)
            self.phases.chosen.connect(lambda phase: self._change(phase=phase))
            self.add(self.phases)
            self._add_figures(problem)

    def _way(self, problem: Problem) -> list[Text]:
        gone = way_gone(problem)
        if gone is None:
            return []
        words = _(
            "{start} → {now} → {goal}，已走 {share}", start=problem.baseline, now=problem.current,
            goal=problem.target, share=f"{gone:.0%}",
        )  # fmt: skip
        return [Text(words, "small", "ok" if gone >= 1 else "text_2")]

    def _add_figures(self, problem: Problem) -> None:
        fields = (
            ("metric", _("指标"), 84), ("baseline", _("基线"), 62), ("target", _("目标"), 62),
            ("current", _("当前"), 62),
        )  # fmt: skip
        line = row(gap=6)
        for name, word, width in fields:
            field = LineField(getattr(problem, name), says=word)
            field.setMinimumWidth(width)
            self.saves.append(AutoSave(field, partial(self._typed, name)))
            line.addWidget(Field(word, field, above=True), 2 if name == "metric" else 1)
        self.add(line)
        owner = LineField(problem.owner, _("责任人"), says=_("责任人"))
        self.saves.append(AutoSave(owner, partial(self._typed, "owner")))
        day = DateField(problem.due or self._desk.today(), says=_("期限"))
        day.edited.connect(lambda value: self._typed("due", value))
        self.add(
            row(Text(_("责任人"), "small", "text_3"), owner, Text(_("期限"), "small", "text_3"), day, gap=6)
        )

    def _typed(self, name: str, value: str) -> None:
        change_problem(self._desk, self._problem.id, **{name: value.strip()})

    def _change(self, **fields: object) -> None:
        self._act(lambda: change_problem(self._desk, self._problem.id, **fields))


def is_open(finding: Finding) -> bool:
    """Whether anything of the finding may still be changed."""
    return finding.state not in SETTLED

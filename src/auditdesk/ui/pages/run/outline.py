"""The outline at the left: all items at once, other sections folded into a strip of state glyphs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.audits import ReviewDecision, Verdict
from auditdesk.domain.checklists import Item, Section
from auditdesk.i18n import _
from auditdesk.ui.pages.run.run_file import RunFile, review_state, state_of
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.tables import Column
from auditdesk.ui.widgets.trees import Group, GroupedTree

ALL, OPEN, FAILED, RETURNED = "all", "open", "failed", "returned"


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """An item with what its line shows."""

    item: Item
    state: State
    review: State | None
    current: bool


class Outline(QWidget):
    """Filters above, sections below; the section of the current item is unfolded."""

    def __init__(self, run: RunFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._quiet = False
        self._section = ""
        self.filters = Segmented([Part(value, word) for value, word in self._filter_words()], ALL)
        self.filters.chosen.connect(lambda _value: self.refresh())
        self.tree = GroupedTree(_columns(), says=_("检查项"), outline=True)
        self.tree.current_changed.connect(self._picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(panel(row(self.filters, None, margins=(8, 6, 8, 6)), line="bottom"))
        layout.addWidget(self.tree, 1)
        self.setMinimumWidth(236)
        run.changed.connect(self.refresh)
        run.moved.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the answers as they stand."""
        for value, word in self._filter_words():
            self.filters.set_word(value, word)
        groups = [group for group in map(self._group, self._run.file.form.sections) if group.rows]
        self._quiet = True
        self.tree.set_groups(groups, folded=True)
        here = self._run.item.id
        section = next(
            (one.id for one in self._run.file.form.sections if any(item.id == here for item in one.items)), ""
        )
        self._unfold(groups, section)
        self.tree.go_to(lambda each: each.item.id == here)
        self._quiet = False

    def _unfold(self, groups: list[Group], section: str) -> None:
        """Another section opens alone; within one section the user's own folding stays."""
        narrowed = self.filters.value() != ALL
        if section == self._section and not narrowed:
            return
        self._section = section
        model = self.tree.model()
        for place, group in enumerate(groups):
            self.tree.setExpanded(model.index(place, 0, QModelIndex()), narrowed or group.key == section)

    def _group(self, section: Section) -> Group:
        answers = self._run.file.answers
        rows = [
            OutlineRow(
                item,
                state_of(item, answers.get(item.id)),
                review_state(answers.get(item.id)),
                item.id == self._run.item.id,
            )
            for item in section.items
        ]
        done = sum(each.state is not State.EMPTY for each in rows)
        strip = tuple((each.state, each.review is State.RETURNED) for each in rows)
        kept = [each for each in rows if self._fits(each)]
        return Group(
            section.id, f"{section.id} {section.title}", kept, note=f"{done}/{len(rows)}", strip=strip
        )

    def _fits(self, each: OutlineRow) -> bool:
        return {
            ALL: True,
            OPEN: each.state is State.EMPTY,
            FAILED: each.state in {State.BAD, State.VETO},
            RETURNED: each.review is State.RETURNED,
        }[self.filters.value() or ALL]

    def _filter_words(self) -> list[tuple[str, str]]:
        answers = self._run.file.answers.values()
        tally = self._run.score.tally
        failed = sum(answer.verdict == Verdict.FAIL for answer in answers)
        returned = sum(answer.review == ReviewDecision.RETURNED for answer in answers)
        return [
            (ALL, _("全部 {n}", n=tally.total)),
            (OPEN, _("未答 {n}", n=tally.unanswered)),
            (FAILED, _("不合规 {n}", n=failed)),
            (RETURNED, _("退回 {n}", n=returned)),
        ]

    def _picked(self, each: OutlineRow | None) -> None:
        if each is not None and not self._quiet:
            self._run.go(each.item.id)


def _columns() -> list[Column]:
    return [
        Column("", lambda each: Cell(state=each.state), 50),
        Column("", lambda each: Cell(each.item.id, tone="text_3"), 38),
        Column("", lambda each: Cell(each.item.title, bold=each.current)),
        Column("", lambda each: Cell(state=each.review) if each.review else "", 30),
    ]

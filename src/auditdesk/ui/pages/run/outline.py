"""The outline at the left: all items at once, other sections folded into a strip of state glyphs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from auditdesk.domain.assigning import items_of
from auditdesk.domain.audits import Answer, ReviewDecision, Verdict
from auditdesk.domain.checklists import Item, Section
from auditdesk.domain.counting import copied
from auditdesk.i18n import _
from auditdesk.ui.keys import bind
from auditdesk.ui.pages.run.run_file import RunFile, review_state, state_of
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, panel, row
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.tables import Column
from auditdesk.ui.widgets.trees import Group, GroupedTree

ALL, OPEN, FAILED, RETURNED = "all", "open", "failed", "returned"
BARE, MINE = "bare", "mine"
_FIRST = (ALL, OPEN, FAILED, RETURNED)


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """An item with what its line shows."""

    item: Item
    state: State
    review: State | None
    current: bool
    asked: bool
    copied: bool


class Outline(QWidget):
    """Filters and search above, sections below; the section of the current item is unfolded.

    Signals:
        selection_changed: other rows are chosen for bulk work.
    """

    selection_changed = Signal()

    def __init__(self, run: RunFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._quiet = False
        self._section = ""
        words = self._filter_words()
        self.filters = Segmented([Part(one, words[one]) for one in _FIRST], ALL, says=_("筛选"))
        self.more = Segmented([Part(one, words[one]) for one in (BARE, MINE)], says=_("更多筛选"))
        self.filters.chosen.connect(lambda _value: self._filtered(self.more))
        self.more.chosen.connect(lambda _value: self._filtered(self.filters))
        self.search = LineField(hint=_("搜索 /"), lead="search", says=_("搜索检查项"))
        self.search.setFixedHeight(28)
        self.search.edited.connect(lambda _text: self.refresh())
        self.search.returnPressed.connect(self._found)
        self.tree = GroupedTree(_columns(), says=_("检查项"), outline=True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.current_changed.connect(self._picked)
        self.tree.selectionModel().selectionChanged.connect(lambda *_two: self._selected())
        self._empty = EmptyState("")
        self._empty.hide()
        self._lay_out()
        bind(self, "/", lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason))
        run.changed.connect(self.refresh)
        run.moved.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the answers as they stand."""
        for value, word in self._filter_words().items():
            (self.filters if value in _FIRST else self.more).set_word(value, word)
        fits = self._fitting()
        every = [self._group(one, fits) for one in self._run.file.form.sections]
        groups = [group for group in every if group.rows]
        self._quiet = True
        if not self.tree.refresh_rows(groups):
            self.tree.set_groups(groups, folded=True)
        self._unfold(groups)
        here = self._run.item.id
        current = self.tree.current_row()
        if current is None or current.item.id != here:
            self.tree.go_to(lambda each: each.item.id == here)
        self._quiet = False
        self._say_empty(nothing=not groups)

    def chosen(self) -> list[Item]:
        """The items selected for bulk work, in printed order."""
        return [each.item for each in self.tree.chosen_rows()]

    def clear_search(self) -> bool:
        """Show everything again; False when nothing was narrowed."""
        if not self.search.text() and self._filter() == ALL:
            return False
        self.search.clear()
        self.filters.set_value(ALL)
        self.more.set_value("")
        self.refresh()
        self.tree.setFocus()
        return True

    def use_filter(self, value: str) -> None:
        """Narrow to one of the six filters."""
        (self.filters if value in _FIRST else self.more).set_value(value)
        self._filtered(self.more if value in _FIRST else self.filters)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        second = row(self.search, self.more, gap=6)
        second.setStretchFactor(self.search, 1)
        head = column(row(self.filters, None), second, gap=6, margins=(8, 6, 8, 6))
        layout.addWidget(panel(head, line="bottom"))
        layout.addWidget(self._empty)
        layout.addWidget(self.tree, 1)
        self.setMinimumWidth(248)

    def _unfold(self, groups: list[Group]) -> None:
        """Another section opens alone; within one section the user's own folding stays."""
        here = self._run.item.id
        sections = self._run.file.form.sections
        section = next((one.id for one in sections if any(item.id == here for item in one.items)), "")
        narrowed = self._filter() != ALL or bool(self.search.text().strip())
        if section == self._section and not narrowed:
            return
        self._section = "" if narrowed else section
        model = self.tree.model()
        for place, group in enumerate(groups):
            self.tree.setExpanded(model.index(place, 0, QModelIndex()), narrowed or group.key == section)

    def _group(self, section: Section, fits: Callable[[OutlineRow], bool]) -> Group:
        rows = [self._row(item) for item in section.items]
        asked = [each for each in rows if each.asked]
        done = sum(each.state is not State.EMPTY for each in asked)
        strip = tuple(
            (each.state if each.asked else State.NA, each.review is State.RETURNED) for each in rows
        )
        kept = [each for each in rows if fits(each)]
        return Group(
            section.id, f"{section.id} {section.title}", kept, note=f"{done}/{len(asked)}", strip=strip
        )

    def _row(self, item: Item) -> OutlineRow:
        answer = self._run.answer(item.id)
        asked = item.id not in self._run.not_asked
        return OutlineRow(
            item, state_of(item, answer) if asked else State.EMPTY, review_state(answer) if asked else None,
            item.id == self._run.item.id, asked, copied(answer),
        )  # fmt: skip

    def _filter(self) -> str:
        return self.more.value() or self.filters.value() or ALL

    def _fitting(self) -> Callable[[OutlineRow], bool]:
        """Whether a row belongs under the filter and holds every word searched for."""
        chosen, words = self._filter(), self.search.text().casefold().split()
        kept = self._members().get(chosen)
        answers = self._run.file.answers

        def fits(each: OutlineRow) -> bool:
            if kept is not None and each.item.id not in kept:
                return False
            text = _searched(each.item, answers) if words else ""
            return all(word in text for word in words)

        return fits

    def _members(self) -> dict[str, frozenset[str]]:
        """Item numbers under each filter except 全部."""
        run, file = self._run, self._run.file
        live = run.live
        wants = {
            item.id for item in run.items
            if item.id in live and live[item.id].verdict in item.evidence_on and not file.links.get(item.id)
        }  # fmt: skip
        return {
            OPEN: frozenset(item.id for item in run.items if run.is_open(item.id)),
            FAILED: frozenset(name for name, one in live.items() if one.verdict == Verdict.FAIL),
            RETURNED: frozenset(name for name, one in live.items() if one.review == ReviewDecision.RETURNED),
            BARE: frozenset(wants),
            MINE: items_of(file.form, file.audit, file.answers, run.desk.user),
        }

    def _filter_words(self) -> dict[str, str]:
        counts = {name: len(kept) for name, kept in self._members().items()}
        return {
            ALL: _("全部 {n}", n=len(self._run.items)), OPEN: _("未答 {n}", n=counts[OPEN]),
            FAILED: _("不合规 {n}", n=counts[FAILED]), RETURNED: _("退回 {n}", n=counts[RETURNED]),
            BARE: _("无证据 {n}", n=counts[BARE]), MINE: _("我的 {n}", n=counts[MINE]),
        }  # fmt: skip

    def _filtered(self, other: Segmented) -> None:
        other.set_value("")
        self.refresh()

    def _found(self) -> None:
        """Enter in the search goes to the first hit."""
        groups = self.tree.shown_groups()
        if groups:
            self._run.go(groups[0].rows[0].item.id)
        self.tree.setFocus()

    def _say_empty(self, *, nothing: bool) -> None:
        text = self.search.text().strip()
        if nothing and text:
            self._empty.say(_("没有找到“{text}”。", text=text), _("试试编号，或换两个字。Esc 显示全部。"))
        elif nothing:
            self._empty.say(_("这里没有检查项。"), _("Esc 显示全部。"))
        self._empty.setVisible(nothing)
        self.tree.setVisible(not nothing)

    def _picked(self, each: OutlineRow | None) -> None:
        if each is not None and not self._quiet:
            self._run.go(each.item.id)

    def _selected(self) -> None:
        if not self._quiet:
            self.selection_changed.emit()


def _searched(item: Item, answers: Mapping[str, Answer]) -> str:
    """What searching looks in; two Chinese characters are enough."""
    answer = answers.get(item.id)
    parts = (item.id, item.title, item.title_en, item.check, item.standard, answer.note if answer else "")
    return "\n".join(parts).casefold()


def _glyph(each: OutlineRow) -> Cell:
    if not each.asked:
        return Cell(icon="minus", tone="text_3")
    return Cell(icon="history", tone="rev") if each.copied else Cell(state=each.state)


def _columns() -> list[Column]:
    return [
        Column("", _glyph, 46),
        Column("", lambda each: Cell(each.item.id, tone="text_3"), 46),
        Column(
            "",
            lambda each: Cell(each.item.title, bold=each.current, tone="" if each.asked else "text_3"),
        ),
        Column("", lambda each: Cell(state=each.review) if each.review else "", 30),
    ]

"""Right of the import view: doubts first, then the form as it would be, section by section."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from auditdesk.domain.checklists import Form, Item
from auditdesk.domain.importing import ForeignPreview
from auditdesk.i18n import _
from auditdesk.ui.theme.fonts import BASE
from auditdesk.ui.widgets.cells import EDGE, PAD, Cell
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import clear, column, panel, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.painting import text_width
from auditdesk.ui.widgets.tables import Column
from auditdesk.ui.widgets.text import Text
from auditdesk.ui.widgets.trees import Group, GroupedTree

_MOST_DOUBTS = 4
_NARROWEST, _WIDEST = 84, 220


class ResultView(QWidget):
    """Title, doubts and a tree of sections with their items."""

    def __init__(self) -> None:
        super().__init__()
        self.title = LineField(says=_("清单名称"))
        self.doubts = column(gap=4)
        self.tree = GroupedTree(_columns(), says=_("导入后的清单"))
        head = panel(
            row(Field(_("名称"), self.title), margins=(16, 10, 16, 10)), ground="surface", line="bottom"
        )
        self._doubts = panel(row(self.doubts, margins=(16, 8, 16, 8)), ground="surface", line="bottom")
        layout = column(head, self._doubts, gap=0)
        layout.addWidget(self.tree, 1)
        self.setLayout(layout)

    def put(self, preview: ForeignPreview) -> None:
        """Show what the file gives as it is read now."""
        clear(self.doubts)
        for sentence in preview.warnings[:_MOST_DOUBTS]:
            self.doubts.addWidget(Notice("rev" if preview.item_count else "bad", sentence))
        more = preview.warnings[_MOST_DOUBTS:]
        if more:
            rest = Text(_("另有 {n} 条提示", n=len(more)), "small", "text_3")
            rest.setToolTip("\n".join(more))
            self.doubts.addWidget(rest)
        self._doubts.setVisible(bool(preview.warnings))
        longest = max((text_width(item.id, BASE, bold=True) for item in preview.form.items()), default=0)
        self.tree.header().resizeSection(0, min(_WIDEST, max(_NARROWEST, round(longest) + EDGE + PAD + 2)))
        self.tree.set_groups(groups(preview.form), keep=lambda item: item.id)


def groups(form: Form) -> list[Group]:
    """Sections with their items, in order."""
    return [
        Group(
            section.id,
            f"{section.id}  {section.title}",
            section.items,
            note=_("{n} 项", n=len(section.items)),
        )
        for section in form.sections
    ]


def _columns() -> list[Column]:
    return [
        Column(_("编号"), lambda item: Cell(item.id, bold=True), 116),
        Column(_("检查项目"), lambda item: _line(item.title), 190),
        Column(_("检查内容"), _check),
        Column(_("检查标准"), lambda item: _line(item.standard), 190),
    ]


def _check(item: Item) -> str:
    return "" if item.check == item.title else _line(item.check)


def _line(text: str) -> str:
    return " ".join(text.split())

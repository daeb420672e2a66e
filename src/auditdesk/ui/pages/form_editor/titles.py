"""标题翻译: Chinese and English titles side by side; missing ones are marked, English is typed in place."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from auditdesk.domain import editing
from auditdesk.domain.checklists import Form
from auditdesk.i18n import _
from auditdesk.ui.pages.form_editor.draft import FORM, ITEM, SECTION, Draft, Spot
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.icons import icon
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex
NUMBER, CHINESE, ENGLISH = 0, 1, 2
ALL, MISSING = "all", "missing"


@dataclass(frozen=True, slots=True)
class TitleRow:
    """One title in both languages."""

    spot: Spot
    title: str
    title_en: str


def title_rows(form: Form, *, missing_only: bool = False) -> list[TitleRow]:
    """Titles of form, sections and items in printed order."""
    rows = [TitleRow(Spot(FORM), form.title, form.title_en)]
    for section in form.sections:
        rows.append(TitleRow(Spot(SECTION, section.id), section.title, section.title_en))
        rows += [TitleRow(Spot(ITEM, item.id), item.title, item.title_en) for item in section.items]
    return [row for row in rows if not (missing_only and row.title_en)]


class TitlesModel(QAbstractTableModel):
    """The table's model; writing goes through the draft."""

    def __init__(self, draft: Draft, parent: QObject) -> None:
        super().__init__(parent)
        self._draft = draft
        self.rows: list[TitleRow] = []

    def put(self, rows: list[TitleRow]) -> None:
        """Show rows; when the places are the same only the words change, so that an open cell stays."""
        if [row.spot for row in rows] == [row.spot for row in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, ENGLISH))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        """How many titles."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        """Number, Chinese, English."""
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words; a missing title is marked by icon and tint."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        texts = (row.spot.id or _("清单"), row.title, row.title_en)
        missing = index.column() == ENGLISH and not row.title_en
        if role == Qt.ItemDataRole.EditRole:
            return texts[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _("缺英文名") if missing else texts[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and missing:
            return QColor(tokens().rev.text)
        if role == Qt.ItemDataRole.DecorationRole and missing:
            return icon("triangle-alert", "rev")
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Heads of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("项"), _("中文"), _("英文"))[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Both titles can be typed."""
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsEditable if index.column() != NUMBER else plain

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Write a title into the draft."""
        if role != Qt.ItemDataRole.EditRole or index.column() == NUMBER:
            return False
        name = "title" if index.column() == CHINESE else "title_en"
        spot, text = self.rows[index.row()].spot, str(value).strip()

        def act(form: Form) -> Form:
            if spot.kind == ITEM:
                return editing.change_item(form, spot.id, **{name: text})
            if spot.kind == SECTION:
                return editing.change_section(form, spot.id, **{name: text})
            return editing.change_form(form, **{name: text})

        return self._draft.do(act)


class TitlesView(QWidget):
    """Filter, count and table."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.filter = Segmented([Part(ALL, _("全部")), Part(MISSING, _("只看缺的"))], ALL, says=_("显示"))
        self.filter.chosen.connect(lambda _value: self.refresh())
        self._count = Text("", "small", "text_2")
        self.table = QTableView()
        self.titles = TitlesModel(draft, self)
        self.table.setModel(self.titles)
        self.table.setAccessibleName(_("标题翻译"))
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(34)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(NUMBER, QHeaderView.ResizeMode.Fixed)
        self.table.setColumnWidth(NUMBER, 64)
        bar = row(self.filter, self._count, None, margins=(16, 8, 16, 8))
        layout = column(bar, gap=0)
        layout.addWidget(self.table, 1)
        self.setLayout(layout)
        draft.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the draft's titles."""
        form = self._draft.form
        missing = len(title_rows(form, missing_only=True))
        self._count.setText(_("缺英文名 {n} 处", n=missing) if missing else _("英文名齐全"))
        self._count.set_tone("rev" if missing else "ok")
        self.titles.put(title_rows(form, missing_only=self.filter.value() == MISSING))

"""待确认优先: the files of the batch with counts; amber while a person is needed, a tick when confirmed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from auditdesk.i18n import _
from auditdesk.services.mask_batch import Surveyed
from auditdesk.services.mask_queue import Waiting
from auditdesk.ui.pages.evidence.words import kind_icon
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.painting import hairline, line_text
from auditdesk.ui.widgets.tables import prepare

_HEIGHT = 45


def file_icon(waiting: Waiting) -> str:
    """Chats have a balloon; the rest as on the evidence page."""
    if waiting.piece.media_type.startswith("text/plain"):
        return "message-square"
    return kind_icon(waiting.piece)


def file_title(waiting: Waiting) -> str:
    """The name without its ending."""
    stem, dot, _ending = waiting.piece.name.rpartition(".")
    return stem if dot and stem else waiting.piece.name


class FileModel(QAbstractListModel):
    """The queue and what is known of each file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files: tuple[Waiting, ...] = ()
        self.known: Mapping[str, Surveyed] = {}

    def use(self, files: tuple[Waiting, ...], known: Mapping[str, Surveyed]) -> None:
        """Show another queue."""
        self.beginResetModel()
        self.files, self.known = files, known
        self.endResetModel()

    def touch(self, evidence_id: str) -> None:
        """One file's counts changed."""
        for place, one in enumerate(self.files):
            if one.piece.id == evidence_id:
                self.dataChanged.emit(self.index(place, 0), self.index(place, 0))

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of files."""
        return 0 if parent is not None and parent.isValid() else len(self.files)

    def counts(self, place: int) -> tuple[str, str]:
        """Quiet words and amber words below the name."""
        one = self.files[place]
        known = self.known.get(one.piece.id)
        if known is None:
            found = one.review.found if one.review else 0
            return (_("{n} 处", n=found) if one.done and found else _("还没有识别")), ""
        if known.problem:
            return "", _("读不了")
        if not known.found:
            return _("未发现"), ""
        words = _("{n} 处", n=known.found)
        if known.undecided and not one.done:
            return words + _("，"), _("待定 {n}", n=known.undecided)
        return words, ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for screen readers and the tool tip."""
        if not index.isValid():
            return None
        one = self.files[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = _("已确认") if one.done else _("待确认")
            return "，".join((file_title(one), "".join(self.counts(index.row())), state))
        if role == Qt.ItemDataRole.ToolTipRole:
            known = self.known.get(one.piece.id)
            return known.problem if known and known.problem else f"{one.piece.code} {one.piece.name}"
        return None


class _FileDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Two lines."""
        return QSize(180, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Icon, name, counts, tick."""
        model = index.model()
        if not isinstance(model, FileModel):
            return
        table = tokens()
        one = model.files[index.row()]
        area = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(area, table.selected)
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), table.accent)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, table.hover)
        bottom = area.bottom() - 0.5
        hairline(painter, QPointF(area.left(), bottom), QPointF(area.right(), bottom), table.border)
        quiet, amber = model.counts(index.row())
        ink = table.rev.text if amber else table.text_2
        paint_icon(painter, QRectF(area.left() + 14, area.center().y() - 8, 16, 16), file_icon(one), ink)
        right = area.right() - (30 if one.done else 10)
        name = QRectF(area.left() + 40, area.top() + 5, area.right() - 10 - area.left() - 40, 18)
        line_text(painter, name, file_title(one), colour=table.text, bold=chosen)
        counts = QRectF(area.left() + 40, area.top() + 23, right - area.left() - 40, 17)
        took = line_text(painter, counts, quiet, colour=table.text_3, size=SMALL)
        line_text(
            painter, counts.adjusted(took, 0, 0, 0), amber, colour=table.rev.text, size=SMALL, bold=True
        )
        if one.done:
            spot = QRectF(area.right() - 26, area.top() + 23, 14, 14)
            paint_icon(painter, spot, "check", table.ok.text)


class FileList(QListView):
    """The list; PgUp and PgDn are bound by the page.

    Signals:
        picked: the `Waiting` that became current.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files = FileModel(self)
        self.setModel(self.files)
        prepare(self)
        self.setItemDelegate(_FileDelegate(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("要脱敏的文件"))
        self.selectionModel().currentRowChanged.connect(self._moved)

    def use(self, files: tuple[Waiting, ...], known: Mapping[str, Surveyed], current: str) -> None:
        """Show a queue without a signal; the file with this id stays current."""
        self.selectionModel().blockSignals(True)  # noqa: FBT003 -- Qt takes it by position
        self.files.use(files, known)
        for place, one in enumerate(files):
            if one.piece.id == current:
                self.setCurrentIndex(self.files.index(place, 0))
        self.selectionModel().blockSignals(False)  # noqa: FBT003 -- Qt takes it by position
        self.viewport().update()

    def current(self) -> Waiting | None:
        """The file under the cursor."""
        index = self.currentIndex()
        return self.files.files[index.row()] if index.isValid() else None

    def step(self, by: int) -> bool:
        """To the next or previous file; False at the end."""
        place = self.currentIndex().row() + by
        if not 0 <= place < self.files.rowCount():
            return False
        self.setCurrentIndex(self.files.index(place, 0))
        return True

    def keyboardSearch(self, _search: str) -> None:
        """Letters are the page's keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ Home End move; everything else belongs to the page."""
        if Qt.Key(event.key()) in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _moved(self, current: QModelIndex) -> None:
        if current.isValid():
            self.picked.emit(self.files.files[current.row()])

"""识别 15 处: every span with line, kind, reason and switch."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from auditdesk.domain.maskplan import Choice, Place
from auditdesk.i18n import _
from auditdesk.ui.pages.masking_review.session import Session, span_word
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL
from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.painting import hairline, line_text
from auditdesk.ui.widgets.switch import paint_switch
from auditdesk.ui.widgets.tables import prepare

_HEIGHT = 30
_SWITCH = 28


class SpanModel(QAbstractListModel):
    """Places of a session."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self.earlier: frozenset[object] = frozenset()

    def use(self, session: Session | None) -> None:
        """Show a file, or the same one after a decision."""
        self.beginResetModel()
        self.session = session
        self.earlier = frozenset(session.plan.earlier) if session else frozenset()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of places."""
        inside = parent is not None and parent.isValid()
        return 0 if self.session is None or inside else len(self.session.places)

    def place(self, row: int) -> Place:
        """The place of a row."""
        assert self.session is not None
        return self.session.places[row]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for screen readers; never the value itself."""
        if self.session is None or not index.isValid():
            return None
        place = self.place(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = _("待定") if place.found.undecided else _("脱敏") if place.found.masked else _("保留")
            return "，".join((self.session.words(place), self.reason(place), state))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.reason(place)
        return None

    def reason(self, place: Place) -> str:
        """Why it was found, or who decided."""
        found = place.found
        if found.undecided:
            return _("{reason}，低于 0.80", reason=found.span.reason)
        if found.choice is not None and found.value in self.earlier:
            word = _("脱敏") if found.choice is Choice.MASK else _("保留")
            return _("沿用以前的决定：{word}", word=word)
        return found.span.reason

    def place_word(self, place: Place) -> str:
        """Number of the line or page."""
        assert self.session is not None
        if self.session.plan.pages:
            return str(self.session.plan.parts[place.part].page + 1)
        return str(self.session.rows[self.session.row_of(place)].number)


class _SpanDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """A compact row."""
        return QSize(200, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Line, kind, reason, switch."""
        model = index.model()
        if not isinstance(model, SpanModel):
            return
        table = tokens()
        place = model.place(index.row())
        area = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, table.selected)
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), table.accent)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, table.hover)
        bottom = area.bottom() - 0.5
        hairline(painter, QPointF(area.left(), bottom), QPointF(area.right(), bottom), table.border)
        waits = place.found.undecided
        ink = table.rev.text if waits else table.text
        number = QRectF(area.left(), area.top(), 34, area.height())
        right = Qt.AlignmentFlag.AlignRight
        line_text(painter, number, model.place_word(place), colour=table.text_3, size=SMALL, align=right)
        kind = QRectF(area.left() + 42, area.top(), 58, area.height())
        line_text(painter, kind, span_word(place.span), colour=ink, size=SMALL, bold=waits)
        reason = QRectF(area.left() + 102, area.top(), area.width() - 102 - 52, area.height())
        quiet = table.rev.text if waits else table.text_2
        line_text(painter, reason, model.reason(place), colour=quiet, size=SMALL)
        paint_switch(painter, self.track(area), on=place.found.masked)

    def track(self, area: QRectF) -> QRectF:
        """Where the switch stands."""
        return QRectF(area.right() - 14 - _SWITCH, area.center().y() - 8, _SWITCH, 16)


class SpanList(QListView):
    """The list; ↑ ↓ and J K move, the switch answers to the mouse.

    Signals:
        moved: number of the place that became current.
        switched: number of the place whose switch was clicked.
    """

    moved = Signal(int)
    switched = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spans = SpanModel(self)
        self.setModel(self.spans)
        prepare(self)
        self._look = _SpanDelegate(self)
        self.setItemDelegate(self._look)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("识别到的个人信息"))
        self.selectionModel().currentRowChanged.connect(self._moved)

    def use(self, session: Session | None) -> None:
        """Show a file and its current place."""
        self.selectionModel().blockSignals(True)  # noqa: FBT003 -- Qt takes it by position
        self.spans.use(session)
        if session is not None and session.places:
            self.setCurrentIndex(self.spans.index(session.current, 0))
        self.selectionModel().blockSignals(False)  # noqa: FBT003 -- Qt takes it by position
        if session is not None and session.places:
            self.scrollTo(self.currentIndex())
        self.viewport().update()

    def keyboardSearch(self, _search: str) -> None:
        """Letters are the page's keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Only moving keys are the list's own."""
        moving = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}
        if Qt.Key(event.key()) in moving and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the switch decides; anywhere else it only moves."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.type() == QEvent.Type.MouseButtonRelease:
            spot = self._look.track(QRectF(self.visualRect(index))).adjusted(-8, -6, 8, 6)
            if spot.contains(event.position()):
                self.switched.emit(index.row())

    def _moved(self, current: QModelIndex) -> None:
        if current.isValid():
            self.moved.emit(current.row())

"""识别 15 处: every span with line, kind, reason and switch."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from auditdesk.domain.maskplan import Choice, HandBox, Place
from auditdesk.i18n import _
from auditdesk.ui.pages.masking_review.session import Session, span_word
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL, TINY
from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.painting import focus_ring, hairline, line_text, text_width
from auditdesk.ui.widgets.row_view import RowView
from auditdesk.ui.widgets.switch import paint_switch

_HEIGHT, _PLACED = 30, 46
"""Pixels of a row, and of one that tells its place in a second line."""

_SWITCH = 28
_KIND = (58, 96)
"""Least and most pixels of the word for the kind: words of other languages are longer."""


class SpanModel(QAbstractListModel):
    """Places of a session."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self._count = 0
        self.kind_width = float(_KIND[0])
        self.placed = False
        self.earlier: frozenset[object] = frozenset()

    def use(self, session: Session | None) -> None:
        """Show a file, or the same one after a decision; the rows stay when there are as many as before."""
        count = len(session.places) + len(session.boxes) if session is not None else 0
        if session is self.session and count == self._count:
            if count:
                self.dataChanged.emit(self.index(0, 0), self.index(count - 1, 0))
            return
        self.beginResetModel()
        self.session, self._count = session, count
        self.placed = session is not None and session.placed
        self.earlier = frozenset(session.plan.earlier) if session else frozenset()
        words = session.kind_words if session is not None else ()
        widest = max((text_width(word, SMALL, bold=True) for word in words), default=0.0)
        self.kind_width = min(_KIND[1], max(_KIND[0], widest))
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of places and rectangles."""
        return 0 if parent is not None and parent.isValid() else self._count

    def box(self, row: int) -> HandBox | None:
        """The rectangle of a row; None for a place."""
        assert self.session is not None
        number = row - len(self.session.places)
        return self.session.boxes[number] if number >= 0 else None

    def place(self, row: int) -> Place:
        """The place of a row."""
        assert self.session is not None
        return self.session.places[row]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for screen readers; never the value itself."""
        if self.session is None or not index.isValid():
            return None
        if (box := self.box(index.row())) is not None:
            spoken = role == Qt.ItemDataRole.AccessibleTextRole
            return _("，").join((self.session.box_words(box), _("脱敏"))) if spoken else None
        place = self.place(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = _("待定") if place.found.undecided else _("脱敏") if place.found.masked else _("保留")
            return "，".join((self.session.words(place), self.reason(place), state))
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (self.where(place), self.reason(place))))
        return None

    def where(self, place: Place) -> str:
        """The place in words, in files whose lines have no numbers of their own; else empty."""
        return self.session.where(place) if self.session is not None and self.placed else ""

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
        """Number of the line or page; empty where `where` tells it."""
        assert self.session is not None
        if self.session.plan.pages:
            return str(self.session.plan.parts[place.part].page + 1)
        return "" if self.placed else str(self.session.rows[self.session.row_of(place)].number)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a row says: line or page, kind, reason, place; whether it waits and whether it is masked."""

    number: str
    kind: str
    reason: str
    waits: bool
    masked: bool
    where: str = ""


def _words(model: SpanModel, row: int) -> _Words:
    if (box := model.box(row)) is not None:
        return _Words(str(box.page + 1), _("方框"), _("手工画的，整块涂掉"), waits=False, masked=True)
    place = model.place(row)
    return _Words(
        model.place_word(place), span_word(place.span), model.reason(place), place.found.undecided,
        place.found.masked, model.where(place),
    )  # fmt: skip


class _SpanDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Line, kind, reason, switch."""
        model = index.model()
        if not isinstance(model, SpanModel) or model.session is None:
            return
        table, area = tokens(), QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, table.selected)
            painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), table.accent)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, table.hover)
        bottom = area.bottom() - 0.5
        hairline(painter, QPointF(area.left(), bottom), QPointF(area.right(), bottom), table.border)
        words = _words(model, index.row())
        ink = table.rev.text if words.waits else table.text
        first = 14 if model.placed else 42
        top, height = (area.top() + 4, 20) if words.where else (area.top(), area.height())
        if words.where:
            place = QRectF(area.left() + first, top + height - 1, area.width() - first - 52, 18)
            line_text(painter, place, words.where, colour=table.text_3, size=TINY)
        number = QRectF(area.left(), top, 34, height)
        right = Qt.AlignmentFlag.AlignRight
        line_text(painter, number, words.number, colour=table.text_3, size=SMALL, align=right)
        kind = QRectF(area.left() + first, top, model.kind_width, height)
        line_text(painter, kind, words.kind, colour=ink, size=SMALL, bold=words.waits)
        left = first + 2 + model.kind_width
        reason = QRectF(area.left() + left, top, area.width() - left - 52, height)
        quiet = table.rev.text if words.waits else table.text_2
        line_text(painter, reason, words.reason, colour=quiet, size=SMALL)
        paint_switch(painter, self.track(area), on=words.masked)
        if option.state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, area.adjusted(1, 1, -1, -1), radius=4)

    def track(self, area: QRectF) -> QRectF:
        """Where the switch stands."""
        return QRectF(area.right() - 14 - _SWITCH, area.center().y() - 8, _SWITCH, 16)


class SpanList(RowView):
    """The list; ↑ ↓ and J K move, the switch answers to the mouse.

    Signals:
        moved: number of the place that became current.
        switched: number of the place whose switch was clicked.
    """

    moved = Signal(int)
    switched = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_HEIGHT, parent)
        self.spans = SpanModel(self)
        self.setModel(self.spans)
        self._look = _SpanDelegate(self)
        self.setItemDelegate(self._look)
        self.setAccessibleName(_("识别到的个人信息"))
        self.selectionModel().currentRowChanged.connect(self._moved)

    def use(self, session: Session | None) -> None:
        """Show a file and its current place."""
        self.selectionModel().blockSignals(True)  # noqa: FBT003 -- Qt takes it by position
        self._step = _PLACED if session is not None and session.placed else _HEIGHT
        self.spans.use(session)
        if session is not None and self.spans.rowCount():
            self.setCurrentIndex(self.spans.index(session.current, 0))
        self.selectionModel().blockSignals(False)  # noqa: FBT003 -- Qt takes it by position
        if self.currentIndex().isValid():
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

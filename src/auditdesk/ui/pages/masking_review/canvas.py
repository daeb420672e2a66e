"""A picture or PDF page with its boxes: zoom, drawing by mouse or keys, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPen,
    QPixmap,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from auditdesk.domain.mask_review import clipped
from auditdesk.domain.maskplan import Box, HandBox
from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens

_STEP = 1.25
_LEAST, _MOST = 0.1, 8.0
_SMALLEST = 0.004
"""Share of the page; a smaller drag is a click."""
_NUDGE = 0.01
_NEW: Box = (0.4, 0.45, 0.6, 0.5)
_WAYS = {
    Qt.Key.Key_Left: (-_NUDGE, 0.0), Qt.Key.Key_Right: (_NUDGE, 0.0),
    Qt.Key.Key_Up: (0.0, -_NUDGE), Qt.Key.Key_Down: (0.0, _NUDGE),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outline:
    """A found place on the page: its boxes, number, and whether it waits, is masked or current."""

    boxes: tuple[Box, ...]
    place: int
    undecided: bool
    masked: bool
    current: bool


class PictureCanvas(QGraphicsView):
    """Shows one page. Everything is in shares of the page, so that zoom changes nothing.

    Signals:
        drawn: a `Box` was drawn and accepted.
        changed: a `HandBox` got other edges: (it, the new `Box`).
        place_clicked: number of the found place under the mouse.
        box_clicked: the `HandBox` under the mouse.
        zoomed: another scale; pixels of the screen for one of the picture.
    """

    drawn = Signal(object)
    changed = Signal(object, object)
    place_clicked = Signal(int)
    box_clicked = Signal(object)
    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.setAccessibleName(_("图片或页面"))
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._size = QRectF()
        self._outlines: Sequence[Outline] = ()
        self._boxes: Sequence[HandBox] = ()
        self._picture: QImage | None = None
        self._fits = self._wide = True
        self._from: QPointF | None = None
        self._grabbed: QPointF | None = None
        self.chosen = -1
        self.pending: Box | None = None
        self._editing: HandBox | None = None
        self.editable = False

    def show_picture(self, data: bytes | None) -> bool:
        """Show a page from memory; None shows nothing. The zoom stays for pages of equal size."""
        picture = QImage.fromData(data) if data else QImage()
        self._picture = None if picture.isNull() else picture
        size = QRectF(picture.rect())
        if self._picture is not None and size != self._size:
            self._size, self._fits, self._wide = size, True, True
            self._fit()
            self.verticalScrollBar().setValue(0)
        self.pending = self._editing = None
        self._draw()
        return self._picture is not None

    def show_boxes(
        self, outlines: Sequence[Outline], boxes: Sequence[HandBox], chosen: int, *, editable: bool
    ) -> None:
        """Show what was found and drawn; ``chosen`` is the number of the current rectangle or -1."""
        self._outlines, self._boxes, self.editable = outlines, boxes, editable
        self.chosen = chosen
        self._draw()

    def show_area(self, boxes: Sequence[Box]) -> None:
        """Bring boxes into sight when the page is larger than the view."""
        if boxes:
            area = self._area(boxes[0])
            for one in boxes[1:]:
                area = area.united(self._area(one))
            self.ensureVisible(area, 40, 40)

    def zoom(self, by: float) -> None:
        """Larger than 1 comes nearer; 0 fits the whole page, and once more its width."""
        if by <= 0:
            self._wide = self._fits and not self._wide
            self._fits = True
            self._fit()
            return
        self._fits = False
        self._scale_to(self.transform().m11() * by)

    def zoom_to(self, scale: float) -> None:
        """A scale of its own: 1 shows a pixel of the picture as one of the screen."""
        self._fits = False
        self._scale_to(scale)

    def _scale_to(self, wanted: float) -> None:
        now = self.transform().m11()
        scale = max(_LEAST, min(_MOST, wanted))
        self.scale(scale / now, scale / now)
        self.zoomed.emit(scale)

    def begin_box(self) -> None:
        """M: a rectangle in the middle of the page, moved by arrows, sized by Shift, accepted by Enter."""
        if self.editable and self._picture is not None:
            self.pending = _NEW
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._draw()

    def edit_chosen(self) -> bool:
        """B: other edges for the chosen rectangle; False when none is chosen."""
        if not self.editable or not 0 <= self.chosen < len(self._boxes):
            return False
        self._editing = self._boxes[self.chosen]
        self.pending = self._editing.box
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._draw()
        return True

    def _fit(self) -> None:
        """As wide as the view at first, so that it can be read; the whole page when asked for."""
        if self._size.isEmpty():
            return
        if self._wide:
            room = self.width() - self.verticalScrollBar().sizeHint().width() - 4
            scale = max(_LEAST, min(1.0, room / self._size.width()))
            self.setTransform(QTransform.fromScale(scale, scale))
        else:
            self.fitInView(self._size, Qt.AspectRatioMode.KeepAspectRatio)
        self.zoomed.emit(self.transform().m11())

    def _draw(self) -> None:
        table = tokens()
        self._scene.clear()
        self._scene.setBackgroundBrush(QColor(table.sunken))
        self._scene.setSceneRect(self._size)
        if self._picture is not None:
            self._scene.addPixmap(QPixmap.fromImage(self._picture))
        if self.editable:
            for outline in self._outlines:
                ink = table.rev.solid if outline.undecided else table.accent
                for one in outline.boxes:
                    self._rect(one, ink, wide=outline.current, filled=outline.masked)
            for number, drawn in enumerate(self._boxes):
                if drawn != self._editing:
                    self._rect(drawn.box, table.accent, wide=number == self.chosen, filled=True)
            if self.pending is not None:
                self._rect(self.pending, table.rev.solid, wide=True, filled=True)
        if self._fits:
            self._fit()

    def _rect(self, share: Box, ink: str, *, wide: bool, filled: bool) -> None:
        pen = QPen(QColor(ink), 3 if wide else 1.5)
        pen.setCosmetic(True)
        fill = QColor(ink)
        fill.setAlphaF(0.22)
        edge = QPen(QColor(255, 255, 255, 190), pen.widthF() + 2)  # seen on dark pictures too
        edge.setCosmetic(True)
        self._scene.addRect(self._area(share), edge)
        self._scene.addRect(self._area(share), pen, QBrush(fill) if filled else QBrush())

    def _area(self, share: Box) -> QRectF:
        width, height = self._size.width(), self._size.height()
        corner = QPointF(share[0] * width, share[1] * height)
        return QRectF(corner, QPointF(share[2] * width, share[3] * height))

    def _share(self, event: QMouseEvent) -> QPointF:
        spot = self.mapToScene(event.position().toPoint())
        return QPointF(spot.x() / max(1.0, self._size.width()), spot.y() / max(1.0, self._size.height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a box, or begin one."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.MiddleButton or not self.editable:
            self._grabbed = event.position()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            return
        if self._picture is None:
            return
        spot = self._share(event)
        drawn = next((one for one in self._boxes if _inside(one.box, spot)), None)
        hit = next((one.place for one in self._outlines for box in one.boxes if _inside(box, spot)), None)
        if drawn is not None:
            self.box_clicked.emit(drawn)
        elif hit is not None:
            self.place_clicked.emit(hit)
        else:
            self._from = spot

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the rectangle so far, or pull the page along."""
        if self._grabbed is not None:
            moved, self._grabbed = event.position() - self._grabbed, event.position()
            for bar, by in ((self.horizontalScrollBar(), moved.x()), (self.verticalScrollBar(), moved.y())):
                bar.setValue(bar.value() - round(by))
        elif self._from is not None:
            to = self._share(event)
            self.pending = clipped((self._from.x(), self._from.y(), to.x(), to.y()))
            self._draw()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """A rectangle with an area is accepted at once."""
        if self._grabbed is not None:
            self._grabbed = None
            self.viewport().unsetCursor()
        if self._from is not None:
            self._from = None
            self._accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom; the wheel alone scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            return
        super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Two fingers on a touch pad zoom."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom(1 + event.value())
            return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """No menu: nothing here is copied."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move or size the new rectangle, Enter accepts it, Del removes the chosen one."""
        key = Qt.Key(event.key())
        if self.pending is not None and self._from is None:
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._accept()
                return
            if key == Qt.Key.Key_Escape:
                self.pending = self._editing = None
                self._draw()
                return
            if self._nudge(key, sizes=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)):
                return
        if key in _WAYS:
            super().keyPressEvent(event)
            return
        event.ignore()

    def resizeEvent(self, event: object) -> None:
        """Keep fitting while nobody zoomed."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # the event is only passed on
        if self._fits:
            self._fit()

    def _nudge(self, key: Qt.Key, *, sizes: bool) -> bool:
        if key not in _WAYS or self.pending is None:
            return False
        across, down = _WAYS[key]
        left, top, right, bottom = self.pending
        first = (left, top) if sizes else (left + across, top + down)
        self.pending = clipped((*first, max(left + _NUDGE, right + across), max(top + _NUDGE, bottom + down)))
        self._draw()
        return True

    def _accept(self) -> None:
        box, self.pending = self.pending, None
        before, self._editing = self._editing, None
        self._draw()
        if box is None or box[2] - box[0] <= _SMALLEST or box[3] - box[1] <= _SMALLEST:
            return
        if before is None:
            self.drawn.emit(box)
        else:
            self.changed.emit(before, box)


def _inside(box: Box, spot: QPointF) -> bool:
    return box[0] <= spot.x() <= box[2] and box[1] <= spot.y() <= box[3]

"""A picture to look at closely: fits at first, the wheel and Ctrl + - come nearer, dragging moves."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPixmap, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView, QWidget

from auditdesk.i18n import _
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.layouts import column, row

STEP = 1.25
_LEAST, _MOST = 0.05, 16.0
_QUARTER, _WHOLE = 90, 360


class PictureBox(QWidget):
    """The picture under a small bar: smaller, larger, fit, turn, and keep what is in sight.

    Signals:
        crop_wanted: the part in sight (`QImage`).
    """

    crop_wanted = Signal(QImage)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PictureView()
        self.crop = KeyButton(_("裁下可见部分"), "quiet", height=28)
        self.crop.clicked.connect(lambda: self.crop_wanted.emit(self.view.visible_part()))
        smaller = KeyButton(kind="quiet", icon="zoom-out", height=28, says=_("缩小"))
        larger = KeyButton(kind="quiet", icon="zoom-in", height=28, says=_("放大"))
        fit = KeyButton(_("适合"), "quiet", height=28, says=_("适合窗口"))
        turn = KeyButton(_("旋转"), "quiet", key="R", binds=False, icon="refresh-cw", height=28)
        smaller.clicked.connect(lambda: self.view.zoom(1 / STEP))
        larger.clicked.connect(lambda: self.view.zoom(STEP))
        fit.clicked.connect(lambda: self.view.zoom(0))
        turn.clicked.connect(self.view.turn)
        layout = column(
            row(self.crop, None, smaller, fit, larger, turn, gap=4, margins=(12, 4, 12, 0)), gap=2
        )
        layout.addWidget(self.view, 1)
        self.setLayout(layout)


class PictureView(QGraphicsView):
    """One picture in memory; `clear` lets go of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = QGraphicsScene(self)
        self._item = QGraphicsPixmapItem()
        self._scene.addItem(self._item)
        self._fits = True
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self.setAccessibleName(_("图片预览"))
        self.setStyleSheet("background: transparent;")

    def show_picture(self, picture: QImage) -> None:
        """Show a picture, fitted."""
        self._item.setRotation(0)
        self._item.setPixmap(QPixmap.fromImage(picture))
        self._scene.setSceneRect(self._item.sceneBoundingRect())
        self.zoom(0)

    def turn(self) -> None:
        """A quarter to the right; the file stays as it is."""
        self._item.setTransformOriginPoint(self._item.boundingRect().center())
        self._item.setRotation((self._item.rotation() + _QUARTER) % _WHOLE)
        self._scene.setSceneRect(self._item.sceneBoundingRect())
        self.zoom(0)

    def clear(self) -> None:
        """Show nothing."""
        self._item.setRotation(0)
        self._item.setPixmap(QPixmap())

    def shown(self) -> bool:
        """Whether there is a picture."""
        return not self._item.pixmap().isNull()

    def visible_part(self) -> QImage:
        """The pixels in sight, as they are turned now."""
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        inside = self._item.mapRectFromScene(seen).intersected(self._item.boundingRect()).toAlignedRect()
        cut = self._item.pixmap().toImage().copy(inside.intersected(self._item.pixmap().rect()))
        return cut.transformed(QTransform().rotate(self._item.rotation()))

    def scale_now(self) -> float:
        """Pixels on screen for one of the picture."""
        return self.transform().m11()

    def zoom(self, by: float) -> None:
        """Larger than 1 comes nearer; 0 fits again, never larger than life."""
        if by <= 0:
            self._fits = True
            self._fit()
            return
        self._fits = False
        factor = max(_LEAST, min(_MOST, self.scale_now() * by)) / self.scale_now()
        self.scale(factor, factor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel zooms."""
        self.zoom(STEP if event.angleDelta().y() > 0 else 1 / STEP)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom, 0 fits, R turns."""
        if event.key() == Qt.Key.Key_R:
            self.turn()
            return
        factors = {
            Qt.Key.Key_Plus: STEP,
            Qt.Key.Key_Equal: STEP,
            Qt.Key.Key_Minus: 1 / STEP,
            Qt.Key.Key_0: 0.0,
        }
        key = Qt.Key(event.key())
        if key in factors:
            self.zoom(factors[key])
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted picture stays fitted."""
        super().resizeEvent(event)
        if self._fits:
            self._fit()

    def _fit(self) -> None:
        self.resetTransform()
        size = self._item.sceneBoundingRect().size()
        if size.isEmpty():
            return
        room = self.viewport().size()
        factor = min(1.0, room.width() / size.width(), room.height() / size.height())
        self.scale(factor, factor)

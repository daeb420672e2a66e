"""Evidence of an item: thumbnails held in memory only, and the place to drop, paste or choose more."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from PySide6.QtCore import (
    QAbstractListModel,
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QMimeData,
    QModelIndex,
    QObject,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import TINY
from auditdesk.ui.theme.icons import paint_icon
from auditdesk.ui.widgets.buttons import KeyCap
from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.painting import box, focus_ring, line_text
from auditdesk.ui.widgets.tables import prepare
from auditdesk.ui.widgets.text import Icon, Text, restyle

_TILE = Qt.ItemDataRole.UserRole + 6
_WIDTH, _PICTURE, _HEIGHT, _GAP = 112, 54, 76, 8
_LONGEST_ADDRESS = 32 << 20


@dataclass(frozen=True, slots=True)
class Tile:
    """One file.

    Attributes:
        key: evidence id.
        name: shown below the picture.
        icon: outline while there is no picture, by kind of file.
        picture: a thumbnail or waveform made in a worker; never written to disk.
        masked: True for a masked copy, False for an original still to mask, None when it does not matter.
    """

    key: str
    name: str
    icon: str = "file"
    picture: QImage | None = None
    masked: bool | None = None

    def spoken(self) -> str:
        """For screen readers."""
        word = {True: _("已脱敏"), False: _("未脱敏"), None: ""}[self.masked]
        return f"{self.name}，{word}" if word else self.name


class _Tiles(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tiles: list[Tile] = []

    def show(self, tiles: Sequence[Tile]) -> None:
        self.beginResetModel()
        self.tiles = list(tiles)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.tiles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        tile = self.tiles[index.row()]
        if role == _TILE:
            return tile
        if role == Qt.ItemDataRole.DisplayRole:
            return tile.name
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return tile.spoken()
        return None


class _TileDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(_WIDTH + _GAP, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tile: Tile = index.data(_TILE)
        table = tokens()
        area = QRectF(option.rect.left(), option.rect.top(), _WIDTH, _PICTURE)
        box(painter, area, radius=6, fill=table.sunken, edge=table.border_2)
        if tile.picture is not None:
            self._paint_picture(painter, area.adjusted(1, 1, -1, -1), tile.picture)
        else:
            spot = QRectF(0, 0, 20, 20)
            spot.moveCenter(area.center())
            paint_icon(painter, spot, tile.icon, table.text_3)
        below = QRectF(area.left(), area.bottom() + 3, _WIDTH - 18, 16)
        line_text(painter, below, tile.name, colour=table.text_2, size=TINY)
        if tile.masked is not None:
            spot = QRectF(area.right() - 13, area.bottom() + 5, 13, 13)
            paint_icon(
                painter, spot, "eye-off" if tile.masked else "eye", table.tone("ok" if tile.masked else "rev")
            )
        if option.state & QStyle.StateFlag.State_Selected and option.state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, area, radius=6)

    def _paint_picture(self, painter: QPainter, area: QRectF, picture: QImage) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        outline = QPainterPath()
        outline.addRoundedRect(area, 5, 5)
        painter.setClipPath(outline)
        size = QSize(picture.size()).scaled(area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        spot = QRectF(0, 0, size.width(), size.height())
        spot.moveCenter(area.center())
        painter.drawImage(spot, picture)
        painter.restore()


class EvidenceList(QListView):
    """Thumbnails in a row that wraps; Enter opens, Space previews or plays, Del takes out.

    Signals:
        opened, previewed, removed: the evidence id.
    """

    opened = Signal(str)
    previewed = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Tiles(self)
        self.setModel(self._model)
        prepare(self)
        self.setAccessibleName(_("证据"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setGridSize(QSize(_WIDTH + _GAP, _HEIGHT))
        self.setItemDelegate(_TileDelegate(self))
        self.setFixedHeight(_HEIGHT)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setStyleSheet("background: transparent;")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._model.tiles[index.row()].key))

    def set_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show files."""
        before = self.current_key()
        self._model.show(tiles)
        self.setVisible(bool(tiles))
        self.updateGeometry()
        for place, tile in enumerate(tiles):
            if tile.key == before:
                self.setCurrentIndex(self._model.index(place, 0))

    def current_key(self) -> str:
        """The evidence under the cursor, or an empty string."""
        index: QModelIndex = self.currentIndex()
        return self._model.tiles[index.row()].key if index.isValid() else ""

    def sizeHint(self) -> QSize:
        """All files side by side."""
        return QSize((_WIDTH + _GAP) * max(1, len(self._model.tiles)), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """One file."""
        return QSize(_WIDTH + _GAP, _HEIGHT)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are the page's keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Space and Del act on the current file."""
        acts = {
            Qt.Key.Key_Return: self.opened,
            Qt.Key.Key_Enter: self.opened,
            Qt.Key.Key_Space: self.previewed,
            Qt.Key.Key_Delete: self.removed,
        }
        act = acts.get(Qt.Key(event.key()))
        if act is not None and self.current_key():
            act.emit(self.current_key())
            return
        super().keyPressEvent(event)


def png_bytes(picture: QImage) -> bytes:
    """A pasted picture as PNG, in memory only."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"PNG"))
    if not writer.write(picture):
        raise BadInputError(_("这张图片存不成 PNG，请换一种方式复制。"))
    return bytes(buffer.data().data())


def _written_picture(address: str) -> QImage:
    """The picture in a ``data:image/…;base64,…`` address of a browser; null for other addresses."""
    head, comma, body = address.partition(",")
    if not comma or not head.startswith("data:image/") or not head.endswith(";base64"):
        return QImage()
    try:
        return QImage.fromData(b64decode(unquote(body), validate=True))
    except ValueError:  # not base64: no picture
        return QImage()


class DropZone(QFrame):
    """A dashed box that takes files, pictures and text by drop, by paste, or by click and Enter.

    Signals:
        files_given: list of `Path` of dropped or pasted files.
        image_given: a pasted picture (`QImage`).
        text_given: pasted text, e.g. a copied conversation.
        choose_wanted: click or Enter: the page opens its file dialog.
        refused: why nothing was taken, as a sentence.
    """

    files_given = Signal(list)
    image_given = Signal(QImage)
    text_given = Signal(str)
    choose_wanted = Signal()
    refused = Signal(str)

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("drop", "true")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("添加证据：拖到这里、粘贴或选择文件"))
        first = Text(words or _("拖到这里"), "small", "text_3", wrap=bool(words))
        lines = column(first, gap=0)
        second = row(
            Text(_("或"), "small", "text_3"),
            KeyCap("Ctrl+V"),
            Text(_("粘贴"), "small", "text_3"),
            None,
            gap=4,
        )
        lines.addLayout(second)
        layout = row(None, Icon("upload", "text_3"), lines, None, gap=10, margins=(12, 6, 12, 6))
        self.setLayout(layout)
        self.setMinimumHeight(_PICTURE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def watch(self, whole: QWidget) -> None:
        """Let a bigger widget, e.g. the whole item card, accept drops for this zone."""
        whole.setAcceptDrops(True)
        whole.installEventFilter(self)

    def paste(self) -> bool:
        """Take what is on the clipboard; False when there is nothing of use. Pages bind it to Ctrl+V."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None while nobody offers anything
        return data is not None and self.take(data)

    def take(self, data: QMimeData) -> bool:
        """Take files, else a picture, also one written out in its address, else text."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.files_given.emit(paths)
            return True
        if data.hasImage():
            picture = data.imageData()
            if isinstance(picture, QImage) and not picture.isNull():
                self.image_given.emit(picture)
                return True
        addresses = [url.toString() for url in data.urls()] or [data.text().strip()[:_LONGEST_ADDRESS]]
        drawn = [one for one in map(_written_picture, addresses) if not one.isNull()]
        for picture in drawn:
            self.image_given.emit(picture)
        if drawn:
            return True
        if data.hasUrls():
            self.refused.emit(_("只有网址，没有内容：请在浏览器里复制图片再粘贴，或先存成文件。"))
            return False
        if data.hasText() and data.text().strip():
            self.text_given.emit(data.text())
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drops on the watched card."""
        if isinstance(event, QDragEnterEvent):
            self.dragEnterEvent(event)
            return event.isAccepted()
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.dropEvent(event)
            return True
        if event.type() == QEvent.Type.DragLeave:
            restyle(self, "over", "false")
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Show that the drop will be taken."""
        data = event.mimeData()
        if data.hasUrls() or data.hasImage() or data.hasText():
            restyle(self, "over", "true")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """As before."""
        restyle(self, "over", "false")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped."""
        restyle(self, "over", "false")
        if self.take(event.mimeData()):
            event.acceptProposedAction()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click chooses files."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.choose_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V pastes, Enter and Space choose."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.choose_wanted.emit()
        else:
            super().keyPressEvent(event)


class EvidenceStrip(QWidget):
    """Thumbnails and the drop zone side by side; use ``files`` and ``zone`` for their signals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files = EvidenceList()
        self.zone = DropZone()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.files, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.zone, 1, Qt.AlignmentFlag.AlignTop)
        self.zone.setMinimumWidth(150)
        self.set_tiles([])

    def set_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show files."""
        self.files.set_tiles(tiles)

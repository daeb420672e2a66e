"""A PDF held in memory, with a strip of its pages; the only module that imports QtPdf."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPageLayout, QPainter, QPalette
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.theme.fonts import SMALL
from auditdesk.ui.theme.tokens import PAPER
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.painting import box, line_text
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.tables import prepare
from auditdesk.ui.widgets.text import Icon, Text

_PICTURE = Qt.ItemDataRole.UserRole + 7
_STRIP, _THUMB = 112, QSize(72, 102)
_ZOOM_STEP = 1.25
_PRINT_DPI = 300


class _Pages(QAbstractListModel):
    """Page pictures, rendered when first asked for."""

    def __init__(self, document: QPdfDocument, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._pictures: dict[int, QImage] = {}
        self._asked: set[int] = set()
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.setDocument(document)
        self._renderer.pageRendered.connect(self._rendered)

    def reset(self) -> None:
        self.beginResetModel()
        self._pictures.clear()
        self._asked.clear()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._document.pageCount()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return _("第 {page} 页", page=index.row() + 1)
        if role != _PICTURE:
            return None
        if index.row() not in self._asked:
            self._asked.add(index.row())
            self._renderer.requestPage(index.row(), _THUMB * 2)
        return self._pictures.get(index.row())

    def _rendered(self, page: int, _size: QSize, picture: QImage) -> None:
        self._pictures[page] = picture.copy()
        at = self.index(page, 0)
        self.dataChanged.emit(at, at, [_PICTURE])


class _PageDelegate(QStyledItemDelegate):
    def __init__(self, parent: QWidget, cover: str) -> None:
        super().__init__(parent)
        self._cover = cover

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(_STRIP - 2, _THUMB.height() + 28)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table = tokens()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        area = QRectF(
            option.rect.center().x() - _THUMB.width() / 2,
            option.rect.top() + 2,
            _THUMB.width(),
            _THUMB.height(),
        )
        edge, width = (table.accent, 2.0) if chosen else (table.border_2, 1.0)
        painter.fillRect(area, QColor(PAPER))
        picture = index.data(_PICTURE)
        if isinstance(picture, QImage):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, picture)
        box(painter, area, radius=0, edge=edge, width=width)
        words = QRectF(option.rect.left(), area.bottom() + 4, option.rect.width(), 18)
        ink = table.accent if chosen else table.text_3
        number = self._cover if self._cover and index.row() == 0 else str(index.row() + 1)
        line_text(
            painter, words, number, colour=ink, size=SMALL, bold=chosen, align=Qt.AlignmentFlag.AlignHCenter
        )


class PdfPane(QWidget):
    """Page strip, page number, zoom and the page itself; `show_bytes` is all it needs.

    ``cover`` is the word under the first page of the strip, its number when empty.

    Signals:
        page_changed: page number from 1.
    """

    page_changed = Signal(int)
    _ready = False

    def __init__(self, parent: QWidget | None = None, *, cover: str = "") -> None:
        super().__init__(parent)
        self._note_icon = Icon("lock", "text_3")
        self._note = Text("", "small", "text_2")
        self._document = QPdfDocument(self)
        self._buffer = QBuffer(self)
        self.view = QPdfView(self)
        self.view.setDocument(self._document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setAccessibleName(_("报告页面"))
        self._tint()
        self._pages = _Pages(self._document, self)
        self._strip = self._make_strip(cover)
        self.set_note("", "lock")
        self._number = LineField(says=_("页码"))
        self._number.setFixedWidth(44)
        self._total = Text("", tone="text_3")
        bar = self._make_bar()
        split = SplitView(self._strip, self.view)
        split.grow(1)
        split.setSizes([_STRIP, 800])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(split, 1)
        self.view.pageNavigator().currentPageChanged.connect(self._moved)
        self._number.returnPressed.connect(self._typed)
        self._ready = True

    def show_bytes(self, data: bytes) -> bool:
        """Show a PDF from memory; False when it cannot be read."""
        self._document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        ready = self._document.status() == QPdfDocument.Status.Ready
        self._pages.reset()
        self._total.setText(f"/ {self._document.pageCount()}")
        self._moved(0)
        return ready

    def set_note(self, text: str, icon: str) -> None:
        """Quiet words at the right end of the bar."""
        self._note.setText(text)
        self._note_icon.set_icon(icon)
        self._note_icon.setVisible(bool(text))

    def clear(self) -> None:
        """Show nothing and let go of the bytes."""
        self._document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray())
        self._pages.reset()
        self._total.setText("")

    def page_count(self) -> int:
        """Number of pages."""
        return self._document.pageCount()

    def page(self) -> int:
        """The page in sight, from 1."""
        return self.view.pageNavigator().currentPage() + 1

    def go_to(self, page: int) -> None:
        """Bring a page, counted from 1, into sight."""
        place = max(0, min(self.page_count() - 1, page - 1))
        self.view.pageNavigator().jump(place, QPointF(), self.view.pageNavigator().currentZoom())

    def turn_on(self) -> None:
        """To the next page."""
        self.go_to(self.page() + 1)

    def turn_back(self) -> None:
        """To the page before."""
        self.go_to(self.page() - 1)

    def zoom(self, by: float) -> None:
        """Larger than 1 comes nearer; 0 fits the width again."""
        if by <= 0:
            self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
            return
        factor = self.view.zoomFactor() * by
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(max(0.25, min(4.0, factor)))

    def draw_on(self, printer: QPrinter) -> None:
        """Render every page onto a printer at 300 dpi; for `Dialogs.print_document`."""
        _draw_pages(self._document, printer)

    def changeEvent(self, event: QEvent) -> None:
        """The ground around the pages follows the theme; `QPdfView` takes the palette's dark colour."""
        super().changeEvent(event)
        if self._ready and event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        ground = QColor(tokens().bg)
        colours = self.view.palette()
        if colours.color(QPalette.ColorRole.Dark) != ground:
            colours.setColor(QPalette.ColorRole.Dark, ground)
            self.view.setPalette(colours)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PgUp and PgDn turn pages."""
        moves = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        if key in moves:
            self.go_to(self.page() + moves[key])
            return
        super().keyPressEvent(event)

    def _make_strip(self, cover: str) -> QListView:
        strip = QListView()
        strip.setModel(self._pages)
        prepare(strip)
        strip.setItemDelegate(_PageDelegate(strip, cover))
        strip.setAccessibleName(_("页面缩略图"))
        strip.setMinimumWidth(_STRIP)
        strip.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        strip.selectionModel().currentRowChanged.connect(lambda current: self.go_to(current.row() + 1))
        return strip

    def _make_bar(self) -> QWidget:
        strip = KeyButton(kind="quiet", icon="panel-left", height=28, says=_("显示或隐藏缩略图"))
        strip.clicked.connect(lambda: self._strip.setVisible(not self._strip.isVisible()))
        out = KeyButton(kind="quiet", icon="zoom-out", key="Ctrl+-", height=28, says=_("缩小"))
        out.clicked.connect(lambda: self.zoom(1 / _ZOOM_STEP))
        fit = KeyButton(_("适宽"), "quiet", height=28)
        fit.clicked.connect(lambda: self.zoom(0))
        near = KeyButton(kind="quiet", icon="zoom-in", key="Ctrl++", height=28, says=_("放大"))
        near.clicked.connect(lambda: self.zoom(_ZOOM_STEP))
        caps = (KeyCap("PgUp"), KeyCap("PgDown"))
        note = row(self._note_icon, self._note)
        tools = (strip, self._number, self._total, 4, *caps, None, out, fit, near, None, note)
        return panel(row(*tools, margins=(16, 4, 12, 4)), "surface", "bottom")

    def _moved(self, place: int) -> None:
        self._number.setText(str(place + 1) if self.page_count() else "")
        index = self._pages.index(place, 0)
        if index.isValid() and self._strip.currentIndex().row() != place:
            self._strip.selectionModel().blockSignals(True)  # noqa: FBT003 -- Qt takes it by position
            self._strip.setCurrentIndex(index)
            self._strip.selectionModel().blockSignals(False)  # noqa: FBT003 -- Qt takes it by position
            self._strip.viewport().update()
        if self.page_count():
            self.page_changed.emit(place + 1)

    def _typed(self) -> None:
        if self._number.text().isdigit():
            self.go_to(int(self._number.text()))


def draw_pdf(data: bytes, printer: QPrinter) -> None:
    """Render a PDF from memory onto a printer, turned as its first page is; for `Dialogs.print_document`."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    first = document.pagePointSize(0)
    wide = first.width() > first.height()
    turned = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(turned)
    _draw_pages(document, printer)
    document.close()


def _draw_pages(document: QPdfDocument, printer: QPrinter) -> None:
    painter = QPainter(printer)
    for page in range(document.pageCount()):
        if page:
            printer.newPage()
        points = document.pagePointSize(page)
        size = QSize(round(points.width() * _PRINT_DPI / 72), round(points.height() * _PRINT_DPI / 72))
        painter.drawImage(QRectF(painter.viewport()), document.render(page, size))
    painter.end()

"""What a piece looks like: cover, picture, PDF, text, table, recording, or a sentence why not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QTableView, QVBoxLayout, QWidget

from auditdesk.domain.evidence import Mark
from auditdesk.i18n import _
from auditdesk.services.previewing import Preview, PreviewKind
from auditdesk.services.toolbox import SheetTable
from auditdesk.ui.pages.evidence.picture import PictureBox
from auditdesk.ui.pages.evidence.player import load_player
from auditdesk.ui.pages.evidence.sound import LoadPlayer, SoundPreview
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.cells import Index
from auditdesk.ui.widgets.inputs import ComboField, LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.pdf import PdfPane
from auditdesk.ui.widgets.tables import prepare
from auditdesk.ui.widgets.text import Icon, Text

SHOWN_MS = 5 * 60 * 1000
"""A revealed original is covered again after five minutes."""


class _Cells(QAbstractTableModel):
    """A sheet as it is read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[str, ...], ...] = ()

    def show(self, rows: tuple[tuple[str, ...], ...]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if (parent is not None and parent.isValid()) or not self._rows else len(self._rows[0])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        shown = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}
        return self._rows[index.row()][index.column()] if role in shown else None


class TablePreview(QWidget):
    """Sheets of a workbook, one at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tables: tuple[SheetTable, ...] = ()
        self._cells = _Cells(self)
        self.sheets = ComboField(says=_("工作表"))
        self.note = Text("", "small", "text_3")
        self.view = QTableView()
        self.view.setModel(self._cells)
        prepare(self.view)
        self.view.setAccessibleName(_("表格预览"))
        self.view.verticalHeader().setDefaultSectionSize(26)
        self.view.horizontalHeader().setDefaultSectionSize(120)
        self.view.horizontalHeader().hide()
        self.sheets.picked.connect(lambda place: self._show(int(place)))
        layout = column(row(self.sheets, self.note, None), gap=6, margins=(16, 8, 16, 0))
        layout.addWidget(self.view, 1)
        self.setLayout(layout)

    def show_tables(self, tables: Sequence[SheetTable]) -> None:
        """Show a workbook, its first sheet first; nothing lets go of it."""
        self._tables = tuple(tables)
        first = next((place for place, one in enumerate(tables) if one.rows), 0)
        self.sheets.set_choices([(str(place), one.name) for place, one in enumerate(tables)], str(first))
        self.sheets.setVisible(len(tables) > 1)
        self._show(first)

    def _show(self, place: int) -> None:
        table = self._tables[place] if self._tables else SheetTable("", (), 0)
        self._cells.show(table.rows)
        more = table.total > len(table.rows)
        words = _("前 {n} 行，共 {all} 行", n=len(table.rows), all=table.total)
        self.note.setText(words if more else _("{all} 行", all=table.total))


class Cover(QWidget):
    """Stands before an original that may hold personal data, until a reason is given.

    Signals:
        reveal_wanted: the reason.
    """

    reveal_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Text(
            _("原件还没有脱敏，已遮盖。查看要写明理由，会记入操作日志。"), tone="text_2", wrap=True
        )
        self.reason = LineField(hint=_("理由，例如：核对承诺原话"), says=_("查看原件的理由"))
        self.show_it = KeyButton(_("显示原件"), height=28, icon="eye")
        self.show_it.clicked.connect(self._ask)
        self.reason.returnPressed.connect(self._ask)
        head = row(Icon("eye-off", "text_3", 20), self.words, gap=10)
        head.setStretch(1, 1)
        self.setLayout(column(head, row(self.reason, self.show_it), gap=8, margins=(16, 10, 16, 10)))

    def _ask(self) -> None:
        if self.reason.text().strip():
            self.reveal_wanted.emit(self.reason.text().strip())
            self.reason.clear()
        else:
            self.reason.setFocus()


class PreviewBox(QWidget):
    """The whole preview; it never reads anything itself.

    Signals:
        reveal_wanted: the reason to show an original.
        cover_wanted: the time is over, or the person covers it again.
        mark_wanted: label and moment in seconds.
    """

    reveal_wanted = Signal(str)
    cover_wanted = Signal()
    mark_wanted = Signal(str, float)

    def __init__(self, load: LoadPlayer = load_player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("预览"))
        self.message = Text("", tone="text_3", wrap=True)
        self.picture_box, self.table, self.sound = PictureBox(), TablePreview(), SoundPreview(load)
        self.picture = self.picture_box.view
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("文字预览"))
        self.text.setStyleSheet("background: transparent; border: none; padding: 8px 12px;")
        self.pdf: PdfPane | None = None
        self.cover = Cover()
        self.cover.reveal_wanted.connect(self.reveal_wanted)
        self.sound.mark_wanted.connect(self.mark_wanted)
        again = KeyButton(_("遮盖"), "link", key="F9", binds=False)
        again.clicked.connect(self.cover_wanted)
        self.revealed = Notice("rev", "", again)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.cover_wanted)
        self.stack = QStackedWidget()
        blank = QWidget()
        blank.setLayout(column(self.message, None, margins=(16, 12, 16, 12)))
        for each in (blank, self.picture_box, self.text, self.table, self.sound):
            self.stack.addWidget(each)
        self._blank = blank
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for each in (self.revealed, self.cover):
            layout.addWidget(each)
        layout.addWidget(self.stack, 1)
        self.clear()

    def say(self, words: str) -> None:
        """A sentence in place of content, e.g. while it is read."""
        self.clear()
        self.message.setText(words)

    def show_preview(
        self, preview: Preview, picture: QImage | None, marks: Sequence[Mark], *, revealed: bool = False
    ) -> None:
        """Show what was read; ``picture`` is the decoded image of a picture."""
        self.clear()
        self.cover.setVisible(preview.covered)
        if revealed:
            self.revealed.say("rev", _("正在显示未脱敏的原件，5 分钟后自动遮盖"))
            self._timer.start()
        if preview.kind is PreviewKind.SOUND and (preview.data or preview.covered or preview.peaks):
            self.sound.show_sound(preview, marks)
            self.stack.setCurrentWidget(self.sound)
        elif preview.covered:
            self.message.setText("")
        elif not self._show_content(preview, picture, revealed=revealed):
            self.message.setText(preview.message or _("这个文件打不开，可能已经损坏。"))

    def is_covered(self) -> bool:
        """Whether an original stands behind the cover."""
        return not self.cover.isHidden()

    def is_revealed(self) -> bool:
        """Whether an unmasked original is in sight."""
        return self._timer.isActive()

    def clear(self) -> None:
        """Show nothing, let go of everything, stop playing."""
        self._timer.stop()
        self.revealed.say("rev", "")
        self.cover.hide()
        self.message.setText("")
        self.picture.clear()
        self.text.clear()
        self.table.show_tables([])
        self.sound.stop()
        if self.pdf is not None:
            self.pdf.clear()
        self.stack.setCurrentWidget(self._blank)

    def zoom(self, by: float) -> None:
        """Ctrl + and Ctrl -, for pictures; a PDF has keys of its own."""
        if self.stack.currentWidget() is self.picture_box:
            self.picture.zoom(by)

    def turn(self) -> None:
        """A picture by a quarter to the right."""
        if self.stack.currentWidget() is self.picture_box:
            self.picture.turn()

    def _show_content(self, preview: Preview, picture: QImage | None, *, revealed: bool) -> bool:
        if preview.kind is PreviewKind.IMAGE and picture is not None:
            if revealed:
                self.picture_box.crop.refuse(_("先脱敏，再裁剪副本"))
            else:
                self.picture_box.crop.allow()
            self.picture.show_picture(picture)
            self.stack.setCurrentWidget(self.picture_box)
        elif preview.kind is PreviewKind.TEXT and preview.text:
            end = f"\n\n{preview.message}" if preview.message else ""
            self.text.setPlainText(preview.text + end)
            copying = (
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.text.setTextInteractionFlags(
                Qt.TextInteractionFlag.NoTextInteraction if revealed else copying
            )
            self.stack.setCurrentWidget(self.text)
        elif preview.kind is PreviewKind.TABLE and preview.tables:
            self.table.show_tables(preview.tables)
            self.stack.setCurrentWidget(self.table)
        elif preview.kind is PreviewKind.PDF and preview.data:
            return self._show_pdf(preview.data)
        else:
            return False
        return True

    def _show_pdf(self, data: bytes) -> bool:
        if self.pdf is None:
            self.pdf = PdfPane()
            self.pdf.view.setAccessibleName(_("PDF 预览"))
            self.stack.addWidget(self.pdf)
        if not self.pdf.show_bytes(data):
            return False
        self.stack.setCurrentWidget(self.pdf)
        return True

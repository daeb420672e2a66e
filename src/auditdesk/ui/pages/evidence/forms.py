"""Forms that open in place: handing over a body of evidence, a reason for exporting, import results."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from auditdesk.i18n import _
from auditdesk.services.body import BodyWish
from auditdesk.services.importing_files import ImportOutcome, ImportResult, ImportRow
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.cells import COMPACT_HEIGHT, Cell
from auditdesk.ui.widgets.either import EitherWay
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.switch import CheckBox
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Text

CHOSEN = "chosen"


class BodyForm(QFrame):
    """What to hand over, as folder or zip; originals only with a reason.

    Signals:
        export_wanted: a `BodyWish` and whether a zip is wanted.
    """

    export_wanted = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._chosen: tuple[str, ...] = ()
        self.scope = ComboField(says=_("导出范围"))
        self.originals = CheckBox(_("同时导出未脱敏的原件"))
        self.reason = LineField(hint=_("导出原件的理由，会记入操作日志"), says=_("导出原件的理由"))
        self._reason = Field(_("理由"), self.reason)
        self._reason.hide()
        self.as_folder = KeyButton(_("导出为文件夹"), icon="folder", height=28)
        self.as_zip = KeyButton(_("导出为 zip"), icon="package", height=28)
        shut = KeyButton(kind="quiet", icon="x", height=28, says=_("收起"))
        shut.clicked.connect(self.hide)
        self.originals.toggled.connect(self._reason.setVisible)
        self.as_folder.clicked.connect(lambda: self._give(zipped=False))
        self.as_zip.clicked.connect(lambda: self._give(zipped=True))
        words = Text(
            _("按检查项命名，附索引、校验值和保管记录；默认只含可出示的副本"), "small", "text_3", wrap=True
        )
        first = row(self.scope, self.originals)
        first.setStretch(0, 1)
        self.setLayout(column(
            row(Text(_("导出证据集"), "heading"), None, shut), words,
            EitherWay(first, row(None, self.as_folder, self.as_zip), room=340),
            self._reason, gap=8, margins=(16, 8, 12, 10),
        ))  # fmt: skip
        self.hide()

    def open_on(self, audits: Sequence[tuple[str, str]], chosen: Sequence[str]) -> None:
        """Show the form; chosen pieces come first, then each audit, then everything."""
        self._chosen = tuple(chosen)
        choices = [(f"audit:{one}", title) for one, title in audits]
        if self._chosen:
            choices.insert(0, (CHOSEN, _("所选 {n} 件", n=len(self._chosen))))
        choices.append(("all", _("全部证据")))
        self.scope.set_choices(choices, choices[0][0])
        self.show()
        self.scope.setFocus()

    def _give(self, *, zipped: bool) -> None:
        if self.originals.isChecked() and not self.reason.text().strip():
            self._reason.missing(_("导出原件要写明理由"))
            self.reason.setFocus()
            return
        self._reason.clear()
        scope = self.scope.value()
        wish = BodyWish(
            self._chosen if scope == CHOSEN else (), scope.partition(":")[2],
            self.originals.isChecked(), self.reason.text().strip(),
        )  # fmt: skip
        self.export_wanted.emit(wish, zipped)


class ReasonForm(QFrame):
    """One reason for one act on an original.

    Signals:
        given: the reason.
    """

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._words = Text("", tone="text_2", wrap=True)
        self.reason = LineField(hint=_("理由，会记入操作日志"), says=_("理由"))
        self.go = KeyButton(_("继续"), height=32)
        shut = KeyButton(kind="quiet", icon="x", height=28, says=_("收起"))
        shut.clicked.connect(self.hide)
        self.go.clicked.connect(self._give)
        self.reason.returnPressed.connect(self._give)
        head = row(self._words, shut)
        head.setStretch(0, 1)
        self.setLayout(column(head, row(self.reason, self.go), gap=6, margins=(16, 8, 12, 10)))
        self.hide()

    def ask(self, words: str) -> None:
        """Show the form with what the reason is for."""
        self._words.setText(words)
        self.reason.clear()
        self.show()
        self.reason.setFocus()

    def _give(self) -> None:
        if self.reason.text().strip():
            self.hide()
            self.given.emit(self.reason.text().strip())
        else:
            self.reason.setFocus()


class ImportCard(Card):
    """What became of each file of an import.

    Signals:
        opened: the evidence id of a line, on Enter or double click.
    """

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        shut = KeyButton(kind="quiet", icon="x", height=28, says=_("收起"))
        super().__init__(_("导入结果"), "", shut, parent=parent)
        shut.clicked.connect(self.hide)
        self.table = TableView(
            [
                Column(_("文件"), lambda row: row.name),
                Column(_("结果"), _outcome_cell, 130, order=lambda row: row.outcome),
                Column(_("编号或原因"), lambda row: Cell(row.code or row.reason, tone="text_2"), 320),
            ],
            says=_("导入结果"), height=COMPACT_HEIGHT,
        )  # fmt: skip
        self.table.setMinimumHeight(132)
        self.table.opened.connect(self._open)
        self.add(self.table)
        self.hide()

    def _open(self, row: ImportRow) -> None:
        if row.evidence_id:
            self.opened.emit(row.evidence_id)

    def show_result(self, result: ImportResult) -> None:
        """Refused files first, so that they are seen."""
        order = (ImportOutcome.REFUSED, ImportOutcome.CANCELLED, ImportOutcome.ADDED, ImportOutcome.KNOWN)
        self.set_count(result.sentence())
        self.table.set_rows(sorted(result.rows, key=lambda row: order.index(row.outcome)))
        self.show()


def _outcome_cell(row: ImportRow) -> Cell:
    return {
        ImportOutcome.ADDED: Cell(_("新增"), state=State.OK),
        ImportOutcome.KNOWN: Cell(_("已有相同内容"), state=State.NA, tone="text_2"),
        ImportOutcome.REFUSED: Cell(_("没有接收"), state=State.BAD, tone="bad"),
        ImportOutcome.CANCELLED: Cell(_("已取消"), state=State.NOT_STARTED, tone="text_3"),
    }[row.outcome]

"""One report: its pages, the frozen checks, the signatures and who is to sign next (mockups 07)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.checks import Check
from auditdesk.i18n import _
from auditdesk.services.report_view import ReportView
from auditdesk.ui.keys import bind
from auditdesk.ui.pages.reporting.head import ReportHead
from auditdesk.ui.pages.reporting.seats import SigningCard
from auditdesk.ui.pages.reporting.side import SidePane
from auditdesk.ui.pages.reporting.words import short_moment
from auditdesk.ui.widgets.layouts import column, panel
from auditdesk.ui.widgets.pdf import PdfPane
from auditdesk.ui.widgets.split import SplitView

_SIDE = 356


class ReportDetail(QWidget):
    """Head, pages and side pane of a kept report, or of a preview.

    Signals:
        sign_wanted: person (`User`), certificate file (`Path` or None), secret.
        key_wanted: a certificate file is to be chosen.
        export_wanted, sync_wanted: links of the signing card.
        jumped: a `Todo`.
    """

    sign_wanted = Signal(object, object, str)
    key_wanted = Signal()
    export_wanted = Signal()
    sync_wanted = Signal()
    jumped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: ReportView | None = None
        self.pdf = b""
        self.head = ReportHead()
        self.pages = PdfPane(cover=_("封面"))
        self.side = SidePane()
        self.side.jumped.connect(self.jumped)
        self.side.turned.connect(self._listen)
        split = SplitView(self.pages, panel(column(self.side, gap=0), "surface", "left"))
        split.grow(0)
        split.setSizes([810, _SIDE])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(split, 1)
        bind(self, "PgUp", self.pages.turn_back)
        bind(self, "PgDown", self.pages.turn_on)
        bind(self, "Ctrl+=", lambda: self.pages.zoom(1.25))

    @property
    def signing(self) -> SigningCard | None:
        """The card of the person whose turn it is."""
        return self.side.signing

    def show_report(self, view: ReportView) -> bool:
        """Show a kept report; False when its pages cannot be drawn."""
        page = self.pages.page() if self.view and self.view.record.id == view.record.id else 1
        self.view, self.pdf = view, view.pdf
        self.head.show_report(view)
        self.side.show_report(view)
        moment = short_moment(view.snapshot.identity.frozen_at)
        self.pages.set_note(_("快照已冻结，{moment}", moment=moment), "lock")
        drawn = self.pages.show_bytes(view.pdf)
        self.pages.go_to(page)
        return drawn

    def show_preview(self, title: str, pdf: bytes, checks: Sequence[Check]) -> bool:
        """Show pages that are not kept."""
        self.view, self.pdf = None, pdf
        self.head.show_preview(title)
        self.side.show_preview(checks)
        self.pages.set_note("", "lock")
        return self.pages.show_bytes(pdf)

    def say(self, sentence: str) -> None:
        """What went wrong while signing, where it was tried."""
        if self.signing is not None:
            self.signing.complain(sentence)

    def forget(self) -> None:
        """No secret stays in a field."""
        if self.signing is not None:
            self.signing.forget()

    def _listen(self) -> None:
        card = self.signing
        if card is None:
            return
        card.sign_wanted.connect(self._sign)
        card.file_wanted.connect(self.key_wanted)
        card.export_wanted.connect(self.export_wanted)
        card.sync_wanted.connect(self.sync_wanted)

    def _sign(self) -> None:
        card = self.signing
        if card is None or card.user is None or not card.button.isEnabled():
            return
        if not card.secret.text():
            card.complain(_("请输入{name}。", name=card.secret.accessibleName()))
            return
        self.sign_wanted.emit(card.user, card.key_path, card.secret.take())

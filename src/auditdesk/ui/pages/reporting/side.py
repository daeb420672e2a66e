"""Beside the pages: the frozen checks, the signatures, the proof, the digest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.checks import Check
from auditdesk.i18n import _
from auditdesk.services.report_view import ReportView
from auditdesk.ui.pages.reporting.checks import ChecksBlock
from auditdesk.ui.pages.reporting.pictures import CodePicture
from auditdesk.ui.pages.reporting.seats import SignedCard, SigningCard, WaitingCard, person_for
from auditdesk.ui.pages.reporting.words import digest_lines, proof_words, short_moment, size_words
from auditdesk.ui.widgets.layouts import clear, column, panel, row, scrolled
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Rule, Text


class SidePane(QWidget):
    """Checks, signatures, proof and digest, in this order so that the button is in sight on a low screen.

    Signals:
        jumped: a `Todo`.
        turned: it is another person's turn, `signing` is a new card.
    """

    jumped = Signal(object)
    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.checks = ChecksBlock()
        self.checks.jumped.connect(self.jumped)
        self.count = Text("", "body", "text_2")
        self._rule = Text("", "small", "text_2")
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self.proof = Notice("ok", "")
        self.signing: SigningCard | None = None
        signatures = column(
            row(Text(_("签名"), "strong"), self.count, None, self._rule), self._cards, self.proof,
            margins=(16, 10, 16, 12),
        )  # fmt: skip
        self._signatures = QWidget()
        self._signatures.setLayout(signatures)
        self._foot = QVBoxLayout()
        self._frame = panel(self._foot, "sunken", "top")
        body = QWidget()
        body.setLayout(column(self.checks, Rule(), self._signatures, None, self._frame, gap=0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolled(body), 1)
        self.setMinimumWidth(340)

    def show_preview(self, checks: Sequence[Check]) -> None:
        """Checks as they stand; nobody signs a preview."""
        self.checks.show_live(checks, "")
        self.signing = None
        for part in (self._signatures, self._frame):
            part.hide()

    def show_report(self, view: ReportView, first: str = "") -> SigningCard | None:
        """Everything beside the pages; ``first`` names the person who wants to sign before the others."""
        moment = short_moment(view.snapshot.identity.frozen_at)
        self.checks.show_frozen(
            [(one.label, one.figure) for one in view.snapshot.checks], moment, view.blocking
        )
        signed, needed = len(view.proof.signatures), len(view.seats)
        self.count.setText(f"{signed} / {needed}")
        self._rule.setText(_("全部签完，报告已锁定") if signed == needed else _("最后一签会锁定报告"))
        self._show_seats(view, first)
        self.proof.say(*proof_words(view.proof))
        self._show_digest(view)
        for part in (self._signatures, self._frame):
            part.show()
        return self.signing

    def _show_seats(self, view: ReportView, first: str) -> None:
        clear(self._cards)
        self.signing = None
        free = [seat for seat in view.seats if seat.signature is None]
        turn = next((seat for seat in free if seat.name == first), free[0] if free else None)
        for seat in view.seats:
            if seat.signature is not None:
                self._cards.addWidget(SignedCard(seat, seat.signature))
            elif seat is turn:
                self.signing = SigningCard(seat, person_for(seat, view.signers, free), view.audit.due)
                self._refuse(self.signing, view)
                self._cards.addWidget(self.signing)
            else:
                card = WaitingCard(seat, here=person_for(seat, view.signers, free) is not None)
                card.wanted.connect(lambda name=seat.name: self.show_report(view, name))
                self._cards.addWidget(card)
        self.turned.emit()

    def _refuse(self, card: SigningCard, view: ReportView) -> None:
        if view.outdated:
            card.refuse(_("之后又生成了新的一份，请签新的。"))
        elif view.blocking:
            card.refuse(_("快照之后又有 {n} 项待办，完成后重新生成再签。", n=len(view.blocking)))
        elif view.proof.modified_after_signing or not view.proof.data_matches_pages:
            card.refuse(_("文件被改动过，不能继续签名。"))
        elif card.user is None:
            card.refuse(_("这位签名人不是本工作区的用户或没有签名权限，请先添加用户，或导出待签包。"))

    def _show_digest(self, view: ReportView) -> None:
        clear(self._foot)
        upper, lower = digest_lines(view.record.snapshot_digest)
        words = column(
            Text(_("快照摘要，印在每页页脚"), "small", "text_2"), Text(upper, "heading"),
            Text(lower, "heading"),
            Text(_("按 PDF/A-3b 生成，{size}", size=size_words(len(view.pdf))), "small", "text_2"),
            Text(_("内含 JSON 与 xlsx"), "small", "text_2"), None, gap=1,
        )  # fmt: skip
        holder = QWidget()
        holder.setLayout(row(CodePicture(view.code), 8, words, None, margins=(16, 10, 16, 10)))
        self._foot.setContentsMargins(0, 0, 0, 0)
        self._foot.addWidget(holder)

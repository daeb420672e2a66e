"""The head of a report: where one is, where the report stands, what can be done with the file."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.i18n import _
from auditdesk.services.report_view import ReportView
from auditdesk.ui.pages.reporting.words import state_words
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Elided, Icon, Rule, Text


class ReportHead(QWidget):
    """Breadcrumb, code, state, the steps, and what can be done with the file.

    Signals:
        back, check_wanted, save_wanted, print_wanted: the buttons.
    """

    back = Signal()
    check_wanted = Signal()
    save_wanted = Signal()
    print_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.way_back = KeyButton(_("报告"), "quiet", key="Esc", binds=False, icon="arrow-left")
        self.name = Elided("", "heading")
        self.code = Chip("")
        self.state = Chip("", "rev")
        self.steps = Text("", "body", "text_2", rich=True)
        self.check = KeyButton(_("验证"), icon="shield-check")
        self.save = KeyButton(_("另存"), key="Ctrl+S", icon="download")
        self.print_button = KeyButton(_("打印"), key="Ctrl+P", icon="printer")
        for button, signal in (
            (self.way_back, self.back), (self.check, self.check_wanted), (self.save, self.save_wanted),
            (self.print_button, self.print_wanted),
        ):  # fmt: skip
            button.clicked.connect(signal)
        parts = row(
            self.way_back, Icon("chevron-right", "text_3"), self.name, self.code, self.state, None,
            self.steps, 4, self.check, self.save, self.print_button, margins=(12, 8, 24, 8),
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(parts)
        layout.addWidget(Rule())
        self.setFixedHeight(52)

    def show_report(self, view: ReportView) -> None:
        """Title, code and where the report stands."""
        about, signed, needed = view.snapshot.identity, len(view.proof.signatures), len(view.seats)
        self.name.set_text(about.occasion)
        self.code.set_chip(about.report_id if about.revision == 1 else f"{about.report_id} R{about.revision}")
        self.state.set_chip(*state_words(signed, needed))
        self._steps(signed, needed, done=view.record.signed_all)
        for each in (self.code, self.state, self.steps, self.check, self.save):
            each.show()

    def show_preview(self, title: str) -> None:
        """Pages that are not kept."""
        self.name.set_text(title)
        self.state.set_chip(_("预览，没有保存"), "na", "eye")
        for each in (self.code, self.steps, self.check, self.save):
            each.hide()

    def _steps(self, signed: int, needed: int, *, done: bool) -> None:
        words = [_("待签"), _("签名 {n} / {all}", n=signed, all=needed), _("归档")]
        here = 2 if done else min(signed, 1)
        shown = [f"<b>{word}</b>" if place == here else word for place, word in enumerate(words)]
        self.steps.setText(" → ".join(shown))
        self.steps.setAccessibleName(_("步骤 {n} / 3：{word}", n=here + 1, word=words[here]))

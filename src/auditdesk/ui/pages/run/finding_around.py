"""Below the finding's fields: evidence it cites as chips, and the other findings of the same problem."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditdesk.domain.evidence import Evidence
from auditdesk.domain.findings import Finding, FindingState, finding_state_label
from auditdesk.i18n import _
from auditdesk.services.evidence import link_to_finding
from auditdesk.ui.pages.run.days import short_day
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.layouts import clear, column, row
from auditdesk.ui.widgets.text import Elided, Rule, Text

_ICONS = {"image": "image", "audio": "audio-lines", "video": "video", "text": "file-text"}
_SHOWN = 4
_PER_LINE = 2


class FindingAround(QWidget):
    """Chips open the piece; a piece of the item that is not cited yet is cited by one click.

    Signals:
        go: another page's name and what to show there.
    """

    go = Signal(str, object)

    def __init__(self, run: RunFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._cited = column(gap=4)
        self._siblings = column(gap=4)
        self._title = Text(_("同一问题下的其他项"), "small", "text_3")
        self._rule = Rule()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        label = Text(_("引用证据"), "small", "text_3")
        label.setFixedWidth(60)
        label.setWordWrap(True)
        first = row(label, self._cited, gap=10)
        first.setStretch(1, 1)
        layout.addLayout(first)
        layout.addWidget(self._rule)
        layout.addWidget(self._title)
        layout.addLayout(self._siblings)

    def show_finding(self, finding: Finding, siblings: Sequence[Finding]) -> None:
        """Show what belongs to a finding."""
        self._show_evidence(finding)
        clear(self._siblings)
        for one in siblings[:_SHOWN]:
            self._siblings.addLayout(self._sibling(one))
        if len(siblings) > _SHOWN:
            more = _("还有 {n} 项", n=len(siblings) - _SHOWN)
            self._siblings.addWidget(Text(more, "small", "text_3"))
        for part in (self._rule, self._title):
            part.setVisible(bool(siblings))

    def _show_evidence(self, finding: Finding) -> None:
        clear(self._cited)
        file = self._run.file
        cited = file.links.get(finding.id, ())
        chips: list[QWidget] = []
        for name in dict.fromkeys((*cited, *file.links.get(finding.item_id, ()))):
            piece = file.evidence.get(name)
            if piece is not None:
                chips.append(self._chip(finding, piece, cited=name in cited))
        for start in range(0, len(chips), _PER_LINE):
            self._cited.addLayout(row(*chips[start : start + _PER_LINE], None, gap=6))
        if not chips:
            self._cited.addWidget(Text(_("检查项还没有证据，按 E 添加"), "small", "text_3"))

    def _chip(self, finding: Finding, piece: Evidence, *, cited: bool) -> Chip:
        icon = _ICONS.get(piece.media_type.split("/", maxsplit=1)[0], "file")
        if cited:
            chip = Chip(piece.name, icon=icon, opens=True)
            chip.opened.connect(lambda: self.go.emit("evidence", piece.id))
        else:
            chip = Chip(_("引用 {name}", name=piece.name), "na", icon="plus", opens=True)
            chip.opened.connect(lambda: self._cite(finding, piece))
        chip.setMaximumWidth(128)
        chip.setToolTip(piece.name)
        return chip

    def _cite(self, finding: Finding, piece: Evidence) -> None:
        desk = self._run.desk
        self._run.attempt(lambda: link_to_finding(desk, piece.id, finding.id), ("finding", finding.id))

    def _sibling(self, one: Finding) -> QHBoxLayout:
        link = KeyButton(one.code, "link", says=_("打开 {code}", code=one.code))
        link.clicked.connect(lambda: self.go.emit("findings", one.id))
        told = " ".join(filter(None, (one.staff_code, one.description or one.title)))
        words = Elided(told, "small", "text_2")
        today = self._run.desk.today()
        day = one.closed_on if one.state is FindingState.CLOSED else one.deadline
        state = f"{finding_state_label(one.state)} {short_day(day, today) if day else ''}".strip()
        line = row(link, words, Text(state, "small", "text_3"))
        line.setStretchFactor(words, 1)
        return line

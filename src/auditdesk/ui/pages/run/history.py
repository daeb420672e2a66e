"""The tab 历史: what happened to the current item, newest first."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.audits import ReviewDecision, verdict_label
from auditdesk.domain.findings import finding_state_label
from auditdesk.i18n import _
from auditdesk.ui.pages.run.review import thread_of
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.widgets.cells import Cell
from auditdesk.ui.widgets.tables import Column, TableView

Event = tuple[str, str, str]
"""When (ISO), who (user id), what in words."""


def history_of(run: RunFile) -> list[Event]:
    """Answer, review, remarks, findings, measures, verifications and evidence of the current item."""
    events: list[Event] = []
    answer = run.answer()
    if answer is not None and answer.answered_at:
        words = _("作答：{verdict}", verdict=verdict_label(answer.verdict))
        events.append((answer.answered_at, answer.answered_by, words))
    if answer is not None and answer.review_at:
        word = _("复核维持") if answer.review == ReviewDecision.CONFIRMED else _("复核退回")
        events.append((answer.review_at, answer.review_by, word))
    events += [(one.created_at, one.author, one.text) for one in thread_of(run)]
    for finding in run.findings():
        words = _("立问题 {code}，现为{state}", code=finding.code, state=finding_state_label(finding.state))
        events.append((finding.created_at, finding.created_by, words))
        events += [
            (one.created_at, "", _("措施：{text}", text=one.measure))
            for one in run.file.actions
            if one.finding_id == finding.id
        ]
        events += [
            (one.verified_on, one.verified_by_id, _("验证 {n} / {all}", n=one.passed, all=one.sample_size))
            for one in run.file.verifications
            if one.finding_id == finding.id
        ]
    for name in run.file.links.get(run.item.id, ()):
        piece = run.file.evidence.get(name)
        if piece is not None:
            events.append(
                (piece.added_at, piece.added_by, _("证据 {code} {name}", code=piece.code, name=piece.name))
            )
    return sorted(events, reverse=True)


class HistoryPane(QWidget):
    """Times at the left, words at the right; who did it stands after the words."""

    def __init__(self, run: RunFile, names: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run, self._names = run, names
        self.count = 0
        self.table = TableView(
            [
                Column("", lambda each: Cell(each[0][5:16].replace("T", " "), tone="text_3"), 100),
                Column("", lambda each: Cell(each[2], after=names.get(each[1], ""))),
            ],
            says=_("历史"),
        )
        self.table.horizontalHeader().hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        run.moved.connect(self.refresh)
        run.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again."""
        events = history_of(self._run)
        self.count = len(events)
        self.table.set_rows(events)

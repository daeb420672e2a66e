"""The tab 复核: the thread about an answer; who answered cannot confirm (REQUIREMENTS A8)."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.audits import Comment, ReviewDecision
from auditdesk.i18n import _
from auditdesk.services.answering import review_answer
from auditdesk.ui.pages.run.run_file import RunFile, review_state
from auditdesk.ui.theme.glyphs import state_word
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import TextField
from auditdesk.ui.widgets.layouts import clear, column, panel, row, scrolled
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text


class ReviewPane(QWidget):
    """Shows what was asked and decides: 维持 or 退回."""

    def __init__(self, run: RunFile, names: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run, self._names = run, names
        self.count = 0
        self.state = Notice("na", "")
        self._thread = column(gap=10)
        self.words = TextField(hint=_("退回时写明要补什么"), lines=2, says=_("复核意见"))
        self.reason = Text(role="small", tone="text_3", wrap=True)
        self.back = KeyButton(_("退回"), icon="undo-2")
        self.confirm = KeyButton(_("维持"), "primary", key="Ctrl+Enter")
        self.back.clicked.connect(lambda: self.decide(ReviewDecision.RETURNED))
        self.confirm.clicked.connect(lambda: self.decide(ReviewDecision.CONFIRMED))
        content = QWidget()
        content.setLayout(
            column(self.state, self._thread, self.words, None, gap=12, margins=(16, 12, 16, 12))
        )
        foot = row(self.reason, self.back, self.confirm, margins=(16, 9, 16, 10))
        foot.setStretchFactor(self.reason, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolled(content), 1)
        layout.addWidget(panel(foot, line="top"))
        run.moved.connect(self.refresh)
        run.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the thread of the current item's answer."""
        answer = self._run.answer()
        comments = thread_of(self._run)
        self.count = len(comments)
        clear(self._thread)
        for comment in comments:
            who = self._names.get(comment.author, comment.author)
            at = comment.created_at[5:16].replace("T", " ")
            head = row(Text(who, "strong"), Text(at, "small", "text_3"), None)
            self._thread.addLayout(column(head, Text(comment.text, wrap=True), gap=2))
        state = review_state(answer)
        words = state_word(state) if state else _("还没有作答，没有可复核的内容")
        self.state.say("rev" if state else "na", words)
        refusal = self._refusal()
        self.reason.setText(refusal)
        for button in (self.back, self.confirm):
            if refusal:
                button.refuse(refusal)
            else:
                button.allow()
        self.words.setEnabled(not refusal)

    def decide(self, decision: ReviewDecision) -> None:
        """Write the decision; after 维持 the next item comes up."""
        run, words, item_id = self._run, self.words.text().strip(), self._run.item.id
        done = run.attempt(
            lambda: review_answer(run.desk, run.file.audit.id, [item_id], decision, words),
            ("answer", f"{run.file.audit.id}/{item_id}"),
        )
        if done is not None:
            self.words.set_text("")
            if decision is ReviewDecision.CONFIRMED:
                run.step(1)

    def _refusal(self) -> str:
        answer = self._run.answer()
        if answer is None or not answer.verdict:
            return _("还没有作答")
        if answer.answered_by == self._run.desk.user.id:
            return _("您自己答的，请由另一人复核")
        return ""


def thread_of(run: RunFile) -> list[Comment]:
    """Remarks on the current item's answer, oldest first."""
    answer = run.answer()
    if answer is None:
        return []
    with run.desk.begin() as work:
        return work.find(Comment, about=answer.id, order="created_at")

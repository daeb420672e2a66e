"""The tab 复核: the thread about an answer, what was asked and done; who answered cannot confirm (A8)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.audits import Ask, Comment, ReviewDecision, ask_label
from auditdesk.domain.people import Right, may, role_label
from auditdesk.i18n import _
from auditdesk.services.answering import resubmit_answers, review_answer
from auditdesk.services.people import list_users
from auditdesk.services.review_thread import Thread, Turn, TurnKind, read_thread
from auditdesk.ui.pages.run.days import moment_words
from auditdesk.ui.pages.run.run_file import RunFile, review_state
from auditdesk.ui.theme.glyphs import State, state_word
from auditdesk.ui.widgets.avatar import Avatar
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.inputs import TextField
from auditdesk.ui.widgets.layouts import clear, column, panel, row, scrolled
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.switch import CheckBox
from auditdesk.ui.widgets.text import Icon, Rule, Text


class ReviewPane(QWidget):
    """Shows what was asked and decides: 维持 or 退回; the author sends a returned answer back.

    Signals:
        bulk_wanted: several answers are to be confirmed at once.
    """

    bulk_wanted = Signal()

    def __init__(self, run: RunFile, names: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run, self._names = run, names
        self._roles = {one.id: role_label(one.role) for one in list_users(run.desk)}
        self.count = 0
        self.state = Notice("na", "")
        self.round = Text(role="small", tone="text_3")
        self._thread = column(gap=10)
        self.asks = {ask.value: CheckBox(ask_label(ask.value)) for ask in Ask}
        self.words = TextField(lines=2, says=_("复核意见"))
        self.reason = Text(role="small", tone="text_3", wrap=True)
        self.back = KeyButton(_("退回"), icon="undo-2")
        self.confirm = KeyButton(_("维持"), "primary", key="Ctrl+Enter")
        self.send = KeyButton(_("送回复核"), "primary", key="Ctrl+Enter")
        self.many = KeyButton(_("批量维持"), "link")
        self.back.clicked.connect(lambda: self.decide(ReviewDecision.RETURNED))
        self.confirm.clicked.connect(lambda: self.decide(ReviewDecision.CONFIRMED))
        self.send.clicked.connect(self.send_back)
        self.many.clicked.connect(self.bulk_wanted)
        self._lay_out()
        run.moved.connect(self.refresh)
        run.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the thread of the current item's answer."""
        run = self._run
        thread = read_thread(run.desk, run.file.audit.id, run.item.id)
        self.count = sum(turn.kind is not TurnKind.ANSWERED for turn in thread.turns)
        self._show_thread(thread)
        answer = run.answer()
        state = review_state(answer)
        self.state.say("rev" if state else "na", state_word(state) if state else _("还没有可复核的结果"))
        self.round.setText(_("第 {n} 轮", n=thread.round) if thread.round else "")
        own = state is State.RETURNED and may(run.desk.user, Right.ANSWER) and not self._is_reviewer()
        self.send.setVisible(own)
        refusal = "" if own else self._refusal()
        for button in (self.back, self.confirm):
            button.setVisible(not own)
            if refusal:
                button.refuse(refusal)
            else:
                button.allow()
        self._asking.setVisible(not own and not refusal)
        waiting = self._waiting()
        self.many.setVisible(waiting > 1)
        self.many.set_label(_("批量维持 {n} 项", n=waiting))
        self.reason.setText(_("须由他人复核") if own else refusal)
        self.words.setEnabled(not refusal)
        self.words.setPlaceholderText(_("补充说明（可不填）") if own else _("退回时写明要补什么"))

    def decide(self, decision: ReviewDecision) -> None:
        """Write the decision; after 维持 the next item comes up."""
        run, words, item_id = self._run, self.words.text().strip(), self._run.item.id
        asks = [name for name, box in self.asks.items() if box.isChecked()]
        done = run.attempt(
            lambda: review_answer(run.desk, run.file.audit.id, [item_id], decision, words, asks=asks),
            ("answer", f"{run.file.audit.id}/{item_id}"),
        )
        if done is not None:
            self._empty()
            if decision is ReviewDecision.CONFIRMED:
                run.step(1)

    def send_back(self) -> None:
        """Send the returned answer to the reviewer again."""
        run, words, item_id = self._run, self.words.text().strip(), self._run.item.id
        run.leaving.emit()
        done = run.attempt(
            lambda: resubmit_answers(run.desk, run.file.audit.id, [item_id], words),
            ("answer", f"{run.file.audit.id}/{item_id}"),
        )
        if done is not None:
            self._empty()

    def _lay_out(self) -> None:
        self._asking = QWidget()
        boxes = list(self.asks.values())
        self._asking.setLayout(column(row(*boxes[:3], None), row(*boxes[3:], None), gap=4))
        content = QWidget()
        head = row(self.state, self.round)
        head.setStretchFactor(self.state, 1)
        content.setLayout(
            column(head, row(self.many, None), self._thread, self._asking, self.words, None, gap=12,
                   margins=(16, 12, 16, 12))
        )  # fmt: skip
        foot = row(self.reason, self.back, self.confirm, self.send, margins=(16, 9, 16, 10))
        foot.setStretchFactor(self.reason, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scrolled(content), 1)
        layout.addWidget(panel(foot, line="top"))

    def _show_thread(self, thread: Thread) -> None:
        clear(self._thread)
        returned = [turn for turn in thread.turns if turn.kind is TurnKind.RETURNED]
        for turn in thread.turns:
            self._thread.addWidget(self._turn(turn))
            self._thread.addWidget(Rule())
        for tick in thread.ticks if returned else ():
            icon = Icon("check", "ok") if tick.done else Icon("clock", "rev")
            words = Text(tick.words, "small", "text_2" if tick.done else "rev", wrap=True)
            line = row(icon, words, gap=6, margins=(32, 0, 0, 0))
            line.setStretchFactor(words, 1)
            self._thread.addLayout(line)

    def _turn(self, turn: Turn) -> QWidget:
        name = self._names.get(turn.who, turn.who)
        at = moment_words(turn.at, self._run.desk.today())
        first = row(
            Avatar(name, other=turn.who != self._run.desk.user.id), Text(name, "strong"),
            Text(self._roles.get(turn.who, ""), "small", "text_3"), None, Text(at, "small", "text_3"),
        )  # fmt: skip
        lines = column(first, gap=4)
        words = _("：").join(part for part in (_kind_word(turn.kind), turn.text) if part)
        if words:
            text = Text(words, tone=_tone(turn.kind), wrap=True)
            lines.addLayout(row(text, margins=(32, 0, 0, 0)))
        if turn.asks:
            chips = [Chip(_("要求：{what}", what=ask_label(ask)), "rev") for ask in turn.asks]
            for start in range(0, len(chips), 2):
                lines.addLayout(row(*chips[start : start + 2], None, margins=(32, 0, 0, 0)))
        box = QWidget()
        box.setLayout(lines)
        return box

    def _empty(self) -> None:
        self.words.set_text("")
        for box in self.asks.values():
            box.setChecked(False)

    def _is_reviewer(self) -> bool:
        answer = self._run.answer()
        return answer is not None and answer.review_by == self._run.desk.user.id

    def _waiting(self) -> int:
        """How many answers of others the user could confirm now."""
        user = self._run.desk.user
        if not may(user, Right.REVIEW):
            return 0
        return sum(
            review_state(one) is State.REVIEW and one.answered_by != user.id
            for one in self._run.live.values()
        )

    def _refusal(self) -> str:
        answer, user = self._run.answer(), self._run.desk.user
        if answer is None or review_state(answer) is None:
            return _("还没有作答")
        if answer.answered_by == user.id:
            return _("您自己答的，请由另一人复核")
        return "" if may(user, Right.REVIEW) else _("您的角色不能复核")


def _kind_word(kind: TurnKind) -> str:
    return {
        TurnKind.RETURNED: _("退回"), TurnKind.CONFIRMED: _("维持"), TurnKind.SENT: _("已送回复核"),
    }.get(kind, "")  # fmt: skip


def _tone(kind: TurnKind) -> str:
    return {TurnKind.RETURNED: "rev", TurnKind.CONFIRMED: "ok"}.get(kind, "text")


def thread_of(run: RunFile) -> list[Comment]:
    """Remarks on the current item's answer, oldest first."""
    answer = run.answer()
    if answer is None:
        return []
    with run.desk.begin() as work:
        return work.find(Comment, about=answer.id, order="created_at")

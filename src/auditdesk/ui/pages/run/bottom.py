"""The bottom bar keeps score: where one stands, the rate with its arithmetic, what is still open."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from auditdesk.domain.checklists import ScoringMethod
from auditdesk.domain.rates import Ratio
from auditdesk.domain.scoring import Score, one_decimal
from auditdesk.i18n import _
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.theme.glyphs import State, StateGlyph
from auditdesk.ui.widgets.bars import ProgressStrip
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import BottomBar
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.text import Text


def rate_words(score: Score) -> tuple[str, str]:
    """The arithmetic up to the equals sign, and the result (``合规率 21÷25 =``, ``84.0%``).

    合规率 counts items, as everywhere; weights and points make the score (结果).
    """
    if score.uncapped is None:
        return _("合规率"), _("还没有")
    if score.method in (ScoringMethod.PASS_RATE, ScoringMethod.WEIGHTED):
        rate = Ratio(score.tally.passed, score.tally.denominator)
        return _("合规率 {n}÷{d} =", n=rate.numerator, d=rate.denominator), f"{rate.percent()}%"
    words = _("得分 {n}÷{d} =", n=f"{score.earned:g}", d=f"{score.possible:g}")
    return words, f"{one_decimal(score.uncapped)}%"


_ROOMY, _NARROW = 1100, 940
"""Widths below which parts of the bar give way."""


class RunBar(BottomBar):
    """Previous, next, next unanswered; progress, counts, rate, veto; 待办检查 and 提交复核.

    Signals:
        check_wanted: 待办检查 was pressed.
        submit_wanted: 提交复核 was pressed.
    """

    check_wanted = Signal()
    submit_wanted = Signal()

    def __init__(self, run: RunFile, parent: QWidget | None = None) -> None:
        self._run = run
        self.before = KeyButton(_("上一项"), key="Up", binds=False)
        self.next = KeyButton(_("下一项"), key="Down", binds=False)
        self.open = KeyButton(_("下个未答"), "link", key="U")
        self.progress = ProgressStrip()
        self.progress.setMaximumWidth(210)
        self._counts = {state: Text() for state in (State.OK, State.BAD, State.NA, State.EMPTY)}
        self.sum = Text(tone="text_2")
        self.result = Text(role="strong")
        self.veto = Chip("", "solid")
        self.check = KeyButton("", "rev", key="F8", binds=False, icon="triangle-alert")
        self.submit = KeyButton(_("提交复核"), icon="send")
        counts = [part for state, text in self._counts.items() for part in (StateGlyph(state, 14), text)]
        self._parts = counts
        super().__init__(
            self.before, self.next, self.open, 8, self.progress, *counts, 4, self.sum, self.result,
            self.veto, None, self.check, self.submit, parent=parent,
        )  # fmt: skip
        self.before.clicked.connect(lambda: run.step(-1))
        self.next.clicked.connect(lambda: run.step(1))
        self.open.clicked.connect(run.next_open)
        self.check.clicked.connect(self.check_wanted)
        self.submit.clicked.connect(self.submit_wanted)
        run.changed.connect(self.refresh)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room the counts go first (the bar shows them), then the arithmetic; the buttons stay."""
        super().resizeEvent(event)
        for part in self._parts:
            part.setVisible(self.width() >= _ROOMY)
        self.sum.setVisible(self.width() >= _NARROW)

    def refresh(self) -> None:
        """Count again."""
        score = self._run.score
        tally = score.tally
        idle = len(self._run.not_asked)  # the tally counts them as not applicable
        absent = tally.not_applicable - idle
        self.progress.set_counts(tally.passed + tally.recorded, tally.failed, absent, tally.total - idle)
        numbers = (tally.passed + tally.recorded, tally.failed, absent, tally.unanswered)
        for text, number in zip(self._counts.values(), numbers, strict=True):
            text.setText(str(number))
        words, result = rate_words(score)
        self.sum.setText(words)
        self.result.setText(result)
        self.veto.set_chip(_("否决 {ids}", ids=" ".join(hit.item_id for hit in score.vetoes)), "solid")
        self.veto.setVisible(bool(score.vetoes))
        todos = self._run.todos
        self.check.set_label(_("待办检查 {n} 项", n=len(todos)))
        if tally.unanswered:
            self.submit.refuse(_("还有 {n} 项没有作答", n=tally.unanswered))
        else:
            self.submit.allow()

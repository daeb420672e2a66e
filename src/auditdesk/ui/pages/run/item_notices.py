"""What must be known where an item is answered: not asked, taken over, veto, failed again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.audits import Verdict
from auditdesk.domain.counting import copied, copied_month
from auditdesk.domain.findings import finding_state_label
from auditdesk.domain.fixlist import Rule
from auditdesk.domain.scoring import one_decimal
from auditdesk.i18n import _
from auditdesk.services.answering import Entry
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text

CONFIRM_KEY = "Y"


class ItemNotices(QWidget):
    """Lines below the answer; ``above`` holds those that stand over it.

    Signals:
        finding_wanted: the id of a finding of the last audit.
    """

    finding_wanted = Signal(str)

    def __init__(self, run: RunFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._last = ""
        self.uncapped = Text(tone="veto")
        self.veto = Notice("veto", "", self.uncapped)
        self.open_last = KeyButton(_("打开"), "link")
        self.open_last.clicked.connect(lambda: self.finding_wanted.emit(self._last))
        self.repeat = Notice("rev", "", self.open_last)
        self.confirm = KeyButton(_("确认沿用"), key=CONFIRM_KEY, height=28)
        self.confirm.clicked.connect(self.keep)
        self.taken = Notice("rev", "", self.confirm)
        self.share = Notice("rev", "")
        self.absent = Notice("na", "")
        self.above = QWidget()
        below, above = (self.veto, self.share, self.repeat), (self.absent, self.taken)
        for owner, parts in ((self, below), (self.above, above)):
            lines = QVBoxLayout(owner)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(6)
            for part in parts:
                lines.addWidget(part)

    def refresh(self) -> None:
        """Say what holds for the current item; nothing to say takes no room."""
        self._show_absent()
        self._show_taken()
        self._show_veto()
        self._show_repeat()
        self._show_share()
        said = (self.veto, self.share, self.repeat)
        self.setVisible(any(one.text() for one in said))
        self.above.setVisible(bool(self.absent.text() or self.taken.text()))

    def keep(self) -> None:
        """Confirm what was taken over from the last audit."""
        answer = self._run.answer()
        if answer is not None and copied(answer):
            self._run.record(Entry(verdict=answer.verdict))

    def _show_absent(self) -> None:
        reason = self._run.not_asked.get(self._run.item.id, "")
        answer = self._run.answer()
        if reason and answer is not None and answer.verdict:
            reason = _("{reason}；原来的答案留着，但不计分", reason=reason)
        self.absent.say("na", _("本项不检查：{reason}", reason=reason) if reason else "")

    def _show_taken(self) -> None:
        answer = self._run.answer()
        waits = copied(answer) and self._run.item.id not in self._run.not_asked
        words = ""
        if answer is not None and waits:
            words = _(
                "沿用 {month} 的结果“{result}”，看过现场再确认，或改答",
                month=copied_month(answer), result=result_words(self._run),
            )  # fmt: skip
        self.taken.say("rev", words)

    def _show_veto(self) -> None:
        run = self._run
        hit = next((one for one in run.score.vetoes if one.item_id == run.item.id), None)
        words = ""
        if hit is not None:
            words = _("单项否决已触发，本次总评封顶为“不合格”")
            if hit.clause:
                words = _("{words}，报告会注明{clause}", words=words, clause=hit.clause)
        self.veto.say("veto", words)
        before = run.score.uncapped
        self.uncapped.setText(_("算分 {rate}%", rate=one_decimal(before)) if before is not None else "")

    def _show_share(self) -> None:
        """Too many 不适用 block signing, so the answer that goes over the limit says it."""
        run = self._run
        live = run.live.get(run.item.id)
        over = next((one for one in run.todos if one.rule is Rule.NA_SHARE), None)
        absent = live is not None and live.verdict == Verdict.NOT_APPLICABLE
        self.share.say("rev", over.text if over is not None and absent else "")

    def _show_repeat(self) -> None:
        """Said once the item failed again (REQUIREMENTS A9: what comes back)."""
        run, earlier = self._run, self._run.earlier
        live = run.live.get(run.item.id)
        again = live is not None and live.verdict == Verdict.FAIL
        self._last = ""
        words = ""
        if again and earlier is not None and earlier.failed(run.item):
            found = earlier.findings.get(run.item.id, [])
            self._last = found[0].id if found else ""
            codes = _("、").join(f"{one.code} {finding_state_label(one.state)}" for one in found)
            words = _("重复发生：{month} 同一项也不合规", month=earlier.month)
            words = _("{words}（{codes}）", words=words, codes=codes) if codes else words
        self.open_last.setVisible(bool(self._last))
        self.repeat.say("rev", words)


def result_words(run: RunFile) -> str:
    """The current answer in words: choices, value or verdict."""
    answer = run.answer()
    if answer is None:
        return ""
    from_verdict = {Verdict.PASS.value: _("合规"), Verdict.FAIL.value: _("不合规"),
                    Verdict.NOT_APPLICABLE.value: _("不适用")}  # fmt: skip
    unit = run.item.threshold.unit if run.item.threshold else ""
    value = f"{answer.value} {unit}".strip() if answer.value else ""
    return _("、").join(answer.choices) or value or from_verdict.get(answer.verdict, answer.verdict)

"""验证: a fresh sample after the measures; 通过并关闭 rests, with the reason, until it is complete."""

from __future__ import annotations

from PySide6.QtCore import Signal

from auditdesk.domain.findings import FindingState
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.rectifying import FindingFile, FreshSample
from auditdesk.ui.pages.run.count_field import CountField
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Text

REQUIRED = 10
"""The sample asked for after measures (REQUIREMENTS A10), less when the population is smaller."""


class VerifyBlock(Block):
    """Population, sample, passed, seed and a note.

    Signals:
        changed: the figures changed; ask `refusal` again.
    """

    changed = Signal()

    def __init__(self, desk: Desk, file: FindingFile) -> None:
        super().__init__(_("验证：整改后新样本"), sunken=True)
        self._desk, self._file = desk, file
        self.population = CountField(_("总体"), most=999999, width=72)
        self.drawn = CountField(_("抽取"), most=999999, width=72)
        self.passed = CountField(_("符合"), most=999999, width=72)
        self.seed = LineField(desk.today().replace("-", ""), says=_("种子"))
        self.seed.setFixedWidth(96)
        self.words = LineField(hint=_("样本范围，如 11-07 至 11-16 改套餐"), says=_("说明"))
        self.add(
            row(
                Text(_("总体"), "small", "text_3"), self.population,
                Text(_("抽取"), "small", "text_3"), self.drawn,
                Text(_("符合"), "small", "text_3"), self.passed, None, gap=6,
            )
        )  # fmt: skip
        self.add(row(Text(_("种子"), "small", "text_3"), self.seed, self.words, gap=6))
        verifier = _("验证人 {name}", name=desk.user.name)
        self.add(Text(verifier, "small", "text_3"))
        for figure in (self.population, self.drawn, self.passed):
            figure.textChanged.connect(lambda _text: self._tell())
        self._tell()

    def sample(self) -> FreshSample:
        """What is filled in."""
        return FreshSample(
            self.population.value(), self.drawn.value(), self.required(), self.passed.value(),
            self.seed.text().strip(), note=self.words.text().strip(),
        )  # fmt: skip

    def required(self) -> int:
        """How many have to fit: the whole sample."""
        return max(self.drawn.value(), min(REQUIRED, self.population.value()))

    def unfit(self) -> str:
        """Why no verification can be written at all; empty when it can."""
        mine = self._desk.user
        for action in self._file.actions:
            if mine.id in (action.owner_id, action.done_by) or action.owner == mine.name:
                return _("措施由您负责，请由另一人验证")
        if self._file.finding.state is not FindingState.TO_VERIFY:
            return _("措施还没有全部完成")
        if not self.population.value() or not self.drawn.value():
            return _("还没有填总体和抽取数")
        if self.drawn.value() > self.population.value():
            return _("抽取数大于总体")
        if self.passed.value() > self.drawn.value():
            return _("符合数大于抽取数")
        return ""

    def refusal(self) -> str:
        """Why 通过并关闭 rests; empty when the sample is complete and all of it fits."""
        unfit = self.unfit()
        if unfit:
            return unfit
        needed = min(REQUIRED, self.population.value())
        if self.drawn.value() < needed:
            return _("还有 {n} 条未核", n=needed - self.drawn.value())
        if self.passed.value() < self.drawn.value():
            return _("有 {n} 条不符，只能退回整改", n=self.drawn.value() - self.passed.value())
        return ""

    def _tell(self) -> None:
        needed = min(REQUIRED, self.population.value()) or REQUIRED
        self.note(
            _("已核 {n} / {all}，符合 {passed}", n=self.drawn.value(), all=needed, passed=self.passed.value())
        )
        self.changed.emit()

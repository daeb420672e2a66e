"""验证: a fresh sample is drawn after the measures and judged record by record (REQUIREMENTS A10)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from auditdesk.domain.findings import FindingState
from auditdesk.domain.fresh import FreshDraw, Population, judged, sample_needed
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.finding_story import Story
from auditdesk.services.verifying import draw_sample, judge_record, own_measure
from auditdesk.ui.pages.run.count_field import CountField
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.inputs import LineField, TextField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.samples import SampleSlots, Slot
from auditdesk.ui.widgets.text import Elided, Text

Act = Callable[[Callable[[], object]], object]


class VerifyBlock(Block):
    """First what is drawn from, then a slot for each drawn record with Z, X and Space.

    ``act`` runs a change and shows the pane anew, ``quietly`` leaves it as it is: slot follows slot.

    Signals:
        judged: a record was judged; ask `refusal` again.
        played: the id of a record somebody wants to hear.
        drawn: a sample was drawn; by then the pane has a new block.
    """

    judged = Signal()
    played = Signal(str)
    drawn = Signal()

    def __init__(self, desk: Desk, story: Story, act: Act, quietly: Act) -> None:
        super().__init__(_("验证：整改后新样本"), right=Text("", "small", "text_3"), sunken=True)
        self._desk, self._story, self._act, self._quietly = desk, story, act, quietly
        self._draw = story.draw
        self.slots = SampleSlots(compact=True)
        self.note_field = LineField(hint=_("说明，如哪里不符（可不填）"), says=_("验证说明"))
        if story.file.finding.state is not FindingState.TO_VERIFY:
            self.note(_("措施全部完成后抽取新样本"))
        elif self._draw is None:
            self._show_population()
        else:
            self._show_sample()

    def _show_population(self) -> None:
        """A numbered list, or ids pasted from one."""
        self.scope = LineField(hint=_("样本范围，如 11-07 至 11-16 改套餐"), says=_("样本范围"))
        self.population = CountField(_("总体"), most=999999, width=72)
        self.ids = TextField("", _("或粘贴记录编号，一行一个"), lines=1, most=5, says=_("记录编号"))
        self.seed = LineField(self._desk.today().replace("-", ""), says=_("种子"))
        self.seed.setFixedWidth(92)
        self.draw_button = KeyButton(_("抽取"), icon="shuffle", height=28)
        self.draw_button.clicked.connect(self.draw)
        why = own_measure(self._desk, self._story.file.finding, self._story.file.actions)
        if why:
            self.draw_button.refuse(why)
            self.note(why, "rev")
        self.add(self.scope)
        self.add(
            row(
                Text(_("总体"), "small", "text_3"), self.population,
                Text(_("种子"), "small", "text_3"), self.seed, None, self.draw_button, gap=6,
            )
        )  # fmt: skip
        self.add(self.ids)
        self.add(
            Text(_("同一种子抽出同样的记录；本次自查用过的记录不会再抽到。"), "small", "text_3", wrap=True)
        )

    def draw(self) -> None:
        """Draw from the pasted ids, or from a list of the written length."""
        ids = tuple(line.strip() for line in self.ids.text().splitlines() if line.strip())
        whole = Population(ids, 0 if ids else self.population.value(), self.scope.text().strip())
        finding = self._story.file.finding
        if self._act(lambda: draw_sample(self._desk, finding.id, whole, self.seed.text())) is not None:
            self.drawn.emit()

    def _show_sample(self) -> None:
        made = self._draw
        assert made is not None
        self.slots.judged.connect(self._judge)
        self.slots.current_changed.connect(self._name)
        self.slots.played.connect(lambda place: self.played.emit(made.ids[place]))
        self.record = Elided("", "small", "text_2")
        self.play = KeyButton(_("播放"), key="Space", binds=False, icon="play", height=28)
        self.fits = KeyButton(_("符合"), key="Z", binds=False, height=28)
        self.fails = KeyButton(_("不符"), key="X", binds=False, height=28)
        self.play.clicked.connect(self.slots.play)
        self.fits.clicked.connect(lambda: self.slots.judge(fits=True))
        self.fails.clicked.connect(lambda: self.slots.judge(fits=False))
        line = row(self.play, self.record, self.fits, self.fails)
        line.setStretch(1, 1)
        self.add(self.slots)
        self.add(line)
        why = own_measure(self._desk, self._story.file.finding, self._story.file.actions)
        self.add(self.note_field)
        scope = _("，{scope}", scope=made.scope) if made.scope else ""
        words = _(
            "总体 {n} 条{scope}・种子 {seed}・验证人 {name}", n=made.population, scope=scope, seed=made.seed,
            name=self._desk.user.name,
        )  # fmt: skip
        self.add(Text(words, "small", "text_3", wrap=True))
        self._fill()
        for button in (self.fits, self.fails):
            if why:
                button.refuse(why)

    def _fill(self) -> None:
        made = self._draw
        assert made is not None
        marks = judged(made)
        numbered = all(one.isdigit() for one in made.ids)
        self.slots.set_slots(
            [
                Slot(one if numbered else str(place), fits=marks.get(one))
                for place, one in enumerate(made.ids, start=1)
            ]
        )
        self._name(self.slots.current())
        fit = sum(marks.values())
        self.note(_("已核 {n} / {all}，符合 {passed}", n=len(marks), all=len(made.ids), passed=fit))

    def _name(self, place: int) -> None:
        if self._draw is not None and 0 <= place < len(self._draw.ids):
            self.record.set_text(self._draw.ids[place])

    def _judge(self, place: int, fits: bool) -> None:  # noqa: FBT001 -- the signal's signature
        made = self._draw
        assert made is not None
        changed = self._quietly(lambda: judge_record(self._desk, made.id, made.ids[place], fits=fits))
        if isinstance(changed, FreshDraw):
            self._draw = changed
        self._fill()
        self.judged.emit()

    def draw_id(self) -> str:
        """The sample being judged; empty before one is drawn."""
        return self._draw.id if self._draw else ""

    def unfit(self) -> str:
        """Why no verification can be written at all; empty when it can."""
        why = own_measure(self._desk, self._story.file.finding, self._story.file.actions)
        if why:
            return why
        if self._story.file.finding.state is not FindingState.TO_VERIFY:
            return _("措施还没有全部完成")
        if self._draw is None:
            needed = self._desk.tools.learning().sample_size
            return _("还没有抽取新样本（{n} 条）", n=sample_needed(999999, needed))
        return ""

    def failed(self) -> int:
        """How many records do not fit."""
        return sum(not fits for fits in judged(self._draw).values()) if self._draw else 0

    def refusal(self) -> str:
        """Why 通过并关闭 rests; empty when the sample is complete and all of it fits."""
        unfit = self.unfit()
        if unfit or self._draw is None:
            return unfit
        if self.failed():
            return _("有 {n} 条不符，只能退回整改", n=self.failed())
        left = len(self._draw.ids) - len(judged(self._draw))
        return _("还有 {n} 条未核", n=left) if left else ""

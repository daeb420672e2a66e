"""The block of retention and destruction: until when, who proposed, who approved, what is left."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.people import Right
from auditdesk.domain.retention import Destruction, DestructionState, state_label
from auditdesk.i18n import _
from auditdesk.services.evidence_detail import EvidenceDetail
from auditdesk.ui.pages.evidence.words import moment, size_words
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.either import EitherWay
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Text


class KeepBlock(Block):
    """Retention, and the steps of destruction the user may take now.

    Signals:
        step_wanted: ``propose``, ``approve``, ``refuse`` or ``destroy``, and the reason.
        expiry_wanted: the day, and the reason.
    """

    step_wanted = Signal(str, str)
    expiry_wanted = Signal(str, str)

    def __init__(
        self, detail: EvidenceDetail, user_id: str, today: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("保存与销毁"), parent=parent)
        self._detail, self._user = detail, user_id
        self.reason = LineField(says=_("理由"))
        self.day = LineField(hint="2027-12-31", says=_("保存到哪一天"))
        self.buttons: dict[str, KeyButton] = {}
        self._tell_retention(today)
        for record in detail.records:
            self._tell_record(record)
        self._offer()

    def _tell_retention(self, today: str) -> None:
        kept, piece = self._detail.retention, self._detail.piece
        if piece.destroyed_at:
            self.note(_("已销毁，只留记录"))
            return
        if kept.due(today):
            self.note(_("{day} 已到期", day=kept.expires_on), "rev")
        elif kept.expires_on:
            self.note(_("{day} 到期", day=kept.expires_on))
        else:
            self.note(_("没有到期日"))
        words = _("、").join(kept.titles)
        if kept.keep_until:
            words = _("{rules}，至少保存到 {day}", rules=words, day=kept.keep_until)
        if piece.expires_on:
            words = _("{rules}（到期日由人指定）", rules=words)
        self.add(Text(words, "small", "text_2", wrap=True))

    def _tell_record(self, record: Destruction) -> None:
        people = self._detail.people
        who = people.get(record.proposed_by, record.proposed_by)
        lines = [_("{at} {who} 提出：{why}", at=moment(record.proposed_at), who=who, why=record.reason)]
        if record.decided_at:
            who = people.get(record.decided_by, record.decided_by)
            word = _("驳回") if record.state is DestructionState.REFUSED else _("批准")
            decision = f"：{record.decision}" if record.decision else ""
            lines.append(f"{moment(record.decided_at)} {who} {word}{decision}")
        if record.done_at:
            who = people.get(record.done_by, record.done_by)
            told = _(
                "{at} {who} 执行，{size}", at=moment(record.done_at), who=who, size=size_words(record.size)
            )
            lines.append(told)
        tone = "rev" if record.open else "text_2"
        self.add(Text(_("销毁：{state}", state=state_label(record.state)), "small-strong", tone))
        for line in lines:
            self.add(Text(line, "small", "text_2", wrap=True))

    def _offer(self) -> None:
        detail = self._detail
        if detail.piece.destroyed_at or Right.EVIDENCE not in detail.rights:
            return
        record = next((one for one in detail.records if one.open), None)
        if record is None:
            self._offer_proposal()
        elif record.state is DestructionState.PROPOSED:
            self._offer_decision(record)
        else:
            self._button("destroy", _("执行销毁"), "trash-2", detail.refusal or self._lacks())
            self.add(row(None, self.buttons["destroy"]))

    def _offer_proposal(self) -> None:
        self.reason.setPlaceholderText(_("提出销毁或改到期日的理由"))
        self._button("propose", _("提出销毁"), "trash-2", self._detail.refusal)
        self.add(self.reason)
        self.day.setFixedWidth(104)
        later = KeyButton(_("改到期日"), height=28)
        later.clicked.connect(lambda: self.expiry_wanted.emit(self.day.text().strip(), self.reason.text()))
        self.buttons["expiry"] = later
        self.add(EitherWay(row(self.day, later, None), row(None, self.buttons["propose"]), gap=8))
        if self._detail.refusal:
            self.add(Text(self._detail.refusal, "small", "text_3", wrap=True))

    def _offer_decision(self, record: Destruction) -> None:
        own = _("是您提出的，要由另一个人批准") if record.proposed_by == self._user else ""
        why = own or self._lacks() or self._detail.refusal
        self.reason.setPlaceholderText(_("意见；驳回必填"))
        self._button("refuse", _("驳回"), "", own or self._lacks())
        self._button("approve", _("批准"), "check", why)
        if why:
            self.add(Text(why, "small", "text_3", wrap=True))
        else:
            self.add(self.reason)
        self.add(row(None, self.buttons["refuse"], self.buttons["approve"]))

    def _lacks(self) -> str:
        return "" if Right.DESTROY in self._detail.rights else _("要由管理员批准和执行")

    def _button(self, step: str, word: str, icon: str, why: str) -> None:
        button = KeyButton(word, icon=icon, height=28)
        if why:
            button.refuse(why)
        button.clicked.connect(lambda: self.step_wanted.emit(step, self.reason.text().strip()))
        self.buttons[step] = button

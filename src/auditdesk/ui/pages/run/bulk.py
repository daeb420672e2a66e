"""Several items at once: choose rows in the outline, answer them alike as one step (Ctrl+B)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from auditdesk.domain.audits import Answer, ReviewDecision, Verdict
from auditdesk.domain.checklists import AnswerType, Item
from auditdesk.domain.counting import copied
from auditdesk.domain.people import Right, may
from auditdesk.i18n import _
from auditdesk.services.answering import Entry, review_answer
from auditdesk.ui.pages.run.outline import Outline
from auditdesk.ui.pages.run.run_file import RunFile
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.text import Elided, Text

CHOSEN, SECTION, OPEN = "chosen", "section", "open"
KEEP, CONFIRM = "keep", "confirm"
_SHOWN = 12


class BulkBar(QFrame):
    """A band above the card: which items, which answer, which note; nothing happens before 套用.

    Signals:
        closed: it was left.
    """

    closed = Signal()

    def __init__(self, run: RunFile, outline: Outline, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run, self._outline = run, outline
        self.setProperty("ground", "sunken")
        self.setProperty("line", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.scope = Segmented(
            [Part(CHOSEN, _("所选")), Part(SECTION, _("本分类")), Part(OPEN, _("本分类未答"))], CHOSEN,
            says=_("范围"),
        )  # fmt: skip
        self.answer = Segmented(
            [
                Part(Verdict.PASS.value, _("合规")), Part(Verdict.FAIL.value, _("不合规")),
                Part(Verdict.NOT_APPLICABLE.value, _("不适用")), Part(KEEP, _("确认沿用")),
                Part(CONFIRM, _("复核维持")),
            ],
            says=_("批量结果"),
        )  # fmt: skip
        self.note = LineField(hint=_("说明或理由，写给每一项；留空不改说明"), says=_("批量说明"))
        self.apply = KeyButton(_("套用"), "primary")
        self.names = Elided("", "small", "text_2")
        self.reason = Text(role="small", tone="text_3")
        close = KeyButton(kind="quiet", icon="x", height=28, says=_("关闭批量"))
        close.clicked.connect(self.leave)
        first = row(Text(_("批量"), "strong"), self.scope, self.names, None, close)
        first.setStretchFactor(self.names, 1)
        second = row(self.answer, self.note, self.reason, self.apply)
        second.setStretchFactor(self.note, 1)
        self.setLayout(column(first, second, gap=6, margins=(20, 8, 16, 8)))
        self.apply.clicked.connect(self.act)
        for part in (self.scope, self.answer):
            part.chosen.connect(lambda _value: self.refresh())
        self.note.edited.connect(lambda _text: self.refresh())
        self.note.returnPressed.connect(self.act)
        outline.selection_changed.connect(self.refresh)
        run.changed.connect(self.refresh)
        run.moved.connect(self.refresh)
        self.hide()

    def begin(self) -> None:
        """Open: several chosen rows, else what is open in the section of the current item."""
        self._open("")

    def begin_review(self) -> None:
        """Open for confirming: several chosen rows, else the section."""
        self._open(CONFIRM)

    def _open(self, answer: str) -> None:
        alone = SECTION if answer == CONFIRM else OPEN
        self.scope.set_value(CHOSEN if len(self._outline.chosen()) > 1 else alone)
        self.answer.set_value(answer)
        self.note.clear()
        self.show()
        self.refresh()
        self.answer.findChildren(QWidget)[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Close without writing."""
        self.hide()
        self._outline.tree.setFocus()
        self.closed.emit()

    def items(self) -> list[Item]:
        """The items of the scope that the chosen answer fits."""
        return [item for item in self._scope() if self._fits(item)]

    def refresh(self) -> None:
        """Say which items would be written, and why not the others."""
        if self.isHidden():
            return
        section = self._section()
        self.scope.set_word(CHOSEN, _("所选 {n}", n=len(self._outline.chosen())))
        self.scope.set_word(SECTION, _("本分类 {n}", n=len(section)))
        self.scope.set_word(OPEN, _("本分类未答 {n}", n=sum(self._run.is_open(one.id) for one in section)))
        scope, fitting = self._scope(), self.items()
        shown = _("、").join(one.id for one in fitting[:_SHOWN])
        more = _("等 {n} 项", n=len(fitting)) if len(fitting) > _SHOWN else ""
        self.names.set_text(_("将写入：{items}", items=f"{shown}{more}" if fitting else "–"))
        left = len(scope) - len(fitting)
        self.reason.setToolTip(_("条件不成立、要填数值、没有可确认的，或是自己答的项不在内"))
        why = self._refusal(fitting)
        self.reason.setText(why or (_("{n} 项不在内", n=left) if left else ""))
        if why:
            self.apply.refuse(why)
        else:
            self.apply.allow()
        self.apply.set_label(_("套用到 {n} 项", n=len(fitting)))

    def act(self) -> None:
        """Write all or nothing, as one step of undo."""
        fitting = self.items()
        if self._refusal(fitting):
            return
        done = self._confirm(fitting) if self.answer.value() == CONFIRM else self._record(fitting)
        if done:
            self.leave()

    def _record(self, items: list[Item]) -> bool:
        chosen, note = self.answer.value(), self.note.text().strip() or None
        entries = {}
        for item in items:
            answer = self._run.answer(item.id)
            verdict = answer.verdict if chosen == KEEP and answer else chosen
            entries[item.id] = Entry(verdict=verdict, note=note)
        title = _("批量 {n} 项", n=len(entries))
        return self._run.record_all(entries, title=title) is not None

    def _confirm(self, items: list[Item]) -> bool:
        run, names = self._run, [item.id for item in items]
        audit_id, note = run.file.audit.id, self.note.text().strip()
        done = run.attempt(
            lambda: review_answer(run.desk, audit_id, names, ReviewDecision.CONFIRMED, note),
            *[("answer", f"{audit_id}/{one}") for one in names],
        )
        return done is not None

    def _refusal(self, fitting: list[Item]) -> str:
        if not self.answer.value():
            return _("先选结果")
        if not fitting:
            return _("没有可写的检查项")
        absent = self.answer.value() == Verdict.NOT_APPLICABLE
        return _("不适用要写理由") if absent and not self.note.text().strip() else ""

    def _section(self) -> list[Item]:
        sections = self._run.file.form.sections
        here = self._run.item.id
        return next((list(one.items) for one in sections if any(item.id == here for item in one.items)), [])

    def _scope(self) -> list[Item]:
        scope = self.scope.value()
        if scope == CHOSEN:
            return self._outline.chosen()
        section = self._section()
        return [one for one in section if self._run.is_open(one.id)] if scope == OPEN else section

    def _fits(self, item: Item) -> bool:
        """Numbers, scores and choices are not answered by 合规; only others' answers are confirmed."""
        answer, chosen = self._run.answer(item.id), self.answer.value()
        if item.id in self._run.not_asked:
            return False
        if chosen == KEEP:
            return copied(answer)
        if chosen == CONFIRM:
            return self._confirmable(answer)
        return item.answer_type is AnswerType.PASS_FAIL or chosen in (Verdict.NOT_APPLICABLE, "")

    def _confirmable(self, answer: Answer | None) -> bool:
        user = self._run.desk.user
        return (
            may(user, Right.REVIEW)
            and answer is not None and bool(answer.verdict) and not copied(answer)
            and answer.answered_by != user.id and answer.review != ReviewDecision.CONFIRMED
        )  # fmt: skip

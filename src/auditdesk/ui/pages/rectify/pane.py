"""The pane of one finding tells the story: fact, cause, measures, deadline, verification, history."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.checklists import severity_label
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.findings import Action, ActionState, FindingState, finding_state_label, missing_of
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.people import names
from auditdesk.services.rectifying import (
    FindingFile,
    add_action,
    change_finding,
    find_finding,
    move_action,
    verify_finding,
)
from auditdesk.ui.pages.rectify.blocks import deadline, history, measures
from auditdesk.ui.pages.rectify.rows import FindingRow
from auditdesk.ui.pages.rectify.verify import VerifyBlock
from auditdesk.ui.pages.run.autosave import AutoSave
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.inputs import TextField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text

T = TypeVar("T")
_TONES = {"draft": "na", "open": "rev", "to_verify": "accent", "closed": "ok"}


class FindingPane(DetailPane):
    """One finding.

    Signals:
        wrote: a `ChangeSet`; the page reads again.
        opened: audit id and item id joined by ``/``, to see the item.
    """

    wrote = Signal(object)
    opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_("问题详情"), parent)
        self._desk = desk
        self._names = names(desk)
        self._file: FindingFile | None = None
        self._saves: list[AutoSave] = []
        self.notice = Notice("bad", "")
        self.verify: VerifyBlock | None = None
        self.close_button: KeyButton | None = None
        self.back_button: KeyButton | None = None

    def show_row(self, each: FindingRow | None, position: str = "") -> None:
        """Show a finding; None empties the pane."""
        self.flush()
        self.clear_blocks()
        self._saves = []
        self.verify = self.close_button = self.back_button = None
        self._file = find_finding(self._desk, each.finding.id) if each else None
        if each is None or self._file is None:
            self.head(Text(_("选一个问题看详情"), tone="text_3"))
            self.foot(None)
            return
        file = self._file
        self._show_head(file, position)
        self.notice = Notice("bad", "")
        self.notice.hide()
        self.add_block(self.notice)
        self.add_block(self._text_block(_("事实"), "description", file.finding.description))
        self.add_block(self._text_block(_("原因"), "cause", file.finding.cause))
        self.add_block(measures(file, self._add_measure, self._move))
        self.add_block(deadline(self._desk, each))
        if file.finding.state is not FindingState.CLOSED:
            self.verify = VerifyBlock(self._desk, file)
            self.add_block(self.verify)
        self.add_block(history(file, self._names))
        self._show_foot(file)

    def flush(self) -> None:
        """Save texts that are still waiting."""
        for save in self._saves:
            save.flush()

    def judge(self) -> None:
        """Write the verification: all fitting closes the finding, otherwise it goes back."""
        file, block = self._file, self.verify
        if file is not None and block is not None:
            sample = block.sample()
            self._attempt(lambda: verify_finding(self._desk, file.finding.id, sample))

    def _show_head(self, file: FindingFile, position: str) -> None:
        finding = file.finding
        chips = [
            Text(finding.code, "strong", "accent"),
            Chip(finding_state_label(finding.state), _TONES[finding.state.value]),
            Chip(severity_label(finding.severity)),
        ]
        title = Text(finding.title or finding.description, "heading", wrap=True)
        facts = "・".join(
            part
            for part in (
                f"{file.audit.title} {finding.item_id}",
                finding.staff_code,
                finding.occurred_at[5:16].replace("T", " "),
            )
            if part
        )
        opens = KeyButton(_("看检查项"), "link")
        opens.clicked.connect(lambda: self.opened.emit(f"{finding.audit_id}/{finding.item_id}"))
        self.head(
            row(*chips, None, Text(position, "small", "text_3")),
            title,
            row(Text(facts, "small", "text_2", wrap=True), None, opens),
        )

    def _text_block(self, title: str, name: str, text: str) -> Block:
        block = Block(title)
        field = TextField(text, lines=2, most=6, says=title)
        closed = self._file is not None and self._file.finding.state is FindingState.CLOSED
        field.setReadOnly(closed)
        if self._file is not None and not closed:
            finding_id = self._file.finding.id
            self._saves.append(AutoSave(field, lambda value: self._save_text(finding_id, name, value)))
        block.add(field)
        return block

    def _save_text(self, finding_id: str, name: str, value: str) -> None:
        """Typing must not rebuild the pane under the caret, so the page is told without a new read of it."""
        try:
            change_finding(self._desk, finding_id, **{name: value})
        except AuditDeskError as error:
            self.notice.say("bad", error.message)
            return
        if self._file is not None and self._file.finding.id == finding_id:
            self._file = find_finding(self._desk, finding_id)

    def _show_foot(self, file: FindingFile) -> None:
        block = self.verify
        if block is None:
            closed = _("{day} 已关闭", day=file.finding.closed_on)
            self.foot(Text(closed, "small", "text_3"))
            return
        reason = Text("", "small", "text_3", wrap=True)
        back = KeyButton(_("退回整改"))
        close = KeyButton(_("通过并关闭"), "primary", key="Ctrl+Enter")
        back.clicked.connect(self.judge)
        close.clicked.connect(self.judge)
        self.back_button, self.close_button = back, close

        def look() -> None:
            now = self._file or file
            missing = missing_of(now.finding)
            words = _("还缺 {n} 项：{what}", n=len(missing), what=_("、").join(missing)) if missing else ""
            why = words or block.refusal()
            reason.setText(why)
            _allow(close, why)
            failed = not block.unfit() and block.passed.value() < block.drawn.value()
            _allow(back, "" if failed else block.unfit() or _("新样本没有不符的，不需要退回"))

        block.changed.connect(look)
        look()
        self.foot(reason, back, close)

    def _add_measure(self, text: str) -> None:
        file = self._file
        if file is not None and text:
            self._attempt(lambda: add_action(self._desk, file.finding.id, text))

    def _move(self, action: Action, state: ActionState) -> None:
        self._attempt(lambda: move_action(self._desk, action.id, state))

    def _attempt(self, act: Callable[[], T]) -> T | None:
        self.flush()
        try:
            result = act()
        except AuditDeskError as error:
            self.notice.say("bad", error.message)
            return None
        if self._file is not None:
            self.wrote.emit(ChangeSet(frozenset({("finding", self._file.finding.id)})))
        return result


def _allow(button: KeyButton, why: str) -> None:
    if why:
        button.refuse(why)
    else:
        button.allow()

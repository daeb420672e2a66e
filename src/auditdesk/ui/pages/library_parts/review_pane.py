"""The right pane: approval path, comments, revision record, and the foot that finishes the step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from auditdesk.domain.checklists import FormState
from auditdesk.domain.life import FORM, STAGES, Approval, Decision, Participant
from auditdesk.domain.people import User
from auditdesk.i18n import _
from auditdesk.services.approving import ReviewFile
from auditdesk.services.commenting import Remark, open_remarks
from auditdesk.ui.pages.library_parts.approval_path import approval_path
from auditdesk.ui.pages.library_parts.asking import AskingBlock
from auditdesk.ui.pages.library_parts.remarks_block import RemarksBlock
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.inputs import TextField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.passphrase import PassphraseEdit
from auditdesk.ui.widgets.text import Text

WIDTH = 288


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pane shows of one version.

    Attributes:
        review: where it stands.
        mine: this user's undecided part.
        remarks: comments.
        record: lines of the revision record, newest first: version, day, words.
        supersedes: the version that publication replaces.
        user: who looks.
        writes: whether this user may write controlled texts.
        people: whom one may ask.
        suggested: whom to ask by default.
        today: ISO day.
    """

    review: ReviewFile
    mine: Approval | None
    remarks: Sequence[Remark]
    record: Sequence[tuple[str, str, str]]
    supersedes: str
    user: User
    writes: bool
    people: Sequence[User]
    suggested: Sequence[Participant]
    today: str


class ReviewPane(DetailPane):
    """Signals carry what the user wants; the tab does it.

    Signals:
        submitted: a `Submission`.
        decided: a `Decision`, the note, the passphrase (only on 终审).
        published: publish now.
        reminded: remind those still undecided.
        discarded: give the draft up.
        withdrawn: take the version back to draft; a reason is asked for.
        retired: take the version in force out of use; a reason is asked for.
        commented: text, place, id of the comment answered.
        handled: id of a comment, whether it is dealt with.
        opened: a place (item number) to show.
    """

    submitted = Signal(object)
    decided = Signal(object, str, str)
    published = Signal()
    reminded = Signal()
    discarded = Signal()
    withdrawn = Signal()
    retired = Signal()
    commented = Signal(str, str, str)
    handled = Signal(str, bool)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("审批"))
        self.setMinimumWidth(WIDTH)
        self.main: KeyButton | None = None
        self.remarks: RemarksBlock | None = None
        self.asking: AskingBlock | None = None
        self.note: TextField | None = None
        self.secret: PassphraseEdit | None = None
        self._shown: Shown | None = None
        self.notice = Notice("bad", "")
        self.notice.hide()

    def put(self, shown: Shown | None, place: str = "") -> None:
        """Show a version, or nothing; words being typed on the same version are kept."""
        typed = self._typed() if self._same(shown) else None
        self._shown = shown
        self.clear_blocks()
        self.main = self.remarks = self.asking = self.note = self.secret = None
        self.notice = Notice("bad", "")
        self.notice.hide()
        if shown is None:
            self.head(Text(_("选一份看审批"), tone="text_3"))
            self.foot(None)
            return
        owner = _("责任人 {name}", name=shown.review.course.author) if shown.review.course.author else ""
        self.head(row(Text(_("审批"), "strong"), None, Text(owner, "small", "text_3"), *self._ways(shown)))
        self.add_block(self.notice)
        self._add_path(shown)
        if shown.mine is not None:
            self._add_decision(shown.mine)
        self._add_remarks(shown, place)
        self._add_record(shown.record)
        self._show_foot(shown)
        if typed is not None:
            self._restore(*typed)

    def _ways(self, shown: Shown) -> list[KeyButton]:
        """What else one may do with the version: take it back while it is reviewed, or out of use."""
        state = shown.review.state
        if not shown.writes:
            return []
        if state in STAGES:
            back = KeyButton(_("撤回"), "link", says=_("撤回草稿，重新修改"))
            back.clicked.connect(self.withdrawn)
            return [back]
        if state is FormState.PUBLISHED and shown.review.subject.startswith(f"{FORM}:"):
            off = KeyButton(_("停用本清单"), "link", says=_("停用这份清单"))
            off.clicked.connect(self.retired)
            return [off]
        return []

    def _same(self, shown: Shown | None) -> bool:
        before = self._shown
        return before is not None and shown is not None and before.review.subject == shown.review.subject

    def _typed(self) -> tuple[str, str, bool]:
        """The comment and the note being written, and whether the caret is in the comment."""
        words = self.remarks.field.text() if self.remarks is not None else ""
        caret = self.remarks is not None and self.remarks.field.hasFocus()
        return words, self.note.text() if self.note is not None else "", caret

    def _restore(self, words: str, note: str, caret: bool) -> None:  # noqa: FBT001 -- from `_typed`
        if self.note is not None:
            self.note.set_text(note)
        if self.remarks is not None:
            self.remarks.field.setText(words)
            if caret:
                self.remarks.field.setFocus()

    def set_place(self, place: str) -> None:
        """Which item the next comment is about."""
        if self.remarks is not None:
            self.remarks.set_place(place)

    def say(self, kind: str, text: str) -> None:
        """A sentence in the pane."""
        self.notice.say(kind, text)

    def comment(self) -> None:
        """C: the caret goes to the comment field."""
        if self.remarks is not None:
            self.remarks.field.setFocus()

    def finish(self) -> None:
        """What the main button does."""
        if self.main is not None and self.main.isEnabled():
            self.main.click()

    def leave(self) -> None:
        """A passphrase that was typed is forgotten."""
        if self.secret is not None:
            self.secret.forget()

    def _add_path(self, shown: Shown) -> None:
        block = Block()
        if shown.review.course.author:
            left = len(open_remarks(shown.remarks))
            block.add(approval_path(shown.review, shown.today, shown.supersedes, left))
        else:
            block.add(Text(_("随程序提供或直接导入的版本，没有审批记录。"), "small", "text_3", wrap=True))
        self.add_block(block)
        if shown.review.state is FormState.DRAFT and shown.writes:
            self.asking = AskingBlock(shown.people, shown.suggested)
            self.asking.changed.connect(self._allow_submission)
            self.add_block(self.asking)

    def _add_decision(self, mine: Approval) -> None:
        block = Block(_("我的意见"), sunken=True)
        self.note = TextField(hint=_("有意见通过或退回时写明"), lines=2, most=5, says=_("我的意见"))
        block.add(self.note)
        if mine.stage == FormState.FINAL_REVIEW:
            self.secret = PassphraseEdit(_("终审：再输入一次本人口令"), says=_("本人口令"))
            self.secret.entered.connect(self.finish)
            block.add(self.secret)
        self.add_block(block)

    def _add_remarks(self, shown: Shown, place: str) -> None:
        self.remarks = RemarksBlock(shown.remarks, shown.today, place, "*" if shown.writes else shown.user.id)
        self.remarks.wrote.connect(self.commented)
        self.remarks.handled.connect(self.handled)
        self.remarks.opened.connect(self.opened)
        self.add_block(self.remarks)

    def _add_record(self, record: Sequence[tuple[str, str, str]]) -> None:
        block = Block(_("修订记录"))
        for version, day, words in record:
            number = Text(f"v{version.removeprefix('V')}", "small-strong")
            number.setMinimumWidth(34)
            block.add(row(number, Text(day, "small", "text_3"), None))
            block.add(Text(words, "small", wrap=True))
        if not record:
            block.add(Text(_("还没有发布过。"), "small", "text_3"))
        self.add_block(block)

    def _show_foot(self, shown: Shown) -> None:
        state = shown.review.state
        if state is FormState.DRAFT and shown.writes:
            away = KeyButton(_("作废"), "quiet")
            away.clicked.connect(self.discarded)
            self.main = KeyButton(_("提交审批"), "primary", key="Ctrl+Enter", binds=False)
            self.main.clicked.connect(self._submit)
            self.foot(None, away, self.main)
            self._allow_submission()
        elif shown.mine is not None:
            back = KeyButton(_("退回"))
            back.clicked.connect(lambda: self._decide(Decision.RETURNED))
            self.main = KeyButton(_("通过"), "primary", key="Ctrl+Enter", binds=False)
            self.main.clicked.connect(lambda: self._decide(Decision.PASSED))
            self.foot(None, back, self.main)
        elif shown.review.ready and shown.writes:
            self.main = KeyButton(_("发布"), "primary", key="Ctrl+Enter", binds=False)
            self.main.clicked.connect(self.published)
            self.foot(None, self.main)
        elif state in STAGES:
            self._waiting_foot(shown)
        else:
            self.foot(None)

    def _waiting_foot(self, shown: Shown) -> None:
        left = len(shown.review.waiting())
        reply = KeyButton(_("回复意见"), icon="message-square")
        reply.clicked.connect(self.comment)
        bell = KeyButton(_("提醒待审 {n} 人", n=left), icon="bell")
        bell.clicked.connect(self.reminded)
        if not left:
            bell.refuse(_("都已审完，等发布"))
        self.foot(None, reply, bell)

    def _allow_submission(self) -> None:
        if self.asking is None or self.main is None:
            return
        why = self.asking.refusal()
        if why:
            self.main.refuse(why)
        else:
            self.main.allow()
        self.say("rev", why)

    def _submit(self) -> None:
        if self.asking is not None:
            self.submitted.emit(self.asking.submission())

    def _decide(self, decision: Decision) -> None:
        note = self.note.text().strip() if self.note is not None else ""
        if decision is Decision.RETURNED and not note:
            self.say("rev", _("请写明退回的理由。"))
            if self.note is not None:
                self.note.setFocus()
            return
        secret = ""
        if self.secret is not None:
            secret = self.secret.take()
            if not secret:
                self.say("rev", _("终审要再输入一次本人口令。"))
                self.secret.setFocus()
                return
        chosen = Decision.PASSED_WITH_NOTE if note and decision is Decision.PASSED else decision
        self.decided.emit(chosen, note, secret)

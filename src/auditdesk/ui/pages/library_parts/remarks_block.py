"""意见: open comments first, each with its place, replies, and 已处理; one field writes the next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from auditdesk.i18n import _
from auditdesk.services.commenting import Remark, open_remarks
from auditdesk.ui.pages.run.days import short_day
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Rule, Text


class RemarksBlock(Block):
    """Comments on a version.

    Signals:
        wrote: text, place (item number or empty), id of the comment it answers or empty.
        handled: id of the comment, and whether it is dealt with now.
        opened: the place the user wants to see.
    """

    wrote = Signal(str, str, str)
    handled = Signal(str, bool)
    opened = Signal(str)

    def __init__(self, remarks: Sequence[Remark], today: str, place: str, may_handle: str) -> None:
        """``may_handle`` is the id of the user who may handle only own comments, ``*`` for every one."""
        super().__init__(_("意见"))
        self._today, self._place, self._answers = today, place, ""
        self._mine = may_handle
        left = open_remarks(remarks)
        self.note(_("{n} 条未处理", n=len(left)) if left else "", "rev" if left else "text_3")
        ordered = [*left, *(one for one in remarks if one.handled)]
        for number, one in enumerate(ordered):
            if number:
                self.add(Rule())
            self._add_remark(one)
        self.field = LineField(says=_("写意见"))
        self.field.returnPressed.connect(self._send)
        self.add(self.field)
        self.set_place(place)

    def set_place(self, place: str) -> None:
        """The item that the next comment is about."""
        self._place, self._answers = place, ""
        about = _("对 {place} 写意见，按 Enter", place=place) if place else _("对整份写意见，按 Enter")
        self.field.setPlaceholderText(about)

    def answer(self, remark: Remark) -> None:
        """The next text answers this comment."""
        self._answers = remark.comment.id
        self.field.setPlaceholderText(_("回复 {name}，按 Enter", name=remark.author))
        self.field.setFocus()

    def _add_remark(self, one: Remark) -> None:
        tone = "text_3" if one.handled else "text"
        where = KeyButton(one.place, "link") if one.place else None
        if where is not None:
            where.clicked.connect(partial(self._open, one.place))
        when = Text(_moment(one.comment.created_at, self._today), "small", "text_3")
        first = [where] if where is not None else []
        self.add(row(*first, Text(one.author, "small", tone), None, when))
        self.add(Text(one.comment.text, "small", tone, wrap=True))
        for each in one.replies:
            self.add(Text(f"↳ {each.author}：{each.comment.text}", "small", "text_2", wrap=True))
        self.add(row(*self._acts(one), None, gap=12))

    def _acts(self, one: Remark) -> list[KeyButton | Text]:
        if one.handled:
            acts: list[KeyButton | Text] = [Text(_("已处理 {name}", name=one.handled_by), "small", "ok")]
        else:
            reply = KeyButton(_("回复"), "link")
            reply.clicked.connect(partial(self._reply, one))
            acts = [reply]
        if self._mine in ("*", one.comment.author):
            word = _("重开") if one.handled else _("已处理")
            toggle = KeyButton(word, "link")
            toggle.clicked.connect(partial(self._toggle, one))
            acts.append(toggle)
        return acts

    def _open(self, place: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 -- Qt's signal
        self.opened.emit(place)

    def _reply(self, one: Remark, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 -- Qt's signal
        self.answer(one)

    def _toggle(self, one: Remark, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 -- Qt's signal
        self.handled.emit(one.comment.id, not one.handled)

    def _send(self) -> None:
        text = self.field.text().strip()
        if text:
            self.wrote.emit(text, self._place, self._answers)
            self.field.clear()


def _moment(iso: str, today: str) -> str:
    """``11-13 10:05``; only the time on the same day."""
    clock = iso[11:16]
    return clock if iso[:10] == today else f"{short_day(iso, today)} {clock}"

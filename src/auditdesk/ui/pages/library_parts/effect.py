"""对进行中的影响: what the version does to running audits, with the list and the step itself."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from auditdesk.domain.checklists import FormState
from auditdesk.i18n import _
from auditdesk.services.carrying import Carry
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.text import Elided, Text

_MOST_NUMBERS = 6


class EffectBar(QFrame):
    """Two lines and 查看名单; the list opens in place.

    Signals:
        carry: the user wants this audit (id) on the version shown.
        opened: the user wants to see this audit (id).
    """

    carry = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "sunken")
        self.setProperty("line", "top")
        self._title = Elided("", "small", "text_2")
        self._counts = Text("", "small", rich=True, wrap=True)
        self.look = KeyButton(_("查看名单"), height=28)
        self.look.clicked.connect(self.toggle)
        self.take = KeyButton(_("换到这一版"), height=28)
        self.take.clicked.connect(lambda: self.carry.emit(self._carries[0].audit.id))
        self.list = Text("", "small", "text_2", wrap=True)
        self.list.hide()
        head = row(Text(_("对进行中的影响"), "strong"), 8, self._title, gap=0)
        head.setStretch(2, 1)
        words = column(head, self._counts, self.list, gap=2)
        whole = row(words, self.take, self.look, margins=(16, 10, 16, 10))
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self._carries: Sequence[Carry] = ()
        self.put(())

    def put(self, carries: Sequence[Carry]) -> None:
        """Show what the version does; nothing when no running audit is on another version."""
        self._carries = carries
        self.setVisible(bool(carries))
        self.list.hide()
        self.look.set_label(_("查看名单"))
        if not carries:
            return
        first = carries[0]
        words = _(
            "{title}用 v{old}，可留用，也可换到 v{new}", title=first.audit.title, old=first.old.version,
            new=first.new.version,
        )  # fmt: skip
        if carries[1:]:
            words += _("；另有 {n} 次自查", n=len(carries) - 1)
        self._title.set_text(words)
        self._counts.setText(counts_html(first))
        self.list.setText("\n".join(line for each in carries for line in list_lines(each)))
        published = first.new.state is FormState.PUBLISHED
        self.take.setVisible(published)

    def toggle(self) -> None:
        """Open or close the list."""
        shown = self.list.isHidden()
        self.list.setVisible(shown)
        self.look.set_label(_("收起名单") if shown else _("查看名单"))


def counts_html(carry: Carry) -> str:
    """N 已答: carried in green, to answer again in amber, archived quiet; numbers are no user text."""
    again = _("、").join(one.answer.item_id for one in carry.again[:_MOST_NUMBERS])
    gone = _("、").join(one.answer.item_id for one in carry.archived[:_MOST_NUMBERS])
    table = tokens()
    parts = [
        escape(_("{n} 项已答：", n=carry.answered))
        + _tinted(_("{n} 项文字未变，带过去", n=len(carry.carried)), table.ok.text)
    ]
    if carry.again:
        words = _("{n} 项须重答（{items}）", n=len(carry.again), items=again)
        parts.append(_tinted(words, table.rev.text))
    if carry.archived:
        parts.append(escape(_("{n} 项随 {items} 删除存档", n=len(carry.archived), items=gone)))
    return _("，").join(parts)


def list_lines(carry: Carry) -> list[str]:
    """Every answer by name: what happens to it."""
    lines = [f"{carry.audit.code} {carry.audit.title}"]
    groups = (
        (_("带过去"), [(one.item_id, carry.new.item(one.item_id)) for one in carry.carried]),
        (_("须重答"), [(one.answer.item_id, one.new) for one in carry.again]),
        (_("存档"), [(one.answer.item_id, one.old) for one in carry.archived]),
        (_("新增"), [(number, carry.new.item(number)) for number in carry.added]),
    )
    for word, items in groups:
        if items:
            named = _("、").join(f"{number} {item.title if item else ''}".strip() for number, item in items)
            lines.append(_("{word} {n} 项：{items}", word=word, n=len(items), items=named))
    if carry.findings:
        lines.append(
            _("问题 {codes} 的检查项在新版里没有，问题仍留在台账。", codes=_("、").join(carry.findings))
        )
    return lines


def _tinted(text: str, colour: str) -> str:
    return f'<span style="color:{colour}">{escape(text)}</span>'

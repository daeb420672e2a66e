"""The right side: what has to be mended with its way there, the preview, the difference, and handing in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from auditdesk.domain.checklists import Form
from auditdesk.domain.drafting import Trouble, troubles_of
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.i18n import _
from auditdesk.ui.pages.form_editor.changes import changes_html
from auditdesk.ui.pages.form_editor.draft import ITEM, Draft, Spot
from auditdesk.ui.pages.form_editor.outline import spot_of
from auditdesk.ui.pages.form_editor.preview import ItemPreview
from auditdesk.ui.pages.library_parts.asking import AskingBlock
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.layouts import clear, column, row
from auditdesk.ui.widgets.text import Icon, Text

WIDTH = 340
_MOST = 6
_LATER = 120
"""Milliseconds after a change before the side follows."""


class SidePane(DetailPane):
    """Follows the draft.

    Signals:
        troubled: all troubles, after they were looked for again.
        submitted: hand the draft in.
    """

    troubled = Signal(list)
    submitted = Signal()

    def __init__(
        self,
        draft: Draft,
        base: Form | None,
        taxonomy: Taxonomy,
        asking: AskingBlock,
        today: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("须改正、预览和比较"), parent)
        self.setMinimumWidth(WIDTH)
        self._draft, self._base, self._taxonomy, self.asking = draft, base, taxonomy, asking
        self.troubles: list[Trouble] = []
        self._whole = False
        self._counts = Text("", "strong")
        self.head(self._counts)
        against = _("与 v{version} 比较", version=base.version) if base else _("比较")
        self._found, self._card, self._changes = Block(), Block(_("自查员看到的")), Block(against)
        for block in (self._found, self._card, self._changes, asking):
            self.add_block(block)  # filled where they stay
        self._lines = column(gap=6)
        self._found.add(self._lines)
        self.more = KeyButton("", "link")
        self.more.clicked.connect(self._unfold)
        self._found.add(row(self.more, None))
        self.preview = ItemPreview(today, self._card)
        self._card.add(self.preview)
        self.difference = Text("", "small", wrap=True, rich=True)
        self._changes.add(self.difference)
        asking.changed.connect(self._allow)
        self.reason = Text("", "small", "rev", wrap=True)
        self.send = KeyButton(_("提交初审"), "primary", key="Ctrl+Enter", binds=False)
        self.send.clicked.connect(self.submitted)
        self.foot(self.reason, self.send)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LATER)
        self._soon.timeout.connect(self.refresh)
        draft.changed.connect(self._soon.start)
        draft.moved.connect(self._show_spot)
        self.refresh()

    def refresh(self) -> None:
        """Look for troubles again and show everything."""
        self.troubles = troubles_of(self._draft.form, self._taxonomy)
        self._show_troubles()
        self._show_spot()
        self._allow()
        self.troubled.emit(self.troubles)

    def blocking(self) -> list[Trouble]:
        """What forbids handing in."""
        return [one for one in self.troubles if one.blocks]

    def next_trouble(self) -> bool:
        """F8: to the next place that has to be mended; False when there is none."""
        spots = list(dict.fromkeys(spot_of(one) for one in self.troubles))
        if not spots:
            return False
        here = self._draft.spot
        self._draft.go(spots[(spots.index(here) + 1) % len(spots)] if here in spots else spots[0])
        return True

    def _show_troubles(self) -> None:
        blocking = len(self.blocking())
        rest = len(self.troubles) - blocking
        if blocking:
            self._counts.setText(_("须改正 {n} 处，可完善 {m} 处", n=blocking, m=rest))
        else:
            self._counts.setText(_("可完善 {m} 处", m=rest) if rest else _("没有发现问题"))
        clear(self._lines)
        self._found.setVisible(bool(self.troubles))
        shown = self.troubles if self._whole else self.troubles[:_MOST]
        for one in shown:
            self._lines.addLayout(self._line(one))
        left = len(self.troubles) - _MOST
        self.more.setVisible(left > 0)
        self.more.set_label(_("收起") if self._whole else _("另有 {n} 处", n=left))

    def _line(self, one: Trouble) -> QHBoxLayout:
        tone = "bad" if one.blocks else "rev"
        spot = spot_of(one)
        jump = KeyButton(spot.id or _("说明"), "link", says=_("去改 {where}", where=spot.id or _("清单说明")))
        jump.clicked.connect(partial(self._go, spot))
        text = Text(one.text, "small", wrap=True)
        line = row(Icon("circle-x" if one.blocks else "triangle-alert", tone, 14), text, jump, gap=6)
        line.setStretch(1, 1)
        return line

    def _go(self, spot: Spot, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 -- Qt's signal
        self._draft.go(spot)

    def _unfold(self) -> None:
        self._whole = not self._whole
        self._show_troubles()

    def _show_spot(self) -> None:
        item = self._draft.item()
        self._card.setVisible(item is not None and self._draft.spot.kind == ITEM)
        if item is not None:
            self.preview.show_item(item)
        self.difference.setText(changes_html(self._base, self._draft.form, self._draft.spot))

    def _allow(self) -> None:
        why = submission_refusal(self.blocking(), self.asking)
        self.reason.setText(why)
        if why:
            self.send.refuse(why)
        else:
            self.send.allow()


def submission_refusal(blocking: Sequence[Trouble], asking: AskingBlock) -> str:
    """Why the draft cannot be handed in now; empty when it can."""
    if blocking:
        return _("还有 {n} 处须改正", n=len(blocking))
    return asking.refusal()

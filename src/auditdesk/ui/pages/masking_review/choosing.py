"""Choosing characters or an area: marks (M), other bounds (B), and what the re-scan left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from auditdesk.i18n import _
from auditdesk.ui.pages.masking_review.adjust import Adjust
from auditdesk.ui.pages.masking_review.line_view import Selection
from auditdesk.ui.pages.masking_review.residue import Left

if TYPE_CHECKING:
    from auditdesk.ui.pages.masking_review.area import ReviewArea


class Choosing(QObject):
    """What M and B do in a working area, and what comes of it."""

    def __init__(self, area: ReviewArea, adjust: Adjust) -> None:
        super().__init__(area)
        self._area = area
        self.adjust = adjust
        adjust.shown.connect(self._adjusting)
        adjust.accepted.connect(self._adjusted)
        area.texts.original.chosen.connect(self.chosen)
        area.residue.opened.connect(self.go_to_left)

    def change_bounds(self) -> None:
        """B: choose the characters anew, on pages by their boxes; a chosen rectangle gets other edges."""
        session = self._area.session
        if session is None or not self._area.in_sight(_("改范围")):
            return
        if self._area.pictures.canvas.edit_chosen():
            self._area.said.emit("na", _("方向键移动，Shift+方向键改大小，Enter 确定，Esc 放弃。"))
            return
        if (place := session.place()) is None:
            return
        page = session.plan.parts[place.part].page
        if session.plan.pages and page != self._area.pictures.page:
            self._area.pages.turn(page)
        self.adjust.begin_bounds(session, place)
        self._area.said.emit("na", _("← → 移动末尾，Shift+← → 移动开头，Enter 确定，Esc 放弃。"))

    def mark(self) -> None:
        """M: mark what is chosen, or begin to choose."""
        session = self._area.session
        if session is None or not self._area.in_sight(_("标记")):
            return
        if session.plan.pages:
            self._area.pictures.canvas.begin_box()
            self._area.said.emit(
                "na", _("方向键移动，Shift+方向键改大小，Enter 确定，Esc 放弃；也可以用鼠标拖出方框。")
            )
            return
        chosen = self._area.texts.lines.selection
        if self.adjust.active or chosen is None:
            place = session.place()
            if session.rows and not self.adjust.active:
                self.adjust.begin_mark(session.row_of(place) if place else 0)
                self._area.said.emit(
                    "na", _("↑ ↓ 选行，← → 移动末尾，Shift+← → 移动开头，Enter 标记，Esc 放弃。")
                )
            return
        self._mark_chosen()

    def go_to_left(self, left: Left) -> None:
        """Something the re-scan found: chosen in the original, so that M marks it."""
        session = self._area.session
        if session is None or not self._area.in_sight(_("定位")):
            return
        spot = session.find(left.text)
        if spot is None:
            self._area.said.emit(
                "rev", _("{place}：原文里没有这段文字，它在改写后才出现。", place=left.what.place)
            )
            return
        row, start, end = spot
        page = session.plan.parts[session.rows[row].part].page
        if session.plan.pages:
            self._area.pages.turn(page)
            self._area.said.emit("na", _("残留在第 {n} 页，按 M 画方框遮盖。", n=page + 1))
        else:
            self._area.texts.lines.selection = Selection(row, start, end)
            for view in (self._area.texts.original, self._area.texts.masked):
                view.show_row(row)
            self.chosen()
        self._area.spans.setFocus()

    def chosen(self) -> None:
        """Text was chosen: how much M would mark is said before."""
        chosen, session = self._area.texts.lines.selection, self._area.session
        if chosen is None or session is None or self.adjust.active:
            return
        count = session.occurs(chosen.row, chosen.start, chosen.end)
        if count:
            self._area.said.emit("na", _("选中的文字在本文件出现 {n} 次，按 M 全部标记。", n=count))

    def _mark_chosen(self) -> None:
        chosen, session = self._area.texts.lines.selection, self._area.session
        if chosen is None or session is None:
            return
        self._area.texts.lines.selection = None
        text = session.original_row(chosen.row).text[chosen.start : chosen.end]
        count = session.mark(chosen.row, chosen.start, chosen.end)
        self._area.did(bool(count))
        if count:
            self._area.marked.emit(text, count)

    def _adjusted(self) -> None:
        chosen, session = self._area.texts.lines.selection, self._area.session
        if chosen is None or session is None:
            return
        if not self.adjust.bounds:
            self._mark_chosen()
            return
        self._area.texts.lines.selection = None
        first = session.rows[chosen.row].start
        self._area.did(session.rebound(first + chosen.start, first + chosen.end))

    def _adjusting(self) -> None:
        """Other characters are chosen: on a page their boxes show it, and the foot their text."""
        self._area.texts.original.viewport().update()
        chosen, session = self.adjust.chosen(), self._area.session
        if not self.adjust.active:
            self._area.said.emit("na", "")
        if session is None or not session.plan.pages or (place := session.place()) is None:
            return
        self._area.pages.show_boxes()
        if chosen is not None:
            self._area.foot.value.show_value(session.plan.parts[place.part].text[slice(*chosen)], amber=True)
        else:
            self._area.show_current()

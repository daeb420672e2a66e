"""What is done on pictures and pages: turning to the current place, drawn rectangles, before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from auditdesk.domain.maskplan import Box, HandBox
from auditdesk.ui.pages.masking_review.outlines import line_boxes, outlines_of

if TYPE_CHECKING:
    from auditdesk.ui.pages.masking_review.area import ReviewArea


class PageWork(QObject):
    """Does nothing for files without pages.

    Signals:
        wanted: a page or side has to be shown: (page, ``before`` or ``after``).
    """

    wanted = Signal(int, str)

    def __init__(self, area: ReviewArea, did: Callable[[object], object]) -> None:
        super().__init__(area)
        self._area = area
        self._did = did
        self._pictures = area.pictures
        canvas = self._pictures.canvas
        self._pictures.side_chosen.connect(self.show_side)
        self._pictures.page_wanted.connect(self.turn)
        canvas.drawn.connect(self._drawn)
        canvas.changed.connect(lambda before, box: self._drawn(box, before))
        canvas.place_clicked.connect(area.go)
        canvas.box_clicked.connect(self._clicked)

    def begin(self) -> None:
        """Another file: the page of its current place."""
        session = self._area.session
        self._pictures.canvas.show_picture(None)
        self._pictures.views.set_value("before")
        if session is not None and session.plan.pages:
            page = self._current_page()
            self._pictures.show_page(page, session.plan.pages)
            self.wanted.emit(page, "before")

    def follow(self) -> None:
        """Turn to the page of the current place or rectangle and bring it into sight."""
        session = self._area.session
        if session is None or not session.plan.pages:
            return
        if (page := self._current_page()) != self._pictures.page:
            self.turn(page)
        self.show_boxes()
        place, box = session.place(), session.box()
        if place is not None:
            boxes = line_boxes(session.plan.parts[place.part].boxes[place.span.start : place.span.end])
            self._pictures.canvas.show_area(boxes)
        elif box is not None:
            self._pictures.canvas.show_area((box.box,))

    def turn(self, page: int) -> None:
        """Show another page on the side that is in sight."""
        session = self._area.session
        if session is not None and 0 <= page < session.plan.pages:
            self._pictures.show_page(page, session.plan.pages)
            self.show_side(self._pictures.views.value())

    def turn_by(self, by: int) -> None:
        """The page before or behind."""
        self.turn(self._pictures.page + by)

    def show_side(self, side: str) -> None:
        """Before or after."""
        self._pictures.show_cover(covered=self._area.watch.covered)
        self.wanted.emit(self._pictures.page, side)
        self.show_boxes()

    def flip(self) -> None:
        """V: the other side."""
        if self._area.session is not None and self._area.session.plan.pages:
            self._pictures.flip()

    def covered(self) -> None:
        """The cover came or went."""
        if self._area.session is not None and self._area.session.plan.pages:
            self.wanted.emit(self._pictures.page, self._pictures.views.value())
        self.show_boxes()

    def show_boxes(self) -> None:
        """Outlines of the page's places and its rectangles."""
        session = self._area.session
        if session is None or not session.plan.pages:
            return
        page = self._pictures.page
        outlines = outlines_of(session, page, self._area.adjust.chosen())
        boxes = [one for one in session.boxes if one.page == page]
        current = session.box()
        before = self._pictures.views.value() == "before"
        chosen = boxes.index(current) if current in boxes else -1
        self._pictures.canvas.show_boxes(
            outlines, boxes, chosen, editable=before and not self._area.watch.covered
        )

    def remove(self, box: HandBox) -> None:
        """A rectangle taken away."""
        if self._area.session is not None:
            self._area.session.remove_box(box)
            self._did(True)  # noqa: FBT003 -- the receiver takes any truth value

    def _current_page(self) -> int:
        session = self._area.session
        place, box = (session.place(), session.box()) if session is not None else (None, None)
        if session is not None and place is not None:
            return max(0, session.plan.parts[place.part].page)
        return box.page if box is not None else 0

    def _drawn(self, box: Box, before: HandBox | None = None) -> None:
        """A rectangle was drawn, or got other edges: it becomes the current one."""
        session = self._area.session
        if session is None:
            return
        if before is None:
            session.add_box(self._pictures.page, box)
        else:
            session.change_box(before, box)
        self._did(True)  # noqa: FBT003 -- the receiver takes any truth value

    def _clicked(self, box: HandBox) -> None:
        session = self._area.session
        if session is not None:
            session.go_to_box(box)
            self._area.go(session.current)

"""The working area of one file: texts or picture, spans with switches, and the keys that decide."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskplan import Choice
from auditdesk.domain.spans import Kind
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.ui.keys import bind, caret_in_text
from auditdesk.ui.pages.masking_review.adjust import Adjust
from auditdesk.ui.pages.masking_review.choosing import Choosing
from auditdesk.ui.pages.masking_review.cover import RevealWatch
from auditdesk.ui.pages.masking_review.foot import SpanFoot
from auditdesk.ui.pages.masking_review.page_work import PageWork
from auditdesk.ui.pages.masking_review.proof import Proof
from auditdesk.ui.pages.masking_review.residue import ResiduePane
from auditdesk.ui.pages.masking_review.sections import rows_in
from auditdesk.ui.pages.masking_review.session import Session
from auditdesk.ui.pages.masking_review.sides import HEAD, Middle
from auditdesk.ui.pages.masking_review.span_list import SpanList
from auditdesk.ui.pages.masking_review.spread import SpreadBar
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.text import Text
from auditdesk.ui.widgets.wrapping import Hints

_CONTEXT = Qt.ShortcutContext.WidgetWithChildrenShortcut
_PANE = 300


class ReviewArea(QWidget):
    """Shows a session and changes it; writes nothing itself.

    Signals:
        edited: a decision was made, undone or redone.
        said: a sentence for the page's notice, empty to take it away; (kind, words).
        marked: a text was marked by hand: (text, how often in this file).
    """

    edited = Signal()
    said = Signal(str, str)
    marked = Signal(str, int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session: Session | None = None
        self.others: Callable[[str], int] = lambda _hash: 0
        self.watch = RevealWatch(desk, self)
        self.watch.changed.connect(self._covered)
        self.watch.ticked.connect(self._ticked)
        self.middle = Middle()
        self.texts, self.pictures = self.middle.texts, self.middle.pictures
        self.spans = SpanList()
        self.foot = SpanFoot()
        self.proof = Proof()
        self.residue, self.spread = ResiduePane(), SpreadBar()
        self.count = Text("", "strong")
        self.waiting = Text("", "small-strong", "rev")
        self.all_button = KeyButton(_("都脱敏"), "quiet", key="A", binds=False, height=26)
        self.all_button.setToolTip(_("把待定的都定为脱敏"))
        self.all_button.clicked.connect(self.mask_undecided)
        self._lay_out()
        self.adjust = Adjust(self, self.texts.lines)
        self.choosing = Choosing(self, self.adjust)
        self.pages = PageWork(self, self.did)
        self._connect()
        self._bind()
        self.show_session(None)

    def show_session(self, session: Session | None) -> None:
        """Another file: covered, at its first undecided span."""
        self.watch.cover()
        self.adjust.stop()
        self.session = session
        self.texts.lines.use(session)
        self.texts.sections.use(session)
        pictures = session is not None and session.plan.pages > 0
        self.middle.setCurrentIndex(int(pictures) if session is not None else 2)
        self.pages.begin()
        self.texts.show_cover(covered=True, reason="")
        self.pictures.show_cover(covered=True)
        self.redraw()

    def redraw(self) -> None:
        """Everything that depends on decisions or on the current place."""
        session = self.session
        self.spans.use(session)
        self.texts.redraw()
        found = len(session.places) + len(session.boxes) if session else 0
        self.count.setText(_("识别 {n} 处", n=found) if session else _("识别"))
        left = session.left if session else 0
        self.waiting.setText(_("待定 {n}", n=left) if left else "")
        self.all_button.setVisible(left > 1)
        self.pages.follow()
        self.show_current()

    def go(self, number: int) -> None:
        """Make a place current."""
        self.foot.written.settle()
        if self.session is not None:
            self.session.go(number)
            self.spans.use(self.session)
            self.pages.follow()
            self.show_current()

    def go_to_section(self, number: int) -> None:
        """The first place of a sheet, member or attachment; only its rows when nothing was found there."""
        session = self.session
        if session is None:
            return
        inside = rows_in(session.sections, number, len(session.rows))
        first = next((one.number for one in session.places if session.row_of(one) in inside), None)
        if first is not None:
            self.go(first)
        else:
            for view in (self.texts.original, self.texts.masked):
                view.show_row_on_top(inside.start)
        self.texts.sections.follow(session, inside.start)

    def turn(self, by: int) -> None:
        """Ctrl+PgUp and Ctrl+PgDn: pages, or sections of texts."""
        if self.session is not None and self.session.plan.pages:
            self.pages.turn_by(by)
        else:
            self.texts.sections.step(by)

    def step(self, by: int) -> None:
        """J and K."""
        if self.session is not None:
            self.go(self.session.current + by)

    def next_undecided(self) -> None:
        """Tab."""
        if caret_in_text():
            self.focusNextChild()
            return
        place = self.session.next_undecided() if self.session else None
        if place is not None:
            self.go(place)

    def mask_undecided(self) -> None:
        """A: everything that waits is masked, at one stroke."""
        if self.session is not None and (count := self.session.mask_undecided()):
            self.did(changed=True)
            self.said.emit("na", _("{n} 处待定都定为脱敏，Ctrl+Z 撤销。", n=count))

    def toggle(self, number: int | None = None) -> None:
        """Space, or the switch of another place."""
        if number is not None:
            self.go(number)
        if self.session is not None and self.session.box() is not None:
            self.keep()
            return
        place = self.session.place() if self.session else None
        if self.session is None or place is None:
            return
        if place.found.masked and not place.found.undecided:
            self.keep()
        else:
            self.did(self.session.decide(Choice.MASK))

    def decide_mask(self) -> None:
        """The button 脱敏."""
        if self.session is not None:
            self.did(self.session.decide(Choice.MASK))

    def keep(self) -> None:
        """X: only what is seen can be kept; a rectangle drawn by hand goes away."""
        if self.session is None or not self.in_sight(_("保留")):
            return
        if (box := self.session.box()) is not None:
            self.pages.remove(box)
        else:
            self.did(self.session.decide(Choice.KEEP))

    def delete(self) -> None:
        """Del: a mark or a rectangle made by hand goes away; what was found is decided with Space and X."""
        place = self.session.place() if self.session else None
        if self.session is not None and (place is None or place.found.hand):
            self.keep()
        elif place is not None:
            self.said.emit("na", _("识别到的内容不能删除；不脱敏请按 X 保留。"))

    def rewrite(self) -> None:
        """R: write something else than the style does."""
        self.foot.written.begin()

    def undo(self) -> None:
        """Ctrl+Z."""
        if self.session is not None:
            self.did(self.session.undo())

    def redo(self) -> None:
        """Ctrl+Y."""
        if self.session is not None:
            self.did(self.session.redo())

    def cover_or_ask(self) -> None:
        """F9: cover at once; covered already, put the caret into the reason."""
        if not self.watch.covered:
            self.watch.cover()
        elif self.session is not None:
            side = self.pictures if self.session.plan.pages else self.texts
            side.cover.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
            side.cover.reason.selectAll()

    def uncover(self, reason: str) -> None:
        """A reason was given."""
        if self.session is None:
            return
        problem = self.watch.uncover(self.session.plan.piece.id, reason)
        for side in (self.texts, self.pictures):
            side.cover.complain(problem)
        if not problem:
            self.spans.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self, text: str) -> None:
        """A stand-in was written; what is personal in it is refused in place."""
        if self.session is None:
            return
        try:
            changed = self.session.type_instead(text)
        except BadInputError as error:
            self.foot.written.refuse(text)
            self.said.emit("bad", error.message)
        else:
            self.said.emit("na", "")
            self.show_current()
            self.did(changed)

    def _typing_left(self) -> None:
        self.spans.setFocus()
        self.show_current()

    def in_sight(self, what: str) -> bool:
        """Whether the original may be seen; says so when not."""
        if self.watch.covered:
            self.said.emit("rev", _("原文遮盖着，先按 F9 写明理由揭开，再{what}。", what=what))
            return False
        return True

    def did(self, changed: object) -> None:
        """After a step: show it, if anything changed."""
        if changed:
            self.said.emit("na", "")
            self.redraw()
            self.edited.emit()

    def show_current(self) -> None:
        """The foot and the rows of the current place; also when counts of other files arrived."""
        session = self.session
        place = session.place() if session else None
        others = self.others(session.value_hash(place)) if session and place else 0
        self.foot.show_place(session, place, others, covered=self.watch.covered)
        if session is not None and place is not None and not session.plan.pages:
            for view in (self.texts.original, self.texts.masked):
                view.show_row(session.row_of(place))
                view.viewport().update()
            self.texts.sections.follow(session, session.row_of(place))

    def _located(self, text: str) -> str:
        return self.session.where_text(text) if self.session is not None else ""

    def _covered(self) -> None:
        covered = self.watch.covered
        reason = self.watch.now.reason if self.watch.now else ""
        self.texts.show_cover(covered=covered, reason=reason)
        self.pictures.show_cover(covered=covered)
        if covered:
            self.adjust.stop()
        self.residue.show_cover(covered=covered)
        self.pages.covered()
        self.show_current()

    def _ticked(self, left: str) -> None:
        for side in (self.texts, self.pictures):
            side.chip.set_chip(_("已揭开，{left} 后遮回", left=left), "rev", "eye")
            side.chip.setMinimumWidth(side.chip.sizeHint().width())  # the reason gives way, not the time

    def _lay_out(self) -> None:
        left = QWidget()
        inner = QVBoxLayout(left)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.middle, 1)
        inner.addWidget(self.spread)
        inner.addWidget(self.residue)
        inner.addWidget(self.proof)
        pane = QWidget()
        side = QVBoxLayout(pane)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        keys = panel(row(KeyCap("J"), KeyCap("K"), Text(_("移动"), "small", "text_3"), gap=6))
        hints = Hints(keys)
        hints.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        bar = row(self.count, self.waiting, self.all_button, None, hints, gap=6, margins=(12, 0, 12, 0))
        head = panel(bar, "surface", "bottom")
        head.setFixedHeight(HEAD)
        side.addWidget(head)
        side.addWidget(self.spans, 1)
        side.addWidget(self.foot)
        pane.setMinimumWidth(260)
        self.split = SplitView(left, pane)
        self.split.grow(0)
        self.split.setSizes([670, _PANE])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.split)

    def _connect(self) -> None:
        self.spans.moved.connect(self.go)
        self.spans.switched.connect(self.toggle)
        for view in (self.texts.original, self.texts.masked):
            view.place_clicked.connect(self.go)
        self.texts.sections.wanted.connect(self.go_to_section)
        self.residue.locate = self._located
        self.texts.reason_given.connect(self.uncover)
        self.pictures.reason_given.connect(self.uncover)
        self.foot.mask_wanted.connect(self.decide_mask)
        self.foot.keep_wanted.connect(self.keep)
        self.foot.bounds_wanted.connect(self.choosing.change_bounds)
        self.foot.kind_picked.connect(self._kind)
        self.foot.written.typed.connect(self._typed)
        self.foot.written.left.connect(self._typing_left)

    def _kind(self, kind: str) -> None:
        if self.session is not None:
            self.did(self.session.set_kind(Kind(kind)))

    def _bind(self) -> None:
        acts: dict[str, Callable[[], object]] = {
            "J": lambda: self.step(1), "K": lambda: self.step(-1), "Tab": self.next_undecided,
            "Space": self.toggle, "X": self.keep, "B": self.choosing.change_bounds, "M": self.choosing.mark,
            "V": self.pages.flip, "R": self.rewrite, "A": self.mask_undecided, "Del": self.delete,
            "T": self.foot.choose_kind, "Ctrl+PgUp": lambda: self.turn(-1),
            "Ctrl+PgDown": lambda: self.turn(1),
        }  # fmt: skip
        for key, act in acts.items():
            bind(self, key, act, context=_CONTEXT)

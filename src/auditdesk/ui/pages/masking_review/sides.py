"""The middle of the page: original and copy side by side with their heads, or a picture with its boxes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditdesk.i18n import _
from auditdesk.ui.keys import bind
from auditdesk.ui.pages.masking_review.canvas import PictureCanvas
from auditdesk.ui.pages.masking_review.cover import Cover
from auditdesk.ui.pages.masking_review.line_view import LineModel, LineView, scroll_together
from auditdesk.ui.pages.masking_review.section_bar import SectionBar
from auditdesk.ui.pages.masking_review.state import FileState
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.switch import Switch
from auditdesk.ui.widgets.text import Elided, Rule, Text
from auditdesk.ui.widgets.wrapping import Hints

HEAD = 40
_STEP = 1.25


class TextSides(QWidget):
    """Two lists over one model.

    Signals:
        reason_given: the reason to uncover the original.
    """

    reason_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LineModel(self)
        self.original = LineView(self.lines, 0, _("原文"))
        self.masked = LineView(self.lines, 1, _("脱敏副本"))
        self.together = Switch(_("同步滚动"), checked=True)
        scroll_together(self.original, self.masked, self.together.isChecked)
        self.chip = Chip("", "rev", icon="eye", height=22)
        self.reason = Elided("", "small", "text_3")
        self.cover = Cover(self.original)
        self.cover.given.connect(self.reason_given)
        left = _side(row(Text(_("原文"), "strong"), self.chip, self.reason, None, margins=(14, 0, 8, 0)),
                     self.original)  # fmt: skip
        quiet = Hints(Text(_("同一人用同一假名"), "small", "text_3"))
        right = _side(row(Text(_("脱敏副本"), "strong"), quiet, self.together, margins=(14, 0, 12, 0)),
                      self.masked)  # fmt: skip
        self.sections = SectionBar()
        views = QHBoxLayout()
        views.setContentsMargins(0, 0, 0, 0)
        views.setSpacing(0)
        views.addWidget(left, 1)
        views.addWidget(Rule(upright=True))
        views.addWidget(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.sections)
        layout.addLayout(views, 1)

    def show_cover(self, *, covered: bool, reason: str) -> None:
        """Cover or uncover the original."""
        self.lines.covered = covered
        self.cover.setVisible(covered and self.lines.session is not None)
        self.chip.setVisible(not covered)
        self.reason.setVisible(not covered)
        self.reason.set_text(_("理由：{reason}", reason=reason) if reason else "")
        if covered:
            self.lines.selection = None
        self.update_views()

    def redraw(self) -> None:
        """Decisions changed."""
        self.lines.redraw()
        self.update_views()

    def update_views(self) -> None:
        """Paint again."""
        self.original.viewport().update()
        self.masked.viewport().update()


class PictureSides(QWidget):
    """One canvas with before and after, pages and zoom.

    Signals:
        reason_given: the reason to uncover the original.
        side_chosen: ``before`` or ``after``.
        page_wanted: number of the page from 0.
    """

    reason_given = Signal(str)
    side_chosen = Signal(str)
    page_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = 0
        self.canvas = PictureCanvas()
        self.views = Segmented([Part("before", _("原件")), Part("after", _("脱敏后"))], "before",
                               says=_("脱敏前后对比"))  # fmt: skip
        self.views.chosen.connect(self.side_chosen)
        self.chip = Chip("", "rev", icon="eye", height=22)
        self._page = Text("", "small", "text_2")
        self._back = KeyButton(kind="quiet", icon="chevron-left", height=28, says=_("上一页（Ctrl+PgUp）"))
        self._on = KeyButton(kind="quiet", icon="chevron-right", height=28, says=_("下一页（Ctrl+PgDn）"))
        self._back.clicked.connect(lambda: self.page_wanted.emit(self.page - 1))
        self._on.clicked.connect(lambda: self.page_wanted.emit(self.page + 1))
        acts = (
            ("zoom-out", "", "Ctrl+-", _("缩小"), lambda: self.canvas.zoom(1 / _STEP)),
            ("zoom-in", "", "Ctrl++", _("放大"), lambda: self.canvas.zoom(_STEP)),
            ("", _("整页"), "0", _("整页，再按一次整宽"), lambda: self.canvas.zoom(0)),
            ("", "100 %", "1", _("原大"), lambda: self.canvas.zoom_to(1)),
        )
        out, near, self.fit, self.whole = (self._zoom(*one) for one in acts)
        self.scale = Text("", "small", "text_2")
        self.canvas.zoomed.connect(lambda scale: self.scale.setText(f"{scale * 100:.0f} %"))
        self.cover = Cover(self.canvas)
        self.cover.given.connect(self.reason_given)
        bar = row(self.views, self.chip, None, self._back, self._page, self._on, None, out, self.scale, near,
                  self.fit, self.whole, gap=4, margins=(12, 0, 12, 0))  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = panel(bar, "surface", "bottom")
        head.setFixedHeight(HEAD)
        layout.addWidget(head)
        layout.addWidget(self.canvas, 1)

    def show_page(self, page: int, pages: int) -> None:
        """Which page is in sight."""
        self.page = page
        self._page.setText(f"{page + 1} / {pages}")
        for widget in (self._page, self._back, self._on):
            widget.setVisible(pages > 1)
        self._back.setEnabled(page > 0)
        self._on.setEnabled(page + 1 < pages)

    def show_cover(self, *, covered: bool) -> None:
        """The cover lies over the original only."""
        self.cover.setVisible(covered and self.views.value() == "before")
        self.chip.setVisible(not covered)

    def flip(self) -> None:
        """V: before or after."""
        value = "after" if self.views.value() == "before" else "before"
        self.views.set_value(value)
        self.side_chosen.emit(value)

    def _zoom(self, icon: str, label: str, key: str, says: str, act: Callable[[], object]) -> KeyButton:
        """A button whose key stands in its tool tip: caps for all of them would leave no room."""
        button = KeyButton(label, "quiet", icon=icon, height=28, says=says)
        button.setToolTip(f"{says} {key}")
        button.clicked.connect(act)
        bind(self, key, act)
        return button


class Middle(QStackedWidget):
    """Texts, pictures, or why there is neither."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.texts = TextSides()
        self.pictures = PictureSides()
        self.state = FileState()
        for side in (self.texts, self.pictures, self.state):
            self.addWidget(side)


def _side(head: QHBoxLayout, view: QWidget) -> QWidget:
    bar = panel(head, "surface", "bottom")
    bar.setFixedHeight(HEAD)
    side = QWidget()
    layout = QVBoxLayout(side)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(bar)
    layout.addWidget(view, 1)
    return side

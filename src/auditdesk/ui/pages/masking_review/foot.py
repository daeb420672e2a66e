"""The current span: value, what will be written, how often it occurs, and the three decisions."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from auditdesk.domain.maskplan import HandBox, Place
from auditdesk.domain.spans import Kind, kind_label
from auditdesk.i18n import _
from auditdesk.services.mask_review import original
from auditdesk.ui.pages.masking_review.session import Session
from auditdesk.ui.pages.masking_review.stand_in import StandInField
from auditdesk.ui.theme.appearance import tokens
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import ComboField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.painting import box, line_text, text_width
from auditdesk.ui.widgets.text import Elided, Icon
from auditdesk.ui.widgets.wrapping import TwoRows


class ValueBox(QWidget):
    """A value on its tint, cut with … when too long; amber while it waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._amber = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What is shown."""
        return self._text

    def show_value(self, text: str, *, amber: bool) -> None:
        """Show a value; line ends become spaces."""
        self._text, self._amber = " ".join(text.split()), amber
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the value within limits."""
        return QSize(min(130, max(40, round(text_width(self._text)) + 8)), 28)

    def minimumSizeHint(self) -> QSize:
        """Three characters and the dots."""
        return QSize(min(56, self.sizeHint().width()), 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tint, then the words."""
        table = tokens()
        painter = QPainter(self)
        tint, ink = (table.rev.tint, table.rev.text) if self._amber else (table.accent_tint, table.text)
        spot = QRectF(self.rect()).adjusted(0, 4, 0, -4)
        box(painter, spot, radius=4, fill=tint)
        if self._amber:
            painter.fillRect(QRectF(1, spot.bottom() - 1.5, spot.width() - 2, 1.5), table.rev.text)
        line_text(painter, spot.adjusted(4, 0, -2, 0), self._text, colour=ink)
        painter.end()


class SpanFoot(QFrame):
    """The pane's foot; its buttons take no focus, their keys work in the whole working area.

    Signals:
        mask_wanted, keep_wanted, bounds_wanted: the buttons.
        kind_picked: another `Kind` for a mark by hand.
    """

    mask_wanted = Signal()
    keep_wanted = Signal()
    bounds_wanted = Signal()
    kind_picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setProperty("line", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.where = Elided("", "strong")
        self.ask = Elided("", "small", "rev")
        self.value = ValueBox()
        self.written = StandInField()
        self.others = Elided("", "small", "text_3")
        self._arrow = Icon("arrow-right", "text_3")
        self.kinds = ComboField(says=_("种类"), height=28)
        self.kinds.set_choices([(kind.value, kind_label(kind)) for kind in Kind], Kind.CUSTOM)
        self.kinds.picked.connect(self.kind_picked)
        self.mask_button = self._button(_("脱敏"), "Space", self.mask_wanted)
        self.keep_button = self._button(_("保留"), "X", self.keep_wanted)
        self.bounds_button = self._button(_("改范围"), "B", self.bounds_wanted)
        self.buttons = TwoRows(self.mask_button, self.keep_button, self.bounds_button)
        self.kinds.setToolTip(_("换种类（T）"))
        first = row(self.where, 4, None, self.ask, self.kinds)
        second = row(self.value, self._arrow, self.written, None, self.others)
        self.setLayout(column(first, second, self.buttons, gap=8, margins=(14, 10, 14, 12)))

    def show_place(self, session: Session | None, place: Place | None, others: int, *, covered: bool) -> None:
        """Show a place; ``others`` is how often the value occurs in other files of the batch."""
        for widget in (self.value, self.written, self._arrow, self.others):
            widget.setVisible(place is not None)
        self.buttons.setVisible(place is not None)
        self.kinds.setVisible(place is not None and place.found.hand)
        box = session.box() if session is not None else None
        self.keep_button.set_label(_("删除") if box or (place and place.found.hand) else _("保留"))
        self.mask_button.setVisible(box is None)
        if session is None or place is None:
            self._show_nothing(session)
            if session is not None and box is not None:
                self._show_box(session, box, covered=covered)
            return
        found = place.found
        self.where.set_text(session.words(place))
        self.ask.set_text(_question(place), "rev")
        kept = _("已遮盖") if covered else original(session.plan, place)
        self.value.show_value(kept, amber=found.undecided)
        new = session.written[place.number]
        self.written.setPlaceholderText(_("按样式") if new else _("（删去）"))
        self.written.show_words(new if found.masked else kept, editable=found.masked)
        self.kinds.set_value(place.span.kind)
        self.others.set_text(_occurs(session.same_here(place), others))
        self._allow(covered=covered)

    def choose_kind(self) -> None:
        """T: another kind for a mark by hand."""
        if self.kinds.isVisible():
            self.kinds.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.kinds.showPopup()

    def _show_box(self, session: Session, box: HandBox, *, covered: bool) -> None:
        self.where.set_text(session.box_words(box))
        self.ask.set_text(_("B 改大小和位置，Del 删除"), "text_3")
        self.buttons.setVisible(True)
        self._allow(covered=covered)

    def _allow(self, *, covered: bool) -> None:
        if covered:
            self.keep_button.refuse(_("原文遮盖着，按 F9 写明理由后再决定保留"))
            self.bounds_button.refuse(_("原文遮盖着，按 F9 写明理由后再改范围"))
        else:
            self.keep_button.allow()
            self.bounds_button.allow()

    def _show_nothing(self, session: Session | None) -> None:
        boxes = len(session.decisions.now.boxes) if session else 0
        drawn = _("手工方框 {n} 个", n=boxes) if boxes else _("没有识别到个人信息")
        self.where.set_text(drawn if session else "")
        hint = _("拖动鼠标或按 M 画方框") if session and session.plan.pages else _("选中文字按 M 手动标记")
        self.ask.set_text(hint if session else "", "text_3")

    def _button(self, label: str, key: str, signal: SignalInstance) -> KeyButton:
        button = KeyButton(label, key=key, binds=False, height=28)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(signal)
        return button


def _question(place: Place) -> str:
    if not place.found.undecided:
        return ""
    if place.span.kind is Kind.PERSON:
        return _("请确认是不是人名")
    if place.span.kind is Kind.ADDRESS:
        return _("请确认是不是地址")
    return _("请确认要不要脱敏")


def _occurs(here: int, others: int) -> str:
    words = []
    if here:
        words.append(_("本文件另有 {n} 处", n=here))
    if others:
        words.append(_("同批另有 {n} 处", n=others))
    return _("，").join(words)

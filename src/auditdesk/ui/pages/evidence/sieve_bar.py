"""Filters over the list: kind, tag, use, day; and the order of the tiles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditdesk.i18n import _
from auditdesk.services.evidence_shelf import Shelf, ShelfRow, Sieve
from auditdesk.ui.pages.evidence.words import KINDS
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import ComboField
from auditdesk.ui.widgets.layouts import row

_WEEK, _MONTH = 7, 30


class SieveBar(QWidget):
    """Five choices and a way back.

    Signals:
        changed: another sieve or order is wanted.
        tags_wanted: the tags are to be renamed or merged.
    """

    changed = Signal()
    tags_wanted = Signal()

    def __init__(self, today: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.kind = ComboField(_("全部类型"), says=_("按类型"), height=28)
        self.tag = ComboField(_("全部标签"), says=_("按标签"), height=28)
        self.audit = ComboField(_("全部自查"), says=_("按自查和检查项"), height=28)
        self.day = ComboField(_("任何时间"), says=_("按添加时间"), height=28)
        self.order = ComboField(_("最新在前"), says=_("排列顺序"), height=28)
        self.manage = KeyButton(kind="quiet", icon="tag", height=28, says=_("标签改名或合并"))
        self.manage.clicked.connect(self.tags_wanted)
        self.reset = KeyButton(_("清除筛选"), "link", height=28)
        self.reset.clicked.connect(self._take_off)
        self._fields = (self.kind, self.tag, self.audit, self.day)
        for field in (*self._fields, self.order):
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            field.setMinimumWidth(76)
            field.picked.connect(lambda _value: self._picked())
        layout = row(self.kind, self.tag, self.manage, self.audit, self.day, self.order, self.reset, gap=6,
                     margins=(16, 8, 14, 8))  # fmt: skip
        for place in (0, 1, 3, 4, 5):
            layout.setStretch(place, 1)
        self.setLayout(layout)
        self._offer_fixed()
        self._tell()

    def _offer_fixed(self) -> None:
        self.kind.set_choices([("", _("全部类型")), *((media, word()) for word, media in KINDS)])
        self.day.set_choices([
            ("", _("任何时间")), ("today", _("今天")), ("week", _("最近 7 天")), ("month", _("最近 30 天")),
            ("before", _("更早")),
        ])  # fmt: skip
        orders = [("", _("最新在前")), ("old", _("最早在前")), ("name", _("按名称")), ("size", _("按大小"))]
        self.order.set_choices(orders)
        self.order.hide()

    def offer(self, shelf: Shelf) -> None:
        """Offer the tags and uses there are; what was chosen stays while it exists."""
        tags = shelf.tags()
        self.tag.set_choices([("", _("全部标签")), *((one, one) for one in tags)], self.tag.value())
        self.audit.set_choices([("", _("全部自查")), *shelf.targets()], self.audit.value())
        self.tag.setVisible(bool(tags))
        self.manage.setVisible(bool(tags))
        self.audit.setVisible(bool(shelf.audits))
        self._tell()

    def sieve(self) -> Sieve:
        """What is wanted."""
        since, until = self._days()
        return Sieve(self.kind.value(), self.tag.value(), self.audit.value(), since, until)

    def in_order(self, rows: list[ShelfRow]) -> list[ShelfRow]:
        """Rows as the tiles stand."""
        keys: dict[str, Callable[[ShelfRow], tuple[object, ...]]] = {
            "old": lambda one: (one.piece.added_at, one.piece.code),
            "name": lambda one: (one.piece.name.casefold(), one.piece.code),
            "size": lambda one: (-one.piece.size, one.piece.code),
        }
        key = keys.get(self.order.value())
        return sorted(rows, key=key) if key else rows

    def active(self) -> bool:
        """Whether a filter is on."""
        return any(field.value() for field in self._fields)

    def clear(self) -> None:
        """Take all filters off, without a signal."""
        for field in self._fields:
            field.set_value("")
        self._tell()

    def _take_off(self) -> None:
        self.clear()
        self.changed.emit()

    def _picked(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self.reset.setVisible(self.active())

    def _days(self) -> tuple[str, str]:
        today = date.fromisoformat(self._today())
        before = {
            "today": today, "week": today - timedelta(days=_WEEK - 1),
            "month": today - timedelta(days=_MONTH - 1),
        }  # fmt: skip
        chosen = self.day.value()
        if chosen == "before":
            return "", (today - timedelta(days=_MONTH)).isoformat()
        return (before[chosen].isoformat(), "") if chosen in before else ("", "")

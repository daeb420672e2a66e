"""外观: theme, language, key caps and single letters, at once and for this machine."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _, language
from auditdesk.ui.habits import Habits
from auditdesk.ui.pages.preferences.section import SectionView, setting
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.switch import Switch
from auditdesk.ui.widgets.text import Rule, Text


class LooksView(SectionView):
    """Four settings, each of which acts when it is touched."""

    def __init__(self, place: Place, habits: Habits, parent: QWidget | None = None) -> None:
        super().__init__(place, habits, parent)
        kept = habits.preferences()
        themes = [
            Part("system", _("跟随系统")), Part("light", _("浅色")), Part("dark", _("深色")),
            Part("contrast", _("高对比")),
        ]  # fmt: skip
        self.theme = Segmented(themes, kept.theme, says=_("主题"))
        tongues = [Part("zh_CN", "中文"), Part("en", "English")]
        self.language = Segmented(tongues, language(), says=_("语言"))
        self.caps = Switch(checked=kept.key_caps, says=_("显示键帽"))
        self.letters = Switch(checked=kept.single_letters, says=_("单字母键"))
        self.notice = Notice("bad", "")
        self.theme.chosen.connect(self._use_theme)
        self.language.chosen.connect(self._speak)
        self.caps.toggled.connect(lambda on: self._attempt(lambda: habits.show_key_caps(shown=on)))
        self.letters.toggled.connect(
            lambda on: self._attempt(lambda: habits.allow_single_letters(allowed=on))
        )
        self._lay_out()

    def _lay_out(self) -> None:
        card = Card(_("外观"))
        lines = (
            setting(_("主题"), _("跟随系统时，系统的高对比主题也会用上"), self.theme),
            setting(_("语言"), _("窗口马上换过来；报告和清单按各自的语言"), self.language),
            setting(_("显示键帽"), _("按钮和列表旁边的小键帽"), self.caps),
            setting(
                _("单字母键"), _("不在输入框里时，1、2、Z、U 这样的键直接起作用"), self.letters
            ),
        )  # fmt: skip
        for place, line in enumerate(lines):
            if place:
                card.add(Rule())
            card.add(line)
        where = Text(_("这些设置只记在这台电脑上，不含个人信息。"), "small", "text_3", wrap=True)
        self.stack_cards(card, self.notice, where)

    def _use_theme(self, choice: str) -> None:
        self._attempt(lambda: self.habits.use_theme(choice))

    def _speak(self, chosen: str) -> None:
        """The page is built again, so the click that asked for it must be over first."""
        QTimer.singleShot(0, self, lambda: self._attempt(lambda: self.habits.speak(chosen)))

    def _attempt(self, act: Callable[[], object]) -> None:
        self.notice.say("bad", "")
        try:
            act()
        except AuditDeskError as error:
            self.notice.say("bad", error.message)

"""安全: automatic lock, second factor, passphrase, recovery kit, and which role may do what."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.people import Right, may
from auditdesk.i18n import _
from auditdesk.services.locking import CHOICES, lock_minutes, set_lock_minutes
from auditdesk.services.program import RecoveryKit
from auditdesk.ui.habits import Habits
from auditdesk.ui.pages.preferences.passphrase import PassphraseCard
from auditdesk.ui.pages.preferences.rights import rights_table
from auditdesk.ui.pages.preferences.section import SectionView, cards_area, setting
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.start.kit import KitStep
from auditdesk.ui.start.parts import second_factor_box
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import BottomBar, Card
from auditdesk.ui.widgets.inputs import ComboField
from auditdesk.ui.widgets.layouts import column
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Rule, Text


class SecurityView(SectionView):
    """Cards; a fresh recovery kit takes the section's place until it is on paper."""

    def __init__(self, place: Place, habits: Habits, parent: QWidget | None = None) -> None:
        super().__init__(place, habits, parent)
        self._manages = may(place.desk.user, Right.MANAGE_USERS)
        self.notice = Notice("bad", "")
        self.passphrase = PassphraseCard(place)
        self.kit: KitStep | None = None
        self._kit_page = QWidget()
        self._stack = QStackedWidget()
        rights = Card(_("权限一览"), _("由角色决定，改角色在“用户与角色”"))
        rights.add(rights_table(place.desk.user.role))
        cards = (self.notice, self._lock_card(), self._factor_card(), self.passphrase, self._kit_card())
        self._stack.addWidget(cards_area(*cards, rights))
        self.body.addWidget(self._stack, 1)

    def leave(self) -> None:
        """Passphrases typed so far and a kit on screen are forgotten."""
        self.passphrase.forget()
        self.close_kit()

    def escape(self) -> bool:
        """A kit on screen is left only by its button, so that no key closes it by accident."""
        return self.kit is not None

    def _lock_card(self) -> Card:
        card = Card(_("锁定"))
        now = lock_minutes(self.place.desk)
        self.minutes = ComboField(says=_("自动锁定"))
        offered = sorted({*CHOICES, now})
        self.minutes.set_choices([(str(each), _("{n} 分钟", n=each)) for each in offered], str(now))
        self.minutes.picked.connect(self._lock_after)
        self.minutes.setEnabled(self._manages)
        note = _("没有键盘和鼠标操作这么久就锁定；有任务在跑时等它完成")
        card.add(setting(_("自动锁定"), note if self._manages else _("只有管理员能改"), self.minutes))
        card.add(Rule())
        card.add(setting(_("电脑睡眠"), _("唤醒后立即锁定，不看时间"), Text(_("始终开启"), tone="text_2")))
        card.add(Rule())
        card.add(setting(_("立即锁定"), _("离开座位前按一下"), Text("Ctrl+L", tone="text_2")))
        return card

    def _factor_card(self) -> Card:
        card = Card(_("第二因素"))
        keyring = self.place.program.second_factor()
        summary = self.place.program.summary(self.place.desk.workspace.folder)
        bound = any(slot.device_bound for slot in summary.slots if slot.user_id == self.place.desk.user.id)
        if bound:
            words = _("您的口令要配合这台电脑的本机密钥才能解锁。换电脑或重装系统后用恢复件打开。")
        elif keyring:
            words = _("您的口令还没有绑定本机密钥；换一次口令就会绑定。")
        else:
            words = _("您的口令单独就能解锁，所以要更强。")
        card.add_padded(second_factor_box(keyring), Text(words, "small", "text_2", wrap=True))
        return card

    def _kit_card(self) -> Card:
        card = Card(_("恢复件"))
        self.renew = KeyButton(_("做一份新恢复件"), icon="life-buoy", height=28)
        self.renew.clicked.connect(self.renew_kit)
        note = _("旧的随即作废；新的要打印或存到 U 盘")
        if not self._manages:
            self.renew.refuse(_("只有管理员能换恢复件"))
            note = _("只有管理员能换恢复件")
        card.add(setting(_("忘记口令、换电脑时用它打开"), note, self.renew))
        return card

    def _lock_after(self, minutes: str) -> None:
        self.notice.say("bad", "")
        try:
            self.habits.lock_wanted_after.emit(set_lock_minutes(self.place.desk, int(minutes)))
        except AuditDeskError as error:
            self.minutes.set_value(str(lock_minutes(self.place.desk)))
            self.notice.say("bad", error.message)

    def renew_kit(self) -> None:
        """Ask, then replace the recovery slot in a job."""
        question = _("做一份新恢复件？")
        consequence = _("手里的旧恢复件马上作废，再也打不开这个工作区。新的请当场打印或存到 U 盘。")
        if not self.place.dialogs.confirm_destructive(question, consequence, _("旧的作废，做新的")):
            return
        self.renew.refuse(_("正在生成"))
        job = self.start(lambda _progress: self.place.workspace.new_recovery_kit(), self._show_kit, self._say)
        job.finished.connect(self.renew.allow)

    def _show_kit(self, kit: RecoveryKit) -> None:
        info = self.place.desk.workspace
        step = KitStep(self.place.dialogs)
        step.show_kit(kit, info.site_name, info.folder)
        self.done = KeyButton(_("印好了，完成"), "primary", key="Ctrl+Enter")
        self.done.refuse(_("先照纸抄两组"))
        self.later = KeyButton(_("不抄了，离开"), "quiet")
        self.done.clicked.connect(self.close_kit)
        self.later.clicked.connect(self._leave_kit)
        step.matched.connect(self.done.allow)
        why = Text(_("照纸抄对两组才算完成；旧恢复件已作废"), "small", "text_3")
        page = QWidget()
        whole = column(step, BottomBar(why, None, self.later, self.done), gap=0)
        whole.setStretch(0, 1)
        page.setLayout(whole)
        self.kit, self._kit_page = step, page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _leave_kit(self) -> None:
        question = _("离开以后这份恢复件不再显示。")
        consequence = _("没有打印或保存就等于没有恢复件：忘记口令时工作区打不开。")
        if self.place.dialogs.confirm_destructive(question, consequence, _("离开")):
            self.close_kit()

    def close_kit(self) -> None:
        """Forget the kit and show the cards again."""
        if self.kit is None:
            return
        self.kit.forget()
        self.kit, page = None, self._kit_page
        self._stack.removeWidget(page)
        page.hide()
        page.deleteLater()

    def _say(self, error: AuditDeskError) -> None:
        self.notice.say("bad", error.message)

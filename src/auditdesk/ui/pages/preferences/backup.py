"""备份与恢复: a verified copy into a folder the person chooses, and how to get everything back from it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.errors import AuditDeskError, CancelledError
from auditdesk.domain.people import Right, may
from auditdesk.i18n import _
from auditdesk.services.changes import ChangeSet
from auditdesk.services.health import last_backup
from auditdesk.ui.habits import Habits
from auditdesk.ui.jobs import job_row
from auditdesk.ui.keys import Key
from auditdesk.ui.pages.preferences.section import SectionView, setting
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.theme.glyphs import State
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.steps import Step, StepRail
from auditdesk.ui.widgets.text import Text


class BackupView(SectionView):
    """The last backup, one button, and the way back in steps."""

    def __init__(self, place: Place, habits: Habits, parent: QWidget | None = None) -> None:
        super().__init__(place, habits, parent)
        self.button = KeyButton(_("备份到…"), "primary", key="Ctrl+Enter", icon="hard-drive")
        self.button.clicked.connect(self.back_up)
        self.last = Text("", tone="text_2")
        self.notice = Notice("ok", "")
        self._jobs = QVBoxLayout()
        self._jobs.setContentsMargins(16, 0, 16, 0)
        card = Card(_("备份"))
        card.add(setting(_("最近备份"), _("每周至少一次，放到 U 盘或网络盘，和电脑分开"), self.last))
        why = _("头文件、两个数据库和全部证据一起复制，每个文件写好后再读一遍核对；内容始终加密。")
        card.add_padded(Text(why, "small", "text_3", wrap=True))
        card.add(self._jobs)
        card.foot(self.button)
        back = Card(_("恢复"))
        back.add_padded(StepRail([Step(name, note, State.EMPTY) for name, note in _way_back()]))
        self.stack_cards(self.notice, card, back)
        if not may(place.desk.user, Right.BACKUP):
            self.button.refuse(_("您的角色不能备份，请找管理员。"))
        self.refresh(None)

    def refresh(self, changes: ChangeSet | None) -> None:
        """Show when the last backup was made."""
        del changes
        at = last_backup(self.place.desk)
        self.last.setText(f"{at[:10]} {at[11:16]}" if at else _("还没有备份"))
        self.last.set_tone("text_2" if at else "rev")

    def back_up(self) -> None:
        """Ask for a folder and copy in a job."""
        target = self.place.dialogs.open_folder(_("备份放在哪个文件夹"))
        if target is None:
            return
        self.notice.say("ok", "")
        self.button.refuse(_("正在备份"))
        job = self.start(partial(self.place.workspace.backup, target), self._done, self._failed)
        shown = job_row(job, _("备份到 {path}", path=target))
        job.finished.connect(shown.deleteLater)
        job.finished.connect(self.button.allow)
        self._jobs.addWidget(shown)

    def shortcuts(self) -> list[Key]:
        """The one key."""
        return [Key("Ctrl+Enter", _("备份到…"))]

    def _done(self, made: Path) -> None:
        self.notice.say("ok", _("备份已写好并逐个文件核对：{path}", path=made))
        self.refresh(None)
        self.changed.emit(ChangeSet(frozenset({("backup", made.name)})))

    def _failed(self, error: AuditDeskError) -> None:
        self.notice.say("rev" if isinstance(error, CancelledError) else "bad", error.message)


def _way_back() -> list[tuple[str, str]]:
    return [
        (_("锁定工作区，回到解锁页"), _("Ctrl+L；在新电脑上直接打开程序")),
        (_("选“从备份恢复”，指定备份文件夹"), _("文件夹名以 auditdesk- 开头；恢复到空文件夹，不覆盖现有的")),
        (_("用原来的口令打开；换了电脑用恢复件"), _("本机密钥只在原来的电脑上，要用恢复件重新绑定")),
        (_("同步一次"), _("共享目录里比备份新的内容会补回来")),
    ]  # fmt: skip

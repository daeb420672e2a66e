"""准备 of one audit in the pane: team and materials, saved as they change; a signed audit stays locked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import Audit, AuditState
from auditdesk.domain.errors import AuditDeskError
from auditdesk.i18n import _
from auditdesk.services.audits import change_audit, find_audit
from auditdesk.services.changes import ChangeSet
from auditdesk.services.desk import Desk
from auditdesk.services.people import list_users
from auditdesk.ui.pages.planning.materials_editor import MaterialsEditor
from auditdesk.ui.pages.planning.team_editor import TeamEditor
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.detail import Block, DetailPane
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Text


class PreparePane(DetailPane):
    """Team with division of labour, and material requests.

    Signals:
        wrote: a `ChangeSet`.
        note_wanted: the `Audit` whose kick-off note is to be shown.
        closed: back to what the pane showed before.
    """

    wrote = Signal(object)
    note_wanted = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk, audit_id: str, parent: QWidget | None = None) -> None:
        super().__init__(_("准备"), parent)
        self._desk = desk
        self.audit: Audit = find_audit(desk, audit_id)
        self.notice = Notice("na", "")
        self.team = TeamEditor(list_users(desk))
        self.materials = MaterialsEditor()
        self.team.set_team(self.audit.team)
        self.materials.set_materials(self.audit.materials)
        self.head(
            row(Text(self.audit.code, "strong", "accent"), Text(_("准备"), tone="text_2"), None),
            Text(self.audit.title, "heading", wrap=True),
        )
        self._team_block = Block(_("小组分工"))
        self._team_block.add(self.notice)
        self._team_block.add(self.team)
        self._materials_block = Block(_("资料"))
        self._materials_block.add(self.materials)
        self.add_block(self._materials_block)
        self.add_block(self._team_block)
        back = KeyButton(_("返回"), "quiet")
        back.clicked.connect(self.closed)
        note = KeyButton(_("启动通知"), "primary", key="Ctrl+Enter", icon="file-text")
        note.clicked.connect(lambda: self.note_wanted.emit(self.audit))
        self.foot(None, back, note)
        self.team.edited.connect(lambda: self._save(team=self.team.team()))
        self.materials.edited.connect(lambda: self._save(materials=self.materials.materials()))
        self._tell()
        if self.audit.state is AuditState.SIGNED:
            self.team.setEnabled(False)
            self.materials.setEnabled(False)
            self.notice.say("na", _("已签名归档，小组和资料不能再改。"))

    def _save(self, **fields: object) -> None:
        try:
            self.audit = change_audit(self._desk, self.audit.id, **fields)
        except AuditDeskError as error:
            self.notice.say("bad", error.message)
            return
        self.notice.say("na", "")
        self._tell()
        self.wrote.emit(ChangeSet(frozenset({("audit", self.audit.id)})))

    def _tell(self) -> None:
        got = sum(one.state == "received" for one in self.audit.materials)
        every = len(self.audit.materials)
        words = _("已收 {n} / {all}", n=got, all=every) if every else _("还没有要资料")
        self._materials_block.note(words, "rev" if got < every else "text_2")
        self._team_block.note(_("{n} 人", n=len(self.audit.team)))

"""The sections of 设置 in order; a new one needs a line here and a module beside it."""

from __future__ import annotations

from auditdesk.i18n import _
from auditdesk.ui.pages.preferences.about import AboutView
from auditdesk.ui.pages.preferences.backup import BackupView
from auditdesk.ui.pages.preferences.health import HealthView
from auditdesk.ui.pages.preferences.log import LogView
from auditdesk.ui.pages.preferences.looks import LooksView
from auditdesk.ui.pages.preferences.people import PeopleView
from auditdesk.ui.pages.preferences.rules import RulesView
from auditdesk.ui.pages.preferences.section import Section
from auditdesk.ui.pages.preferences.security import SecurityView

SECTIONS = (
    Section("looks", lambda: _("外观"), "contrast", LooksView),
    Section("security", lambda: _("安全"), "shield-check", SecurityView),
    Section("people", lambda: _("用户与角色"), "users", PeopleView),
    Section("rules", lambda: _("识别规则与例外"), "scan-text", RulesView),
    Section("backup", lambda: _("备份与恢复"), "hard-drive", BackupView),
    Section("log", lambda: _("操作日志"), "scroll-text", LogView),
    Section("health", lambda: _("环境检查"), "laptop", HealthView),
    Section("about", lambda: _("关于"), "info", AboutView),
)

"""Whether an open workspace is sound: stores, journal, evidence, ways back in, last backup."""

from __future__ import annotations

from datetime import datetime

from auditdesk.domain.errors import DamagedError
from auditdesk.domain.evidence import Evidence
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.jobs import Progress, Silent
from auditdesk.services.journal import verdict_words, verify_journal
from auditdesk.services.program import Check, Level, OpenWorkspace, WorkspaceSummary

BACKUP_DAYS = 7
"""Older backups are told as due."""


def check_workspace(
    workspace: OpenWorkspace, summary: WorkspaceSummary, progress: Progress | None = None
) -> list[Check]:
    """Checks of an open workspace in order.

    Raises:
        CancelledError: cancelled through ``progress``.
    """
    progress = progress or Silent()
    progress.start(_("检查工作区"), 4)
    found = [_stores(workspace)]
    progress.step()
    found.append(_journal(workspace.desk))
    progress.step()
    found.append(_evidence(workspace.desk))
    progress.step()
    found += [_recovery(summary), _backup(workspace.desk)]
    progress.step()
    return found


def last_backup(desk: Desk) -> str:
    """When the last backup of this laptop was made, ISO text; empty when there is none."""
    with desk.begin() as work:
        return work.setting("last_backup")


def _stores(workspace: OpenWorkspace) -> Check:
    problems = workspace.check()
    if problems:
        advice = _("先备份整个文件夹，再从最近一份好的备份恢复。")
        return Check(_("数据库"), Level.FAULT, _("；").join(problems), advice)
    return Check(_("数据库"), Level.FINE, _("完好"))


def _journal(desk: Desk) -> Check:
    try:
        state = verify_journal(desk)
        found, fine = verdict_words(state), state.intact
    except DamagedError as error:
        found, fine = error.message, False
    if fine:
        return Check(_("操作日志"), Level.FINE, found)
    return Check(_("操作日志"), Level.FAULT, found, _("保留这个文件夹，报告负责人；不要继续签署报告。"))


def _evidence(desk: Desk) -> Check:
    with desk.begin() as work:
        pieces = [piece for piece in work.find(Evidence) if not piece.destroyed_at]
    missing = [piece.code for piece in pieces if not desk.blobs.exists(desk.blobs.name_of(piece.sha256))]
    if not missing:
        return Check(_("证据文件"), Level.FINE, _("{n} 件都在", n=len(pieces)))
    words = _("{n} 件里有 {missing} 件不在这台电脑：{codes}", n=len(pieces), missing=len(missing),
              codes=_("、").join(missing[:5]))  # fmt: skip
    advice = _("同步一次取回；取不回时从备份恢复，并用 evidence verify 核对内容。")
    return Check(_("证据文件"), Level.NOTE, words, advice)


def _recovery(summary: WorkspaceSummary) -> Check:
    if summary.has_recovery:
        return Check(_("恢复件"), Level.FINE, _("有"))
    return Check(_("恢复件"), Level.FAULT, _("没有"), _("在“安全”里做一份，打印后锁好。"))


def _backup(desk: Desk) -> Check:
    at = last_backup(desk)
    if not at:
        return Check(_("备份"), Level.NOTE, _("还没有备份"), _("在“备份与恢复”里备份到 U 盘或网络盘。"))
    days = (desk.clock.now() - datetime.fromisoformat(at)).days
    words = _("{day} {time}", day=at[:10], time=at[11:16])
    if days >= BACKUP_DAYS:
        return Check(_("备份"), Level.NOTE, words, _("已经过了 {n} 天，请再备份一次。", n=days))
    return Check(_("备份"), Level.FINE, words)

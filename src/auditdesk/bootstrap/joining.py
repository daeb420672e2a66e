"""Join a site from an invitation: the share's tools before any workspace exists."""

from __future__ import annotations

from auditdesk.bootstrap.sharing_tools import share_tools
from auditdesk.crypto.kdf import KdfParameters
from auditdesk.domain.errors import NotAllowedError
from auditdesk.domain.people import User
from auditdesk.i18n import _
from auditdesk.services.ports import Clock
from auditdesk.services.program import OpenWorkspace, WorkspaceMaker
from auditdesk.services.sharing_enrol import Joining, join


def join_workspace(maker: WorkspaceMaker, clock: Clock, kdf: KdfParameters, asked: Joining) -> OpenWorkspace:
    """Make this laptop's workspace and fetch everything the share has."""
    tools = share_tools(_cannot_issue, kdf)
    return join(tools, maker, clock, asked)


def _cannot_issue(_user: User) -> tuple[User, bytes]:
    raise NotAllowedError(_("签名证书由最初建立工作区的电脑签发，请在那台电脑上邀请。"))

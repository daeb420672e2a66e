"""The share tools put together from this package's formats."""

from __future__ import annotations

from collections.abc import Callable

from auditdesk.domain.people import User
from auditdesk.services.ports_sync import ShareCrypto, ShareFolder, ShareTools
from auditdesk.sync.invitation import InvitationFormat
from auditdesk.sync.opening import open_share
from auditdesk.sync.roster import RosterFormat
from auditdesk.sync.segment import SegmentFormat
from auditdesk.sync.staging import ExchangeFolder


def make_share_tools(
    crypto: ShareCrypto,
    issue: Callable[[User], tuple[User, bytes]],
    folder: Callable[[str], ShareFolder] = open_share,
) -> ShareTools:
    """What the use cases of the share need, given the primitives and how identities are issued."""
    return ShareTools(
        crypto, folder, SegmentFormat(crypto), RosterFormat(crypto), InvitationFormat(crypto),
        lambda path: ExchangeFolder(path, crypto), issue,
    )  # fmt: skip

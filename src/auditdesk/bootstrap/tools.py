"""The toolbox: adapters behind ports, each made when a use case first asks for it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from auditdesk.crypto.identity import UserIdentity
from auditdesk.domain.errors import NotAllowedError
from auditdesk.domain.learning_rules import LearningRules
from auditdesk.domain.retention import RetentionRules
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.domain.workdays import WorkCalendar
from auditdesk.i18n import _
from auditdesk.services.toolbox import Forms, Masking, Reports, Sheets, SigningIdentity, Toolbox


@dataclass(frozen=True, slots=True)
class Tools:
    """What a desk gets."""

    toolbox: Toolbox
    calendar: Callable[[], WorkCalendar]
    taxonomy: Callable[[], Taxonomy]


def make_toolbox(identity: UserIdentity, roots: Callable[[], tuple[bytes, ...]]) -> Tools:
    """Tools for one user; ``roots`` gives the certificates (DER) whose signers count as known."""

    def reports() -> Reports:
        from auditdesk.bootstrap.reports_tool import ReportsTool

        return ReportsTool(roots)

    def signing_identity() -> SigningIdentity:
        if not identity.certificate_der:
            raise NotAllowedError(_("您还没有签名证书，请让管理员签发。"))
        return SigningIdentity(identity.certificate_der, identity.chain_der, identity.signing_key_der)

    toolbox = Toolbox(
        functools.cache(forms), functools.cache(masking), functools.cache(sheets),
        functools.cache(reports), signing_identity, functools.cache(retention),
        functools.cache(learning),
    )  # fmt: skip
    return Tools(toolbox, functools.cache(calendar), functools.cache(taxonomy))


def forms() -> Forms:
    """Form packs."""
    from auditdesk.packs.library import FormLibrary

    return FormLibrary()


def masking() -> Masking:
    """Detection and masking."""
    from auditdesk.bootstrap.masking_tool import MaskingTool

    return MaskingTool()


def sheets() -> Sheets:
    """Spreadsheets."""
    from auditdesk.bootstrap.sheets_tool import SheetsTool

    return SheetsTool()


def calendar() -> WorkCalendar:
    """Chinese working days."""
    from auditdesk.packs.calendar import load_calendar

    return load_calendar()


def taxonomy() -> Taxonomy:
    """The violation classes (REQUIREMENTS B1)."""
    from auditdesk.packs.taxonomy import load_taxonomy

    return load_taxonomy()


def retention() -> RetentionRules:
    """How long evidence is kept, as shipped."""
    from auditdesk.packs.retention import load_retention

    return load_retention()


def learning() -> LearningRules:
    """The figures of the closed loop, as shipped."""
    from auditdesk.packs.learning import load_learning_rules

    return load_learning_rules()

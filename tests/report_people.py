"""Two invented people with certificates of an invented organisation, to sign reports in tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache

from auditdesk.crypto.identity import OrganisationCA, UserIdentity
from auditdesk.report.signers import SignerMaterial

NOW = datetime(2026, 11, 16, 16, 42, 8, tzinfo=timezone(timedelta(hours=8)))
LATER = NOW + timedelta(hours=2)


@dataclass(frozen=True)
class Office:
    ca: OrganisationCA

    def person(self, name: str, title: str) -> SignerMaterial:
        user = UserIdentity.generate()
        made = self.ca.issue(
            name, title, "恒川消费金融", "嘉岭分中心", user.signing_public_der, now=NOW - timedelta(days=9)
        )
        return SignerMaterial(made, (self.ca.certificate_der,), user.signing_key_der)

    @property
    def roots(self) -> list[bytes]:
        return [self.ca.certificate_der]


@cache
def office() -> Office:
    return Office(OrganisationCA.create("恒川消费金融内部签名 CA", now=NOW - timedelta(days=30)))


@cache
def people() -> tuple[SignerMaterial, SignerMaterial]:
    return office().person("罗成岳", "合规专员"), office().person("韩立群", "客服主管")

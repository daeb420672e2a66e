"""Words of the report page that several of its parts say."""

from __future__ import annotations

from auditdesk.domain.signing import LEAST_SIGNATURES, ReportVerification
from auditdesk.i18n import _

_KILO, _MEGA = 1e3, 1e6


def short_moment(iso: str) -> str:
    """``MM-DD HH:MM`` of an ISO moment, empty for none."""
    return iso[5:16].replace("T", " ")


def state_words(signed: int, needed: int = LEAST_SIGNATURES) -> tuple[str, str, str]:
    """Words, tone and icon of the chip that says where a report stands."""
    if signed >= needed:
        return _("已签名归档"), "ok", "lock"
    if not signed:
        return _("等待签名"), "rev", "signature"
    return _("等待第 {n} 签", n=signed + 1), "rev", "signature"


def proof_words(proof: ReportVerification) -> tuple[str, str]:
    """Tone and sentence of the proof; an unsigned report is no failure."""
    if not proof.signatures and proof.data_matches_pages:
        return "rev", _("还没有签名；数据与页面一致。")
    return ("ok" if proof.valid else "bad"), proof.sentence


def size_words(count: int) -> str:
    """Bytes as MB with one decimal, or KB."""
    return f"{count / _MEGA:.1f} MB" if count >= _MEGA else f"{count / _KILO:.0f} KB"


def digest_lines(digest: str) -> tuple[str, str]:
    """The first sixteen hex digits in two lines of two groups, as printed in each foot."""
    groups = [digest[place : place + 4] for place in range(0, 16, 4)]
    return " ".join(groups[:2]), " ".join(groups[2:])

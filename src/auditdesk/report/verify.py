"""The answer of ``report verify``: who signed, whether anything changed, whether data and pages agree."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from asn1crypto import x509

from auditdesk.domain.errors import BadInputError, DamagedError
from auditdesk.domain.signing import ReportVerification, SignatureState
from auditdesk.i18n import _
from auditdesk.report.build import build_report
from auditdesk.report.closing import expected_signers
from auditdesk.report.frozen import read_snapshot
from auditdesk.report.inside import Inside, look_inside
from auditdesk.report.intact import Examined, examine
from auditdesk.report.pages import PageLook, page_looks


class _Unwatched:
    """Progress of the rebuild, which nobody watches."""

    def start(self, label: str, total: int) -> None:
        """Nothing to show."""

    def step(self, amount: int = 1) -> None:
        """Nothing to show."""


def verify_report(untrusted_pdf: bytes, trusted_roots: Sequence[bytes]) -> ReportVerification:
    """Examine a report; ``valid`` needs a signature, and all intact, trusted, unchanged, data as printed.

    A signature still to come does not make the present ones invalid; the sentence says how many are missing.
    When a signature is broken or the file was changed after signing, the pages are not compared and
    ``data_matches_pages`` is false. Times are judged at the moment of signing; without a trusted time stamp
    that is the signer's clock, which ``time_source`` says.

    Args:
        untrusted_pdf: the file.
        trusted_roots: DER certificates of authorities whose certificates count as trusted.

    Raises:
        BadInputError: the file is no report of ours, or a root cannot be read.
        DamagedError: it cannot be read far enough to tell.
    """
    inside = look_inside(untrusted_pdf)
    examined = examine(untrusted_pdf, [_root(der) for der in trusted_roots])
    states = tuple(_state(one, number) for number, one in enumerate(examined, start=1))
    modified = not all(one.unchanged and one.intact for one in examined)
    agree = not modified and _rebuilt_is_like(untrusted_pdf, inside)
    expected = len(expected_signers(inside.snapshot))
    valid = bool(states) and agree and all(one.trusted for one in states)
    sentence = _sentence(states, expected, modified=modified, agree=agree)
    return ReportVerification(valid, states, modified, agree, sentence)


def _root(der: bytes) -> x509.Certificate:
    try:
        root = x509.Certificate.load(der, strict=True)
        root.native  # noqa: B018 - asn1crypto reads lazily; this makes it complain now
    except (ValueError, TypeError) as error:
        raise BadInputError(_("受信任的根证书无法读取，请在设置里重新导入。")) from error
    return root


def _state(one: Examined, number: int) -> SignatureState:
    problems = []
    if not one.intact:
        problems.append(_("第 {n} 签的签名数据已损坏", n=number))
    if not one.unchanged:
        problems.append(_("第 {n} 签之后文件被改动", n=number))
    if not one.trusted:
        problems.append(_("第 {n} 签证书的签发机构不受信任，或证书当时无效", n=number))
    if one.stamped and not one.stamp_trusted:
        problems.append(_("第 {n} 签时间戳的签发机构不受信任", n=number))
    moment = one.stamped or one.moment
    return SignatureState(
        signer=one.holder.name,
        time=moment.isoformat(timespec="seconds") if isinstance(moment, datetime) else "",
        time_source=_source(one),
        intact=one.intact and one.unchanged,
        trusted=one.trusted,
        problems=tuple(problems),
        title=one.holder.title,
        issuer=one.holder.issuer,
        fingerprint=one.holder.fingerprint,
    )


def _source(one: Examined) -> str:
    if one.stamped is None:
        return _("签名人计算机时钟")
    return _("可信时间戳（RFC 3161）") if one.stamp_trusted else _("时间戳（签发机构不受信任）")


def _rebuilt_is_like(pdf: bytes, inside: Inside) -> bool:
    """Whether the carried snapshot, built anew, gives the pages of the file."""
    try:
        again, then = _built_anew(inside.data, _Carried(inside.pictures), _Carried(inside.attachments))
    except (BadInputError, DamagedError):
        return False
    if again == hashlib.sha256(pdf).digest():
        return True
    now = page_looks(pdf)
    return len(now) == len(then) and all(a.like(b) for a, b in zip(now, then, strict=True))


class _Carried(dict[str, bytes]):
    """Files by name that stand for what they hold, so that equal ones are found again."""

    def __hash__(self) -> int:  # type: ignore[override]  # never changed after it was read
        return hash(frozenset(self.items()))


@lru_cache(maxsize=2)
def _built_anew(
    snapshot: bytes, pictures: _Carried, attachments: _Carried
) -> tuple[bytes, tuple[PageLook, ...]]:
    """SHA-256 and looks of what a report carries, kept because each signature and refresh asks for it."""
    again = build_report(read_snapshot(snapshot), pictures, attachments, _Unwatched())
    return hashlib.sha256(again).digest(), tuple(page_looks(again))


def _sentence(states: Sequence[SignatureState], expected: int, *, modified: bool, agree: bool) -> str:
    names = _("、").join(one.signer for one in states)
    if not states:
        data = _("内嵌数据与页面一致") if agree else _("内嵌数据与页面不一致")
        return _("报告尚未签名；{data}。", data=data)
    if modified:
        broken = [problem for one in states for problem in one.problems if not one.intact]
        return _("报告无效：{why}。", why=_("；").join(broken))
    if not agree:
        return _("报告无效：由{names}签名，签后未改动，但内嵌数据与页面不一致。", names=names)
    if not all(one.trusted for one in states):
        unknown = _("、").join(one.signer for one in states if not one.trusted)
        return _("报告未改动、数据与页面一致，但{names}的证书不是受信任机构签发的。", names=unknown)
    if len(states) < expected:
        return _(
            "{n} 个签名有效（{names}），签后未改动，数据与页面一致；还差 {rest} 个签名。",
            n=len(states), names=names, rest=expected - len(states),
        )  # fmt: skip
    return _("{n} 个签名有效（{names}），签后未改动，数据与页面一致。", n=len(states), names=names)

"""What a verification of a signed report says (DESIGN §7, §9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditdesk.domain.snapshot import Signer

LEAST_SIGNATURES = 2
"""REQUIREMENTS A11: the compliance specialist and the head of customer service."""


@dataclass(frozen=True, slots=True)
class SignatureState:
    """One signature: who, when by whose clock, whether its bytes hold and its issuer is ours.

    ``title``, ``issuer`` and ``fingerprint`` (SHA-256, upper-case hex) are those of the certificate.
    """

    signer: str
    time: str
    time_source: str
    intact: bool
    trusted: bool
    problems: tuple[str, ...] = ()
    title: str = ""
    issuer: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class ReportVerification:
    """The answer of ``report verify``; ``sentence`` says it in one line."""

    valid: bool
    signatures: tuple[SignatureState, ...]
    modified_after_signing: bool
    data_matches_pages: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A place for a signature: whose it is, and the signature once it is there."""

    number: int
    name: str
    title: str
    signature: SignatureState | None = None


def seats_of(signers: Sequence[Signer], signatures: Sequence[SignatureState]) -> tuple[Seat, ...]:
    """Who signed, in order, then who is still expected; without a name where nobody is named yet.

    Either may sign first, so a signature takes the seat of its name wherever that stands.
    """
    left = list(signers)
    seats: list[Seat] = []
    for signature in signatures:
        mine = next((one for one in left if one.name == signature.signer), None)
        if mine is not None:
            left.remove(mine)
        title = mine.role if mine else signature.title
        seats.append(Seat(len(seats) + 1, signature.signer, title, signature))
    needed = max(LEAST_SIGNATURES, len(signers))
    for one in [*left, *[Signer("", "")] * LEAST_SIGNATURES][: max(0, needed - len(seats))]:
        seats.append(Seat(len(seats) + 1, one.name, one.role))
    return tuple(seats)

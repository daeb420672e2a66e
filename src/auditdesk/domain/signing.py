"""What a verification of a signed report says (DESIGN §7, §9)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignatureState:
    """One signature: who, when by whose clock, whether its bytes hold and its issuer is ours."""

    signer: str
    time: str
    time_source: str
    intact: bool
    trusted: bool
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportVerification:
    """The answer of ``report verify``; ``sentence`` says it in one line."""

    valid: bool
    signatures: tuple[SignatureState, ...]
    modified_after_signing: bool
    data_matches_pages: bool
    sentence: str

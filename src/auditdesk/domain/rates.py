"""Rates that keep their arithmetic: exact quotients, texts half up (DESIGN §7)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate that keeps its arithmetic; a zero denominator has no percentage."""

    numerator: int
    denominator: int

    @property
    def share(self) -> Fraction | None:
        """The exact quotient, or nothing to divide by."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    def percent(self, target: str = "") -> str:
        """One decimal, half up; two where one would hide a miss of ``target`` or feign 100.0."""
        share = self.share
        if share is None:
            return "–"
        exact = share * 100
        short = _half_up(exact, 1)
        limit = Fraction(target) if target else None
        hides = limit is not None and exact < limit <= Fraction(short)
        if hides or (exact < 100 <= Fraction(short)):  # noqa: PLR2004 - per cent
            return _truncated(exact)
        return short


def points_change(now: Ratio, before: Ratio) -> str:
    """Change in percentage points from unrounded rates, one decimal, with its sign; ``–`` if undefined."""
    if now.share is None or before.share is None:
        return "–"
    change = (now.share - before.share) * 100
    text = _half_up(abs(change), 1)
    if text == "0.0":
        return text
    return ("−" if change < 0 else "+") + text


def _half_up(value: Fraction, places: int) -> str:
    scale = 10**places
    whole = (value * scale + Fraction(1, 2)).__floor__()
    return f"{whole // scale}.{whole % scale:0{places}d}"


def _truncated(value: Fraction) -> str:
    """Two decimals, never rounded up: the reader must see that the mark was missed."""
    whole = (value * 100).__floor__()
    return f"{whole // 100}.{whole % 100:02d}"

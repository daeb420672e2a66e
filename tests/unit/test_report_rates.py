from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.snapshot import Ratio, points_change


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "shown"),
    [
        (31, 38, "", "81.6"),
        (1, 8, "", "12.5"),
        (1, 16, "", "6.3"),
        (9796, 10000, "98", "97.96"),
        (98, 100, "98", "98.0"),
        (99999, 100000, "", "99.99"),
        (5, 5, "", "100.0"),
        (0, 5, "", "0.0"),
        (0, 0, "", "–"),
        (3, 0, "95", "–"),
    ],
)
def test_percentages_round_half_up_and_never_hide_a_miss(numerator, denominator, target, shown):
    assert Ratio(numerator, denominator).percent(target) == shown


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(0, 100))
def test_a_shown_percentage_keeps_the_side_of_its_target(numerator, denominator, target):
    ratio = Ratio(min(numerator, denominator), denominator)
    exact = Fraction(ratio.numerator, ratio.denominator) * 100
    shown = Fraction(ratio.percent(str(target)))
    assert (shown >= target) == (exact >= target)
    assert (shown == 100) == (exact == 100)
    assert abs(shown - exact) < Fraction(1, 10)


def test_change_comes_from_unrounded_rates():
    assert points_change(Ratio(35, 38), Ratio(31, 34)) == "+0.9"
    assert points_change(Ratio(1, 3), Ratio(2, 3)) == "−33.3"
    assert points_change(Ratio(1, 3), Ratio(3334, 10000)) == "0.0"
    assert points_change(Ratio(1, 0), Ratio(1, 2)) == "–"

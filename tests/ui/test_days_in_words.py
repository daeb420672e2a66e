import pytest

from auditdesk.ui.pages.run.days import day_words, moment_words, short_day


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2026-11-17T10:39:05+08:00", "今天 10:39"), ("2026-11-16T16:20:00+08:00", "昨天 16:20"),
        ("2026-11-05T11:31:00+08:00", "11-05 11:31"), ("2025-12-31T09:00:00+08:00", "2025-12-31 09:00"),
        ("", ""),
    ],
)  # fmt: skip
def test_moments_are_near_or_dated(iso, words):
    assert moment_words(iso, "2026-11-17") == words


def test_deadlines_carry_their_weekday():
    assert day_words("2026-12-08", "2026-11-17") == "12-08 星期二"
    assert day_words("", "2026-11-17") == ""
    assert short_day("2027-01-04", "2026-11-17") == "2027-01-04"

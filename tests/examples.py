"""How many examples hypothesis tries: few in every run, twenty times as many in a long one.

``HYPOTHESIS_PROFILE=slow uv run pytest tests/unit`` is the long one. No example has a deadline: on a busy
machine it would fail tests that are right.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")
_MORE = {"quick": 1, "slow": 20}


def examples(quick: int) -> settings:
    """For a test that wants another number of examples than most."""
    return settings(max_examples=quick * _MORE[PROFILE])


def register() -> None:
    """Called once, before any test module is read."""
    for name, more in _MORE.items():
        settings.register_profile(
            name, max_examples=50 * more, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        )
    settings.load_profile(PROFILE)

"""The system's clock."""

from __future__ import annotations

from datetime import datetime


class SystemClock:
    """Local time with its offset; needs no network, and says so where it matters (DESIGN §7)."""

    def now(self) -> datetime:
        """The present."""
        return datetime.now().astimezone()

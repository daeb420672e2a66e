"""Failed unlocks: bare times beside the header until somebody unlocks and journals them (DESIGN §4)."""

from __future__ import annotations

import json
from pathlib import Path

NAME = "attempts.json"
_KEPT = 50


def remember(folder: Path, at: str) -> None:
    """Note one failed unlock; a folder that cannot be written only loses the note."""
    times = [*read(folder), at][-_KEPT:]
    try:
        (folder / NAME).write_text(json.dumps(times), encoding="ascii")
    except OSError:
        return


def read(folder: Path) -> list[str]:
    """Times of failed unlocks since the last successful one, oldest first."""
    try:
        times = json.loads((folder / NAME).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return []
    return [time for time in times if isinstance(time, str)] if isinstance(times, list) else []


def take(folder: Path) -> list[str]:
    """The times, forgotten here because the caller journals them."""
    times = read(folder)
    (folder / NAME).unlink(missing_ok=True)
    return times

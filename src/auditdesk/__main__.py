"""Entry point of ``auditdesk`` and ``python -m auditdesk``."""

from __future__ import annotations

import sys
from importlib.metadata import version


def main() -> int:
    """Run the program; ``--version`` answers before anything else is imported."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"AuditDesk {version('auditdesk')}\n")
        return 0
    from auditdesk.bootstrap.entry import run  # noqa: PLC0415 - all else takes four times as long

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

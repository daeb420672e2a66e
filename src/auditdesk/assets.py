"""One rule to find what ships with the program: ``resources/`` and ``forms/``.

In an installed wheel both lie in ``auditdesk/_data``; in a source tree they lie beside ``src``.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _root() -> Path:
    packed = _PACKAGE / "_data"
    return packed if packed.is_dir() else _PACKAGE.parent.parent


def resource(*parts: str) -> Path:
    """Path of a file or folder under ``resources/``; it need not exist."""
    return _root().joinpath("resources", *parts)


def form_file(*parts: str) -> Path:
    """Path of a file or folder under ``forms/``; it need not exist."""
    return _root().joinpath("forms", *parts)

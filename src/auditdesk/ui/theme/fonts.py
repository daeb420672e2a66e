"""The embedded typeface and the six type roles of the screens."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from auditdesk.assets import resource

FAMILY = "Noto Sans SC"
FALLBACKS = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC")
MONO = ("Noto Sans Mono", "Consolas", "DejaVu Sans Mono", "monospace")

TITLE = 20
HEADING = 15
BASE = 13
SMALL = 12
TINY = 11
"""Nothing on screen is smaller."""


def load_fonts(app: QApplication) -> None:
    """Register the fonts under ``resources/fonts`` and make 13 px Noto Sans SC the default of the window.

    A missing file is not fatal: the system's own Chinese font stands in.
    """
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        path = resource("fonts", name)
        if path.is_file():
            QFontDatabase.addApplicationFont(str(path))
    app.setFont(font(BASE))


def font(size: int = BASE, *, bold: bool = False) -> QFont:
    """The window's font in pixels (device independent), regular or bold.

    Its figures are tabular as they come.
    """
    made = QFont()
    made.setFamilies([FAMILY, *FALLBACKS])
    made.setPixelSize(size)
    made.setBold(bold)
    return made


def mono(size: int = SMALL) -> QFont:
    """For offsets, hashes and keys."""
    made = QFont()
    made.setFamilies([*MONO, FAMILY])
    made.setPixelSize(size)
    made.setStyleHint(QFont.StyleHint.Monospace)
    return made

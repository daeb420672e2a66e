"""What the window looks like right now; painted widgets read it at every paint.

Like the language in `auditdesk.i18n`, this is one value per process, changed by settings through
`auditdesk.ui.theme.style.Theme` alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.ui.theme.tokens import LIGHT, Tokens


@dataclass(slots=True)
class Appearance:
    """The theme in use and the habits of whoever sits in front of it.

    Attributes:
        tokens: colours in use.
        key_caps: show the small key caps beside what they do.
        single_letters: keys such as ``1`` or ``Z`` without Ctrl act (never inside a text field).
        less_motion: the system asked for less motion; the only fade is off then.
    """

    tokens: Tokens = LIGHT
    key_caps: bool = True
    single_letters: bool = True
    less_motion: bool = False


_appearance = Appearance()


def appearance() -> Appearance:
    """The appearance in use; change it through `Theme`, so that widgets hear of it."""
    return _appearance


def tokens() -> Tokens:
    """The colours in use."""
    return _appearance.tokens

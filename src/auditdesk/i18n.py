"""One gettext catalogue for window, command line and report; the message id is the Chinese sentence.

Chinese is the users' first language, so a sentence without a translation is still a right sentence.
``resources/translations/<lang>.po`` is compiled to ``.mo`` when the package is built.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Mapping

from auditdesk.assets import resource

LANGUAGES = ("zh_CN", "en")


class _Catalogue:
    """Holds the language in use; the only state of this module, set by entry points and settings."""

    def __init__(self) -> None:
        self.language = "zh_CN"
        self.translations = gettext.NullTranslations()

    def choose(self, language: str) -> None:
        self.language = language
        path = resource("translations") / f"{language}.mo"
        if language == "zh_CN" or not path.is_file():
            self.translations = gettext.NullTranslations()
            return
        with path.open("rb") as stream:
            self.translations = gettext.GNUTranslations(stream)


_catalogue = _Catalogue()


def _(message: str, **values: object) -> str:
    """Translate a Chinese sentence and fill its ``{named}`` places.

    Args:
        message: the Chinese source sentence, a literal (it is extracted by Babel).
        **values: what its ``{name}`` places stand for.
    """
    text = _catalogue.translations.gettext(message) if message else ""
    return text.format(**values) if values else text


def language() -> str:
    """The language in use, ``zh_CN`` or ``en``."""
    return _catalogue.language


def use_language(name: str) -> None:
    """Switch window, command line and report to a language of `LANGUAGES`."""
    _catalogue.choose(name)


def preferred_language(environment: Mapping[str, str] | None = None) -> str:
    """The language to start with: ``AUDITDESK_LANG``, else English for an English system, else Chinese."""
    variables = os.environ if environment is None else environment
    asked = variables.get("AUDITDESK_LANG", "")
    if asked:
        return "en" if asked.lower().startswith("en") else "zh_CN"
    system = variables.get("LC_ALL") or variables.get("LANG") or locale.getlocale()[0] or ""
    return "en" if system.lower().startswith("en") else "zh_CN"

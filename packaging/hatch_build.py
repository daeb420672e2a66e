"""Build hook: compiles every ``resources/translations/*.po`` to the ``.mo`` that gettext reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogue(source: Path) -> Path:
    """Compile one catalogue beside its source; fuzzy entries are left out, so they stay Chinese."""
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=source.stem)
    target = source.with_suffix(".mo")
    with target.open("wb") as stream:
        write_mo(stream, catalogue)
    return target


class TranslationsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before wheels and editable installs are put together."""

    PLUGIN_NAME = "custom"

    def initialize(self, _version: str, build_data: dict[str, Any]) -> None:
        """Compile, and let files that git ignores into the wheel."""
        folder = Path(self.root) / "resources" / "translations"
        for source in sorted(folder.glob("*.po")):
            compiled = compile_catalogue(source)
            build_data["artifacts"].append(compiled.relative_to(self.root).as_posix())

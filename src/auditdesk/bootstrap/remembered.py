"""What this machine remembers outside of workspaces: known places, preferences, layouts of checklists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.importing import Column
from auditdesk.domain.mapping import Columns
from auditdesk.i18n import LANGUAGES, _
from auditdesk.services.preferences import THEMES, Preferences

_PLACES, _PREFERENCES, _MAPPINGS = "places.json", "preferences.json", "mappings.json"
_KEPT, _KEPT_LAYOUTS = 20, 200


class Remembered:
    """Small files in the program's folder; names of folders, habits and sums only (DESIGN §3)."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def places(self) -> list[str]:
        """Folders of workspaces opened before, the last one first; an unreadable list is an empty one."""
        places = self._read(_PLACES)
        return [place for place in places if isinstance(place, str)] if isinstance(places, list) else []

    def remember_place(self, folder: Path) -> None:
        """Put a folder in front of the list."""
        places = [str(folder.resolve()), *self.places()]
        self._write(_PLACES, list(dict.fromkeys(places))[:_KEPT])

    def preferences(self) -> Preferences:
        """What was kept; anything that is missing or makes no sense is as at first."""
        kept = self._read(_PREFERENCES)
        found = kept if isinstance(kept, dict) else {}
        first = Preferences()
        values = {
            field.name: found[field.name]
            for field in fields(Preferences)
            if type(found.get(field.name)) is type(getattr(first, field.name))
        }
        if values.get("theme") not in THEMES:
            values.pop("theme", None)
        if values.get("language") not in LANGUAGES:
            values.pop("language", None)
        return Preferences(**values)

    def keep_preferences(self, wanted: Preferences) -> None:
        """Keep them for the next start; raises `BadInputError` when the place cannot be written."""
        self._keep(_PREFERENCES, asdict(wanted))

    def mappings(self) -> dict[str, Columns]:
        """Columns of foreign checklists as decided, by the sum of their heads; odd entries are left out."""
        kept = self._read(_MAPPINGS)
        entries = kept.items() if isinstance(kept, dict) else ()
        return {str(sum_): _columns(words) for sum_, words in entries if isinstance(words, dict)}

    def keep_mappings(self, decided: Mapping[str, Columns]) -> None:
        """Add layouts, the newest last; raises `BadInputError` when the place cannot be written."""
        if not decided:
            return
        older = {sum_: columns for sum_, columns in self.mappings().items() if sum_ not in decided}
        newest = list({**older, **decided}.items())[-_KEPT_LAYOUTS:]
        plain = {sum_: {str(index): one.value for index, one in columns.items()} for sum_, columns in newest}
        self._keep(_MAPPINGS, plain)

    def _keep(self, name: str, value: object) -> None:
        try:
            self._write(name, value)
        except OSError as error:
            raise BadInputError(
                _("设置存不到 {path}：{why}。", path=self._home, why=error.strerror or error), path=self._home
            ) from error

    def _read(self, name: str) -> object:
        try:
            return json.loads((self._home / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def _write(self, name: str, value: object) -> None:
        self._home.mkdir(parents=True, exist_ok=True)
        part = self._home / f"{name}.part"
        part.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        part.replace(self._home / name)


def _columns(words: dict[str, object]) -> dict[int, Column]:
    known = {column.value: column for column in Column}
    return {
        int(index): known[str(word)] for index, word in words.items() if index.isdigit() and word in known
    }

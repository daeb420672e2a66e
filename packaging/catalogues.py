"""Keep the catalogues true: ``uv run python packaging/catalogues.py update|check``.

``update`` takes the texts of the source into every ``resources/translations/*.po``; new ones wait without a
translation, texts that are gone are dropped. ``check`` lists what is missing, unused or has other places.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

TOP = Path(__file__).resolve().parents[1]
SOURCE = TOP / "src" / "auditdesk"
FOLDER = TOP / "resources" / "translations"
_PLACE = re.compile(r"\{(\w*)[^{}]*\}")


def texts() -> list[str]:
    """Every Chinese text of the source, in the order of files and lines, once."""
    found = extract_from_dir(SOURCE, [("**.py", "python")], keywords={"_": None})
    messages = sorted((name, line, str(message)) for name, line, message, *_rest in found)
    return list(dict.fromkeys(message for _name, _line, message in messages if message))


def read(path: Path) -> Catalog:
    """A catalogue; an absent file is an empty one."""
    if not path.is_file():
        return Catalog(locale=path.stem)
    with path.open("rb") as stream:
        return read_po(stream, locale=path.stem)


def update(path: Path) -> int:
    """Take the source's texts into a catalogue; how many wait for a translation."""
    before = read(path)
    after = Catalog(locale=path.stem, header_comment=f"# {path.stem} texts of AuditDesk.", fuzzy=False)
    waiting = 0
    for text in texts():
        known = before.get(text)
        translation = str(known.string) if known is not None and known.string else ""
        waiting += not translation
        after.add(text, translation)
    with path.open("wb") as stream:
        write_po(stream, after, width=0, omit_header=True, no_location=True)
    return waiting


def problems(path: Path) -> Iterator[str]:
    """What is wrong with a catalogue, a line each."""
    catalogue = read(path)
    wanted = texts()
    for text in wanted:
        entry = catalogue.get(text)
        if entry is None or not entry.string or entry.fuzzy:
            yield f"untranslated: {text}"
        elif places(text) != places(str(entry.string)):
            yield f"other places: {text} -> {entry.string}"
    known = set(wanted)
    yield from (f"unused: {entry.id}" for entry in catalogue if entry.id and entry.id not in known)


def places(text: str) -> list[str]:
    """The named places of a text, sorted."""
    return sorted(_PLACE.findall(text))


def main(words: list[str]) -> int:
    """Update or check every catalogue; 1 when something is left to do."""
    left = 0
    for path in [FOLDER / "en.po"]:
        if words == ["update"]:
            left += update(path)
            sys.stdout.write(f"{path.name}: {left} untranslated\n")
        else:
            found = list(problems(path))
            left += len(found)
            sys.stdout.write("".join(f"{path.name}: {line}\n" for line in found))
    return int(left > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

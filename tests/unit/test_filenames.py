from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.filenames import LONGEST, safe_name, split_ending


@given(st.text(max_size=400), st.text(max_size=30))
def test_every_name_can_be_written_anywhere(text, ending):
    name = safe_name(text, ending)
    assert 0 < len(name.encode()) <= LONGEST
    assert not set(name) & set('<>:"/\\|?*')
    assert not name.startswith((".", "=", "+", "-", "@", " "))
    assert not name.endswith((" ", "."))
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs"} for char in name)


@pytest.mark.parametrize(
    ("text", "ending", "name"),
    [
        ("4.3-E-2611-04-录音 a/b", ".wav", "4.3-E-2611-04-录音 a_b.wav"),
        ("con", ".txt", "_con.txt"),
        ("=1+1", ".csv", "_=1+1.csv"),
        ("gpj.\u202eexe", ".png", "gpj.exe.png"),
        ("../../etc/passwd", "", "_.._etc_passwd"),
        ("名" * 200, ".wav", "名" * 83 + ".wav"),
        ("", "", "_"),
    ],
)
def test_known_cases(text, ending, name):
    assert safe_name(text, ending) == name


@pytest.mark.parametrize(
    ("name", "parts"),
    [("a.b.wav", ("a.b", ".wav")), (".hidden", (".hidden", "")), ("无后缀", ("无后缀", "")),
     ("a.not an ending", ("a.not an ending", "")), ("a." + "x" * 40, ("a." + "x" * 40, ""))],
)  # fmt: skip
def test_endings(name, parts):
    assert split_ending(name) == parts

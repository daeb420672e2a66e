from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.store.searching import expression, grams


@pytest.mark.parametrize(
    ("text", "expected"),
    [("投诉超时", "投诉 诉超 超时 时"), ("WT-1107", "wt t 11 10 07 7"), ("ＡＢ１", "ab b1 1"), ("！？", "")],
)
def test_every_character_starts_one_token(text, expected):
    assert grams(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("投诉", '"投诉"'), ("诉", '"诉" *'), ("T-1", '"t 1" *'), ("投诉 超时", '"投诉" AND "超时"'),
        ("…… ！", ""), ('" OR *', '"or"'),
    ],
)  # fmt: skip
def test_queries_are_phrases_whatever_is_typed(text, expected):
    assert expression(text) == expected


def found(text, query):
    with sqlite3.connect(":memory:") as memory:
        memory.execute("CREATE VIRTUAL TABLE search USING fts5(grams, tokenize='unicode61')")
        memory.execute("INSERT INTO search VALUES (?)", (grams(text),))
        rows = memory.execute("SELECT 1 FROM search WHERE search MATCH ?", (expression(query),)).fetchall()
    memory.close()
    return bool(rows)


LETTERS = st.text("投诉超时未按流程abcDEF123", min_size=1, max_size=12)


@given(LETTERS, st.data())
def test_any_piece_of_a_text_is_found(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert found(text, text[start:end])


@given(LETTERS, LETTERS)
def test_only_texts_that_contain_the_words_are_found(text, query):
    assert found(text, query) == (query.casefold() in text.casefold())

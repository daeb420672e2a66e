"""Driver errors become sentences, also where the driver keeps no code."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from auditdesk.domain.errors import DamagedError, WorkspaceBusyError
from auditdesk.store.faults import converted, door

PATH = Path("store.db")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("database or disk is full", "磁盘已满，store.db 没有写入"),
        ("disk I/O error", "读写失败"),
        ("attempt to write a readonly database", "读写失败"),
        ("database is locked", "占用"),
        ("database disk image is malformed", "已损坏"),
        ("file is not a database", "已损坏"),
    ],
)
def test_words_stand_for_a_code_that_is_missing(words, told):
    error = converted(dbapi2.OperationalError(words), PATH)
    assert error is not None
    assert told in error.message
    assert error.path == PATH


def test_kinds_of_error_follow_the_cause():
    assert isinstance(converted(dbapi2.OperationalError("database is locked"), PATH), WorkspaceBusyError)
    assert isinstance(converted(dbapi2.DatabaseError("file is not a database"), PATH), DamagedError)


def test_a_mistake_of_the_program_stays_one():
    assert converted(dbapi2.OperationalError("no such table: findings"), PATH) is None
    assert converted(OSError("disk is full"), PATH) is None
    with pytest.raises(dbapi2.OperationalError, match="no such column"), door(PATH):
        raise dbapi2.OperationalError("no such column: x")

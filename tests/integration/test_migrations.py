from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from tests.factories import SteppingClock

from auditdesk.domain.audits import Audit, AuditKind
from auditdesk.domain.errors import DamagedError, NewerFormatError
from auditdesk.domain.journal import JournalNote
from auditdesk.store import journal_schema, migrating, schema, versions
from auditdesk.store.database import Store
from auditdesk.store.engine import connect

KEYS = (b"s" * 32, b"j" * 32)
METADATA = {"store.db": schema.metadata, "journal.db": journal_schema.metadata}
BRANCHES = {"store.db": "data", "journal.db": "chain"}
AUDIT = Audit("a1", "ZC-1", "例行自查", AuditKind.ROUTINE, "f@1", "2026-10-01", "2026-10-31")
NEXT_STEP = """
import sqlalchemy as sa
from alembic import op

revision = "r9999"
down_revision = "{before}"


def upgrade():
    op.add_column("{table}", sa.Column("added", sa.Text(), nullable=False, server_default="later"))
    {more}
"""


@pytest.fixture
def folder(tmp_path):
    store = Store.create(tmp_path, *KEYS, device="aa", user="u1", clock=SteppingClock())
    with store.begin() as work:
        work.save(AUDIT)
        work.note(JournalNote("first"))
        work.commit()
    store.close()
    return tmp_path


def opened(folder):
    return Store.open(folder, *KEYS, device="aa", user="u1", clock=SteppingClock())


def objects(connection):
    rows = connection.execute(sa.text("SELECT type, name FROM sqlite_master"))
    return {
        row
        for row in rows
        if not row[1].startswith(("search", "sqlite_", "alembic_")) and row[0] != "trigger"
    }


@pytest.mark.parametrize("name", METADATA)
def test_migrated_schema_equals_the_tables_in_code(folder, name):
    store = opened(folder)
    plain = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    with store._connect(name) as connection, plain.connect() as expected:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda word, kind, _parents: not (word or "").startswith("search")},
        )
        assert compare_metadata(context, METADATA[name]) == []
        METADATA[name].create_all(expected)
        assert objects(connection) == objects(expected)
        for table in METADATA[name].tables:
            info = sa.text(f'PRAGMA table_xinfo("{table}")')
            assert connection.execute(info).all() == expected.execute(info).all()
            listed = sa.text(f"SELECT wr FROM pragma_table_list WHERE name = '{table}'")
            assert connection.execute(listed).all() == expected.execute(listed).all()
    plain.dispose()
    store.close()


@pytest.mark.parametrize("branch", versions.HEADS)
def test_the_named_head_is_the_last_step(branch):
    assert ScriptDirectory.from_config(migrating.configuration(branch)).get_heads() == [
        versions.HEADS[branch]
    ]


def test_steps_import_none_of_our_code():
    for path in Path(migrating._FOLDER).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else getattr(node, "names", [])
            assert not any("auditdesk" in str(getattr(name, "name", name)) for name in names), path


def test_every_constraint_has_a_name():
    for metadata in METADATA.values():
        for table in metadata.tables.values():
            assert all(one.name for one in [*table.constraints, *table.indexes])


@pytest.fixture
def newer(tmp_path_factory, monkeypatch):
    """The program as its next version could be: one step more on each branch."""
    steps = tmp_path_factory.mktemp("migrations")
    real = migrating._FOLDER
    for path in real.rglob("*.py"):
        copy = steps / path.relative_to(real)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())

    def make(more="pass"):
        monkeypatch.setattr(migrating, "_FOLDER", steps)
        for branch, table in (("data", "audit"), ("chain", "entries")):
            step = NEXT_STEP.format(table=table, more=more, before=versions.HEADS[branch])
            (steps / branch / "r9999_next.py").write_text(step)
        monkeypatch.setattr(versions, "HEADS", dict.fromkeys(versions.HEADS, "r9999"))

    return make


def test_upgrade_keeps_the_data_and_leaves_a_checked_backup(folder, newer, monkeypatch):
    newer()
    store = opened(folder)
    with store.begin() as work:
        assert work.find(Audit) == [AUDIT]
        assert work._reading().exec_driver_sql("SELECT added FROM audit").scalars().all() == ["later"]
        work.save(replace(AUDIT, title="升级后"))
        work.commit()
    assert store.journal.verify().intact
    assert store.journal.verify().entries == 1
    store.close()
    backups = sorted(path.name for path in folder.glob("*.before-*"))
    assert backups == ["journal.db.before-r9999", "store.db.before-r9999"]
    opened(folder).close()
    monkeypatch.undo()
    old = folder / "old"
    old.mkdir()
    for name in BRANCHES:
        (folder / f"{name}.before-r9999").rename(old / name)
    before = opened(old)
    with before.begin() as work:
        assert work.find(Audit) == [AUDIT]
    before.close()


def test_a_step_that_fails_changes_nothing(folder, newer, monkeypatch):
    newer(more='raise RuntimeError("step failed")')
    with pytest.raises(RuntimeError, match="step failed"):
        opened(folder)
    monkeypatch.undo()
    store = opened(folder)
    with store.begin() as work:
        assert work.find(Audit) == [AUDIT]
        columns = [row[1] for row in work._reading().exec_driver_sql("PRAGMA table_info(audit)")]
        assert "added" not in columns
    store.close()


def test_no_upgrade_without_a_backup_that_holds(folder, newer):
    path = folder / "store.db"
    data = bytearray(path.read_bytes())
    for place in range(4096 * 8, len(data), 4096):
        data[place + 100] ^= 1
    path.write_bytes(data)
    newer()
    with pytest.raises(DamagedError, match=r"store\.db"):
        opened(folder)
    assert path.read_bytes() == bytes(data)
    assert list(folder.glob("*.before-*")) == []


def test_a_newer_schema_is_refused_and_left_untouched(folder, newer, monkeypatch):
    newer()
    opened(folder).close()
    monkeypatch.undo()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(NewerFormatError, match="更新版本"):
        opened(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_another_programs_database_under_the_same_key_is_refused(folder):
    path = folder / "store.db"
    path.unlink()
    connection = connect(path, KEYS[0])
    connection.execute("CREATE TABLE other (x)")
    connection.close()
    with pytest.raises(DamagedError, match="不是本程序"):
        opened(folder)


def test_opening_a_current_store_needs_no_alembic(folder):
    code = (
        "import sys\nfrom pathlib import Path\nfrom auditdesk.bootstrap.clock import SystemClock\n"
        "from auditdesk.store.database import Store\n"
        f"Store.open(Path({str(folder)!r}), b's' * 32, b'j' * 32, device='aa', clock=SystemClock()).close()\n"
        "assert 'alembic' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

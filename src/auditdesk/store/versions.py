"""Schema versions: where a database stands, and what has to happen before it can be used."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from auditdesk.store import journal_schema, schema
from auditdesk.store.engine import WRITER


def bring_up(engine: Engine, path: Path, key: bytes, branch: str) -> None:
    with engine.connect() as connection:
        connection.execution_options(**{WRITER: True})
        if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar():
            return
        if branch == "store":
            schema.metadata.create_all(connection)
            connection.exec_driver_sql(schema.SEARCH_TABLE)
        else:
            journal_schema.metadata.create_all(connection)
            for t in journal_schema.TRIGGERS:
                connection.exec_driver_sql(t)
        connection.commit()

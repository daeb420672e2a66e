"""Tables of journal.db; triggers made by the first migration refuse changes."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text, UniqueConstraint

from auditdesk.store.schema import NAMING

metadata = MetaData(naming_convention=NAMING)

entries = Table(
    "entries", metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("token", Text),
    UniqueConstraint("token"),
)  # fmt: skip
Index("ix_entries_subject", entries.c.subject)

seals = Table(
    "seals", metadata,
    Column("number", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("signature", Text, nullable=False),
)  # fmt: skip

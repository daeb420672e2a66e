"""Tables of store.db: one per kind of `domain.replicated.KINDS`, and those that never leave the laptop.

Values of a kind's table are only a view of its heads: they can be made anew from ``entity_heads`` at any
time. ``position`` is the order of arrival on this laptop, the default order of lists.
"""

from __future__ import annotations

import types
from dataclasses import fields
from enum import StrEnum
from typing import Any, get_type_hints

from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

from auditdesk.domain.replicated import KINDS, Kind

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

_INDEXED: dict[str, tuple[tuple[str, ...], ...]] = {
    "user": (("staff_no",),),
    "form": (("form_id",),),
    "audit": (("code",), ("state",), ("form_key",), ("period_end",), ("previous_id",), ("created_at",)),
    "answer": (("audit_id", "item_id"),),
    "finding": (
        ("code",), ("audit_id", "item_id"), ("state", "deadline"), ("state", "code"), ("deadline",),
        ("owner",), ("problem_id",), ("violation_class",), ("staff_code",), ("title",), ("created_at",),
        ("found_on",),
    ),
    "problem": (("code",), ("title",)),
    "action": (("finding_id",), ("state", "due"), ("due",), ("owner_id",)),
    "verification": (("finding_id",),),
    "appeal": (("finding_id",), ("deadline",)),
    "draw": (("finding_id",), ("population_sha256",)),
    "extension": (("finding_id",), ("decision",)),
    "ledger_entry": (("code",), ("staff_code", "occurred_on"), ("finding_id",)),
    "ledger_step": (("entry_id",),),
    "training_case": (("code",), ("state",), ("violation_class",), ("finding_id",)),
    "evidence": (("code",), ("sha256",), ("derived_from",), ("mask_state",), ("added_at",), ("expires_on",)),
    "evidence_link": (("evidence_id",), ("target_id",)),
    "mark": (("evidence_id",),),
    "comment": (("about",),),
    "mask_decision": (("audit_id",),),
    "mask_review": (),
    "mask_rule": (("name",),),
    "report": (("audit_id", "revision"), ("sha256",), ("snapshot_digest",), ("built_at",)),
    "destruction": (("evidence_id",), ("state",)),
    "retention_choice": (),
    "document": (("document_id",), ("state",)),
    "approval": (("subject",), ("user_id",)),
    "course": (),
    "handling": (),
    "recheck": (("item",),),
    "plan": (("code",),),
    "plan_date": (("plan_id",),),
    "past_result": (("period_end",),),
}  # fmt: skip

_LATER = {
    "problem": "cause_kinds=[] five_w=[] method phase metric current owner due",
    "verification": "draw_id population_sha256 marks=[]",
    "appeal": "outcome first_by second_by recorded_by created_at",
}
"""Columns added to existing tables by a migration; SQLite wants a default for them."""


def _column_type(annotation: object) -> type[TypeEngine[Any]]:
    if annotation in (int, bool):
        return Integer
    if annotation is float:
        return Float
    is_text = isinstance(annotation, type) and issubclass(annotation, str | StrEnum)
    if not is_text and not isinstance(annotation, types.GenericAlias):
        raise TypeError(f"no column type for {annotation}")
    return Text


def _empty_of(kind: str, name: str) -> str | None:
    """The value that rows of an older program got when the column was added to their table."""
    found = [word.partition("=") for word in _LATER.get(kind, "").split()]
    return next((empty for later, _equals, empty in found if later == name), None)


def _table_of(kind: Kind) -> Table:
    hints = get_type_hints(kind.cls)
    names = [field.name for field in fields(kind.cls) if field.name != "id"]
    if set(names) != set(kind.fields):
        raise TypeError(f"{kind.name}: numbered fields and class differ")
    table = Table(
        kind.name, metadata,
        Column("position", Integer, primary_key=True),
        Column("id", Text, nullable=False),
        *(
            Column(name, _column_type(hints[name]), nullable=False, server_default=_empty_of(kind.name, name))
            for name in names
        ),
        UniqueConstraint("id"),
    )  # fmt: skip
    for columns in _INDEXED[kind.name]:
        Index(f"ix_{kind.name}_{'_'.join(columns)}", *(table.c[column] for column in columns))
    return table


TABLES: dict[str, Table] = {kind.name: _table_of(kind) for kind in KINDS}


entity_heads = Table(
    "entity_heads", metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", Integer, nullable=False),
    Column("entity", Text, nullable=False),
    Column("heads", Text, nullable=False),
    Column("conflicted", Integer, nullable=False),
)  # fmt: skip
Index("uq_entity_heads_kind_entity", entity_heads.c.kind, entity_heads.c.entity, unique=True)
Index("ix_entity_heads_conflicted", entity_heads.c.conflicted, sqlite_where=text("conflicted = 1"))

operations = Table(
    "operations", metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Integer, nullable=False),
    Column("entity", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("unsent", Integer, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip
Index("ix_operations_unsent", operations.c.unsent, sqlite_where=text("unsent = 1"))

segments = Table(
    "segments", metadata,
    Column("sequence", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("operations", Integer, nullable=False),
    Column("last_operation", Text, nullable=False),
    Column("published", Integer, nullable=False),
)  # fmt: skip

cursors = Table(
    "cursors", metadata,
    Column("device", Text, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
)  # fmt: skip

alarms = Table(
    "alarms", metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("settled_at", Text, nullable=False),
)  # fmt: skip

settings = Table(
    "settings", metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)  # fmt: skip

bookkeeping = Table(
    "bookkeeping", metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)  # fmt: skip

numbers = Table(
    "numbers", metadata,
    Column("series", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)  # fmt: skip

journal_outbox = Table(
    "journal_outbox", metadata,
    Column("number", Integer, primary_key=True),
    Column("token", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
)  # fmt: skip
Index("uq_journal_outbox_token", journal_outbox.c.token, unique=True)

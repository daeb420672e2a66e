"""store.db: a table per kind, heads and operations, sync state, local settings, the search index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None

# Columns are text unless they say otherwise; every kind also has its place of arrival and its id.
_KINDS = {
    "user": "staff_no name role title department public_key certificate active:integer created_at",
    "form": "form_id version title state text created_at",
    "audit": (
        "code title kind form_key period_start period_end due channels goal scope team materials samples "
        "signers next_steps state revision:integer previous_id created_by created_at report_id "
        "pseudonym_key"
    ),
    "answer": (
        "audit_id item_id item_hash verdict value choices note samples_checked:integer "
        "samples_failed:integer sample_marks answered_by answered_at origin review review_by review_at "
        "review_note"
    ),
    "finding": (
        "code audit_id item_id description title occurred_at found_on staff_code customer channel "
        "violation_class severity problem_id cause cause_kinds five_w interview owner "
        "deadline_days:integer deadline extension extension_by consequence state closed_on created_by "
        "created_at"
    ),
    "problem": "code title violation_class cause baseline target created_at",
    "action": "finding_id measure owner owner_id due state result done_on done_by created_at",
    "verification": (
        "finding_id population:integer sample_size:integer required:integer passed:integer seed "
        "verified_by verified_by_id verified_on result sample_ids note"
    ),
    "appeal": (
        "finding_id reason raised_by raised_on deadline first_decision second_decision decided_by decided_on"
    ),
    "evidence": (
        "code name media_type size:integer sha256 added_by added_at source captured_at derived_from "
        "mask_state mask_summary tags expires_on destroyed_at"
    ),
    "evidence_link": "evidence_id target_kind target_id created_at removed:integer",
    "mark": "evidence_id label start_seconds:real end_seconds:real region created_by created_at",
    "comment": "about text author created_at",
    "report": (
        "audit_id revision:integer file_name sha256 snapshot_digest signatures:integer built_at built_by "
        "state"
    ),
}
_INDEXES = {
    "user": ("staff_no",),
    "form": ("form_id",),
    "audit": ("code", "state", "form_key", "period_end", "previous_id", "created_at"),
    "answer": ("audit_id item_id",),
    "finding": (
        "code",
        "audit_id item_id",
        "state deadline",
        "state code",
        "deadline",
        "owner",
        "problem_id",
        "violation_class",
        "staff_code",
        "title",
        "created_at",
        "found_on",
    ),
    "problem": ("code", "title"),
    "action": ("finding_id", "state due", "due", "owner_id"),
    "verification": ("finding_id",),
    "appeal": ("finding_id", "deadline"),
    "evidence": ("code", "sha256", "derived_from", "mask_state", "added_at", "expires_on"),
    "evidence_link": ("evidence_id", "target_id"),
    "mark": ("evidence_id",),
    "comment": ("about",),
    "report": ("audit_id revision", "sha256", "snapshot_digest", "built_at"),
}

_LOCAL = {
    "segments": ("sequence:integer", "sha256 data:blob operations:integer last_operation published:integer"),
    "cursors": ("device", "sequence:integer sha256"),
    "alarms": ("id", "kind device message seen_at settled_at"),
    "settings": ("name", "value"),
    "bookkeeping": ("name", "value"),
    "numbers": ("series", "last:integer"),
    "journal_outbox": ("number:integer", "token at user action subject detail"),
    "entity_heads": ("number:integer", "kind:integer entity heads conflicted:integer"),
}
_TYPES = {"": sa.Text, "integer": sa.Integer, "real": sa.Float, "blob": sa.LargeBinary}


def upgrade() -> None:
    """Make all tables."""
    for kind, columns in _KINDS.items():
        unique = sa.UniqueConstraint("id", name=f"uq_{kind}_id")
        op.create_table(kind, *_columns("position:integer", f"id {columns}", kind), unique)
        for indexed in _INDEXES[kind]:
            op.create_index(f"ix_{kind}_{indexed.replace(' ', '_')}", kind, indexed.split())
    for name, (key, columns) in _LOCAL.items():
        op.create_table(name, *_columns(key, columns, name))
    op.create_index("uq_journal_outbox_token", "journal_outbox", ["token"], unique=True)
    op.create_index("uq_entity_heads_kind_entity", "entity_heads", ["kind", "entity"], unique=True)
    op.create_index(
        "ix_entity_heads_conflicted", "entity_heads", ["conflicted"], sqlite_where=sa.text("conflicted = 1")
    )
    operations = _columns("id", "kind:integer entity user changes unsent:integer", "operations")
    op.create_table("operations", *operations, sqlite_with_rowid=False)
    op.create_index("ix_operations_unsent", "operations", ["unsent"], sqlite_where=sa.text("unsent = 1"))
    op.execute(
        "CREATE VIRTUAL TABLE search USING fts5("
        "grams, content='', contentless_delete=1, tokenize='unicode61', prefix='1')"
    )


def _columns(key: str, others: str, table: str) -> list[sa.schema.SchemaItem]:
    """The key column, the others, and the named primary key."""
    made: list[sa.schema.SchemaItem] = []
    for word in (key, *others.split()):
        name, _colon, kind = word.partition(":")
        made.append(sa.Column(name, _TYPES[kind](), nullable=False))
    return [*made, sa.PrimaryKeyConstraint(key.partition(":")[0], name=f"pk_{table}")]

"""store.db: the library: documents, approvals, the course of versions, handled comments, rechecks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"

# Columns are text unless they say otherwise; every kind also has its place of arrival and its id.
_KINDS = {
    "document": (
        "document_id version title kind owner scope state effective_on review_months:integer clauses "
        "file_name media_type size:integer sha256 created_at"
    ),
    "approval": (
        "subject round:integer stage user_id name department due decision note asked_at decided_at "
        "reminded_at"
    ),
    "course": (
        "author_id author reason based_on round:integer created_at submitted_at planned_on published_at "
        "published_by changes returned_note"
    ),
    "handling": "handled:integer by at",
    "recheck": "item document note by at",
}
_INDEXES = {
    "document": ("document_id", "state"),
    "approval": ("subject", "user_id"),
    "recheck": ("item",),
}
_TYPES = {"": sa.Text, "integer": sa.Integer}


def upgrade() -> None:
    """Make the tables of the library."""
    for kind, names in _KINDS.items():
        columns = []
        for word in f"position:integer id {names}".split():
            name, _colon, type_ = word.partition(":")
            columns.append(sa.Column(name, _TYPES[type_](), nullable=False))
        key = sa.PrimaryKeyConstraint("position", name=f"pk_{kind}")
        op.create_table(kind, *columns, key, sa.UniqueConstraint("id", name=f"uq_{kind}_id"))
        for indexed in _INDEXES.get(kind, ()):
            op.create_index(f"ix_{kind}_{indexed}", kind, [indexed])

"""Masking reviews: decisions under keyed hashes, and what was reviewed of each original."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0002"

_KINDS = {
    "mask_decision": "audit_id kind choice decided_by decided_at",
    "mask_review": (
        "style marks boxes found:integer masked:integer residue:integer copy_id reviewed_by reviewed_at"
    ),
}


def upgrade() -> None:
    """Make the two tables."""
    for kind, words in _KINDS.items():
        columns = [
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("id", sa.Text(), nullable=False),
        ]
        for word in words.split():
            name, _colon, number = word.partition(":")
            columns.append(sa.Column(name, sa.Integer() if number else sa.Text(), nullable=False))
        op.create_table(
            kind, *columns, sa.PrimaryKeyConstraint("position", name=f"pk_{kind}"),
            sa.UniqueConstraint("id", name=f"uq_{kind}_id"),
        )  # fmt: skip
    op.create_index("ix_mask_decision_audit_id", "mask_decision", ["audit_id"])

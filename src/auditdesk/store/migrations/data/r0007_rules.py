"""The users' own masking rules (kind 35)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0007"
down_revision = "r0006"

# Columns are text unless they say otherwise, in the order of the kind's field numbers.
_COLUMNS = (
    "id name kind pattern words shape shortest:integer longest:integer style keep_first:integer "
    "keep_last:integer examples counterexamples note active:integer created_by created_at"
)


def upgrade() -> None:
    """Make the table of rules."""
    columns = [word.partition(":") for word in _COLUMNS.split()]
    op.create_table(
        "mask_rule",
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer() if kind else sa.Text(), nullable=False) for name, _, kind in columns),
        sa.PrimaryKeyConstraint("position", name="pk_mask_rule"),
        sa.UniqueConstraint("id", name="uq_mask_rule_id"),
    )
    op.create_index("ix_mask_rule_name", "mask_rule", ["name"])

"""What a person wrote instead of a value (kind 28, field 6)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0011"
down_revision = "r0010"

# All columns are text but the position, in the order of the kind's field numbers.
_OLD = "position id audit_id kind choice decided_by decided_at"


def upgrade() -> None:
    """Add the column, empty for decisions that are there; the table is made anew without a default."""
    old = _OLD.split()
    op.rename_table("mask_decision", "mask_decision_before")
    op.drop_index("ix_mask_decision_audit_id", "mask_decision_before")
    op.create_table(
        "mask_decision",
        *(
            sa.Column(name, sa.Integer() if name == "position" else sa.Text(), nullable=False)
            for name in (*old, "stand_in")
        ),
        sa.PrimaryKeyConstraint("position", name="pk_mask_decision"),
        sa.UniqueConstraint("id", name="uq_mask_decision_id"),
    )
    names = ", ".join(old)
    rows = f"SELECT {names}, '' FROM mask_decision_before"  # noqa: S608 -- names written above
    op.execute(f"INSERT INTO mask_decision ({names}, stand_in) {rows}")
    op.drop_table("mask_decision_before")
    op.create_index("ix_mask_decision_audit_id", "mask_decision", ["audit_id"])

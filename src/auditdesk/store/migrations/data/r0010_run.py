"""Deductions of an answer, and what a reviewer asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0010"
down_revision = "r0009"

# Columns are text unless they say otherwise, in the order of the kind's field numbers.
_OLD = (
    "position:integer id audit_id item_id item_hash verdict value choices note samples_checked:integer "
    "samples_failed:integer sample_marks answered_by answered_at origin review review_by review_at "
    "review_note"
)
_NEW = "deductions review_asks"


def upgrade() -> None:
    """Add two lists to answers, empty for those that are there; the table is made anew without a default."""
    old = [word.partition(":")[::2] for word in _OLD.split()]
    every = [*old, *((name, "") for name in _NEW.split())]
    op.rename_table("answer", "answer_before")
    op.drop_index("ix_answer_audit_id_item_id", "answer_before")
    op.create_table(
        "answer",
        *(sa.Column(name, sa.Integer() if kind else sa.Text(), nullable=False) for name, kind in every),
        sa.PrimaryKeyConstraint("position", name="pk_answer"),
        sa.UniqueConstraint("id", name="uq_answer_id"),
    )
    names = ", ".join(name for name, _kind in old)
    rows = f"SELECT {names}, '[]', '[]' FROM answer_before"  # noqa: S608 -- names written above
    op.execute(f"INSERT INTO answer ({names}, deductions, review_asks) {rows}")
    op.drop_table("answer_before")
    op.create_index("ix_answer_audit_id_item_id", "answer", ["audit_id", "item_id"])

"""Recurring plans, decisions on their cycles, and results of earlier checks (kinds 25–27)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0009"
down_revision = "r0008"

# Columns are text unless they say otherwise, in the order of the kind's field numbers.
_KINDS = {
    "plan": (
        "code title kind form every starts_on ends_on due_day:integer due_after:integer earlier:integer "
        "lead_days:integer channels goal scope team materials active:integer seed created_by created_at"
    ),
    "plan_date": "plan_id cycle skipped:integer reason decided_by decided_at",
    "past_result": (
        "title kind period_start period_end passed:integer failed:integer not_applicable:integer source "
        "removed:integer created_by created_at"
    ),
}
_INDEXED = {"plan": "code", "plan_date": "plan_id", "past_result": "period_end"}


def upgrade() -> None:
    """Make the three tables."""
    for kind, columns in _KINDS.items():
        made = [sa.Column("position", sa.Integer(), nullable=False)]
        for word in ("id", *columns.split()):
            name, of, _type = word.partition(":")
            made.append(sa.Column(name, sa.Integer() if of else sa.Text(), nullable=False))
        op.create_table(
            kind,
            *made,
            sa.PrimaryKeyConstraint("position", name=f"pk_{kind}"),
            sa.UniqueConstraint("id", name=f"uq_{kind}_id"),
        )
        op.create_index(f"ix_{kind}_{_INDEXED[kind]}", kind, [_INDEXED[kind]])

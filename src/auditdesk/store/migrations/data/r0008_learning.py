"""From findings to learning: plans of problems, draws, extensions, appeals, ledger, cases (kinds 20–24)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"

# Columns are text unless they say otherwise, in the order of the kinds' field numbers.
_ADDED = {
    "problem": "cause_kinds=[] five_w=[] method phase metric current owner due",
    "verification": "draw_id population_sha256 marks=[]",
    "appeal": "outcome first_by second_by recorded_by created_at",
}
_KINDS = {
    "draw": (
        "id finding_id population:integer population_sha256 seed ids scope marks drawn_by drawn_at state"
    ),
    "extension": "id finding_id until reason asked_by asked_at decision decided_by decided_at note",
    "ledger_entry": (
        "id code staff_code kind finding_id violation_class severity occurred_on summary consequence "
        "created_by created_at"
    ),
    "ledger_step": "id entry_id step owner done_on note done_by",
    "training_case": (
        "id code title story lesson violation_class question state finding_id created_by created_at "
        "published_by published_at"
    ),
}
_INDEXES = {
    "draw": ("finding_id", "population_sha256"),
    "extension": ("finding_id", "decision"),
    "ledger_entry": ("code", "staff_code occurred_on", "finding_id"),
    "ledger_step": ("entry_id",),
    "training_case": ("code", "state", "violation_class", "finding_id"),
}


def upgrade() -> None:
    """Add the columns, make the tables."""
    for table, words in _ADDED.items():
        for word in words.split():
            name, _equals, empty = word.partition("=")
            op.add_column(table, sa.Column(name, sa.Text(), nullable=False, server_default=empty))
    for table, words in _KINDS.items():
        columns = [word.partition(":") for word in words.split()]
        op.create_table(
            table,
            sa.Column("position", sa.Integer(), nullable=False),
            *(
                sa.Column(name, sa.Integer() if kind else sa.Text(), nullable=False)
                for name, _, kind in columns
            ),
            sa.PrimaryKeyConstraint("position", name=f"pk_{table}"),
            sa.UniqueConstraint("id", name=f"uq_{table}_id"),
        )
        for index in _INDEXES[table]:
            names = index.split()
            op.create_index(f"ix_{table}_{'_'.join(names)}", table, names)

"""Destruction records and the site's own retention months."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"

_KINDS = {
    "destruction": (
        "evidence_id code sha256 size:integer reason proposed_by proposed_at state decided_by decided_at "
        "decision done_by done_at"
    ),
    "retention_choice": "keep_months:integer expire_months:integer changed_by changed_at reason",
}
_TYPES = {"": sa.Text, "integer": sa.Integer}


def upgrade() -> None:
    """Make the two tables."""
    for kind, columns in _KINDS.items():
        made = [sa.Column("position", sa.Integer(), nullable=False)]
        for word in ("id", *columns.split()):
            name, _colon, of = word.partition(":")
            made.append(sa.Column(name, _TYPES[of](), nullable=False))
        op.create_table(
            kind,
            *made,
            sa.PrimaryKeyConstraint("position", name=f"pk_{kind}"),
            sa.UniqueConstraint("id", name=f"uq_{kind}_id"),
        )
    op.create_index("ix_destruction_evidence_id", "destruction", ["evidence_id"])
    op.create_index("ix_destruction_state", "destruction", ["state"])

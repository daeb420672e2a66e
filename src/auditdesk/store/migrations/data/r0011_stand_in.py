"""What a person wrote instead of a value (kind 28, field 6)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0011"
down_revision = "r0007"


def upgrade() -> None:
    """Add the column; earlier decisions have the style's stand-in."""
    op.add_column("mask_decision", sa.Column("stand_in", sa.Text(), nullable=False, server_default=""))

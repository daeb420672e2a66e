"""Alembic's entry: the caller hands over a connection that is already inside the one transaction."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()

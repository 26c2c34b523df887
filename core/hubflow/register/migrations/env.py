"""Alembic's entry point: it uses the connection that hubflow hands it."""

from __future__ import annotations

from alembic import context

from hubflow.register.storage.database_tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()

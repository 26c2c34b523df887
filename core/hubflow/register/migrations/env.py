"""Alembic's entrance: takes the connection that it is handed."""

from __future__ import annotations

from alembic import context

from hubflow.register.storage.database_tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()

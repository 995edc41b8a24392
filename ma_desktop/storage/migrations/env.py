"""Alembic's entry: runs on the open, keyed connection that storage.schema hands over."""

from __future__ import annotations

from alembic import context

from ma_desktop.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()

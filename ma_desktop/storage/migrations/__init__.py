"""Alembic's environment, run from code by storage.schema."""

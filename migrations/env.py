"""Alembic's entry: migrate the connection that `ctcalendar.db.migrate` hands over. There is no alembic.ini."""

from alembic import context

from ctcalendar.db.columns import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()

"""Alembic's doorway; it only ever runs on the connection that ``store.migrate`` hands it."""

from alembic import context

from turgor.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()

"""What Alembic runs to migrate: it uses the open connection that `storage.schema` hands over and nothing else."""

from alembic import context

from storage.process_tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can change few things in place, so later steps rebuild the table instead.
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

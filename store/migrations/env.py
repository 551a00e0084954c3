"""Alembic's entry: runs the versions on the connection that `store.schema` hands over."""

from alembic import context
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - importing it is what fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
)
with context.begin_transaction():
    context.run_migrations()

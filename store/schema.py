"""The schema's versions: brought up to date by whoever starts first, under the database's own lock."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 7_365_142


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to `revision`. Two processes at once: one waits for the other."""
    with database.engine.execution_options(pinflow_writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
        command.upgrade(alembic_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to `revision` (`base`: nothing is left)."""
    with database.engine.execution_options(pinflow_writes=True).begin() as connection:
        command.downgrade(alembic_config(connection), revision)


def alembic_config(connection: Connection) -> Config:
    """Alembic, told to use this connection and our versions."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config

"""The schema's versions: brought up to date by whoever starts first, under the database's own lock."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from store.database import Database, in_the_ledgers_words

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 7_365_142
NEWEST = "0011"
"""The last of `migrations/versions`. A ledger that has it needs neither Alembic, whose import takes longer than
all that a command asks the ledger, nor the lock of whoever writes."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to `revision`. Two processes at once: one waits for the other. Raises `LedgerBusy`."""
    if revision == "head" and is_newest(database):
        return
    from alembic import command  # noqa: PLC0415 - see NEWEST

    with in_the_ledgers_words(), database.engine.execution_options(pinflow_writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
        command.upgrade(alembic_config(connection), revision)


def is_newest(database: Database) -> bool:
    """Whether the schema is up to date; asked without waiting for anybody. Raises `LedgerBusy`."""
    with in_the_ledgers_words(), database.engine.begin() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return found == [NEWEST]


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to `revision` (`base`: nothing is left)."""
    from alembic import command  # noqa: PLC0415 - see NEWEST

    with database.engine.execution_options(pinflow_writes=True).begin() as connection:
        command.downgrade(alembic_config(connection), revision)


def alembic_config(connection: Connection) -> "Config":
    """Alembic, told to use this connection and our versions."""
    from alembic.config import Config  # noqa: PLC0415 - see NEWEST

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config

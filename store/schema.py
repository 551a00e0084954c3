"""The schema's versions: brought up to date by whoever starts first, under the database's own lock."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from store.database import Database, in_the_ledgers_words

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 7_365_142
NEWEST = "0013"
"""The last of `migrations/versions`. A ledger that has it needs neither Alembic, whose import takes longer than
all that a command asks the ledger, nor the lock of whoever writes."""


class LedgerTooNew(Exception):
    """A later version of the program has brought the ledger up to date; this one does not know its tables."""

    exit_code = 2

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The ledger was made for a later Pinflow: its tables are at {found}, and this one knows {NEWEST}. "
            "Install that version here too."
        )


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to `revision`. Two processes at once: one waits for the other.

    Raises `LedgerBusy` and `LedgerTooNew`.
    """
    if revision == "head":
        found = revision_of(database)
        if found == NEWEST:
            return
        if found is not None and found > NEWEST:  # four digits each
            raise LedgerTooNew(found)
    from alembic import command  # noqa: PLC0415 - see NEWEST

    with in_the_ledgers_words(), database.engine.execution_options(pinflow_writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
        command.upgrade(alembic_config(connection), revision)


def is_newest(database: Database) -> bool:
    """Whether the schema is up to date. Raises `LedgerBusy`."""
    return revision_of(database) == NEWEST


def revision_of(database: Database) -> str | None:
    """The schema's version, None where there is none; asked without waiting for anybody. Raises `LedgerBusy`."""
    with in_the_ledgers_words(), database.engine.begin() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


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

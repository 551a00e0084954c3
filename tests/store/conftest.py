"""The ledger's tests run twice: on SQLite, and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, delete

from store.database import Database
from store.schema import upgrade
from store.tables.accounts import AccountRow
from store.tables.every import METADATA
from tests.builders import ACCOUNT
from tests.fakes.clock import START
from tests.laid_ledger import lay_ledger_at
from tests.postgres import PostgresServer
from tests.store.shops import Shop, a_source

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def dialect(request: pytest.FixtureRequest) -> str:
    """Which database; a test, or a file of them, that is about one alone overrides it."""
    return str(request.param)


@pytest.fixture
def url(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database in which nothing is yet, not even the tables."""
    if dialect == SQLITE:
        yield f"sqlite:///{tmp_path}/ledger.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.new_database()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def ledger_url(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of the database that `database` has open."""
    if dialect == SQLITE:
        return f"sqlite:///{tmp_path}/ledger.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def postgres_url(postgres: PostgresServer) -> str:
    return postgres.url(postgres.new_database())


@pytest.fixture(scope="session")
def postgres_ledger(postgres_url: str) -> Iterator[Database]:
    """A ledger that is made and opened once, and emptied for every test."""
    database = Database.open(postgres_url)
    upgrade(database)
    yield database
    database.close()


@pytest.fixture
def database(dialect: str, ledger_url: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh ledger with one account."""
    if dialect == POSTGRESQL:
        ready: Database = request.getfixturevalue("postgres_ledger")
        ready.write_now(_empty)
        yield _with_account(ready)
        return
    lay_ledger_at(ledger_url)
    database = Database.open(ledger_url)
    yield _with_account(database)
    database.close()


def _with_account(database: Database) -> Database:
    database.write_now(
        lambda session: session.add(AccountRow(key=ACCOUNT, sealed_token="sealed", created_at=START))
    )
    return database


def _empty(session: Session) -> None:
    """In one question: one for each of so many tables took longer than most of the tests."""
    session.connection().exec_driver_sql("; ".join(str(delete(table)) for table in METADATA.sorted_tables))


@pytest.fixture
async def shop(database: Database) -> Shop:
    """A source beside the one account, of which nothing is known yet."""
    shop = Shop(database)
    await shop.sources.add(a_source(), ["first-secret"], START)
    return shop

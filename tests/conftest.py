"""What many tests stand on."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from zlib import crc32

import certifi
import hypothesis
import pytest
import pytest_asyncio

from store.accounts import SqlAccounts
from store.database import Database
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.laid_ledger import open_laid_ledger
from tests.ledger import Ledger
from tests.postgres import PostgresServer, find_programs, postgres_server
from tests.store.seaweed import ObjectStore, object_store

END_OF_CERTIFICATE = "-----END CERTIFICATE-----\n"

# Commands and workers that tests start would each compile every module anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# How long an example takes is the machine's business: one that is busy would fail a rule that holds.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

# Whoever starts the suite in the background makes it ignore Ctrl-C, and with it every command that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in an order without meaning, always the same: those that wait run beside those that compute.

    What starts the whole program takes longest, and has begun by half-time: at the end nobody waits for it alone.
    """
    whole = ("spine", "journey")
    long = {_file(item) for item in items if any(map(item.get_closest_marker, whole))}
    items.sort(key=lambda item: crc32(_file(item).encode()) >> (_file(item) in long))


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


@pytest.fixture(scope="session", autouse=True)
def _one_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whom the world trusts, cut down to one: every client of httpx reads all of them, which takes longer than
    most tests, and here nobody beyond this machine is asked.
    """
    first, end, _ = Path(certifi.where()).read_text("ascii").partition(END_OF_CERTIFICATE)
    file = tmp_path_factory.mktemp("trust") / "one.pem"
    file.write_text(first + end, "ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(file))
        patch.setattr(certifi, "where", lambda: str(file))  # of clients that heed no environment
        yield


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A fresh ledger with one account."""
    database = open_laid_ledger(tmp_path)
    await SqlAccounts(database).add(ACCOUNT, "sealed", START)
    yield database
    database.close()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


@pytest.fixture(scope="session")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    """A real object store; each test has a prefix of its own in it."""
    with object_store(tmp_path_factory.mktemp("objects")) as store:
        yield store


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL for this run of tests."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL is installed: its wheel is not made for this kind of machine")
    with postgres_server(programs) as server:
        yield server

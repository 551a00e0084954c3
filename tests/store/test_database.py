"""What a transaction is: durable, whole or not at all, and patient but not for ever."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, func, select, text

from contracts.trouble import LedgerBusy
from store.database import Database
from store.tables.accounts import AccountRow
from tests.store.conftest import SQLITE

KILLED = """
import sys
from sqlmodel import Session
from store.database import Database
from store.tables.accounts import AccountRow

def work(session: Session) -> None:
    session.add(AccountRow(key="half", created_at=0.0))
    session.flush()
    print("in the middle", flush=True)
    sys.stdin.read()

Database.open(sys.argv[1]).write_now(work)
"""


class Regret(Exception):
    """Somebody changes their mind in the middle of a transaction."""


@pytest.fixture
def hasty(database: Database, ledger_url: str) -> Iterator[Database]:
    """The same ledger through a door that does not wait for a lock."""
    other = Database.open(ledger_url)
    if other.engine.dialect.name == SQLITE:
        event.listen(other.engine, "connect", _wait_for_nothing)
    yield other
    other.close()


@pytest.mark.parametrize("dialect", [SQLITE])
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 30_000), ("foreign_keys", 1)],
)
@pytest.mark.parametrize("door", [Database.read, Database.write])
async def test_every_connection_is_durable_and_patient(
    database: Database, door: Callable[..., Any], pragma: str, value: object
) -> None:  # Any: either door
    found = await door(database, lambda session: session.exec(text(f"PRAGMA {pragma}")).scalar())
    assert found == value


@pytest.mark.parametrize("dialect", [SQLITE])
async def test_a_writer_holds_the_lock_from_its_first_word(database: Database, hasty: Database) -> None:
    """It is `BEGIN IMMEDIATE`: a transaction that has only read so far already keeps other writers out."""

    def work(session: Session) -> None:
        session.exec(select(AccountRow)).all()
        with pytest.raises(LedgerBusy):
            hasty.write_now(_count)

    await database.write(work)
    assert hasty.write_now(_count) == 1


async def test_a_reader_keeps_nobody_out(database: Database, hasty: Database) -> None:
    def work(session: Session) -> int:
        before = _count(session)
        hasty.write_now(lambda other: other.add(_account("late")))
        return _count(session) - before

    assert await database.read(work) == 0
    assert await database.read(_count) == 2


async def test_regret_leaves_nothing_behind(database: Database) -> None:
    def work(session: Session) -> None:
        session.add(_account("half"))
        session.flush()
        raise Regret

    with pytest.raises(Regret):
        await database.write(work)
    assert await database.read(_count) == 1
    await database.write(lambda session: session.add(_account("whole")))
    assert await database.read(_count) == 2


async def test_a_reader_sees_one_moment(database: Database, hasty: Database) -> None:
    """What is committed between its first word and its second is not there for it."""

    def work(session: Session) -> list[int]:
        counts = [_count(session)]
        hasty.write_now(lambda other: other.add(_account("late")))
        return [*counts, session.exec(select(func.count(col(AccountRow.created_at)))).one()]

    assert await database.read(work) == [1, 1]


async def test_writers_of_one_process_queue_and_all_are_served(database: Database) -> None:
    """Sixteen threads that count up one number: none of them reads a number that another is changing."""
    threads = [threading.Thread(target=database.write_now, args=(_shout,)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shouts = await database.read(lambda session: session.exec(select(AccountRow.shop_url)).one())
    assert shouts == "!" * 16


def test_a_process_killed_in_a_transaction_leaves_nothing_half_done(database: Database, ledger_url: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, ledger_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in the middle\n"
        child.kill()
    assert database.read_now(_count) == 1
    database.write_now(lambda session: session.add(_account("after")))
    assert database.read_now(_count) == 2


def _wait_for_nothing(connection: SqliteConnection, _record: Any) -> None:  # Any: SQLAlchemy's pool record
    connection.execute("PRAGMA busy_timeout=0").close()


def _count(session: Session) -> int:
    return session.exec(select(func.count(col(AccountRow.key)))).one()


def _account(key: str) -> AccountRow:
    return AccountRow(key=key, created_at=0.0)


def _shout(session: Session) -> None:
    row = session.exec(select(AccountRow).with_for_update()).one()
    row.shop_url = f"{row.shop_url or ''}!"

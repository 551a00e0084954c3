"""Transactions, off the event loop: readers read, one writer at a time writes, and no I/O happens inside."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import SQLITE_BUSY
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError as SqliteOperationalError
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from contracts.trouble import LedgerBusy
from store.postgresql import may_pass, open_server, words_of
from store.server_address import is_postgresql

BUSY_SECONDS_MAX = 30
WAL_TRIES_MAX = 600
WAL_AGAIN_SECONDS = 0.05
PRIMARY_CODE = 0xFF
"""SQLite's extended error codes keep the primary one in their lowest byte."""

READERS = 4
WRITERS_POSTGRES = 4

T = TypeVar("T")


@dataclass(frozen=True)
class Database:
    """An engine and the threads that use it. SQLite has one writer thread: its lock is not fair, ours is."""

    engine: Engine
    readers: ThreadPoolExecutor
    writers: ThreadPoolExecutor

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect to `sqlite:///...` or `postgresql://...`; nothing is read yet. Raises `LedgerAddressWrong`."""
        engine = open_engine(url)
        writers = 1 if engine.dialect.name == "sqlite" else WRITERS_POSTGRES
        return cls(
            engine=engine,
            readers=ThreadPoolExecutor(READERS, thread_name_prefix="ledger-read"),
            writers=ThreadPoolExecutor(writers, thread_name_prefix="ledger-write"),
        )

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction that only reads. Raises `LedgerBusy`."""
        return await asyncio.get_running_loop().run_in_executor(self.readers, self.read_now, work)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction that is committed whole or not at all. Raises `LedgerBusy`."""
        return await asyncio.get_running_loop().run_in_executor(self.writers, self.write_now, work)

    def read_now(self, work: Callable[[Session], T]) -> T:
        return _transact(self.engine, work)

    def write_now(self, work: Callable[[Session], T]) -> T:
        return _transact(self.engine.execution_options(pinflow_writes=True), work)

    def close(self) -> None:
        self.readers.shutdown()
        self.writers.shutdown()
        self.engine.dispose()


def ledger_file(url: str) -> Path | None:
    """The file of a SQLite ledger; None for a database server."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def open_engine(url: str) -> Engine:
    """An engine whose connections are durable, and whose writers queue instead of failing."""
    if is_postgresql(url):
        return open_server(url, connections=READERS + WRITERS_POSTGRES)
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def in_the_ledgers_words() -> Iterator[None]:
    """Raise what may pass as `LedgerBusy`, without statements, values or addresses."""
    try:
        yield
    except DBAPIError as error:
        if not isinstance(error, OperationalError) and not may_pass(error):
            raise
        raise LedgerBusy(f"the ledger could not be used: {words_of(error.orig)}") from error
    except (PoolTimeout, OSError) as error:  # no connection is free; TLS, which the driver does not phrase anew
        raise LedgerBusy(f"the ledger could not be used: {words_of(error)}") from error


def _transact(engine: Engine, work: Callable[[Session], T]) -> T:
    with in_the_ledgers_words(), Session(engine, expire_on_commit=False) as session, session.begin():
        return work(session)


def _prepare_sqlite(connection: SqliteConnection, _record: Any) -> None:  # Any: SQLAlchemy's pool record
    # We say BEGIN ourselves: the driver's own is deferred, and its later upgrade to a write can fail at once.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_SECONDS_MAX * 1000}",
        "synchronous=full",  # a claim must survive a power cut, or the next attempt would post again
        "foreign_keys=on",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    _use_wal(connection)


def _use_wal(connection: SqliteConnection) -> None:
    """A fresh file changes its journal once, and SQLite does not wait for that lock: two openers at once do."""
    for tries_left in reversed(range(WAL_TRIES_MAX)):
        try:
            connection.execute("PRAGMA journal_mode=wal").close()
        except SqliteOperationalError as error:
            if not tries_left or error.sqlite_errorcode & PRIMARY_CODE != SQLITE_BUSY:
                raise
            time.sleep(WAL_AGAIN_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("pinflow_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

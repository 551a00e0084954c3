"""A ledger's file with every table in it: migrated once in a process, and laid wherever a test wants a ledger."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import event

from store.database import Database, ledger_file
from store.schema import upgrade

NAME = "ledger.db"


def lay_ledger(folder: Path) -> str:
    """A ledger without any row; its address. That its tables come about is for `tests/store/test_schema.py`."""
    url = f"sqlite:///{folder / NAME}"
    lay_ledger_at(url)
    return url


def lay_ledger_at(url: str) -> None:
    """The same where this address of SQLite leads."""
    file = ledger_file(url)
    assert file is not None
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_bytes(_migrated())


def open_laid_ledger(folder: Path) -> Database:
    """A ledger without any row, whose transactions do not wait for the disk: a test's machine may lose them."""
    database = Database.open(lay_ledger(folder))
    event.listen(database.engine, "connect", _wait_for_no_disk)
    return database


def _wait_for_no_disk(connection: Any, _record: object) -> None:  # Any: the driver's own
    connection.execute("PRAGMA synchronous=off").close()


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder, NAME)
        database = Database.open(f"sqlite:///{file}")
        upgrade(database)
        database.close()
        return file.read_bytes()

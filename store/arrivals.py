"""Rows that come in by the batch, or that two processes put in at once: none fails, and which stays is said."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

Values = Sequence[dict[str, object]]


SQLITE_ROWS = 32
"""Rows of one statement at most: SQLite remembers each size of it, once read."""
SQLITE_VALUES_MAX = 999
"""Values of one statement that every SQLite takes."""


def put_in(session: Session, table: type[SQLModel], values: Values) -> None:
    """Put rows in that nobody else makes; each has the same columns, and values as the driver takes them."""
    if values and _is_postgresql(session):
        _execute(session, _insert(session, table, values), values)
    elif values:
        _put_in_sqlite(session, str(table.__tablename__), tuple(values[0]), values)


def _put_in_sqlite(session: Session, table: str, names: tuple[str, ...], values: Values) -> None:
    """Many rows a statement: between two of them the thread has to get its turn at Python again."""
    connection, rows_max = session.connection(), min(SQLITE_ROWS, SQLITE_VALUES_MAX // len(names))
    for first in range(0, len(values), rows_max):
        some = values[first : first + rows_max]
        flat = tuple(row[name] for row in some for name in names)
        connection.exec_driver_sql(_sqlite_insert(table, names, len(some)), flat)


@cache
def _sqlite_insert(table: str, names: tuple[str, ...], rows: int) -> str:
    line = f"({', '.join('?' * len(names))})"
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join([line] * rows)}"  # noqa: S608 - our own names


def keep_first(session: Session, rows: Sequence[SQLModel]) -> None:
    """Put in those of one table's rows that are not there; the others stay as they are.

    The caller asks for them afterwards: what came back may be another's.
    """
    if rows:
        table, values = type(rows[0]), _values(rows)
        _execute(session, _insert(session, table, values).on_conflict_do_nothing(), values)


def keep_last(session: Session, rows: Sequence[SQLModel]) -> None:
    """Put one table's rows in; those that are there become like these. Of two with one key the last counts."""
    if rows:
        table, values = type(rows[0]), _values(rows)
        insert, keys = _insert(session, table, values), _keys(table)
        fresh = {name: insert.excluded[name] for name in values[0] if name not in keys}
        _execute(session, insert.on_conflict_do_update(index_elements=keys, set_=fresh), values)


def add_up(session: Session, rows: Sequence[SQLModel], column: str) -> None:
    """Put one table's rows in; in those that are there `column` grows by these. Each key is given once."""
    if rows:
        table, values = type(rows[0]), _values(rows)
        insert, keys = _insert(session, table, values), _keys(table)
        grown = inspect(table).local_table.c[column] + insert.excluded[column]
        _execute(session, insert.on_conflict_do_update(index_elements=keys, set_={column: grown}), values)


def _insert(
    session: Session, table: type[SQLModel], values: Values
) -> Any:  # Any: two dialects' inserts, alike here
    if not _is_postgresql(session):
        return sqlite.insert(table)
    # One statement takes them all: the driver would ask the server once for each row.
    names, its = list(values[0]), inspect(table).local_table
    source = f"SELECT {', '.join(names)} FROM json_populate_recordset(CAST(NULL AS {its}), CAST(:rows AS json))"  # noqa: S608 - our own names
    return postgresql.insert(its).from_select(names, text(source).columns(*(its.c[name] for name in names)))


def _execute(session: Session, insert: Any, values: Values) -> None:  # Any: see _insert
    session.execute(insert, {"rows": json.dumps(values, default=_bytea)} if _is_postgresql(session) else values)


def _bytea(value: bytes) -> str:
    """Bytes as PostgreSQL reads them from a text (its manual, 8.4.1)."""
    return f"\\x{value.hex()}"


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _values(rows: Sequence[SQLModel]) -> Values:
    """In their keys' order, which is everybody's: two who put in the same rows never wait for one another."""
    keys = _keys(type(rows[0]))
    by_key = {tuple(str(getattr(row, key)) for key in keys): row.model_dump() for row in rows}
    return [by_key[key] for key in sorted(by_key)]


def _keys(table: type[SQLModel]) -> list[str]:
    return [column.name for column in inspect(table).primary_key]

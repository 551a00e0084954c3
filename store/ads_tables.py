"""Ads rows as a table of their own, in SQLite or PostgreSQL: made at the first write, and only ever extended.

A chunk is one transaction: whoever reads sees all of it or nothing. The table is no part of the ledger's
schema and may stand in a database of its own, as with SQLite it should: a large chunk is written for seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from contracts.ads import AD_ACCOUNT_COLUMN, DAY_COLUMN, Chunk, RowBatch, RowColumn, Value, WriteMode
from contracts.ads_scope import RUN_COLUMN, Scope, position, scope_of
from contracts.contract import Instant
from contracts.trouble import DestinationRefused, DestinationTrouble, LedgerBusy
from store.ads_table_revisions import forget_unchanged, remember, within
from store.ads_table_shape import check_name, fitter, found_table, ready
from store.database import Database

PARAMETERS_MAX = 30_000
"""Values of one statement: below what both databases take."""


@dataclass(frozen=True)
class AdsTable:
    """The table of one source. Implements `activities.ads_ports.Destination`."""

    database: Database
    name: str
    mode: WriteMode
    revised_at: Instant | None = None
    """When what is restated is replaced; None: nobody wants to know what it said before."""

    def write(self, chunk: Chunk, batches: Iterable[RowBatch]) -> int:
        """Raises DestinationRefused for a table that is not ours or of other types, DestinationTrouble else."""
        check_name(self.name)
        try:
            return self.database.write_now(lambda session: self._written(session, chunk, batches))
        except LedgerBusy as error:
            raise DestinationTrouble(str(error)) from error
        except DBAPIError as error:
            raise DestinationRefused(f"the table {self.name} did not take the rows") from error

    def _written(self, session: Session, chunk: Chunk, batches: Iterable[RowBatch]) -> int:
        held = iter(batches)
        first = next(held, None)
        if first is None:
            self._cleared_of_nothing(session, chunk)
            return 0
        table = ready(session, self.name, first.columns)
        scope = scope_of(chunk)
        if self.revised_at is not None:
            remember(session, self.name, scope, self.revised_at)
        _make_room(session, table, self.mode, scope, first)
        count = sum(_insert(session, table, self.mode, scope, batch) for batch in chain([first], held))
        if self.revised_at is not None:
            forget_unchanged(session, table, first.columns, scope, self.revised_at)
        return count

    def _cleared_of_nothing(self, session: Session, chunk: Chunk) -> None:
        """No rows at all: what was there of the chunk goes, if the mode replaces anything."""
        if self.mode in {WriteMode.INSERT, WriteMode.UPSERT} or not sa.inspect(session.connection()).has_table(
            self.name
        ):
            return
        if self.revised_at is not None:
            remember(session, self.name, scope_of(chunk), self.revised_at)
        _delete(session, found_table(session, self.name), scope_of(chunk))


def _make_room(session: Session, table: sa.Table, mode: WriteMode, scope: Scope, first: RowBatch) -> None:
    if mode is WriteMode.UPSERT:
        return
    if mode is WriteMode.INSERT:
        _delete_written_before(session, table, scope, first)
        return
    if mode is WriteMode.TRUNCATE_INSERT:
        _delete_other_runs(session, table, first)
    _delete(session, table, scope)


def _delete_written_before(session: Session, table: sa.Table, scope: Scope, first: RowBatch) -> None:
    """A piece is written again when its writer died before it was told of: what this very run wrote of it goes."""
    place = position(first.columns, RUN_COLUMN)
    if place is not None:
        _delete(session, table, scope, table.c[RUN_COLUMN] == first.rows[0][place])


def _delete_other_runs(session: Session, table: sa.Table, first: RowBatch) -> None:
    """A run comes in pieces: only what other runs left is taken away, whichever piece is first."""
    place = position(first.columns, RUN_COLUMN)
    if place is None:
        raise DestinationRefused("truncate_insert needs the metadata columns: they tell which run a row is from")
    session.execute(sa.delete(table).where(table.c[RUN_COLUMN].is_distinct_from(first.rows[0][place])))


def _delete(session: Session, table: sa.Table, scope: Scope, *also: sa.ColumnElement[bool]) -> None:
    session.execute(sa.delete(table).where(*within(table, scope), *also))


def _insert(session: Session, table: sa.Table, mode: WriteMode, scope: Scope, batch: RowBatch) -> int:
    if not batch.rows:
        return 0
    names = [column.name for column in batch.columns]
    as_text = session.connection().dialect.name == "sqlite"
    fit = [fitter(column, as_text=as_text) for column in batch.columns]
    rows = [{name: make(value) for name, make, value in zip(names, fit, row, strict=True)} for row in batch.rows]
    doubles = rows if mode is WriteMode.UPSERT else _outside(rows, scope)
    if doubles and mode is not WriteMode.INSERT:
        _delete_keys(session, table, batch.columns, doubles)
    if as_text:
        session.execute(sa.insert(table), rows)
        return len(rows)
    # PostgreSQL's driver asks once a row when it is given many: a statement of many rows is far faster.
    each = max(1, PARAMETERS_MAX // len(names))
    for start in range(0, len(rows), each):
        session.execute(sa.insert(table).values(rows[start : start + each]))
    return len(rows)


def _outside(rows: list[dict[str, Value]], scope: Scope) -> list[dict[str, Value]]:
    """Rows of a week or month that began before the days asked for: clearing those days left them."""
    return [row for row in rows if not scope.covers({DAY_COLUMN: row.get(DAY_COLUMN)})]


def _delete_keys(
    session: Session, table: sa.Table, columns: tuple[RowColumn, ...], rows: list[dict[str, Value]]
) -> None:
    keys = [column.name for column in columns if column.key]
    if not keys:
        raise DestinationRefused("upsert needs columns that tell rows apart; this dataset has none")
    indexed = {AD_ACCOUNT_COLUMN, DAY_COLUMN}
    same = [
        table.c[name] == sa.bindparam(f"key_{name}")
        if name in indexed
        else table.c[name].is_not_distinct_from(sa.bindparam(f"key_{name}"))
        for name in keys
    ]
    bound = [{f"key_{name}": row[name] for name in keys} for row in rows]
    session.connection().execute(sa.delete(table).where(*same), bound)

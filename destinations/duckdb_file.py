"""Ads rows as a table in a DuckDB file: a chunk is one transaction, and the table is only ever extended."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from contracts.ads import AD_ACCOUNT_COLUMN, DAY_COLUMN, Chunk, RowBatch, RowColumn, Value, ValueType, WriteMode
from contracts.ads_scope import (
    METADATA_PREFIX,
    REPLACED_AT_COLUMN,
    REVISIONS_SUFFIX,
    RUN_COLUMN,
    Scope,
    position,
    scope_of,
)
from contracts.ads_tables import TABLE_NAME
from contracts.contract import Instant
from contracts.trouble import DestinationRefused, DestinationTrouble
from destinations.parquet_files import arrow_table

TYPES = {
    ValueType.TEXT: "VARCHAR",
    ValueType.INTEGER: "BIGINT",
    ValueType.DECIMAL: "DECIMAL(38,18)",
    ValueType.DATE: "DATE",
    ValueType.INSTANT: "TIMESTAMP WITH TIME ZONE",
    ValueType.BOOLEAN: "BOOLEAN",
}
INCOMING = "incoming"

Connection = Any  # duckdb.DuckDBPyConnection: loaded by this destination alone
Bound = str | date | list[str]


@dataclass(frozen=True)
class DuckDbFile:
    """The table of one source. Implements `activities.ads_ports.Destination`."""

    path: Path
    table: str
    mode: WriteMode
    revised_at: Instant | None = None
    """When what is restated is replaced; None: nobody wants to know what it said before."""

    def write(self, chunk: Chunk, batches: Iterable[RowBatch]) -> int:
        """Raises DestinationTrouble while another process has the file open, DestinationRefused else."""
        import duckdb  # noqa: PLC0415  50 MB that only this destination needs

        if not TABLE_NAME.fullmatch(self.table):
            raise DestinationRefused(f"{self.table!r} is no name for a table: small letters, digits and _")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(duckdb.connect(self.path)) as connection:
                return self._in_one_transaction(connection, chunk, batches)
        except duckdb.IOException as error:
            raise DestinationTrouble(f"{self.path} could not be opened or written") from error
        except duckdb.Error as error:
            raise DestinationRefused(f"the table {self.table} in {self.path} did not take the rows") from error

    def _in_one_transaction(self, connection: Connection, chunk: Chunk, batches: Iterable[RowBatch]) -> int:
        connection.begin()
        try:
            count = self._written(connection, chunk, batches)
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
        return count

    def _written(self, connection: Connection, chunk: Chunk, batches: Iterable[RowBatch]) -> int:
        held = (batch for batch in batches if batch.rows)
        first, scope = next(held, None), scope_of(chunk)
        if first is None:
            if self.mode not in {WriteMode.INSERT, WriteMode.UPSERT} and self._types(connection):
                self._remember(connection, scope)
                self._delete(connection, scope)
            return 0
        self._prepare(connection, first.columns)
        self._remember(connection, scope)
        self._make_room(connection, scope, first)
        count = sum(self._insert(connection, scope, batch) for batch in chain([first], held))
        self._forget_unchanged(connection, first.columns)
        return count

    @property
    def _revisions(self) -> str:
        return self.table + REVISIONS_SUFFIX

    def _remember(self, connection: Connection, scope: Scope) -> None:
        """Copy what may be replaced, where that is wanted."""
        if self.revised_at is None:
            return
        at = f"SELECT *, to_timestamp(?) AS {REPLACED_AT_COLUMN} FROM {self.table}"  # noqa: S608  checked
        empty = f"CREATE TABLE IF NOT EXISTS {self._revisions} AS {at} LIMIT 0"
        connection.execute(empty, [self.revised_at])
        for name, kind in self._types(connection).items():
            added = f"ADD COLUMN IF NOT EXISTS {_quoted(name)} {kind}"
            connection.execute(f"ALTER TABLE {self._revisions} {added}")
        where, values = self._within(connection, scope)
        copied = f"INSERT INTO {self._revisions} BY NAME {at} WHERE {where}"
        connection.execute(copied, [self.revised_at, *values])

    def _forget_unchanged(self, connection: Connection, columns: tuple[RowColumn, ...]) -> None:
        """Take out the copies of which the same numbers came again."""
        if self.revised_at is None:
            return
        told = [_quoted(one.name) for one in columns if not one.name.startswith(METADATA_PREFIX)]
        same = " AND ".join(f"kept.{name} IS NOT DISTINCT FROM now.{name}" for name in told)
        statement = f"DELETE FROM {self._revisions} AS kept USING {self.table} AS now WHERE {same}"  # noqa: S608
        connection.execute(f"{statement} AND kept.{REPLACED_AT_COLUMN} = to_timestamp(?)", [self.revised_at])

    def _prepare(self, connection: Connection, columns: tuple[RowColumn, ...]) -> None:
        found = self._types(connection)
        if not found:
            spelled = ", ".join(f"{_quoted(column.name)} {TYPES[column.type]}" for column in columns)
            connection.execute(f"CREATE TABLE {self.table} ({spelled})")
            return
        for column in columns:
            kind = found.get(column.name)
            if kind is None:
                added = f"{_quoted(column.name)} {TYPES[column.type]}"
                connection.execute(f"ALTER TABLE {self.table} ADD COLUMN {added}")
            elif kind != TYPES[column.type]:
                raise DestinationRefused(
                    f"the column {column.name} of the table {self.table} is {kind}, not {TYPES[column.type]}"
                )

    def _types(self, connection: Connection) -> dict[str, str]:
        asked = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?"
        return dict(connection.execute(asked, [self.table]).fetchall())

    def _make_room(self, connection: Connection, scope: Scope, first: RowBatch) -> None:
        if self.mode is WriteMode.UPSERT:
            return
        place = position(first.columns, RUN_COLUMN)
        if self.mode is WriteMode.INSERT:
            # A piece is written again when its writer died before it was told of: what this run wrote of it goes.
            if place is not None:
                self._delete(connection, scope, (f"{_quoted(RUN_COLUMN)} = ?", [str(first.rows[0][place])]))
            return
        if self.mode is WriteMode.TRUNCATE_INSERT:
            self._delete_other_runs(connection, first)
        self._delete(connection, scope)

    def _delete_other_runs(self, connection: Connection, first: RowBatch) -> None:
        place = position(first.columns, RUN_COLUMN)
        if place is None:
            raise DestinationRefused(
                "truncate_insert needs the metadata columns: they tell which run a row is from"
            )
        other = f"DELETE FROM {self.table} WHERE {_quoted(RUN_COLUMN)} IS DISTINCT FROM ?"  # noqa: S608  checked
        connection.execute(other, [first.rows[0][place]])

    def _delete(self, connection: Connection, scope: Scope, *also: tuple[str, list[Bound]]) -> None:
        where, values = self._within(connection, scope, *also)
        connection.execute(f"DELETE FROM {self.table} WHERE {where}", values)  # noqa: S608  names were checked

    def _within(
        self, connection: Connection, scope: Scope, *also: tuple[str, list[Bound]]
    ) -> tuple[str, list[Bound]]:
        """The rows that a piece speaks for, and what is bound."""
        held = self._types(connection)
        wanted = list(also)
        if AD_ACCOUNT_COLUMN in held:
            wanted.append((f"{_quoted(AD_ACCOUNT_COLUMN)} = ?", [scope.ad_account_id]))
        if DAY_COLUMN in held:
            wanted.append((f"{_quoted(DAY_COLUMN)} BETWEEN ? AND ?", [scope.first, scope.last]))
        wanted += [
            (f"{_quoted(name)} IN (SELECT unnest(?::VARCHAR[]))", [sorted(values)])
            for name, values in scope.only.items()
            if name in held
        ]
        where = " AND ".join(condition for condition, _ in wanted) or "true"
        return where, [value for _, bound in wanted for value in bound]

    def _insert(self, connection: Connection, scope: Scope, batch: RowBatch) -> int:
        connection.register(INCOMING, arrow_table(batch.columns, batch.rows))
        day = position(batch.columns, DAY_COLUMN)
        if self.mode is WriteMode.UPSERT or (
            self.mode is not WriteMode.INSERT and _begins_before(batch, day, scope)
        ):
            self._delete_keys(connection, batch.columns, scope)
        connection.execute(f"INSERT INTO {self.table} BY NAME SELECT * FROM {INCOMING}")  # noqa: S608  checked
        connection.unregister(INCOMING)
        return len(batch.rows)

    def _delete_keys(self, connection: Connection, columns: tuple[RowColumn, ...], scope: Scope) -> None:
        """Rows with a key that comes now; of a week or month that began before the days asked for, just those."""
        keys = [_quoted(column.name) for column in columns if column.key]
        if not keys:
            raise DestinationRefused("upsert needs columns that tell rows apart; this dataset has none")
        same = " AND ".join(f"held.{key} IS NOT DISTINCT FROM {INCOMING}.{key}" for key in keys)
        values: list[Value] = []
        if self.mode is not WriteMode.UPSERT:
            same += f" AND {INCOMING}.{_quoted(DAY_COLUMN)} < ?"
            values.append(scope.first)
        statement = f"DELETE FROM {self.table} AS held USING {INCOMING} WHERE {same}"  # noqa: S608  checked
        connection.execute(statement, values)


def _begins_before(batch: RowBatch, day: int | None, scope: Scope) -> bool:
    return day is not None and any(str(row[day]) < scope.first.isoformat() for row in batch.rows)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

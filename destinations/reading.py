"""Rows of ads data read back from files and DuckDB: some columns of some days, a batch at a time."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any

from contracts.ads import AD_ACCOUNT_COLUMN, DAY_COLUMN
from contracts.ads_rows import KeptRow, RowsAsked
from contracts.trouble import DestinationTrouble
from destinations.duckdb_file import DuckDbFile
from destinations.folder import Folder
from destinations.versions import Versions

READ_ROWS = 10_000
"""Rows in hand at once."""


def read_back(place: DuckDbFile | Folder, asked: RowsAsked) -> Iterator[KeptRow]:
    """The rows with the columns asked for, in their order; None where a row has none. Nothing written yet: none.

    Raises DestinationTrouble when what is there cannot be read.
    """
    if isinstance(place, DuckDbFile):
        return _from_duckdb(place, asked)
    return _from_folder(place, asked)


def _from_folder(place: Folder, asked: RowsAsked) -> Iterator[KeptRow]:
    current = Versions(place.root).current
    account = None if current is None else current / f"ad_account={asked.ad_account_id}"
    if account is None or not account.is_dir():
        return
    read = _READERS[place.form.suffix]
    for path in sorted(account.rglob(f"*{place.form.suffix}")):
        day = path.parent.name.partition("=")[2]
        if asked.first.isoformat() <= day <= asked.last.isoformat():
            try:
                yield from read(path, asked.columns)
            except (OSError, ValueError) as error:
                raise DestinationTrouble(f"{path} could not be read") from error


def _rows_of_parquet(path: Path, columns: Sequence[str]) -> Iterator[KeptRow]:
    from pyarrow import parquet  # type: ignore[import-untyped]  # noqa: PLC0415  50 MB that only ads rows need

    with parquet.ParquetFile(path) as source:
        held = [name for name in columns if name in source.schema_arrow.names]
        for batch in source.iter_batches(batch_size=READ_ROWS, columns=held):
            lists = {name: batch.column(name).to_pylist() for name in held}
            yield from zip(*(lists.get(name) or [None] * batch.num_rows for name in columns), strict=True)


def _rows_of_csv(path: Path, columns: Sequence[str]) -> Iterator[KeptRow]:
    with path.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            yield tuple(row.get(name) or None for name in columns)


def _rows_of_json(path: Path, columns: Sequence[str]) -> Iterator[KeptRow]:
    with path.open(encoding="utf-8") as source:
        for line in source:
            row = json.loads(line)
            yield tuple(row.get(name) for name in columns)


_READERS: Mapping[str, Callable[[Path, Sequence[str]], Iterator[KeptRow]]] = MappingProxyType(
    {".parquet": _rows_of_parquet, ".csv": _rows_of_csv, ".jsonl": _rows_of_json}
)


def _from_duckdb(place: DuckDbFile, asked: RowsAsked) -> Iterator[KeptRow]:
    import duckdb  # noqa: PLC0415  50 MB that only this destination needs

    if not place.path.is_file():
        return
    try:
        with closing(duckdb.connect(place.path, read_only=True)) as connection:
            yield from _duckdb_rows(connection, place.table, asked)
    except duckdb.Error as error:
        raise DestinationTrouble(f"{place.path} could not be read") from error


def _duckdb_rows(connection: Any, table: str, asked: RowsAsked) -> Iterator[KeptRow]:  # DuckDB is loaded lazily
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = ?", [table]
    ).fetchall()
    held = {str(name) for (name,) in found}
    if not held:
        return
    chosen = ", ".join(f'"{name}"' if name in held else "NULL" for name in asked.columns)
    where = f'"{AD_ACCOUNT_COLUMN}" = ? AND "{DAY_COLUMN}" BETWEEN ? AND ?'
    query = f"SELECT {chosen} FROM {table} WHERE {where}"  # noqa: S608  columns are of the catalogue, the table's name was made by us
    cursor = connection.execute(query, [asked.ad_account_id, asked.first, asked.last])
    while rows := cursor.fetchmany(READ_ROWS):
        yield from rows

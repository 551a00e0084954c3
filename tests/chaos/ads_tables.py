"""What stands at each destination of ads data, read by somebody else than who wrote it."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow.dataset as ds  # type: ignore[import-untyped]  # pyarrow has no types
import sqlalchemy as sa

from contracts.ads import DestinationKind
from starter.ads_destinations import TABLES_FILE
from store.server_address import is_postgresql

COLUMNS = ("SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION", "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR")
KEY = ("DATE", "AD_ID")
PICKED = ", ".join(f'"{name}"' for name in (*KEY, *COLUMNS))

Row = tuple[Any, ...]  # Any: as the destination gives them
Numbers = dict[tuple[str, str], tuple[int, ...]]


def in_database(folder: Path, source: str, ledger_url: str) -> Iterator[Row]:
    url = ledger_url if is_postgresql(ledger_url) else f"sqlite:///{folder / TABLES_FILE}"
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+pg8000://"))
    with engine.connect() as connection:
        table = f"ads_data_{source.replace('-', '_')}"
        yield from map(tuple, connection.execute(sa.text(f"SELECT {PICKED} FROM {table}")))  # noqa: S608
    engine.dispose()


def in_duckdb(folder: Path, source: str, _: str) -> Iterator[Row]:
    with duckdb.connect(folder / "ads.duckdb") as connection:
        yield from connection.execute(f"SELECT {PICKED} FROM ads_{source.replace('-', '_')}").fetchall()  # noqa: S608


def in_parquet(folder: Path, source: str, _: str) -> Iterator[Row]:
    table = ds.dataset(folder / source / "current").to_table(columns=[*KEY, *COLUMNS])
    yield from (tuple(row.values()) for row in table.to_pylist())


def in_csv(folder: Path, source: str, _: str) -> Iterator[Row]:
    for path in (folder / source / "current").resolve().rglob("*.csv"):
        with path.open(newline="") as file:
            yield from (tuple(row[name] for name in (*KEY, *COLUMNS)) for row in csv.DictReader(file))


def in_jsonl(folder: Path, source: str, _: str) -> Iterator[Row]:
    for path in (folder / source / "current").resolve().rglob("*.jsonl"):
        rows = map(json.loads, path.read_text().splitlines())
        yield from (tuple(row.get(name) for name in (*KEY, *COLUMNS)) for row in rows)


READERS: Mapping[DestinationKind, Callable[[Path, str, str], Iterator[Row]]] = MappingProxyType(
    {
        DestinationKind.DATABASE: in_database,
        DestinationKind.DUCKDB: in_duckdb,
        DestinationKind.PARQUET: in_parquet,
        DestinationKind.CSV: in_csv,
        DestinationKind.JSONL: in_jsonl,
    }
)


def numbers_at(kind: DestinationKind, folder: Path, source: str, ledger_url: str) -> Numbers:
    """Of each day and ad. Raises AssertionError for a row that is there twice."""
    found: Numbers = {}
    for day, ad, *numbers in READERS[kind](folder, source, ledger_url):
        assert (str(day), ad) not in found, f"{ad} is there twice on {day}"
        found[(str(day), ad)] = tuple(int(number or 0) for number in numbers)
    return found

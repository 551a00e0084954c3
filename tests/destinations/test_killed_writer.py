"""A writer that is killed leaves what was there, in every destination; the next one writes as if nothing was."""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pyarrow.dataset as ds  # type: ignore[import-untyped]  # pyarrow has no types
import pytest
import sqlalchemy as sa

from contracts.ads import DestinationKind
from destinations.versions import Versions
from starter.ads_destinations import TABLES_FILE, AdsDestinations
from tests.destinations.killed import a_spec
from tests.destinations.rows import batches, chunk, rows

ROOT = Path(__file__).parents[2]


def in_files(suffix: str) -> Callable[[Path], int]:
    def lines(folder: Path) -> int:
        current = Versions(folder / "shop-daily").current
        assert current is not None
        return sum(path.read_text().count("394205773611545") for path in current.rglob(f"*{suffix}"))

    return lines


def in_table(folder: Path) -> int:
    engine = sa.create_engine(f"sqlite:///{folder / TABLES_FILE}")
    with engine.connect() as connection:
        table = sa.Table("ads_data_shop_daily", sa.MetaData(), autoload_with=connection)
        seen = sa.select(sa.func.count()).select_from(table).where(table.c["IMPRESSION_1"] == 5)
        found = connection.execute(seen).scalar_one()
    engine.dispose()
    return int(found)


def in_duckdb(folder: Path) -> int:
    with duckdb.connect(folder / "ads.duckdb") as connection:
        (found,) = connection.execute("SELECT count(*) FROM ads_shop_daily WHERE IMPRESSION_1 = 5").fetchall()
    return int(found[0])


def in_parquet(folder: Path) -> int:
    found: int = ds.dataset(folder / "shop-daily" / "current").count_rows()
    return found


READERS = {
    DestinationKind.DATABASE: in_table,
    DestinationKind.DUCKDB: in_duckdb,
    DestinationKind.PARQUET: in_parquet,
    DestinationKind.CSV: in_files(".csv"),
    DestinationKind.JSONL: in_files(".jsonl"),
}


@pytest.fixture
def destinations(tmp_path: Path) -> Iterator[AdsDestinations]:
    with AdsDestinations.open(f"sqlite:///{tmp_path}/ledger.db", tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("kind", list(READERS))
async def test_a_killed_writer_leaves_what_was_there(
    kind: DestinationKind, tmp_path: Path, destinations: AdsDestinations
) -> None:
    destinations.of(a_spec(kind)).write(chunk(), batches(*rows(2, 3)))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.destinations.killed", kind, tmp_path, cwd=ROOT
    )
    assert await process.wait() == -signal.SIGKILL
    assert READERS[kind](tmp_path) == 6
    assert destinations.of(a_spec(kind)).write(chunk(), batches(*rows(1, 3))) == 3
    assert READERS[kind](tmp_path) == 3

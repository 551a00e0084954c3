"""Whoever reads ads data is killed in the middle of a piece, and between the rows and the ledger: the destination
equals the truth all the same, with nothing twice, and every day has its word.
"""

import asyncio
import signal
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from ads.settling import days_between
from contracts.ads import AdsSourceSpec, DatasetKey, DestinationKind, DestinationSpec, WriteMode
from contracts.names import AccountKey
from simulator.running import RunningSimulator
from store.accounts import SqlAccounts
from store.ads_coverage import SqlAdsCoverage
from store.ads_sources import SqlAdsSources
from store.database import Database
from store.schema import upgrade
from tests.chaos.ads_deaths import Moment, Reaper
from tests.chaos.ads_tables import COLUMNS, Numbers, numbers_at
from tests.postgres import PostgresServer

pytestmark = pytest.mark.chaos

ROOT = Path(__file__).parents[2]
ACCOUNT = AccountKey("demo")
SOURCE = "shop-ads"
DAYS = 120
SHAPE = {"account": "demo", "campaigns": 6, "ad_groups": 2, "ads": 5}
"""Some thousand rows a piece: more than two batches."""
SQLITE, POSTGRESQL = "sqlite", "postgresql"

PLACES = [
    *((SQLITE, kind, WriteMode.DELETE_INSERT) for kind in DestinationKind),
    (POSTGRESQL, DestinationKind.DATABASE, WriteMode.DELETE_INSERT),
    (SQLITE, DestinationKind.PARQUET, WriteMode.INSERT),
]


@pytest.mark.parametrize(("ledger", "kind", "mode"), PLACES)
async def test_a_reader_killed_in_a_piece_and_after_it_doubles_and_loses_nothing(
    ledger: str, kind: DestinationKind, mode: WriteMode, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Each process goes on where the one before it was killed, as a worker does whom Temporal gives the piece."""
    url = f"sqlite:///{tmp_path}/ledger.db"
    if ledger == POSTGRESQL:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.url(server.new_database())
    today = datetime.now(UTC).date()
    first, last = today - timedelta(days=DAYS), today - timedelta(days=1)
    async with RunningSimulator() as simulator, httpx.AsyncClient(base_url=simulator.url, timeout=60.0) as http:
        ad_account = await begun(http, url, first, kind, mode)
        Reaper(tmp_path / "deaths").expect(*Moment)
        ends = [await extracted(url, tmp_path, simulator.url) for _ in (*Moment, "the end")]
        truth = await truth_of(http, ad_account, first, last)
    assert ends == [-signal.SIGKILL, -signal.SIGKILL, 0]
    assert len(truth) > 4_000
    assert numbers_at(kind, tmp_path / "ads", SOURCE, url) == truth
    database = Database.open(url)
    days = await SqlAdsCoverage(database).days(SOURCE, first, last)
    database.close()
    assert [day.day for day in days] == days_between(first, last)
    assert sum(day.rows for day in days) == len(truth)


async def begun(http: httpx.AsyncClient, url: str, first: date, kind: DestinationKind, mode: WriteMode) -> str:
    """An ad account at the simulator, and a source of it in a fresh ledger."""
    began = (first - timedelta(days=5)).isoformat()
    shaped = (await http.post("/_simulator/ads", json={**SHAPE, "first_date": began})).raise_for_status().json()
    await http.post("/_simulator/faults", json={"rules": [{"match": {}, "effect": {"processing_delay": 0}}]})
    database = Database.open(url)
    await asyncio.to_thread(upgrade, database)
    await SqlAccounts(database).add(ACCOUNT, "sealed", time.time())
    spec = AdsSourceSpec(
        key=SOURCE,
        account=ACCOUNT,
        ad_account_id=shaped["ad_account"],
        dataset=DatasetKey.AD,
        columns=COLUMNS,
        first_day=first,
        destination=DestinationSpec(kind=kind),
        write_mode=mode,
    )
    assert await SqlAdsSources(database).add(spec, time.time())
    database.close()
    return str(shaped["ad_account"])


async def extracted(url: str, folder: Path, simulator: str) -> int:
    """How one reader ended."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.chaos.ads_extractor", url, folder, simulator, SOURCE),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()


async def truth_of(http: httpx.AsyncClient, ad_account: str, first: date, last: date) -> Numbers:
    asked: dict[str, Any] = {"ad_account": ad_account, "level": "PIN_PROMOTION", "columns": ",".join(COLUMNS)}
    told = await http.get("/_simulator/ads/truth", params={**asked, "from": str(first), "to": str(last)})
    rows = told.raise_for_status().json()["rows"]
    return {(row["date"], row["id"]): tuple(int(row.get(name) or 0) for name in COLUMNS) for row in rows}

"""What was written is read back from every kind of destination: the same rows, some columns, some days."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from activities.ads_ports import Destination
from contracts.ads import (
    AdsSourceSpec,
    Chunk,
    DatasetKey,
    DestinationKind,
    DestinationSpec,
    RowBatch,
    RowColumn,
    ValueType,
)
from contracts.ads_rows import KeptRow, RowsAsked
from contracts.trouble import DestinationRefused, DestinationTrouble
from destinations.duckdb_file import DuckDbFile
from destinations.folder import Folder
from destinations.reading import read_back
from starter.ads_destinations import AdsDestinations
from store.ads_table_rows import read_table
from store.ads_tables import AdsTable

ACCOUNT = "549755885175"
COLUMNS = (
    RowColumn("AD_ACCOUNT_ID", ValueType.TEXT, key=True),
    RowColumn("DATE", ValueType.DATE, key=True),
    RowColumn("AD_ID", ValueType.TEXT, key=True),
    RowColumn("SPEND_IN_MICRO_DOLLAR", ValueType.INTEGER),
    RowColumn("SPEND_IN_CURRENCY", ValueType.DECIMAL),
)
DAYS = [date(2026, 11, day) for day in (1, 2, 3)]
ROWS = tuple(
    (ACCOUNT, day, ad, number * 10**12 + 7, Decimal(number) / 8)
    for number, (day, ad) in enumerate((day, ad) for day in DAYS for ad in ("1", "394205773611545468"))
)
ASKED = ("DATE", "AD_ID", "SPEND_IN_MICRO_DOLLAR", "SPEND_IN_CURRENCY", "NOT_KEPT")

Place = Destination
CHUNK = Chunk(ad_account_id=ACCOUNT, dataset=DatasetKey.AD, first=DAYS[0], last=DAYS[-1])


@pytest.fixture(params=list(DestinationKind))
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A destination of each kind, into which nothing was written."""
    spec = AdsSourceSpec(
        key="shop-ads",
        account="demo",
        ad_account_id=ACCOUNT,
        dataset=DatasetKey.AD,
        destination=DestinationSpec(kind=request.param),
    )
    with AdsDestinations.open(f"sqlite:///{tmp_path}/ledger.db", tmp_path / "ads") as destinations:
        yield destinations.of(spec)


@pytest.fixture
def place(empty: Place) -> Place:
    """One with rows."""
    assert empty.write(CHUNK, [RowBatch(COLUMNS, ROWS)]) == len(ROWS)
    return empty


def read(place: Place, asked: RowsAsked) -> list[KeptRow]:
    if isinstance(place, AdsTable):
        return list(read_table(place, asked))
    assert isinstance(place, DuckDbFile | Folder)
    return list(read_back(place, asked))


def plain(row: KeptRow) -> tuple[str, str, int, Decimal, object]:
    day, ad, micro, units, missing = row
    return str(day)[:10], str(ad), int(str(micro)), Decimal(str(units)), missing


def test_the_rows_come_back_exact(place: Place) -> None:
    found = sorted(map(plain, read(place, RowsAsked(ACCOUNT, DAYS[0], DAYS[-1], ASKED))))
    assert found == sorted((str(day), ad, micro, units, None) for _, day, ad, micro, units in ROWS)


def test_only_the_days_asked_for_come_back(place: Place) -> None:
    found = [plain(row)[0] for row in read(place, RowsAsked(ACCOUNT, DAYS[1], DAYS[1], ASKED))]
    assert found == [str(DAYS[1])] * 2


def test_another_ad_account_has_none(place: Place) -> None:
    assert (read(place, RowsAsked("1", DAYS[0], DAYS[-1], ASKED))) == []


def test_before_anything_was_written_there_is_nothing(empty: Place) -> None:
    assert (read(empty, RowsAsked(ACCOUNT, DAYS[0], DAYS[-1], ASKED))) == []


def test_a_table_without_days_or_that_cannot_be_read_is_told_in_words(tmp_path: Path) -> None:
    spec = AdsSourceSpec(key="shop-ads", account="demo", ad_account_id=ACCOUNT, dataset=DatasetKey.AD)
    asked = RowsAsked(ACCOUNT, DAYS[0], DAYS[-1], ASKED)
    with AdsDestinations.open(f"sqlite:///{tmp_path}/ledger.db", tmp_path / "ads") as destinations:
        place = destinations.of(spec)
        assert isinstance(place, AdsTable)
        with place.database.engine.begin() as connection:
            connection.exec_driver_sql(f'CREATE TABLE {place.name} ("AD_ACCOUNT_ID" TEXT)')
        with pytest.raises(DestinationRefused, match="has no column DATE"):
            list(read_table(place, asked))
        with place.database.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP TABLE {place.name}")
            connection.exec_driver_sql(f'CREATE VIEW {place.name} AS SELECT "DATE" FROM gone')  # noqa: S608 - our own name
        with pytest.raises(DestinationTrouble):
            list(read_table(place, asked))

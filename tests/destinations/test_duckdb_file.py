"""Rows in a DuckDB file: the same promises as every other destination's."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from contracts.ads import (
    AdsSourceSpec,
    DatasetKey,
    DestinationKind,
    DestinationSpec,
    RowColumn,
    ValueType,
    WriteMode,
)
from contracts.trouble import DestinationRefused
from destinations.duckdb_file import DuckDbFile
from destinations.folder import Folder
from destinations.opening import destination_in_files
from tests.destinations.rows import AD, COLUMNS, SPEND, ReportCutOff, batches, breaking_off, chunk, row, rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ads" / "shop.duckdb"


def a_table(path: Path, mode: WriteMode = WriteMode.DELETE_INSERT) -> DuckDbFile:
    return DuckDbFile(path, "ads_shop", mode)


def held(path: Path, columns: str = "AD_ID, DATE, IMPRESSION_1") -> list[tuple[Any, ...]]:  # values of the columns
    with duckdb.connect(path) as connection:
        return sorted(connection.execute(f"SELECT {columns} FROM ads_shop").fetchall())  # noqa: S608  our own words


def test_rows_are_there_exactly_as_they_came(path: Path) -> None:
    assert a_table(path).write(chunk(), batches(*rows(2, 3))) == 6
    found = held(path, "AD_ID, SPEND_IN_DOLLAR, epoch(PINFLOW_EXTRACTED_AT)")
    assert {ad for ad, _, _ in found} == {str(AD), str(AD + 1)}
    assert {(spend, at) for _, spend, at in found} == {(SPEND, 1763856000.5)}


def test_written_again_they_are_there_once_and_what_became_zero_is_gone(path: Path) -> None:
    for _ in range(2):
        a_table(path).write(chunk(), batches(*rows(2, 3)))
    assert len(held(path)) == 6
    a_table(path).write(chunk(), batches(*rows(1, 3, seen=7)))
    assert {(ad, seen) for ad, _, seen in held(path)} == {(str(AD), 7)}
    assert a_table(path).write(chunk(days=2), []) == 0
    assert len(held(path)) == 1


def test_other_days_accounts_and_ids_stay(path: Path) -> None:
    a_table(path).write(chunk(), batches(*rows(2, 3), row(account="7")))
    a_table(path).write(chunk(days=1, ads=(1,)), batches(row(1, seen=9)))
    assert len(held(path)) == 7


def test_a_chunk_that_breaks_off_changes_nothing(path: Path) -> None:
    a_table(path).write(chunk(), batches(*rows(2, 3)))
    before = held(path)
    with pytest.raises(ReportCutOff):
        a_table(path).write(chunk(), breaking_off(*rows(2, 3, seen=9)))
    assert held(path) == before


def test_insert_adds_and_upsert_replaces_by_key(path: Path) -> None:
    a_table(path, WriteMode.INSERT).write(chunk(), batches(*rows(1, 3)))
    a_table(path, WriteMode.UPSERT).write(chunk(), batches(row(0, 1, seen=8), row(5, 1)))
    assert sorted(seen for _, _, seen in held(path)) == [5, 5, 5, 8]
    a_table(path, WriteMode.INSERT).write(chunk(), batches(*rows(1, 3, run="run-2")))
    assert len(held(path)) == 7


def test_insert_writes_a_piece_again_whose_writer_died(path: Path) -> None:
    """It was written and not told of, so the same run writes it again: it is there once, and others stay."""
    for run in ("run-1", "run-2", "run-2"):
        a_table(path, WriteMode.INSERT).write(chunk(), batches(*rows(2, 3, run=run)))
    a_table(path, WriteMode.INSERT).write(chunk(days=1, ads=(1,)), batches(row(1, seen=9, run="run-2")))
    assert len(held(path)) == 12
    assert sorted(seen for _, _, seen in held(path)) == [*[5] * 11, 9]


def test_truncate_insert_keeps_what_the_same_run_wrote(path: Path) -> None:
    table = a_table(path, WriteMode.TRUNCATE_INSERT)
    table.write(chunk(), batches(*rows(2, 3)))
    table.write(chunk(days=1), batches(row(4, 0, run="run-2")))
    table.write(chunk(days=1, ads=(3,)), batches(row(3, 0, run="run-2")))
    assert {ad for ad, _, _ in held(path)} == {str(AD + 3), str(AD + 4)}


def test_a_week_that_began_before_the_days_asked_for_is_there_once(path: Path) -> None:
    for _ in range(2):
        a_table(path).write(chunk(), batches(row(0, -2), row(0, 1)))
    assert len(held(path)) == 2


def test_columns_are_added_and_never_changed(path: Path) -> None:
    a_table(path).write(chunk(days=1), batches(*rows(1, 1)))
    more = (*COLUMNS, RowColumn("CTR", ValueType.DECIMAL))
    a_table(path, WriteMode.INSERT).write(
        chunk(), batches((*row(0, 1, run="run-2"), Decimal("0.25")), columns=more)
    )
    assert {ctr for (ctr,) in held(path, "coalesce(CTR, 0)")} == {Decimal(0), Decimal("0.25")}
    other = tuple(replace(each, type=ValueType.TEXT) if each.name == "IMPRESSION_1" else each for each in COLUMNS)
    with pytest.raises(DestinationRefused, match="IMPRESSION_1"):
        a_table(path).write(chunk(), batches(row(), columns=other))
    assert len(held(path)) == 2


def test_a_source_finds_its_place(tmp_path: Path) -> None:
    def place(kind: DestinationKind, target: str = "") -> DuckDbFile | Folder:
        spec = AdsSourceSpec(
            key="shop-daily",
            account="shop",
            ad_account_id="5",
            dataset=DatasetKey.AD,
            destination=DestinationSpec(kind=kind, target=target),
        )
        return destination_in_files(spec, tmp_path)

    found = place(DestinationKind.DUCKDB)
    assert isinstance(found, DuckDbFile)
    assert (found.path, found.table) == (tmp_path / "ads.duckdb", "ads_shop_daily")
    parquet, csv = place(DestinationKind.PARQUET), place(DestinationKind.CSV, "export")
    assert isinstance(parquet, Folder)
    assert isinstance(csv, Folder)
    assert (parquet.root, csv.root) == (tmp_path / "shop-daily", tmp_path / "export" / "shop-daily")
    with pytest.raises(DestinationRefused):
        place(DestinationKind.DATABASE)


def revised(path: Path, at: float) -> DuckDbFile:
    return DuckDbFile(path, "ads_shop", WriteMode.DELETE_INSERT, at)


def test_what_restated_and_gone_rows_said_before_is_kept_and_nothing_of_the_others(path: Path) -> None:
    revised(path, 1.0).write(chunk(), batches(row(0), row(1), row(2)))
    revised(path, 2.0).write(chunk(), batches(row(0, seen=7, run="run-2"), row(1, run="run-2")))
    revised(path, 2.0).write(chunk(), batches(row(0, seen=7, run="run-2"), row(1, run="run-2")))
    revised(path, 3.0).write(chunk(), [])
    with duckdb.connect(path) as connection:
        asked = "SELECT AD_ID, IMPRESSION_1, PINFLOW_RUN, epoch(PINFLOW_REPLACED_AT) FROM ads_shop_revisions"
        found = sorted(connection.execute(asked).fetchall())
    assert found == [
        (str(AD), 5, "run-1", 2.0),
        (str(AD), 7, "run-2", 3.0),
        (str(AD + 1), 5, "run-2", 3.0),
        (str(AD + 2), 5, "run-1", 2.0),
    ]

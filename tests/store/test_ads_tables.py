"""Ads rows in a table: whole or not at all, exact, and the table only ever grows."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.ads import RowColumn, ValueType, WriteMode
from contracts.ads_tables import OWN_TABLES, table_name
from contracts.trouble import DestinationRefused
from store.ads_tables import AdsTable
from store.database import Database
from store.tables.every import METADATA
from tests.destinations.rows import AD, COLUMNS, SPEND, ReportCutOff, batches, breaking_off, chunk, row, rows

NAME = "ads_data_shop"


@pytest.fixture
def place(url: str) -> Iterator[Database]:
    database = Database.open(url)
    yield database
    database.close()


def a_table(place: Database, mode: WriteMode = WriteMode.DELETE_INSERT) -> AdsTable:
    return AdsTable(place, NAME, mode)


def held(place: Database, *columns: str, table: str = NAME) -> list[tuple[Any, ...]]:  # Any: the columns' values
    found_table = sa.Table(table, sa.MetaData(), autoload_with=place.engine)
    wanted = sa.select(*(found_table.c[name] for name in columns or ("AD_ID", "DATE", "IMPRESSION_1")))
    with place.engine.connect() as connection:
        return sorted(tuple(found) for found in connection.execute(wanted))


def test_rows_are_there_exactly_as_they_came(place: Database) -> None:
    assert a_table(place).write(chunk(), batches(*rows(2, 3))) == 6
    found = held(place, "AD_ID", "SPEND_IN_DOLLAR", "IMPRESSION_1")
    assert {ad for ad, _, _ in found} == {str(AD), str(AD + 1)}
    assert {Decimal(str(spend)) for _, spend, _ in found} == {SPEND}


def test_written_again_they_are_there_once(place: Database) -> None:
    for _ in range(2):
        a_table(place).write(chunk(), batches(*rows(2, 3)))
    assert len(held(place)) == 6


def test_a_row_that_became_zero_is_gone(place: Database) -> None:
    a_table(place).write(chunk(), batches(*rows(2, 3)))
    a_table(place).write(chunk(), batches(*rows(1, 3, seen=7)))
    assert {(ad, seen) for ad, _, seen in held(place)} == {(str(AD), 7)}


def test_no_rows_at_all_take_away_what_was_there(place: Database) -> None:
    a_table(place).write(chunk(), batches(*rows(2, 3)))
    assert a_table(place).write(chunk(days=2), []) == 0
    assert len(held(place)) == 2


def test_other_days_accounts_and_ids_stay(place: Database) -> None:
    a_table(place).write(chunk(), batches(*rows(2, 3), row(account="7")))
    a_table(place).write(chunk(days=1, ads=(1,)), batches(row(1, seen=9)))
    assert len(held(place)) == 7
    assert [seen for ad, day, seen in held(place) if seen == 9] == [9]


def test_a_chunk_that_breaks_off_changes_nothing(place: Database) -> None:
    a_table(place).write(chunk(), batches(*rows(2, 3)))
    before = held(place)
    with pytest.raises(ReportCutOff):
        a_table(place).write(chunk(), breaking_off(*rows(2, 3, seen=9)))
    assert held(place) == before


def test_insert_adds_and_upsert_replaces_by_key(place: Database) -> None:
    a_table(place, WriteMode.INSERT).write(chunk(), batches(*rows(1, 3)))
    a_table(place, WriteMode.UPSERT).write(chunk(), batches(row(0, 1, seen=8), row(5, 1)))
    assert sorted(seen for _, _, seen in held(place)) == [5, 5, 5, 8]
    a_table(place, WriteMode.INSERT).write(chunk(), batches(*rows(1, 3, run="run-2")))
    assert len(held(place)) == 7


def test_insert_writes_a_piece_again_whose_writer_died(place: Database) -> None:
    """It was written and not told of, so the same run writes it again: it is there once, and others stay."""
    for run in ("run-1", "run-2", "run-2"):
        a_table(place, WriteMode.INSERT).write(chunk(), batches(*rows(2, 3, run=run)))
    a_table(place, WriteMode.INSERT).write(chunk(days=1, ads=(1,)), batches(row(1, seen=9, run="run-2")))
    assert len(held(place)) == 12
    assert sorted(seen for _, _, seen in held(place)) == [*[5] * 11, 9]


def test_truncate_insert_keeps_what_the_same_run_wrote(place: Database) -> None:
    table = a_table(place, WriteMode.TRUNCATE_INSERT)
    table.write(chunk(), batches(*rows(2, 3)))
    table.write(chunk(days=1), batches(row(0, 0, run="run-2")))
    table.write(chunk(), batches(row(3, 2, run="run-2")))
    assert {ad for ad, _, _ in held(place)} == {str(AD + 3)}


def test_a_week_that_began_before_the_days_asked_for_is_there_once(place: Database) -> None:
    for _ in range(2):
        a_table(place).write(chunk(), batches(row(0, -2), row(0, 1)))
    assert len(held(place)) == 2


def test_a_new_column_is_added_and_a_missing_one_is_empty(place: Database) -> None:
    a_table(place).write(chunk(), batches(*rows(1, 1)))
    more = (*COLUMNS, RowColumn("CTR", ValueType.DECIMAL))
    a_table(place).write(chunk(days=2), batches((*row(0, 1), Decimal("0.25")), columns=more))
    assert [Decimal(str(ctr)) for (ctr,) in held(place, "CTR")] == [Decimal("0.25")]
    a_table(place).write(chunk(days=1), batches(row()))
    assert len(held(place)) == 2


def test_a_column_of_another_type_is_refused(place: Database) -> None:
    a_table(place).write(chunk(), batches(*rows(1, 1)))
    other = tuple(
        replace(each, type=ValueType.BOOLEAN) if each.name == "IMPRESSION_1" else each for each in COLUMNS
    )
    with pytest.raises(DestinationRefused, match="IMPRESSION_1"):
        a_table(place).write(chunk(), batches(row(), columns=other))
    assert len(held(place)) == 1


@pytest.mark.parametrize("name", ["accounts; DROP TABLE x", "Accounts", "", "alembic_version", "intents"])
def test_a_name_that_is_none_or_the_ledgers_own_is_refused(place: Database, name: str) -> None:
    with pytest.raises(DestinationRefused):
        AdsTable(place, name, WriteMode.INSERT).write(chunk(), batches(row()))


def test_the_ledgers_own_tables_are_all_known_by_name() -> None:
    """Rules, which know no database, refuse them before a report is paid for."""
    assert {*METADATA.tables, "alembic_version"} == OWN_TABLES


def test_a_source_names_its_table(place: Database) -> None:
    assert table_name("shop-daily", "") == "ads_data_shop_daily"
    assert table_name("shop-daily", "spend") == "spend"


def revised(place: Database, at: float, mode: WriteMode = WriteMode.DELETE_INSERT) -> AdsTable:
    return AdsTable(place, NAME, mode, at)


def revisions(place: Database) -> list[tuple[Any, ...]]:  # Any: values of the columns
    return held(place, "AD_ID", "IMPRESSION_1", "PINFLOW_RUN", "PINFLOW_REPLACED_AT", table=f"{NAME}_revisions")


@pytest.mark.parametrize("mode", [WriteMode.DELETE_INSERT, WriteMode.UPSERT])
def test_what_a_restated_row_said_before_is_kept(place: Database, mode: WriteMode) -> None:
    """And nothing of the row beside it, which said the same again."""
    revised(place, 1.0, mode).write(chunk(), batches(row(0, seen=5), row(1, seen=5)))
    revised(place, 2.0, mode).write(chunk(), batches(row(0, seen=7, run="run-2"), row(1, seen=5, run="run-2")))
    revised(place, 3.0, mode).write(chunk(), batches(row(0, seen=8, run="run-3"), row(1, seen=5, run="run-3")))
    assert revisions(place) == [(str(AD), 5, "run-1", 2.0), (str(AD), 7, "run-2", 3.0)]
    assert held(place, "AD_ID", "IMPRESSION_1") == [(str(AD), 8), (str(AD + 1), 5)]


def test_a_row_that_became_zero_is_kept_as_it_was(place: Database) -> None:
    revised(place, 1.0).write(chunk(), batches(row(0), row(1)))
    revised(place, 2.0).write(chunk(), batches(row(1)))
    assert revisions(place) == [(str(AD), 5, "run-1", 2.0)]
    revised(place, 3.0).write(chunk(), [])
    assert revisions(place)[1:] == [(str(AD + 1), 5, "run-1", 3.0)]
    assert held(place) == []


def test_read_again_without_change_nothing_is_added(place: Database) -> None:
    """Nor by a piece that is written twice, or by one of other ads of the same days."""
    for at in (1.0, 2.0, 2.0):
        revised(place, at).write(chunk(), batches(*rows(2, 3, run=f"run-{at}")))
    revised(place, 3.0).write(chunk(ads=(1,)), batches(row(1, 0, run="run-4"), row(1, 1), row(1, 2)))
    assert revisions(place) == []


def test_a_write_that_breaks_off_leaves_no_revision(place: Database) -> None:
    revised(place, 1.0).write(chunk(), batches(*rows(1, 3)))
    with pytest.raises(ReportCutOff):
        revised(place, 2.0).write(chunk(), breaking_off(row(0, seen=9)))
    revised(place, 3.0).write(chunk(), batches(*rows(1, 3)))
    assert revisions(place) == []


def test_a_new_column_comes_to_the_revisions_too(place: Database) -> None:
    revised(place, 1.0).write(chunk(), batches(row(0)))
    wider = (*COLUMNS, RowColumn("CTR", ValueType.DECIMAL))
    revised(place, 2.0).write(chunk(), batches((*row(0), Decimal("0.5")), columns=wider))
    revised(place, 3.0).write(chunk(), batches((*row(0), Decimal("0.25")), columns=wider))
    found = held(place, "PINFLOW_REPLACED_AT", "CTR", table=f"{NAME}_revisions")
    assert [(at, None if ctr is None else Decimal(ctr)) for at, ctr in found] == [
        (2.0, None),
        (3.0, Decimal("0.5")),
    ]

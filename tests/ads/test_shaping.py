"""Rows as destinations get them: exact ids and money, emptiness apart from zero, with their origin."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ads.columns import columns
from ads.money import micro_to_units, units_column
from ads.shaping import BATCH_ROWS, Extraction, UnfitValue, entity_column, requested_columns, row_columns, shaped
from contracts.ads import Route, RowBatch, Value
from contracts.ads_reports import ReportRow, Scalar
from tests.ads.sources import TODAY, a_source

ROW: dict[str, Scalar] = {
    "DATE": "2026-11-02",
    "CAMPAIGN_ID": 3942057736115454688,
    "SPEND_IN_MICRO_DOLLAR": Decimal("12345678.0"),
    "PAID_IMPRESSION": 0,
}


def taken(row: ReportRow, **changes: Any) -> Mapping[str, Value]:
    spec = a_source(currency="EUR", **changes)
    extraction = Extraction(spec, date(2026, 11, 1), "run-1", 1_795_000_000.0, TODAY)
    (batch,) = shaped([row], extraction)
    return dict(zip([column.name for column in batch.columns], batch.rows[0], strict=True))


def test_an_id_stays_exact_and_money_is_there_in_millionths_and_in_units() -> None:
    found = taken(ROW)
    assert found["CAMPAIGN_ID"] == "3942057736115454688"
    assert found["SPEND_IN_MICRO_DOLLAR"] == 12_345_678
    assert found["SPEND_IN_CURRENCY"] == Decimal("12.345678")
    assert found["CURRENCY"] == "EUR"
    assert (found["AD_ACCOUNT_ID"], found["DATE"]) == ("549755885175", date(2026, 11, 2))


def test_what_pinterest_left_out_is_empty_and_a_zero_is_zero() -> None:
    found = taken(ROW)
    assert found["TOTAL_CONVERSIONS"] is None
    assert found["PAID_IMPRESSION"] == 0


def test_a_row_tells_of_its_extraction() -> None:
    found = taken(ROW)
    assert (found["PINFLOW_SOURCE"], found["PINFLOW_RUN"]) == ("campaigns-daily", "run-1")
    assert found["PINFLOW_CLICK_DAYS"] == 30
    assert found["PINFLOW_IS_PROVISIONAL"] is True
    assert taken(ROW | {"DATE": "2026-01-02"})["PINFLOW_IS_PROVISIONAL"] is False
    assert not [name for name in taken(ROW, metadata=False) if name.startswith("PINFLOW_")]


def test_a_total_row_stands_on_the_first_day_asked_for() -> None:
    row = {name: value for name, value in ROW.items() if name != "DATE"}
    assert taken(row, granularity="TOTAL")["DATE"] == date(2026, 11, 1)


JUNE = date(2026, 6, 1)
OF_JUNE: dict[str, Scalar] = {"DATE": "2026-06-01", "PAID_IMPRESSION": 1}
ENDS = {"WEEK": date(2026, 6, 7), "MONTH": date(2026, 6, 30), "TOTAL": date(2026, 6, 20)}
BY_CONVERSION = {"columns": ["TOTAL_CONVERSIONS"], "report_time": "TIME_OF_CONVERSION"}


def moves(today: date, granularity: str, unready: Iterable[date] = (), **changes: Any) -> Value:
    """What the row of 1 June says of whether it may still change, read on that day."""
    spec = a_source(**{"columns": ["PAID_IMPRESSION"], "granularity": granularity} | changes)
    last = ENDS.get(granularity, JUNE)
    extraction = Extraction(spec, JUNE, "run-1", 0.0, today, unready=frozenset(unready), last=last)
    (batch,) = shaped([OF_JUNE], extraction)
    return batch.rows[0][[column.name for column in batch.columns].index("PINFLOW_IS_PROVISIONAL")]


@pytest.mark.parametrize("granularity", ENDS)
@pytest.mark.parametrize(("changes", "days"), [({}, 2), (BY_CONVERSION, 7)])
def test_a_row_of_many_days_is_final_when_the_last_of_them_is(
    granularity: str, changes: dict[str, Any], days: int
) -> None:
    settled = ENDS[granularity] + timedelta(days=days)
    assert moves(JUNE + timedelta(days=days + 1), granularity, **changes)
    assert moves(settled, granularity, **changes)
    assert not moves(settled + timedelta(days=1), granularity, **changes)


@pytest.mark.parametrize("granularity", ["DAY", *ENDS])
def test_a_row_moves_while_pinterest_says_so_of_any_of_its_days(granularity: str) -> None:
    last, long_after = ENDS.get(granularity, JUNE), date(2026, 8, 1)
    assert moves(long_after, granularity, [JUNE])
    assert moves(long_after, granularity, [last])
    assert not moves(long_after, granularity, [JUNE - timedelta(days=1), last + timedelta(days=1)])


def test_a_week_that_does_not_begin_on_monday_is_said_aloud() -> None:
    """Weeks of another first day would be cut in two, and each part taken for a whole."""
    assert taken(ROW | {"DATE": "2026-11-02"}, granularity="WEEK")["DATE"] == date(2026, 11, 2)
    with pytest.raises(UnfitValue, match=r"Sunday, 2026-11-01, .* begin on Monday: .* Read by DAY"):
        taken(ROW | {"DATE": "2026-11-01"}, granularity="WEEK")


def test_a_breakdown_is_part_of_what_makes_a_row_a_row() -> None:
    spec = a_source(dataset="ad_breakdown", breakdowns=["GENDER"])
    keys = [column.name for column in row_columns(spec) if column.key]
    assert keys == ["AD_ACCOUNT_ID", "DATE", "AD_ID", "TARGETING_TYPE", "TARGETING_VALUE"]


def test_pinterest_is_asked_for_what_tells_rows_apart() -> None:
    spec = a_source()
    assert requested_columns(spec, Route.ASYNC)[:2] == ("AD_ACCOUNT_ID", "CAMPAIGN_ID")
    assert entity_column(spec) == "CAMPAIGN_ID"


@pytest.mark.parametrize("given_value", [Decimal("1.5"), "many", "NaN"])
def test_a_value_that_does_not_fit_its_column_is_no_rounding(given_value: Any) -> None:
    with pytest.raises(UnfitValue, match="PAID_IMPRESSION"):
        taken(ROW | {"PAID_IMPRESSION": given_value})


def test_rows_come_in_batches() -> None:
    extraction = Extraction(a_source(), date(2026, 11, 1), "run-1", 0.0, TODAY)
    batches: list[RowBatch] = list(shaped([ROW] * (BATCH_ROWS + 1), extraction))
    assert [len(batch.rows) for batch in batches] == [BATCH_ROWS, 1]


@given(st.integers(0, 10**24))
def test_money_loses_nothing(micro: int) -> None:
    assert micro_to_units(Decimal(micro)) * 1_000_000 == micro


def test_a_column_of_units_never_takes_the_name_of_one_of_pinterests() -> None:
    assert not {units_column(name) for name in columns()} & set(columns())

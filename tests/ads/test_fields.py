"""Fields of what is no report: rows with their own, and no other is taken."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ads.datasets import DATASETS, Family
from ads.fields import fields, wanted_fields
from ads.shaping import Extraction, row_columns, shaped
from contracts.ads import DatasetKey
from contracts.ads_reports import ReportRow
from tests.ads.sources import TODAY, a_source, objections


def taken(row: ReportRow, **changes: Any) -> dict[str, Any]:
    spec = a_source(currency="EUR", **changes)
    (batch,) = shaped([row], Extraction(spec, TODAY, "run-1", 0.0, TODAY))
    return dict(zip([column.name for column in batch.columns], batch.rows[0], strict=True))


@pytest.mark.parametrize("key", [key for key, one in DATASETS.items() if one.family is not Family.PERFORMANCE])
def test_each_such_dataset_has_fields_and_a_source_without_columns_the_usual_ones(key: DatasetKey) -> None:
    assert fields(key)
    spec = a_source(dataset=key, columns=[])
    names = [column.name for column in row_columns(spec)]
    assert len(set(names)) == len(names)
    assert set(DATASETS[key].row_key) <= {column.name for column in row_columns(spec) if column.key}
    assert {field.name for field in wanted_fields(spec)} <= set(names)


def test_a_campaign_has_money_in_both_units_and_instants() -> None:
    row = {"ID": 3942057736115454688, "DAILY_SPEND_CAP": 50_000_000, "CREATED_TIME": 1_700_000_000}
    found = taken(row, dataset="campaigns", columns=[])
    assert found["ID"] == "3942057736115454688"
    assert (found["DAILY_SPEND_CAP"], found["DAILY_SPEND_CAP_IN_CURRENCY"]) == (50_000_000, Decimal(50))
    assert (found["CREATED_TIME"], found["CURRENCY"]) == (1_700_000_000.0, "EUR")
    assert "DATE" not in found
    assert "PINFLOW_CLICK_DAYS" not in found


def test_an_ad_account_has_its_own_currency() -> None:
    found = taken({"ID": "7", "CURRENCY": "USD"}, dataset="ad_accounts", columns=[])
    assert (found["CURRENCY"], found["AD_ACCOUNT_ID"]) == ("USD", "549755885175")


def test_an_organic_day_may_change_as_long_as_pinterest_does_not_call_it_ready() -> None:
    row: ReportRow = {"DATE": "2026-10-01", "IMPRESSION": 9, "DATA_STATUS": "ESTIMATE"}
    found = taken(row, dataset="organic_account", columns=["IMPRESSION"])
    assert (found["DATE"], found["PINFLOW_IS_PROVISIONAL"]) == (date(2026, 10, 1), True)
    ready = taken({**row, "DATA_STATUS": "READY"}, dataset="organic_account", columns=["IMPRESSION"])
    assert ready["PINFLOW_IS_PROVISIONAL"] is False
    assert "CURRENCY" not in ready


def test_a_field_that_there_is_not_is_refused_with_the_nearest() -> None:
    (found,) = objections(dataset="campaigns", columns=["STATUSS"])
    assert (found.rule, found.nearest[0]) == ("unknown_column", "STATUS")


def test_organic_pins_need_their_ids() -> None:
    (found,) = objections(dataset="organic_pin", columns=["SAVE"])
    assert (found.field, found.rule) == ("filters.pin_ids", "no_pins")


def test_a_list_is_read_whole() -> None:
    (found,) = objections(dataset="campaigns", columns=[], filters={"campaign_ids": ["1"]})
    assert (found.field, found.rule) == ("filters.campaign_ids", "filter_off_level")


def test_a_csv_does_not_say_which_keyword_a_row_is_of() -> None:
    found = objections(dataset="keyword", report_format="csv")
    assert [one.rule for one in found] == ["csv_without_key"]
    assert not objections(report_format="csv")

"""The catalogue of columns and datasets."""

from pathlib import Path

import pytest

from ads.columns import Unit, columns, near_misses, search
from ads.datasets import DATASETS
from contracts.ads import DatasetKey, Route, ValueType

LISTS = Path(__file__).parents[3] / "shared" / "ads"


def test_every_column_of_both_routes_is_known() -> None:
    known = columns().values()
    assert sum(Route.SYNC in column.routes for column in known) == 175
    assert sum(Route.ASYNC in column.routes for column in known) == 626


@pytest.mark.skipif(not LISTS.exists(), reason="Pinterest's own lists are not here")
@pytest.mark.parametrize(("name", "route"), [("sync_columns", Route.SYNC), ("async_columns_5.28", Route.ASYNC)])
def test_the_columns_are_pinterests(name: str, route: Route) -> None:
    listed = set((LISTS / f"{name}.txt").read_text().split())
    assert {column.name for column in columns().values() if route in column.routes} == listed


def test_each_dataset_has_an_entry_and_each_row_key_a_place() -> None:
    assert set(DATASETS) == set(DatasetKey)
    assert all(one.routes for one in DATASETS.values())


def test_ids_are_text_money_is_exact_and_neither_reach_nor_rates_are_summed() -> None:
    known = columns()
    assert all(known[name].type is ValueType.TEXT for name in ("AD_ID", "CAMPAIGN_ID", "PIN_ID"))
    assert known["SPEND_IN_MICRO_DOLLAR"].type is ValueType.INTEGER
    assert known["SPEND_IN_DOLLAR"].type is ValueType.DECIMAL
    assert known["CPC_IN_MICRO_DOLLAR"].type is ValueType.DECIMAL
    unsummed = (
        "TOTAL_IMPRESSION_USER",
        "TOTAL_IMPRESSION_FREQUENCY",
        "CTR",
        "CHECKOUT_ROAS",
        "CPC_IN_MICRO_DOLLAR",
    )
    assert not any(known[name].additive for name in unsummed)
    assert all(known[name].additive for name in ("SPEND_IN_MICRO_DOLLAR", "TOTAL_CHECKOUT", "PAID_IMPRESSION"))
    assert not any(
        column.additive for column in known.values() if column.unit in {Unit.RATIO, Unit.ID, Unit.PEOPLE}
    )


def test_columns_are_found_by_words_of_their_label_and_name() -> None:
    assert search("reach")[0].name == "TOTAL_IMPRESSION_USER"
    assert search("checkout value")[0].name == "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR"
    assert search("no such words") == ()


def test_a_misspelt_column_has_near_ones() -> None:
    assert "SPEND_IN_DOLLAR" in near_misses("spend_in_dolar")
    assert near_misses("XYZZY") == ()

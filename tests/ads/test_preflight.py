"""The pre-flight: each rule of Pinterest's is asked before a call, with field, rule and nearest choice."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ads.columns import columns
from ads.datasets import DATASETS
from ads.preflight import preflight, refusals
from ads.window_rules import TRIPLES
from contracts.ads import Breakdown, DatasetKey, Granularity
from tests.ads.sources import TODAY, a_source, objections

REFUSED: tuple[tuple[dict[str, Any], str, str, str], ...] = (
    ({"columns": []}, "columns", "no_columns", "SPEND_IN_MICRO_DOLLAR"),
    ({"columns": ["ECPM_IN_DOLLAR"]}, "columns", "unknown_column", "CPM_IN_DOLLAR"),
    ({"columns": ["CTR", "CTR"]}, "columns", "doubled_column", "CTR"),
    (
        {"columns": ["TOTAL_ADD_TO_CART"], "route": "sync", "filters": {"campaign_ids": ["1"]}},
        "columns",
        "column_off_route",
        'route = "async"',
    ),
    (
        {"columns": ["QUIZ_PIN_RESULT_OPEN"], "route": "async"},
        "columns",
        "column_off_route",
        'route = "sync" and ids in filters.campaign_ids',
    ),
    (
        {"dataset": "campaign_breakdown", "breakdowns": ["GENDER"], "columns": ["TOTAL_IMPRESSION_USER"]},
        "columns",
        "reach_on_breakdown",
        "TOTAL_IMPRESSION",
    ),
    ({"dataset": "product_item", "columns": ["AD_ID"]}, "columns", "ad_column_on_items", "AD_GROUP_ID"),
    (
        {"dataset": "product_item", "columns": ["PIN_PROMOTION_NAME"]},
        "columns",
        "ad_column_on_items",
        "AD_GROUP_ID",
    ),
    (
        {"granularity": "HOUR", "columns": ["TOTAL_CHECKOUT"], "first": "2026-11-20"},
        "columns",
        "hourly_conversion",
        'granularity = "DAY"',
    ),
    ({"breakdowns": ["GENDER"]}, "breakdowns", "breakdown_off_level", 'dataset = "campaign_breakdown"'),
    ({"dataset": "campaign_breakdown"}, "breakdowns", "no_breakdown", "GENDER"),
    (
        {"dataset": "ad_breakdown", "breakdowns": ["AUDIENCE_MULTIPLIER"]},
        "breakdowns",
        "breakdown_of_another_level",
        "campaign_breakdown",
    ),
    (
        {"dataset": "ad_breakdown", "breakdowns": ["MEDIA_TYPE"]},
        "breakdowns",
        "breakdown_of_another_level",
        "product_item_breakdown",
    ),
    (
        {"dataset": "ad_breakdown", "breakdowns": ["GENDER", "GENDER"]},
        "breakdowns",
        "doubled_breakdown",
        "GENDER",
    ),
    (
        {"dataset": "ad_breakdown", "breakdowns": ["QUIZ_RESULT"], "route": "async"},
        "breakdowns",
        "breakdown_off_route",
        'route = "sync" and ids in filters.ad_ids',
    ),
    ({"windows": {"click_days": 29}}, "windows.click_days", "unknown_window", "30"),
    ({"windows": {"click_days": 1, "engagement_days": 30}}, "windows", "window_combination", "1/1/1"),
    ({"windows": {"click_days": 14, "engagement_days": 1}}, "windows", "window_combination", "7/1/1"),
    ({"filters": {"ad_ids": ["7"]}}, "filters.ad_ids", "filter_off_level", 'dataset = "ad"'),
    (
        {"dataset": "product_item", "filters": {"ad_statuses": ["PAUSED"]}},
        "filters.ad_statuses",
        "filter_off_level",
        'dataset = "ad"',
    ),
    (
        {"dataset": "ad_account", "filters": {"campaign_ids": ["7"]}},
        "filters.campaign_ids",
        "filter_off_level",
        'dataset = "campaign"',
    ),
    (
        {"route": "sync", "filters": {"campaign_ids": ["7"], "campaign_statuses": ["PAUSED"]}},
        "filters.campaign_statuses",
        "filter_off_route",
        'route = "async"',
    ),
    ({"route": "sync"}, "filters.campaign_ids", "ids_needed", 'route = "async"'),
    (
        {"filters": {"campaign_statuses": ["ACTIVE"]}},
        "filters.campaign_statuses",
        "unknown_status",
        "RUNNING",
    ),
    (
        {"dataset": "ad", "filters": {"campaign_ids": [str(n) for n in range(501)]}},
        "filters.campaign_ids",
        "too_many_ids",
        "500 ids",
    ),
    ({"filters": {"campaign_ids": ["7", "7"]}}, "filters.campaign_ids", "doubled_id", "1 different ids"),
    ({"filters": {"campaign_ids": ["7", "07"]}}, "filters.campaign_ids", "doubled_id", "1 different ids"),
    ({"account": "  "}, "account", "missing_field", "one that pinflow accounts list shows"),
    ({"ad_account_id": "1" * 19}, "ad_account_id", "id_too_long", "one that pinflow ads accounts lists"),
    (
        {"route": "sync", "filters": {"campaign_ids": ["1" * 19]}},
        "filters.campaign_ids",
        "id_too_long",
        'route = "async"',
    ),
    (
        {"route": "sync", "filters": {"campaign_ids": ["7"]}, "attributions": ["HOUSEHOLD"]},
        "attributions",
        "attribution_off_route",
        'route = "async"',
    ),
    ({"dataset": "keyword", "route": "sync"}, "route", "route_off_dataset", "async"),
    ({"first": "2024-05-22"}, "first_day", "day_too_old", "2024-05-23"),
    (
        {"route": "sync", "filters": {"campaign_ids": ["7"]}, "first": "2026-08-24"},
        "first_day",
        "day_too_old",
        "2026-08-25",
    ),
    ({"dataset": "product_item", "first": "2026-08-22"}, "first_day", "day_too_old", "2026-08-23"),
    ({"granularity": "HOUR", "first": "2026-11-13"}, "first_day", "day_too_old", "2026-11-14"),
    ({"last": "2026-11-23"}, "last_day", "future_day", "2026-11-22"),
    ({"first": "2026-11-20", "last": "2026-11-19"}, "last_day", "days_reversed", "2026-11-20"),
    ({"granularity": "TOTAL", "first": "2026-05-01"}, "last_day", "range_too_wide", "2026-11-02"),
    ({"dataset": "product_item", "granularity": "HOUR"}, "granularity", "granularity_off_dataset", "DAY"),
    (
        {"write_mode": "truncate_insert", "metadata": False},
        "write_mode",
        "truncate_without_metadata",
        "metadata = true",
    ),
)

WARNED: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"windows": {"view_days": 0}}, "windows.view_days", "doubtful_window"),
    ({"windows": {"engagement_days": 14}}, "windows.engagement_days", "doubtful_window"),
    ({"columns": ["TOTAL_ENGAGEMENT_CHECKOUT"]}, "columns", "engagement_ended"),
    ({"columns": ["AD_ID"]}, "columns", "finer_column"),
    ({"dataset": "ad", "columns": ["PRODUCT_ITEM_NAME"]}, "columns", "finer_column"),
    (
        {"granularity": "TOTAL", "columns": ["TOTAL_IMPRESSION_USER"], "first": "2026-05-20"},
        "columns",
        "reach_too_wide",
    ),
    (
        {"dataset": "ad_breakdown", "breakdowns": ["GENDER", "GEO", "REGION", "COUNTRY", "KEYWORD", "APPTYPE"]},
        "breakdowns",
        "breakdowns_split",
    ),
    ({"dataset": "ad_breakdown", "breakdowns": ["AGE_BUCKET_AND_GENDER"]}, "breakdowns", "beta_breakdown"),
    ({"filters": {"campaign_ids": [str(n) for n in range(501)]}}, "filters.campaign_ids", "ids_split"),
    ({"look_back_days": 2}, "look_back_days", "look_back_too_short"),
    ({"write_mode": "insert"}, "write_mode", "insert_doubles"),
    ({"write_mode": "upsert"}, "write_mode", "upsert_keeps_zeros"),
)


@pytest.mark.parametrize(("changes", "field", "rule", "nearest"), REFUSED, ids=lambda value: str(value)[:60])
def test_what_pinterest_refuses_is_refused_before_a_call(
    changes: dict[str, Any], field: str, rule: str, nearest: str
) -> None:
    """With the exact field and a choice that would do."""
    found = [one for one in refusals(objections(**changes)) if one.rule == rule]
    assert [one.field for one in found][:1] == [field]
    assert nearest in found[0].nearest


@pytest.mark.parametrize(("changes", "field", "rule"), WARNED, ids=lambda value: str(value)[:60])
def test_what_is_answered_but_misleads_is_warned_of(changes: dict[str, Any], field: str, rule: str) -> None:
    found = objections(**changes)
    assert (field, rule) in {(one.field, one.rule) for one in found}
    assert refusals(found) == ()


def test_nothing_stands_against_an_ordinary_source() -> None:
    assert objections() == ()


def test_ids_of_18_digits_are_taken_and_longer_ones_where_pinterest_has_no_limit() -> None:
    assert refusals(objections(ad_account_id="1" * 18)) == ()
    assert refusals(objections(dataset="organic_account", columns=[], ad_account_id="1" * 19)) == ()
    assert refusals(objections(route="sync", filters={"campaign_ids": ["1" * 18]})) == ()
    assert refusals(objections(route="async", filters={"campaign_ids": ["1" * 19]})) == ()
    assert refusals(objections(dataset="ad", route="sync", filters={"ad_ids": ["1" * 19]})) == ()
    pins = {"campaign_ids": ["1" * 19], "pin_ids": ["2" * 19]}
    (found,) = refusals(objections(dataset="ad_pin", filters=pins))
    assert (found.field, found.rule) == ("filters.campaign_ids", "id_too_long")


def test_seven_statuses_are_more_than_a_report_takes() -> None:
    statuses = ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"]
    found = refusals(objections(filters={"campaign_statuses": statuses}))
    assert [one.rule for one in found] == ["too_many_statuses"]


def test_pins_are_asked_for_within_one_campaign_by_their_ids() -> None:
    found = refusals(objections(dataset="ad_pin"))
    assert {one.rule for one in found} == {"one_campaign", "no_pins"}
    asked = objections(dataset="ad_pin", filters={"campaign_ids": ["1"], "pin_ids": ["2"]})
    assert refusals(asked) == ()


@pytest.mark.parametrize("triple", sorted(product((60, 30, 7, 1), repeat=3)))
def test_windows_go_together_as_in_ads_manager(triple: tuple[int, int, int]) -> None:
    """21 combinations of the 64: no window longer than the one before it, and 30/60/1."""
    windows = dict(zip(("click_days", "engagement_days", "view_days"), triple, strict=True))
    taken = not refusals(objections(windows=windows))
    assert taken == (triple in TRIPLES)
    assert len(TRIPLES) == 21


@given(
    st.sampled_from(list(DATASETS)),
    st.lists(st.sampled_from([*columns(), "NO_SUCH_COLUMN"]), max_size=6),
    st.lists(st.sampled_from(list(Breakdown)), max_size=7),
    st.sampled_from(list(Granularity)),
    st.integers(0, 1_000),
    st.integers(0, 400),
)
def test_every_refusal_names_a_field_and_a_rule(
    dataset: DatasetKey,
    names: list[str],
    breakdowns: list[Breakdown],
    granularity: Granularity,
    back: int,
    days: int,
) -> None:
    """Whatever is asked, an answer comes, refusals first, and the same for the same question."""
    spec = a_source(dataset=dataset, columns=names, breakdowns=breakdowns, granularity=granularity)
    first = TODAY - timedelta(days=back)
    found = preflight(spec, first, first + timedelta(days=days), TODAY)
    assert all(one.field and one.rule and one.message for one in found)
    assert [one.refuses for one in found] == sorted((one.refuses for one in found), reverse=True)
    assert found == preflight(spec, first, first + timedelta(days=days), TODAY)


@given(st.sampled_from([name for name, column in columns().items() if column.conversion]))
def test_no_conversion_is_asked_for_by_the_hour(name: str) -> None:
    found = preflight(a_source(columns=[name], granularity="HOUR"), TODAY, TODAY, TODAY)
    assert "hourly_conversion" in {one.rule for one in refusals(found)}


@given(st.integers(914, 5_000))
def test_no_day_that_pinterest_has_forgotten_is_asked_for(back: int) -> None:
    day = TODAY - timedelta(days=back)
    found = refusals(preflight(a_source(), day, day, TODAY))
    assert [(one.field, one.nearest) for one in found] == [("first_day", (str(date(2024, 5, 23)),))]

"""Whatever Pinterest rejects, or answers wrongly without a word: refused offline, with the exact field.

The list is that of `docs/ads.md`, each rule at its bounds: the last that is taken, and the first that is not.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from ads.backfilling import Backfill, backfill
from ads.columns import columns
from ads.datasets import DATASETS, Family
from ads.days import wanted_days
from ads.keeping import standing_objections
from ads.objections import Objection
from ads.planner import plan
from ads.preflight import plan_refusals, preflight, refusals, run_refusals
from ads.spec_trouble import written_trouble
from contracts.ads import Breakdown, DatasetKey, Granularity
from tests.ads.sources import TODAY, a_source

Changes = dict[str, Any]  # fields of a source, as a file spells them
REPORTED = [key for key, one in DATASETS.items() if one.level]
PLAIN = [key for key in REPORTED if not DATASETS[key].breakdowns]
CUT = [key for key in REPORTED if DATASETS[key].breakdowns]
ITEMS = [key for key in REPORTED if DATASETS[key].items]
IDS = {key: one.ids for key, one in DATASETS.items() if one.path and one.ids and one.family is Family.PERFORMANCE}


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def refused(changes: Changes, first: date | None = None, last: date | None = None) -> list[Objection]:
    """What refuses it: by its shape, else by the rules."""
    try:
        spec = a_source(**changes)
    except ValidationError as error:
        return [one for one in written_trouble(error) if one.refuses]
    day = last or ago(1)
    return list(refusals(preflight(spec, first or day, day, TODAY)))


def told(found: list[Objection]) -> set[tuple[str, str]]:
    return {(one.field, one.rule) for one in found}


def cut(key: DatasetKey) -> Changes:
    """What a dataset needs to be asked for as a report."""
    cuts = sorted(DATASETS[key].report_breakdowns)[:1]
    return {"dataset": key, "breakdowns": cuts, "columns": ["PAID_IMPRESSION"], "route": "async"}


def many(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


def oldest() -> Iterator[tuple[Changes, int]]:
    """The furthest day of each route and level that is taken."""
    for key in REPORTED:
        yield cut(key), 91 if DATASETS[key].items else 913
        if Granularity.HOUR in DATASETS[key].granularities:
            yield {**cut(key), "granularity": "HOUR"}, 8
    for key, ids in IDS.items():
        asked = {**cut(key), "route": "sync", "filters": {ids: ["7"]}}
        asked["breakdowns"] = sorted(DATASETS[key].sync_breakdowns)[:1]
        asked["filters"] |= {"campaign_ids": ["7"]} if key is DatasetKey.AD_PIN else {}
        yield asked, 89


@pytest.mark.parametrize(("changes", "days"), list(oldest()))
def test_the_day_before_the_oldest_is_refused(changes: Changes, days: int) -> None:
    assert refused(changes, ago(days), ago(days)) == []
    found = refused(changes, ago(days + 1), ago(days + 1))
    assert told(found) == {("first_day", "day_too_old")}
    assert found[0].nearest == (str(ago(days)),)


@pytest.mark.parametrize(
    ("changes", "first", "last", "whole"),
    [
        ({"granularity": "MONTH", "dataset": "product_item"}, ago(91), ago(91), date(2026, 9, 1)),
        ({"granularity": "WEEK"}, ago(913), ago(913), date(2024, 5, 27)),
        (
            {"granularity": "MONTH", "route": "sync", "filters": {"campaign_ids": ["7"]}},
            ago(88),
            ago(85),
            date(2026, 9, 1),
        ),
        ({"granularity": "WEEK", "route": "sync", "filters": {"campaign_ids": ["7"]}}, ago(89), ago(1), ago(83)),
    ],
    ids=str,
)
def test_a_week_or_month_whose_first_day_is_gone_is_refused_with_the_next(
    changes: Changes, first: date, last: date, whole: date
) -> None:
    """Pinterest has the day, and not the first of its row; the plan reads none of it, and names it."""
    spec = a_source(**{"columns": ["PAID_IMPRESSION"], **changes})
    (found,) = refusals(preflight(spec, first, last, TODAY))
    assert (found.field, found.rule, found.nearest) == ("first_day", "day_too_old", (str(whole),))
    assert refusals(preflight(spec, whole, max(whole, last), TODAY)) == ()
    assert all(chunk.first >= whole for chunk in plan(spec, first, last, TODAY).chunks)


@pytest.mark.parametrize("granularity", ["WEEK", "MONTH"])
def test_the_days_that_are_read_again_begin_with_a_row_that_is_there(granularity: str) -> None:
    """On November 1 the days of 62 begin in an August that product items have no more: no file says that day."""
    windows = {"click_days": 60, "engagement_days": 60, "view_days": 60}
    for today in (TODAY, date(2026, 11, 1)):
        spec = a_source(dataset="product_item", granularity=granularity, windows=windows)
        assert refusals(preflight(spec, *wanted_days(spec, None, None, today), today)) == ()


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({"granularity": "TOTAL"}, 186),
        ({"dataset": "product_item", "columns": ["PAID_IMPRESSION"], "granularity": "TOTAL"}, 31),
        ({"granularity": "TOTAL", "route": "sync", "filters": {"campaign_ids": ["7"]}}, 89),
    ],
)
def test_rows_that_cannot_be_joined_fit_into_one_request(changes: Changes, days: int) -> None:
    first = ago(days)
    assert refused(changes, first, first + timedelta(days=days - 1)) == []
    if days != 89:  # as wide as the synchronous route is, so far back it goes
        found = refused(changes, ago(days + 1), ago(1))
        assert told(found) == {("last_day", "range_too_wide")}


CONVERTED = {"dataset": "product_item", "granularity": "TOTAL"}


@pytest.mark.parametrize(
    ("changes", "field", "nearest", "mended"),
    [
        ({"granularity": "TOTAL", "first_day": ago(187)}, "first_day", str(ago(186)), {"first_day": ago(186)}),
        (
            {**CONVERTED, "columns": ["PAID_IMPRESSION"], "first_day": ago(60)},
            "first_day",
            str(ago(31)),
            {"first_day": ago(31)},
        ),
        (CONVERTED, "look_back_days", "30", {"look_back_days": 30}),
    ],
    ids=str,
)
def test_a_total_of_more_days_than_one_request_has_is_not_kept(
    changes: Changes, field: str, nearest: str, mended: Changes
) -> None:
    """By what of the source makes it as wide: a file says no last day."""
    (found,) = refusals(standing_objections(a_source(**changes), TODAY))
    assert (found.field, found.rule, found.nearest[0]) == (field, "range_too_wide", nearest)
    assert refusals(standing_objections(a_source(**{**changes, **mended}), TODAY)) == ()


def test_days_of_a_total_that_are_gone_anyway_do_not_widen_it() -> None:
    """They are named as lost, and the others fit into one request."""
    spec = a_source(granularity="TOTAL", route="sync", filters={"campaign_ids": ["7"]}, first_day=ago(120))
    assert standing_objections(spec, TODAY) == ()
    assert plan_refusals(spec, ago(120), ago(1), TODAY) == ()
    assert len(plan(spec, ago(120), ago(1), TODAY).chunks) == 1


@pytest.mark.parametrize("triple", sorted(product((0, 1, 7, 14, 30, 60), repeat=3)))
def test_windows_never_grow_but_for_one_combination(triple: tuple[int, int, int]) -> None:
    """Of those that Ads Manager does not offer, 14 for clicks is known to be refused; 0 for views is fine."""
    windows = dict(zip(("click_days", "engagement_days", "view_days"), triple, strict=True))
    falls = triple[0] >= triple[1] >= triple[2]
    taken = triple == (30, 60, 1) or (falls and triple[0] != 14)
    assert told(refused({"windows": windows})) == (set() if taken else {("windows", "window_combination")})


@pytest.mark.parametrize("field", ["click_days", "engagement_days", "view_days"])
@pytest.mark.parametrize(("days", "nearest"), [(-1, "0"), (2, "1"), (29, "30"), (61, "60"), (90, "60")])
def test_a_window_of_no_known_length_is_refused_with_the_nearest(field: str, days: int, nearest: str) -> None:
    (found,) = refused({"windows": {field: days}})
    assert found.field == f"windows.{field}"
    assert nearest in found.nearest


@pytest.mark.parametrize(("key", "breakdown"), list(product(PLAIN, Breakdown)))
def test_breakdowns_of_plain_levels_are_refused_and_not_ignored(key: DatasetKey, breakdown: Breakdown) -> None:
    assert ("breakdowns", "breakdown_off_level") in told(refused({**cut(key), "breakdowns": [breakdown]}))


@pytest.mark.parametrize("key", CUT)
def test_reach_is_not_broken_down_and_no_breakdown_is_none(key: DatasetKey) -> None:
    for name in ("TOTAL_IMPRESSION_USER", "TOTAL_IMPRESSION_FREQUENCY"):
        assert told(refused({**cut(key), "columns": [name]})) == {("columns", "reach_on_breakdown")}
    assert told(refused({**cut(key), "breakdowns": []})) == {("breakdowns", "no_breakdown")}


@pytest.mark.parametrize("key", CUT)
def test_a_breakdown_is_of_its_own_level(key: DatasetKey) -> None:
    """AUDIENCE_MULTIPLIER and CREATIVE_TYPE of campaigns, QUIZ_RESULT of ads, MEDIA_TYPE of product items."""
    own = {
        Breakdown.AUDIENCE_MULTIPLIER: DatasetKey.CAMPAIGN_BREAKDOWN,
        Breakdown.CREATIVE_TYPE: DatasetKey.CAMPAIGN_BREAKDOWN,
        Breakdown.QUIZ_RESULT: DatasetKey.AD_BREAKDOWN,
        Breakdown.MEDIA_TYPE: DatasetKey.PRODUCT_ITEM_BREAKDOWN,
    }
    for breakdown, home in own.items():
        if key is not home:
            found = refused({**cut(key), "breakdowns": [breakdown]})
            assert ("breakdowns", "breakdown_of_another_level") in told(found)


@pytest.mark.parametrize(("key", "name"), list(product(ITEMS, ["AD_ID", "AD_NAME", "AD_STATUS", "PIN_ID"])))
def test_product_items_have_no_columns_of_ads(key: DatasetKey, name: str) -> None:
    assert told(refused({**cut(key), "columns": [name]})) == {("columns", "ad_column_on_items")}
    for promotion in ("PIN_PROMOTION_ID", "PIN_PROMOTION_NAME", "PIN_PROMOTION_STATUS"):
        assert told(refused({**cut(key), "columns": [promotion]})) == {("columns", "ad_column_on_items")}


FINER = {
    "ad_account": (
        "campaign_ids",
        "ad_group_ids",
        "ad_ids",
        "campaign_statuses",
        "ad_group_statuses",
        "ad_statuses",
    ),
    "campaign": ("ad_group_ids", "ad_ids", "ad_group_statuses", "ad_statuses", "product_group_ids"),
    "ad_group": ("ad_ids", "ad_statuses", "product_group_ids", "product_group_statuses"),
    "keyword": ("ad_ids", "ad_statuses"),
    "product_group": ("ad_ids", "ad_statuses", "product_item_ids"),
    "product_item": ("ad_ids", "ad_statuses"),
}


@pytest.mark.parametrize(("key", "field"), [(key, field) for key, fields in FINER.items() for field in fields])
def test_no_filter_is_finer_than_its_rows(key: str, field: str) -> None:
    value = "PAUSED" if field.endswith("statuses") else "7"
    found = refused({**cut(DatasetKey(key)), "filters": {field: [value]}})
    assert told(found) == {(f"filters.{field}", "filter_off_level")}


@pytest.mark.parametrize("field", ["campaign_statuses", "ad_group_statuses", "ad_statuses"])
def test_six_states_are_taken_and_seven_are_not(field: str) -> None:
    mine = ["PAUSED", "ADVERTISER_DISABLED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"]
    mine += ["APPROVED", "PENDING"] if field == "ad_statuses" else ["RUNNING", "COMPLETED"]
    asked = {"dataset": "ad", "columns": ["PAID_IMPRESSION"]}
    assert refused({**asked, "filters": {field: mine[:6]}}) == []
    assert told(refused({**asked, "filters": {field: mine}})) == {(f"filters.{field}", "too_many_statuses")}
    twice = refused({**asked, "filters": {field: ["PAUSED", "PAUSED"]}})
    assert told(twice) == {(f"filters.{field}", "doubled_status")}


def test_ids_of_a_level_above_are_not_split() -> None:
    asked = {"dataset": "ad", "columns": ["PAID_IMPRESSION"], "route": "async"}
    assert refused({**asked, "filters": {"campaign_ids": many(500)}}) == []
    found = refused({**asked, "filters": {"campaign_ids": many(501)}})
    assert told(found) == {("filters.campaign_ids", "too_many_ids")}


@pytest.mark.parametrize("key", [key for key in REPORTED if Granularity.HOUR in DATASETS[key].granularities])
def test_no_conversion_comes_by_the_hour(key: DatasetKey) -> None:
    conversions = [name for name, column in columns().items() if column.conversion]
    for name in conversions[::17]:
        found = told(refused({**cut(key), "columns": [name], "granularity": "HOUR"}))
        assert ("columns", "hourly_conversion") in found


@pytest.mark.long
def test_a_column_of_reports_alone_is_not_asked_for_at_once() -> None:
    """One by one, all of them; and those of the synchronous route alone not as a report."""
    for name, column in columns().items():
        for route in ("sync", "async"):
            filters = {"campaign_ids": ["7"]} if route == "sync" else {}
            found = told(refused({"columns": [name], "route": route, "filters": filters}))
            off = route not in {each.value for each in column.routes}
            assert (("columns", "column_off_route") in found) is off


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"columns": ["spend_in_micro_dollar"]}, "columns", "unknown_column"),
        ({"columns": ["SPEND IN DOLLAR"]}, "columns", "unfit_value"),
        ({"columns": []}, "columns", "no_columns"),
        ({"ad_account_id": 549755885175}, "ad_account_id", "unfit_value"),
        ({"ad_account_id": "act_7"}, "ad_account_id", "unfit_value"),
        ({"filters": {"campaign_ids": ["7a"]}}, "filters.campaign_ids", "unfit_value"),
        ({"breakdowns": ["GENDERS"]}, "breakdowns", "unfit_value"),
        ({"granularity": "DAILY"}, "granularity", "unfit_value"),
        ({"report_time": "TIME_OF_CLICK"}, "report_time", "unfit_value"),
        ({"dataset": "pin"}, "dataset", "unfit_value"),
        ({"route": "both"}, "route", "unfit_value"),
        ({"attributions": ["EVERYBODY"]}, "attributions", "unfit_value"),
        ({"attributions": ["HOUSEHOLD", "HOUSEHOLD"]}, "attributions", "doubled_attribution"),
        ({"look_back_days": 181}, "look_back_days", "unfit_value"),
        ({"dataset": "keyword", "route": "sync", "columns": ["PAID_IMPRESSION"]}, "route", "route_off_dataset"),
        ({"dataset": "product_item", "granularity": "HOUR"}, "granularity", "granularity_off_dataset"),
    ],
    ids=str,
)
def test_what_no_source_may_say_is_refused_with_its_field(changes: Changes, field: str, rule: str) -> None:
    assert (field, rule) in told(refused(changes))


@pytest.mark.parametrize(
    ("first", "rule", "nearest"),
    [
        (ago(-1), "first_day_to_come", str(TODAY)),
        (date(9999, 12, 31), "first_day_to_come", str(TODAY)),
        (date(1999, 12, 31), "first_day_too_early", str(ago(913))),
        (date(1900, 1, 1), "first_day_too_early", str(ago(913))),
    ],
)
@pytest.mark.parametrize("granularity", ["DAY", "WEEK", "MONTH"])
def test_a_first_day_that_is_a_slip_of_the_pen_is_refused_by_its_own_field(
    first: date, rule: str, nearest: str, granularity: str
) -> None:
    """When it is kept, checked and planned; the file has no last day. One that is kept goes on being read."""
    spec = a_source(first_day=first, granularity=granularity, filters={"campaign_ids": ["7"]})
    begin, end = wanted_days(spec, None, None, TODAY)
    for found in (
        refusals(standing_objections(spec, TODAY)),
        refusals(preflight(spec, begin, end, TODAY)),
        plan_refusals(spec, begin, end, TODAY),
    ):
        assert {one.field for one in found} == {"first_day"}
        assert (rule, (nearest,)) in {(one.rule, one.nearest) for one in found}
    assert run_refusals(spec, ago(1), ago(1), TODAY) == ()
    assert isinstance(backfill(spec, ago(9), ago(1), TODAY), Backfill)


@pytest.mark.parametrize(
    "changes",
    [
        {"first_day": TODAY},
        {"first_day": TODAY, "granularity": "TOTAL"},
        {"first_day": date(2000, 1, 1)},
        {"first_day": TODAY, "dataset": "campaigns", "columns": []},
        {"first_day": ago(-9), "dataset": "campaigns", "columns": []},
        {"first_day": date(1999, 1, 1), "dataset": "campaigns", "columns": []},
    ],
    ids=str,
)
def test_a_source_may_begin_today_and_what_has_no_days_whenever_it_likes(changes: Changes) -> None:
    spec = a_source(**changes)
    begin, end = wanted_days(spec, None, None, TODAY)
    assert begin <= end == ago(1)
    assert refusals(standing_objections(spec, TODAY)) == ()
    assert plan_refusals(spec, begin, end, TODAY) == ()


@pytest.mark.parametrize(
    ("changes", "given", "most"),
    [
        ({"route": "sync", "filters": {"campaign_ids": ["7"]}}, 120, 89),
        ({"columns": ["QUIZ_PIN_RESULT_OPEN"], "filters": {"campaign_ids": ["7"]}}, 120, 89),
        ({"granularity": "HOUR", "columns": ["PAID_IMPRESSION"]}, 30, 8),
        ({"dataset": "product_item", "columns": ["PAID_IMPRESSION"]}, 150, 91),
        ({"dataset": "organic_account", "columns": []}, 100, 89),
        ({"dataset": "product_item", "columns": ["PAID_IMPRESSION"], "granularity": "TOTAL"}, 180, 30),
    ],
    ids=str,
)
def test_no_more_days_are_read_again_than_there_are(changes: Changes, given: int, most: int) -> None:
    """Said of the field that the file has, and when it is kept; one that is kept goes on being read."""
    for days, taken in ((most, True), (most + 1, False), (given, False)):
        spec = a_source(**changes, look_back_days=days)
        begin, end = wanted_days(spec, None, None, TODAY)
        for found in (preflight(spec, begin, end, TODAY), standing_objections(spec, TODAY)):
            refusing = refusals(found)
            assert {one.field for one in refusing} == (set() if taken else {"look_back_days"})
            assert taken or (refusing[0].rule, refusing[0].nearest) == ("look_back_too_long", (str(most),))
        assert run_refusals(spec, ago(1), ago(1), TODAY) == ()


def test_what_goes_on_as_a_report_may_be_read_again_for_longer() -> None:
    """By ids at once as far as that goes, and the older days by report; what has no days is read whole."""
    for changes in ({"filters": {"campaign_ids": ["7"]}}, {}, {"dataset": "campaigns", "columns": []}):
        assert refusals(standing_objections(a_source(**changes, look_back_days=180), TODAY)) == ()


def test_a_day_to_come_and_days_that_run_backwards_are_refused() -> None:
    assert told(refused({}, TODAY, TODAY + timedelta(days=1))) == {("last_day", "future_day")}
    assert told(refused({}, ago(1), ago(2))) == {("last_day", "days_reversed")}

"""The plan of an extraction: pieces within Pinterest's limits, no day twice, none forgotten without a word."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ads.asking import Asked
from ads.column_rules import REACH
from ads.columns import columns as known_columns
from ads.limits import SYNC_CELLS_MAX
from ads.periods import period_start
from ads.pieces import pieces_count
from ads.planner import Plan, Tier, plan
from ads.preflight import preflight
from ads.written import written_of
from contracts.ads import AdsSourceSpec, DatasetKey, Granularity, Route
from tests.ads.sources import TODAY, a_source

CUTS = ["GENDER", "COUNTRY", "APPTYPE", "PLACEMENT", "KEYWORD", "LOCATION", "GEO"]
SOURCES = st.builds(
    lambda ids, cuts, granularity, route: a_source(
        dataset="campaign_breakdown",
        filters={"campaign_ids": [str(number) for number in range(ids)]},
        breakdowns=CUTS[:cuts],
        granularity=granularity,
        route=route,
    ),
    st.integers(0, 1_200),
    st.integers(1, 7),
    st.sampled_from(Granularity),
    st.sampled_from([None, *Route]),
)


def planned(spec: AdsSourceSpec, back: int = 30, days: int = 30) -> Plan:
    first = TODAY - timedelta(days=back)
    return plan(spec, first, first + timedelta(days=days - 1), TODAY)


def test_two_and_a_half_years_take_five_reports_newest_first() -> None:
    found = planned(a_source(), 913, 913)
    assert [(chunk.last - chunk.first).days + 1 for chunk in found.chunks] == [185, 185, 185, 185, 173]
    assert found.chunks[0].last == TODAY - timedelta(days=1)
    assert (found.route, found.lost, found.calls) == (Route.ASYNC, (), 15)


def test_days_that_pinterest_has_forgotten_are_named() -> None:
    found = planned(a_source(), 1_000, 1_001)
    assert [(lost.first, lost.last) for lost in found.lost] == [
        (TODAY - timedelta(days=1_000), TODAY - timedelta(days=914))
    ]
    assert found.lost[0].why == "Pinterest keeps 913 days for this request"
    assert min(chunk.first for chunk in found.chunks) == TODAY - timedelta(days=913)


def test_days_to_come_are_named() -> None:
    found = planned(a_source(), 2, 5)
    assert [(lost.first, lost.last) for lost in found.lost] == [(date(2026, 11, 23), date(2026, 11, 24))]


def test_a_few_named_campaigns_are_asked_for_at_once() -> None:
    found = planned(a_source(filters={"campaign_ids": [str(n) for n in range(251)]}))
    assert found.route is Route.SYNC
    assert [len(chunk.ids) for chunk in found.chunks] == [250, 1]
    assert found.calls == 2


def test_a_source_that_wants_csv_has_its_zeros_on_all_days() -> None:
    """At once they would be left out, of the recent days alone."""
    spec = a_source(report_format="csv", filters={"campaign_ids": ["1"]})
    assert [planned(spec, back).route for back in (100, 30)] == [Route.ASYNC, Route.ASYNC]


def test_a_column_of_reports_alone_asks_for_a_report() -> None:
    columns = ["TOTAL_ADD_TO_CART"]
    found = planned(a_source(columns=columns, filters={"campaign_ids": ["1"]}))
    assert (found.route, found.why_route) == (Route.ASYNC, "its days, columns or entities need a report")


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": ["QUIZ_PIN_RESULT_OPEN"], "filters": {"campaign_ids": ["1"]}},
        {"dataset": "campaign_breakdown", "breakdowns": ["CREATIVE_TYPE"], "filters": {"campaign_ids": ["1"]}},
        {"dataset": "ad_breakdown", "breakdowns": ["QUIZ_RESULT", "GENDER"], "filters": {"ad_ids": ["1"]}},
    ],
    ids=str,
)
def test_what_no_report_has_is_asked_for_at_once_and_older_days_are_lost(changes: dict[str, object]) -> None:
    """Also where a source was not read for long: a report would be refused."""
    found = planned(a_source(**{"columns": ["PAID_IMPRESSION"], **changes}), 120, 120)
    assert (found.route, found.why_route) == (Route.SYNC, "some of its columns or breakdowns are in no report")
    assert {chunk.route for chunk in found.chunks} == {Route.SYNC}
    (lost,) = found.lost
    assert (lost.first, lost.last) == (TODAY - timedelta(days=120), TODAY - timedelta(days=90))
    assert planned(a_source(**{"columns": ["PAID_IMPRESSION"], **changes}), 120, 20).chunks == ()


@pytest.mark.parametrize(
    ("granularity", "back"),
    [
        *((Granularity.MONTH, back) for back in range(84, 90)),
        *((Granularity.WEEK, back) for back in range(84, 90)),
    ],
)
def test_a_row_that_began_before_the_synchronous_route_does_is_asked_for_as_a_report(
    granularity: Granularity, back: int
) -> None:
    """At once its first days would be lost, and reports have them."""
    found = planned(a_source(granularity=granularity, filters={"campaign_ids": ["1"]}), back, back)
    begun = period_start(TODAY - timedelta(days=back), granularity)
    assert found.lost == ()
    assert found.chunks[-1].first == begun
    assert found.route is (Route.SYNC if begun >= TODAY - timedelta(days=89) else Route.ASYNC)


def test_six_breakdowns_take_two_reports_for_each_range() -> None:
    cuts = ["GENDER", "GEO", "REGION", "COUNTRY", "LOCAL_ADS_STORE_CODE", "APPTYPE"]
    found = planned(a_source(dataset="campaign_breakdown", breakdowns=cuts))
    assert [(chunk.part, len(chunk.breakdowns)) for chunk in found.chunks] == [(0, 5), (1, 1)]


def test_minutes_follow_the_tier() -> None:
    found = planned(a_source(filters={"campaign_ids": [str(n) for n in range(90_000)]}), 400, 400)
    assert found.calls == 3 * 180 * 3
    assert found.minutes(Tier.STANDARD) == found.calls / 300
    assert found.minutes(Tier.TRIAL) == 24 * 60


@given(
    st.sampled_from([DatasetKey.AD_ACCOUNT, DatasetKey.CAMPAIGN, DatasetKey.KEYWORD, DatasetKey.PRODUCT_ITEM]),
    st.sampled_from([Granularity.DAY, Granularity.HOUR]),
    st.integers(0, 1_200),
    st.integers(1, 1_300),
)
def test_each_day_is_in_one_piece_or_named_as_lost(
    dataset: DatasetKey, granularity: Granularity, back: int, days: int
) -> None:
    found = planned(a_source(dataset=dataset, granularity=granularity), back, days)
    spans = [(chunk.first, chunk.last) for chunk in found.chunks] + [
        (lost.first, lost.last) for lost in found.lost
    ]
    told = [first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)]
    begin = TODAY - timedelta(days=back)
    assert sorted(told) == [begin + timedelta(days=n) for n in range(days)]
    assert all((chunk.last - chunk.first).days < 186 for chunk in found.chunks)


def test_what_has_no_days_is_read_once_as_it_is_now() -> None:
    found = planned(a_source(dataset="campaigns", columns=[]), 400, 400)
    (chunk,) = found.chunks
    assert (chunk.first, chunk.last, chunk.route, found.lost) == (TODAY, TODAY, Route.SYNC, ())


def test_organic_numbers_go_89_days_back_and_the_best_pins_by_the_day() -> None:
    pins = {"pin_ids": [str(number) for number in range(30)]}
    found = planned(a_source(dataset="organic_pin", columns=[], filters=pins), 100, 100)
    assert [len(chunk.ids) for chunk in found.chunks] == [25, 5]
    assert found.calls == 30
    assert found.lost[0].last == TODAY - timedelta(days=90)
    best = planned(a_source(dataset="top_pins", columns=[]), 3, 3)
    assert [(chunk.first, chunk.last) for chunk in best.chunks] == [
        (TODAY - timedelta(days=back),) * 2 for back in (1, 2, 3)
    ]


@given(st.integers(1, 175), st.integers(1, 400), st.integers(1, 90), st.booleans())
def test_no_answer_at_once_is_reckoned_to_be_larger_than_is_taken(
    columns: int,
    ids: int,
    days: int,
    hourly: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    names = [name for name, column in known_columns().items() if Route.SYNC in column.routes][:columns]
    granularity = Granularity.HOUR if hourly else Granularity.DAY
    filters = {"campaign_ids": [str(number) for number in range(ids)]}
    spec = a_source(columns=names, filters=filters, route="sync", granularity=granularity)
    found = planned(spec, min(days, 8) if hourly else days, min(days, 8) if hourly else days)
    hours = 24 if hourly else 1
    for chunk in found.chunks:
        assert len(chunk.ids) * ((chunk.last - chunk.first).days + 1) * len(names) * hours <= SYNC_CELLS_MAX
    assert {id_ for chunk in found.chunks for id_ in chunk.ids} == set(filters["campaign_ids"])


@given(
    st.sampled_from([Granularity.WEEK, Granularity.MONTH]),
    st.sampled_from([DatasetKey.CAMPAIGN, DatasetKey.PRODUCT_ITEM]),
    st.integers(1, 1_000),
    st.integers(1, 400),
)
def test_no_week_or_month_is_cut_in_two(
    granularity: Granularity, dataset: DatasetKey, back: int, days: int
) -> None:
    """Each piece begins with a row's first day, and ends with its last or with the days that are asked for."""
    spec = a_source(granularity=granularity, dataset=dataset, columns=["PAID_IMPRESSION"])
    found = planned(spec, back, min(days, back))
    for newer, older in pairwise(found.chunks):
        assert older.last + timedelta(days=1) == newer.first
    for chunk in found.chunks:
        assert period_start(chunk.first, granularity) == chunk.first
        assert (chunk.last - chunk.first).days < 186
    wanted = TODAY - timedelta(days=back)
    if found.chunks:
        begun = found.chunks[-1].first
        assert begun <= wanted or found.lost[0].last + timedelta(days=1) == begun


def test_a_plan_of_too_many_pieces_is_refused_before_it_is_made() -> None:
    """A hundred thousand entities one by one; as reports they are a few hundred pieces."""
    ids = {"ad_ids": [str(number) for number in range(100_000)]}
    columns = [name for name, one in known_columns().items() if Route.SYNC in one.routes and name not in REACH]
    spec = a_source(
        dataset="ad_breakdown", filters=ids, breakdowns=CUTS, columns=columns, granularity="HOUR", route="sync"
    )
    day = TODAY - timedelta(days=1)
    found = {one.rule: one for one in preflight(spec, day, day, TODAY)}
    refused = found["too_many_pieces"]
    assert (refused.field, refused.refuses) == ("filters.ad_ids", True)
    assert refused.nearest[:2] == ("20000 ids, and another source for the others", 'route = "async"')
    fewer = a_source(**{**written_of(spec), "filters": {"ad_ids": ids["ad_ids"][:20_000]}})
    assert "too_many_pieces" not in {one.rule for one in preflight(fewer, day, day, TODAY)}


@given(SOURCES, st.integers(0, 1_000), st.integers(1, 400))
def test_pieces_are_counted_as_they_are_made(spec: AdsSourceSpec, back: int, days: int) -> None:
    first = TODAY - timedelta(days=back)
    asked = Asked(spec, first, first + timedelta(days=days - 1), TODAY)
    assert pieces_count(asked) == len(planned(spec, back, days).chunks)

"""The plan of an extraction: pieces within Pinterest's limits, no day twice, none forgotten without a word."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ads.planner import Plan, Tier, plan
from contracts.ads import AdsSourceSpec, DatasetKey, Granularity, Route
from tests.ads.sources import TODAY, a_source


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


def test_a_column_of_reports_alone_asks_for_a_report() -> None:
    columns = ["TOTAL_ADD_TO_CART"]
    found = planned(a_source(columns=columns, filters={"campaign_ids": ["1"]}))
    assert (found.route, found.why_route) == (Route.ASYNC, "its days, columns or entities need a report")


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

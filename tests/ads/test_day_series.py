"""Days added up for a chart: exact, with gaps where nothing is known, and never a sum that is too small."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ads.day_series import Point, Shown, by_week, points_of, shown_of, why_not
from contracts.ads import THERE, AdsSourceSpec, Breakdown, CoverageState, DatasetKey, Granularity, WriteMode
from contracts.ads_runs import CoveredDay

FIRST = date(2026, 11, 2)
"""A Monday."""
SHOWN = Shown("SPEND_IN_MICRO_DOLLAR", "TOTAL_CLICKTHROUGH", "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR")


def a_spec(**changes: object) -> AdsSourceSpec:
    plain = AdsSourceSpec(
        key="daily",
        account="demo",
        ad_account_id="549755885175",
        dataset=DatasetKey.CAMPAIGN,
        columns=SHOWN.columns[1:],
    )
    return plain.model_copy(update=changes)


def days(count: int) -> list[date]:
    return [FIRST + timedelta(days=number) for number in range(count)]


def covered(count: int, state: CoverageState = CoverageState.FETCHED) -> list[CoveredDay]:
    return [CoveredDay(day=day, state=state) for day in days(count)]


rows = st.lists(
    st.tuples(st.sampled_from(days(14)), *[st.one_of(st.none(), st.integers(0, 10**14))] * 3), max_size=30
)


@given(rows)
def test_all_days_together_are_all_rows_together(
    found: list[tuple[date, int | None, int | None, int | None]],
) -> None:
    points = points_of(SHOWN, found, covered(14), FIRST, days(14)[-1])
    assert len(points) == 14
    micro = sum(row[1] or 0 for row in found)
    assert sum((point.spend or Decimal(0) for point in points), Decimal(0)) * 10**6 == micro
    assert sum((point.clicks or Decimal(0) for point in points), Decimal(0)) == sum(row[2] or 0 for row in found)
    weeks = by_week(points)
    assert sum((week.value or Decimal(0) for week in weeks), Decimal(0)) * 10**6 == sum(
        row[3] or 0 for row in found
    )


def test_a_day_that_is_not_there_is_a_gap_and_an_empty_day_is_zero() -> None:
    known = [*covered(1), CoveredDay(day=days(3)[2], state=CoverageState.FAILED)]
    zero, unread, failed = points_of(SHOWN, [(days(3)[2], 5, 5, 5)], known, FIRST, days(3)[2])
    assert (zero.spend, zero.roas) == (Decimal(0), None)
    assert (unread.state, unread.spend) == (None, None)
    assert (failed.state, failed.spend) == (CoverageState.FAILED, None)


def test_return_on_spend_is_of_the_sums_and_not_of_the_rows() -> None:
    found = [(FIRST, 1_000_000, 1, 10_000_000), (FIRST, 9_000_000, 1, 0)]
    (point,) = points_of(SHOWN, found, covered(1), FIRST, FIRST)
    assert point.roas == 1


@given(st.lists(st.sampled_from([*THERE, None, CoverageState.FAILED]), min_size=1, max_size=30))
def test_a_week_with_a_missing_day_is_a_gap(states: Sequence[CoverageState | None]) -> None:
    points = [
        Point(FIRST + timedelta(days=number), state, *([Decimal(1)] * 3 if state in THERE else []))
        for number, state in enumerate(states)
    ]
    for place, week in enumerate(by_week(points)):
        mine = points[place * 7 : place * 7 + 7]
        whole = all(point.state in THERE for point in mine)
        assert week.spend == (len(mine) if whole else None)
        assert (week.state in THERE) is whole


def test_the_first_column_that_a_source_has_is_shown() -> None:
    assert shown_of(a_spec()) == SHOWN
    assert shown_of(a_spec(columns=("CLICKTHROUGH_1", "SPEND_IN_DOLLAR"))) == Shown(
        "SPEND_IN_DOLLAR", "CLICKTHROUGH_1", None
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"granularity": Granularity.WEEK}, "WEEK"),
        ({"dataset": DatasetKey.CAMPAIGN_BREAKDOWN, "breakdowns": (Breakdown.GENDER,)}, "breakdown"),
        ({"dataset": DatasetKey.KEYWORD}, "keyword"),
        ({"write_mode": WriteMode.INSERT}, "read twice"),
        ({"write_mode": WriteMode.TRUNCATE_INSERT}, "its last run"),
        ({"columns": ("CTR",)}, "none of the columns"),
    ],
)
def test_what_cannot_be_added_up_is_refused_with_its_reason(changes: dict[str, object], why: str) -> None:
    assert why in (why_not(a_spec(**changes)) or "")
    assert why_not(a_spec()) is None

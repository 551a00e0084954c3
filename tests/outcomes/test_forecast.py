"""The forecast: honest about what it waits for, and never earlier than the quotas allow."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.contract import Instant
from contracts.pace import AccountView, Quota
from outcomes.forecast import PACE_SECONDS, Forecast, Limit, Remaining, forecast, moment_of_write

NOW = 1_795_350_000.0
DAY = 86_400.0
MINUTELY = Quota(limit=100, window_seconds=60, name="org_write")
DAILY = Quota(limit=1_000, window_seconds=DAY, name="trial")


def a_view(*quotas: Quota, **said: Any) -> AccountView:  # Any: a test may say any field of a view
    return AccountView(now=NOW, quotas=quotas or (MINUTELY,), **said)


def told(count: int, view: AccountView | None = None, **said: Any) -> Forecast:  # Any: any field of `Remaining`
    return forecast(Remaining(count=count, **said), view or a_view())


def ends_every(seconds: float, count: int) -> list[Instant]:
    return [NOW - seconds * number for number in range(count)]


def seconds_of(found: Forecast) -> float:
    assert found.at is not None
    return found.at - NOW


def test_when_all_have_ended_there_is_nothing_to_wait_for() -> None:
    assert told(0) == Forecast(NOW, Limit.NOTHING, "all have ended")


@pytest.mark.parametrize(
    ("view", "held", "limit", "why"),
    [
        (a_view(), 5, Limit.HELD, "held back: 5 wait until somebody resumes them"),
        (a_view(parked="the token is dead"), 0, Limit.PARKED, "the account is parked: the token is dead"),
        (a_view(paused="holidays"), 0, Limit.PAUSED, "the account is paused: holidays"),
        (a_view(paused="holidays", parked="the token is dead"), 5, Limit.HELD, "held back"),
    ],
)
def test_what_waits_for_a_person_has_no_time(view: AccountView, held: int, limit: Limit, why: str) -> None:
    found = told(5, view, held=held, ends=ends_every(1, 50), last_due=NOW + 60)
    assert (found.at, found.limit) == (None, limit)
    assert found.why.startswith(why)


def test_a_lost_answer_is_waited_for_and_said_to_be() -> None:
    found = told(1, last_settled=NOW + 900)
    assert (seconds_of(found), found.limit) == (900, Limit.ANSWERS)
    assert found.why == "about 15 minutes: boards are read for answers that were lost"


def test_a_lost_answer_that_is_due_already_holds_up_nothing() -> None:
    assert told(1, last_settled=NOW - 60).limit is not Limit.ANSWERS


def test_many_wait_for_the_quota() -> None:
    found = told(4_000)
    assert found.limit is Limit.QUOTA
    assert found.why == "about 40 minutes: the quota of 100 a minute allows no more"
    assert 39 * 60 <= seconds_of(found) <= 40 * 60


def test_a_daily_quota_is_spread_over_the_day() -> None:
    """Within one day's quota by the distance of its slots, beyond it by whole days."""
    assert told(300, a_view(DAILY)).why == "about 3 hours: the quota of 1,000 a day allows no more"
    assert told(2_500, a_view(DAILY, MINUTELY)).why.startswith("about 3 days: the quota of 1,000 a day")


def test_writes_of_today_count_in_the_quota() -> None:
    written = tuple(NOW - 3_600 + number for number in range(1_000))
    found = told(1, a_view(DAILY, writes=written))
    assert seconds_of(found) == DAY - 3_600


def test_few_are_held_up_by_nothing() -> None:
    found = told(3)
    assert (found.limit, found.why) == (Limit.PACE, "less than a minute: nothing holds them up")


def test_slow_shops_make_it_our_own_pace() -> None:
    found = told(100, ends=ends_every(30, 20))
    assert found.limit is Limit.PACE
    assert found.why == "about 48 minutes: at the pace of the last minutes"


def test_a_pace_that_the_quota_explains_is_the_quotas() -> None:
    found = told(1_000, ends=ends_every(0.65, 600))
    assert found.limit is Limit.QUOTA


def test_a_pace_that_has_stopped_slows_down() -> None:
    flowing = [NOW - number for number in range(100)]
    stopped = [at - 600 for at in flowing]
    assert seconds_of(told(500, ends=stopped)) > 5 * seconds_of(told(500, ends=flowing))


@pytest.mark.parametrize(
    "ends", [ends_every(30, 4), [NOW - PACE_SECONDS - number for number in range(50)], [NOW + 5] * 50]
)
def test_too_few_or_too_old_ends_tell_no_pace(ends: Sequence[Instant]) -> None:
    assert told(100, ends=ends) == told(100)


def test_a_publish_date_is_waited_for() -> None:
    found = told(5, last_due=NOW + 3 * DAY)
    assert (found.at, found.limit) == (NOW + 3 * DAY, Limit.DUE)
    assert found.why == "about 3 days: one of them may not leave before then"
    assert told(5, last_due=NOW - DAY) == told(5)


def test_a_wait_that_pinterest_asked_for_is_told_as_such() -> None:
    found = told(10, a_view(blocked_until=NOW + 600))
    assert found.limit is Limit.BLOCKED
    assert found.why.startswith("about 11 minutes: Pinterest asked us to wait")
    assert told(4_000, a_view(blocked_until=NOW + 600)).limit is Limit.QUOTA
    assert told(10, a_view(blocked_until=NOW - 600)) == told(10)


def test_those_held_back_are_counted_apart() -> None:
    found = told(4_100, held=100)
    assert found.at == told(4_000).at
    assert found.why.endswith("; 100 held back are not counted")


QUOTAS = st.builds(Quota, limit=st.integers(1, 12), window_seconds=st.sampled_from([1.0, 60.0, DAY]))
AGES = st.lists(st.floats(0, 200), max_size=30)


@given(QUOTAS, AGES, st.integers(1, 80))
def test_no_window_would_hold_more_writes_than_its_limit(quota: Quota, ages: list[float], count: int) -> None:
    written = sorted(NOW - age for age in ages)[-quota.limit :]
    moments = written + [moment_of_write(quota, written, number, start=NOW) for number in range(1, count + 1)]
    assert moments == sorted(moments)
    for first, last in zip(moments[len(written) :], moments[len(written) + quota.limit :], strict=False):
        assert last - first >= quota.window_seconds - 1e-3
    for number in range(min(count, quota.limit)):
        before = len(written) + number - quota.limit
        if before >= 0:
            assert moments[len(written) + number] - moments[before] >= quota.window_seconds - 1e-3


@given(QUOTAS, AGES, st.integers(1, 80))
def test_leaping_over_windows_is_the_same_as_going_through_them(
    quota: Quota, ages: list[float], count: int
) -> None:
    """The plain rule, one write after another."""
    moments = sorted(NOW - age for age in ages)
    for _ in range(count):
        moments.append(quota.next_moment(moments, NOW))
    found = moment_of_write(quota, [NOW - age for age in ages], count, start=NOW)
    assert found == pytest.approx(moments[-1], abs=1e-3)


REMAININGS = st.builds(
    Remaining,
    count=st.integers(1, 500),
    held=st.just(0),
    ends=st.lists(st.floats(NOW - 2_000, NOW + 10), max_size=20),
    last_due=st.none() | st.floats(NOW - DAY, NOW + DAY),
)
VIEWS = st.builds(
    AccountView,
    now=st.just(NOW),
    quotas=st.lists(QUOTAS, max_size=3).map(tuple),
    writes=AGES.map(lambda ages: tuple(sorted(NOW - age for age in ages))),
    blocked_until=st.floats(NOW - 900, NOW + 900),
)


@given(REMAININGS, VIEWS)
def test_it_is_never_earlier_than_anything_that_is_known(remaining: Remaining, view: AccountView) -> None:
    at = forecast(remaining, view).at
    assert at is not None
    assert at >= max(NOW, view.blocked_until, remaining.last_due or NOW)
    for quota in view.quotas:
        assert at >= NOW + (remaining.count - 1) // quota.limit * quota.window_seconds - 1e-3


@given(REMAININGS, VIEWS, st.integers(1, 100))
def test_more_that_wait_never_end_earlier(remaining: Remaining, view: AccountView, more: int) -> None:
    later = Remaining(count=remaining.count + more, ends=remaining.ends, last_due=remaining.last_due)
    one, other = forecast(remaining, view).at, forecast(later, view).at
    assert one is not None
    assert other is not None
    assert other >= one - 1e-3


@given(REMAININGS, VIEWS, st.integers(0, 600))
def test_those_held_back_make_it_no_later(remaining: Remaining, view: AccountView, held: int) -> None:
    some = forecast(Remaining(remaining.count, held, remaining.ends, remaining.last_due), view)
    every = forecast(remaining, view)
    assert every.at is not None
    assert (some.at is None) == (held >= remaining.count)
    assert some.at is None or some.at <= every.at + 1e-3

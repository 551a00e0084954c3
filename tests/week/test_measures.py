"""The measures find what is wrong with a week, and nothing where nothing is."""

from datetime import date, time

import pytest

from contracts.names import AccountKey
from tests.week.diary import Diary, Ended, Foretold, Made
from tests.week.hours import WEEK, Hours
from tests.week.life import Client, Deed, Event, Life, Turn
from tests.week.measures import Measured, Spread, dead_hours, measured, pins_by_hour

ACCOUNT = AccountKey("tokyo")
EVENING = Hours(WEEK, time(19), time(21))
LIFE = Life(
    clients=(Client(ACCOUNT, "Asia/Tokyo", (EVENING,), ("Tea",), 2, (Turn(Deed.DELIVERY, WEEK, time(12), 4),)),),
    last=date(2027, 3, 22),
    days=1,
)
OPENS = LIFE.openings(LIFE.clients[0])[1].start
EVEN = 1_800.0
"""Four pins in two hours."""


def a_diary(*moments: float, events: list[Event] | None = None) -> Diary:
    """Pins so many seconds after the window opened, each of a product of its own."""
    pins = [Made(OPENS + at, ACCOUNT, "Tea", f"p-{number}") for number, at in enumerate(moments)]
    return Diary(pins=pins, events=events or [])


def of(diary: Diary) -> Measured:
    return measured(LIFE, diary)


def the_spread(diary: Diary) -> Spread:
    (spread,) = of(diary).spreads
    return spread


def test_even_pins_inside_the_window_are_good() -> None:
    found = of(a_diary(900, 2_700, 4_500, 6_300))
    assert found.good
    assert (found.products, found.pins, found.lost, found.outside) == (4, 4, 0, 0)
    assert found.gaps_even_max == 1.0


@pytest.mark.parametrize("at", [-0.001, 7_200.0, 7_200.0 + 3_600])
def test_a_pin_outside_the_window_is_found(at: float) -> None:
    found = of(a_diary(900, 2_700, 4_500, at))
    assert found.outside == 1
    assert not found.good


def test_a_product_without_a_pin_is_lost() -> None:
    found = of(a_diary(900, 2_700, 4_500))
    assert found.lost == 1
    assert not found.good


def test_a_product_with_two_pins_is_doubled_and_hides_no_lost_one() -> None:
    diary = a_diary(900, 2_700, 4_500, 6_300)
    diary.pins = [*diary.pins[:3], Made(OPENS + 6_300, ACCOUNT, "Tea", "p-0")]
    found = of(diary)
    assert (found.doubled, found.lost) == (1, 1)
    assert not found.good


def test_pins_in_a_heap_leave_a_gap_that_is_too_large() -> None:
    spread = the_spread(a_diary(1, 2, 3, 7_000))
    assert spread.gaps_even == pytest.approx((7_000 - 3) / EVEN)
    assert not of(a_diary(1, 2, 3, 7_000)).good


def test_hours_of_a_dead_token_are_nobody_s_gap() -> None:
    events = [
        Event(OPENS + 1_000, ACCOUNT, Deed.TOKEN_DIES),
        Event(OPENS + 6_000, ACCOUNT, Deed.RECONNECTED),
    ]
    before, after = of(a_diary(300, 700, 6_100, 6_700, events=events)).spreads
    assert (round(before.largest_seconds), round(after.largest_seconds)) == (400, 600)
    assert (before.opening.seconds, after.opening.seconds) == (1_000, 1_200)


def test_a_token_that_dies_and_comes_back_twice_has_two_dark_times() -> None:
    deeds = (Deed.TOKEN_DIES, Deed.RECONNECTED, Deed.TOKEN_DIES, Deed.RECONNECTED)
    events = [Event(float(at), ACCOUNT, deed) for at, deed in enumerate(deeds)]
    assert [(dark.start, dark.end) for dark in dead_hours(events, ACCOUNT)] == [(0, 1), (2, 3)]
    assert list(dead_hours(events, AccountKey("berlin"))) == []


def a_forecast(*, said: float | None, ended: float | None, events: list[Event] | None = None) -> Measured:
    """Asked at the opening; moments in seconds after it."""
    diary = a_diary(900, 2_700, 4_500, 6_300, events=events)
    diary.foretold = [Foretold("l", ACCOUNT, OPENS, None if said is None else OPENS + said)]
    end = None if ended is None else OPENS + ended
    diary.launches = [Ended("l", ACCOUNT, OPENS, total=4, live=4, ended=end)]
    return of(diary)


def test_a_forecast_is_wrong_by_a_part_of_what_it_told_of() -> None:
    assert a_forecast(said=1_040, ended=1_000).forecast_error_max == pytest.approx(0.04)
    assert a_forecast(said=1_040, ended=1_000).good
    assert not a_forecast(said=900, ended=1_000).good


def test_a_forecast_that_names_no_time_is_all_wrong() -> None:
    assert a_forecast(said=None, ended=1_000).forecast_error_max == 1.0


def test_nobody_foresees_that_a_token_dies() -> None:
    death = Event(OPENS + 500, ACCOUNT, Deed.TOKEN_DIES)
    assert a_forecast(said=10, ended=1_000, events=[death]).judged == ()
    late = Event(OPENS + 1_000, ACCOUNT, Deed.TOKEN_DIES)
    assert len(a_forecast(said=10, ended=1_000, events=[late]).judged) == 1


def test_another_delivery_excuses_no_forecast() -> None:
    more = Event(OPENS + 500, ACCOUNT, Deed.DELIVERY, 4)
    assert len(a_forecast(said=10, ended=1_000, events=[more]).judged) == 1


def test_of_a_launch_that_has_not_ended_nothing_is_judged() -> None:
    assert a_forecast(said=10, ended=None).judged == ()


def test_pins_are_counted_by_the_hour() -> None:
    assert pins_by_hour([0, 3_599, 3_600, 9_000], 0, 3) == [2, 1, 1]

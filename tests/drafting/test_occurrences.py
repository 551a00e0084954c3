"""Occurrences: a window's local hours as moments, across every change of the clocks."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts.windows import WEEK, PublishWindow, Span
from drafting.occurrences import (
    OCCURRENCE_SECONDS_MAX,
    NeverOpens,
    Occurrence,
    first_occurrence,
    in_both,
    is_open,
    occurrences,
)
from drafting.wall_clocks import clock_shows, first_showing
from drafting.windows import ZoneUnknown
from tests.drafting.window_builders import BERLIN, Case, a_window, at, hours, local, opened, windows


def test_a_window_opens_on_its_days_in_its_zone() -> None:
    assert opened("Mon-Fri 18:00-22:00", "2026-11-20 12:00", zone="America/New_York") == [
        ("2026-11-20 18:00-05:00", "2026-11-20 22:00-05:00"),
        ("2026-11-23 18:00-05:00", "2026-11-23 22:00-05:00"),
        ("2026-11-24 18:00-05:00", "2026-11-24 22:00-05:00"),
    ]


def test_what_has_begun_is_open_from_now_on() -> None:
    assert opened("daily 18:00-22:00", "2026-11-22 20:30", count=1) == [
        ("2026-11-22 20:30+01:00", "2026-11-22 22:00+01:00")
    ]


def test_at_its_end_it_is_over() -> None:
    assert opened("daily 18:00-22:00", "2026-11-22 22:00", count=1)[0][0] == "2026-11-23 18:00+01:00"


def test_what_crosses_midnight_belongs_to_the_day_on_which_it_began() -> None:
    assert opened("Sat 22:00-02:00", "2026-11-22 00:30", count=2) == [
        ("2026-11-22 00:30+01:00", "2026-11-22 02:00+01:00"),
        ("2026-11-28 22:00+01:00", "2026-11-29 02:00+01:00"),
    ]


def test_hours_that_touch_or_overlap_are_one() -> None:
    text = "daily 22:00-24:00; daily 00:00-02:00; daily 01:00-03:00; daily 02:15-02:30"
    assert opened(text, "2026-11-22 12:00", count=2) == [
        ("2026-11-22 22:00+01:00", "2026-11-23 03:00+01:00"),
        ("2026-11-23 22:00+01:00", "2026-11-24 03:00+01:00"),
    ]


def test_a_window_that_never_closes_has_an_occurrence_a_day() -> None:
    found = islice(occurrences(a_window("daily 00:00-24:00"), at("2026-10-24 12:00")), 4)
    assert hours(found) == [12, 25, 24, 24]


@pytest.mark.parametrize(
    ("text", "since", "zone", "length"),
    [
        ("daily 00:00-24:00", "2026-10-25", BERLIN, 25),
        ("daily 00:00-24:00", "2026-03-29", BERLIN, 23),
        ("daily 00:00-24:00", "2018-11-04 01:00", "America/Sao_Paulo", 23),
        ("daily 00:00-24:00", "2018-02-17", "America/Sao_Paulo", 25),
        ("daily 01:00-03:00", "2026-10-25", BERLIN, 3),
        ("daily 01:00-02:30", "2026-10-25", BERLIN, 1.5),
        ("daily 02:30-04:00", "2026-10-25", BERLIN, 0.5),
        ("daily 22:00-02:00", "2026-10-24 12:00", BERLIN, 4),
        ("daily 02:30-04:00", "2026-03-29", BERLIN, 1),
        ("daily 01:00-02:30", "2026-03-29", BERLIN, 1),
        ("daily 01:00-02:30", "2026-04-05", "Australia/Lord_Howe", 2),
        ("daily 01:00-02:30", "2026-10-04", "Australia/Lord_Howe", 1),
        ("daily 18:00-24:00", "2026-10-31 12:00", "America/Havana", 6),
        ("daily 00:00-24:00", "2026-11-01", "America/Havana", 25),
        ("daily 18:00-22:00", "2026-06-01", "Asia/Kathmandu", 4),
        ("Thu 22:00-02:00", "2011-12-29 12:00", "Pacific/Apia", 2),
    ],
)
def test_it_is_as_long_as_the_clocks_make_it(text: str, since: str, zone: str, length: float) -> None:
    assert hours(islice(occurrences(a_window(text, zone), at(since, zone)), 1)) == [length]


@pytest.mark.parametrize(
    ("text", "open_twice"),
    [
        ("daily 02:15-02:45", [("02:15+02:00", "02:45+02:00"), ("02:15+01:00", "02:45+01:00")]),
        ("daily 01:00-02:30", [("01:00+02:00", "02:30+02:00"), ("02:00+01:00", "02:30+01:00")]),
        ("daily 02:30-04:00", [("02:30+02:00", "02:00+01:00"), ("02:30+01:00", "04:00+01:00")]),
        ("daily 01:00-02:00; daily 02:30-03:00", [("01:00+02:00", "02:00+02:00"), ("02:30+02:00", "02:00+01:00")]),
    ],
)
def test_in_an_hour_that_is_shown_twice_it_is_open_as_the_clocks_say(
    text: str, open_twice: list[tuple[str, str]]
) -> None:
    night = "2026-10-25"
    assert opened(text, night, count=2) == [(f"{night} {start}", f"{night} {end}") for start, end in open_twice]


def test_what_lasts_into_a_night_that_is_shown_twice_hides_nothing_of_the_next_day() -> None:
    assert opened("Sat 22:00-02:30; Sun 02:35-03:30", "2026-10-24 12:00", count=4) == [
        ("2026-10-24 22:00+02:00", "2026-10-25 02:30+02:00"),
        ("2026-10-25 02:35+02:00", "2026-10-25 02:30+01:00"),
        ("2026-10-25 02:35+01:00", "2026-10-25 03:30+01:00"),
        ("2026-10-31 22:00+01:00", "2026-11-01 02:30+01:00"),
    ]


def test_hours_that_a_night_does_not_have_do_not_open() -> None:
    assert opened("daily 02:15-02:45", "2026-03-28 12:00", count=1) == [
        ("2026-03-30 02:15+02:00", "2026-03-30 02:45+02:00")
    ]


def test_a_day_that_a_zone_skipped_does_not_open_either() -> None:
    """Samoa had no Friday, 30 December 2011: neither its evening nor the early hours after it."""
    found = opened("Fri 10:00-12:00; Fri 22:00-02:00", "2011-12-29", zone="Pacific/Apia", count=1)
    assert found == [("2012-01-06 10:00+14:00", "2012-01-06 12:00+14:00")]


def test_a_leap_day_is_a_day() -> None:
    assert opened("daily 09:00-10:00", "2028-02-28 12:00", count=2) == [
        ("2028-02-29 09:00+01:00", "2028-02-29 10:00+01:00"),
        ("2028-03-01 09:00+01:00", "2028-03-01 10:00+01:00"),
    ]


def test_a_blackout_takes_the_day_itself_from_midnight_to_midnight() -> None:
    assert opened("daily 22:00-02:00 except 2026-12-24..2026-12-25", "2026-12-23 12:00") == [
        ("2026-12-23 22:00+01:00", "2026-12-24 00:00+01:00"),
        ("2026-12-26 00:00+01:00", "2026-12-26 02:00+01:00"),
        ("2026-12-26 22:00+01:00", "2026-12-27 02:00+01:00"),
    ]


def test_blackouts_may_overlap_and_stand_in_any_order() -> None:
    text = "daily 12:00-13:00 except 2026-12-26, 2026-12-24..2026-12-27, 2026-12-25"
    assert opened(text, "2026-12-23 14:00", count=1)[0][0] == "2026-12-28 12:00+01:00"


def test_it_is_open_between_its_bounds_alone() -> None:
    text = "daily 18:00-22:00 not before 2026-12-01 19:00 not after 2026-12-02"
    assert opened(text, "2026-11-01") == [
        ("2026-12-01 19:00+01:00", "2026-12-01 22:00+01:00"),
        ("2026-12-02 18:00+01:00", "2026-12-02 22:00+01:00"),
    ]


def test_a_bound_that_the_clocks_show_twice_is_reached_the_first_time() -> None:
    assert opened("daily 01:00-04:00 not after 2026-10-25 02:30", "2026-10-25") == [
        ("2026-10-25 01:00+02:00", "2026-10-25 02:30+02:00")
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("daily 18:00-22:00 not after 2026-11-20", "is closed for good since 2026-11-21 00:00"),
        ("Mon 18:00-22:00 not after 2026-11-22 23:00", "has no hour left before 2026-11-22 23:00"),
        ("daily 18:00-22:00 except 2000-01-01..2099-12-31", "does not open within 3,650 days"),
        (
            "daily 18:00-22:00 not before 2030-01-01 except 2030-01-01..2099-12-31",
            "does not open within 3,650 days",
        ),
    ],
)
def test_a_window_that_opens_no_more_says_so(text: str, why: str) -> None:
    found = first_occurrence(a_window(text), at("2026-11-22 12:00"))
    assert isinstance(found, NeverOpens)
    assert why in found.why


def test_a_window_of_a_far_year_is_found() -> None:
    found = first_occurrence(a_window("Mon 18:00-22:00 not before 2090-01-01"), at("2026-11-22"))
    assert isinstance(found, Occurrence)
    assert local(found.start) == "2090-01-02 18:00+01:00"


def test_nothing_is_looked_for_beyond_the_horizon() -> None:
    assert len([*occurrences(a_window("Mon 12:00-13:00"), at("2026-11-22"), horizon_days=21)]) == 3


def test_a_zone_that_there_is_not_is_told_before_anything_is_asked() -> None:
    window = PublishWindow(spans=(Span(days=WEEK, opens="18:00", closes="22:00"),), zone="Europe/Berln")
    with pytest.raises(ZoneUnknown, match=BERLIN):
        occurrences(window, 0.0)


def test_the_hours_that_two_windows_share() -> None:
    account, launch = a_window("daily 18:00-22:00"), a_window("Mon 12:00-20:00; Mon 21:00-23:00; Wed 19:00-19:30")
    since = at("2026-11-23")
    shared = in_both(occurrences(account, since), occurrences(launch, since))
    assert [local(one.start) for one in islice(shared, 3)] == [
        "2026-11-23 18:00+01:00",
        "2026-11-23 21:00+01:00",
        "2026-11-25 19:00+01:00",
    ]


def test_windows_that_share_nothing_have_no_hour() -> None:
    since = at("2026-11-23")
    one, other = a_window("Mon 12:00-14:00"), a_window("Mon 14:00-16:00")
    assert not [*in_both(occurrences(one, since), occurrences(other, since))]


@pytest.mark.parametrize(
    ("moment", "open_then"),
    [
        ("2026-11-23 18:00", True),
        ("2026-11-23 21:59", True),
        ("2026-11-23 22:00", False),
        ("2026-11-23 17:59", False),
    ],
)
def test_a_moment_lies_in_a_window_or_not(moment: str, open_then: bool) -> None:  # noqa: FBT001  # the parameter's name says it
    assert is_open(a_window("Mon 18:00-22:00"), at(moment)) is open_then


def test_a_moment_of_other_time_zone_data_is_seen_to_lie_outside() -> None:
    """As when it was placed at 18:00 by an offset that the zone has no more."""
    assert not is_open(a_window("Mon 18:00-22:00"), at("2026-11-23 18:00", "Europe/Moscow"))


@settings(deadline=None)
@given(windows())
def test_occurrences_are_in_order_apart_and_no_longer_than_a_day(case: Case) -> None:
    window, since = _case(case)
    found = [*islice(occurrences(window, since), 12)]
    assert all(since <= one.start < one.end <= one.start + OCCURRENCE_SECONDS_MAX for one in found)
    assert all(
        one.end < other.start or other.end - one.start > OCCURRENCE_SECONDS_MAX for one, other in pairwise(found)
    )
    assert all(one.end <= other.start for one, other in pairwise(found))


@settings(deadline=None)
@given(windows(), st.integers(0, 14 * 96))
def test_a_moment_is_in_an_occurrence_when_the_clocks_say_so(case: Case, quarters: int) -> None:
    """Looked at from the other side: what the clocks show then, compared with what the window says."""
    window, since = _case(case)
    moment = since + quarters * 900
    zone = ZoneInfo(window.zone)
    if window.not_before or window.not_after:
        # Such a bound is one moment: the first at which the clocks show it.
        assume(clock_shows(moment - 3_600, zone) + timedelta(hours=1) == clock_shows(moment, zone))
        assume(clock_shows(moment + 3_600, zone) - timedelta(hours=1) == clock_shows(moment, zone))
    found = any(one.start <= moment < one.end for one in occurrences(window, since, horizon_days=16 + 366))
    assert found == _says(window, moment, zone)


@settings(deadline=None)
@given(windows(), st.integers(0, 96 * 3))
def test_asked_later_it_says_the_same_of_what_is_left(case: Case, quarters: int) -> None:
    window, since = _case(case)
    later = since + quarters * 900
    left = in_both(occurrences(window, since, horizon_days=20), [Occurrence(later, since + 9 * 86_400)])
    again = in_both(occurrences(window, later, horizon_days=20), [Occurrence(later, since + 9 * 86_400)])
    assert _covered(left) == _covered(again)


def _case(case: Case) -> tuple[PublishWindow, float]:
    window, since = case
    return window, first_showing(since, ZoneInfo(window.zone))


def _says(window: PublishWindow, moment: float, zone: ZoneInfo) -> bool:
    wall = clock_shows(moment, zone)
    # The day before the one that Samoa skipped is the 29th, whose evening lasted into the 31st.
    before = clock_shows(first_showing(wall.replace(hour=0, minute=0), zone) - 1, zone).date()
    bounded = (not window.not_before or wall >= window.not_before) and (
        not window.not_after or wall < window.not_after
    )
    dark = any(some.first <= wall.date() <= some.last for some in window.blackouts)
    return bounded and not dark and any(_in_span(span, wall, before) for span in window.spans)


def _in_span(span: Span, wall: datetime, before: date) -> bool:
    today, yesterday = WEEK[wall.weekday()], WEEK[before.weekday()]
    clock = wall.time()
    if not span.crosses_midnight:
        return today in span.days and span.opens <= clock < span.closes
    skipped = (wall.date() - before).days > 1
    return (today in span.days and clock >= span.opens) or (
        yesterday in span.days and clock < span.closes and not skipped
    )


def _covered(found: Iterable[Occurrence]) -> list[tuple[float, float]]:
    """The hours in all, however they are parted."""
    whole: list[tuple[float, float]] = []
    for one in found:
        if whole and whole[-1][1] == one.start:
            whole[-1] = (whole[-1][0], one.end)
        else:
            whole.append((one.start, one.end))
    return whole

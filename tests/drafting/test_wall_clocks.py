"""What clocks show, and when."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting.wall_clocks import clock_shows, day_begins, day_ends, first_showing, last_showing, local_days
from tests.drafting.window_builders import BERLIN, NIGHTS, QUARTERS, at, local


@pytest.mark.parametrize(
    ("wall", "zone", "first", "last"),
    [
        ("2026-11-22 20:00", BERLIN, "2026-11-22 20:00+01:00", "2026-11-22 20:00+01:00"),
        ("2026-10-25 02:30", BERLIN, "2026-10-25 02:30+02:00", "2026-10-25 02:30+01:00"),
        ("2026-10-25 02:00", BERLIN, "2026-10-25 02:00+02:00", "2026-10-25 02:00+02:00"),
        ("2026-10-25 03:00", BERLIN, "2026-10-25 03:00+01:00", "2026-10-25 03:00+01:00"),
        ("2026-03-29 02:30", BERLIN, "2026-03-29 03:00+02:00", "2026-03-29 03:00+02:00"),
        ("2026-11-01 00:00", "America/Havana", "2026-11-01 00:00-04:00", "2026-11-01 00:00-04:00"),
        ("2026-04-05 01:45", "Australia/Lord_Howe", "2026-04-05 01:45+11:00", "2026-04-05 01:45+10:30"),
        ("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-04 02:30+11:00", "2026-10-04 02:30+11:00"),
    ],
)
def test_what_begins_begins_at_the_first_showing_and_what_ends_ends_at_the_last(
    wall: str, zone: str, first: str, last: str
) -> None:
    """Where the clocks are put back to `wall`, the hour before showed more: the second showing is too late."""
    shown = datetime.fromisoformat(wall)
    assert local(first_showing(shown, ZoneInfo(zone)), zone) == first
    assert local(last_showing(shown, ZoneInfo(zone)), zone) == last


@pytest.mark.parametrize(
    ("day", "zone", "length"),
    [
        ("2026-11-22", BERLIN, 24),
        ("2026-10-25", BERLIN, 25),
        ("2026-03-29", BERLIN, 23),
        ("2026-04-05", "Australia/Lord_Howe", 24.5),
        ("2026-11-01", "America/Havana", 25),
        ("2018-11-04", "America/Sao_Paulo", 23),
        ("2018-02-17", "America/Sao_Paulo", 25),
        ("2011-12-29", "Pacific/Apia", 24),
        ("2011-12-30", "Pacific/Apia", 0),
        ("2028-02-29", "UTC", 24),
    ],
)
def test_a_local_day_is_as_long_as_its_clocks_make_it(day: str, zone: str, length: float) -> None:
    found = date.fromisoformat(day)
    assert day_ends(found, ZoneInfo(zone)) - day_begins(found, ZoneInfo(zone)) == length * 3_600


def test_a_stretch_is_parted_where_days_begin() -> None:
    parts = [*local_days(at("2026-10-24 22:00"), at("2026-10-26 01:00"), ZoneInfo(BERLIN))]
    assert [(str(day), (end - start) / 3_600) for day, start, end in parts] == [
        ("2026-10-24", 2),
        ("2026-10-25", 25),
        ("2026-10-26", 1),
    ]


def test_a_day_that_was_skipped_has_no_part() -> None:
    zone = "Pacific/Apia"
    parts = [*local_days(at("2011-12-29 22:00", zone), at("2011-12-31 01:00", zone), ZoneInfo(zone))]
    assert [(str(day), (end - start) / 3_600) for day, start, end in parts] == [
        ("2011-12-29", 2),
        ("2011-12-31", 1),
    ]


@settings(deadline=None)
@given(st.sampled_from(NIGHTS), st.integers(-2, 2), QUARTERS)
def test_until_the_last_showing_the_clocks_show_less_and_then_no_more(
    night: tuple[str, str], days: int, clock: object
) -> None:
    zone = ZoneInfo(night[1])
    wall = datetime.fromisoformat(f"{date.fromisoformat(night[0]) + timedelta(days=days)} {clock}")
    first, last = first_showing(wall, zone), last_showing(wall, zone)
    assert clock_shows(first, zone) >= wall
    assert clock_shows(first - 1, zone) < wall
    assert last >= first
    assert clock_shows(last - 1, zone) < wall <= clock_shows(last, zone)


@settings(deadline=None)
@given(st.sampled_from(NIGHTS), st.integers(0, 5 * 86_400), st.integers(1, 5 * 86_400))
def test_the_parts_are_the_whole_and_each_lies_on_its_day(night: tuple[str, str], after: int, length: int) -> None:
    zone = ZoneInfo(night[1])
    start = at(night[0], night[1]) - 2 * 86_400 + after
    parts = [*local_days(start, start + length, zone)]
    assert [parts[0][1], *(part[2] for part in parts)] == [*(part[1] for part in parts), start + length]
    for day, begins, ends in parts:
        assert begins < ends
        assert {clock_shows(begins, zone).date(), clock_shows(ends - 1, zone).date()} == {day}

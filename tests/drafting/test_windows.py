"""Moments: as stated, in the zone that was meant, across every change of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drafting.windows import (
    MomentBroken,
    ZoneMissing,
    ZoneUnknown,
    find_zone,
    instant_of,
    known_zone,
    moment,
    near_zone,
    stated_zone,
)
from tests.drafting.builders import texts

BERLIN = "Europe/Berlin"
ZONES = st.sampled_from(
    [
        BERLIN,
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "UTC",
    ]
)
WALLS = st.datetimes(datetime.fromisoformat("2000-01-03"), datetime.fromisoformat("2099-12-30")).map(
    lambda found: found.replace(microsecond=0)
)
NIGHTS = st.sampled_from(["2026-03-29", "2026-10-25", "2011-12-30", "2026-04-05", "2026-11-01"])
"""Days on which some of the zones change their clocks, or skip the day."""
CHANGES = st.tuples(NIGHTS, st.integers(-3_600, 90_000)).map(
    lambda found: datetime.fromisoformat(found[0]) + timedelta(seconds=found[1])
)
NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC).timestamp()


def utc(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def shown(at: float, zone: str) -> datetime:
    """What the zone's clocks show."""
    return datetime.fromtimestamp(at, ZoneInfo(zone)).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("stated", "zone", "at"),
    [
        ("2026-11-22T20:00:00+01:00", None, "2026-11-22T19:00"),
        ("2026-11-22T20:00:00Z", BERLIN, "2026-11-22T20:00"),
        ("2026-11-22 20:00", BERLIN, "2026-11-22T19:00"),
        ("2026-07-22T20:00", BERLIN, "2026-07-22T18:00"),
        (" 2026-07-22 ", "Asia/Kathmandu", "2026-07-21T18:15"),
        ("2026-11-22T20:00:00.5", "UTC", "2026-11-22T20:00:00.5"),
    ],
)
def test_a_stated_time_is_a_moment(stated: str, zone: str | None, at: str) -> None:
    assert instant_of(stated, zone) == utc(at)


@pytest.mark.parametrize(
    "stated", ["2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T02:59:59.9", "2026-03-29T03:00"]
)
def test_a_time_that_the_clocks_skip_is_the_moment_after_the_gap(stated: str) -> None:
    assert instant_of(stated, BERLIN) == utc("2026-03-29T01:00")


def test_a_time_that_the_clocks_show_twice_is_the_first() -> None:
    assert instant_of("2026-10-25T02:30", BERLIN) == utc("2026-10-25T00:30")


def test_a_day_that_a_zone_skipped_is_the_moment_after_it() -> None:
    """Samoa went from the 29th to the 31st."""
    assert instant_of("2011-12-30T10:00", "Pacific/Apia") == utc("2011-12-30T10:00")


def test_a_time_without_a_zone_is_asked_for_and_never_guessed() -> None:
    with pytest.raises(ZoneMissing, match="does not say in which time zone"):
        instant_of("2026-11-22T20:00", None)
    for text in ("2026-11-22T20:00", "20:00", "tomorrow 20:00"):
        with pytest.raises(ZoneMissing):
            moment(text, zone=None, now=NOW)


@pytest.mark.parametrize(
    "zone", ["Europe", "../etc/passwd", "/etc/localtime", "europe/berlin", "", "\x00", "CEST", "+01:00"]
)
def test_what_is_no_zone_is_unknown(zone: str) -> None:
    assert not known_zone(zone)
    with pytest.raises(ZoneUnknown, match="There is no time zone"):
        instant_of("2026-11-22T20:00", zone)


def test_a_zone_is_known_by_its_whole_name() -> None:
    assert all(known_zone(name) for name in (BERLIN, "UTC", "America/Argentina/Buenos_Aires"))


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("berlin", BERLIN),
        ("europe/berln", BERLIN),
        ("New York", "America/New_York"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
    ],
)
def test_a_city_or_a_near_miss_finds_its_zone(name: str, near: str) -> None:
    assert near_zone(name) == f'; did you mean "{near}"?'
    with pytest.raises(ZoneUnknown, match=near):
        instant_of("2026-11-22T20:00", name)


@pytest.mark.parametrize("name", ["CEST", "UTC+1", "GMT-5", "", "   ", "x" * 5_000])
def test_no_zone_is_suggested_that_might_be_hours_apart(name: str) -> None:
    assert near_zone(name) == ""


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "soon",
        "22.11.2026",
        "2026-11-22T",
        "2026-13-01",
        "2026-11-22T25:00",
        "20:00",
        "46348",
        "2026-W47-7",
        "9" * 5_000,
    ],
)
def test_what_is_no_date_is_said_to_be_none(stated: str) -> None:
    with pytest.raises(MomentBroken, match="is not a date and time") as caught:
        instant_of(stated, BERLIN)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "stated", ["1999-12-31", "2100-01-01T00:00Z", "0001-01-01T00:00", "9999-12-31T23:59:59-14:00"]
)
def test_a_year_that_cannot_be_meant_is_refused(stated: str) -> None:
    with pytest.raises(MomentBroken, match="lies outside the years 2000 to 2099"):
        instant_of(stated, "Pacific/Apia")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("now", "2026-11-22T12:30"),
        (" NOW ", "2026-11-22T12:30"),
        ("+30m", "2026-11-22T13:00"),
        ("+ 2H", "2026-11-22T14:30"),
        ("+1d", "2026-11-23T12:30"),
        ("20:00", "2026-11-22T19:00"),
        ("13:30", "2026-11-22T12:30"),
        ("13:29", "2026-11-23T12:29"),
        ("9:05", "2026-11-23T08:05"),
        ("today 9:05", "2026-11-22T08:05"),
        ("Tomorrow  20:00", "2026-11-23T19:00"),
        ("2026-11-25T20:00", "2026-11-25T19:00"),
        ("2026-11-25 20:00+00:00", "2026-11-25T20:00"),
    ],
)
def test_a_moment_is_named_as_people_do(text: str, at: str) -> None:
    assert moment(text, zone=BERLIN, now=NOW) == utc(at)


@pytest.mark.parametrize("text", ["now", "+2h", "2026-11-25T20:00+01:00"])
def test_what_needs_no_zone_asks_for_none(text: str) -> None:
    assert moment(text, zone=None, now=NOW) >= NOW


@pytest.mark.parametrize(
    "text",
    [
        "",
        "later",
        "+2",
        "+2w",
        "-2h",
        "+2.5h",
        "in 2 hours",
        "yesterday 20:00",
        "8pm",
        "\u0662\u0660:\u0660\u0660",
        "{}",
    ],
)
def test_what_names_no_moment_is_told_what_does(text: str) -> None:
    with pytest.raises(MomentBroken, match="Accepted are: now"):
        moment(text, zone=BERLIN, now=NOW)


@pytest.mark.parametrize("text", ["24:00", "20:60", "tomorrow 99:99"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(MomentBroken, match="is no time of day"):
        moment(text, zone=BERLIN, now=NOW)


@pytest.mark.parametrize("text", ["+3651d", "+9999999h", "+999999999m"])
def test_nobody_waits_ten_years(text: str) -> None:
    with pytest.raises(MomentBroken):
        moment(text, zone=None, now=NOW)


def test_tomorrow_is_the_day_that_the_zone_calls_so() -> None:
    """At 12:30 in London it is tomorrow in Auckland already."""
    assert moment("tomorrow 09:00", zone="Pacific/Auckland", now=NOW) == utc("2026-11-23T20:00")


@given(WALLS | CHANGES, ZONES)
def test_at_that_moment_the_clocks_show_the_stated_time_or_have_just_skipped_it(wall: datetime, zone: str) -> None:
    at = instant_of(wall.isoformat(), zone)
    assert shown(at, zone) >= wall
    assert shown(at - 1, zone) < wall


@given(WALLS | CHANGES, ZONES)
def test_of_two_moments_that_show_the_time_it_is_the_first(wall: datetime, zone: str) -> None:
    later = wall.replace(tzinfo=ZoneInfo(zone), fold=1).timestamp()
    assume(shown(later, zone) == wall)
    assert instant_of(wall.isoformat(), zone) <= later


@given(WALLS | CHANGES, st.integers(0, 86_400), ZONES)
def test_a_later_time_is_never_an_earlier_moment_outside_a_night_with_two_hours(
    wall: datetime, seconds: int, zone: str
) -> None:
    later = wall + timedelta(seconds=seconds)
    assert instant_of(later.isoformat(), zone) >= instant_of(wall.isoformat(), zone)


@given(WALLS | CHANGES, ZONES, st.times())
def test_the_next_time_of_day_is_never_past_and_at_most_two_days_ahead(
    wall: datetime, zone: str, clock: object
) -> None:
    now = instant_of(wall.isoformat(), zone)
    at = moment(f"{clock:%H:%M}", zone=zone, now=now)
    assert now <= at <= now + 2 * 86_400 + 3_600


@given(WALLS | CHANGES, ZONES)
def test_with_an_offset_the_zone_does_not_matter(wall: datetime, zone: str) -> None:
    at = instant_of(wall.isoformat(), zone)
    stated = datetime.fromtimestamp(at, ZoneInfo(zone)).isoformat()
    assert instant_of(stated, None) == instant_of(stated, BERLIN) == at


@given(texts(200), st.none() | ZONES | texts(40))
def test_any_text_is_a_moment_or_told_why_not(text: str, zone: str | None) -> None:
    try:
        at = moment(text, zone=zone, now=NOW)
    except MomentBroken as broken:
        at = float(len(str(broken)) > 0)
    assert at > 0


@pytest.mark.parametrize("zone", ["EST", "MST", "HST", "Factory", "localtime", "posixrules", "est"])
def test_a_zone_that_means_something_else_is_asked_for(zone: str) -> None:
    with pytest.raises(ZoneUnknown):
        stated_zone(zone)


def test_what_was_kept_is_still_a_zone() -> None:
    assert find_zone("EST") == ZoneInfo("EST")


def test_a_stated_zone_is_found_in_any_case() -> None:
    assert stated_zone("america/new york") == "America/New_York"
    assert stated_zone("utc") == "UTC"

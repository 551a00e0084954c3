"""Windows as people write them: understood, or told what would be."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.windows import (
    BLACKOUTS_MAX,
    SPANS_MAX,
    WEEK,
    Blackout,
    PublishWindow,
    Span,
    Spread,
    Weekday,
)
from drafting.window_text import WINDOW_TEXT_MAX, WindowBroken, read_window, write_window
from drafting.windows import MomentBroken, ZoneUnknown
from tests.drafting.builders import texts
from tests.drafting.window_builders import BERLIN, windows


def broken(text: str, zone: str | None = None) -> str:
    with pytest.raises((WindowBroken, ZoneUnknown)) as caught:
        read_window(text, zone=zone)
    assert len(str(caught.value)) < 300
    return str(caught.value)


def span(days: object, opens: str, closes: str) -> Span:
    return Span.model_validate({"days": days, "opens": opens, "closes": closes})


def test_days_hours_and_zone_find_their_place() -> None:
    assert read_window("Mon-Fri 18:00-22:00 America/New_York") == PublishWindow(
        spans=(span(WEEK[:5], "18:00", "22:00"),), zone="America/New_York"
    )


def test_everything_that_can_be_said_is_understood_together() -> None:
    text = (
        "Mon,Wed,Fri 09:00-12:00; weekends 22:00-02:00 Europe/Berlin "
        "except 2026-12-24..2026-12-26, 2027-01-01 not before 2026-12-01 not after 2027-01-31"
    )
    assert read_window(text) == PublishWindow(
        spans=(span(["mon", "wed", "fri"], "09:00", "12:00"), span(["sat", "sun"], "22:00", "02:00")),
        zone=BERLIN,
        blackouts=(
            Blackout(first=date(2026, 12, 24), last=date(2026, 12, 26)),
            Blackout(first=date(2027, 1, 1), last=date(2027, 1, 1)),
        ),
        not_before=datetime.fromisoformat("2026-12-01"),
        not_after=datetime.fromisoformat("2027-02-01"),
    )


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("mon - fri  9:00 - 17:00   UTC", "Mon-Fri 09:00-17:00 UTC"),
        ("MONDAY,tuesday 09:00\u201317:00 UTC", "Mon-Tue 09:00-17:00 UTC"),
        ("Fri-Mon 09:00-17:00 UTC", "Mon,Fri-Sun 09:00-17:00 UTC"),
        ("Sun, Mon, Sun 09:00-17:00 UTC", "Mon,Sun 09:00-17:00 UTC"),
        ("daily 00:00-24:00 UTC", "daily 00:00-24:00 UTC"),
        ("Mon-Sun 0:00-24:00 UTC", "daily 00:00-24:00 UTC"),
        ("18:00-22:00 UTC", "daily 18:00-22:00 UTC"),
        ("weekdays 18:00-00:00 UTC", "Mon-Fri 18:00-24:00 UTC"),
        ("weekends 22:00-02:00 UTC", "Sat-Sun 22:00-02:00 UTC"),
        ("Mon 09:00-10:00, 18:00-19:00 UTC", "Mon 09:00-10:00; Mon 18:00-19:00 UTC"),
        ("Mon 09:00-10:00 UTC; Tue 09:00-10:00 UTC;", "Mon 09:00-10:00; Tue 09:00-10:00 UTC"),
        ("Mon 09:00-10:00 America/Port-au-Prince", "Mon 09:00-10:00 America/Port-au-Prince"),
        ("Mon 09:00-10:00 Etc/GMT-5 EXCEPT 2026-12-24", "Mon 09:00-10:00 Etc/GMT-5 except 2026-12-24"),
        ("Mon 09:00-10:00 UTC not  after 2026-12-24", "Mon 09:00-10:00 UTC not after 2026-12-24"),
        ("Mon 09:00-10:00 UTC not after 2026-12-24T18:00", "Mon 09:00-10:00 UTC not after 2026-12-24 18:00"),
        ("Mon 09:00-10:00 UTC not after 2026-12-24 00:00", "Mon 09:00-10:00 UTC not after 2026-12-23"),
        ("Mon 09:00-10:00 UTC not before 2026-12-24 00:00", "Mon 09:00-10:00 UTC not before 2026-12-24"),
        (
            "Mon 09:00-10:00 UTC not after 2027-01-01 except 2026-12-24 .. 2026-12-26",
            "Mon 09:00-10:00 UTC except 2026-12-24..2026-12-26 not after 2027-01-01",
        ),
        ("Mon-Fri 6pm-10pm UTC", "Mon-Fri 18:00-22:00 UTC"),
        ("Mon 9:30 a.m. to 12 p.m. UTC", "Mon 09:30-12:00 UTC"),
        ("Mon 12am-1am UTC", "Mon 00:00-01:00 UTC"),
        ("Mon 18.00-22.00 UTC", "Mon 18:00-22:00 UTC"),
        ("Mon 18h-22h30 UTC", "Mon 18:00-22:30 UTC"),
        ("Mon 18:00 to 22:00 UTC", "Mon 18:00-22:00 UTC"),
        ("Mon 09:00-12:00 and 18:00-22:00 UTC", "Mon 09:00-12:00; Mon 18:00-22:00 UTC"),
        ("Monday to Friday 18:00-22:00 UTC", "Mon-Fri 18:00-22:00 UTC"),
        ("Mon and Wed 18:00-22:00 UTC", "Mon,Wed 18:00-22:00 UTC"),
        ("Mon, Wed, and Fri 18:00-22:00 UTC", "Mon,Wed,Fri 18:00-22:00 UTC"),
        ("Mon & Wed 18:00-22:00 UTC", "Mon,Wed 18:00-22:00 UTC"),
        ("Tues-Thurs 18:00-22:00 UTC", "Tue-Thu 18:00-22:00 UTC"),
        ("every day 18:00-22:00 UTC", "daily 18:00-22:00 UTC"),
        ("everyday 18:00-22:00 UTC", "daily 18:00-22:00 UTC"),
        ("weekday 18:00-22:00 UTC", "Mon-Fri 18:00-22:00 UTC"),
        ("weekend 18:00-22:00 UTC", "Sat-Sun 18:00-22:00 UTC"),
        ("Mon-Fri: 18:00-22:00 UTC", "Mon-Fri 18:00-22:00 UTC"),
        ("Mon-Fri, 18:00-22:00 UTC", "Mon-Fri 18:00-22:00 UTC"),
        ("Mon 18:00-22:00 (America/New_York)", "Mon 18:00-22:00 America/New_York"),
        ("Mon 18:00-22:00 america/new york", "Mon 18:00-22:00 America/New_York"),
    ],
)
def test_it_is_read_as_people_write_it_and_written_one_way(text: str, canonical: str) -> None:
    assert write_window(read_window(text)) == canonical


def test_a_zone_that_is_given_stands_in_for_one_that_is_not_named() -> None:
    assert read_window("Mon 09:00-10:00", zone=BERLIN).zone == BERLIN
    assert read_window("Mon 09:00-10:00 UTC", zone=BERLIN).zone == "UTC"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", '"" says no hours'),
        (";", '"" says no hours'),
        ("Mon-Fri", '"Mon-Fri" says no hours'),
        ("America/New_York", '"America/New_York" says no hours'),
        ("Mon 09:00-10:00", 'does not say in which time zone: name it after the hours, such as "Mon-Fri'),
        ("Mon 09:00-10:00 America/New_Yrok", 'did you mean "America/New_York"?'),
        ("Mon 09:00-10:00 New York", 'did you mean "America/New_York"?'),
        ("Mon 09:00-10:00 CET dst 5", 'no time zone "CET dst 5"'),
        (
            "Mon 09:00-10:00 UTC; Tue 09:00-10:00 Europe/Berlin",
            "one time zone; this one names Europe/Berlin and UTC",
        ),
        ("Monn 09:00-10:00 UTC", '"Monn" names no day of the week; did you mean "mon"?'),
        ("Wendesday 09:00-10:00 UTC", 'did you mean "wednesday"?'),
        ("weekdasy 09:00-10:00 UTC", 'did you mean "weekdays"?'),
        ("Mon Tue 09:00-10:00 UTC", '"Mon Tue" names no day of the week. Known are: Mon, Tue'),
        ("Mon- 09:00-10:00 UTC", "names no day of the week"),
        ("Mon,,Tue 09:00-10:00 UTC", '"" names no day of the week'),
        ("Mon 9-10 UTC", '"9-10" is no span of hours: write from and to, such as 18:00-22:00'),
        ("Mon 09:00 UTC", '"09:00" is no span of hours'),
        ("Mon 09:00-10:00, UTC", "is no span of hours"),
        ("Mon 25:00-26:00 UTC", "hours go to 23, minutes to 59"),
        ("Mon 24:00-06:00 UTC", "a day ends at 24:00"),
        ("Mon 09:00-24:01 UTC", "a day ends at 24:00"),
        ("Mon 09:60-10:00 UTC", "minutes to 59"),
        ("Mon 09:00-09:00 UTC", "for a whole day write 00:00-24:00"),
        ("Mon \u0660\u0669:00-10:00 UTC", "names no day of the week"),
        ("Mon 09:00-10:00 UTC except", 'Nothing follows "except"'),
        ("Mon 09:00-10:00 UTC not before not after 2026-12-24", 'Nothing follows "not before"'),
        ("Mon 09:00-10:00 UTC except Christmas", '"Christmas" is no day: write 2026-12-24'),
        ("Mon 09:00-10:00 UTC except 24.12.2026", '"24.12.2026" is no day'),
        ("Mon 09:00-10:00 UTC except 2026-02-29", '"2026-02-29" is no day'),
        (
            "Mon 09:00-10:00 UTC except 2026-12-26..2026-12-24",
            "ends before it begins: write the earlier day first",
        ),
        ("Mon 09:00-10:00 UTC except 2026-12-24..", "is no day"),
        ("Mon 09:00-10:00 UTC except 1999-12-31", "lies outside the years 2000 to 2099"),
        ("Mon 09:00-10:00 UTC except 2026-12-24 except 2026-12-25", '"except" stands twice'),
        ("Mon 09:00-10:00 UTC not after soon", '"soon" is no day or time: write not after 2026-12-24'),
        ("Mon 09:00-10:00 UTC not after 2026-12-24T18:00Z", "by the clocks of the window's zone"),
        ("Mon 09:00-10:00 UTC not after 9999-12-31", "lies outside the years"),
        ("Mon 09:00-10:00 UTC not before 0001-01-01", "lies outside the years"),
        ("Mon 09:00-10:00 UTC not before 2026-12-25 not after 2026-12-24", "ends before it begins"),
        ("; ".join(["Mon 09:00-10:00"] * (SPANS_MAX + 1)) + " UTC", "has 15 spans of hours; at most 14"),
        (f"Mon 09:00-10:00 UTC except {','.join(['2026-12-24'] * (BLACKOUTS_MAX + 1))}", "has 101 exceptions"),
        ("Mon 18:00-22:00, Sat 10:00-20:00 UTC", 'has hours behind hours: part the spans by ";"'),
        ("Mon 18:00-22:00 and Sat 10:00-12:00 UTC", 'has hours behind hours: part the spans by ";"'),
        ("Mon 18:00-22:00, UTC", "nothing follows the comma"),
        (";Mon 18:00-22:00 UTC", 'parted by one ";", and none is left blank'),
        ("18:00-22:00 UTC until 2026-12-24", "write days behind it, such as not after 2026-12-24"),
        ("Mon 6-10pm UTC", "write 18:00 for 6pm"),
        ("Mon 6:00-10pm UTC", "write 18:00 for 6pm"),
        ("Mon 13pm-2pm UTC", "write 18:00 for 6pm"),
        ("Mon 18:00-22:00 EST", '"EST" has no summer time: write America/New_York'),
        ("Mon 18:00-22:00 mst", "write America/Denver, or America/Phoenix"),
        ("Mon 18:00-22:00 HST", "write Pacific/Honolulu"),
        ("x" * (WINDOW_TEXT_MAX + 1), "has 4001 characters; at most 4000"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_words(text: str, told: str) -> None:
    assert told in broken(text)


def test_a_zone_that_is_given_must_be_one() -> None:
    assert "There is no time zone" in broken("Mon 09:00-10:00", zone="Berlin/Europe")


def test_a_kept_window_may_name_a_zone_that_is_refused_now() -> None:
    assert read_window("Mon 18:00-22:00 EST", kept=True).zone == "EST"
    assert "write America/New_York" in broken("Mon 18:00-22:00", zone="EST")


def test_the_longest_window_can_be_written_and_read() -> None:
    week = tuple(Weekday)[::2]
    spans = tuple(span(week, f"{hour:02}:00", f"{hour:02}:30") for hour in range(SPANS_MAX))
    dark = tuple(Blackout(first=date(2026, 1, 1), last=date(2026, 1, 2)) for _ in range(BLACKOUTS_MAX))
    whole = PublishWindow(spans=spans, zone="America/Argentina/ComodRivadavia", blackouts=dark)
    assert read_window(write_window(whole)) == whole


@pytest.mark.parametrize("bound", ["2000-01-01", "2100-01-01", "2099-12-31T23:59"])
def test_the_first_and_the_last_bound_can_be_written_and_read(bound: str) -> None:
    spans = (span(WEEK, "18:00", "22:00"),)
    moment = datetime.fromisoformat(bound)
    begins = PublishWindow(spans=spans, zone="UTC", not_before=moment)
    ends = PublishWindow(spans=spans, zone="UTC", not_after=moment)
    assert read_window(write_window(begins)) == begins
    assert read_window(write_window(ends)) == ends


@pytest.mark.parametrize(
    "said",
    [
        {"spans": []},
        {"spans": [{"days": [], "opens": "18:00", "closes": "22:00"}]},
        {"spans": [{"days": ["mon"], "opens": "18:00", "closes": "18:00"}]},
        {"spans": [{"days": ["mon"], "opens": "18:00:30", "closes": "22:00"}]},
        {"spans": [{"days": ["mon"], "opens": "18:00+01:00", "closes": "22:00"}]},
        {"spans": [{"days": ["mon"], "opens": "18:00", "closes": "24:00"}]},
        {"spans": [{"days": ["noday"], "opens": "18:00", "closes": "22:00"}]},
        {"zone": ""},
        {"zone": "../etc/passwd"},
        {"blackouts": [{"first": "2026-12-26", "last": "2026-12-24"}]},
        {"blackouts": [{"first": "1999-12-24", "last": "2026-12-24"}]},
        {"not_before": "2026-12-24T00:00Z"},
        {"not_before": "2026-12-24T00:00", "not_after": "2026-12-24T00:00"},
        {"not_after": "2100-01-02T00:00"},
    ],
)
def test_a_structured_window_is_as_strict(said: dict[str, object]) -> None:
    usual = {"spans": [{"days": ["mon"], "opens": "18:00", "closes": "22:00"}], "zone": "UTC"}
    assert PublishWindow.model_validate(usual).zone == "UTC"
    with pytest.raises(ValidationError):
        PublishWindow.model_validate(usual | said)


@pytest.mark.parametrize(
    "said",
    [
        {"board_day_limit": 0},
        {"board_gap_seconds": -1},
        {"link_days": 366},
        {"image_days": -1},
        {"jitter_seconds": 9e9},
    ],
)
def test_a_spread_has_limits(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Spread.model_validate(said)


@settings(deadline=None)
@given(windows())
def test_what_was_written_reads_as_the_same_window(case: tuple[PublishWindow, datetime]) -> None:
    window, _ = case
    assert read_window(write_window(window)) == window
    assert PublishWindow.model_validate_json(window.model_dump_json()) == window


PIECES = [
    "Mon",
    "daily",
    "-",
    " ",
    ",",
    ";",
    "18:00-22:00",
    "24:00",
    "UTC",
    "except",
    "not before",
    "..",
    "2026-12-24",
]


@settings(deadline=None)
@given(
    texts(300) | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.none() | st.just("UTC") | texts(20),
)
def test_any_text_is_a_window_or_told_why_not(text: str, zone: str | None) -> None:
    try:
        found = write_window(read_window(text, zone=zone))
    except (WindowBroken, MomentBroken) as caught:
        found = str(caught)
    assert found


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 2_000,
        "- " * 2_000,
        "Mon " * 1_000,
        "6pm-" * 1_000,
        "Mon and " * 500,
        "1:" * 1_999,
        "not before " * 360,
    ],
)
def test_hostile_text_takes_no_longer_than_other_text(text: str) -> None:
    """Patterns that look back without end would stand still here."""
    assert broken(text[:WINDOW_TEXT_MAX])

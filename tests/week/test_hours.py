"""Hours as moments: the measures must not lean on the code that they measure."""

from datetime import date, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.week.hours import WEEK, Hours, Opening, change_of_clocks, moment, openings, sunday_of_change, without

BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
CHANGE = date(2027, 3, 28)
"""Clocks in Berlin are put forward from two to three."""

NIGHT = Hours(("Sat",), time(22), time(4))


def test_a_night_on_which_clocks_are_put_forward_is_an_hour_short() -> None:
    before, (night,) = (
        openings([NIGHT], BERLIN, date(2027, 3, 20), 1),
        openings([NIGHT], BERLIN, date(2027, 3, 27), 1),
    )
    assert next(before).seconds == 6 * 3_600
    assert night.seconds == 5 * 3_600


def test_only_days_that_are_named_open() -> None:
    evening = Hours(("Mon", "Wed"), time(18), time(22))
    found = list(openings([evening], TOKYO, date(2027, 3, 22), 7))
    assert [opening.start for opening in found] == [
        moment(date(2027, 3, 22), time(18), TOKYO),
        moment(date(2027, 3, 24), time(18), TOKYO),
    ]


def test_an_end_is_no_longer_inside() -> None:
    assert Opening(10, 20).has(10)
    assert not Opening(10, 20).has(20)


def test_the_change_is_the_first_sunday_of_23_hours() -> None:
    assert sunday_of_change(date(2026, 11, 22), BERLIN) == CHANGE
    assert sunday_of_change(CHANGE, BERLIN) == CHANGE
    assert sunday_of_change(date(2027, 3, 29), BERLIN) == date(2028, 3, 26)


def test_clocks_change_where_and_when_they_do() -> None:
    assert change_of_clocks(CHANGE, BERLIN) == moment(CHANGE, time(3), BERLIN)
    assert change_of_clocks(CHANGE, TOKYO) is None
    assert change_of_clocks(date(2027, 3, 27), BERLIN) is None
    assert change_of_clocks(date(2027, 3, 29), BERLIN) is None
    back = date(2027, 10, 31)
    assert change_of_clocks(back, BERLIN) == moment(back, time(4), BERLIN) - 2 * 3_600


def test_words_are_a_window_as_people_type_it() -> None:
    assert Hours(("Mon", "Wed"), time(7), time(9, 30)).words() == "Mon,Wed 07:00-09:30"
    assert Hours(WEEK[:5], time(18), time(22)).words() == "Mon-Fri 18:00-22:00"
    assert Hours(("Sat",), time(22), time(4)).words() == "Sat 22:00-04:00"


def test_dark_hours_part_an_opening() -> None:
    assert list(without(Opening(0, 100), [Opening(20, 30), Opening(90, 200)])) == [Opening(0, 20), Opening(30, 90)]
    assert list(without(Opening(0, 100), [Opening(-5, 100)])) == []


spans = st.tuples(st.integers(0, 200), st.integers(1, 50)).map(lambda some: Opening(some[0], some[0] + some[1]))


@given(spans, st.lists(spans, max_size=5), st.integers(0, 260))
def test_a_moment_is_left_when_the_opening_has_it_and_no_dark_hour_does(
    opening: Opening, dark: list[Opening], at: int
) -> None:
    left = any(part.has(at) for part in without(opening, dark))
    assert left == (opening.has(at) and not any(night.has(at) for night in dark))

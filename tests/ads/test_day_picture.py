"""The picture of a source's days."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ads.day_picture import Gap, gaps, picture
from contracts.ads import CoverageState
from contracts.ads_runs import CoveredDay


def days(first: int, states: str) -> list[CoveredDay]:
    kinds = {
        "f": CoverageState.FETCHED,
        "p": CoverageState.PROVISIONAL,
        "e": CoverageState.EMPTY_CONFIRMED,
        "n": CoverageState.NOT_OBTAINABLE,
        "x": CoverageState.FAILED,
    }
    return [
        CoveredDay(day=date.fromordinal(first + at), state=kinds[letter], why="gone" if letter == "n" else "")
        for at, letter in enumerate(states)
        if letter in kinds
    ]


START = date(2026, 10, 29).toordinal()


def test_a_month_is_a_line_and_each_day_stands_under_its_number() -> None:
    found = list(picture(date(2026, 10, 29), date(2026, 11, 4), days(START, "nnexf.p")))
    assert found == ["2026-10  " + " " * 28 + "--○", "2026-11  ✗●·◐"]


def test_days_that_are_not_there_are_told_together_with_their_reason() -> None:
    assert gaps(date(2026, 10, 29), date(2026, 11, 4), days(START, "nnexf..")) == (
        Gap(date(2026, 10, 29), date(2026, 10, 30), CoverageState.NOT_OBTAINABLE, "gone"),
        Gap(date(2026, 11, 1), date(2026, 11, 1), CoverageState.FAILED),
        Gap(date(2026, 11, 3), date(2026, 11, 4), None),
    )


@given(st.text("fpenx.", min_size=1, max_size=80))
def test_each_day_is_there_or_in_one_gap(states: str) -> None:
    first, last = date.fromordinal(START), date.fromordinal(START + len(states) - 1)
    found = gaps(first, last, days(START, states))
    missing = sum((gap.last - gap.first).days + 1 for gap in found)
    assert missing == sum(letter in "nx." for letter in states)
    drawn = "".join(line.split(maxsplit=1)[1] for line in picture(first, last, days(START, states)))
    assert len(drawn) == len(states)

"""The chart of days fits its terminal, and never draws a day that is not there."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ads.day_chart import BLOCKS, LABEL_WIDTH, amount, bars, columns_of, footing, step_of
from ads.day_series import Point
from contracts.ads import CoverageState

FIRST = date(2026, 11, 1)
values = st.lists(st.one_of(st.none(), st.decimals(0, 10**12, places=6)), min_size=1, max_size=69)


@given(values, st.integers(80, 100))
def test_each_line_fits_into_the_terminal(found: list[Decimal | None], width: int) -> None:
    points = [Point(FIRST + timedelta(days=n), CoverageState.FETCHED) for n in range(len(found))]
    for line in (*list(bars("Spend", found, width))[1:], *footing(points, width)):
        assert len(line) <= width


@given(values)
def test_a_bar_is_there_exactly_where_a_value_is(found: list[Decimal | None]) -> None:
    lowest = list(bars("Spend", found, 80))[-1].ljust(80)
    step = step_of(len(found), 80)
    for place, value in enumerate(found):
        cell = lowest[LABEL_WIDTH + 2 + place * step]
        assert (cell in BLOCKS[1:]) is (value is not None)


def test_the_highest_reaches_the_top_and_half_of_it_half() -> None:
    lines = [line[LABEL_WIDTH + 2 :] for line in list(bars("Spend", [Decimal(100), Decimal(50)], 80))[1:]]
    assert [line[0] for line in lines] == ["█"] * 5
    assert [line[3:4] or " " for line in lines] == [" ", " ", "▄", "█", "█"]


def test_a_picture_of_ten_days() -> None:
    found = [Decimal(n) if n != 4 else None for n in range(10)]
    points = [
        Point(FIRST + timedelta(days=n), CoverageState.FAILED if n == 4 else CoverageState.FETCHED)
        for n in range(10)
    ]
    assert [*bars("Clicks", found, 80), *footing(points, 80)] == [
        "Clicks; most 9",
        "        9 ┤                        ▄  █",
        "          │                  ▃  ▇  █  █",
        "          │               ▆  █  █  █  █",
        "          │      ▁  ▅     █  █  █  █  █".replace("▁  ▅", "▁  ▅"),
        "        0 ┤▁  ▄  █  █     █  █  █  █  █",
        "           ●  ●  ●  ●  ✗  ●  ●  ●  ●  ●",
        "           Nov 01            Nov 07",
    ]


def test_amounts_are_short() -> None:
    told = [
        amount(Decimal(text)) for text in ("0", "0.1234", "7", "590", "1100", "12345", "999999", "1500000", "2e10")
    ]
    assert told == ["0", "0.123", "7", "590", "1.1k", "12.3k", "1000k", "1.5M", "20G"]
    assert columns_of(5) == 1

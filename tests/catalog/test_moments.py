"""Moments of publication: what files write, what may mean two days, and what means none."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.moments import SHOWN_MAX, Unclear, parse_moment

DAYS = st.datetimes(min_value=datetime(1960, 1, 1), max_value=datetime(2110, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22 20:00", "2026-11-22T20:00:00"),
        ("2026-11-22 20:00:07", "2026-11-22T20:00:07"),
        ("2026-11-22T20:00:00", "2026-11-22T20:00:00"),
        ("2026-11-22T20:00:00.250", "2026-11-22T20:00:00"),
        ("2026-11-22t8:05", "2026-11-22T08:05:00"),
        ("  2026/11/22  ", "2026-11-22T00:00:00"),
        ("2026-11-22T20:00:00+01:00", "2026-11-22T20:00:00+01:00"),
        ("2026-11-22 20:00 -0500", "2026-11-22T20:00:00-05:00"),
        ("2026-11-22T20:00+02", "2026-11-22T20:00:00+02:00"),
        ("2026-11-22T20:00:00Z", "2026-11-22T20:00:00+00:00"),
        ("2026-11-22 20:00 UTC", "2026-11-22T20:00:00+00:00"),
        ("22.11.2026", "2026-11-22T00:00:00"),
        ("05.06.2026 09:30", "2026-06-05T09:30:00"),
        ("22/11/2026 20:00", "2026-11-22T20:00:00"),
        ("11/22/2026", "2026-11-22T00:00:00"),
        ("05/05/2026", "2026-05-05T00:00:00"),
        ("29/02/2028", "2028-02-29T00:00:00"),
        ("12/24/2026 6:00 PM", "2026-12-24T18:00:00"),
        ("2026-12-24 6:00pm", "2026-12-24T18:00:00"),
        ("2026-12-24 12:30 a.m. +01:00", "2026-12-24T00:30:00+01:00"),
        ("24.12.2026 12:00 p.m.", "2026-12-24T12:00:00"),
        ("Dec 24 2026", "2026-12-24T00:00:00"),
        ("December 24, 2026 10:00", "2026-12-24T10:00:00"),
        ("Sept. 1st, 2026, 6:05 PM", "2026-09-01T18:05:00"),
        ("24 dec 2026 10:00", "2026-12-24T10:00:00"),
        ("2026-12-24T10:00:00[Europe/Berlin]", "2026-12-24T10:00:00+01:00"),
        ("2026-07-24T10:00:00+02:00[Europe/Berlin]", "2026-07-24T10:00:00+02:00"),
        ("2026-12-24T10:00:00Z[UTC]", "2026-12-24T10:00:00+00:00"),
        ("46348", "2026-11-22T00:00:00"),
        ("46348.8333333333", "2026-11-22T20:00:00"),
        ("46348,5", "2026-11-22T12:00:00"),
    ],
)
def test_a_moment_is_read_as_it_is_written(text: str, moment: str) -> None:
    assert parse_moment(text) == moment


def test_a_day_that_may_be_two_is_not_guessed() -> None:
    found = parse_moment("05/06/2026 20:00")
    assert found == Unclear("may be 2026-06-05 or 2026-05-06")


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "TRUE", "2026", "2026-11", "20:00", "1795000000", "99999", "12345", "4634"),
        *("2026-02-29", "2026-13-01", "31/11/2026", "13/13/2026", "0000-01-01", "22.13.2026", "2026-11/22"),
        *("2026-11-22 24:00", "2026-11-22 20:60", "2026-11-22 20:00:61", "2026-11-22 8 PM"),
        *("2026-11-22T20:00+15:00", "2026-11-22T20:00+01:60", "2026-11-22T20:00+1", "2026-11-22 +01:00"),
        *(
            "2026-11-22 20:00 Europe/Berlin",
            "2026-11-22 20:00 CET",
            "22/11/26",
            "\u0662\u0660\u0662\u0666-\u0661\u0661-\u0662\u0662",
            "2026-11-22\n20:00 x",
        ),
        *("2026-11-22 13:00 PM", "2026-11-22 0:30 am", "Decembre 24 2026", "Dec 32 2026", "Mayor 1 2026"),
        *(
            "2026-12-24T10:00[Mars/Base]",
            "2026-12-24T10:00[]",
            "2026-12-24T10:00[EST]",
            "1999-12-24T10:00[Europe/Berlin]",
            "[UTC]",
        ),
        "2026-11-22 20:00" + " " * SHOWN_MAX + "Z",
    ],
)
def test_what_means_no_moment_is_said_to_be_none(text: str) -> None:
    assert parse_moment(text) == Unclear("is no date and time that can be read")


@given(moment=DAYS, mark=st.sampled_from([" ", "T"]))
def test_every_moment_comes_back_as_it_was(moment: datetime, mark: str) -> None:
    assert parse_moment(moment.isoformat(mark)) == moment.isoformat()


@given(moment=DAYS)
def test_excels_count_of_days_means_the_same_moment(moment: datetime) -> None:
    days = (moment - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001
    assert parse_moment(f"{days:.9f}") == moment.isoformat()


@given(moment=DAYS)
def test_day_and_month_are_only_read_when_one_order_alone_is_possible(moment: datetime) -> None:
    found = parse_moment(f"{moment:%d/%m/%Y %H:%M:%S}")
    if moment.day > 12 or moment.day == moment.month:
        assert found == moment.isoformat()
    else:
        assert isinstance(found, Unclear)


@given(text=st.text(max_size=80) | st.text(alphabet="0123456789-/.:TZ +", max_size=30))
def test_arbitrary_text_is_a_moment_or_is_not(text: str) -> None:
    found = parse_moment(text)
    assert isinstance(found, Unclear) or datetime.fromisoformat(found).isoformat() == found

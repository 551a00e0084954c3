"""Times of day: what people and programs write, and what means none."""

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.clocks import LENGTH_MAX, parse_clock


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("18:30", "18:30:00"),
        (" 8:05:09 ", "08:05:09"),
        ("1430", "14:30:00"),
        ("930", "09:30:00"),
        ("6:30 PM", "18:30:00"),
        ("6pm", "18:00:00"),
        ("12 a.m.", "00:00:00"),
        ("12:15 PM", "12:15:00"),
        ("18.30 Uhr", "18:30:00"),
        ("18 Uhr", "18:00:00"),
        ("18h30", "18:30:00"),
        ("18h", "18:00:00"),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(text: str, clock: str) -> None:
    assert parse_clock(text) == clock


@pytest.mark.parametrize(
    "text",
    [
        *("", "18", "evening", "30 min", "24:00", "2460", "18:60", "13 PM", "0 AM", "0.25", "0.5", "20:00Z"),
        *("18:30" + " " * LENGTH_MAX + "h", "\u0661\u0668:\u0663\u0660"),
    ],
)
def test_what_means_no_time_of_day_is_none(text: str) -> None:
    assert parse_clock(text) is None


@given(moment=st.datetimes())
def test_every_time_of_day_comes_back_whichever_clock_writes_it(moment: datetime) -> None:
    assert parse_clock(f"{moment:%H:%M:%S}") == parse_clock(f"{moment:%I:%M:%S %p}") == f"{moment:%H:%M:%S}"
    assert parse_clock(f"{moment:%H%M}") == f"{moment:%H:%M}:00"


@given(text=st.text(max_size=80) | st.text(alphabet="0123456789:.hapmuUr ", max_size=14))
def test_arbitrary_text_is_a_time_of_day_or_is_not(text: str) -> None:
    found = parse_clock(text)
    assert found is None or time.fromisoformat(found).isoformat() == found

"""Durations: in people's words, and never shorter than they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.durations import about, per

UNITS = {"minute": 60, "minutes": 60, "hours": 3_600, "days": 86_400}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (59.9, "less than a minute"),
        (60, "about a minute"),
        (61, "about 2 minutes"),
        (40 * 60, "about 40 minutes"),
        (90 * 60, "about 90 minutes"),
        (90 * 60 + 1, "about 2 hours"),
        (36 * 3_600, "about 36 hours"),
        (36 * 3_600 + 1, "about 2 days"),
        (10 * 86_400, "about 10 days"),
    ],
)
def test_a_duration_is_told_as_people_tell_it(seconds: float, words: str) -> None:
    assert about(seconds) == words


@given(st.floats(60, 10_000_000))
def test_it_is_never_told_shorter_than_it_is(seconds: float) -> None:
    found = re.fullmatch(r"about (a|\d+) (\w+)", about(seconds))
    assert found
    assert int(found[1].replace("a", "1")) * UNITS[found[2]] >= seconds


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "a second"), (60, "a minute"), (3_600, "an hour"), (86_400, "a day"), (10, "in 10 seconds")],
)
def test_a_window_is_told_by_its_name(seconds: float, words: str) -> None:
    assert per(seconds) == words

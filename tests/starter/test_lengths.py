"""Lengths of time as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from starter.failures import CommandFailed, ExitCode
from starter.lengths import length_words, read_length

DAY = 86_400.0


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("30m", 1_800), (" 2 H ", 7_200), ("1d", DAY), ("0m", 0)]
)
def test_a_length_has_a_unit(text: str, seconds: float) -> None:
    assert read_length(text, option="--jitter", seconds_max=DAY) == seconds


@pytest.mark.parametrize("text", ["", "30", "m", "-5m", "1.5h", "30 minutes", "٣m", "9" * 8 + "s", "1h30m"])
def test_what_is_no_length_says_what_is_one(text: str) -> None:
    with pytest.raises(CommandFailed, match=r"--jitter .* is no length: write 90s, 30m, 2h or 1d") as raised:
        read_length(text, option="--jitter", seconds_max=DAY)
    assert raised.value.exit_code == ExitCode.USAGE


def test_a_length_that_is_too_long_says_how_long_it_may_be() -> None:
    assert read_length("1440m", option="--board-gap", seconds_max=DAY) == DAY
    with pytest.raises(CommandFailed, match="--board-gap takes 1d at most"):
        read_length("1441m", option="--board-gap", seconds_max=DAY)


@given(st.integers(0, 10**7 - 1))
def test_a_length_in_words_reads_as_the_same(seconds: int) -> None:
    assert read_length(length_words(seconds), option="--jitter", seconds_max=10**7) == seconds

"""How long a product rests, as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.change_rules import COOLDOWN_SECONDS_MAX
from drafting.cooldowns import CooldownBroken, cooldown_words, read_cooldown


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("7d", 604_800), ("12h", 43_200), (" 30 M ", 1_800), ("0d", 0), ("365d", COOLDOWN_SECONDS_MAX)],
)
def test_a_length_of_time_is_read(text: str, seconds: float) -> None:
    assert read_cooldown(text) == seconds


@pytest.mark.parametrize("text", ["", "7", "d", "-7d", "1.5d", "7 days", "90s", "\u0667d", "99999999d"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(CooldownBroken, match="write 7d, 12h or 30m"):
        read_cooldown(text)


@pytest.mark.parametrize("text", ["366d", "9000h"])
def test_more_than_a_year_is_refused(text: str) -> None:
    with pytest.raises(CooldownBroken, match="at most 365d"):
        read_cooldown(text)


@given(st.integers(0, int(COOLDOWN_SECONDS_MAX) // 60))
def test_what_is_told_reads_as_the_same(minutes: int) -> None:
    assert read_cooldown(cooldown_words(minutes * 60.0)) == minutes * 60.0

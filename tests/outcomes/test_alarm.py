"""The alarm: loud when too many are refused, silent while there is little to judge by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.launch import Tally
from outcomes.alarm import ENDED_MIN, REFUSED_SHARE_MAX, alarm_of


def a_tally(*, refused: int, live: int = 0, waiting: int = 0) -> Tally:
    return Tally(total=refused + live + waiting, live=live, refused=refused, waiting=waiting)


@pytest.mark.parametrize(
    "tally",
    [
        Tally(),
        a_tally(refused=ENDED_MIN - 1),
        a_tally(refused=6, live=14),
        a_tally(refused=ENDED_MIN - 1, waiting=1_000),
        Tally(total=20, withdrawn=20),
    ],
    ids=["nothing", "too few to judge", "just within bounds", "most still wait", "withdrawn is no refusal"],
)
def test_it_is_silent_within_bounds(tally: Tally) -> None:
    assert alarm_of(tally) is None


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (a_tally(refused=7, live=13), "7 of 20 products were refused"),
        (a_tally(refused=ENDED_MIN, waiting=500), "20 of 20 products were refused"),
    ],
)
def test_it_says_how_many_of_those_that_ended(tally: Tally, words: str) -> None:
    assert (alarm_of(tally) or "").startswith(words)


@given(refused=st.integers(0, 1_000), live=st.integers(0, 1_000), waiting=st.integers(0, 1_000))
def test_one_more_refusal_never_silences_it_and_one_more_success_never_sets_it_off(
    refused: int, live: int, waiting: int
) -> None:
    if alarm_of(a_tally(refused=refused, live=live, waiting=waiting)):
        assert alarm_of(a_tally(refused=refused + 1, live=live, waiting=waiting))
    elif refused + live >= ENDED_MIN:
        assert not alarm_of(a_tally(refused=refused, live=live + 1, waiting=waiting))


@given(live=st.integers(ENDED_MIN, 1_000))
def test_it_sounds_above_the_share_of_refusals(live: int) -> None:
    bound = int(live * REFUSED_SHARE_MAX / (1 - REFUSED_SHARE_MAX))
    assert alarm_of(a_tally(refused=bound - 1, live=live)) is None
    assert alarm_of(a_tally(refused=bound + 1, live=live)) is not None

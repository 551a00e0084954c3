"""Guessing a quota: cut below what was too much, raised slowly, never above what is assumed."""

from hypothesis import given
from hypothesis import strategies as st

from drafting.guessing import cut, grown

COUNTS = st.integers(1, 1_000)


@given(COUNTS, st.integers(0, 2_000))
def test_a_cut_leaves_less_than_was_too_much_and_at_least_one(limit: int, seen: int) -> None:
    guess = cut(limit, seen)
    assert 1 <= guess <= limit
    assert guess < seen or guess == 1


@given(COUNTS, st.integers(0, 2_000))
def test_the_same_429_again_changes_nothing(limit: int, seen: int) -> None:
    assert cut(cut(limit, seen), seen) == cut(limit, seen)


@given(COUNTS, st.floats(-5, 1e6), st.floats(0, 1e4), COUNTS)
def test_a_guess_never_shrinks_by_itself_and_stays_below_what_is_assumed(
    limit: int, windows: float, more: float, ceiling: int
) -> None:
    found = grown(limit, windows, ceiling)
    assert limit <= found <= max(limit, ceiling)
    assert grown(limit, windows + more, ceiling) >= found


def test_it_grows_by_a_twentieth_of_the_assumed_quota_a_window() -> None:
    assert [grown(40, windows, 100) for windows in (0, 0.9, 1, 2, 100)] == [40, 40, 45, 50, 100]

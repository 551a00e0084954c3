"""Two clocks: what is measured is believed, as far as it can be a clock's, and never narrows a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.skew import AHEAD_SECONDS_MAX, Skew, measure_ahead

NOW = 1_795_000_000.0
SECONDS = st.floats(-AHEAD_SECONDS_MAX, AHEAD_SECONDS_MAX)


@pytest.mark.parametrize("ahead", [0.0, 3_600.0, -3_600.0, AHEAD_SECONDS_MAX])
def test_a_difference_of_clocks_is_measured(ahead: float) -> None:
    assert measure_ahead(NOW + ahead, NOW) == ahead


@pytest.mark.parametrize("answered", [None, 0.0, NOW + AHEAD_SECONDS_MAX + 1, float("inf"), float("-inf")])
def test_what_no_clock_says_is_not_believed(answered: float | None) -> None:
    assert measure_ahead(answered, NOW) is None


@given(SECONDS, SECONDS)
def test_a_measurement_never_hides_what_would_be_seen_without_it(sent_at: float, ahead: float) -> None:
    skew = Skew(ahead=ahead)
    assert skew.possible_since(sent_at) <= Skew().possible_since(sent_at)
    assert skew.possible_since(sent_at) <= skew.likely_since(sent_at)


@given(SECONDS)
def test_without_a_measurement_both_moments_are_the_same(sent_at: float) -> None:
    assert Skew().possible_since(sent_at) == Skew().likely_since(sent_at)

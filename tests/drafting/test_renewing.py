"""When tokens are renewed: early enough to be mended in daylight, never before they are made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafting.renewing import (
    FRESH_SECONDS_MAX,
    MARGIN_SECONDS_MAX,
    MARGIN_SHARE,
    is_fresh,
    margin_seconds,
    renewal_due,
)

DAY = 86_400.0
MOMENTS = st.floats(min_value=1e9, max_value=3e9)
LIVES = st.floats(min_value=1.0, max_value=365 * DAY)


@pytest.mark.parametrize(
    ("life", "margin"),
    [(30 * DAY, 5 * DAY), (DAY, 0.3 * DAY), (10.0, 3.0), (0.0, 0.0), (-5.0, 0.0)],
    ids=["Pinterest's usual", "the sandbox's", "seconds", "none", "ended before it was made"],
)
def test_the_margin_is_a_part_of_the_life_and_never_more_than_days(life: float, margin: float) -> None:
    assert margin_seconds(life) == pytest.approx(margin)


@given(made=MOMENTS, life=LIVES)
def test_a_token_is_due_while_it_lives_and_after_most_of_its_life(made: float, life: float) -> None:
    due = renewal_due(made, made + life)
    assert made + (1 - MARGIN_SHARE) * life - 1e-3 <= due < made + life
    assert made + life - due <= MARGIN_SECONDS_MAX + 1e-3


@given(made=MOMENTS, life=LIVES, longer=LIVES)
def test_a_longer_life_is_never_due_earlier(made: float, life: float, longer: float) -> None:
    assert renewal_due(made, made + life) <= renewal_due(made, made + life + longer) + 1e-3


@given(ends=MOMENTS)
def test_a_token_of_unknown_age_is_renewed_as_one_that_lives_long(ends: float) -> None:
    assert renewal_due(None, ends) == ends - MARGIN_SECONDS_MAX


@given(made=MOMENTS, life=LIVES)
def test_a_token_is_never_both_fresh_and_due(made: float, life: float) -> None:
    ends = made + life
    assert not is_fresh(made, ends, renewal_due(made, ends))
    assert is_fresh(made, ends, made)


@pytest.mark.parametrize(
    ("ends", "at", "fresh"),
    [
        (30 * DAY, FRESH_SECONDS_MAX - 1, True),
        (30 * DAY, FRESH_SECONDS_MAX, False),
        (5.0, 0.9, True),
        (5.0, 1.1, False),
        (None, FRESH_SECONDS_MAX - 1, True),
        (None, FRESH_SECONDS_MAX, False),
        (0.0, 0.0, False),
    ],
)
def test_a_token_is_fresh_for_a_minute_or_a_fifth_of_a_short_life(
    ends: float | None, at: float, *, fresh: bool
) -> None:
    assert is_fresh(0.0, ends, at) is fresh


def test_a_token_of_unknown_age_is_not_fresh() -> None:
    assert not is_fresh(None, 30 * DAY, 0.0)

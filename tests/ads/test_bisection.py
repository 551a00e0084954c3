"""Finding the columns that Pinterest objects to."""

from math import log2

from hypothesis import given
from hypothesis import strategies as st

from ads.bisection import Trial, answered, offending

ITEMS = tuple(f"COLUMN_{number}" for number in range(600))


def test_nothing_is_blamed_when_all_is_taken() -> None:
    assert answered(offending(ITEMS), lambda _: False) == ()


def test_nothing_asked_is_nothing_blamed() -> None:
    assert answered(offending(()), lambda _: True) == ()


def test_nothing_is_blamed_for_a_refusal_that_does_not_come_again() -> None:
    answers = iter([True])
    assert answered(offending(ITEMS), lambda _: next(answers, False)) == ()


@given(st.sets(st.sampled_from(ITEMS), min_size=1, max_size=4))
def test_exactly_those_that_are_refused_together_are_found_in_few_trials(culprits: set[str]) -> None:
    trials: list[Trial] = []

    def refused(trial: Trial) -> bool:
        trials.append(trial)
        return culprits <= set(trial)

    assert set(answered(offending(ITEMS), refused)) == culprits
    assert len(trials) <= 2 * len(culprits) * (log2(len(ITEMS)) + 2)
    assert all(trials)

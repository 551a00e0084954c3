"""When a board is worth reading: soon, at growing gaps, and right after the grace."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.ledger import OpenAttempt
from contracts.names import PinKey
from drafting.looks import LOOK_SECONDS_MAX, next_look

START = 1_795_000_000.0
DEADLINE = START + 25.0
GRACES = st.sampled_from([20.0, 900.0])


def an_attempt(reads: int = 0, last_read: float | None = None) -> OpenAttempt:
    return OpenAttempt(
        key=PinKey("0" * 32),
        attempt=1,
        marker="",
        title="",
        link="",
        claimed=START,
        deadline=DEADLINE,
        reads=reads,
        last_read=last_read,
    )


ATTEMPTS = st.builds(
    an_attempt,
    reads=st.integers(0, 9),
    last_read=st.none() | st.integers(0, 1_200).map(lambda seconds: START + seconds),
)


@given(ATTEMPTS, GRACES)
def test_the_next_look_is_after_the_last_and_not_far_off(attempt: OpenAttempt, grace: float) -> None:
    last = attempt.claimed if attempt.last_read is None else attempt.last_read
    assert last < next_look(attempt, grace) <= last + LOOK_SECONDS_MAX


@given(ATTEMPTS, GRACES)
def test_no_look_leaps_over_the_moment_that_settles(attempt: OpenAttempt, grace: float) -> None:
    """The first reading that may prove absence is made as soon as it may."""
    settles = attempt.deadline + grace + 1.0
    last = attempt.claimed if attempt.last_read is None else attempt.last_read
    assert last >= settles or next_look(attempt, grace) <= settles


@given(GRACES)
def test_a_day_of_looks_is_not_many(grace: float) -> None:
    attempt, looks = an_attempt(), 0
    while next_look(attempt, grace) < START + 86_400:
        attempt = attempt.model_copy(update={"last_read": next_look(attempt, grace)})
        looks += 1
    assert looks < 1_000

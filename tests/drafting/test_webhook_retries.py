"""When a delivery is tried again."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.webhooks import Attempt, AttemptEnd
from drafting.webhook_retries import (
    ASKED_SECONDS_MIN,
    BACK_AGAIN,
    DAY,
    DISABLED_AFTER_SECONDS,
    JITTER_SHARE,
    RETRY_AFTER_SECONDS_MAX,
    SCHEDULE,
    THROTTLE_SECONDS,
    gives_up,
    is_hopeless,
    next_step,
    rest_seconds,
    wait_seconds,
)

STEPS = st.integers(0, len(SCHEDULE) - 1)
CHANCES = st.floats(0, 1)
ASKED = st.none() | st.floats(0, 10 * DAY)


def failed(asked: float | None = None) -> Attempt:
    return Attempt(end=AttemptEnd.FAILED, status=500, wait_seconds=asked)


def test_the_first_waits_are_those_of_the_standard() -> None:
    step, waits = 0, []
    for _ in range(11):
        step = next_step(step, AttemptEnd.FAILED, AttemptEnd.FAILED)
        waits.append(wait_seconds(step, failed(), 0.0))
    assert waits == [*SCHEDULE[1:], DAY, DAY]


def test_a_receiver_that_comes_back_is_asked_soon() -> None:
    assert next_step(9, AttemptEnd.SILENT, AttemptEnd.FAILED) == BACK_AGAIN
    assert next_step(9, AttemptEnd.SILENT, AttemptEnd.SILENT) == 9


@given(STEPS, ASKED, CHANCES)
def test_a_receiver_is_never_asked_sooner_than_it_said_and_within_a_day(
    step: int, asked: float | None, chance: float
) -> None:
    wait = wait_seconds(step, failed(asked), chance)
    assert wait >= min(asked or 0.0, RETRY_AFTER_SECONDS_MAX)
    assert wait <= DAY * (1 + JITTER_SHARE)


def test_one_that_always_asks_for_a_moment_only_is_not_hammered() -> None:
    assert wait_seconds(9, failed(0.0), 0.0) == ASKED_SECONDS_MIN


def test_busy_answers_let_the_whole_endpoint_rest() -> None:
    assert [rest_seconds(status, None) for status in (429, 502, 504, 500, 200)] == [
        *[THROTTLE_SECONDS] * 3,
        None,
        None,
    ]
    assert rest_seconds(503, 120.0) == 120.0
    assert rest_seconds(200, 120.0) is None


@given(st.integers(0, 2_000), st.floats(0, 30 * DAY))
def test_every_delivery_has_an_end(attempts: int, age: float) -> None:
    assert gives_up(attempts, 0.0, age) == (attempts >= 400 or age >= 7 * DAY)


def test_an_endpoint_is_hopeless_after_five_days() -> None:
    assert not is_hopeless(None, 9e9)
    assert not is_hopeless(0.0, DISABLED_AFTER_SECONDS - 1)
    assert is_hopeless(0.0, DISABLED_AFTER_SECONDS)

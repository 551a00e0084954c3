"""What happens next to a pin whose answer was lost, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.reconciling import ReconcilingPin, Then
from drafting.next_steps import next_words, reading_words, verdict_words

NOON = 1_795_348_800.0
"""2026-11-22 12:00:00 UTC."""


def a_pin(**said: object) -> ReconcilingPin:
    fields: dict[str, object] = {
        "row": 2,
        "product": "blue-mug",
        "board_id": "700",
        "attempt": 1,
        "sent": NOON,
        "known": "sent 12:00:00 UTC, no answer",
        "next_read": NOON + 4,
        "settles": NOON + 925,
    }
    return ReconcilingPin.model_validate(fields | said)


def test_it_says_when_the_board_is_read_again_and_when_it_is_posted_again() -> None:
    assert next_words(a_pin(), NOON + 1) == (
        "the board is read again at ~12:00:04 UTC; if it is not there after 12:15:25 UTC, it is posted again"
    )


@pytest.mark.parametrize("late", [0, 1, 100_000])
def test_a_reading_that_is_due_is_not_promised_for_a_moment_that_has_passed(late: int) -> None:
    assert reading_words(NOON, NOON + late) == "the board is read again any moment now"


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (Then.POSTED_AGAIN, "it is posted again"),
        (Then.WITHDRAWN, "it is withdrawn"),
        (Then.HELD, "it waits until it is resumed"),
    ],
)
def test_what_a_person_ordered_meanwhile_is_what_follows(then: Then, words: str) -> None:
    assert verdict_words(NOON + 60, NOON, then).endswith(words)
    assert verdict_words(NOON, NOON, then) == f"if it is not there, {words}"


def test_every_thing_that_may_follow_has_its_words() -> None:
    assert all(verdict_words(NOON, NOON, then) for then in Then)


@given(settles=st.floats(-1e6, 1e6), then=st.sampled_from(Then))
def test_while_there_is_doubt_no_moment_is_promised(settles: float, then: Then) -> None:
    told = verdict_words(NOON + settles, NOON, then, doubt="pin 123 may be it")
    assert "nothing is posted" in told
    assert "UTC" not in told

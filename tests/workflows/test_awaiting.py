"""Which failures of a step say nothing of its pin: the account waits for a person, and so does the step."""

from itertools import pairwise

import pytest
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    CancelledError,
    RetryState,
    TimeoutType,
)
from temporalio.exceptions import TimeoutError as TimedOut

from activities.translate import PARKED
from workflows.steps import awaits_a_person


def after(*causes: BaseException) -> ActivityError:
    """An activity's failure, as a workflow meets it; each cause has the next as its own."""
    error = ActivityError(
        "Activity task failed",
        scheduled_event_id=1,
        started_event_id=2,
        identity="worker",
        activity_type="confirm",
        activity_id="1",
        retry_state=RetryState.TIMEOUT,
    )
    chain: list[BaseException] = [error, *causes]
    for one, its_cause in pairwise(chain):
        one.__cause__ = its_cause
    return error


def timed_out() -> TimedOut:
    return TimedOut("late", type=TimeoutType.SCHEDULE_TO_CLOSE, last_heartbeat_details=[])


@pytest.mark.parametrize("kind", [PARKED, "TokenDead", "TokenExpired"])
def test_a_dead_token_or_a_parked_account_is_waited_for(kind: str) -> None:
    assert awaits_a_person(after(ApplicationError("401", type=kind)))
    assert awaits_a_person(after(timed_out(), ApplicationError("401", type=kind)))


@pytest.mark.parametrize("kind", ["PinGone", "Unavailable", "NotYet", "ScopeMissing", "LedgerBusy"])
def test_other_trouble_ends_the_step(kind: str) -> None:
    assert not awaits_a_person(after(ApplicationError("no", type=kind)))
    assert not awaits_a_person(after(timed_out()))


def test_a_cancellation_is_one_whatever_was_waited_for() -> None:
    assert not awaits_a_person(after(CancelledError("cancelled"), ApplicationError("401", type="TokenDead")))

"""What somebody who cancelled a pin is told, and when at the latest."""

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts.hand import CancelAnswer, CancelVerdict
    from contracts.outcome import Outcome, PinOutcome, Reason
    from contracts.pin import PinRequest, Published, PublishResult, Uncertain
    from contracts.refusals import REMEDIES

SETTLING_SECONDS = 180.0
"""An attempt's own time and a reading after the grace: by then it is settled, unless Pinterest cannot be read."""


def patience(request: PinRequest) -> timedelta:
    """How long a cancellation waits for certainty: longer than any attempt needs, when the board can be read."""
    return timedelta(seconds=request.policy.grace_seconds + SETTLING_SECONDS)


def cancel_answer(ended: PinOutcome | None) -> CancelAnswer:
    """The answer when the end is known."""
    if ended is None:
        raise ApplicationError("an answer before the end", type="Bug", non_retryable=True)
    withdrawn = ended.outcome is Outcome.WITHDRAWN
    return CancelAnswer(verdict=CancelVerdict.WITHDRAWN if withdrawn else CancelVerdict.TOO_LATE, outcome=ended)


def answer_so_far(standing: PublishResult, request: PinRequest) -> CancelAnswer:
    """The answer when it is not: nothing more leaves, and what left is settled later."""
    match standing:
        case PinOutcome():
            return cancel_answer(standing)
        case Published(pin_id=pin_id):
            made = not_yet_known(
                request, Reason.PIN_NOT_READY, f"pin {pin_id} was made; it cannot be read yet", pin_id
            )
            return CancelAnswer(verdict=CancelVerdict.TOO_LATE, outcome=made)
        case _:
            lost = not_yet_known(request, Reason.ANSWER_LOST, what_is_known(standing))
            return CancelAnswer(verdict=CancelVerdict.UNCONFIRMED, outcome=lost)


def not_yet_known(request: PinRequest, reason: Reason, known: str, pin_id: str | None = None) -> PinOutcome:
    """Unconfirmed, with what is known."""
    actor, remedy = REMEDIES[reason]
    return PinOutcome(
        outcome=Outcome.UNCONFIRMED,
        board_id=request.board_id,
        pin_id=pin_id,
        reason=reason,
        message=known,
        remedy=remedy,
        actor=actor,
    )


def what_is_known(standing: PublishResult) -> str:
    """What the ledger has of an attempt, in words."""
    if isinstance(standing, Uncertain):
        return (standing.known or standing.detail)[:2_000]
    return getattr(standing, "detail", "")[:2_000]

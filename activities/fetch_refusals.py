"""What it means when a shop does not give what its catalog points to: asked again, or refused."""

from dataclasses import dataclass

from temporalio import activity

from contracts.outcome import Reason, Refused
from contracts.refusals import refuse
from contracts.trouble import AddressRefused, BadStatus, FetchTrouble, TooLarge

FETCHES_MAX = 5
"""Tries to fetch from a server that has trouble, before the product is refused."""

FETCH_SECONDS_MIN = 60.0
"""And for how long at least: a Temporal that was killed gives its retries early, while a shop may be away."""

GONE = frozenset({404, 410})
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True)
class FetchReasons:
    """The words for one kind of thing that is fetched."""

    address: Reason
    gone: Reason
    forbidden: Reason
    unreachable: Reason
    too_large: Reason


PICTURE = FetchReasons(
    address=Reason.IMAGE_ADDRESS_INVALID,
    gone=Reason.IMAGE_NOT_FOUND,
    forbidden=Reason.IMAGE_FORBIDDEN,
    unreachable=Reason.IMAGE_UNREACHABLE,
    too_large=Reason.IMAGE_TOO_LARGE,
)
VIDEO = FetchReasons(
    address=Reason.VIDEO_ADDRESS_INVALID,
    gone=Reason.VIDEO_NOT_FOUND,
    forbidden=Reason.VIDEO_FORBIDDEN,
    unreachable=Reason.VIDEO_UNREACHABLE,
    too_large=Reason.VIDEO_TOO_LARGE,
)


def tried_enough() -> bool:
    """Whether this try of the running activity is the last."""
    info = activity.info()
    waited = info.started_time - info.scheduled_time
    return is_last_try(info.attempt, waited_seconds=waited.total_seconds())


def is_last_try(attempt: int, *, waited_seconds: float) -> bool:
    """By number and by time: tries in a burst tell little more than one of them."""
    return attempt >= FETCHES_MAX and waited_seconds >= FETCH_SECONDS_MIN


def refuse_fetch(trouble: FetchTrouble, reasons: FetchReasons, *, last: bool) -> Refused:
    """The refusal; raises `trouble` again when it may pass and this was not the `last` try."""
    match trouble:
        case AddressRefused():
            reason = reasons.address
        case TooLarge():
            reason = reasons.too_large
        case BadStatus(status=status) if status in GONE:
            reason = reasons.gone
        case BadStatus(status=status) if status not in PASSING:
            reason = reasons.forbidden
        case _ if last:
            reason = reasons.unreachable
        case _:
            raise trouble
    return refuse(reason, str(trouble))

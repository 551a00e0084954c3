"""Trouble becomes Temporal's language here and nowhere else: what passes is retried, what does not is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from contracts.trouble import (
    AddressRefused,
    AskedTooOften,
    AssetDamaged,
    AssetMissing,
    BoardGone,
    DestinationRefused,
    FeedUnreadable,
    MediaGone,
    PinGone,
    RateLimited,
    Rejected,
    SectionGone,
    TokenDead,
    TokenExpired,
    TooLarge,
    Trouble,
)

FINAL = (
    AddressRefused,
    AssetDamaged,
    AssetMissing,
    BoardGone,
    DestinationRefused,
    FeedUnreadable,
    MediaGone,
    PinGone,
    Rejected,
    SectionGone,
    TooLarge,
)
"""Trouble that the same call meets again, however often it is made. A dead token is not among it: the account is
parked, a person reconnects it, and no pin fails meanwhile."""

NOT_YET = "NotYet"

PARKED = "AccountParked"
"""The type of an error that says: not before a person has seen to the account."""

TOKEN_SECONDS = 5.0
"""How long who met an expired token waits for its renewal."""

PARKED_SECONDS = 60.0
PARKED_SECONDS_MAX = 300.0
"""How long who met a dead token, or a parked account, waits for a person; the longer the oftener it tried."""


@contextmanager
def in_temporals_words() -> Iterator[None]:
    """Raise any `Trouble` of the block as an `ApplicationError` whose type is the trouble's name."""
    try:
        yield
    except RateLimited as trouble:
        raise ApplicationError(
            str(trouble), type="RateLimited", next_retry_delay=timedelta(seconds=trouble.retry_seconds)
        ) from trouble
    except AskedTooOften as trouble:
        raise ApplicationError(
            str(trouble), type="AskedTooOften", next_retry_delay=_seconds(trouble.retry_seconds)
        ) from trouble
    except TokenExpired as trouble:
        raise _later(str(trouble), "TokenExpired", TOKEN_SECONDS) from trouble
    except TokenDead as trouble:
        # The account's alert tells of it, once; not every pin that waits.
        raise _later(str(trouble), "TokenDead", _patience()) from trouble
    except Trouble as trouble:
        raise ApplicationError(
            str(trouble), type=type(trouble).__name__, non_retryable=isinstance(trouble, FINAL)
        ) from trouble


def not_yet(message: str, *, again_seconds: float) -> ApplicationError:
    """Nothing is wrong, it is only too early: a poll that costs no history and no alarm."""
    return _later(message, NOT_YET, again_seconds)


def while_parked(why: str) -> ApplicationError:
    """The account waits for a person, and so does this."""
    return _later(f"the account is parked: {why}", PARKED, _patience())


def _seconds(seconds: float | None) -> timedelta | None:
    """None: as the step's own retries have it."""
    return None if seconds is None else timedelta(seconds=seconds)


def _patience() -> float:
    tries = activity.info().attempt if activity.in_activity() else 1
    return min(PARKED_SECONDS_MAX, tries * PARKED_SECONDS)


def _later(message: str, kind: str, again_seconds: float) -> ApplicationError:
    return ApplicationError(
        message,
        type=kind,
        next_retry_delay=timedelta(seconds=again_seconds),
        category=ApplicationErrorCategory.BENIGN,
    )

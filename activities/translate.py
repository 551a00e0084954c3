"""Trouble becomes Temporal's language here and nowhere else: what passes is retried, what does not is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from contracts.trouble import (
    AddressRefused,
    AssetDamaged,
    AssetMissing,
    BoardGone,
    MediaGone,
    PinGone,
    RateLimited,
    Rejected,
    SectionGone,
    TooLarge,
    Trouble,
)

FINAL = (
    AddressRefused,
    AssetDamaged,
    AssetMissing,
    BoardGone,
    MediaGone,
    PinGone,
    Rejected,
    SectionGone,
    TooLarge,
)
"""Trouble that the same call meets again, however often it is made. A dead token is not among it: the account is
parked, a person reconnects it, and no pin fails meanwhile."""

NOT_YET = "NotYet"


@contextmanager
def in_temporals_words() -> Iterator[None]:
    """Raise any `Trouble` of the block as an `ApplicationError` whose type is the trouble's name."""
    try:
        yield
    except RateLimited as trouble:
        raise ApplicationError(
            str(trouble), type="RateLimited", next_retry_delay=timedelta(seconds=trouble.retry_seconds)
        ) from trouble
    except Trouble as trouble:
        raise ApplicationError(
            str(trouble), type=type(trouble).__name__, non_retryable=isinstance(trouble, FINAL)
        ) from trouble


def not_yet(message: str, *, again_seconds: float) -> ApplicationError:
    """Nothing is wrong, it is only too early: a poll that costs no history and no alarm."""
    return ApplicationError(
        message,
        type=NOT_YET,
        next_retry_delay=timedelta(seconds=again_seconds),
        category=ApplicationErrorCategory.BENIGN,
    )

"""Trouble in Temporal's words: what passes is tried again, what does not is not."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.translate import (
    NOT_YET,
    PARKED_SECONDS_MAX,
    TOKEN_SECONDS,
    in_temporals_words,
    not_yet,
    while_parked,
)
from contracts.trouble import (
    AccessDenied,
    AddressGone,
    AddressRefused,
    AnswerLost,
    AnswerTooLarge,
    AppRefused,
    AskedTooOften,
    AssetDamaged,
    AssetMissing,
    AssetTrouble,
    BadStatus,
    BoardGone,
    DestinationRefused,
    DestinationTrouble,
    EngineAway,
    FeedEmpty,
    FeedUnreadable,
    FetchTrouble,
    GrantDead,
    LedgerBusy,
    LinkDead,
    MediaGone,
    NotSent,
    PinGone,
    PinterestTrouble,
    RateLimited,
    Rejected,
    ScopeMissing,
    SectionGone,
    SpamBlocked,
    StoreAway,
    StoreRefused,
    TokenDead,
    TokenExpired,
    TooLarge,
    TrialApp,
    Trouble,
    Unavailable,
    Unreachable,
    UploadRefused,
)
from tests.activities.stage import error_of

URL = "https://shop.example.com/mug"

PASSING = [
    Trouble("something"),
    FetchTrouble("no", url=URL),
    Unreachable("no answer", url=URL),
    BadStatus("answers 503", url=URL, status=503),
    AccessDenied("answers 401", url=URL, status=401),
    AddressGone("answers 404", url=URL, status=404),
    AskedTooOften("answers 429", url=URL, status=429, retry_seconds=30),
    PinterestTrouble("no"),
    NotSent("connection refused"),
    AnswerLost("closed"),
    LinkDead("403"),
    DestinationTrouble("locked"),
    Unavailable("500"),
    RateLimited("429", retry_seconds=30),
    LedgerBusy("locked"),
    EngineAway("unavailable"),
    UploadRefused("403"),
    AssetTrouble("no"),
    StoreAway("no answer"),
    StoreRefused("wrong keys"),
    TokenExpired("it ended a second ago"),
    GrantDead("spent"),
    AppRefused("unknown"),
    SpamBlocked("spam"),
    TokenDead("401"),
    ScopeMissing("403"),
    TrialApp("trial"),
]
"""The last four pass when a person has seen to the account; until then no pin fails because of them."""

LASTING = [
    AddressRefused("private network", url=URL),
    TooLarge("too large", url=URL, limit_bytes=1),
    AssetMissing("gone"),
    AssetDamaged("damaged"),
    MediaGone("404"),
    BoardGone("404"),
    FeedUnreadable("It is a PDF. Give a CSV."),
    FeedEmpty("It has no products. Mend it."),
    SectionGone("404"),
    PinGone("404"),
    DestinationRefused("of another shape"),
    Rejected("400"),
    AnswerTooLarge("more than is taken at once"),
]


def translated(trouble: BaseException) -> ApplicationError:
    with pytest.raises(ApplicationError) as caught, in_temporals_words():
        raise trouble
    return caught.value


@pytest.mark.parametrize("trouble", PASSING, ids=lambda trouble: type(trouble).__name__)
def test_what_may_pass_is_tried_again(trouble: Trouble) -> None:
    error = translated(trouble)
    assert (error.type, error.message) == (type(trouble).__name__, str(trouble))
    assert not error.non_retryable
    assert error.__cause__ is trouble


@pytest.mark.parametrize("trouble", LASTING, ids=lambda trouble: type(trouble).__name__)
def test_what_will_not_pass_is_not(trouble: Trouble) -> None:
    error = translated(trouble)
    assert (error.type, error.message) == (type(trouble).__name__, str(trouble))
    assert error.non_retryable


def test_every_trouble_is_one_or_the_other() -> None:
    """A new exception must be thought about here before it reaches Temporal."""
    assert {type(trouble) for trouble in (*PASSING, *LASTING)} == {Trouble, *kinds_of(Trouble)}


def test_a_rate_limit_says_when_to_come_back() -> None:
    error = translated(RateLimited("429", retry_seconds=30))
    assert error.next_retry_delay == timedelta(seconds=30)


@pytest.mark.parametrize("seconds", [None, 90.0])
def test_a_feed_that_is_asked_too_often_says_when_to_come_back_or_does_not(seconds: float | None) -> None:
    error = translated(AskedTooOften("answers 429", url=URL, status=429, retry_seconds=seconds))
    assert error.next_retry_delay == (None if seconds is None else timedelta(seconds=seconds))


def test_an_expired_token_is_asked_for_again_soon() -> None:
    error = translated(TokenExpired("it ended a second ago"))
    assert error.next_retry_delay == timedelta(seconds=TOKEN_SECONDS)
    assert error.category is ApplicationErrorCategory.BENIGN


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 60.0), (3, 180.0), (50, PARKED_SECONDS_MAX)])
async def test_who_waits_for_a_person_asks_ever_less_often_and_raises_no_alarm(
    attempt: int, seconds: float
) -> None:
    for activity in (parked, dead):
        error = await error_of(activity, None, attempt=attempt)
        assert error.next_retry_delay == timedelta(seconds=seconds)
        assert error.category is ApplicationErrorCategory.BENIGN
        assert not error.non_retryable


async def parked(_: None) -> None:
    raise while_parked("the token is dead")


async def dead(_: None) -> None:
    with in_temporals_words():
        raise TokenDead("401")


def test_surprises_are_left_alone() -> None:
    with pytest.raises(ZeroDivisionError), in_temporals_words():
        raise ZeroDivisionError


def test_temporals_own_words_are_left_alone() -> None:
    error = not_yet("the picture is being processed", again_seconds=1.0)
    assert translated(error) is error


def test_too_early_is_no_alarm_and_is_tried_again_in_time() -> None:
    error = not_yet("the picture is being processed", again_seconds=1.5)
    assert (error.type, error.non_retryable) == (NOT_YET, False)
    assert error.next_retry_delay == timedelta(seconds=1.5)
    assert error.category is ApplicationErrorCategory.BENIGN


def kinds_of(kind: type[Trouble]) -> Iterator[type[Trouble]]:
    for child in kind.__subclasses__():
        yield child
        yield from kinds_of(child)

"""Trouble with Pinterest as callers of the API are told of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from math import ceil
from types import MappingProxyType

from contracts.trouble import (
    AnswerLost,
    BoardGone,
    PinterestTrouble,
    RateLimited,
    Rejected,
    ScopeMissing,
    SpamBlocked,
    TokenDead,
    TokenExpired,
    TrialApp,
)
from intake.api.operation import ApiProblem, not_found

AGAIN_SECONDS = 30
RECONNECT_REQUIRED = "reconnect_required"
STATUSES = (HTTPStatus.CONFLICT, HTTPStatus.BAD_GATEWAY)
"""Those that no other operation answers."""

_CONFLICTS: Mapping[type[PinterestTrouble], tuple[str, str]] = MappingProxyType(
    {
        TokenDead: (RECONNECT_REQUIRED, "The account's token is not valid any more: connect it again."),
        ScopeMissing: ("scope_missing", "The account's token may not do this: connect it again and allow it."),
        SpamBlocked: ("spam_blocked", "Pinterest has blocked the account for a while: see it at pinterest.com."),
        TrialApp: ("trial_app", "The app has trial access alone: ask Pinterest for standard access."),
    }
)


@contextmanager
def pinterest_problems() -> Iterator[None]:
    """Raises `ApiProblem` in the place of `PinterestTrouble`."""
    try:
        yield
    except PinterestTrouble as trouble:
        raise _problem(trouble) from trouble


def _problem(trouble: PinterestTrouble) -> ApiProblem:
    known = _CONFLICTS.get(type(trouble))
    if known is not None:
        return ApiProblem(HTTPStatus.CONFLICT, *known)
    if isinstance(trouble, BoardGone):
        return not_found("board")
    if isinstance(trouble, RateLimited):
        seconds = max(1, ceil(trouble.retry_seconds))
        message = f"Pinterest's quota of the account is used up for now: again in {seconds} s."
        return _later(HTTPStatus.TOO_MANY_REQUESTS, "pinterest_rate_limited", message, seconds)
    if isinstance(trouble, Rejected):
        message = "Pinterest does not take it as it is. See the name, and the account at pinterest.com."
        return ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, "pinterest_rejected", message)
    if isinstance(trouble, AnswerLost):
        message = "Pinterest did not say whether it was done: see the account's boards before you ask again."
        return ApiProblem(HTTPStatus.BAD_GATEWAY, "outcome_unknown", message)
    return _away(trouble)


def _away(trouble: PinterestTrouble) -> ApiProblem:
    code, message = "pinterest_away", "Pinterest cannot be asked now. Try again in a while."
    if isinstance(trouble, TokenExpired):
        code, message = "token_renewing", "The account's token is being renewed. Try again in a while."
    return _later(HTTPStatus.SERVICE_UNAVAILABLE, code, message, AGAIN_SECONDS)


def _later(status: HTTPStatus, code: str, message: str, seconds: int) -> ApiProblem:
    return ApiProblem(status, code, message, headers={"Retry-After": str(seconds)})

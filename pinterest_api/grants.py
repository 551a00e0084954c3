"""What `oauth/token` is asked and answers: forms there, tokens or a no back.

Its answers are read as loosely as can be borne: where we refuse to read one, the refresh token that was spent for
it is lost, and the account with it. By the specification of 5.28 little but the access token is sure to be there.
"""

import re
from typing import Annotated

import httpx
from pydantic import BeforeValidator, Field, StringConstraints

from contracts.contract import Instant
from contracts.credentials import AppCredentials, TokenGrant
from contracts.trouble import AppRefused, GrantDead, PinterestTrouble, TokenDead
from pinterest_api.answers import Answer
from pinterest_api.asks import Trade
from pinterest_api.errors import answer_to_trouble
from pinterest_api.scopes import read_scopes
from pinterest_api.wire import Wire, WireError, read_error

TOKEN_MAX = 4_096
LIFE_SECONDS_MAX = 10 * 365 * 86_400.0
"""A longer life is none: milliseconds, or an epoch where a number of seconds should be."""

_SECONDS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")
_CODE_GRANT = 283
_GRANT_WORDS = ("invalid_grant", "grant is invalid")
_APP_WORDS = ("invalid_client", "unauthorized_client", "consumer type")


def code_to_trade(app: AppCredentials, code: str, redirect_uri: str) -> Trade:
    """Ask for the tokens that a person's consent is worth."""
    return _trade(app, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect_uri))


def refresh_to_trade(app: AppCredentials, refresh: str) -> Trade:
    """Ask for new tokens, with all the scopes that the old ones have."""
    return _trade(app, ("grant_type", "refresh_token"), ("refresh_token", refresh))


def _trade(app: AppCredentials, *form: tuple[str, str]) -> Trade:
    # Without it an app of old is given a refresh token that Pinterest no longer honours (API v5, oauth/token).
    return Trade((*form, ("continuous_refresh", "true")) if app.legacy else form)


def _seconds_or_none(told: object) -> float | None:
    if isinstance(told, bool) or not isinstance(told, int | float | str) or not _SECONDS.fullmatch(str(told)):
        return None
    return float(told) if float(told) > 0 else None


def _life_or_none(told: object) -> float | None:
    seconds = _seconds_or_none(told)
    return seconds if seconds is not None and seconds <= LIFE_SECONDS_MAX else None


def _refresh_or_none(told: object) -> str | None:
    """What is no token must not cost the access token beside it."""
    return told if isinstance(told, str) and 0 < len(told) <= TOKEN_MAX else None


Life = Annotated[float | None, BeforeValidator(_life_or_none)]


class WireGrant(Wire):
    access_token: Annotated[str, StringConstraints(pattern=r"^[!-~]+$", max_length=TOKEN_MAX)] = Field(repr=False)
    expires_in: Life = None
    refresh_token: Annotated[str | None, BeforeValidator(_refresh_or_none)] = Field(None, repr=False)
    refresh_token_expires_in: Life = None
    refresh_token_expires_at: Annotated[float | None, BeforeValidator(_seconds_or_none)] = None
    scope: Annotated[frozenset[str], BeforeValidator(read_scopes)] = frozenset()


def read_grant(body: bytes, asked_at: Instant) -> TokenGrant:
    """The tokens; their time counts from when they were asked for. Raises ValueError without an access token."""
    told = WireGrant.model_validate_json(body)
    return TokenGrant(
        access=told.access_token,
        access_expires=_end(asked_at, told.expires_in),
        refresh=told.refresh_token,
        refresh_expires=_end(asked_at, told.refresh_token_expires_in) or told.refresh_token_expires_at,
        scopes=told.scope,
    )


def _end(asked_at: Instant, seconds: float | None) -> Instant | None:
    # By our own clock, which need not agree with Pinterest's: the life goes before the moment of its end.
    return None if seconds is None else asked_at + seconds


def refusal_to_trouble(answer: Answer, trade: Trade) -> PinterestTrouble:
    """The trouble that an answer other than 2xx means here, where 401 is about the app or the grant."""
    usual, told = answer_to_trouble(answer, trade), read_error(answer.body)
    kind = _kind(answer.status, told, usual)
    if kind is None:
        return usual
    return kind(str(usual), status=answer.status, code=told.code, request_id=answer.request_id)


def _kind(status: int, told: WireError, usual: PinterestTrouble) -> type[PinterestTrouble] | None:
    """None: as usual. A 401 without more is about the app (RFC 6749, 5.2), and costs the refresh token nothing."""
    if status not in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED):
        return None
    said = " ".join(filter(None, (told.message, told.message_detail, told.error, told.error_description))).lower()
    if told.code == _CODE_GRANT or any(phrase in said for phrase in _GRANT_WORDS):
        return GrantDead
    if isinstance(usual, TokenDead) or any(phrase in said for phrase in _APP_WORDS):
        return AppRefused
    return None

"""Refusals, as Pinterest words them, and what they mean."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.trouble import (
    AnswerLost,
    BoardGone,
    PinGone,
    PinterestTrouble,
    RateLimited,
    Rejected,
    ScopeMissing,
    SectionGone,
    SpamBlocked,
    TokenDead,
    TrialApp,
    Unavailable,
)
from pinterest_api.answers import Answer
from pinterest_api.asks import Ask, Read, Subject, Write
from pinterest_api.errors import (
    CONTENTION_SECONDS,
    MESSAGE_MAX,
    RETRY_SECONDS_DEFAULT,
    RETRY_SECONDS_MAX,
    RETRY_SECONDS_MIN,
    answer_to_trouble,
)

POST_PIN = Write("POST", "/pins", Subject.BOARD)
POST_BOARD = Write("POST", "/boards", Subject.ACCOUNT)
GET_PIN = Read("/pins/{id}", Subject.PIN, about="1")
GET_SECTION = Read("/boards/{board}/sections/{id}/pins", Subject.SECTION, about="2", board="1")
GET_BOARD = Read("/boards/{id}/pins", Subject.BOARD, about="1")

QUOTA = (
    "This request exceeded a rate limit. This can happen if the client exceeds one of the published rate limits "
    "or if multiple write operations are applied to an object within a short time window."
)
TRIAL = (
    "Apps with Trial access may not create Pins in production https://api.pinterest.com - use API Sandbox "
    "https://api-sandbox.pinterest.com"
)
SMALL = "Your image is too small. Please choose a larger image and try again."


def trouble(status: int, body: object, ask: Ask = POST_PIN, **headers: str) -> PinterestTrouble:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    spelled = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer_to_trouble(Answer(status, spelled, content), ask)


@pytest.mark.parametrize(
    ("status", "code", "message", "ask", "expected"),
    [
        (401, 2, "Authentication failed.", POST_PIN, TokenDead),
        (401, 3, "Your token does not have sufficient permissions", POST_PIN, ScopeMissing),
        (401, 3, "Your application consumer type is not supported", POST_PIN, ScopeMissing),
        (401, 29, "You are not permitted to access that resource.", POST_PIN, ScopeMissing),
        (401, 283, "The authorization grant is invalid", POST_PIN, TokenDead),
        (401, 7, "Not authorized to access board or Pin.", GET_PIN, Rejected),
        (403, 29, TRIAL, POST_PIN, TrialApp),
        (403, 29, "You are not permitted to access that resource.", POST_PIN, ScopeMissing),
        (403, 233, SMALL, POST_PIN, Rejected),
        (403, 235, "Sorry, this image is broken. Please pick a different image.", POST_PIN, Rejected),
        (403, 403, "Not authorized to access board or Pin.", GET_PIN, Rejected),
        (404, 40, "Board not found.", POST_PIN, BoardGone),
        (404, 40, "Board not found.", GET_BOARD, BoardGone),
        (404, 404, "Board not found.", GET_BOARD, BoardGone),
        (404, 404, "Board, section or Pin not found", POST_PIN, BoardGone),
        (404, 404, "Not found.", GET_BOARD, BoardGone),
        (404, 50, "Pin not found.", GET_PIN, PinGone),
        (404, 404, "Pin not found.", GET_PIN, PinGone),
        (404, 404, "Pin not found.", POST_PIN, PinGone),
        (404, 404, "Not found.", GET_PIN, PinGone),
        (404, 2031, "Sorry! We couldn't find this board section.", POST_PIN, SectionGone),
        (404, 2031, "Sorry! We couldn't find this board section.", GET_SECTION, SectionGone),
        (404, 404, "Board section not found.", GET_SECTION, SectionGone),
        (404, 404, "Not found.", GET_SECTION, SectionGone),
        (404, 404, "Board not found.", GET_SECTION, BoardGone),
        (404, 30, "User not found.", POST_BOARD, Rejected),
        (404, 404, "Media upload not found", POST_PIN, Rejected),
        (404, 404, "API method not found.", GET_PIN, Rejected),
        (409, 409, "Could not get exclusive access to delete the board.", POST_PIN, RateLimited),
        (409, 409, "Board section conflict.", POST_PIN, RateLimited),
        (409, 4168, "User does not have a website.", POST_PIN, Rejected),
        (429, 8, QUOTA, POST_PIN, RateLimited),
        (429, 429, QUOTA, POST_PIN, RateLimited),
        (429, 30, QUOTA, POST_PIN, RateLimited),
        (429, 9, "Sorry! We blocked this link because it may lead to something.", POST_PIN, SpamBlocked),
        (429, 8, "Sorry! We blocked this link because it may lead to spam.", POST_PIN, SpamBlocked),
        (429, 8, "Looks like you've hit a block (Pins) we have in place.", POST_PIN, SpamBlocked),
        (400, 1, "Whoops! It looks like you entered an invalid URL.", POST_PIN, Rejected),
        (400, 1, "Sorry we could not fetch the image.", POST_PIN, Rejected),
        (400, 1, "The board name is invalid or duplicated.", POST_BOARD, Rejected),
        (400, 400, "Request rate limit exceeded. Retry after 30 seconds", GET_PIN, RateLimited),
        (400, 9, "This looks like spam.", POST_PIN, Rejected),
        (422, 4170, "The feed name already exists.", POST_PIN, Rejected),
        (413, None, "Too much", POST_PIN, Rejected),
        (500, 0, "Something went wrong on our end", POST_PIN, AnswerLost),
        (500, 0, "Something went wrong on our end", GET_PIN, Unavailable),
        (503, 2, "Authentication failed.", POST_PIN, AnswerLost),
        (302, None, "Moved", POST_PIN, AnswerLost),
        (302, None, "Moved", GET_PIN, Unavailable),
        (408, None, "Request timeout", POST_PIN, AnswerLost),
    ],
)
def test_what_a_refusal_means(
    status: int, code: int | None, message: str, ask: Ask, expected: type[PinterestTrouble]
) -> None:
    """With Pinterest's own words, its code and its request id."""
    met = trouble(status, {"code": code, "message": message}, ask, x_pinterest_rid="4711")
    assert type(met) is expected
    assert (str(met), met.code, met.request_id) == (message, code, "4711")
    assert met.status == status


@pytest.mark.parametrize(
    ("status", "body", "expected", "message"),
    [
        (401, b"Unauthorized", TokenDead, "Unauthorized"),
        (401, {"error": "invalid_client"}, TokenDead, "invalid_client"),
        (400, {"error": "invalid_grant", "error_description": "expired"}, Rejected, "invalid_grant: expired"),
        (401, b"", TokenDead, "Pinterest answered 401 and did not say why"),
        (404, b"<!DOCTYPE html><h1>Pin not found</h1>", Rejected, "Pinterest answered 404 and did not say why"),
        (404, b"404 page not found", Rejected, "404 page not found"),
        (429, b"<html>slow down</html>", RateLimited, "Pinterest answered 429 and did not say why"),
        (502, b"\xff\xfe", AnswerLost, "\ufffd\ufffd"),
        (400, ["a", "list"], Rejected, '["a", "list"]'),
        (400, {"code": "1", "message": None, "message_detail": "the detail"}, Rejected, "the detail"),
        (400, {"code": [], "message": {}}, Rejected, "Pinterest answered 400 and did not say why"),
        (400, {"message": "a\x00b"}, Rejected, "ab"),
        (429, {"message": "Sorry!", "message_detail": "It looks like SPAM"}, SpamBlocked, "Sorry!"),
    ],
)
def test_bodies_of_other_kinds_are_borne(
    status: int, body: object, expected: type[PinterestTrouble], message: str
) -> None:
    met = trouble(status, body)
    assert type(met) is expected
    assert str(met) == message


def test_a_long_message_is_cut() -> None:
    assert str(trouble(400, {"code": 1, "message": "x" * 5_000})) == "x" * MESSAGE_MAX


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x_ratelimit_reset": "37"}, 37),
        ({"retry_after": "12", "x_ratelimit_reset": "37"}, 12),
        ({}, RETRY_SECONDS_DEFAULT),
        ({"x_ratelimit_reset": "1795300000"}, RETRY_SECONDS_DEFAULT),
        ({"x_ratelimit_reset": "0"}, RETRY_SECONDS_MIN),
        ({"x_ratelimit_reset": "67150"}, 67_150),
        ({"retry_after": "200000"}, RETRY_SECONDS_MAX),
    ],
)
def test_how_long_a_quota_asks_to_wait(headers: dict[str, str], expected: float) -> None:
    met = trouble(429, {"code": 8, "message": QUOTA}, POST_PIN, **headers)
    assert isinstance(met, RateLimited)
    assert met.retry_seconds == expected


@pytest.mark.parametrize(
    ("status", "message", "expected"),
    [
        (400, "Retry after 30 seconds.", 30),
        (429, "Retry after 30 seconds.", 30),
        (400, "Retry after 999999 seconds", RETRY_SECONDS_MAX),
        (409, "Could not get exclusive access to the board", CONTENTION_SECONDS),
        (429, "Could not get exclusive access to delete the board.", CONTENTION_SECONDS),
    ],
)
def test_how_long_other_refusals_ask_to_wait(status: int, message: str, expected: float) -> None:
    met = trouble(status, {"code": status, "message": message})
    assert isinstance(met, RateLimited)
    assert met.retry_seconds == expected


STATUSES = st.integers(300, 599)
BODIES = st.binary(max_size=300) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["code", "message", "message_detail", "error"]), inner, max_size=4)
    ),
    max_leaves=8,
).map(lambda value: json.dumps(value).encode())


@given(STATUSES, BODIES, st.sampled_from([POST_PIN, GET_PIN, GET_BOARD, POST_BOARD]))
def test_any_refusal_becomes_one_trouble(status: int, body: bytes, ask: Ask) -> None:
    """A write in the dark is never called a refusal, nor a refusal lost; a message is there and bounded."""
    met = answer_to_trouble(Answer(status, {}, body), ask)
    assert 0 < len(str(met)) <= MESSAGE_MAX
    in_the_dark = status < 400 or status >= 500 or status in (408, 425)
    assert isinstance(met, ask.lost) is in_the_dark
    if isinstance(met, RateLimited):
        assert RETRY_SECONDS_MIN <= met.retry_seconds <= RETRY_SECONDS_MAX

"""Codes and refresh tokens: each sent once, what came of it said exactly, and no secret in any of it."""

import base64
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import parse_qs, quote_plus, urlsplit

import httpx
import pytest
from structlog.testing import capture_logs

from contracts.credentials import AppCredentials, TokenGrant
from contracts.sightings import Category
from contracts.trouble import (
    AnswerLost,
    AppRefused,
    GrantDead,
    NotSent,
    PinterestTrouble,
    RateLimited,
    Rejected,
    ScopeMissing,
    TokenDead,
    TrialApp,
)
from pinterest_api.client import PinterestClient
from pinterest_api.limits import Limits
from pinterest_api.oauth import PinterestAuthority, authorize_url
from pinterest_api.scopes import SCOPES_NEEDED
from pinterest_api.storeless import NoRates, OneToken
from simulator.keyring import DEFAULT_APP, DEFAULT_SECRET
from simulator.running import RunningSimulator
from tests.fakes.clock import START
from tests.pinterest_api.doubles import ACCOUNT, FixedToken, MemoryRates, when_in_vain
from tests.pinterest_api.scripted_server import (
    Act,
    answers,
    closes_after_reading,
    dribbles,
    nobody_listens,
    resets_after_reading,
    says_nothing,
    scripted,
    sends,
    sends_half,
)
from tests.pinterest_api.test_secrets import shown

REFRESH, CODE = "pinr_R3fresh/R3fresh+R3fresh", "c0de/c0de+c0de"
APP = AppCredentials(id="77", secret="app/S3cret+S3cret", redirect_uri="http://localhost:8085/")
GRANT = {
    "access_token": "pina_N3wN3wN3wN3w",
    "token_type": "bearer",
    "expires_in": 2_592_000,
    "scope": "boards:read,pins:read pins:write",
    "response_type": "refresh_token",
    "refresh_token": "pinr_N3wN3wN3wN3w",
    "refresh_token_expires_in": 5_184_000,
    "refresh_token_expires_at": 9,
}
READ = TokenGrant(
    access="pina_N3wN3wN3wN3w",
    access_expires=START + 2_592_000,
    refresh="pinr_N3wN3wN3wN3w",
    refresh_expires=START + 5_184_000,
    scopes=frozenset({"boards:read", "pins:read", "pins:write"}),
)
RATE = {"x-ratelimit-limit": '1000, 1000;w=60;name="org_read"', "x-ratelimit-remaining": "999"}


@asynccontextmanager
async def authority_of(
    url: str, limits: Limits | None = None, rates: MemoryRates | None = None
) -> AsyncIterator[PinterestAuthority]:
    client = PinterestClient.open(url, FixedToken(), rates or MemoryRates(), limits or Limits())
    async with client as opened:
        yield PinterestAuthority(opened, lambda: START)


async def renew(authority: PinterestAuthority) -> TokenGrant:
    return await authority.renew(ACCOUNT, APP, REFRESH)


async def exchange(authority: PinterestAuthority) -> TokenGrant:
    return await authority.exchange(APP, CODE, APP.redirect_uri)


Call = Callable[[PinterestAuthority], Awaitable[TokenGrant]]


@pytest.mark.parametrize(
    ("call", "form"),
    [
        (renew, {"grant_type": ["refresh_token"], "refresh_token": [REFRESH]}),
        (
            exchange,
            {"grant_type": ["authorization_code"], "code": [CODE], "redirect_uri": [APP.redirect_uri]},
        ),
    ],
)
async def test_what_is_sent_and_what_is_read(call: Call, form: dict[str, list[str]]) -> None:
    async with scripted(answers(200, GRANT)) as server, authority_of(server.url) as authority:
        assert await call(authority) == READ
    (heard,) = server.heard
    assert heard.line == "POST /v5/oauth/token HTTP/1.1"
    assert heard.headers["content-type"] == "application/x-www-form-urlencoded"
    assert base64.b64decode(heard.headers["authorization"].removeprefix("Basic ")) == b"77:app/S3cret+S3cret"
    assert parse_qs(heard.body.decode(), strict_parsing=True) == form


async def test_an_app_of_old_asks_for_refresh_tokens_that_are_replaced() -> None:
    async with scripted(answers(200, GRANT)) as server, authority_of(server.url) as authority:
        await authority.renew(ACCOUNT, replace(APP, legacy=True), REFRESH)
    assert parse_qs(server.heard[0].body.decode())["continuous_refresh"] == ["true"]


LOOSE: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "no refresh token": ({"refresh_token": None}, {"refresh": None}),
    "an odd refresh token": ({"refresh_token": ["x"]}, {"refresh": None}),
    "an empty refresh token": ({"refresh_token": ""}, {"refresh": None}),
    "no end": ({"expires_in": None}, {"access_expires": None}),
    "an end in words": ({"expires_in": "2592000"}, {}),
    "an end with a fraction": ({"expires_in": 2_592_000.0}, {}),
    "no time at all": ({"expires_in": 0}, {"access_expires": None}),
    "a time ago": ({"expires_in": -5}, {"access_expires": None}),
    "an epoch": ({"expires_in": 1_795_000_000}, {"access_expires": None}),
    "a truth": ({"expires_in": True}, {"access_expires": None}),
    "no scopes": ({"scope": None}, {"scopes": frozenset()}),
    "the refresh token's end as a moment": ({"refresh_token_expires_in": None}, {"refresh_expires": 9.0}),
    "more than we know": ({"token_kind": {"new": 1}, "response_type": "never heard"}, {}),
}


@pytest.mark.parametrize("how", LOOSE)
async def test_an_answer_is_read_as_loosely_as_can_be_borne(how: str) -> None:
    changed, expected = LOOSE[how]
    async with scripted(answers(200, GRANT | changed)) as server, authority_of(server.url) as authority:
        assert await renew(authority) == replace(READ, **expected)  # type: ignore[arg-type]  # each of its own type


async def test_the_access_token_alone_is_an_answer() -> None:
    act = answers(200, {"access_token": "pina_alone"})
    async with scripted(act) as server, authority_of(server.url) as authority:
        assert await renew(authority) == TokenGrant("pina_alone", None, None, None, frozenset())


WHOLE = json.dumps(GRANT).encode()
LOST: dict[str, Act] = {
    "closed": closes_after_reading(),
    "reset": resets_after_reading(),
    "silence": says_nothing(),
    "a body in drops": dribbles(200, WHOLE),
    "half a yes": sends_half(200, WHOLE),
    "garbage": sends(b"\x00\xff what?\r\n\r\n"),
    "a yes without a token": answers(200, GRANT | {"access_token": ""}),
    "a token that no header can carry": answers(200, GRANT | {"access_token": "pina_N3w N3w"}),
    "a yes of no JSON": answers(200, b"pina_N3wN3wN3wN3w"),
    "a yes without an end": answers(200, GRANT | {"access_token": "x" * 5_000}),
    "more than we take": answers(200, GRANT | {"note": "x" * 70_000}),
    "500": answers(500, {"code": 0, "message": "Something went wrong on our end"}),
    "a redirect": answers(302, b"", {"location": "/v5/elsewhere"}),
}


@pytest.mark.parametrize("call", [renew, exchange])
@pytest.mark.parametrize("how", LOST)
async def test_what_left_and_was_not_answered_may_be_spent(how: str, call: Call) -> None:
    async with scripted(LOST[how]) as server, authority_of(server.url) as authority:
        with pytest.raises(PinterestTrouble) as caught:
            await when_in_vain(server.in_vain, call(authority))
    assert type(caught.value) is AnswerLost
    assert server.connections == 1
    assert "N3w" not in shown(caught.value)


@pytest.mark.parametrize("call", [renew, exchange])
async def test_what_did_not_leave_is_not_spent(call: Call) -> None:
    with nobody_listens() as url:
        async with authority_of(url) as authority:
            with pytest.raises(NotSent):
                await call(authority)


NO: dict[str, tuple[int, object, type[PinterestTrouble]]] = {
    "a spent token": (401, {"code": 283, "message": "The authorization grant is invalid"}, GrantDead),
    "a spent token, 400": (400, {"code": 283, "message": "?"}, GrantDead),
    "a spent token in OAuth": (400, {"error": "invalid_grant", "error_description": "expired"}, GrantDead),
    "a wrong secret": (401, {"code": 2, "message": "Authentication failed."}, AppRefused),
    "a wrong secret in OAuth": (401, {"error": "invalid_client"}, AppRefused),
    "an app without this grant": (400, {"error": "unauthorized_client"}, AppRefused),
    "a bare 401": (401, b"Unauthorized", AppRefused),
    "a page of 401": (401, b"<html>no</html>", AppRefused),
    "a new code of 401": (401, {"code": 999, "message": "Something new"}, AppRefused),
    "an app not approved": (
        401,
        {"code": 3, "message": "Your application consumer type is not supported"},
        AppRefused,
    ),
    "scopes": (401, {"code": 3, "message": "Your token does not have sufficient permissions"}, ScopeMissing),
    "trial": (403, {"code": 29, "message": "Apps with Trial access may not"}, TrialApp),
    "a quota": (429, {"code": 8, "message": "This request exceeded a rate limit."}, RateLimited),
    "a bad form": (400, {"code": 1, "message": "'redirect_uri' is missing"}, Rejected),
}


@pytest.mark.parametrize("call", [renew, exchange])
@pytest.mark.parametrize("how", NO)
async def test_what_a_no_is_about(how: str, call: Call) -> None:
    status, body, kind = NO[how]
    async with scripted(answers(status, body)) as server, authority_of(server.url) as authority:
        with pytest.raises(PinterestTrouble) as caught:
            await call(authority)
    assert type(caught.value) is kind
    assert caught.value.status == status


SECRETS = (REFRESH, CODE, APP.secret, base64.b64encode(b"77:app/S3cret+S3cret").decode())
ECHOES = [
    " ".join(SECRETS),
    " ".join(map(quote_plus, SECRETS)),
    " ".join(secret.replace("/", "\\/") for secret in SECRETS),
]


@pytest.mark.parametrize("call", [renew, exchange])
@pytest.mark.parametrize("echo", ECHOES, ids=["plain", "as a form", "as JSON"])
@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
async def test_a_no_that_repeats_what_was_sent_shows_no_secret(
    status: int, echo: str, call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    spent = REFRESH if call is renew else CODE
    said = echo.replace(CODE if call is renew else REFRESH, "").encode()
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        async with (
            scripted(answers(status, b'{"code": 1, "message": "%s"}' % said)) as server,
            authority_of(server.url) as authority,
        ):
            with pytest.raises(PinterestTrouble) as caught:
                await call(authority)
            assert APP.secret not in repr([authority, APP])
    everything = shown(caught.value) + repr(logs) + caplog.text
    for secret in (spent, APP.secret, SECRETS[-1]):
        assert secret not in everything
        assert quote_plus(secret) not in everything


async def test_the_quota_of_reads_is_noted_for_the_account_that_is_renewed() -> None:
    rates = MemoryRates()
    acts = (answers(200, GRANT, RATE), answers(401, {"code": 283}, RATE), answers(200, GRANT, RATE))
    async with scripted(*acts) as server, authority_of(server.url, rates=rates) as authority:
        await renew(authority)
        with pytest.raises(GrantDead):
            await renew(authority)
        await exchange(authority)
    assert [(account, reading.category) for account, reading in rates.noted] == [(ACCOUNT, Category.ORG_READ)] * 2


async def test_an_exchange_is_logged_as_facts() -> None:
    with capture_logs() as logs:
        async with scripted(answers(200, GRANT)) as server, authority_of(server.url) as authority:
            await renew(authority)
    (entry,) = logs
    assert (entry["event"], entry["path"], entry["account"], entry["status"]) == (
        "pinterest.answered",
        "/oauth/token",
        "demo",
        200,
    )


async def test_a_fresh_token_is_tried_without_a_store() -> None:
    acts = (answers(200, {"username": "zoe"}, RATE), answers(401, {"code": 2, "message": "no"}))
    tokens, rates = FixedToken(), MemoryRates()
    async with scripted(*acts) as server, PinterestClient.open(server.url, tokens, rates) as client:
        authority = PinterestAuthority(client, lambda: START)
        assert (await authority.member("pina_fresh")).username == "zoe"
        with pytest.raises(TokenDead):
            await authority.member("pina_fresh")
    assert [heard.headers["authorization"] for heard in server.heard] == ["Bearer pina_fresh"] * 2
    assert (tokens.refusals, rates.noted) == ([], [])


@pytest.mark.parametrize(
    ("base", "page"),
    [
        ("https://api.pinterest.com/v5", "https://www.pinterest.com/oauth/"),
        ("https://api-sandbox.pinterest.com/v5/", "https://www.pinterest.com/oauth/"),
        ("http://127.0.0.1:4010/v5", "http://127.0.0.1:4010/oauth/"),
        ("https://api.notpinterest.com/v5", "https://api.notpinterest.com/oauth/"),
    ],
)
def test_the_page_of_consent_is_where_the_api_is(base: str, page: str) -> None:
    address = authorize_url(base, "77", "http://localhost:8085/?a=1", state="s 1&2")
    assert address.split("?")[0] == page
    assert parse_qs(urlsplit(address).query, strict_parsing=True) == {
        "client_id": ["77"],
        "redirect_uri": ["http://localhost:8085/?a=1"],
        "response_type": ["code"],
        "scope": [",".join(SCOPES_NEEDED)],
        "state": ["s 1&2"],
    }


def test_what_cannot_be_the_api_has_no_page() -> None:
    with pytest.raises(ValueError, match="/v5"):
        authorize_url("https://api.pinterest.com", "77", "http://localhost:8085/", state="s")


async def test_a_consent_at_the_simulator_is_exchanged_renewed_and_spent() -> None:
    app = AppCredentials(id=DEFAULT_APP, secret=DEFAULT_SECRET, redirect_uri="http://localhost:8085/")
    async with (
        RunningSimulator() as simulator,
        httpx.AsyncClient(trust_env=False) as http,
        PinterestClient.open(simulator.api_url, OneToken(""), NoRates()) as client,
    ):
        authority = PinterestAuthority(client, lambda: START)
        asked = authorize_url(simulator.api_url, app.id, app.redirect_uri, state="s")
        back = await http.post(asked, data={"decision": "allow", "account": "zoe"})
        code = parse_qs(urlsplit(back.headers["location"]).query)["code"][0]
        first = await authority.exchange(app, code, app.redirect_uri)
        assert (first.scopes, first.access_expires) == (frozenset(SCOPES_NEEDED), START + 2_592_000)
        assert (await authority.member(first.access)).username == "zoe"
        second = await authority.renew(ACCOUNT, app, first.refresh or "")
        assert second.refresh not in (None, first.refresh)
        with pytest.raises(GrantDead):
            await authority.renew(ACCOUNT, app, first.refresh or "")
        with pytest.raises(GrantDead):
            await authority.exchange(app, code, app.redirect_uri)
        with pytest.raises(AppRefused):
            await authority.renew(ACCOUNT, replace(app, secret="another secret"), second.refresh or "")
        assert (await authority.renew(ACCOUNT, app, second.refresh or "")).refresh is not None


async def test_the_secret_of_a_short_name_garbles_no_message() -> None:
    act = answers(401, {"code": 283, "message": "This is the answer"})
    async with scripted(act) as server, authority_of(server.url) as authority:
        with pytest.raises(GrantDead, match="This is the answer"):
            await authority.renew(ACCOUNT, replace(APP, secret="s"), "s")

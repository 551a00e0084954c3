"""What each way of failing means: not sent, lost, or refused. On real sockets."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from contracts.names import AccountKey
from contracts.sightings import Category, RateReading
from contracts.trouble import (
    AnswerLost,
    LedgerBusy,
    NotSent,
    PinterestTrouble,
    RateLimited,
    Rejected,
    TokenDead,
    Unavailable,
)
from pinterest_api.client import PinterestClient
from pinterest_api.limits import Limits
from pinterest_api.pins import PinterestPins
from tests.pinterest_api.doubles import (
    ACCOUNT,
    PIN,
    USUAL,
    EndlessToken,
    FixedToken,
    MemoryRates,
    client_of,
    new_pin,
    when_in_vain,
)
from tests.pinterest_api.scripted_server import (
    Act,
    answers,
    answers_before_the_body,
    answers_then_closes,
    closes_after_reading,
    closes_before_reading,
    dribbles,
    greets_with,
    message,
    never_greets,
    nobody_listens,
    reads_one_byte,
    resets_after_reading,
    says_nothing,
    scripted,
    sends,
    sends_half,
)

WHOLE = b'{"id": "1", "title": "a mug, and a long one at that"}'


async def create(client: PinterestClient) -> object:
    return await PinterestPins(client).create(ACCOUNT, new_pin())


async def delete(client: PinterestClient) -> None:
    await PinterestPins(client).delete(ACCOUNT, "1")


async def get(client: PinterestClient) -> object:
    return await PinterestPins(client).get(ACCOUNT, "1")


Call = Callable[[PinterestClient], Awaitable[object]]
CALLS_AND_LOSSES = [(create, AnswerLost), (delete, AnswerLost), (get, Unavailable)]

LEFT_AND_LOST: dict[str, Act] = {
    "closed before reading": closes_before_reading(),
    "closed after reading": closes_after_reading(),
    "reset after reading": resets_after_reading(),
    "silence": says_nothing(),
    "read no further": reads_one_byte(),
    "a body in drops": dribbles(200, WHOLE),
    "half a status line": sends(b"HTTP/1.1 20"),
    "garbage": sends(b"\x00\xff\x16 what do you want?\r\n\r\n"),
    "half a body": sends_half(201, WHOLE),
    "chunks without an end": sends(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n"),
    "a broken gzip": answers(201, b"\x1f\x8b but no more", {"content-encoding": "gzip"}),
    "more than we take": answers(201, b'{"id": "1", "title": "' + b"x" * 5_000 + b'"}'),
    "500": answers(500, {"code": 0, "message": "Something went wrong on our end"}),
    "502 with a page": answers(502, b"<html>Bad gateway</html>"),
    "503 cut off": sends_half(503, WHOLE),
    "408 of a gateway": answers(408, b""),
    "a redirect": answers(302, b"", {"location": "/v5/elsewhere"}),
}


@pytest.mark.parametrize(("call", "loss"), CALLS_AND_LOSSES)
@pytest.mark.parametrize("how", LEFT_AND_LOST)
async def test_what_left_and_was_not_answered_is_lost(how: str, call: Call, loss: type[PinterestTrouble]) -> None:
    """A write may have been carried out; a read may be repeated. Either way exactly one request was made."""
    async with scripted(LEFT_AND_LOST[how]) as server, client_of(server.url, Limits(answer_bytes=4_096)) as client:
        with pytest.raises(loss) as caught:
            await when_in_vain(server.in_vain, call(client))
    assert type(caught.value) is loss
    assert server.connections == 1


UNREADABLE = {
    "not JSON": b"Created, thank you",
    "no JSON object": b'["1"]',
    "no id": b'{"title": "Mug"}',
    "an empty id": b'{"id": ""}',
    "null for an id": b'{"id": null}',
    "nothing": b"",
    "bytes that are no text": b'{"id": "\xff\xfe"}',
}


@pytest.mark.parametrize("status", [200, 201, 202, 204])
@pytest.mark.parametrize("how", UNREADABLE)
async def test_an_unreadable_yes_to_a_write_is_a_lost_answer(how: str, status: int) -> None:
    body = b"" if status == 204 else UNREADABLE[how]
    async with scripted(answers(status, body)) as server, client_of(server.url) as client:
        with pytest.raises(AnswerLost) as caught:
            await create(client)
    assert caught.value.status == status


@pytest.mark.parametrize("how", UNREADABLE)
async def test_an_unreadable_yes_to_a_read_is_unavailable(how: str) -> None:
    async with scripted(answers(200, UNREADABLE[how])) as server, client_of(server.url) as client:
        with pytest.raises(Unavailable):
            await get(client)


@pytest.mark.parametrize("call", [create, delete, get])
async def test_a_refused_connection_sent_nothing(call: Call) -> None:
    with nobody_listens() as url:
        async with client_of(url) as client:
            with pytest.raises(NotSent):
                await call(client)


@pytest.mark.parametrize(
    ("act", "limits"),
    [
        (never_greets(), Limits(connect_seconds=5, write_seconds=100_000)),
        (never_greets(), Limits(connect_seconds=100_000, write_seconds=20)),
        (closes_before_reading(), USUAL),
        (greets_with(b"HTTP/1.1 400 No TLS here\r\n\r\n"), USUAL),
    ],
    ids=["time to connect is up", "total time is up while connecting", "closed in the handshake", "no TLS"],
)
async def test_a_connection_that_is_never_made_sent_nothing(act: Act, limits: Limits) -> None:
    """TCP is there, TLS is not: whatever left was not the request."""
    async with scripted(act) as server, client_of(server.url.replace("http:", "https:"), limits) as client:
        with pytest.raises(NotSent):
            await when_in_vain(server.in_vain, create(client))


async def test_a_write_that_waits_for_a_connection_until_its_time_is_up_sent_nothing() -> None:
    async with scripted(says_nothing()) as server, client_of(server.url, Limits(connections=1)) as client:
        both = asyncio.gather(create(client), create(client), return_exceptions=True)
        outcomes = await when_in_vain(server.in_vain, both)
    assert [type(outcome) for outcome in outcomes] == [AnswerLost, NotSent]
    assert server.connections == 1


async def test_a_token_that_does_not_come_in_time_sent_nothing() -> None:
    """The token is part of the limit, or a write could leave after its deadline."""
    tokens = EndlessToken()
    async with scripted() as server, PinterestClient.open(server.url, tokens, MemoryRates()) as client:
        with pytest.raises(NotSent):
            await when_in_vain(tokens.in_vain, create(client))
    assert server.connections == 0


async def test_a_big_request_that_is_not_read_to_its_end_is_lost() -> None:
    async with scripted(reads_one_byte()) as server, client_of(server.url) as client:
        big = PinterestPins(client).create(ACCOUNT, new_pin(image=b"x" * 8_000_000))
        with pytest.raises(AnswerLost):
            await when_in_vain(server.in_vain, big)


async def test_a_refusal_that_comes_before_the_body_was_read_is_heard() -> None:
    act = answers_before_the_body(401, {"code": 2, "message": "Authentication failed."})
    async with scripted(act) as server, client_of(server.url) as client:
        with pytest.raises(TokenDead):
            await PinterestPins(client).create(ACCOUNT, new_pin(image=b"x" * 8_000_000))


async def test_a_refusal_whose_body_is_cut_off_is_still_a_refusal() -> None:
    """A 4xx did nothing, whether or not its reason can be read."""
    act = sends_half(429, b'{"code": 8, "message": "This request exceeded a rate limit."}', {"retry-after": "7"})
    async with scripted(act) as server, client_of(server.url) as client:
        with pytest.raises(RateLimited) as caught:
            await create(client)
    assert caught.value.retry_seconds == 7


@pytest.mark.parametrize("call", [create, get])
async def test_cancellation_passes_untouched(call: Call) -> None:
    async with scripted(says_nothing()) as server, client_of(server.url) as client:
        task = asyncio.ensure_future(call(client))
        await server.in_vain.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert task.cancelled()


async def test_cancellation_in_the_handshake_leaves_no_socket_open() -> None:
    """The suite makes an error of every socket that is left to the garbage collector."""
    async with scripted(never_greets()) as server, client_of(server.url.replace("http:", "https:")) as client:
        task = asyncio.ensure_future(create(client))
        await server.in_vain.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    gc.collect()


@pytest.mark.parametrize("status", [200, 201])
async def test_both_ways_to_say_yes_are_taken(status: int) -> None:
    async with scripted(answers(status, PIN), answers(status, PIN)) as server, client_of(server.url) as client:
        created = await PinterestPins(client).create(ACCOUNT, new_pin())
        assert created == await PinterestPins(client).get(ACCOUNT, created.id)


async def test_every_write_has_a_connection_of_its_own() -> None:
    """Though the server keeps it: what is kept may be closed just when the next write leaves."""
    acts = [answers(201, PIN), answers(201, PIN), answers_then_closes(201, PIN)]
    async with scripted(*acts) as server, client_of(server.url) as client:
        for _ in range(3):
            await create(client)
    assert server.connections == 3


async def test_reads_share_a_connection() -> None:
    async with scripted(answers(200, PIN), answers(200, PIN)) as server, client_of(server.url) as client:
        await get(client)
        await get(client)
    assert server.connections == 1


async def test_one_accounts_cookie_is_not_sent_with_anothers_token() -> None:
    cookie = {"set-cookie": "_auth=1; Path=/"}
    async with scripted(answers(200, PIN, cookie), answers(200, PIN)) as server, client_of(server.url) as client:
        await get(client)
        await PinterestPins(client).get(AccountKey("other"), "1")
    assert "cookie" not in server.heard[1].headers


async def test_what_is_sent() -> None:
    async with scripted(answers(200, PIN)) as server, client_of(server.url) as client:
        await get(client)
    [heard] = server.heard
    assert heard.line == "GET /v5/pins/1 HTTP/1.1"
    assert heard.headers["authorization"] == f"Bearer {FixedToken().token}"
    assert heard.headers["accept"] == "application/json"


@pytest.mark.parametrize("identifier", ["", "..", ".", "1/2", "1?x=1", "é", "1\n"])
async def test_what_cannot_be_an_id_is_not_asked_for(identifier: str) -> None:
    async with scripted() as server, client_of(server.url) as client:
        with pytest.raises(Rejected):
            await PinterestPins(client).delete(ACCOUNT, identifier)
    assert server.connections == 0


RATE = {
    "x-ratelimit-limit": '100, 100;w=60;name="org_write"',
    "x-ratelimit-remaining": "99",
    "x-ratelimit-reset": "37",
}
ANSWERED: dict[str, tuple[Act, bool]] = {
    "yes": (answers(201, PIN, RATE), False),
    "limited": (answers(429, {"code": 8, "message": "rate limit"}, RATE), True),
    "refused": (answers(400, {"code": 1, "message": "no"}, RATE), False),
    "failed": (answers(500, b"", RATE), False),
    "unreadable": (answers(200, b"?", RATE), False),
    "cut off": (sends(message(201, b"{", RATE, length=100)), False),
}


@pytest.mark.parametrize("call", [create, get])
@pytest.mark.parametrize("how", ANSWERED)
async def test_the_quota_is_noted_after_every_answer(how: str, call: Call) -> None:
    act, limited = ANSWERED[how]
    rates = MemoryRates()
    async with scripted(act) as server, PinterestClient.open(server.url, FixedToken(), rates) as client:
        await asyncio.gather(call(client), return_exceptions=True)
    [(account, reading)] = rates.noted
    assert account == ACCOUNT
    assert reading.category == (Category.ORG_READ if call is get else Category.ORG_WRITE)
    assert (reading.remaining, reading.reset_seconds, reading.limited) == (99, 37, limited)
    assert [(quota.limit, quota.window_seconds) for quota in reading.buckets] == [(100, 60)]


async def test_no_answer_no_note() -> None:
    rates = MemoryRates()
    async with (
        scripted(closes_after_reading()) as server,
        PinterestClient.open(server.url, FixedToken(), rates) as client,
    ):
        with pytest.raises(AnswerLost):
            await create(client)
    assert not rates.noted


DEAD = answers(401, {"code": 2, "message": "Authentication failed."}, RATE)


@pytest.mark.parametrize("call", [create, delete, get])
async def test_a_dead_token_is_told_to_the_store_whatever_was_asked(call: Call) -> None:
    tokens, rates = FixedToken(), MemoryRates()
    async with scripted(DEAD) as server, PinterestClient.open(server.url, tokens, rates) as client:
        with pytest.raises(TokenDead):
            await call(client)
    assert tokens.refusals == [(ACCOUNT, tokens.token, "Authentication failed.")]
    assert len(rates.noted) == 1


@pytest.mark.parametrize(
    "act",
    [
        answers(401, {"code": 3, "message": "Your token does not have sufficient permissions"}),
        answers(401, {"code": 7, "message": "Not authorized to access board or Pin."}),
        answers(403, {"code": 29, "message": "You are not permitted to access that resource."}),
        answers(429, {"code": 8, "message": "rate limit"}),
        answers(500, b""),
        closes_after_reading(),
    ],
)
async def test_other_trouble_says_nothing_about_the_token(act: Act) -> None:
    tokens = FixedToken()
    async with scripted(act) as server, PinterestClient.open(server.url, tokens, MemoryRates()) as client:
        with pytest.raises(PinterestTrouble):
            await get(client)
    assert tokens.refusals == []


async def test_a_store_without_a_token_is_not_told_of_it() -> None:
    """Nothing was asked: it knows itself."""
    tokens = FixedToken("no token at all")
    async with scripted() as server, PinterestClient.open(server.url, tokens, MemoryRates()) as client:
        with pytest.raises(TokenDead):
            await get(client)
    assert tokens.refusals == []


@dataclass
class DeafTokens(FixedToken):
    """A store that is locked, or hangs."""

    hangs: bool = False
    in_vain: asyncio.Event = field(default_factory=asyncio.Event)

    async def refused(self, account: AccountKey, token: str, why: str) -> None:
        if not self.hangs:
            raise LedgerBusy("locked")
        self.in_vain.set()
        await asyncio.Event().wait()


@pytest.mark.parametrize("hangs", [False, True])
async def test_an_answer_is_heard_though_the_store_is_deaf(*, hangs: bool) -> None:
    tokens = DeafTokens(hangs=hangs)
    with capture_logs() as logs:
        async with scripted(DEAD) as server, PinterestClient.open(server.url, tokens, MemoryRates()) as client:
            with pytest.raises(TokenDead):
                await when_in_vain(tokens.in_vain, get(client))
    assert [entry["event"] for entry in logs] == ["pinterest.answered", "pinterest.refusal_not_told"]


class BusyRates:
    """A store that is locked."""

    in_vain = asyncio.Event()

    async def note(self, _: AccountKey, __: RateReading) -> None:
        raise LedgerBusy("locked")


class EndlessRates:
    """A store that hangs."""

    def __init__(self) -> None:
        self.in_vain = asyncio.Event()

    async def note(self, _: AccountKey, __: RateReading) -> None:
        self.in_vain.set()
        await asyncio.Event().wait()


@pytest.mark.parametrize("rates", [BusyRates(), EndlessRates()])
async def test_a_pins_id_is_not_lost_for_a_note(rates: BusyRates | EndlessRates) -> None:
    with capture_logs() as logs:
        async with (
            scripted(answers(201, PIN)) as server,
            PinterestClient.open(server.url, FixedToken(), rates) as client,
        ):
            made = await when_in_vain(rates.in_vain, PinterestPins(client).create(ACCOUNT, new_pin()))
    assert made.id == PIN["id"]
    assert [entry["event"] for entry in logs] == ["pinterest.answered", "pinterest.rate_not_noted"]


async def test_an_answer_is_logged_as_facts() -> None:
    with capture_logs() as logs:
        async with (
            scripted(answers(200, PIN, {"x-pinterest-rid": "77"})) as server,
            client_of(server.url) as client,
        ):
            await get(client)
    [entry] = logs
    assert entry.pop("milliseconds") >= 0
    assert entry == {
        "event": "pinterest.answered",
        "log_level": "info",
        "method": "GET",
        "path": "/pins/{id}",
        "account": "demo",
        "status": 200,
        "rid": "77",
    }


async def test_silence_is_logged_too() -> None:
    with capture_logs() as logs:
        async with scripted(closes_after_reading()) as server, client_of(server.url) as client:
            with pytest.raises(AnswerLost):
                await create(client)
    assert [(entry["event"], entry["trouble"]) for entry in logs] == [("pinterest.unanswered", "AnswerLost")]


@pytest.mark.parametrize(
    "act",
    [sends(b"HTTP/1.1 407 Who are you\r\ncontent-length: 0\r\n\r\n"), closes_after_reading(), says_nothing()],
    ids=["407", "closed", "silent"],
)
async def test_a_proxy_that_opens_no_tunnel_sent_nothing(act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its CONNECT is announced like a request, and is none."""
    async with scripted(act) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        async with client_of("https://pinterest.invalid/v5") as client:
            with pytest.raises(NotSent):
                await when_in_vain(proxy.in_vain, create(client))
    assert all(heard.line.startswith("CONNECT ") for heard in proxy.heard)
    assert proxy.connections == 1


async def test_no_proxy_is_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with nobody_listens() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        async with scripted(answers(200, PIN)) as server, client_of(server.url) as client:
            await get(client)

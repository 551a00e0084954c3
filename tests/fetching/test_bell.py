"""The operator's bell: one POST, exactly as it says, and nobody learns the address from an error."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import httpx
import pytest

from contracts.accounts import Alert, AlertKind, ParkCause
from contracts.names import AccountKey
from contracts.trouble import BadStatus, FetchTrouble, Unreachable
from fetching import bell
from fetching.bell import WebBell, alert_to_json

SECRET_PATH = "/services/T000/B000/XXXXXXXX"
ALERT = Alert(
    id="one",
    account=AccountKey("demo"),
    kind=AlertKind.PARKED,
    cause=ParkCause.TOKEN_DEAD,
    message="Account demo is parked: its token is dead.",
    remedy="Connect it again: pinflow accounts reconnect demo",
    raised_at=1_795_000_000.0,
)

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Desk:
    """A web server that answers every request in the same way, and keeps what it was sent."""

    behaviour: Behaviour
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{SECRET_PATH}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.heads.append(head)
        length = next(line for line in head.lower().splitlines() if line.startswith("content-length"))
        self.bodies.append(await reader.readexactly(int(length.partition(":")[2])))
        try:
            await self.behaviour(writer)
        except ConnectionError:
            pass
        finally:
            writer.close()


def answering(status: int, headers: str = "", body: bytes = b"ok") -> Behaviour:
    async def behaviour(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status} Fine\r\ncontent-length: {len(body)}\r\n{headers}\r\n".encode() + body)
        await writer.drain()

    return behaviour


async def silence(_: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def hanging_up(_: asyncio.StreamWriter) -> None:
    """Nothing is answered."""


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 Fine\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"400\r\n" + b"x" * 1_024 + b"\r\n")
        await writer.drain()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    kept = Desk(answering(200))
    server = await asyncio.start_server(kept.serve, "127.0.0.1", 0)
    kept.port = server.sockets[0].getsockname()[1]
    yield kept
    server.close()


async def ring(address: str) -> None:
    async with WebBell.open(address) as opened:
        await opened.ring(ALERT)


async def failed_ring(address: str) -> FetchTrouble:
    with pytest.raises(FetchTrouble) as caught:
        await ring(address)
    return caught.value


async def test_the_address_is_told_once_in_json_as_slack_and_machines_read_it(desk: Desk) -> None:
    await ring(desk.address)
    assert desk.heads[0].startswith(f"POST {SECRET_PATH} HTTP/1.1")
    assert "content-type: application/json" in desk.heads[0].lower()
    assert [json.loads(body) for body in desk.bodies] == [
        {
            "text": "Pinflow, account demo: Account demo is parked: its token is dead. "
            "Connect it again: pinflow accounts reconnect demo",
            "event": "account.parked",
            "account": "demo",
            "cause": "token_dead",
            "message": "Account demo is parked: its token is dead.",
            "remedy": "Connect it again: pinflow accounts reconnect demo",
            "raised_at": "2026-11-18T11:06:40+00:00",
        }
    ]


def test_an_alert_without_a_cause_says_so() -> None:
    assert alert_to_json(ALERT.model_copy(update={"cause": None}))["cause"] is None


@pytest.mark.parametrize("status", [204, 200, 299])
async def test_any_good_status_is_a_yes(desk: Desk, status: int) -> None:
    desk.behaviour = answering(status, body=b"")
    await ring(desk.address)
    assert len(desk.bodies) == 1


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
async def test_any_other_is_not(desk: Desk, status: int) -> None:
    desk.behaviour = answering(status)
    trouble = await failed_ring(desk.address)
    assert isinstance(trouble, BadStatus)
    assert trouble.status == status


async def test_a_redirect_is_not_followed(desk: Desk) -> None:
    """An alert goes where the operator said, and nowhere else."""
    desk.behaviour = answering(302, f"location: http://127.0.0.1:{desk.port}/elsewhere\r\n")
    assert isinstance(await failed_ring(desk.address), BadStatus)
    assert len(desk.heads) == 1


async def test_who_does_not_answer_is_not_waited_for_for_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "RING_SECONDS_MAX", 0.1)
    desk.behaviour = silence
    trouble = await failed_ring(desk.address)
    assert isinstance(trouble, Unreachable)
    assert "in time" in str(trouble)


async def test_an_answer_without_end_is_not_read(desk: Desk) -> None:
    desk.behaviour = endless
    await ring(desk.address)


async def test_a_cookie_is_not_kept(desk: Desk) -> None:
    desk.behaviour = answering(200, "set-cookie: seen=1\r\nconnection: close\r\n")
    async with WebBell.open(desk.address) as opened:
        await opened.ring(ALERT)
        await opened.ring(ALERT)
    assert "cookie" not in desk.heads[1].lower()


@pytest.mark.parametrize("behaviour", [hanging_up, answering(500), answering(302, "location: /\r\n")])
async def test_no_error_has_the_address(desk: Desk, behaviour: Behaviour) -> None:
    desk.behaviour = behaviour
    trouble = await failed_ring(desk.address)
    assert SECRET_PATH not in f"{trouble} {trouble.url} {trouble!r} {trouble.__cause__}"
    assert "PINFLOW_ALERT_URL" in str(trouble)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/services/secret",
        "http://[::1/services/secret",
        "http://exa mple/services/secret",
        "http://a\x01b/services/secret",
    ],
)
async def test_an_address_where_nobody_is_is_trouble_that_may_pass_and_quotes_nothing(address: str) -> None:
    with pytest.raises((Unreachable, ValueError)) as caught:
        await ring(address)
    assert "services" not in f"{caught.value} {caught.value.__cause__}"


def test_the_bell_shows_its_address_to_nobody() -> None:
    assert SECRET_PATH not in repr(WebBell(f"http://127.0.0.1{SECRET_PATH}", httpx.AsyncClient(trust_env=False)))


async def test_what_the_library_lets_through_of_a_broken_line_is_no_surprise() -> None:
    """A TLS line that ends without a word is an OSError of ssl's, not one of httpx's."""

    def broken(_: httpx.Request) -> httpx.Response:
        raise ssl.SSLEOFError(8, f"EOF at https://hooks.example.com{SECRET_PATH}")

    async with httpx.AsyncClient(transport=httpx.MockTransport(broken)) as http:
        with pytest.raises(Unreachable, match="it broke off") as caught:
            await WebBell(f"https://hooks.example.com{SECRET_PATH}", http).ring(ALERT)
    assert SECRET_PATH not in str(caught.value)

"""The token leaves in one header and nowhere else."""

import logging
import traceback
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from contracts.trouble import PinterestTrouble, TokenDead
from pinterest_api.client import PinterestClient
from pinterest_api.pins import PinterestPins
from tests.pinterest_api.doubles import ACCOUNT, PIN, TOKEN, FixedToken, MemoryRates, new_pin, when_in_vain
from tests.pinterest_api.scripted_server import (
    Act,
    answers,
    closes_after_reading,
    nobody_listens,
    says_nothing,
    scripted,
    sends,
)

ECHO = f"Bearer {TOKEN} is not known"
ACTS: dict[str, Act] = {
    "closed": closes_after_reading(),
    "silence": says_nothing(),
    "garbage": sends(b"\x00\r\n\r\n"),
    "401": answers(401, {"code": 2, "message": "Authentication failed."}),
    "403 that repeats it": answers(403, {"code": 29, "message": ECHO}),
    "400 page that repeats it": answers(400, ECHO.encode()),
    "500 that repeats it": answers(500, {"message": ECHO, "message_detail": ECHO}),
    "429 that repeats it": answers(429, {"code": 8, "message": ECHO}),
    "unreadable yes": answers(200, {"title": ECHO}),
}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def shown(error: BaseException) -> str:
    """Everything of an exception that could end in a log, a report or Temporal's history."""
    parts = [f"{link!s} {link!r} {link.args!r} {getattr(link, '__notes__', '')!r}" for link in chain(error)]
    fields = [repr(vars(link)) for link in chain(error)]
    return "\n".join([*parts, *fields, *traceback.format_exception(error)])


@pytest.mark.parametrize("how", ACTS)
async def test_no_exception_and_no_log_shows_the_token(how: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        async with (
            scripted(ACTS[how]) as server,
            PinterestClient.open(server.url, FixedToken(), MemoryRates()) as client,
        ):
            with pytest.raises(PinterestTrouble) as caught:
                await when_in_vain(server.in_vain, PinterestPins(client).create(ACCOUNT, new_pin()))
            assert TOKEN not in repr(client)
    assert logs
    assert TOKEN not in shown(caught.value)
    assert TOKEN not in repr(logs)
    assert TOKEN not in caplog.text


async def test_a_token_that_comes_back_in_a_header_goes_no_further() -> None:
    """But into httpcore's debug log, which shows the headers of answers and stays off."""
    act = answers(400, {"code": 1, "message": "no"}, {"x-pinterest-rid": TOKEN})
    with capture_logs() as logs:
        async with (
            scripted(act) as server,
            PinterestClient.open(server.url, FixedToken(), MemoryRates()) as client,
        ):
            with pytest.raises(PinterestTrouble) as caught:
                await PinterestPins(client).create(ACCOUNT, new_pin())
    assert caught.value.request_id == "[token]"
    assert TOKEN not in repr(logs) + shown(caught.value)


async def test_no_log_of_a_yes_shows_the_token_or_the_body(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        async with (
            scripted(answers(201, PIN)) as server,
            PinterestClient.open(server.url, FixedToken(), MemoryRates()) as client,
        ):
            await PinterestPins(client).create(ACCOUNT, new_pin())
    assert server.heard[0].headers["authorization"] == f"Bearer {TOKEN}"
    for secret in (TOKEN, "shop.example.com"):
        assert secret not in repr(logs)
        assert secret not in caplog.text


@pytest.mark.parametrize("broken", [f"{TOKEN}\n", f"{TOKEN} x", f"{TOKEN}\x00", f"{TOKEN}é", ""])
async def test_a_token_no_header_can_carry_is_dead_and_not_quoted(broken: str) -> None:
    """The HTTP library refuses such a header and quotes it."""
    with nobody_listens() as url:
        async with PinterestClient.open(url, FixedToken(broken), MemoryRates()) as client:
            with pytest.raises(TokenDead) as caught:
                await PinterestPins(client).get(ACCOUNT, "1")
    assert TOKEN not in shown(caught.value)

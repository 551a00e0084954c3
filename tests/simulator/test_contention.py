"""Two pins at once on one board: the later one is refused as if a quota were spent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.running import RunningSimulator
from tests.simulator.builders import picture, pin, url_source
from tests.simulator.client import Api, Control, problem, visit


@dataclass(frozen=True)
class SlowPicture:
    """A picture that its host hands out when it is told to."""

    url: str
    asked: asyncio.Event
    told: asyncio.Event


@asynccontextmanager
async def slow_picture() -> AsyncIterator[SlowPicture]:
    asked, told = asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await told.wait()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\nconnection: close\r\n\r\n" + picture())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield SlowPicture(f"http://127.0.0.1:{port}/mug.jpg", asked, told)


@asynccontextmanager
async def pin_under_way(api: Api, board: str) -> AsyncIterator[asyncio.Task[str]]:
    """A pin whose picture is still being fetched while the block runs, and made at its end."""
    async with slow_picture() as slow, asyncio.timeout(60):
        making = asyncio.create_task(api.pin(board, title="First", media_source=url_source(slow.url)))
        await slow.asked.wait()
        try:
            yield making
        finally:
            slow.told.set()
            await making


async def test_the_later_of_two_pins_at_once_is_refused(api: Api, board: str, control: Control) -> None:
    async with pin_under_way(api, board):
        for _ in range(2):
            refused = await api.post("/pins", pin(board, title="Second"))
            assert problem(refused) == (429, 8)
            assert "multiple write operations" in refused.json()["message"]
    assert [made["title"] for made in await control.pins()] == ["First"]
    assert (await api.post("/pins", pin(board))).status_code == 201, "one after the other is well"


async def test_contention_is_no_exceeded_quota(api: Api, board: str, control: Control) -> None:
    """It cost a write, and the headers have room left: waiting for them is waiting for nothing."""
    async with pin_under_way(api, board):
        refused = await api.post("/pins", pin(board))
    assert int(refused.headers["x-ratelimit-remaining"]) > 0
    assert (await control.read("requests"))["limited"] == 0
    assert len((await control.read("writes"))["writes"]) == 3


async def test_other_boards_and_accounts_are_no_hindrance(api: Api, board: str) -> None:
    other = Api(api.http, "other")
    another, others = await api.board("Autumn"), await other.board()
    async with pin_under_way(api, board):
        assert (await api.post("/pins", pin(another))).status_code == 201
        assert (await other.post("/pins", pin(others))).status_code == 201
        assert (await api.get(f"/boards/{board}/pins")).status_code == 200


async def test_a_strangers_pin_on_a_busy_board_is_still_a_board_not_found(api: Api, board: str) -> None:
    """Else an answer would tell what someone else is doing."""
    async with pin_under_way(api, board):
        assert problem(await Api(api.http, "other").post("/pins", pin(board))) == (404, 40)


async def test_a_board_is_free_again_after_a_pin_that_failed(api: Api, board: str) -> None:
    unreachable = url_source("http://127.0.0.1:9/mug.jpg")
    for _ in range(2):
        assert problem(await api.post("/pins", pin(board, media_source=unreachable))) == (400, 1)
    assert (await api.post("/pins", pin(board))).status_code == 201


async def test_contention_can_be_left_out(api: Api, board: str, control: Control) -> None:
    assert await control.read("contention") == {"on": True}
    assert await control.set("contention", {"on": False}) == {"on": False}
    async with pin_under_way(api, board):
        assert (await api.post("/pins", pin(board, title="Second"))).status_code == 201
    assert [made["title"] for made in await control.pins()] == ["Second", "First"]


@pytest.mark.parametrize("posted", [{}, {"on": "no"}, {"on": None}, {"off": True}, []])
async def test_contention_is_on_or_off(control: Control, posted: object) -> None:
    assert "contention" in await control.refusal("contention", posted)


async def test_the_choice_survives_a_restart(tmp_path: Path) -> None:
    for before in (True, False):
        async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
            assert await Control(http).read("contention") == {"on": before}
            await Control(http).set("contention", {"on": False})

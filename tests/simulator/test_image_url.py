from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from simulator.pictures import BYTES_MAX
from simulator.running import RunningSimulator
from tests.simulator.builders import picture, pin, url_source
from tests.simulator.client import Api, Control, problem

NOT_FETCHED = "Sorry we could not fetch the image."


@asynccontextmanager
async def host(answer: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A host that gives everyone the same answer. Yields its address and the requests it got."""
    requests: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", requests


def http_answer(body: bytes, content_type: str = "image/jpeg", status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\nconnection: close\r\n\r\n"
    return head.encode() + body


async def test_a_picture_is_fetched_once(api: Api, board: str, control: Control) -> None:
    data = picture(400, 500)
    async with host(http_answer(data)) as (url, requests):
        await api.pin(board, media_source=url_source(f"{url}/mug.jpg"))
    assert len(requests) == 1
    assert (await control.pins())[0]["image"]["sha256"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "answer",
    [
        http_answer(b"gone", status="404 Not Found"),
        http_answer(b"<html></html>", "text/html"),
        b"nonsense\r\n\r\n",
        b"",
        b"HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ],
    ids=["404", "page", "no http", "nothing", "redirected for ever"],
)
async def test_what_cannot_be_fetched_is_said_so(api: Api, board: str, answer: bytes) -> None:
    async with host(answer) as (url, requests):
        response = await api.post("/pins", pin(board, media_source=url_source(f"{url}/mug.jpg")))
    assert problem(response) == (400, 1)
    assert response.json()["message"] == NOT_FETCHED
    assert len(requests) <= 4


async def test_an_unreachable_host_is_said_so(api: Api, board: str) -> None:
    response = await api.post("/pins", pin(board, media_source=url_source("http://127.0.0.1:9/mug.jpg")))
    assert response.json()["message"] == NOT_FETCHED


async def test_a_fetched_picture_has_the_same_limits(api: Api, board: str) -> None:
    async with host(http_answer(picture() + bytes(BYTES_MAX))) as (url, _):
        assert problem(await api.post("/pins", pin(board, media_source=url_source(url)))) == (403, 403)
    async with host(http_answer(picture(300, 300, "WEBP"))) as (url, _):
        assert problem(await api.post("/pins", pin(board, media_source=url_source(url)))) == (400, 1)
    async with host(http_answer(picture(50, 50))) as (url, _):
        assert problem(await api.post("/pins", pin(board, media_source=url_source(url)))) == (403, 233)


async def test_pictures_of_our_own_shop_are_drawn_directly(
    api: Api, board: str, control: Control, simulator: RunningSimulator, http: httpx.AsyncClient
) -> None:
    path = "/shop/burst.shopifycdn.com/photos/blue-mug_400x500.jpg"
    await api.pin(board, media_source=url_source(f"{simulator.url}{path}"))
    served = (await http.get(path)).content
    assert (await control.pins())[0]["image"]["sha256"] == hashlib.sha256(served).hexdigest()


@pytest.mark.parametrize("name", ["bad-403-mug.jpg", "bad-html-mug.jpg", "bad-slow-mug.jpg", "mug"])
async def test_mishaps_of_our_own_shop_cannot_be_fetched(
    api: Api, board: str, simulator: RunningSimulator, name: str
) -> None:
    response = await api.post("/pins", pin(board, media_source=url_source(f"{simulator.shop_url}/{name}")))
    assert response.json()["message"] == NOT_FETCHED


async def test_a_truncated_picture_of_our_own_shop_is_broken(
    api: Api, board: str, simulator: RunningSimulator
) -> None:
    source = url_source(f"{simulator.shop_url}/bad-truncated-mug_300x300.jpg")
    assert problem(await api.post("/pins", pin(board, media_source=source))) == (403, 235)

"""Fetches the picture of an `image_url` once, as Pinterest does, and keeps nothing but its bytes."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

import httpx

from simulator.answers import picture_not_fetched, picture_too_large
from simulator.internet import FETCH_SECONDS_MAX
from simulator.pictures import BYTES_MAX
from simulator.shop_counter import pick
from simulator.world import World

OWN_SHOP = "/shop/"


async def fetch_picture(world: World, url: str) -> bytes:
    """Raises ApiError: 400 "could not fetch", 403 beyond 20 MB. Pictures of our own shop are drawn at once."""
    own = _path_in_own_shop(world, url)
    if own is not None:
        return await _from_own_shop(world, own)
    try:
        async with asyncio.timeout(FETCH_SECONDS_MAX):
            return await _download(world.internet.client(), url)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise picture_not_fetched() from error


def _path_in_own_shop(world: World, url: str) -> str | None:
    parts = urlsplit(url)
    own = urlsplit(world.origin)
    at_home = parts.hostname in {own.hostname, "localhost"} and parts.port == own.port
    path = unquote(parts.path)
    return path.removeprefix(OWN_SHOP) if at_home and path.startswith(OWN_SHOP) else None


async def _from_own_shop(world: World, path: str) -> bytes:
    """What never ends, and what is no picture, cannot be fetched."""
    offered = await pick(world, path)
    if offered.status != HTTPStatus.OK or offered.is_slow or not offered.content_type.startswith("image/"):
        raise picture_not_fetched()
    return offered.body


async def _download(internet: httpx.AsyncClient, url: str) -> bytes:
    async with internet.stream("GET", url) as response:
        if response.status_code != HTTPStatus.OK or "html" in response.headers.get("content-type", ""):
            raise picture_not_fetched()
        data = bytearray()
        async for chunk in response.aiter_bytes():
            data += chunk
            if len(data) > BYTES_MAX:
                raise picture_too_large()
        return bytes(data)

from collections.abc import AsyncIterator

import httpx
import pytest

from fetching.client import Fetcher
from fetching.limits import FetchLimits
from fetching.transport import GuardedNetwork
from tests.fetching.internet import PUBLIC, Names, Server, Wires

SMALL = FetchLimits(
    connect_seconds=60.0,
    read_seconds=30.0,
    picture_seconds=60.0,
    page_seconds=60.0,
    video_seconds=60.0,
    queue_seconds=3_600.0,
    picture_bytes=10_000,
    page_bytes=2_000,
    video_bytes=3_000_000,
)
"""In bytes. Seconds are plenty: whoever keeps us waiting lets the time pass himself."""


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server().running() as running:
        yield running


@pytest.fixture
def names() -> Names:
    known = Names()
    known.give("shop.example", [PUBLIC])
    known.give("cdn.example", [PUBLIC])
    return known


@pytest.fixture
def wires(server: Server) -> Wires:
    return Wires(server.port)


@pytest.fixture
async def fetcher(names: Names, wires: Wires) -> AsyncIterator[Fetcher]:
    network = GuardedNetwork(lookup=names.lookup, dialler=wires)
    async with Fetcher.over(network, trust=httpx.create_ssl_context(), limits=SMALL) as opened:
        yield opened

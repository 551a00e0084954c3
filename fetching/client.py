"""The one HTTP client for addresses that users give: their pictures, videos, product pages and feeds.

It asks public addresses only, follows redirects by hand so that each hop is looked at, takes a limited number of
bytes in a limited time, and never tries again: Temporal does.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from pathlib import Path
from typing import Self

import httpcore
import httpx

from contracts.sightings import PageLook
from contracts.trouble import AddressRefused, BadStatus, Unreachable
from fetching.addresses import NotAsked, lookup
from fetching.availability import in_stock
from fetching.body import read_into
from fetching.broken import broken_words
from fetching.download import download
from fetching.errand import Errand, page_errand, picture_errand, video_errand
from fetching.gates import Gates
from fetching.limits import LIMITS, FetchLimits
from fetching.route import Route, route_for
from fetching.transport import GuardedNetwork, GuardedTransport

PAGE_URL_MAX = 4_096
"""Characters of an address that a PageLook holds."""

Take = Callable[[httpx.Response, Errand, float], Awaitable[bytes]]
"""Takes an answer's body before the deadline, and gives what of it is kept in memory."""


@dataclass(frozen=True)
class Answer:
    """What came back from the last hop. `body` is empty unless the status is a 2xx."""

    url: httpx.URL
    status: int
    body: bytes
    target: str | None = None
    """Where a redirect points to."""
    redirects: int = 0
    headers: httpx.Headers = field(default_factory=httpx.Headers)


@dataclass(frozen=True)
class Fetcher:
    """Fetches on behalf of a product. All errors name the address they were given, not the one that failed."""

    public: httpx.AsyncClient
    """Reaches the public internet and nothing else."""
    shop: httpx.AsyncClient
    """Reaches anything; used for the neighbours' exact origins alone."""
    gates: Gates
    limits: FetchLimits
    neighbours: tuple[str, ...]
    """Places on this machine that may be asked by their own address."""

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *, demo_shop: str | None = None, own_assets: str | None = None, limits: FetchLimits = LIMITS
    ) -> AsyncIterator[Self]:
        """The fetcher on the real network. `demo_shop` (`http://127.0.0.1:8099/shop`) and `own_assets`, the asset
        store's public address, may be asked by their own address; nothing else on this machine may.
        """
        neighbours = tuple(place for place in (demo_shop, own_assets) if place is not None)
        network = GuardedNetwork(lookup=lookup, dialler=httpcore.AnyIOBackend())
        async with cls.over(
            network, trust=httpx.create_ssl_context(), neighbours=neighbours, limits=limits
        ) as fetcher:
            yield fetcher

    @classmethod
    @asynccontextmanager
    async def over(
        cls,
        network: GuardedNetwork,
        *,
        trust: ssl.SSLContext,
        limits: FetchLimits,
        neighbours: tuple[str, ...] = (),
    ) -> AsyncIterator[Self]:
        """The fetcher on a given network, believing the certificates that `trust` does."""
        async with (
            _client(GuardedTransport(network, limits=limits, trust=trust), limits) as public,
            _client(httpx.AsyncHTTPTransport(verify=trust, limits=_pool(limits)), limits) as shop,
        ):
            yield cls(public=public, shop=shop, gates=Gates(limits), limits=limits, neighbours=neighbours)

    async def fetch_picture(self, url: str, *, stand_in_shop: str | None) -> bytes:
        """The bytes at `url`, whatever they are. Raises AddressRefused, Unreachable, BadStatus, TooLarge."""
        answer = await self.answer(picture_errand(url, self.limits), stand_in_shop)
        _refuse_status(url, answer)
        return answer.body

    async def fetch_video(self, url: str, into: Path, *, stand_in_shop: str | None) -> None:
        """Write what is at `url` into a file, whatever it is; after an error the file has a part of it.

        Raises as `fetch_picture` does.
        """

        async def to_disk(response: httpx.Response, errand: Errand, deadline: float) -> bytes:
            async with asyncio.timeout_at(deadline):
                await download(response, errand, into)
            return b""

        _refuse_status(url, await self.answer(video_errand(url, self.limits), stand_in_shop, to_disk))

    async def look(self, url: str, *, stand_in_shop: str | None) -> PageLook:
        """The page at `url`, whatever its status. Raises AddressRefused, and Unreachable when nobody answered."""
        answer = await self.answer(page_errand(url, self.limits), stand_in_shop)
        text = answer.body.decode("utf-8", errors="replace")
        return PageLook(
            url=(url if stand_in_shop else str(answer.url))[:PAGE_URL_MAX],
            status=answer.status,
            in_stock=await asyncio.to_thread(in_stock, text) if text else None,
            redirects=answer.redirects,
        )

    async def answer(self, errand: Errand, stand_in_shop: str | None, take: Take | None = None) -> Answer:
        """What the errand's address gives in the end, whatever its status.

        Raises AddressRefused, Unreachable, TooLarge, and what `take` raises of its own.
        """
        address = errand.address
        try:
            route = route_for(address, stand_in_shop=stand_in_shop, neighbours=self.neighbours)
            return await self._travel(route, errand, take or _body)
        except NotAsked as error:
            # Without the address: the refused one may have a password in it.
            raise AddressRefused(str(error), url=address) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise Unreachable(f"{address} did not answer in time", url=address) from error
        except httpx.HTTPError as error:
            raise Unreachable(f"{address} could not be reached: {broken_words(error)}", url=address) from error

    async def _travel(self, route: Route, errand: Errand, take: Take) -> Answer:
        """Follow redirects to the end; a redirect too many is an answer like any other."""
        client = self.public if route.shop is None else self.shop
        deadline = asyncio.get_running_loop().time() + errand.seconds
        url, redirects = route.start, 0
        while True:
            async with self.gates.through(url.host, address=errand.address) as waited:
                deadline += waited
                request = client.build_request(
                    "GET",
                    url,
                    headers=errand.headers(at_home=route.is_home(url)),
                    timeout=httpx.Timeout(errand.idle_seconds, connect=self.limits.connect_seconds),
                )
                answer = await _ask(client, request, errand, deadline, take)
            if answer.target is None or redirects == self.limits.redirects:
                return replace(answer, redirects=redirects)
            url = route.onward(url, answer.target)
            redirects += 1


def _refuse_status(url: str, answer: Answer) -> None:
    if not httpx.codes.is_success(answer.status):
        raise BadStatus(f"{url} answered {answer.status}", url=url, status=answer.status)


async def _ask(
    client: httpx.AsyncClient, request: httpx.Request, errand: Errand, deadline: float, take: Take
) -> Answer:
    try:
        async with asyncio.timeout_at(deadline):
            response = await client.send(request, stream=True)
    except UnicodeError as error:  # httpx reads where a redirect leads, though it is not to follow it
        raise NotAsked(f"a redirect leads to an address that cannot be read: {error}") from error
    try:
        body = await take(response, errand, deadline) if response.is_success else b""
    finally:
        await response.aclose()
    target = response.headers.get("location") if response.has_redirect_location else None
    return Answer(url=request.url, status=response.status_code, body=body, target=target, headers=response.headers)


async def _body(response: httpx.Response, errand: Errand, deadline: float) -> bytes:
    taken = bytearray()
    try:
        async with asyncio.timeout_at(deadline):
            await read_into(taken, response, errand)
    except (TimeoutError, httpx.HTTPError):
        if errand.whole:
            raise
        # A page that stops half-way has still answered, and its head is where the facts stand.
    return bytes(taken)


def _client(transport: httpx.AsyncBaseTransport, limits: FetchLimits) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=transport,
        headers={"user-agent": f"Pinflow/{version('pinflow')}"},
        timeout=httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds),
        follow_redirects=False,
        # A proxy named in the environment would resolve names itself, past our guard.
        trust_env=False,
        # No shop is told by a cookie what we looked at before.
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=())),
    )


def _pool(limits: FetchLimits) -> httpx.Limits:
    return httpx.Limits(max_connections=limits.connections)

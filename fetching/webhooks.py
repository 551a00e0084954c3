"""Posting to an endpoint that a user named: one request, to a public address, no redirect followed, no body read.

An endpoint that its owner allowed to be near (on a private network, or this machine) is posted to plainly.
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from typing import Self

import httpcore
import httpx

from contracts.trouble import AddressRefused, Unreachable
from contracts.webhooks import Posted
from fetching.addresses import NotAsked, askable, lookup
from fetching.broken import broken_words
from fetching.gates import Gates
from fetching.limits import LIMITS, FetchLimits
from fetching.route import route_for
from fetching.transport import GuardedNetwork, GuardedTransport

POST_SECONDS_MAX = 20.0
"""From the first name look-up to the head of the answer; its body is not read."""
RETRY_SECONDS_MAX = 86_400.0
NAMED = "the endpoint"
"""What errors call the address: who has it may be able to write there."""

_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class WebhookPost:
    """Keeps the port `Courier`."""

    public: httpx.AsyncClient
    """Reaches the public internet and nothing else."""
    private: httpx.AsyncClient
    gates: Gates
    connect_seconds: float

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Self]:
        """On the real network."""
        network = GuardedNetwork(lookup=lookup, dialler=httpcore.AnyIOBackend())
        async with cls.over(network, trust=httpx.create_ssl_context(), limits=LIMITS) as post:
            yield post

    @classmethod
    @asynccontextmanager
    async def over(
        cls, network: GuardedNetwork, *, trust: ssl.SSLContext, limits: FetchLimits
    ) -> AsyncIterator[Self]:
        """On a given network, believing the certificates that `trust` does."""
        async with (
            _client(GuardedTransport(network, limits=limits, trust=trust)) as public,
            _client(httpx.AsyncHTTPTransport(verify=trust)) as private,
        ):
            yield cls(public, private, Gates(limits), limits.connect_seconds)

    async def post(self, address: str, headers: Mapping[str, str], body: str, *, near: bool) -> Posted:
        """The status, whatever it is; a redirect is an answer like any other.

        Raises AddressRefused, and Unreachable when nobody answered; neither names the address.
        """
        try:
            url = _checked(address, near=near)
            async with self.gates.through(url.host, address=NAMED):
                return await self._send(self.private if near else self.public, url, headers, body)
        except NotAsked as error:
            raise AddressRefused(str(error), url=NAMED) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise Unreachable(f"{NAMED} did not answer in time", url=NAMED) from error
        except httpx.HTTPError as error:
            raise Unreachable(f"{NAMED} could not be reached: {broken_words(error)}", url=NAMED) from None

    async def _send(
        self, client: httpx.AsyncClient, url: httpx.URL, headers: Mapping[str, str], body: str
    ) -> Posted:
        timeout = httpx.Timeout(POST_SECONDS_MAX, connect=self.connect_seconds)
        request = client.build_request("POST", url, content=body.encode(), headers=dict(headers), timeout=timeout)
        async with asyncio.timeout(POST_SECONDS_MAX):
            response = await client.send(request, stream=True)
        await response.aclose()
        return Posted(status=response.status_code, retry_seconds=_retry_seconds(response.headers))


def refuse_endpoint(address: str, *, near: bool) -> None:
    """Raise `AddressRefused` for one that cannot be an endpoint, as far as its spelling tells."""
    try:
        _checked(address, near=near)
    except NotAsked as error:
        raise AddressRefused(str(error), url=NAMED) from error


def _checked(address: str, *, near: bool) -> httpx.URL:
    """Raises NotAsked."""
    return askable(address) if near else route_for(address, stand_in_shop=None, neighbours=()).start


def _retry_seconds(headers: httpx.Headers) -> float | None:
    """What `Retry-After` asks for, in seconds or as a date; a date is compared with the answer's own."""
    text = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), RETRY_SECONDS_MAX)
    until, now = _epoch(text), _epoch(headers.get("date", ""))
    return None if until is None or now is None else min(max(0.0, until - now), RETRY_SECONDS_MAX)


def _epoch(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None


def _client(transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=transport,
        headers={"user-agent": f"Pinflow/{version('pinflow')}", "accept": "*/*"},
        follow_redirects=False,
        # A proxy named in the environment would resolve names itself, past our guard.
        trust_env=False,
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=())),
    )

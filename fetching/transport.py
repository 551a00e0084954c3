"""Connections that lead to the public internet and nowhere else.

A name is resolved once for each connection, all its addresses are checked, and the connection is made to one of
those very addresses: a name server that answers differently a moment later changes nothing. Host header, TLS name
and certificate check stay with the name, because only the dialling is replaced.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager

import httpcore
import httpx

from contracts.public_hosts import IPAddress
from fetching.addresses import Lookup, refuse_private
from fetching.broken import NameUnknown
from fetching.limits import FetchLimits

ADDRESSES_MAX = 4
"""Of the addresses that a name has, how many are tried."""
IDLE_SECONDS = 15.0
"""How long an unused connection is kept for the next picture of the same shop."""


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Dials checked addresses. `dialler` makes the connections, `lookup` resolves the names."""

    def __init__(self, *, lookup: Lookup, dialler: httpcore.AsyncNetworkBackend) -> None:
        self._lookup = lookup
        self._dialler = dialler

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises NotAsked, and httpcore's ConnectError and ConnectTimeout."""
        del local_address, socket_options  # we set none
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._lookup(host, port)
                refuse_private(host, addresses)
                return await self._dial(host, port, addresses[:ADDRESSES_MAX], timeout)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"no connection to {host} within {timeout} s") from error
        except OSError as error:
            raise NameUnknown(f"the name {host} does not resolve") from error

    async def _dial(
        self, host: str, port: int, addresses: tuple[IPAddress, ...], seconds: float | None
    ) -> httpcore.AsyncNetworkStream:
        failure: Exception = NameUnknown(f"the name {host} has no address")
        share = None if seconds is None else seconds / max(1, len(addresses))
        for address in addresses:
            try:
                return await self._dialler.connect_tcp(str(address), port, timeout=share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx's transport over a GuardedNetwork: httpx itself offers no place to put one."""

    def __init__(self, network: GuardedNetwork, *, limits: FetchLimits, trust: ssl.SSLContext) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust,
            max_connections=limits.connections,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=network,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        core = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _in_httpx_words():
            answer = await self._pool.handle_async_request(core)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _in_httpx_words():
            async for chunk in self._answer.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
        with _in_httpx_words():
            await self._answer.aclose()


@contextmanager
def _in_httpx_words() -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.TimeoutException(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise httpx.TransportError(str(error)) from error

"""One request on its way to Pinterest, watched so closely that we can say how far it came."""

from typing import Protocol, runtime_checkable

import httpx

from pinterest_api.answers import Answer


@runtime_checkable
class Line(Protocol):
    """A TCP connection as httpcore hands it out."""

    async def aclose(self) -> None: ...


class Exchange:
    """Changes as it goes, because it must be able to tell what had happened when something cut it off."""

    def __init__(self, *, answer_bytes_max: int) -> None:
        self.sent = False
        """Whether the first byte of the request may have left."""
        self._answer_bytes_max = answer_bytes_max
        self._head: tuple[int, httpx.Headers] | None = None
        self._body = bytearray()
        self._line: object = None

    async def run(self, http: httpx.AsyncClient, request: httpx.Request) -> Answer:
        """Send and read to the end, or until the answer is longer than we take. Raises what httpx raises."""
        request.extensions = {**request.extensions, "trace": self._trace}
        try:
            response = await http.send(request, stream=True)
        except BaseException:
            await self._hang_up()
            raise
        try:
            self._head = (response.status_code, response.headers)
            whole = await self._read(response)
        finally:
            await response.aclose()
        return Answer(*self._head, bytes(self._body), whole=whole, too_long=not whole)

    def heard(self) -> Answer | None:
        """What had been heard when it was cut off; None if not even the status and headers were there."""
        return Answer(*self._head, bytes(self._body), whole=False) if self._head else None

    async def _read(self, response: httpx.Response) -> bool:
        async for chunk in response.aiter_bytes():
            if len(self._body) + len(chunk) > self._answer_bytes_max:
                return False
            self._body += chunk
        return True

    async def _trace(self, event: str, info: dict[str, object]) -> None:
        """What httpcore tells: `http11.send_request_headers.started` comes just before the first byte."""
        # A proxy's CONNECT is announced by the same event and carries nothing of ours to Pinterest.
        opens_tunnel = getattr(info.get("request"), "method", b"") == b"CONNECT"
        if event.endswith("send_request_headers.started") and not opens_tunnel:
            self.sent = True
        if event == "connection.connect_tcp.complete":
            self._line = info.get("return_value")

    async def _hang_up(self) -> None:
        # httpcore 1.0 leaves the socket open when it is cancelled in the middle of the TLS handshake.
        if isinstance(self._line, Line) and not self.sent:
            await self._line.aclose()

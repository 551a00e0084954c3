"""Ends connections that never get to the end of a request's headers: uvicorn alone would wait for ever."""

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol


class PatientProtocol(H11Protocol):
    """uvicorn's HTTP/1.1. Bodies have a limit of their own (`intake.bodies`)."""

    seconds_max: ClassVar[float]
    """From the first sign of a request to the end of its headers."""
    _ending: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # There is no cycle until the first request, whatever its type says.
        if getattr(self.cycle, "response_complete", True):
            self._wait()
        elif self._ending is not None:
            self._ending.cancel()
            self._ending = None

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._ending is not None:
            self._ending.cancel()

    def _wait(self) -> None:
        """Counted from the first byte: one that comes now and then does not make it longer."""
        if self._ending is None:
            self._ending = self.loop.call_later(self.seconds_max, self.transport.close)

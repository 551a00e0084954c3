"""A simulator inside a test's own event loop."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from simulator.server import Options, listening


class RunningSimulator:
    """`async with RunningSimulator() as simulator:` serves on a free port until the block ends.

    `url` is the base without a slash at its end, `api_url` the one of API v5, `shop_url` the shop's.
    """

    def __init__(
        self, *, port: int = 0, data: Path | None = None, seed: int = 0, faults: Path | None = None
    ) -> None:
        self._options = Options(port=port, data=data, seed=seed, faults=faults)
        self._open = AsyncExitStack()
        self.url = ""

    @property
    def api_url(self) -> str:
        return f"{self.url}/v5"

    @property
    def shop_url(self) -> str:
        return f"{self.url}/shop"

    async def __aenter__(self) -> Self:
        world = await self._open.enter_async_context(listening(self._options))
        self.url = world.origin
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

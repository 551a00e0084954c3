"""`pinflow serve` as its own process, ended by its pid; and a home whose shop it serves."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from config import Settings
from contracts.intake import NewSource
from contracts.sources import SourceKind
from starter.ledger import open_ledger
from starter.sealers import sealer_for
from store.sources import SqlSources
from tests.builders import ACCOUNT
from tests.fakes.clock import START
from tests.intake.house import SECRET, SHOP

STEP_SECONDS_MAX = 60.0
"""For a process to start, or to end."""
SERVE = (sys.executable, "-P", "-m", "starter", "serve")


@dataclass(frozen=True)
class Served:
    process: asyncio.subprocess.Process
    url: str

    async def ended(self) -> int:
        async with asyncio.timeout(STEP_SECONDS_MAX):
            return await self.process.wait()


@asynccontextmanager
async def serving(*words: str) -> AsyncIterator[Served]:
    """On a free port; killed at the end of the block if it still runs."""
    process = await asyncio.create_subprocess_exec(*SERVE, "--port", "0", *words, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(STEP_SECONDS_MAX):
            line = (await process.stdout.readline()).decode()
        assert line.startswith("intake listening on http://127.0.0.1:"), line
        yield Served(process, line.split()[-1])
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        process._transport.close()  # type: ignore[attr-defined]  # asyncio leaves the pipes to the collector


async def add_shop(settings: Settings, secrets: Sequence[str] = (SECRET,)) -> None:
    async with open_ledger(settings) as ledger:
        sources = SqlSources(ledger.database, sealer_for(settings))
        await sources.add(NewSource(key=SHOP, kind=SourceKind.SHOPIFY, account=ACCOUNT), secrets, START)

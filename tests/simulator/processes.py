"""The simulator as its own process, ended by its pid."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STEP_SECONDS_MAX = 60.0
"""For a process to start, or to end."""


@dataclass(frozen=True)
class Started:
    process: asyncio.subprocess.Process
    url: str

    async def end(self, number: signal.Signals) -> int:
        """Sends the signal and waits for the end. Returns the exit code."""
        self.process.send_signal(number)
        async with asyncio.timeout(STEP_SECONDS_MAX):
            return await self.process.wait()


@asynccontextmanager
async def started(*arguments: str, port: int = 0) -> AsyncIterator[Started]:
    """`python -m simulator`, killed at the end of the block if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulator",
        "--port",
        str(port),
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(STEP_SECONDS_MAX):
            line = (await process.stdout.readline()).decode()
        assert line.startswith("simulator listening on http://127.0.0.1:"), line
        yield Started(process, line.split()[-1])
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        process._transport.close()  # type: ignore[attr-defined]  # asyncio leaves the pipes to the collector

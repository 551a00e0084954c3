"""A script in the environment of somebody's client: its order goes in, its findings come out."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CONVERSATION_SECONDS_MAX = 300.0

Json = dict[str, Any]  # JSON, as the scripts tell it


async def said_by(python: Path, script: Path, order: Json) -> Json:
    """Isolated, so that the client sees neither our packages nor our environment variables."""
    process = await asyncio.create_subprocess_exec(
        python, "-I", script, env={}, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(CONVERSATION_SECONDS_MAX):
            said, _ = await process.communicate(json.dumps(order).encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, "its complaint stands on stderr"
    found: Json = json.loads(said)
    return found

"""Files that are being filled: gone after use, and swept away when a killed process left them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

DRAFT_SECONDS_MAX = 24 * 3600.0
"""Nobody works on a file for so long: what is older belongs to nobody."""


@dataclass(frozen=True)
class Drafts:
    folder: Path

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Path]:
        """The path of a file that is not there yet, and that is not there any more after the block."""
        path = await asyncio.to_thread(self._begin)
        try:
            yield path
        finally:
            await asyncio.to_thread(path.unlink, missing_ok=True)

    def _begin(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._sweep(time.time() - DRAFT_SECONDS_MAX)
        return self.folder / f"{uuid4().hex}.part"

    def _sweep(self, before: float) -> None:
        for left in self.folder.glob("*.part"):
            try:
                old = left.stat().st_mtime < before
            except FileNotFoundError:  # its owner has just ended
                continue
            if old:
                left.unlink(missing_ok=True)

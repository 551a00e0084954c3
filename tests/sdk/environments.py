"""An environment of its own for each SDK, for they pin what we must not have. Built once and kept."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

INSTALL_SECONDS_MAX = 900.0


@dataclass(frozen=True)
class Environment:
    """A folder with a virtual environment that has what the requirements file names, and nothing else."""

    requirements: Path
    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    async def ready(self) -> Path:
        """Its interpreter; builds the environment unless these very requirements were built here before."""
        done = self.folder / "requirements.sha256"
        digest = hashlib.sha256(self.requirements.read_bytes() + sys.version.encode()).hexdigest()
        if not done.exists() or done.read_text() != digest:
            await self._build()
            done.write_text(digest)
        return self.python

    async def _build(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        # pip and not uv: uv would hold these packages to our own constraints, wherever below the project it runs.
        await _run(sys.executable, "-m", "venv", self.folder)
        await _run(self.python, "-m", "pip", "install", "-r", self.requirements)


async def _run(*command: str | Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with asyncio.timeout(INSTALL_SECONDS_MAX):
            told, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, told.decode()

"""The `pinflow` command, given to a stack that may be hurt at the same time."""

import asyncio
import json
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.pinflow import Document

COMMAND = (sys.executable, "-P", "-m", "starter")
COMMAND_SECONDS_MAX = 600.0


class CommandFailed(Exception):
    """A command that had to succeed did not; the message has all that it said."""


@dataclass(frozen=True)
class Said:
    """What one command said before it ended."""

    words: tuple[str, ...]
    code: int
    output: str
    errors: str

    def document(self) -> Document:
        """The one JSON document on stdout. Raises `CommandFailed` unless it succeeded."""
        if self.code:
            raise CommandFailed(f"pinflow {' '.join(self.words)}: {self.code}\n{self.output}\n{self.errors}")
        found = json.loads(self.output)
        if not isinstance(found, dict):
            raise CommandFailed(f"pinflow {' '.join(self.words)} printed no object: {self.output[:300]}")
        return found


@dataclass
class Commands:
    """Gives commands in one folder, and remembers all that they said."""

    folder: Path
    environment: Mapping[str, str]
    said: list[Said] = field(default_factory=list)

    async def run(self, *words: str) -> Said:
        """One that does not end is made to say where it hangs, and ends with a code of its own."""
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            *words,
            cwd=self.folder,
            env={**self.environment, "PYTHONFAULTHANDLER": "1"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        hung = asyncio.get_running_loop().call_later(COMMAND_SECONDS_MAX, process.send_signal, signal.SIGABRT)
        try:
            output, errors = await process.communicate()
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        finally:
            hung.cancel()
        said = Said(words, process.returncode or 0, output.decode(), errors.decode())
        self.said.append(said)
        return said

    def hung(self) -> Sequence[Said]:
        """Commands that did not come to an end."""
        return [said for said in self.said if said.code == -signal.SIGABRT]

    async def json(self, *words: str) -> Document:
        """Raises `CommandFailed`."""
        return (await self.run(*words, "--json")).document()

"""The diary that carries the world over a restart, SIGKILL included.

One JSON object a line, handed to the kernel in one write before the answer leaves. A killed process
loses nothing that was answered; a torn last line was never answered and is dropped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Entry = dict[str, Any]  # JSON; each kind of entry has its own fields, read in world.py


class JournalError(Exception):
    """The diary cannot be read; says which line."""


class Journal:
    """Lines in `file`; without a file everything is forgotten with the process."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._handle: int | None = None

    def replay(self) -> Iterator[Entry]:
        """What was written, oldest first, without a torn last line."""
        if self._file is None or not self._file.exists():
            return
        whole = self._file.read_bytes().split(b"\n")[:-1]
        for number, line in enumerate(whole, start=1):
            yield self._entry(number, line)

    def _entry(self, number: int, line: bytes) -> Entry:
        try:
            entry: Entry = json.loads(line)
        except ValueError as error:
            raise JournalError(f"{self._file}, line {number}, is not JSON; move the file away") from error
        return entry

    def begin(self, entries: Iterable[Entry]) -> None:
        """Replaces the diary in one step by the given entries, and goes on writing behind them."""
        if self._file is None:
            return
        self.close()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        with fresh.open("wb") as out:
            out.writelines(map(_line, entries))
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self._file)
        self._handle = os.open(self._file, os.O_WRONLY | os.O_APPEND)

    def append(self, entry: Entry) -> None:
        if self._handle is not None:
            os.write(self._handle, _line(entry))

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _line(entry: Entry) -> bytes:
    return json.dumps(entry, separators=(",", ":")).encode() + b"\n"

"""What a mortal worker is told by the harness, and what it leaves behind: a folder that only those two know."""

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from tests.chaos.crash_points import CrashPoint

FOLDER_VARIABLE = "CHAOS_ORDERS"
"""Read by `mortal_worker` alone; nothing in production knows it."""


@dataclass(frozen=True)
class Crash:
    """Die at `point` with these odds each time it is reached, `times` at most, all workers and lives together."""

    point: CrashPoint
    odds: float = 1.0
    times: int = 1


@dataclass(frozen=True)
class Orders:
    """All that a worker is told."""

    seed: int
    crashes: tuple[Crash, ...] = ()


@dataclass(frozen=True)
class OrderFolder:
    """The folder itself."""

    folder: Path

    @property
    def disk_full(self) -> Path:
        """As long as it is there, the asset store's disk is full."""
        return self.folder / "disk-full"

    @property
    def refused_by_disk(self) -> Path:
        """A line for each picture that the full disk did not take."""
        return self.folder / "refused-by-disk"

    def give(self, orders: Orders) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "orders.json").write_text(json.dumps(asdict(orders)))

    def read(self) -> Orders:
        return TypeAdapter(Orders).validate_json((self.folder / "orders.json").read_bytes())

    def note_death(self, point: CrashPoint) -> None:
        """One line in one write: it must be there when the process is not any more."""
        append_line(self._deaths, point)

    def deaths(self) -> Counter[str]:
        """How often workers died where."""
        return Counter(lines_of(self._deaths))

    @property
    def _deaths(self) -> Path:
        return self.folder / "deaths"


def append_line(file: Path, line: str) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{line}\n".encode())
    finally:
        os.close(handle)


def lines_of(file: Path) -> Sequence[str]:
    return file.read_text().splitlines() if file.exists() else ()

"""A folder whose content changes in one step: versions beside one another, and a link to the one that counts.

Readers open `current`. A writer that is killed leaves `current` as it was; its half-made version is swept away by
the next writer. The version before the current one stays, for readers that had opened it.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from contracts.trouble import DestinationTrouble

CURRENT, VERSIONS, LOCK = "current", "versions", ".lock"


@dataclass(frozen=True)
class Versions:
    """The versions of the content of `root`, which is made when it is not there."""

    root: Path

    @property
    def current(self) -> Path | None:
        """The version that counts; None before the first."""
        link = self.root / CURRENT
        return link.resolve() if link.is_symlink() else None

    @contextmanager
    def next(self) -> Iterator[Path]:
        """An empty folder that becomes current when the block ends, and is gone when it raises.

        Raises DestinationTrouble when another writer is at work.
        """
        (self.root / VERSIONS).mkdir(parents=True, exist_ok=True)
        with self._alone():
            self._sweep(self.current)
            made = self.root / VERSIONS / uuid4().hex
            made.mkdir()
            try:
                yield made
            except BaseException:
                shutil.rmtree(made, ignore_errors=True)
                raise
            self._swap(made)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.root / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise DestinationTrouble(f"somebody else is writing into {self.root}") from error
            yield

    def _swap(self, made: Path) -> None:
        before = self.current
        _settle(made)
        link = self.root / f".{CURRENT}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(VERSIONS) / made.name)
        link.replace(self.root / CURRENT)
        _settle_one(self.root)
        self._sweep(made, before)

    def _sweep(self, *kept: Path | None) -> None:
        names = {path.name for path in kept if path is not None}
        for path in (self.root / VERSIONS).iterdir():
            if path.name not in names:
                shutil.rmtree(path, ignore_errors=True)


def _settle(folder: Path) -> None:
    """All of it onto the disk, before anything points there."""
    for path in (*folder.rglob("*"), folder):
        _settle_one(path)


def _settle_one(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

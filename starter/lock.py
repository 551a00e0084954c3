"""A lock on a file, held by a process and freed by its death, however it dies."""

import asyncio
import fcntl
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from starter.processes import ProcessMark, is_running

TRY_SECONDS = 0.05


class LockTaken(Exception):
    """Another process holds the lock."""


@asynccontextmanager
async def locked(path: Path, owner: ProcessMark, *, wait_seconds: float) -> AsyncIterator[None]:
    """Hold the lock, and write down who does. Python opens files so that no child inherits them.

    Raises `LockTaken` when another process holds it for `wait_seconds`.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        await _take(file, path, wait_seconds)
        os.truncate(file, 0)
        os.pwrite(file, json.dumps(asdict(owner)).encode(), 0)
        yield
    finally:
        os.close(file)


async def _take(file: int, path: Path, wait_seconds: float) -> None:
    try:
        async with asyncio.timeout(wait_seconds):
            while not _taken(file, fcntl.LOCK_EX):  # noqa: ASYNC110 - another process rings no event of ours
                await asyncio.sleep(TRY_SECONDS)
    except TimeoutError as error:
        raise LockTaken(str(path)) from error


def _taken(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_locked(path: Path) -> bool:
    """Whether somebody holds the lock."""
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        # Asking shares it for a moment: those who ask do not see each other, and who wants it is willing to wait.
        return not _taken(file, fcntl.LOCK_SH)
    finally:
        os.close(file)


def owner_of(path: Path) -> ProcessMark | None:
    """Who holds the lock; None when nobody does, or has not yet written it down."""
    if not is_locked(path):
        return None
    try:
        owner = TypeAdapter(ProcessMark).validate_json(path.read_bytes())
    except ValidationError:
        return None
    return owner if is_running(owner) else None  # else it is the last owner's, not yet written over

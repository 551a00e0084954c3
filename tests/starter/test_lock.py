"""The lock that makes one supervisor for each home."""

import os
import sys
from pathlib import Path

import pytest

from starter.lock import LockTaken, is_locked, locked, owner_of
from starter.processes import ProcessMark, is_running, mark_process

ME = mark_process(os.getpid(), sys.orig_argv)


async def test_the_second_does_not_get_it(tmp_path: Path) -> None:
    async with locked(tmp_path / "lock", ME, wait_seconds=0.1):
        with pytest.raises(LockTaken):
            async with locked(tmp_path / "lock", ME, wait_seconds=0.1):
                pytest.fail("two hold the lock")


async def test_it_tells_who_holds_it(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    async with locked(lock, ME, wait_seconds=0.1):
        assert is_locked(lock)
        assert owner_of(lock) == ME


async def test_a_free_lock_has_no_owner_whatever_stands_in_it(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    async with locked(lock, ME, wait_seconds=0.1):
        pass

    assert lock.read_bytes()
    assert not is_locked(lock)
    assert owner_of(lock) is None


def test_no_file_is_no_lock(tmp_path: Path) -> None:
    assert not is_locked(tmp_path / "lock")


async def test_no_child_inherits_it(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """A child that outlives the supervisor must not keep the home locked."""
    lock = tmp_path / "lock"
    async with locked(lock, ME, wait_seconds=0.1):
        child: ProcessMark = request.getfixturevalue("sleeper")  # started only now that the lock is held

    assert is_running(child)
    assert not is_locked(lock)

"""One child: started again when it ends, stopped whatever it does."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from starter.child import RESTART_SECONDS, RESTART_SECONDS_MAX, Child, restart_seconds
from starter.home import Home
from starter.parts import Part
from starter.processes import ProcessMark, is_running
from starter.programs import Program

PATIENCE_SECONDS = 60.0
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); open('deaf', 'w'); time.sleep(600)"
ASK = """import os
print(os.getsid(0) == os.getpid(), sorted(os.listdir('/dev/fd')), os.readlink('/dev/fd/0'))"""
SLEEP = "import time; time.sleep(600)"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.create()
    return home


class Watched:
    """A child, and the marks of its processes one after the other."""

    def __init__(self, home: Home, code: str, *, lasting: bool = True) -> None:
        argv = (sys.executable, "-c", code)
        program = Program(Part.WORKER, argv, dict(os.environ), stop_seconds=0.2, lasting=lasting)
        self.lives: list[ProcessMark] = []
        self._changed = asyncio.Event()
        self.child = Child(program, home, changed=self._note)

    def _note(self) -> None:
        mark = self.child.record().mark
        if mark is not None:
            self.lives.append(mark)
        self._changed.set()

    async def until(self, there: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not there():
                self._changed.clear()
                await self._changed.wait()


@pytest.fixture
async def watch(home: Home) -> AsyncIterator[Callable[..., Watched]]:
    watched: list[Watched] = []

    def start(code: str, *, lasting: bool = True) -> Watched:
        watched.append(Watched(home, code, lasting=lasting))
        return watched[-1]

    yield start
    for one in watched:
        await one.child.stop()


async def test_a_killed_child_lives_again(watch: Callable[..., Watched]) -> None:
    watched = watch(SLEEP)
    await watched.until(lambda: len(watched.lives) == 1)
    os.kill(watched.lives[0].pid, 9)
    await watched.until(lambda: len(watched.lives) == 2)

    assert watched.child.record().deaths == 1
    assert is_running(watched.lives[1])
    assert not is_running(watched.lives[0])


async def test_a_child_that_cannot_live_is_tried_again_and_counted(watch: Callable[..., Watched]) -> None:
    watched = watch("raise SystemExit(3)")
    await watched.until(lambda: watched.child.record().deaths == 2)

    assert watched.child.record().mark is None


async def test_an_errand_that_succeeded_is_not_run_again(watch: Callable[..., Watched], home: Home) -> None:
    watched = watch("print('done')", lasting=False)
    await watched.until(lambda: len(watched.lives) == 1)
    await watched.child.ended()

    assert (home.logs / "worker.log").read_text() == "done\n"
    assert watched.child.record().deaths == 0


async def test_a_stopped_child_stays_away(watch: Callable[..., Watched]) -> None:
    watched = watch(SLEEP)
    await watched.until(lambda: len(watched.lives) == 1)
    await watched.child.stop()

    assert not is_running(watched.lives[0])
    assert len(watched.lives) == 1


async def test_a_deaf_child_is_killed(watch: Callable[..., Watched], home: Home) -> None:
    watched = watch(DEAF)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (home.folder / "deaf").exists():
            await asyncio.sleep(0.01)
    await watched.child.stop()

    assert not is_running(watched.lives[0])


async def test_a_child_that_was_never_started_can_be_stopped(watch: Callable[..., Watched]) -> None:
    watched = watch(SLEEP)
    await watched.child.stop()

    assert watched.lives == []


async def test_a_child_inherits_nothing_but_its_log(watch: Callable[..., Watched], home: Home) -> None:
    leak = os.open(home.folder, os.O_RDONLY)
    os.set_inheritable(leak, True)  # noqa: FBT003 - positional in the standard library
    try:
        watched = watch(ASK, lasting=False)
        await watched.child.ended()
    finally:
        os.close(leak)

    # The fourth is the listing's own.
    assert (home.logs / "worker.log").read_text() == "True ['0', '1', '2', '3'] /dev/null\n"


@given(st.integers(min_value=1, max_value=10_000))
def test_the_pause_grows_to_its_limit(deaths: int) -> None:
    assert RESTART_SECONDS <= restart_seconds(deaths) <= restart_seconds(deaths + 1) <= RESTART_SECONDS_MAX


def test_the_first_pause_is_short() -> None:
    """A child is back within two seconds of its death."""
    assert restart_seconds(1) == 1.0

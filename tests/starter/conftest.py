"""Homes for tests, and the certainty that nothing that was started in one outlives its test."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config import PREFIX, Settings, load_settings
from starter.home import Home
from starter.lock import owner_of
from starter.parts import Part
from starter.processes import ProcessMark, mark_process, send
from starter.record import StackRecord
from starter.running import Stack
from starter.stack import bring_up, take_down
from tests.laid_ledger import lay_ledger_at

SUPERVISE = (sys.executable, "-P", "-m", "tests.starter.stand_in_supervisor")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the environment nor a `.env` of whoever runs the tests has a say."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def home_with_ledger(nothing_set: None) -> None:
    """The ledger of the home that commands of this test use is there already, without any row."""
    lay_ledger_at(load_settings().database_url)


@pytest.fixture
def nothing_here(home_with_ledger: None, tmp_path: Path) -> None:
    """A folder in which nothing was ever done, in a file of tests that mostly have a ledger."""
    shutil.rmtree(load_settings().home)


@pytest.fixture
def sleeper() -> Iterator[ProcessMark]:
    """A process that does nothing for long."""
    argv = (sys.executable, "-c", "import time; print(flush=True); time.sleep(600)")
    with subprocess.Popen(argv, close_fds=False, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()  # from here on it is itself, and has closed what it should not inherit
        yield mark_process(process.pid, argv)
        process.kill()


@dataclass
class Stacks:
    """Brings stacks up in homes of their own, with stand-ins for simulator and worker."""

    root: Path
    homes: set[Path] = field(default_factory=set)
    marks: set[ProcessMark] = field(default_factory=set)

    def settings(self, name: str = "home") -> Settings:
        return load_settings(home=self.root / name)

    async def up(self, settings: Settings) -> Stack:
        self.homes.add(settings.home)
        try:
            return await bring_up(settings, supervise=SUPERVISE)
        finally:
            self.marks |= set(marks_in(settings).values())

    async def end(self) -> None:
        for home in self.homes:
            await take_down(load_settings(home=home))
        for mark in self.marks:  # should `take_down` itself be what is broken
            send(mark, signal.SIGKILL)


def marks_in(settings: Settings) -> dict[Part, ProcessMark]:
    """The processes of the home's stack, the supervisor among them."""
    home = Home(settings.home)
    record, supervisor = StackRecord.read(home), owner_of(home.lock)
    marks = record.marks() if record else {}
    return marks | ({Part.SUPERVISOR: supervisor} if supervisor else {})


@pytest.fixture
async def stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stacks]:
    monkeypatch.setenv("PINFLOW_NICE", "0")  # what stands back for the tests beside it is slow as long as they run
    stacks = Stacks(tmp_path)
    yield stacks
    await stacks.end()

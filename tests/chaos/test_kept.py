"""A process that is kept comes again however it ends, until it is let go."""

import signal
import sys
from pathlib import Path

from tests.chaos.kept import Kept, Program
from tests.chaos.stack import until

PATIENT = "import signal; print('up', flush=True); signal.pause()"


def a_program(folder: Path, code: str = PATIENT) -> Program:
    return Program("patient", (sys.executable, "-c", code), {}, folder / "patient.log")


async def test_one_that_is_killed_comes_again_as_another_process(tmp_path: Path) -> None:
    kept = Kept(a_program(tmp_path))
    try:
        await until(lambda: kept.pid is not None, "it runs")
        first = kept.send(signal.SIGKILL)
        assert first is not None
        end = await kept.ended(first)
        await until(lambda: kept.pid is not None, "it runs again")
        assert (end.pid, end.code) == (first, -signal.SIGKILL)
        assert await kept.died(1) == end
        assert kept.pid != first
    finally:
        await kept.stop()


async def test_one_that_is_let_go_stays_away(tmp_path: Path) -> None:
    kept = Kept(a_program(tmp_path))
    await until(lambda: up_in(tmp_path), "it runs")
    await kept.stop()
    assert kept.send(signal.SIGTERM) is None


async def test_what_it_said_in_an_earlier_life_is_not_taken_for_this_ones(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    ready.touch()
    program = a_program(tmp_path)
    kept = Kept(Program(program.name, program.argv, program.environment, program.log, ready))
    try:
        await until(lambda: up_in(tmp_path), "it runs")
        assert not ready.exists()
    finally:
        await kept.stop()


def up_in(folder: Path) -> bool:
    log = folder / "patient.log"
    return log.exists() and "up" in log.read_text()

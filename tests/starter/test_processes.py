"""Which process is meant."""

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from starter.processes import ProcessMark, end_processes, gone, is_running, look_with_ps, mark_process, send

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"


def test_a_running_process_is_known_by_its_mark(sleeper: ProcessMark) -> None:
    assert is_running(sleeper)


def test_another_process_with_the_same_id_is_not_meant(sleeper: ProcessMark) -> None:
    assert not is_running(replace(sleeper, started="1"))
    assert not is_running(replace(sleeper, argv=("temporal", "server")))


def test_nothing_is_sent_to_a_process_that_is_not_meant(sleeper: ProcessMark) -> None:
    send(replace(sleeper, started="1"), signal.SIGKILL)

    assert is_running(sleeper)


async def test_a_process_that_ended_and_was_not_reaped_does_not_run(sleeper: ProcessMark) -> None:
    send(sleeper, signal.SIGKILL)

    assert await gone([sleeper], wait_seconds=60)


async def test_a_process_that_will_not_end_is_killed() -> None:
    argv = (sys.executable, "-c", DEAF)
    process = await asyncio.create_subprocess_exec(*argv, stdout=subprocess.PIPE)
    assert process.stdout is not None
    await process.stdout.readline()  # it is deaf from here on

    assert await end_processes([mark_process(process.pid, argv)], wait_seconds=0.1)
    assert await process.wait() == -signal.SIGKILL


def test_a_process_that_is_gone_has_no_mark_that_runs() -> None:
    with subprocess.Popen((sys.executable, "-c", "")) as process:
        process.wait()

    assert not is_running(mark_process(process.pid, ()))


@pytest.mark.skipif(not os.access("/bin/ps", os.X_OK), reason="there is no ps here")
def test_ps_sees_the_same_process(sleeper: ProcessMark) -> None:
    """The way for systems without /proc."""
    seen = look_with_ps(sleeper.pid)

    assert seen is not None
    assert seen.command == " ".join(sleeper.argv)
    assert seen.started
    assert not seen.zombie
    assert look_with_ps(sleeper.pid) == seen

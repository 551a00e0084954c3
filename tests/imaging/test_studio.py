import asyncio
import os
import select
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from contracts.outcome import Reason, Refused
from contracts.studio import Canvas
from imaging.desk import DESK_LIMITS, DeskLimits
from imaging.studio import Desks, Studio
from tests.imaging.jobs import tell
from tests.imaging.pictures import RED, encoded, flat, noisy

HASTY = DeskLimits(job_seconds=2.0)
"""A thousand times what the other jobs take, which must not be late on a busy machine."""
END_SECONDS_MAX = 60.0


@asynccontextmanager
async def desks(count: int = 1, limits: DeskLimits = DESK_LIMITS) -> AsyncIterator[Desks]:
    crew = Desks(tell, count, limits)
    try:
        yield crew
    finally:
        await crew.close()


def pid_of(result: Canvas | Refused) -> int:
    assert isinstance(result, Canvas)
    return result.width


def wait_for_end(pid: int, seconds: float) -> bool:
    """Whether a process, not a child of ours, ended within `seconds`."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


async def test_a_process_makes_the_same_bytes_as_a_thread() -> None:
    source = encoded(noisy())
    async with Studio.open(desks=1) as studio:
        assert await studio.letterbox(source, background="#ffffff") == await Studio.in_thread().letterbox(
            source, background="#ffffff"
        )
        small = await studio.letterbox(encoded(flat((100, 100), RED)), background=None)
        assert isinstance(small, Refused)
        assert small.reason is Reason.IMAGE_TOO_SMALL


async def test_nothing_is_started_before_it_is_needed() -> None:
    async with desks(3) as crew:
        assert [desk.pid for desk in crew.all] == [None] * 3
        await crew.compose(b"x", None)
        assert len([desk for desk in crew.all if desk.pid]) == 1


async def test_a_killed_process_only_costs_a_retry() -> None:
    async with desks() as crew:
        first = pid_of(await crew.compose(b"x", None))
        os.kill(first, signal.SIGKILL)
        second = pid_of(await crew.compose(b"x", None))
        assert second != first


async def test_a_process_killed_at_work_only_costs_a_retry(tmp_path: Path) -> None:
    async with desks() as crew:
        first = pid_of(await crew.compose(b"x", None))
        second = pid_of(await crew.compose(f"once {tmp_path / 'mark'}".encode(), None))
        assert second != first


async def test_a_job_that_nobody_waits_for_any_more_is_ended() -> None:
    async with desks() as crew:
        first = pid_of(await crew.compose(b"x", None))
        waiting = asyncio.create_task(crew.compose(b"stuck", None))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert wait_for_end(first, END_SECONDS_MAX)
        assert pid_of(await crew.compose(b"x", None)) != first


async def test_a_picture_that_brings_its_process_down_twice_is_refused() -> None:
    async with desks() as crew:
        result = await crew.compose(b"die", None)
        assert isinstance(result, Refused)
        assert result.reason is Reason.IMAGE_BROKEN
        pid_of(await crew.compose(b"x", None))


async def test_a_stuck_picture_is_refused_and_its_process_killed() -> None:
    async with desks(limits=HASTY) as crew:
        first = pid_of(await crew.compose(b"x", None))
        result = await crew.compose(b"stuck", None)
        assert isinstance(result, Refused)
        assert result.message == "the picture was not decoded within 2 s"
        assert wait_for_end(first, END_SECONDS_MAX)
        assert pid_of(await crew.compose(b"x", None)) != first


async def test_one_picture_that_dies_does_not_harm_its_neighbours() -> None:
    async with desks(2) as crew:
        results = await asyncio.gather(*(crew.compose(one, None) for one in (b"die", b"a", b"b", b"c", b"d")))
        assert [one.data for one in results if isinstance(one, Canvas)] == [b"a", b"b", b"c", b"d"]


async def test_a_process_cannot_take_all_the_memory() -> None:
    async with desks() as crew:
        result = await crew.compose(b"hog", None)
        assert isinstance(result, Refused)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such priority")
async def test_a_process_steps_back_for_those_who_cannot_wait() -> None:
    async with desks() as crew:
        pid = pid_of(await crew.compose(b"x", None))
        assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, os.getpid())


async def test_processes_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    parent = tmp_path / "parent.py"
    parent.write_text(
        "import asyncio\n"
        "from imaging.desk import DESK_LIMITS\n"
        "from imaging.studio import Desks\n"
        "from tests.imaging.jobs import tell\n"
        "async def main():\n"
        "    result = await Desks(tell, 1, DESK_LIMITS).compose(b'x', None)\n"
        "    print(result.width, flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, parent, env=os.environ | {"PYTHONPATH": str(Path.cwd())}, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    child = int(await process.stdout.readline())
    process.kill()
    await process.wait()
    assert wait_for_end(child, END_SECONDS_MAX)

"""The embedded stack, with the real supervisor and the real Temporal server."""

import asyncio
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from connection import connect, marked_home
from starter.failures import StackDiffers, StackFailed
from starter.home import Home
from starter.ledger import LedgerAway
from starter.lock import is_locked
from starter.parts import Part
from starter.ports import Ports
from starter.processes import ProcessMark, gone, is_running
from starter.record import ChildRecord, StackRecord, services_of
from starter.running import running_stack
from starter.stack import take_down
from tests.starter.conftest import Stacks, marks_in

pytestmark = pytest.mark.journey

PATIENCE_SECONDS = 60.0


async def test_up_and_down(stacks: Stacks) -> None:
    """All is well after `up`, a second `up` changes nothing, and `down` leaves no process."""
    settings = stacks.settings()
    stack = await stacks.up(settings)
    again = await stacks.up(settings)

    assert again == stack
    assert running_stack(settings) == stack
    assert None not in stack.pids.values()
    client = await connect(stack.settings)
    assert await marked_home(client, "default") == Home(settings.home).id()

    marks = marks_in(settings)
    stopped = await take_down(settings)

    assert stopped == {part: pid for part, pid in stack.pids.items() if pid is not None}
    assert not any(map(is_running, marks.values()))
    assert not is_locked(Home(settings.home).lock)
    assert running_stack(settings) is None
    assert await take_down(settings) == {}


async def test_a_stack_stands_back_for_whoever_waits_for_an_answer(
    stacks: Stacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINFLOW_NICE", "7")
    stack = await stacks.up(stacks.settings())
    pids = [pid for pid in stack.pids.values() if pid is not None]
    nice = os.getpriority(os.PRIO_PROCESS, 0) + 7
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in pids} == {nice}
    groups = [
        group for part, pid in stack.pids.items() if pid and part != Part.SUPERVISOR and (group := session(pid))
    ]
    assert all(group.endswith(f" nice {nice}") for group in groups), groups


def session(pid: int) -> str:
    """The process's share as a session, in the words of a kernel that has such; else empty."""
    group = Path(f"/proc/{pid}/autogroup")
    return group.read_text().strip() if group.exists() else ""


async def test_several_at_once_start_one(stacks: Stacks) -> None:
    first, *others = await asyncio.gather(*(stacks.up(stacks.settings()) for _ in range(4)))

    assert all(other == first for other in others)


@pytest.mark.parametrize("part", [Part.TEMPORAL, Part.WORKER, Part.SIMULATOR, Part.INTAKE])
async def test_a_killed_part_comes_back_at_the_same_place(stacks: Stacks, part: Part) -> None:
    settings = stacks.settings()
    before = await stacks.up(settings)
    killed = marks_in(settings)[part]
    os.kill(killed.pid, signal.SIGKILL)
    assert await gone([killed], wait_seconds=PATIENCE_SECONDS)
    after = await stacks.up(settings)

    assert after.pids[part] != before.pids[part]
    assert replace(after, pids={}) == replace(before, pids={})
    assert {**after.pids, part: None} == {**before.pids, part: None}


async def test_a_killed_supervisor_leaves_nothing_behind(stacks: Stacks) -> None:
    settings = stacks.settings()
    before = await stacks.up(settings)
    marks = marks_in(settings)
    os.kill(marks[Part.SUPERVISOR].pid, signal.SIGKILL)
    assert await gone([marks[Part.SUPERVISOR]], wait_seconds=PATIENCE_SECONDS)
    if sys.platform == "linux":  # elsewhere only the next `up` ends them
        await gone(list(marks.values()), wait_seconds=PATIENCE_SECONDS)
        assert [part for part, mark in marks.items() if is_running(mark)] == []
    after = await stacks.up(settings)

    assert not any(map(is_running, marks.values()))
    assert not set(filter(None, after.pids.values())) & set(filter(None, before.pids.values()))
    assert (after.temporal, after.web_ui, after.simulator) == (before.temporal, before.web_ui, before.simulator)


@pytest.mark.parametrize("ours", [True, False])
async def test_up_ends_what_a_killed_supervisor_left_and_nothing_of_a_copied_home(
    stacks: Stacks, sleeper: ProcessMark, tmp_path: Path, *, ours: bool
) -> None:
    settings = stacks.settings()
    home = Home(settings.home)
    home.create()
    StackRecord(
        folder=home.folder if ours else tmp_path / "original",
        supervisor=replace(sleeper, started="0"),
        services=services_of(settings, Ports()),
        children={Part.WORKER: ChildRecord(mark=sleeper)},
    ).write(home)
    await stacks.up(settings)

    assert is_running(sleeper) != ours


async def test_two_homes_do_not_disturb_each_other(stacks: Stacks) -> None:
    one, two = await asyncio.gather(*(stacks.up(stacks.settings(name)) for name in ("one", "two")))
    addresses = [{stack.temporal, stack.web_ui, stack.simulator} for stack in (one, two)]

    assert len(set.union(*addresses)) == 6

    await take_down(stacks.settings("one"))

    assert await stacks.up(stacks.settings("two")) == two


async def test_an_external_temporal_is_used_and_not_started(
    stacks: Stacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = await stacks.up(stacks.settings("theirs"))
    monkeypatch.setenv("PINFLOW_TEMPORAL_ADDRESS", theirs.temporal)
    ours = await stacks.up(stacks.settings("ours"))

    assert ours.temporal == theirs.temporal
    assert ours.web_ui is None
    assert ours.pids[Part.TEMPORAL] is None
    assert ours.pids[Part.WORKER] is not None
    assert ours.pids[Part.SIMULATOR] is not None
    client = await connect(theirs.settings)
    assert await marked_home(client, "default") == Home(theirs.home).id()


async def test_a_stack_with_other_settings_is_not_taken_for_this_one(
    stacks: Stacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A launch meant for the real Pinterest must not end in the simulator, nor the other way about."""
    stack = await stacks.up(stacks.settings())
    assert stack.simulator is not None
    monkeypatch.setenv("PINFLOW_PINTEREST_URL", f"{stack.simulator}/v5")
    assert await stacks.up(stacks.settings()) is not None
    monkeypatch.setenv("PINFLOW_PINTEREST_URL", "https://api.pinterest.com/v5")

    with pytest.raises(StackDiffers, match="PINFLOW_PINTEREST_URL"):
        await stacks.up(stacks.settings())


async def test_a_worker_that_cannot_live_is_told_with_its_last_words(
    stacks: Stacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN_WORKER_SAYS", "no such table: pins")

    with pytest.raises(StackFailed, match="worker died") as caught:
        await stacks.up(stacks.settings())

    assert "no such table: pins" in str(caught.value)
    assert "pinflow down" in str(caught.value)
    assert caught.value.exit_code == 4


async def test_nothing_is_started_for_a_ledger_whose_server_is_not_there(
    stacks: Stacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINFLOW_DATABASE_URL", "postgresql://shop:hunter2@127.0.0.1:1/pinflow")
    settings = stacks.settings()

    with pytest.raises(LedgerAway, match=r"pinflow at 127.0.0.1:1 cannot be reached") as caught:
        await stacks.up(settings)

    assert caught.value.exit_code == 4
    assert "PINFLOW_DATABASE_URL" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert not settings.home.exists()

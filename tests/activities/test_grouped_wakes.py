"""One signal for many who added rows to a launch at the same time."""

import asyncio

import pytest

from activities.grouped_wakes import GATHER_SECONDS, GroupedWakes
from contracts.launch import LaunchRequest
from contracts.names import LaunchId
from tests.builders import ACCOUNT, LAUNCH
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine

OTHER = LaunchId("other")


def request(launch: LaunchId = LAUNCH) -> LaunchRequest:
    return LaunchRequest(account=ACCOUNT, launch=launch)


async def asked(wakes: GroupedWakes, *launches: LaunchId) -> list["asyncio.Task[None]"]:
    """They have asked, and wait."""
    tasks = [asyncio.create_task(wakes.wake_launch(request(launch))) for launch in launches]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


async def test_those_who_ask_together_share_a_signal_and_others_have_their_own(clock: FakeClock) -> None:
    engine = FakeEngine()
    wakes = GroupedWakes(engine, clock)
    tasks = await asked(wakes, *[LAUNCH] * 50, OTHER)
    assert engine.looking == []
    await clock.advance(GATHER_SECONDS)
    await asyncio.gather(*tasks)
    assert sorted(engine.looking) == sorted([LAUNCH, OTHER])


async def test_who_asks_after_the_signal_left_sends_another(clock: FakeClock) -> None:
    engine = FakeEngine()
    wakes = GroupedWakes(engine, clock)
    for _ in range(2):
        tasks = await asked(wakes, LAUNCH)
        await clock.advance(GATHER_SECONDS)
        await asyncio.gather(*tasks)
    assert engine.looking == [LAUNCH, LAUNCH]


async def test_one_who_is_cancelled_takes_the_signal_from_nobody(clock: FakeClock) -> None:
    engine = FakeEngine()
    wakes = GroupedWakes(engine, clock)
    first, second = await asked(wakes, LAUNCH, LAUNCH)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await clock.advance(GATHER_SECONDS)
    await second
    assert engine.looking == [LAUNCH]


async def test_all_who_share_a_signal_hear_that_it_failed_and_the_next_is_tried(clock: FakeClock) -> None:
    engine = _Failing()
    wakes = GroupedWakes(engine, clock)
    tasks = await asked(wakes, LAUNCH, LAUNCH)
    await clock.advance(GATHER_SECONDS)
    assert [type(found) for found in await asyncio.gather(*tasks, return_exceptions=True)] == [OSError, OSError]
    (again,) = await asked(wakes, LAUNCH)
    await clock.advance(GATHER_SECONDS)
    await again
    assert engine.looking == [LAUNCH]


class _Failing(FakeEngine):
    """The first signal does not arrive."""

    failed = False

    async def wake_launch(self, request: LaunchRequest) -> None:
        if not self.failed:
            self.failed = True
            raise OSError
        await super().wake_launch(request)

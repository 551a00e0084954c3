"""A clock that tells who waits for it."""

import asyncio

from tests.fakes.clock import START
from tests.week.virtual_time import WatchedClock


async def test_a_clock_names_the_first_of_its_sleepers_and_forgets_who_woke() -> None:
    clock = WatchedClock()
    late, soon = (asyncio.create_task(clock.sleep_until(START + seconds)) for seconds in (20.0, 5.0))
    await asyncio.sleep(0)
    assert clock.next_waking == START + 5.0
    await clock.set(START + 5.0)
    await soon
    assert clock.next_waking == START + 20.0
    await clock.set(START + 20.0)
    await late
    assert clock.next_waking is None


async def test_a_sleeper_who_gives_up_is_nobody_to_wait_for() -> None:
    clock = WatchedClock()
    sleeper = asyncio.create_task(clock.sleep_until(START + 5.0))
    await asyncio.sleep(0)
    sleeper.cancel()
    await asyncio.gather(sleeper, return_exceptions=True)
    assert clock.next_waking is None

import asyncio
from dataclasses import replace

import pytest

from contracts.trouble import Unreachable
from fetching.gates import Gates
from tests.fakes.loop_time import let_pass, make_time_leap
from tests.fetching.conftest import SMALL

ADDRESS = "http://shop.example/a.jpg"


async def test_who_waits_too_long_for_a_turn_goes_away() -> None:
    gates = Gates(replace(SMALL, connections_per_host=1, queue_seconds=0.01))
    async with gates.through("shop.example", address=ADDRESS):
        with pytest.raises(Unreachable, match="busy with other requests of ours") as caught:
            async with gates.through("shop.example", address=ADDRESS):
                pytest.fail("nobody left")
        assert caught.value.url == ADDRESS
        async with gates.through("cdn.example", address=ADDRESS):
            pass


async def test_a_turn_is_given_back_after_trouble() -> None:
    gates = Gates(replace(SMALL, connections_per_host=1, queue_seconds=0.01))
    for _ in range(3):
        with pytest.raises(RuntimeError):
            async with gates.through("shop.example", address=ADDRESS):
                raise RuntimeError


async def test_all_hosts_together_have_a_limit_too() -> None:
    gates = Gates(replace(SMALL, connections=2, queue_seconds=0.01))
    async with gates.through("a", address=ADDRESS), gates.through("b", address=ADDRESS):
        with pytest.raises(Unreachable):
            async with gates.through("c", address=ADDRESS):
                pytest.fail("there was no place")


async def test_the_seconds_waited_are_told() -> None:
    make_time_leap()
    gates = Gates(replace(SMALL, connections_per_host=1))

    async def come() -> float:
        async with gates.through("shop.example", address=ADDRESS) as waited:
            return waited

    async with gates.through("shop.example", address=ADDRESS):
        second = asyncio.create_task(come())
        await asyncio.sleep(0)  # it stands at the gate
        let_pass(7)
    assert 7 <= await second < SMALL.queue_seconds

"""Hits are counted over every change of the plan, and over a simulator that starts again."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from simulator.running import RunningSimulator
from tests.chaos.misfortunes import MAKE_A_PIN, Misfortune, Misfortunes, on_pins, on_reads
from tests.journeys.pinflow import Truth

SPOILT = Misfortune("read answered 503", {"method": "GET", "path": "/v5/*"}, {"status": 503}, times=2)
REVOKED = Misfortune("token revoked", {"path": "/v5/*"}, {"status": 401})


@pytest_asyncio.fixture
async def misfortunes() -> AsyncIterator[Misfortunes]:
    async with RunningSimulator() as simulator:
        yield Misfortunes(Truth(simulator.url), seed=7)


async def read(misfortunes: Misfortunes) -> int:
    async with httpx.AsyncClient(trust_env=False) as http:
        headers = {"authorization": "Bearer sim_demo"}
        return (await http.get(f"{misfortunes.truth.url}/v5/boards", headers=headers)).status_code


async def test_the_newest_rule_hits_first_and_goes_away_alone(misfortunes: Misfortunes) -> None:
    await misfortunes.set([SPOILT])
    assert await read(misfortunes) == 503
    await misfortunes.add(REVOKED)
    assert [await read(misfortunes), await read(misfortunes)] == [401, 401]
    await misfortunes.remove(REVOKED)
    assert await read(misfortunes) == 503
    await misfortunes.set(())
    assert await read(misfortunes) == 200
    assert misfortunes.hits == {SPOILT.name: 2, REVOKED.name: 2}


async def test_the_hits_of_a_simulator_that_ends_are_kept_and_its_plan_is_given_again(
    misfortunes: Misfortunes,
) -> None:
    await misfortunes.set([SPOILT])
    await read(misfortunes)
    async with misfortunes.away():
        await asyncio.to_thread(misfortunes.truth.post, "faults", {})
        assert await read(misfortunes) == 200
    assert await read(misfortunes) == 503
    await misfortunes.set(())
    assert misfortunes.hits == {SPOILT.name: 2}


def test_a_rule_says_only_what_it_was_given() -> None:
    assert SPOILT.rule() == {"match": SPOILT.match, "effect": {"status": 503}, "times": 2}
    assert on_pins("dropped", 0.1, drop_before=True).rule() == {
        "match": MAKE_A_PIN,
        "effect": {"drop_before": True},
        "probability": 0.1,
    }
    assert on_reads("late", 0.2, delay=1.0).name == "read late"

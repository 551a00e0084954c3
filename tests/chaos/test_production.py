"""A deployment of its own: PostgreSQL, two workers, a Temporal run elsewhere; parts of it die meanwhile."""

import asyncio
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from contracts.names import AccountKey
from tests.chaos.command import CommandFailed, Commands, Said
from tests.chaos.orders import Orders
from tests.chaos.stack import Stack, StackPlan, running, until
from tests.journeys.pinflow import Document, write_catalog
from tests.postgres import find_programs, postgres_server

PRODUCTS = 1_000
ACCOUNT = AccountKey("agency")
PER_MINUTE = 900
"""Fast enough that the machine is the limit."""
DRAINED_AT, KILLED_AT = 300, 600
"""Pins that have been made when a worker is replaced, and when the server dies."""
RUN_SECONDS_MAX = 900.0


@dataclass(frozen=True)
class Lived:
    """What became of the launch."""

    started: Document
    ended: Document
    links: Mapping[str, int]
    drained: int
    """The exit code of the worker that was replaced."""
    alone: Said
    """What a launch was told when no worker was left."""


@pytest.mark.chaos
def test_a_deployment_whose_parts_are_replaced_and_killed_pins_each_product_once(tmp_path: Path) -> None:
    programs = find_programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL on this machine")
    with postgres_server(programs) as server:
        lived = asyncio.run(live(tmp_path, server.url(server.new_database())))
    assert lived.started["waiting"] == PRODUCTS
    assert (lived.ended["live"], lived.ended["total"]) == (PRODUCTS, PRODUCTS)
    assert set(lived.links.values()) == {1}
    assert len(lived.links) == PRODUCTS
    assert lived.drained == 0
    assert lived.alone.code == 4
    assert "pinflow worker" in lived.alone.errors


async def live(folder: Path, database: str) -> Lived:
    environment = {"PINFLOW_DATABASE_URL": database, "PINFLOW_EMBEDDED": "0"}
    plan = StackPlan(folder, (ACCOUNT,), Orders(seed=1), workers=2, environment=environment)
    async with running(plan) as stack:
        await asyncio.to_thread(stack.truth.post, "limits", {"org_write": PER_MINUTE})
        commands = Commands(folder, stack.environment)
        catalog = write_catalog(folder / "spring.csv", PRODUCTS, boards=20)
        started = await commands.json("launch", str(catalog), "--account", ACCOUNT, "--detach")
        drained = await replace_a_worker(stack)
        await kill_temporal(stack)
        ended = await until_ended(commands, started["launch"])
        pins = await asyncio.to_thread(stack.truth.pins)
        alone = await launch_without_workers(stack, commands, catalog)
    return Lived(started, ended, Counter(pin["link"] for pin in pins), drained, alone)


async def replace_a_worker(stack: Stack) -> int:
    """As a rolling deploy does: it ends what it has begun, another takes its place."""
    await until(lambda: len(stack.truth.pins()) >= DRAINED_AT, "a third is pinned", seconds=RUN_SECONDS_MAX)
    worker = stack.workers[0]
    pid = worker.send(signal.SIGTERM)
    assert pid is not None
    return (await worker.ended(pid)).code


async def kill_temporal(stack: Stack) -> None:
    await until(lambda: len(stack.truth.pins()) >= KILLED_AT, "most are pinned", seconds=RUN_SECONDS_MAX)
    stack.temporal.send(signal.SIGKILL)
    await stack.temporal.died(1)
    await stack.until_temporal_answers()


async def until_ended(commands: Commands, launch: str) -> Document:
    async with asyncio.timeout(RUN_SECONDS_MAX):
        while (ended := await commands.json("status", launch, "--no-products"))["waiting"]:
            await asyncio.sleep(1)
    return ended


async def launch_without_workers(stack: Stack, commands: Commands, catalog: Path) -> Said:
    """Nothing is started in a place where it would wait for nobody."""
    for worker in stack.workers:
        worker.may_live.clear()
        pid = worker.send(signal.SIGKILL)
        if pid is not None:
            await worker.ended(pid)
    said = await commands.run("launch", str(catalog), "--account", ACCOUNT, "--edition", "again", "--detach")
    if said.code == 0:
        raise CommandFailed(f"it was started: {said.output}")
    return said

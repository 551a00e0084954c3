"""A deployment of its own: PostgreSQL, two workers, a Temporal run elsewhere; parts of it die meanwhile.

Its workers are replaced by those of another version, one by one, as docs/production.md says.
"""

import asyncio
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from temporalio.client import Client

from contracts.names import AccountKey, WorkflowName
from tests.chaos.command import CommandFailed, Commands, Said
from tests.chaos.orders import Orders
from tests.chaos.stack import Stack, StackPlan, running, takes_tasks, until
from tests.journeys.pinflow import Document, write_catalog
from tests.postgres import find_programs, postgres_server

PRODUCTS = 1_000
ACCOUNT = AccountKey("agency")
PER_MINUTE = 900
"""Fast enough that the machine is the limit."""
REPLACED_AT, KILLED_AT = 300, 600
"""Pins that have been made when a worker is replaced, and when the server dies."""
RUN_SECONDS_MAX = 900.0
FIRST, LATER = "1.0.0", "1.1.0"


@dataclass(frozen=True)
class Lived:
    """What became of the launch."""

    started: Document
    ended: Document
    links: Mapping[str, int]
    replaced: int
    """The exit code of the worker that was replaced while pins were on their way."""
    drained: Document
    """What was left of the first version when all that it had begun had its end."""
    versions: Mapping[str, str]
    """Versions and their states in the end."""
    pins: Mapping[str, int]
    """How many pins each version ended."""
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
    assert lived.replaced == 0
    assert (lived.drained["open"], lived.drained["moved"]) == (0, 0)
    assert lived.versions == {LATER: "current", FIRST: "ended"}
    assert lived.pins[FIRST] + lived.pins[LATER] == PRODUCTS
    assert min(lived.pins.values()) > PRODUCTS / 10
    assert lived.alone.code == 4
    assert "pinflow worker" in lived.alone.errors


async def live(folder: Path, database: str) -> Lived:
    environment = {
        "PINFLOW_DATABASE_URL": database,
        "PINFLOW_EMBEDDED": "0",
        "PINFLOW_DEPLOYMENT": "pinflow",
        "PINFLOW_BUILD_ID": FIRST,
    }
    plan = StackPlan(folder, (ACCOUNT,), Orders(seed=1), workers=2, environment=environment)
    async with running(plan) as stack:
        await asyncio.to_thread(stack.truth.post, "limits", {"org_write": PER_MINUTE})
        commands = Commands(folder, stack.environment)
        catalog = write_catalog(folder / "spring.csv", PRODUCTS, boards=20)
        await commands.json("versions", "current", FIRST)
        started = await commands.json("launch", str(catalog), "--account", ACCOUNT, "--detach")
        await until(lambda: len(stack.truth.pins()) >= REPLACED_AT, "a third is pinned", seconds=RUN_SECONDS_MAX)
        replaced = await replace_worker(stack, 0)
        await commands.json("versions", "current", LATER)
        await kill_temporal(stack)
        drained = await commands.json("versions", "drain", FIRST)
        await replace_worker(stack, 1)
        ended = await until_ended(commands, started["launch"])
        pins = await asyncio.to_thread(stack.truth.pins)
        versions = await commands.json("versions", "list")
        by_version = await pins_by_version(stack)
        alone = await launch_without_workers(stack, commands, catalog)
    return Lived(
        started=started,
        ended=ended,
        links=Counter(pin["link"] for pin in pins),
        replaced=replaced,
        drained=drained,
        versions={one["version"]: one["state"] for one in versions["versions"]},
        pins=by_version,
        alone=alone,
    )


async def replace_worker(stack: Stack, number: int) -> int:
    """As a rolling deploy does: it ends what it is at, one of the later version takes its place; its exit code."""
    worker = stack.workers[number]
    environment = {**worker.program.environment, "PINFLOW_BUILD_ID": LATER}
    worker.program = replace(worker.program, environment=environment)
    pid = worker.send(signal.SIGTERM)
    assert pid is not None
    code = (await worker.ended(pid)).code
    await until(lambda: takes_tasks(worker), "the later version takes tasks")
    return code


async def pins_by_version(stack: Stack) -> Mapping[str, int]:
    """By the version that ended them."""
    client = await Client.connect(stack.address)
    query = f'WorkflowType = "{WorkflowName.PRODUCT_PIN}" AND TemporalWorkerDeploymentVersion = "pinflow:'
    return {build: (await client.count_workflows(f'{query}{build}"')).count for build in (FIRST, LATER)}


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

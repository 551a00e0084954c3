"""Records the histories that CI replays. Run it when a workflow gains a path, and commit what it writes:

    python -m tests.replay.record

Old files stay as they are: they stand for workflows that still run somewhere. A deliberate change of commands is
patched in the workflow, and recorded under a new name.
"""

import asyncio
import hashlib
import json
import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHandle

from contracts.launch import LaunchPolicy
from contracts.names import account_workflow_id, launch_workflow_id
from contracts.pace import Brake
from contracts.pin import MediaStrategy
from contracts.product import Product
from contracts.sightings import MediaStatus, PageLook
from contracts.trouble import AnswerLost, RateLimited
from store.accounts import SqlAccounts
from store.database import Database
from store.schema import upgrade
from tests.builders import ACCOUNT, LAUNCH, POLICY, a_product, an_intent
from tests.fakes.clock import START, FakeClock
from tests.fakes.shop import PICTURE
from tests.workflows.world import World, open_world
from workflows.account import SIGNALS_MAX

SIGNALS_AT_ONCE = 10
PAGE = "https://shop.example.com/products/blue-mug"
FINISHED = b"canvas of " + PICTURE

HISTORIES = Path(__file__).parent / "histories"

Scene = Callable[[World], Awaitable[None]]


async def live(world: World) -> None:
    await world.finished(a_product())
    await _keep(_pin(world), "pin-live")
    await _keep(world.client.get_workflow_handle(launch_workflow_id(LAUNCH)), "launch-done")


async def refused(world: World) -> None:
    world.shop.looks[PAGE] = PageLook(url=PAGE, status=404)
    await world.finished(a_product())
    await _keep(_pin(world), "pin-refused")


async def adopted(world: World) -> None:
    world.pinterest.troubles.append(AnswerLost("the connection was closed"))
    await world.finished(a_product())
    await _keep(_pin(world), "pin-answer-lost-and-adopted")


async def posted_again(world: World) -> None:
    world.pinterest.troubles.append(AnswerLost("the connection was closed"))
    world.pinterest.lost_but_made = False
    await world.finished(a_product())
    await _keep(_pin(world), "pin-answer-lost-and-posted-again")


async def braked(world: World) -> None:
    world.pinterest.troubles.append(RateLimited("rate limit", retry_seconds=20, code=8))
    await world.finished(a_product())
    await _keep(_pin(world), "pin-braked")
    await _keep(_account(world), "account-braked")


async def cancelled(world: World) -> None:
    await world.pause()
    await world.launch(a_product())
    for _ in range(10):
        await world.step()
    await _pin(world).cancel()
    for _ in range(10):
        await world.step()
    await _keep(_pin(world), "pin-cancelled")


async def by_update(world: World) -> None:
    """A pin put off and cancelled by update, in a launch whose other row is paused and resumed."""
    await world.pause()
    launch = await world.launch(a_product(), a_product("red-mug"))
    for _ in range(10):
        await world.step()
    pin = world.client.get_workflow_handle(_pin(world).id)
    await _stepped(world, pin.execute_update("reschedule", world.clock.now() + 20))
    await _stepped(world, launch.execute_update("pause", "product=red-mug"))
    await _stepped(world, launch.execute_update("resume", "product=red-mug"))
    await _stepped(world, pin.execute_update("cancel"))
    await _account(world).signal("resume")
    await _stepped(world, launch.result())
    await _keep(_pin(world), "pin-cancelled-by-update")
    await _keep(launch, "launch-by-hand")


async def recalled(world: World) -> None:
    """An order in the ledger, which the account's workflow tells the pin."""
    await world.pause()
    launch = await world.launch(a_product())
    for _ in range(10):
        await world.step()
    await _stepped(world, launch.cancel())
    await _stepped(world, launch.result())
    await _keep(_pin(world), "pin-recalled")
    await _keep(launch, "launch-cancelled")
    await _keep(_account(world), "account-recalls")


async def looked_at_again(world: World) -> None:
    policy = LaunchPolicy(pin=POLICY.model_copy(update={"look_again_seconds": 60.0}))
    await world.launch(a_product(), policy=policy)
    for _ in range(90):
        await world.step()
    await _keep(_pin(world), "pin-looked-at-again")


async def waiting(world: World) -> None:
    """A pin in the middle of its life, and an account that is paused."""
    await world.launch(a_product())
    for _ in range(2):
        await world.step()
    await _account(world).signal("pause", "for the record")
    for _ in range(6):
        await world.step()
    await _keep(_pin(world), "pin-waiting-for-its-slot")
    await _keep(_account(world), "account-paused")


async def continued(world: World) -> None:
    await world.finished(a_product())
    first = await _account(world).describe()
    for number in range(SIGNALS_MAX + 5):
        await _account(world).signal("brake", Brake(until=0.0))
        if number % SIGNALS_AT_ONCE == 0:  # in a flood the time-skipping server writes histories that are none
            await asyncio.sleep(0.2)
    await world.step()
    await _keep(
        world.client.get_workflow_handle(account_workflow_id(ACCOUNT), run_id=first.run_id),
        "account-continued-as-new",
    )


async def by_address(world: World) -> None:
    """Its picture becomes public a while after it was kept."""
    world.assets.public = "https://pictures.example.com"
    address = world.assets.public_address(hashlib.sha256(FINISHED).hexdigest()) or ""
    world.shop.pictures[address] = b"not yet"
    rules = POLICY.model_copy(update={"strategy": MediaStrategy.IMAGE_URL})
    await world.launch(a_product(), policy=LaunchPolicy(pin=rules))
    for _ in range(4):
        await world.step()
    world.shop.pictures[address] = FINISHED
    await world.until(lambda: bool(world.pinterest.pins))
    for _ in range(4):
        await world.step()
    await _keep(_pin(world), "pin-picture-by-address")


async def video(world: World) -> None:
    world.media.processing_seconds = 30
    product = a_product(video="https://cdn.example.com/blue-mug.mp4")
    await world.finished(product)
    await _keep(_pin(world, product), "pin-video")


async def video_refused(world: World) -> None:
    """Pinterest could not process it."""
    world.media.end = MediaStatus.FAILED
    product = a_product(video="https://cdn.example.com/blue-mug.mp4")
    await world.finished(product)
    await _keep(_pin(world, product), "pin-video-refused")


SCENES: tuple[Scene, ...] = (
    live,
    refused,
    adopted,
    posted_again,
    braked,
    cancelled,
    by_update,
    recalled,
    looked_at_again,
    waiting,
    continued,
    by_address,
    video,
    video_refused,
)


async def _stepped(world: World, asking: Awaitable[object]) -> None:
    """Time passes while somebody waits for an answer."""
    answer = asyncio.ensure_future(asking)
    await world.until(answer.done)
    await answer


def _pin(world: World, product: Product | None = None) -> "WorkflowHandle[object, object]":
    key = an_intent(product or a_product(), board_id=next(iter(world.pinterest.boards))).key
    return world.client.get_workflow_handle(f"pin/{ACCOUNT}/{key}")


def _account(world: World) -> "WorkflowHandle[object, object]":
    return world.client.get_workflow_handle(account_workflow_id(ACCOUNT))


async def _keep(handle: "WorkflowHandle[Any, Any]", name: str) -> None:  # Any: of any workflow
    history = await handle.fetch_history()
    # The host's name is nobody's business.
    text = json.dumps(json.loads(history.to_json().replace(os.uname().nodename, "worker")), separators=(",", ":"))
    await asyncio.to_thread((HISTORIES / f"{name}.json").write_text, text + "\n", "utf-8")


async def _record(scene: Scene) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/ledger.db")
        await asyncio.to_thread(upgrade, database)
        await SqlAccounts(database).add(ACCOUNT, "sealed", START)
        async with open_world(database, FakeClock()) as world:
            await scene(world)
        database.close()


async def record() -> None:
    """Play every scene in a world of its own."""
    HISTORIES.mkdir(exist_ok=True)
    for scene in SCENES:
        await _record(scene)


if __name__ == "__main__":
    asyncio.run(record())

"""Pins that become live, each in its own way."""

import hashlib
from collections.abc import Sequence

from contracts.launch import LaunchPolicy
from contracts.names import launch_workflow_id
from contracts.outcome import Outcome
from contracts.pace import Priority
from contracts.pin import MediaStrategy
from tests.builders import LAUNCH, POLICY, a_product
from tests.fakes.shop import PICTURE
from tests.replay.scenes.stage import (
    FILM,
    Handle,
    account_of,
    ended,
    finished,
    pin_of,
    stepped,
    steps_on,
    waiting,
)
from tests.workflows.world import World
from workflows.product_pin import ProductPinWorkflow

FINISHED = b"canvas of " + PICTURE
MINUTES = 120.0


async def live(world: World) -> Sequence[Handle]:
    await world.finished(a_product())
    launch = world.client.get_workflow_handle(launch_workflow_id(LAUNCH))
    return [await ended(world, Outcome.LIVE), launch]


async def urgent(world: World) -> Sequence[Handle]:
    """It says that it waits for a slot."""
    await world.launch(a_product(), policy=LaunchPolicy(pin=POLICY, priority=Priority.URGENT))
    await finished(world)
    return [await ended(world, Outcome.LIVE)]


async def looked_at_again(world: World) -> Sequence[Handle]:
    policy = LaunchPolicy(pin=POLICY.model_copy(update={"look_again_seconds": 60.0}))
    await world.launch(a_product(), policy=policy)
    await steps_on(world, 90)
    return [await ended(world, Outcome.LIVE)]


async def waits_for_its_slot(world: World) -> Sequence[Handle]:
    """A pin in the middle of its life, and an account that is paused."""
    await world.launch(a_product())
    await steps_on(world, 2)
    await account_of(world).signal("pause", "for the record")
    await steps_on(world, 6)
    assert not world.pinterest.pins
    return [pin_of(world), account_of(world)]


async def rescheduled(world: World) -> Sequence[Handle]:
    """Put off while it waits: its slot comes when its time has come."""
    await waiting(world, a_product())
    later = world.clock.now() + MINUTES
    answer = await stepped(world, pin_of(world).execute_update(ProductPinWorkflow.reschedule, later))
    assert answer.changed == 1
    await account_of(world).signal("resume")
    await finished(world)
    (made,) = world.pinterest.pins.values()
    assert (made.created or 0.0) >= later
    return [await ended(world, Outcome.LIVE)]


async def held(world: World) -> Sequence[Handle]:
    """Paused and resumed by a person while it waits."""
    await waiting(world, a_product())
    assert (await stepped(world, pin_of(world).execute_update(ProductPinWorkflow.pause))).changed == 1
    await account_of(world).signal("resume")
    await steps_on(world, 10)
    assert not world.pinterest.pins
    assert (await stepped(world, pin_of(world).execute_update(ProductPinWorkflow.resume))).changed == 1
    await finished(world)
    return [await ended(world, Outcome.LIVE)]


async def wanted_again(world: World) -> Sequence[Handle]:
    """Launched again while it runs: at its end it asks the ledger once more."""
    await waiting(world, a_product())
    await pin_of(world).signal("wanted")
    await account_of(world).signal("resume")
    await finished(world)
    assert len(world.pinterest.pins) == 1
    return [await ended(world, Outcome.LIVE)]


async def by_address(world: World) -> Sequence[Handle]:
    """Its picture becomes public a while after it was kept."""
    world.assets.public = "https://pictures.example.com"
    address = world.assets.public_address(hashlib.sha256(FINISHED).hexdigest()) or ""
    world.shop.pictures[address] = b"not yet"
    rules = POLICY.model_copy(update={"strategy": MediaStrategy.IMAGE_URL})
    await world.launch(a_product(), policy=LaunchPolicy(pin=rules))
    await steps_on(world, 4)
    world.shop.pictures[address] = FINISHED
    await world.until(lambda: bool(world.pinterest.pins))
    await steps_on(world, 4)
    return [await ended(world, Outcome.LIVE)]


async def video(world: World) -> Sequence[Handle]:
    world.media.processing_seconds = 30
    product = a_product(video=FILM)
    await world.finished(product)
    return [await ended(world, Outcome.LIVE, product)]

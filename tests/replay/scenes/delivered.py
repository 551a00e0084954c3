"""Events told to an endpoint: at once, after trouble, never, and after its rest."""

from collections.abc import Sequence

from activities.delivery_engine import TemporalDeliveries
from activities.outbox import OutboxKeeper
from contracts.names import delivery_workflow_id
from contracts.webhooks import NewEndpoint, Posted
from drafting.webhook_retries import DAY, HOUR
from store.deliveries_out import SqlDeliveriesOut
from store.endpoints import SqlEndpoints
from tests.fakes.receiver import DOWN, SECRET
from tests.replay.scenes.stage import Handle
from tests.workflows.world import SEALER, World


async def accepted(world: World) -> Sequence[Handle]:
    """As it should be."""
    return [await _ended(world, await _told(world))]


async def after_trouble(world: World) -> Sequence[Handle]:
    """Nobody there, then 500, then well."""
    world.receiver.script[:] = [DOWN, Posted(500, None)]
    return [await _ended(world, await _told(world))]


async def given_up(world: World) -> Sequence[Handle]:
    """Nobody there for a week."""
    world.receiver.usual = DOWN
    handle = await _told(world)
    began = world.clock.now()
    while world.clock.now() < began + 9 * DAY:
        await world.step(6 * HOUR)
    return [await _ended(world, handle)]


async def while_it_rests(world: World) -> Sequence[Handle]:
    """The endpoint has asked to be left alone, by its answer to another delivery."""
    world.receiver.script[:] = [Posted(429, 600.0)]
    await _told(world)
    await world.until(lambda: len(world.receiver.got) == 1)
    await world.step()
    (endpoint,) = await SqlEndpoints(world.database, SEALER).list()
    return [await _ended(world, await _pinged(world, endpoint.id))]


async def _told(world: World) -> Handle:
    new = NewEndpoint("https://hooks.example/in", SECRET, ("*",))
    return await _pinged(world, (await SqlEndpoints(world.database, SEALER).add(new, world.clock.now())).id)


async def _pinged(world: World, endpoint: str) -> Handle:
    event = await SqlEndpoints(world.database, SEALER).ping(endpoint, world.clock.now())
    outbox = SqlDeliveriesOut(world.database, SEALER)
    await OutboxKeeper(outbox, TemporalDeliveries(world.client), world.clock).start_some()
    return world.client.get_workflow_handle(delivery_workflow_id(event or "", endpoint))


async def _ended(world: World, handle: Handle) -> Handle:
    await world.result_of(handle)
    return handle

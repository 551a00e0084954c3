"""Pins cancelled in each of their stages, by each door: `withdrawn` where nothing left, the truth where it did."""

from collections.abc import Sequence

from contracts.hand import CancelVerdict
from contracts.launch import LaunchPolicy
from contracts.outcome import Outcome
from contracts.sightings import PageLook
from contracts.trouble import AnswerLost, BadStatus, PinterestTrouble
from tests.builders import LAUNCH, POLICY, a_product
from tests.replay.scenes.stage import (
    FILM,
    PAGE,
    PICTURE_ADDRESS,
    Handle,
    account_of,
    asked_for,
    cancelled,
    ended,
    finished,
    pin_of,
    stepped,
    steps_on,
    waiting,
)
from tests.workflows.world import World

LOST = AnswerLost("the connection was closed")
READS = 10_000


async def while_drafting(world: World) -> Sequence[Handle]:
    """Its page does not answer; it is cancelled between two looks."""
    world.shop.looks[PAGE] = PageLook(url=PAGE, status=503)
    await world.launch(a_product())
    await world.until(lambda: _has_started(world))
    await steps_on(world, 2)
    pin = await cancelled(world, CancelVerdict.WITHDRAWN)
    await finished(world)
    return [pin]


async def _has_started(world: World) -> bool:
    return bool(await world.launches.open_pins(LAUNCH))


async def while_preparing(world: World) -> Sequence[Handle]:
    """Its picture cannot be fetched; it is cancelled between two tries."""
    world.shop.pictures[PICTURE_ADDRESS] = BadStatus("answers 503", url=PICTURE_ADDRESS, status=503)
    await world.launch(a_product())
    await asked_for(world, "prepare_image")
    pin = await cancelled(world, CancelVerdict.WITHDRAWN)
    await finished(world)
    return [pin]


async def while_uploading(world: World) -> Sequence[Handle]:
    """Its video is being processed."""
    world.media.processing_seconds = 600
    product = a_product(video=FILM)
    await world.launch(product)
    await asked_for(world, "upload_media", product=product)
    await steps_on(world, 5)
    pin = await cancelled(world, CancelVerdict.WITHDRAWN, product)
    await finished(world)
    return [pin]


async def by_temporal(world: World) -> Sequence[Handle]:
    """By Temporal's own cancellation, while it waits for a slot."""
    await waiting(world, a_product())
    await pin_of(world).cancel()
    await finished(world)
    return [await ended(world, Outcome.WITHDRAWN)]


async def by_update(world: World) -> Sequence[Handle]:
    """A pin put off and cancelled by update, in a launch whose other row is paused and resumed."""
    await world.pause()
    launch = await world.launch(a_product(), a_product("red-mug"))
    await steps_on(world, 10)
    pin = world.client.get_workflow_handle(pin_of(world).id)
    await stepped(world, pin.execute_update("reschedule", world.clock.now() + 20))
    await stepped(world, launch.execute_update("pause", "product=red-mug"))
    await stepped(world, launch.execute_update("resume", "product=red-mug"))
    await stepped(world, pin.execute_update("cancel"))
    await account_of(world).signal("resume")
    await stepped(world, launch.result())
    return [await ended(world, Outcome.WITHDRAWN), launch]


async def recalled(world: World) -> Sequence[Handle]:
    """An order in the ledger, which the account's workflow tells the pin."""
    await world.pause()
    launch = await world.launch(a_product())
    await steps_on(world, 10)
    await stepped(world, launch.cancel())
    await stepped(world, launch.result())
    return [await ended(world, Outcome.WITHDRAWN), launch, account_of(world)]


async def recall_taken_back(world: World) -> Sequence[Handle]:
    """Told of an order that does not stand any more, it begins again."""
    await waiting(world, a_product())
    await pin_of(world).signal("recall")
    await steps_on(world, 3)
    await account_of(world).signal("resume")
    await finished(world)
    return [await ended(world, Outcome.LIVE)]


async def on_the_wire_and_made(world: World) -> Sequence[Handle]:
    """Its answer is lost; the board shows that it was made: too late."""
    return [await _on_the_wire(world, made=True, verdict=CancelVerdict.TOO_LATE)]


async def on_the_wire_and_not_made(world: World) -> Sequence[Handle]:
    """Its answer is lost; after the grace it is certain that nothing came of it."""
    return [await _on_the_wire(world, made=False, verdict=CancelVerdict.WITHDRAWN)]


async def _on_the_wire(world: World, *, made: bool, verdict: CancelVerdict) -> Handle:
    world.pinterest.troubles, world.pinterest.lost_but_made = [LOST], made
    world.pinterest.listing_seconds = 6
    await world.launch(a_product())
    await asked_for(world, "read_back")
    pin = await cancelled(world, verdict)
    await finished(world)
    assert len(world.pinterest.pins) == made
    return pin


async def while_nobody_knows(world: World) -> Sequence[Handle]:
    """Its answer is lost and the board cannot be read: it says so after a while, and is settled later."""
    world.pinterest.troubles, world.pinterest.lost_but_made = [LOST], False
    await world.launch(a_product())
    await asked_for(world, "read_back")
    world.pinterest.read_troubles = [PinterestTrouble("500", status=500)] * READS
    pin = await cancelled(world, CancelVerdict.UNCONFIRMED)
    world.pinterest.read_troubles.clear()
    await finished(world)
    assert not world.pinterest.pins
    return [pin]


async def while_confirming(world: World) -> Sequence[Handle]:
    """It is made, and its picture is still being processed: too late."""
    world.pinterest.processing_seconds = 40
    await world.launch(a_product())
    await asked_for(world, "confirm")
    pin = await cancelled(world, CancelVerdict.TOO_LATE)
    await finished(world)
    return [pin]


async def before_the_second_look(world: World) -> Sequence[Handle]:
    """Live, and told by Temporal to wait no longer: it stays what it is."""
    policy = LaunchPolicy(pin=POLICY.model_copy(update={"look_again_seconds": 7_200.0}))
    await world.launch(a_product(), policy=policy)
    await finished(world)
    await pin_of(world).cancel()
    return [await ended(world, Outcome.LIVE)]

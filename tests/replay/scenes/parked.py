"""Tokens renewed, alerts told, and a pin that outlives a step's patience while its account waits for a person."""

from collections.abc import Sequence

from activities.translate import PARKED_SECONDS_MAX
from contracts.outcome import Outcome
from contracts.trouble import GrantDead, SpamBlocked
from store.accounts import SqlAccounts
from tests.builders import ACCOUNT, LAUNCH, a_product
from tests.replay.scenes.stage import FILM, Handle, account_of, asked_for, ended, steps_on
from tests.workflows.world import World
from workflows.steps import PATIENCE

LIFE_SECONDS = 60.0


async def renewed(world: World) -> Sequence[Handle]:
    """In time, without any pin; and once more because a person wants it."""
    world.authority.life_seconds = LIFE_SECONDS
    await world.connect()
    await world.until(lambda: len(world.authority.asked) == 1)
    await steps_on(world, 2)
    await account_of(world).signal("renew")
    await world.until(lambda: len(world.authority.asked) == 2)
    await steps_on(world, 2)
    return [account_of(world)]


async def told(world: World) -> Sequence[Handle]:
    """The refresh token is spent: a person is told while the access token works on."""
    world.authority.life_seconds = LIFE_SECONDS
    world.authority.troubles.append(GrantDead("The authorization grant is invalid."))
    await world.connect()
    await world.until(lambda: world.bell.rung)
    await steps_on(world, 2)
    return [account_of(world)]


async def for_days(world: World) -> Sequence[Handle]:
    """A video cannot be uploaded: its account is blocked longer than a step's patience lasts."""
    product = a_product(video=FILM)
    world.media.troubles.append(SpamBlocked("spam"))
    await world.launch(product)
    await asked_for(world, "upload_media", product=product)
    await world.client.get_workflow_handle(f"launch/{LAUNCH}").terminate("it would look, and look")
    began = world.clock.now()
    while world.clock.now() < began + PATIENCE.total_seconds() + PARKED_SECONDS_MAX:
        await world.step(PARKED_SECONDS_MAX)
    await SqlAccounts(world.database).unpark(ACCOUNT)
    await world.until(lambda: bool(world.pinterest.pins))
    return [await ended(world, Outcome.LIVE, product)]

"""Changes of a product, and what is done about them."""

from collections.abc import Sequence

from contracts.names import AccountKey
from store.accounts import SqlAccounts
from tests.replay.scenes.stage import Handle, account_of, steps_on
from tests.workflows.shop import Shop
from tests.workflows.world import World

SIGNALS = 20
"""Enough for a server with little patience."""

PINS_NEW = """
[[rule]]
on = ["new"]
do = "pin"
"""
RULES = f"""{PINS_NEW}
[[rule]]
on = ["deleted"]
do = "delete"

[[rule]]
on = ["price_drop"]
do = "replace"
edition = "{{price}}"

[[rule]]
on = ["title_changed"]
do = "update"
"""


async def pinned(world: World) -> Sequence[Handle]:
    """Told twice before it is quiet."""
    shop = await _open(world)
    await _sends(shop, title="Mug as of today")
    await world.step()
    await _sends(shop, title="Mug as of now")
    await shop.settled("mug")
    return [shop.workflow("mug")]


async def behind(world: World) -> Sequence[Handle]:
    """A delivery that came before is not read yet."""
    shop = await _open(world)
    await _sends(shop)
    await steps_on(world, 5)
    await shop.sends(shop.says("mug", title="Mug at last"))
    await steps_on(world, 7)
    await shop.dispatches()
    await shop.settled("mug")
    return [shop.workflow("mug")]


async def updated(world: World) -> Sequence[Handle]:
    """While its pin is still on its way: its end is waited for."""
    shop = await _open(world)
    await world.pause()
    await _sends(shop)
    await shop.settled("mug")
    await _sends(shop, title="Mug, now blue")
    await steps_on(world, 14)
    await account_of(world).signal("resume")
    await shop.settled("mug")
    assert await shop.titles() == ["Mug, now blue"]
    return [shop.workflow("mug")]


async def deleted(world: World) -> Sequence[Handle]:
    """Its one pin."""
    shop = await _live(world)
    await shop.sends(shop.drops("mug"))
    await shop.dispatches()
    await shop.settled("mug")
    assert not world.pinterest.pins
    return [shop.workflow("mug")]


async def replaced(world: World) -> Sequence[Handle]:
    """The old pin goes when the new one is live."""
    shop = await _live(world)
    (old,) = world.pinterest.pins
    await _sends(shop, price="9.00 EUR")
    await shop.settled("mug")
    assert old not in world.pinterest.pins
    return [shop.workflow("mug")]


async def unconnected(world: World) -> Sequence[Handle]:
    """A person is told, and connects the account."""
    client = AccountKey("client")
    shop = await _open(world, rules=f'{PINS_NEW}account = "{client}"')
    await _sends(shop)
    await steps_on(world, 20)
    assert [alert.account for alert in world.bell.rung] == [client]
    await SqlAccounts(world.database).add(client, "sealed", world.clock.now())
    await shop.settled("mug")
    return [shop.workflow("mug")]


async def continued(world: World) -> Sequence[Handle]:
    """On a server that suggests it early, while a pin is waited for."""
    shop = await _open(world, quiet_seconds=1.0)
    await world.pause()
    await _sends(shop)
    await shop.settled("mug")
    await _sends(shop, title="Mug, now blue")
    first = (await shop.workflow("mug").describe()).run_id
    await steps_on(world, 3)
    for _ in range(SIGNALS):
        await shop.workflow("mug").signal("changed")
        await world.step(0.1)

    async def has_continued() -> bool:
        return (await shop.workflow("mug").describe()).run_id != first

    await world.until(has_continued)
    await account_of(world).signal("resume")
    await shop.settled("mug")
    assert await shop.titles() == ["Mug, now blue"]
    return [world.client.get_workflow_handle(shop.workflow("mug").id, run_id=first)]


async def _open(world: World, *, rules: str = RULES, quiet_seconds: float = 10.0) -> Shop:
    shop = Shop(world)
    await shop.open(rules, quiet_seconds=quiet_seconds)
    return shop


async def _live(world: World) -> Shop:
    """With a product whose pin is live."""
    shop = await _open(world)
    await _sends(shop)
    await shop.settled("mug")
    await world.until(lambda: bool(world.pinterest.pins))
    await steps_on(world, 30)
    return shop


async def _sends(shop: Shop, **said: object) -> None:
    await shop.sends(shop.says("mug", **said))
    await shop.dispatches()

"""Launches and accounts: those who start pins, grant them slots, and see that none is forgotten."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from contracts.hand import HandAnswer
from contracts.launch import UNSENT_PINS_MAX, LaunchPolicy, Tally
from contracts.names import LaunchId, account_workflow_id
from contracts.pace import Brake
from contracts.trouble import TokenDead
from contracts.windows import WindowRule
from drafting.window_text import read_window
from store.accounts import SqlAccounts
from tests.builders import ACCOUNT, LAUNCH, POLICY, a_product, an_intent
from tests.ledger import Ledger
from tests.ledger import live as live_outcome
from tests.replay.scenes.stage import Handle, account_of, finished, pin_of, stepped, steps_on, waiting
from tests.workflows.world import World
from workflows.account import SIGNALS_MAX, AccountWorkflow
from workflows.launch import REVIVE_SECONDS

SIGNALS_AT_ONCE = 10
ROUNDS_MAX = 60


async def judged(world: World) -> Sequence[Handle]:
    """No room for its row: the row is looked at meanwhile, and admitted when another pin has ended."""
    others = [a_product(f"other-{number}") for number in range(UNSENT_PINS_MAX)]
    await Ledger(world.database).registered(*others, launch=LaunchId("other"))
    launch = await world.launch(a_product())
    await steps_on(world, 10)
    assert not world.pinterest.pins
    await Ledger(world.database).intents.settle(an_intent(others[0]).key, live_outcome(), world.clock.now())
    assert (await stepped(world, launch.result())).live == 1
    return [launch]


async def planned(world: World) -> Sequence[Handle]:
    """Its window closes half an hour from now: its row gets a moment first, and leaves then."""
    opens, closes = (datetime.fromtimestamp(world.clock.now() + ahead, UTC) for ahead in (0.0, 1_800.0))
    window = read_window(f"daily {opens:%H:%M}-{closes:%H:%M} UTC")
    policy = LaunchPolicy(pin=POLICY, window=WindowRule(window=window))
    launch = await world.launch(a_product(), policy=policy)
    for _ in range(14):
        await world.step(REVIVE_SECONDS / 5)
    await finished(world)
    assert (await stepped(world, launch.result())).live == 1
    return [launch]


async def revived(world: World) -> Sequence[Handle]:
    """Its pin's workflow was terminated while it waited: the launch starts it again."""
    await waiting(world, a_product())
    await pin_of(world).terminate("by hand")
    for _ in range(10):
        await world.step(REVIVE_SECONDS / 5)
    await account_of(world).signal("resume")
    await finished(world)
    assert len(world.pinterest.pins) == 1
    return [world.client.get_workflow_handle(f"launch/{LAUNCH}")]


async def without_boards(world: World) -> Sequence[Handle]:
    """The token is dead before there is a board; a person takes the account up again."""
    world.pinterest.read_troubles = [TokenDead("401: the token is dead")]
    launch = await world.launch(a_product())
    await world.until(lambda: SqlAccounts(world.database).parked(ACCOUNT))
    await steps_on(world, 3)
    await SqlAccounts(world.database).unpark(ACCOUNT)
    assert (await stepped(world, launch.result())) == Tally(total=1, live=1)
    return [launch]


async def left_by_its_pin(world: World) -> Sequence[Handle]:
    """An account grants a slot to a pin that does not run any more, and takes it out of the queue."""
    await waiting(world, a_product())
    await pin_of(world).terminate("by hand")
    await world.client.get_workflow_handle(f"launch/{LAUNCH}").terminate("by hand")
    await account_of(world).signal("resume")
    await world.until(lambda: _nobody_waits(world))
    return [account_of(world)]


async def _nobody_waits(world: World) -> bool:
    return not await Ledger(world.database).waiting()


async def by_hand(world: World) -> Sequence[Handle]:
    """Rows of the account withdrawn by update of its workflow."""
    await waiting(world, a_product())
    answer = await stepped(world, account_of(world).execute_update(AccountWorkflow.cancel, ""))
    assert answer == HandAnswer(matched=1, changed=1)
    await finished(world)
    return [account_of(world)]


async def account_continued(world: World) -> Sequence[Handle]:
    await world.finished(a_product())
    first = await account_of(world).describe()
    for number in range(SIGNALS_MAX + 5):
        await account_of(world).signal("brake", Brake(until=0.0))
        if number % SIGNALS_AT_ONCE == 0:  # in a flood the time-skipping server writes histories that are none
            await asyncio.sleep(0.2)
    await world.step()
    return [world.client.get_workflow_handle(account_workflow_id(ACCOUNT), run_id=first.run_id)]


async def launch_continued(world: World) -> Sequence[Handle]:
    """On a server that suggests it early. Its pin waits through it, and ends in the next run."""
    await world.pause()
    launch = await world.launch(a_product())
    first = (await launch.describe()).run_id
    for _ in range(ROUNDS_MAX):
        await launch.signal("look")
        await world.step()
        if (await launch.describe()).run_id != first:
            break
    await account_of(world).signal("resume")
    await finished(world)
    assert len(world.pinterest.pins) == 1
    return [world.client.get_workflow_handle(f"launch/{LAUNCH}", run_id=first)]

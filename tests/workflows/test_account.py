"""The account's semaphore: it stops when told, goes on when told, and forgets nobody."""

import asyncio
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle

from activities.engine import TemporalEngine
from contracts.launch import Tally
from contracts.names import LaunchId, PinKey, account_workflow_id
from contracts.pace import AccountState, AccountView, Brake, Grant
from contracts.pin import Slot
from contracts.trouble import TokenDead
from store.accounts import SqlAccounts
from tests.builders import ACCOUNT, LAUNCH, a_product
from tests.fakes.clock import START
from tests.ledger import Ledger
from tests.workflows.world import World
from workflows.account import SIGNALS_MAX, AccountWorkflow, details
from workflows.pacing import Batch

SIGNALS_A_BATCH = 50
"""More of them buffered at once starve a workflow (measured)."""

BRAKE_SECONDS = 15.0
AN_HOUR = 3_600.0

Account = WorkflowHandle[AccountWorkflow, Any]  # Any: it never returns


async def test_nothing_leaves_before_a_brake_ends(world: World) -> None:
    account = await woken(world)
    until = world.clock.now() + BRAKE_SECONDS
    await account.signal(AccountWorkflow.brake, Brake(until=until, why="429"))
    await world.finished(a_product("one"), a_product("two"))
    moments = [pin.created or 0.0 for pin in world.pinterest.pins.values()]
    assert len(moments) == 2
    assert min(moments) >= until


async def test_a_shorter_brake_does_not_loosen_a_longer_one(world: World) -> None:
    account = await woken(world)
    until = world.clock.now() + BRAKE_SECONDS
    for earlier in (0, 20):
        await account.signal(AccountWorkflow.brake, Brake(until=until - earlier))
    assert (await account.query(AccountWorkflow.state)).braked_until == until


async def test_a_paused_account_sends_nothing_until_it_is_resumed(world: World) -> None:
    account = await paused(world)
    await launched(world, 2)
    for _ in range(10):
        await world.step(30)
    assert not world.pinterest.pins
    assert (await view_of(world)).paused == "the shop is closed"
    await account.signal(AccountWorkflow.resume)
    await world.until(lambda: all_ended(world))
    assert len(world.pinterest.pins) == 2


async def test_resume_takes_up_an_account_that_was_parked(world: World) -> None:
    """Its token was dead, and somebody connected it again."""
    account = await paused(world)
    await launched(world, 1)
    await SqlAccounts(world.database).park(ACCOUNT, TokenDead("the token is dead"), world.clock.now())
    await account.signal(AccountWorkflow.resume)
    await world.until(lambda: all_ended(world))
    assert await SqlAccounts(world.database).parked(ACCOUNT) is None
    assert len(world.pinterest.pins) == 1


async def test_an_idle_account_costs_nothing(world: World) -> None:
    """With nobody waiting it sleeps without a timer: hours add no event to its history."""
    account = await woken(world)
    await world.until(lambda: is_at_rest(account))
    events = await history_length(account)
    for _ in range(24):
        await world.step(AN_HOUR)
    assert await history_length(account) == events


async def test_an_account_that_continues_as_new_loses_and_doubles_no_pin(world: World) -> None:
    """As many knocks as one run may take, while pins wait; it stays paused, and then serves each of them."""
    account = await paused(world)
    await launched(world, 3)
    first_run = (await account.describe()).run_id
    await knock(world, account, SIGNALS_MAX)
    await world.until(lambda: is_another_run(account, first_run))
    assert (await view_of(world)).paused == "the shop is closed"
    await account.signal(AccountWorkflow.resume)
    await world.until(lambda: all_ended(world))
    assert (await world.launches.tally(LAUNCH)).live == len(world.pinterest.pins) == 3


async def test_a_terminated_account_serves_its_pins_when_it_is_woken(real_world: World) -> None:
    world = real_world
    account = await paused(world)
    await launched(world, 2)
    await account.terminate("by hand")
    again = await woken(world)
    assert (await view_of(world)).paused == "the shop is closed"
    await again.signal(AccountWorkflow.resume)
    await world.until(lambda: all_ended(world))
    assert (await world.launches.tally(LAUNCH)).live == len(world.pinterest.pins) == 2


async def test_a_pin_whose_workflow_is_gone_holds_up_nobody(world: World) -> None:
    """It leaves the queue: it would be granted a slot again and again."""
    ledger = Ledger(world.database)
    gone = await ledger.ready(a_product("gone"), launch=LaunchId("gone"), at=world.clock.now())
    await woken(world)
    await world.until(lambda: is_empty(ledger))
    assert (await ledger.intents.load(gone[0])).outcome is None
    await world.finished(a_product("one"))
    assert len(world.pinterest.pins) == 1


@pytest.mark.parametrize(
    ("state", "view", "line"),
    [
        (AccountState(account=ACCOUNT), AccountView(now=START), "quota of writes: 100 in 60 s"),
        (AccountState(account=ACCOUNT), AccountView(now=START, open_pins=7), "open pins: 7"),
        (AccountState(account=ACCOUNT), AccountView(now=START, paused="closed"), "**paused**: closed"),
        (AccountState(account=ACCOUNT), AccountView(now=START, next_due=START), "may leave at 2026-11-18"),
        (AccountState(account=ACCOUNT), AccountView(now=START, paused="x"), "pinflow resume --account demo`"),
        (AccountState(account=ACCOUNT), AccountView(now=START, parked="401"), "**parked**: 401"),
        (AccountState(account=ACCOUNT), AccountView(now=START, parked="401", remedy="Do it."), "401 Do it."),
        (
            AccountState(account=ACCOUNT),
            AccountView(now=START, parked="4", paused="x"),
            "It is also **paused**: x",
        ),
        (AccountState(account=ACCOUNT), AccountView(now=START), "**Now:** no pin waits for a slot"),
        (AccountState(account=ACCOUNT), AccountView(now=START, waiting_total=1), "until the quota has room"),
        (
            AccountState(account=ACCOUNT),
            AccountView(now=START, waiting_total=1, token_until=START - 60),
            "**Now:** nothing leaves until the token is renewed: it ended at 2026-11-18",
        ),
        (
            AccountState(account=ACCOUNT),
            AccountView(now=START, waiting_total=1, token_until=START + 60),
            "until the quota has room",
        ),
        (AccountState(account=ACCOUNT, braked_until=START + 9), AccountView(now=START), "another 9 s"),
        (AccountState(account=ACCOUNT), AccountView(now=START, blocked_until=START + 5), "another 5 s"),
    ],
)
def test_the_account_s_page_says_why_nothing_is_granted(state: AccountState, view: AccountView, line: str) -> None:
    assert line in details(state, view, Batch(fresh=(), outstanding=()))


def test_the_account_s_page_counts_the_slots_that_are_out() -> None:
    grant = Grant(key=PinKey("one"), slot=Slot(at=START, expires=START))
    page = details(AccountState(account=ACCOUNT), AccountView(now=START), Batch(fresh=(), outstanding=(grant,)))
    assert "slots out: 1" in page
    assert "**Now:** pins leave" in page


async def launched(world: World, count: int) -> None:
    """A launch whose pins all wait for a slot."""
    await world.launch(*(a_product(f"mug-{number}") for number in range(count)))
    await world.until(lambda: are_waiting(world, count))


async def paused(world: World) -> Account:
    account = await woken(world)
    await account.signal(AccountWorkflow.pause, "the shop is closed")
    await world.until(lambda: is_paused(world))
    return account


async def is_paused(world: World) -> bool:
    """In the ledger, where it outlives the workflow that was told."""
    return bool((await view_of(world)).paused)


def account_of(world: World) -> Account:
    return world.client.get_workflow_handle_for(AccountWorkflow.run, account_workflow_id(ACCOUNT))


async def woken(world: World) -> Account:
    await TemporalEngine(world.client).wake_account(ACCOUNT)
    return account_of(world)


async def view_of(world: World) -> AccountView:
    """The account as the ledger has it."""
    return await SqlAccounts(world.database).survey(ACCOUNT, world.clock.now())


async def history_length(account: Account) -> int:
    return len((await account.fetch_history()).events)


async def is_at_rest(account: Account) -> bool:
    """Its survey is made and its task is done."""
    description = await account.describe()
    return description.history_length == await history_length(account) >= 6


async def knock(world: World, account: Account, times: int) -> None:
    for begin in range(0, times, SIGNALS_A_BATCH):
        batch = min(SIGNALS_A_BATCH, times - begin)
        await asyncio.gather(*(account.signal(AccountWorkflow.wake) for _ in range(batch)))
        await world.step(0.1)


async def is_another_run(account: Account, first_run: str) -> bool:
    description = await account.describe()
    return description.run_id != first_run and description.status is WorkflowExecutionStatus.RUNNING


async def are_waiting(world: World, count: int) -> bool:
    return (await SqlAccounts(world.database).survey(ACCOUNT, world.clock.now())).waiting_total == count


async def is_empty(ledger: Ledger) -> bool:
    return await ledger.waiting() == []


async def all_ended(world: World) -> bool:
    tally: Tally = await world.launches.tally(LAUNCH)
    return tally.done

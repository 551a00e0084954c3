"""The account's semaphore: it stops when told, goes on when told, and forgets nobody."""

import asyncio
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle

from activities.engine import TemporalEngine
from contracts.launch import Tally
from contracts.names import PinKey, account_workflow_id
from contracts.pace import AccountState, AccountView, Brake, Grant
from contracts.pin import Slot
from store.accounts import SqlAccounts
from tests.builders import ACCOUNT, LAUNCH, a_product
from tests.fakes.clock import START
from tests.ledger import Ledger
from tests.workflows.world import World
from workflows.account import SIGNALS_MAX, AccountWorkflow, details
from workflows.pacing import HORIZON_SECONDS, Batch

SIGNALS_A_BATCH = 100
"""More of them buffered at once starve a workflow (measured)."""

BRAKE_SECONDS = 30.0
AN_HOUR = 3_600.0

Account = WorkflowHandle[AccountWorkflow, Any]  # Any: it never returns


async def test_a_brake_forgets_what_was_granted_and_grants_nothing_before_its_end(world: World) -> None:
    keys = await waiting_pins(world)
    account = await woken(world)
    await world.until(lambda: granted(account))
    until = world.clock.now() + BRAKE_SECONDS
    await account.signal(AccountWorkflow.brake, Brake(until=until, why="429"))
    assert await granted(account) == ()
    await world.until(lambda: granted(account))
    grants = await granted(account)
    assert {grant.key for grant in grants} <= set(keys)
    assert all(grant.slot.at >= until for grant in grants)
    assert world.clock.now() >= until - HORIZON_SECONDS


async def test_a_shorter_brake_does_not_loosen_a_longer_one(world: World) -> None:
    account = await woken(world)
    until = world.clock.now() + BRAKE_SECONDS
    for earlier in (0, 20):
        await account.signal(AccountWorkflow.brake, Brake(until=until - earlier))
    assert (await account.query(AccountWorkflow.state)).braked_until == until


async def test_a_paused_account_grants_nothing_until_it_is_resumed(world: World) -> None:
    await waiting_pins(world)
    account = await woken(world)
    await account.signal(AccountWorkflow.pause, "the shop is closed")
    for _ in range(10):
        await world.step(30)
        assert await granted(account) == ()
    assert (await account.query(AccountWorkflow.state)).paused == "the shop is closed"
    await account.signal(AccountWorkflow.resume)
    await world.until(lambda: granted(account))
    assert (await account.query(AccountWorkflow.state)).paused is None


async def test_a_parked_account_grants_nothing_until_it_is_mended(world: World) -> None:
    accounts = SqlAccounts(world.database)
    await accounts.park(ACCOUNT, "the token is dead", world.clock.now())
    await waiting_pins(world)
    account = await woken(world)
    for _ in range(10):
        await world.step(30)
        assert await granted(account) == ()
    await accounts.unpark(ACCOUNT)
    await account.signal(AccountWorkflow.wake)
    await world.until(lambda: granted(account))


async def test_an_idle_account_costs_nothing(world: World) -> None:
    """With nobody waiting it sleeps without a timer: hours add no event to its history."""
    account = await woken(world)
    await world.until(lambda: is_at_rest(account))
    events = await history_length(account)
    for _ in range(24):
        await world.step(AN_HOUR)
    assert await history_length(account) == events


async def test_an_account_that_continues_as_new_loses_and_doubles_no_pin(world: World) -> None:
    """As many knocks as one run may take, while pins wait; then their account is mended."""
    accounts = SqlAccounts(world.database)
    await accounts.park(ACCOUNT, "so that they wait", world.clock.now())
    launch = await world.launch(*(a_product(f"mug-{number}") for number in range(3)))
    await world.until(lambda: are_waiting(world, 3))
    account = account_of(world)
    first_run = (await account.describe()).run_id
    await knock(account, SIGNALS_MAX)
    await world.until(lambda: is_another_run(account, first_run))
    await accounts.unpark(ACCOUNT)
    await knock(account, 1)
    await world.until(lambda: all_ended(world))
    assert (await launch.result()).live == len(world.pinterest.pins) == 3


async def test_a_terminated_account_serves_its_pins_when_it_is_woken(world: World) -> None:
    accounts = SqlAccounts(world.database)
    await accounts.park(ACCOUNT, "so that they wait", world.clock.now())
    launch = await world.launch(a_product("one"), a_product("two"))
    await world.until(lambda: are_waiting(world, 2))
    await account_of(world).terminate("by hand")
    await accounts.unpark(ACCOUNT)
    await woken(world)
    await world.until(lambda: all_ended(world))
    assert (await launch.result()).live == len(world.pinterest.pins) == 2


@pytest.mark.parametrize(
    ("state", "view", "line"),
    [
        (AccountState(account=ACCOUNT), AccountView(now=START), "quota of writes: 100 in 60 s"),
        (AccountState(account=ACCOUNT), AccountView(now=START, open_pins=7), "open pins: 7"),
        (AccountState(account=ACCOUNT, paused="closed"), AccountView(now=START), "**paused**: closed"),
        (AccountState(account=ACCOUNT), AccountView(now=START, parked="401"), "**parked**: 401"),
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


async def waiting_pins(world: World) -> list[PinKey]:
    """Pins in the ledger that wait for a slot, and no workflow that would use one."""
    return await Ledger(world.database).ready(a_product("one"), a_product("two"), at=world.clock.now())


def account_of(world: World) -> Account:
    return world.client.get_workflow_handle_for(AccountWorkflow.run, account_workflow_id(ACCOUNT))


async def woken(world: World) -> Account:
    await TemporalEngine(world.client).wake_account(ACCOUNT)
    return account_of(world)


async def granted(account: Account) -> tuple[Grant, ...]:
    return (await account.query(AccountWorkflow.state)).granted


async def history_length(account: Account) -> int:
    return len((await account.fetch_history()).events)


async def is_at_rest(account: Account) -> bool:
    """Its survey is made and its task is done."""
    description = await account.describe()
    return description.history_length == await history_length(account) >= 6


async def knock(account: Account, times: int) -> None:
    for begin in range(0, times, SIGNALS_A_BATCH):
        batch = min(SIGNALS_A_BATCH, times - begin)
        await asyncio.gather(*(account.signal(AccountWorkflow.wake) for _ in range(batch)))
        await account.query(AccountWorkflow.state)


async def is_another_run(account: Account, first_run: str) -> bool:
    description = await account.describe()
    return description.run_id != first_run and description.status is WorkflowExecutionStatus.RUNNING


async def are_waiting(world: World, count: int) -> bool:
    return (await SqlAccounts(world.database).survey(ACCOUNT, world.clock.now())).waiting_total == count


async def all_ended(world: World) -> bool:
    tally: Tally = await world.launches.tally(LAUNCH)
    return tally.done

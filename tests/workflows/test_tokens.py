"""Tokens in the account's workflow: renewed in time, and when they die no pin does."""

import asyncio
from typing import Any

import pytest
from temporalio.client import WorkflowHandle

from contracts.accounts import AlertKind, ParkCause, Renewal, RenewalEnd
from contracts.names import account_workflow_id
from contracts.pace import AccountView
from contracts.trouble import AnswerLost, GrantDead, NotSent, Unreachable
from store.accounts import SqlAccounts
from tests.builders import ACCOUNT, LAUNCH, a_product
from tests.fakes.authority import DAY
from tests.fakes.clock import START
from tests.workflows.world import World
from workflows.account import SIGNALS_MAX, TELL_AGAIN_SECONDS, AccountWorkflow, token_lines

HALF_A_DAY = DAY / 2
A_MINUTE = 60.0
SIGNALS_A_BATCH = 50

Account = WorkflowHandle[AccountWorkflow, Any]  # Any: it never returns


async def test_an_account_without_any_pin_renews_its_token_in_time(world: World) -> None:
    await world.connect()
    for _ in range(60):
        await world.step(HALF_A_DAY)
        assert (await view_of(world)).token_until > world.clock.now()  # type: ignore[operator]  # it is known
    assert len(world.authority.asked) == 1
    assert await kinds(world) == []


async def test_a_sleeping_account_costs_a_few_events_a_day(world: World) -> None:
    await world.connect()
    await world.step()
    before = len((await account_of(world).fetch_history()).events)
    for _ in range(20):
        await world.step(HALF_A_DAY)
    after = len((await account_of(world).fetch_history()).events)
    assert after - before <= 10 * 10


async def test_slots_go_on_while_the_token_is_renewed_again_and_again(world: World) -> None:
    """Tokens that live for ten seconds, and a minute of pins."""
    world.authority.life_seconds = 10.0
    await world.connect()
    await launched(world, 6)
    await world.until(lambda: all_ended(world))
    await world.until(lambda: len(world.authority.asked) >= 3, seconds=5)
    assert (await world.launches.tally(LAUNCH)).live == len(world.pinterest.pins) == 6
    assert await kinds(world) == []


async def test_pins_wait_for_a_token_that_ended_before_pinterest_could_be_asked_and_go_on(world: World) -> None:
    world.authority.life_seconds = A_MINUTE
    world.authority.troubles += [NotSent("no connection")] * 4
    await world.connect()
    for _ in range(9):
        await world.step(10)
    assert (await view_of(world)).token_until < world.clock.now()  # type: ignore[operator]  # it is known
    await launched(world, 3)
    assert world.pinterest.pins == {}
    await world.until(lambda: all_ended(world))
    assert (await world.launches.tally(LAUNCH)).live == 3
    assert await kinds(world) == []


@pytest.mark.long
async def test_no_slot_lies_beyond_the_token_s_end(world: World) -> None:
    """A slot that cannot be used would be given to somebody else too late."""
    world.authority.life_seconds = A_MINUTE
    world.authority.troubles += [NotSent("no connection")] * 3
    await world.connect()
    await world.step(55)
    await launched(world, 12)
    ends = (await view_of(world)).token_until
    for _ in range(20):
        state = await account_of(world).query(AccountWorkflow.state)
        if (await view_of(world)).token_until == ends:
            assert all(grant.slot.at < (ends or 0.0) for grant in state.granted)
        await world.step(2)
    await world.until(lambda: all_ended(world))


async def test_a_refused_renewal_warns_once_and_stops_nothing_until_the_token_ends(world: World) -> None:
    world.authority.life_seconds = 10 * A_MINUTE
    world.authority.troubles.append(GrantDead("the grant is invalid"))
    await world.connect()
    await world.until(lambda: len(world.bell.rung) == 1, seconds=30)
    assert world.bell.rung[0].kind is AlertKind.RENEWAL_REFUSED
    await launched(world, 2)
    await world.until(lambda: all_ended(world))
    assert len(world.pinterest.pins) == 2, "it still works"
    await world.until(lambda: SqlAccounts(world.database).parked(ACCOUNT), seconds=30)
    await world.until(lambda: len(world.bell.rung) >= 2)
    assert [alert.kind for alert in world.bell.rung] == [AlertKind.RENEWAL_REFUSED, AlertKind.PARKED]


async def test_a_token_that_was_revoked_parks_with_one_alert_and_reconnecting_goes_on_in_order(
    world: World,
) -> None:
    await world.connect()
    await world.pause()
    await launched(world, 8)
    await world.step(A_MINUTE)
    world.authority.revoke()
    await account_of(world).signal(AccountWorkflow.resume)
    await world.until(lambda: SqlAccounts(world.database).parked(ACCOUNT))
    await world.until(lambda: world.bell.rung)
    for _ in range(10):
        await world.step(A_MINUTE)
    (alert,) = world.bell.rung
    assert (alert.kind, alert.cause) == (AlertKind.PARKED, ParkCause.TOKEN_DEAD)
    assert world.pinterest.pins == {}
    assert (await world.launches.tally(LAUNCH)).waiting == 8, "no pin failed"
    await world.connect()
    await world.until(lambda: all_ended(world))
    assert (await world.launches.tally(LAUNCH)).live == len(world.pinterest.pins) == 8
    assert await kinds(world) == []
    assert len(world.bell.rung) == 1


async def test_an_answer_that_is_lost_at_a_renewal_costs_a_warning_and_no_pin(world: World) -> None:
    world.authority.life_seconds = 10 * A_MINUTE
    world.authority.troubles.append(AnswerLost("closed"))
    await world.connect()
    await world.until(lambda: world.bell.rung, seconds=30)
    assert world.bell.rung[0].kind is AlertKind.RENEWAL_REFUSED
    await world.connect()
    await world.finished(a_product())
    assert len(world.pinterest.pins) == 1


async def test_a_person_may_have_the_token_renewed_now(world: World) -> None:
    await world.connect()
    await world.step()
    await account_of(world).signal(AccountWorkflow.renew)
    await world.until(lambda: len(world.authority.asked) == 1)
    await world.until(lambda: was_renewed(world))


async def was_renewed(world: World) -> bool:
    """And the account has heard of it: Pinterest's answer is there earlier."""
    return not (await account_of(world).query(AccountWorkflow.state)).renew


async def test_a_paused_account_keeps_its_token(world: World) -> None:
    world.authority.life_seconds = A_MINUTE
    await world.connect()
    await world.pause()
    await world.until(lambda: len(world.authority.asked) >= 3, seconds=20)
    assert (await view_of(world)).paused
    assert await kinds(world) == []


async def test_a_bell_that_is_broken_is_tried_for_long_and_holds_up_no_pin(world: World) -> None:
    world.authority.life_seconds = A_MINUTE * 60
    world.authority.troubles.append(GrantDead("the grant is invalid"))
    world.bell.troubles += [Unreachable("no", url="PINFLOW_ALERT_URL")] * 25
    await world.connect()
    await account_of(world).signal(AccountWorkflow.renew)
    await world.step(5)
    await world.finished(a_product())
    assert len(world.pinterest.pins) == 1
    assert world.bell.rung == []
    await world.until(lambda: world.bell.rung, seconds=TELL_AGAIN_SECONDS / 10)
    assert len(world.bell.rung) == 1


async def test_an_account_continues_as_new_only_when_its_renewal_has_ended(world: World) -> None:
    """What Pinterest answered is the ledger's, what came of it the workflow's: neither is asked for twice."""
    await world.connect()
    first = (await account_of(world).describe()).run_id
    held = asyncio.Event()
    world.authority.before_answer = held.wait
    await account_of(world).signal(AccountWorkflow.renew)
    await world.until(lambda: len(world.authority.asked) == 1, seconds=0.1)
    for _ in range(0, SIGNALS_MAX, SIGNALS_A_BATCH):
        await asyncio.gather(*(account_of(world).signal(AccountWorkflow.wake) for _ in range(SIGNALS_A_BATCH)))
        await world.step(0.1)
    assert (await account_of(world).describe()).run_id == first
    held.set()
    await world.until(lambda: is_another_run(world, first))
    assert len(world.authority.asked) == 1
    assert await kinds(world) == []


@pytest.mark.parametrize(
    ("view", "last", "line"),
    [
        (AccountView(now=START, token_until=START + 60), None, "the token works until 2026-11-18 11:07:40 UTC"),
        (AccountView(now=START, token_until=START), None, "the token **ended at** 2026-11-18 11:06:40 UTC"),
        (AccountView(now=START, renew_at=START), None, "to be renewed at 2026-11-18 11:06:40 UTC"),
        (AccountView(now=START, alerts_untold=2), None, "alerts that nobody was told of yet: 2"),
        (AccountView(now=START), Renewal(end=RenewalEnd.REFUSED, detail="spent"), "last renewal: refused: spent"),
        (AccountView(now=START), Renewal(end=RenewalEnd.RENEWED), "last renewal: renewed"),
    ],
)
def test_the_account_s_page_tells_of_its_token(view: AccountView, last: Renewal | None, line: str) -> None:
    assert line in "\n".join(token_lines(view, last))


def test_a_page_without_anything_to_say_of_the_token_says_nothing() -> None:
    assert token_lines(AccountView(now=START), Renewal(end=RenewalEnd.NOT_DUE)) == []


async def launched(world: World, count: int) -> None:
    """A launch whose pins all wait for a slot, or have left."""
    await world.launch(*(a_product(f"mug-{number}") for number in range(count)))
    await world.until(lambda: are_there(world, count))


async def are_there(world: World, count: int) -> bool:
    view = await view_of(world)
    return view.waiting_total + len(world.pinterest.pins) >= count


def account_of(world: World) -> Account:
    return world.client.get_workflow_handle_for(AccountWorkflow.run, account_workflow_id(ACCOUNT))


async def view_of(world: World) -> AccountView:
    return await SqlAccounts(world.database).survey(ACCOUNT, world.clock.now())


async def kinds(world: World) -> list[AlertKind]:
    """Of the alerts that nobody has seen to."""
    return [alert.kind for alert in await world.alerts.open(ACCOUNT)]


async def all_ended(world: World) -> bool:
    return (await world.launches.tally(LAUNCH)).done


async def is_another_run(world: World, first: str | None) -> bool:
    return (await account_of(world).describe()).run_id != first

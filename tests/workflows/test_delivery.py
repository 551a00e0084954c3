"""An event is told for days, until its endpoint has heard of it: signed at each attempt, always with one id."""

import pytest
from temporalio.client import WorkflowHandle

from activities.delivery_engine import TemporalDeliveries
from activities.outbox import OutboxKeeper
from contracts.delivery_states import DeliveryState
from contracts.names import delivery_workflow_id
from contracts.webhooks import DeliveryCard, Endpoint, EndpointChange, NewEndpoint, Posted, ReplaySpan
from store.deliveries_out import SqlDeliveriesOut
from store.delivery_log import SqlDeliveryLog
from store.endpoints import SqlEndpoints
from tests.fakes.receiver import DOWN, SECRET
from tests.workflows.world import SEALER, World
from workflows.delivery import DeliveryWorkflow

HOUR, DAY = 3_600.0, 86_400.0


def endpoints_of(world: World) -> SqlEndpoints:
    return SqlEndpoints(world.database, SEALER)


def keeper_of(world: World) -> OutboxKeeper:
    outbox = SqlDeliveriesOut(world.database, SEALER)
    return OutboxKeeper(outbox, TemporalDeliveries(world.client), world.clock)


async def pinged(world: World) -> tuple[str, str, WorkflowHandle[DeliveryWorkflow, DeliveryState]]:
    """An endpoint that is told of one event: both ids, and the workflow that tells it."""
    world.receiver.clock = world.clock
    new = NewEndpoint("https://hooks.example/in", SECRET, ("*",))
    endpoint = (await endpoints_of(world).add(new, world.clock.now())).id
    event = await endpoints_of(world).ping(endpoint, world.clock.now())
    assert event is not None
    assert await keeper_of(world).start_some() == 1
    id_ = delivery_workflow_id(event, endpoint)
    return event, endpoint, world.client.get_workflow_handle_for(DeliveryWorkflow.run, id_)


async def card_of(world: World, endpoint: str) -> DeliveryCard:
    cards, _ = await SqlDeliveryLog(world.database).deliveries(endpoint, limit=1)
    card = await SqlDeliveryLog(world.database).delivery(cards[0].id)
    assert card is not None
    return card


async def was_tried(world: World, endpoint: str) -> bool:
    """And what came of it is written down: the receiver knows earlier."""
    return bool((await card_of(world, endpoint)).attempts)


async def disabled(world: World, endpoint: str) -> Endpoint:
    async def is_disabled() -> bool:
        found = await endpoints_of(world).get(endpoint)
        return found is not None and not found.enabled

    await world.until(is_disabled)
    found = await endpoints_of(world).get(endpoint)
    assert found is not None
    return found


async def test_what_is_accepted_is_told_once(world: World) -> None:
    event, endpoint, handle = await pinged(world)
    assert await world.result_of(handle) is DeliveryState.DELIVERED
    assert await keeper_of(world).start_some() == 0
    (got,) = world.receiver.got
    assert got.event == event
    assert world.receiver.verified(got)
    card = await card_of(world, endpoint)
    assert (card.state, card.attempts, card.last_status) == (DeliveryState.DELIVERED, 1, 204)


async def test_a_receiver_that_was_down_for_days_hears_of_it_once_with_the_same_id(world: World) -> None:
    """Down for 3 days, then 500, 429 with Retry-After, 301 and at last 200."""
    world.receiver.usual = DOWN
    event, endpoint, handle = await pinged(world)
    began = world.clock.now()
    while world.clock.now() < began + 3 * DAY:
        await world.step(HOUR)
    asked_while_down = len(world.receiver.got)
    world.receiver.script[:] = [Posted(500, None), Posted(429, 7_200.0), Posted(301, None), Posted(200, None)]
    world.receiver.usual = Posted(200, None)
    await world.until(lambda: len(world.receiver.got) >= asked_while_down + 4, seconds=600.0)
    assert await world.result_of(handle) is DeliveryState.DELIVERED
    got = world.receiver.got
    assert {one.event for one in got} == {event}
    assert len({one.body for one in got}) == 1
    assert all(world.receiver.verified(one) for one in got)
    assert len(got) == asked_while_down + 4
    assert got[-2].at - got[-3].at >= 7_200.0
    card = await card_of(world, endpoint)
    assert [tried.status for tried in card.log][-4:] == [500, 429, 301, 200]
    assert card.state is DeliveryState.DELIVERED


async def test_an_endpoint_that_wants_nothing_more_is_disabled_and_the_rest_is_dropped(world: World) -> None:
    world.receiver.usual = Posted(410, None)
    _, endpoint, handle = await pinged(world)
    found = await disabled(world, endpoint)
    assert "410" in (found.disabled_why or "")
    await endpoints_of(world).remove(endpoint)
    assert await world.result_of(handle) is DeliveryState.DROPPED


async def test_an_endpoint_that_is_never_there_is_disabled_after_days_and_the_others_hear_of_it(
    world: World,
) -> None:
    world.receiver.usual = DOWN
    _, endpoint, handle = await pinged(world)
    other = await endpoints_of(world).add(
        NewEndpoint("https://other.example/in", SECRET, ("endpoint.disabled",)), world.clock.now()
    )
    began = world.clock.now()
    while world.clock.now() < began + 8 * DAY:
        await world.step(6 * HOUR)
    assert await world.result_of(handle) is DeliveryState.GAVE_UP
    found = await endpoints_of(world).get(endpoint)
    assert found is not None
    assert not found.enabled
    _, count = await SqlDeliveryLog(world.database).deliveries(other.id, limit=1)
    assert count == 1


async def test_while_an_endpoint_rests_nothing_is_sent_to_it(world: World) -> None:
    world.receiver.script[:] = [Posted(429, 3_600.0)]
    _, endpoint, first = await pinged(world)
    await world.until(lambda: was_tried(world, endpoint))
    await endpoints_of(world).ping(endpoint, world.clock.now())
    await keeper_of(world).start_some()
    began = world.clock.now()
    await world.until(lambda: len(world.receiver.got) == 3, seconds=300.0)
    assert min(one.at for one in world.receiver.got[1:]) >= began + 3_500.0
    await world.result_of(first)


async def test_told_again_by_hand_it_has_the_id_that_it_had(world: World) -> None:
    event, endpoint, handle = await pinged(world)
    await world.result_of(handle)
    log = SqlDeliveryLog(world.database)
    assert await log.replay(ReplaySpan(endpoint, since=0.0, until=world.clock.now() + 1), world.clock.now()) == 1
    await keeper_of(world).start_some()
    await world.until(lambda: len(world.receiver.got) == 2)
    assert [one.event for one in world.receiver.got] == [event, event]
    await world.until(lambda: _both_delivered(log, endpoint))


async def _both_delivered(log: SqlDeliveryLog, endpoint: str) -> bool:
    cards, _ = await log.deliveries(endpoint, state=DeliveryState.DELIVERED, limit=5)
    return len(cards) == 2


async def test_each_secret_signs_while_receivers_change(world: World) -> None:
    new = "whsec_" + "B" * 44
    world.receiver.script[:] = [DOWN]
    _, endpoint, handle = await pinged(world)
    await world.until(lambda: len(world.receiver.got) == 1)
    await endpoints_of(world).rotate(endpoint, new, world.clock.now())
    await world.result_of(handle)
    last = world.receiver.got[-1]
    assert world.receiver.verified(last, SECRET)
    assert world.receiver.verified(last, new)


async def test_started_twice_it_is_told_once(world: World) -> None:
    world.receiver.script[:] = [DOWN]
    _, _, handle = await pinged(world)
    outbox = SqlDeliveriesOut(world.database, SEALER)
    again = OutboxKeeper(outbox, TemporalDeliveries(world.client), world.clock)
    await outbox.started([request.delivery for request in await outbox.to_start(world.clock.now() + DAY, 9)], 0.0)
    await again.start_some()
    await world.result_of(handle)
    assert len(world.receiver.got) == 2


async def test_no_history_has_a_secret_or_the_address(world: World) -> None:
    _, _, handle = await pinged(world)
    await world.result_of(handle)
    text = (await handle.fetch_history()).to_json()
    assert SECRET not in text
    assert "/in" not in text
    assert len((await handle.fetch_history()).events) < 15


@pytest.mark.parametrize("enabled", [True, False])
async def test_a_ping_tries_a_disabled_endpoint_too(world: World, *, enabled: bool) -> None:
    world.receiver.clock = world.clock
    made = await endpoints_of(world).add(NewEndpoint("https://hooks.example/in", SECRET, ("*",)), 0.0)
    await endpoints_of(world).change(made.id, EndpointChange(enabled=enabled), 0.0)
    await endpoints_of(world).ping(made.id, world.clock.now())
    await keeper_of(world).start_some()
    await world.until(lambda: bool(world.receiver.got))

"""A round, from its plan to its report: what it mends, what it names, and how it ends early and goes on."""

import re
from typing import Any, TypeVar

from sqlmodel import update
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle

from activities.engine import TemporalEngine
from contracts.findings import Finding, FindingKind
from contracts.names import patrol_workflow_id, removal_workflow_id
from contracts.outcome import Outcome, PinOutcome, Reason
from contracts.patrol import Pair, PatrolOrder, PatrolReport, RemovalOrder, RemovalReport
from contracts.product import Product
from contracts.sightings import SeenPin
from contracts.trouble import RateLimited, Unavailable
from store.patrol import SqlPatrol
from store.tables.pins import IntentRow
from tests.builders import ACCOUNT, BOARD, LAUNCH, a_product
from tests.ledger import Ledger
from tests.workflows.world import World
from workflows.patrol import PatrolWorkflow, details

MUG, CUP = a_product("mug"), a_product("cup", board="Cups")
A_WHILE = 1_000.0
EVENTS_MAX = 60

Ended = TypeVar("Ended")


async def started(world: World, **wishes: int) -> WorkflowHandle[PatrolWorkflow, PatrolReport]:
    await TemporalEngine(world.client).start_patrol(PatrolOrder(account=ACCOUNT, **wishes))
    return world.client.get_workflow_handle_for(PatrolWorkflow.run, patrol_workflow_id(ACCOUNT))


async def patrolled(world: World, *, seconds: float = 5.0, **wishes: int) -> PatrolReport:
    """One round, to its end."""
    handle = await started(world, **wishes)
    return await ended(world, handle, seconds=seconds)


async def ended(world: World, handle: WorkflowHandle[Any, Ended], *, seconds: float = 5.0) -> Ended:
    async def is_over() -> bool:
        return (await handle.describe()).close_time is not None

    await world.until(is_over, seconds=seconds)
    return await world.result_of(handle)


async def live(world: World, *products: Product) -> dict[str, str]:
    """Products that became pins a while ago; the pin of each."""
    results = await world.finished(*products)
    assert [result.outcome for result in results] == [Outcome.LIVE] * len(products)
    await world.step(A_WHILE)
    return {result.product: result.pin_id or "" for result in results}


def doubled(world: World, pin_id: str) -> SeenPin:
    """Somebody posts the same once more."""
    pin = world.pinterest.pins[pin_id]
    second = pin.model_copy(update={"id": f"9{pin_id}", "created": world.clock.now()})
    world.pinterest.pins[second.id] = second
    return second


async def open_findings(world: World) -> list[Finding]:
    return list(await SqlPatrol(world.database).open(ACCOUNT, 100))


async def outcome_of(world: World, product: Product) -> PinOutcome:
    (result,) = [row for row in await world.launches.results(LAUNCH) if row.product == product.key]
    assert result.outcome is not None
    return PinOutcome(outcome=result.outcome, reason=result.reason, pin_id=result.pin_id)


async def unconfirmed(world: World, product: Product) -> None:
    """A request that was lost in an outage, and whose workflow has ended without knowing what came of it."""
    world.pinterest.boards.setdefault(BOARD, "Mugs")
    ledger = Ledger(world.database)
    (key,) = await ledger.ready(product, at=world.clock.now())
    claim = await ledger.claimed(key, now=world.clock.now())
    await ledger.attempts.lost(key, claim.attempt, world.clock.now(), "timeout")
    end = PinOutcome(outcome=Outcome.UNCONFIRMED, board_id=BOARD, reason=Reason.ANSWER_LOST)
    await ledger.intents.settle(key, end, world.clock.now())
    await world.step(A_WHILE)


async def marker_of(world: World) -> str:
    """Of the only intent there is."""
    (intent,) = await SqlPatrol(world.database).unconfirmed(ACCOUNT)
    return intent.marker


async def forbid(world: World) -> None:
    """A person has cancelled the only intent there is."""
    statement = update(IntentRow).values(forbidden=True)
    await world.database.write(lambda session: session.exec(statement))


async def test_a_round_through_a_well_account_reads_each_board_once_and_says_so(world: World) -> None:
    await live(world, MUG, CUP)
    report = await patrolled(world)
    assert report == PatrolReport(
        account=ACCOUNT, began=report.began, boards_total=2, boards_read=2, reads=5, whole=True
    )
    assert world.clock.now() - A_WHILE < report.began <= world.clock.now()


async def test_a_duplicate_is_found_and_left_alone(world: World) -> None:
    pins = await live(world, MUG)
    second = doubled(world, pins["mug"])
    report = await patrolled(world)
    assert report.found == {FindingKind.DUPLICATE: 1}
    assert [found.pin_id for found in await open_findings(world)] == [second.id]
    assert set(world.pinterest.pins) == {pins["mug"], second.id}


async def test_the_pin_of_an_unconfirmed_intent_is_adopted(world: World) -> None:
    await unconfirmed(world, MUG)
    link = f"{MUG.link}?pf={await marker_of(world)}"
    made = world.clock.now() - A_WHILE + 1
    world.pinterest.pins["801"] = SeenPin(id="801", board_id=BOARD, link=link, created=made)
    report = await patrolled(world)
    assert report.found == {FindingKind.ADOPTED: 1}
    assert await outcome_of(world, MUG) == PinOutcome(outcome=Outcome.LIVE, pin_id="801")


async def test_an_unconfirmed_intent_that_made_no_pin_is_told_so_in_one_round(world: World) -> None:
    """Absence needs two readings: the round waits between them."""
    await unconfirmed(world, MUG)
    report = await patrolled(world)
    assert report.found == {FindingKind.ABSENT: 1}
    assert (await outcome_of(world, MUG)).reason is Reason.PIN_NOT_MADE


async def test_one_that_was_cancelled_and_made_no_pin_is_withdrawn(world: World) -> None:
    await unconfirmed(world, MUG)
    await forbid(world)
    report = await patrolled(world)
    assert report.found == {FindingKind.ABSENT: 1}
    assert (await outcome_of(world, MUG)).outcome is Outcome.WITHDRAWN
    assert await open_findings(world) == []


async def test_a_removed_pin_is_noticed(world: World) -> None:
    pins = await live(world, MUG, CUP)
    del world.pinterest.pins[pins["mug"]]
    report = await patrolled(world)
    assert report.found == {FindingKind.REMOVED: 1}
    assert (await outcome_of(world, MUG)).reason is Reason.PIN_REMOVED
    assert (await outcome_of(world, CUP)).outcome is Outcome.LIVE


async def test_a_stranger_is_named(world: World) -> None:
    pins = await live(world, MUG)
    strange = world.pinterest.pins[pins["mug"]].model_copy(
        update={"id": "7", "link": "https://x.example?pf=" + 16 * "a"}
    )
    world.pinterest.pins["7"] = strange
    report = await patrolled(world)
    assert (report.found, report.strangers) == ({FindingKind.STRANGER: 1}, 1)


async def test_a_round_whose_reads_are_used_up_is_gone_on_with_by_the_next(world: World) -> None:
    pins = await live(world, MUG, CUP)
    for pin_id in pins.values():
        doubled(world, pin_id)
    first = await patrolled(world, reads_max=1)
    assert (first.boards_read, first.whole, first.found) == (1, False, {FindingKind.DUPLICATE: 1})
    second = await patrolled(world, reads_max=1)
    assert (second.boards_read, second.whole, second.found) == (1, False, {FindingKind.DUPLICATE: 2})
    assert len(await open_findings(world)) == 2


async def test_a_rate_limit_in_the_middle_ends_the_round_and_the_next_goes_on(world: World) -> None:
    pins = await live(world, MUG, CUP)
    for pin_id in pins.values():
        doubled(world, pin_id)
    second_board = max(world.pinterest.boards)
    world.pinterest.board_troubles[second_board] = RateLimited("rate limit", retry_seconds=30, code=8)
    first = await patrolled(world)
    assert (first.stopped, first.boards_read, first.whole) == ("rate limit", 1, False)
    assert first.found == {FindingKind.DUPLICATE: 1}
    world.pinterest.board_troubles.clear()
    assert (await patrolled(world)).found == {FindingKind.DUPLICATE: 2}


async def test_an_outage_is_waited_for_a_little_and_then_ends_the_round(world: World) -> None:
    await live(world, MUG)
    world.pinterest.read_troubles += [Unavailable("503 from Pinterest")] * 4
    report = await patrolled(world, seconds=10)
    assert (report.boards_read, report.whole) == (0, False)
    assert "503 from Pinterest" in report.stopped
    assert (await patrolled(world)).whole


async def test_a_round_that_is_asked_for_twice_is_one(world: World) -> None:
    await live(world, MUG)
    handle = await started(world)
    again = await started(world)
    assert (await handle.describe()).run_id == (await again.describe()).run_id
    await ended(world, handle)


async def test_a_round_leaves_a_short_history(world: World) -> None:
    await live(world, MUG, CUP)
    handle = await started(world)
    await ended(world, handle)
    history = await handle.fetch_history()
    assert len(history.events) <= EVENTS_MAX
    scheduled = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
    assert sum(event.event_type == scheduled for event in history.events) == 8


async def test_the_later_pin_of_a_duplicate_is_removed_when_it_is_ordered(world: World) -> None:
    pins = await live(world, MUG)
    second = doubled(world, pins["mug"])
    await patrolled(world)
    (found,) = await open_findings(world)
    assert found.key is not None
    pair = Pair(account=ACCOUNT, key=found.key, pin_id=found.pin_id, other_pin_id=found.other_pin_id)
    gone = pair.model_copy(update={"pin_id": "1", "key": found.key})
    await TemporalEngine(world.client).start_removal(RemovalOrder(account=ACCOUNT, pairs=(gone, pair)))
    handle = world.client.get_workflow_handle(removal_workflow_id(ACCOUNT), result_type=RemovalReport)
    report = await ended(world, handle)
    assert [(removal.pin_id, removal.removed) for removal in report.removals] == [("1", True), (second.id, True)]
    assert set(world.pinterest.pins) == {pins["mug"]}
    assert await open_findings(world) == []


def test_the_page_of_a_round_tells_what_was_found_and_why_it_ended_early() -> None:
    report = PatrolReport(
        account=ACCOUNT,
        boards_total=3,
        boards_read=1,
        reads=12,
        found={FindingKind.DUPLICATE: 2},
        strangers=4,
        left_over=5,
        stopped="rate limit",
    )
    page = details(report, "done")
    assert "1 of 3; 12 reads" in page
    assert "**duplicate**: 2" in page
    assert re.search(r"next rounds: 5\n.*ended early\*\*: rate limit", page)
    assert "no product of this ledger has: 4" in page

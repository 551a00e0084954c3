"""Rounds of the patrol, and duplicates removed."""

from collections.abc import Sequence

from activities.engine import TemporalEngine
from contracts.findings import FindingKind
from contracts.names import patrol_workflow_id, removal_workflow_id
from contracts.outcome import Outcome, PinOutcome, Reason
from contracts.patrol import Pair, PatrolOrder, PatrolReport, RemovalOrder, RemovalReport
from contracts.trouble import RateLimited
from store.patrol import SqlPatrol
from tests.builders import ACCOUNT, BOARD, a_product
from tests.ledger import Ledger
from tests.replay.scenes.stage import Handle, stepped
from tests.workflows.world import World

A_WHILE = 1_000.0
"""After which the patrol takes a pin for settled."""


async def round_through_all(world: World) -> Sequence[Handle]:
    """Of an unconfirmed pin it becomes certain, by a second reading in the same round, that there is none."""
    await _unconfirmed(world)
    report = await _patrolled(world)
    assert report.found == {FindingKind.ABSENT: 1}
    return [world.client.get_workflow_handle(patrol_workflow_id(ACCOUNT))]


async def ended_early(world: World) -> Sequence[Handle]:
    """Pinterest says 429 in the middle."""
    await world.finished(a_product())
    await world.step(A_WHILE)
    (board_id,) = world.pinterest.boards
    world.pinterest.board_troubles[board_id] = RateLimited("rate limit", retry_seconds=30, code=8)
    report = await _patrolled(world)
    assert report.stopped
    return [world.client.get_workflow_handle(patrol_workflow_id(ACCOUNT))]


async def removed(world: World) -> Sequence[Handle]:
    """The later pin of a pair."""
    await world.finished(a_product())
    await world.step(A_WHILE)
    (pin,) = world.pinterest.pins.values()
    second = pin.model_copy(update={"id": f"9{pin.id}", "created": world.clock.now()})
    world.pinterest.pins[second.id] = second
    await _patrolled(world)
    (found,) = await SqlPatrol(world.database).open(ACCOUNT, 10)
    assert found.key is not None
    pair = Pair(account=ACCOUNT, key=found.key, pin_id=found.pin_id, other_pin_id=found.other_pin_id)
    await TemporalEngine(world.client).start_removal(RemovalOrder(account=ACCOUNT, pairs=(pair,)))
    removal = world.client.get_workflow_handle(removal_workflow_id(ACCOUNT), result_type=RemovalReport)
    await stepped(world, removal.result())
    assert list(world.pinterest.pins) == [pin.id]
    return [removal]


async def _patrolled(world: World) -> PatrolReport:
    await TemporalEngine(world.client).start_patrol(PatrolOrder(account=ACCOUNT))
    patrol = world.client.get_workflow_handle(patrol_workflow_id(ACCOUNT), result_type=PatrolReport)
    report = await stepped(world, patrol.result())
    assert isinstance(report, PatrolReport)
    return report


async def _unconfirmed(world: World) -> None:
    """A request that was lost in an outage, and whose workflow has ended without knowing what came of it."""
    world.pinterest.boards[BOARD] = "Mugs"
    ledger, now = Ledger(world.database), world.clock.now()
    (key,) = await ledger.ready(a_product(), at=now)
    claim = await ledger.claimed(key, now=now)
    await ledger.attempts.lost(key, claim.attempt, now, "timeout")
    end = PinOutcome(outcome=Outcome.UNCONFIRMED, board_id=BOARD, reason=Reason.ANSWER_LOST)
    await ledger.intents.settle(key, end, now)
    await world.step(A_WHILE)

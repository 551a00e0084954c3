"""What people did with an account's pins is read: to its end, until Pinterest refuses, and in two runs."""

from collections.abc import Sequence
from datetime import UTC, datetime

from activities.pin_results import STEP_PINS_MAX
from contracts.names import Queue, results_id
from contracts.pin_results import PinDay, ResultsReport, ResultsRequest
from contracts.trouble import BoardGone
from tests.builders import ACCOUNT, a_product
from tests.ledger import Ledger, live
from tests.replay.scenes.stage import Handle, stepped
from tests.workflows.world import World
from workflows.results import ResultsWorkflow

DAY = 86_400.0


async def read(world: World) -> Sequence[Handle]:
    """Two pins, one of which is gone."""
    ids = await live_pins(world, 2)
    world.numbers.gone = {ids[1]}
    handle, report = await read_on(world, ResultsRequest(account=ACCOUNT))
    assert (report.read, report.left) == (1, 0)
    return [handle]


async def ended_early(world: World) -> Sequence[Handle]:
    """An answer that nobody expects ends a step for good."""
    await live_pins(world, 2)
    world.numbers.troubles = [BoardGone("Board not found.")]
    handle, report = await read_on(world, ResultsRequest(account=ACCOUNT))
    assert (report.read, report.stopped) == (0, "BoardGone: Board not found.")
    return [handle]


async def continued(world: World) -> Sequence[Handle]:
    """Its first run, which left pins to the second."""
    world.numbers.may_ask_for_many = False
    await live_pins(world, 61)
    handle, report = await read_on(world, ResultsRequest(account=ACCOUNT, steps_per_run=1))
    assert report.read == 61 < STEP_PINS_MAX
    return [world.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)]


async def live_pins(world: World, count: int) -> list[str]:
    """So many live pins of yesterday, each seen ten times."""
    ledger, at = Ledger(world.database), world.clock.now() - DAY
    ids = [str(500 + number) for number in range(count)]
    day = datetime.fromtimestamp(at, UTC).date()
    keys = await ledger.ready(*(a_product(f"product-{pin_id}") for pin_id in ids), at=at - count * 60)
    for number, (pin_id, key) in enumerate(zip(ids, keys, strict=True)):
        made = at - (count - number) * 60
        claim = await ledger.claimed(key, now=made)
        await ledger.attempts.made(key, claim.attempt, pin_id, made)
        await ledger.intents.settle(key, live(pin_id), made)
        world.numbers.truth[pin_id] = {day: PinDay(day, 10, 1, 2, 1)}
    return ids


async def read_on(world: World, request: ResultsRequest) -> tuple[Handle, ResultsReport]:
    handle = await world.client.start_workflow(
        ResultsWorkflow.run, request, id=results_id(request.account), task_queue=Queue.PINS
    )
    return handle, await stepped(world, handle.result())

"""Reading what people did with an account's pins: every pin once, over as many runs as it takes."""

from datetime import date

from contracts.pin_results import ReadingState, ResultsRequest
from contracts.trouble import BoardGone
from store.pin_results import SqlPinResults
from tests.builders import ACCOUNT
from tests.replay.scenes.results_read import live_pins, read_on
from tests.workflows.world import World


async def test_every_pin_is_read_once_though_the_quota_ends_and_the_run_is_another(world: World) -> None:
    """61 pins, one a request, 60 requests a minute; the app may not ask for many, which costs one more."""
    ids = await live_pins(world, 61)
    world.numbers.may_ask_for_many = False
    _, report = await read_on(world, ResultsRequest(account=ACCOUNT, steps_per_run=1))
    assert (report.read, report.left, report.stopped, report.calls) == (61, 0, None, 62)
    alone = sorted(asked for asked in world.numbers.asked if len(asked) == 1)
    assert alone == [(pin_id,) for pin_id in ids]
    tallies = await SqlPinResults(world.database).tallies(ACCOUNT, date(2000, 1, 1), date(2100, 1, 1))
    assert [(one.impressions, one.state) for one in tallies] == [(10, ReadingState.READ)] * 61


async def test_what_nobody_expects_ends_the_reading_and_is_told(world: World) -> None:
    await live_pins(world, 2)
    world.numbers.troubles = [BoardGone("Board not found.")]
    _, report = await read_on(world, ResultsRequest(account=ACCOUNT))
    assert (report.read, report.stopped) == (0, "BoardGone: Board not found.")
    _, again = await read_on(world, ResultsRequest(account=ACCOUNT))
    assert again.read == 2

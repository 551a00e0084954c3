"""Pins whose answers were lost, told from the workflow: what the board shows decides, and doubt posts nothing."""

from contracts.names import LaunchId
from contracts.outcome import Outcome, Reason
from contracts.sightings import SeenPin
from contracts.trouble import AnswerLost
from tests.builders import LAUNCH, a_product
from tests.workflows.world import World


async def test_a_pin_whose_board_went_is_refused_and_sent_once(world: World) -> None:
    """Even if the board is there again afterwards: the pin may be on it."""
    world.pinterest.troubles.append(AnswerLost("the connection was closed"))
    world.pinterest.listing_seconds = 3_600
    await world.launch(a_product())
    await world.until(lambda: bool(world.pinterest.pins))
    boards, world.pinterest.boards = world.pinterest.boards, {}
    await world.until(lambda: "account" in world.pinterest.reads)
    world.pinterest.boards = boards
    await world.until(lambda: _ended(world))
    (result,) = await world.launches.results(LAUNCH)
    assert (result.outcome, result.reason) == (Outcome.REFUSED, Reason.PINTEREST_BOARD_GONE)
    assert len(world.pinterest.pins) == 1


async def test_a_pin_that_was_edited_before_it_was_found_is_not_made_again(world: World) -> None:
    """Its marker is gone and its link is another's: nobody can tell, until a person puts the link back."""
    world.pinterest.troubles.append(AnswerLost("the connection was closed"))
    await world.launch(a_product())
    await world.until(lambda: bool(world.pinterest.pins))
    sent = _only_pin(world)
    world.pinterest.pins[sent.id] = sent.model_copy(update={"link": "https://shop.example.com/new"})
    await world.until(lambda: _ended(world))
    (result,) = await world.launches.results(LAUNCH)
    assert result.outcome is Outcome.UNCONFIRMED
    world.pinterest.pins[sent.id] = sent
    (result,) = await world.finished(a_product(), launch=LaunchId("second"))
    assert (result.outcome, result.pin_id) == (Outcome.LIVE, sent.id)
    assert list(world.pinterest.pins) == [sent.id]


def _only_pin(world: World) -> SeenPin:
    (pin,) = world.pinterest.pins.values()
    return pin


async def _ended(world: World) -> bool:
    summary = await world.launches.summary(LAUNCH)
    return summary is not None and summary.finished is not None

"""A launch that rows are added to: each decision's rows once, and the launch open again for them."""

import asyncio
from collections.abc import Sequence

from contracts.launch import Tally
from contracts.ledger import NewRow
from contracts.names import LaunchId
from contracts.outcome import Reason
from contracts.refusals import refuse
from tests.builders import LAUNCH, a_launch, a_product, rows_of
from tests.fakes.clock import START
from tests.ledger import Ledger

DECISION = 7


def rows(key: str = "mug", number: int = DECISION, *, pictures: int = 1) -> Sequence[NewRow]:
    """As a decision's number has them."""
    (row,) = rows_of(a_product(key))
    return [row.model_copy(update={"row": number, "image_slot": slot}) for slot in range(pictures)]


async def test_the_first_rows_make_the_launch(ledger: Ledger) -> None:
    assert await ledger.launches.extend(a_launch(), rows(pictures=2)) == 2
    assert await ledger.launches.tally(LAUNCH) == Tally(total=2, waiting=2)
    assert (await ledger.launches.policy(LAUNCH)).images == 1


async def test_the_same_decision_again_adds_nothing(ledger: Ledger) -> None:
    await ledger.launches.extend(a_launch(), rows())
    again = rows("another product, by now")
    assert await ledger.launches.extend(a_launch(at=START + 60), again) == 0
    (row,) = await ledger.launches.results(LAUNCH)
    assert row.product == "mug"
    summary = await ledger.launches.summary(LAUNCH)
    assert summary is not None
    assert summary.created == START


async def test_a_launch_that_has_ended_is_open_again_for_new_rows_only(ledger: Ledger) -> None:
    ended = refuse(Reason.BOARD_INVALID, "no such board")
    (row,) = rows()
    refused = [row.model_copy(update={"product": None, "refused": ended})]
    await ledger.launches.extend(a_launch(), refused)
    assert await ledger.launches.finish(LAUNCH, START + 1)
    assert await ledger.launches.extend(a_launch(), refused) == 0
    assert await ledger.launches.unfinished() == []
    assert await ledger.launches.extend(a_launch(), rows("cup", DECISION + 1)) == 1
    assert [launch.launch for launch in await ledger.launches.unfinished()] == [LAUNCH]
    assert not await ledger.launches.finish(LAUNCH, START + 2)


async def test_a_late_decision_with_an_earlier_number_is_admitted_like_any_other(ledger: Ledger) -> None:
    await ledger.launches.extend(a_launch(), rows("cup", 9))
    await ledger.launches.judge(LAUNCH, [], 9, START)
    await ledger.launches.extend(a_launch(), rows("mug", 3))
    waiting = await ledger.launches.waiting_rows(LAUNCH, 10, START)
    assert [row.product.key for row in waiting] == ["mug", "cup"]


async def test_many_at_once_each_add_their_rows(ledger: Ledger) -> None:
    """And the one launch is made once."""
    added = await asyncio.gather(
        *(ledger.launches.extend(a_launch(), rows(f"mug-{number}", number)) for number in (1, 2, 2, 3, 3))
    )
    assert sum(added) == 3
    assert (await ledger.launches.tally(LaunchId(LAUNCH))).total == 3

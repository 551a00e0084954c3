"""A launch: boards first, rows as long as there is room, and an end whatever became of the rows."""

import pytest
from temporalio.client import WorkflowHandle

from activities.engine import TemporalEngine
from contracts.launch import UNSENT_PINS_MAX, LaunchPolicy, LaunchRequest, Tally
from contracts.names import LaunchId
from contracts.outcome import Outcome, Reason
from contracts.trouble import TokenDead
from store.accounts import SqlAccounts
from tests.builders import ACCOUNT, LAUNCH, POLICY, a_product, an_intent
from tests.ledger import Ledger, live
from tests.workflows.world import World
from workflows.launch import LaunchWorkflow, details

OTHER = LaunchId("other")
REQUEST = LaunchRequest(account=ACCOUNT, launch=LAUNCH, source="spring.csv")


async def test_an_account_never_has_more_open_pins_than_it_may(world: World) -> None:
    """Another launch has left room for two; of five products no more are ever under way."""
    others = [a_product(f"other-{number}") for number in range(UNSENT_PINS_MAX - 2)]
    await Ledger(world.database).registered(*others, launch=OTHER)
    launch = await world.launch(*(a_product(f"mug-{number}") for number in range(5)))
    seen: list[int] = []

    async def all_ended() -> bool:
        seen.append(await open_pins(world))
        return (await world.launches.tally(LAUNCH)).done

    await world.until(all_ended)
    assert max(seen) == UNSENT_PINS_MAX
    assert await ended(world, launch) == Tally(total=5, live=5)


async def test_rows_wait_while_there_is_no_room(world: World) -> None:
    others = [a_product(f"other-{number}") for number in range(UNSENT_PINS_MAX)]
    await Ledger(world.database).registered(*others, launch=OTHER)
    launch = await world.launch(a_product())
    for _ in range(10):
        await world.step(10)
    assert not world.pinterest.pins
    await Ledger(world.database).intents.settle(an_intent(others[0]).key, live(), world.clock.now())
    assert (await ended(world, launch)).live == 1


async def test_boards_are_made_once_however_they_are_spelt(world: World) -> None:
    results = await world.finished(
        a_product("one", board="Mugs"), a_product("two", board="mugs"), a_product("three", board="Cups")
    )
    assert [result.outcome for result in results] == [Outcome.LIVE] * 3
    assert sorted(name.casefold() for name in world.pinterest.boards.values()) == ["cups", "mugs"]
    again = await world.finished(a_product("four", board="MUGS"), launch=OTHER)
    assert again[0].board_id in {results[0].board_id, results[1].board_id}
    assert len(world.pinterest.boards) == 2


async def test_where_no_board_may_be_made_its_rows_are_refused_and_the_others_go_on(world: World) -> None:
    world.pinterest.boards["700"] = "Mugs"
    policy = LaunchPolicy(pin=POLICY, create_boards=False)
    launch = await world.launch(a_product("one", board="Cups"), a_product("two", board="Mugs"), policy=policy)
    await ended(world, launch)
    refused, made = await world.launches.results(LAUNCH)
    assert (refused.outcome, refused.reason) == (Outcome.REFUSED, Reason.BOARD_MISSING)
    assert made.outcome is Outcome.LIVE
    assert list(world.pinterest.boards) == ["700"]


async def test_a_dead_token_delays_the_boards_and_loses_no_row(world: World) -> None:
    world.pinterest.read_troubles = [TokenDead("401: the token is dead")] * 2
    launch = await world.launch(a_product("one"), a_product("two"))
    await world.until(lambda: SqlAccounts(world.database).parked(ACCOUNT))
    assert not world.pinterest.boards
    assert await world.launches.tally(LAUNCH) == Tally(total=2, waiting=2)
    await SqlAccounts(world.database).unpark(ACCOUNT)
    await world.until(lambda: not world.pinterest.read_troubles, seconds=5)
    await SqlAccounts(world.database).unpark(ACCOUNT)
    assert (await ended(world, launch)).live == 2


async def test_a_launch_ends_though_none_of_its_rows_was_admitted(world: World) -> None:
    policy = LaunchPolicy(pin=POLICY, create_boards=False)
    launch = await world.launch(a_product("one"), a_product("two"), policy=policy)
    assert await ended(world, launch) == Tally(total=2, refused=2)
    summary = await world.launches.summary(LAUNCH)
    assert summary is not None
    assert summary.finished is not None


async def test_an_empty_launch_ends_at_once(world: World) -> None:
    launch = await world.launch()
    assert await ended(world, launch) == Tally()


async def test_a_launch_started_twice_is_one(world: World) -> None:
    """The command was killed after it had started the launch, and the worker starts it again."""
    launch = await world.launch(a_product())
    request = LaunchRequest(account=ACCOUNT, launch=LAUNCH)
    await TemporalEngine(world.client).start_launch(request)
    assert await ended(world, launch) == Tally(total=1, live=1)
    assert len(world.pinterest.pins) == 1


async def test_a_long_title_holds_up_no_launch(world: World) -> None:
    results = await world.finished(a_product("long", title="Mug, blue, holds tea. " * 60), a_product("short"))
    assert [result.outcome for result in results] == [Outcome.LIVE, Outcome.LIVE]


def test_the_page_tells_the_stage_and_the_launch() -> None:
    page = details(REQUEST, "opening boards", None)
    assert "**Now:** opening boards" in page
    assert "Products from `spring.csv` for account **demo**" in page
    assert f'PinflowLaunch = "{LAUNCH}"' in page
    assert " pins" not in page


def test_the_page_counts_each_end() -> None:
    tally = Tally(total=60, live=31, already=1, refused=2, unconfirmed=3, withdrawn=4, waiting=20)
    counts = details(REQUEST, "waiting for outcomes", tally).splitlines()[-6:]
    assert counts == ["- 60 pins", "- 31 live", "- 2 refused", "- 3 unconfirmed", "- 4 withdrawn", "- 20 waiting"]


@pytest.mark.parametrize(("refused", "loud"), [(20, True), (2, False)])
def test_the_page_is_alarmed_when_too_many_are_refused(refused: int, *, loud: bool) -> None:
    page = details(REQUEST, "waiting for outcomes", Tally(total=60, live=20, refused=refused, waiting=20))
    assert ("were refused" in page) == loud


async def open_pins(world: World) -> int:
    return (await SqlAccounts(world.database).survey(ACCOUNT, world.clock.now())).open_pins


async def ended(world: World, launch: "WorkflowHandle[LaunchWorkflow, Tally]") -> Tally:
    """Step until the launch says that it has ended; what it says."""

    async def is_finished() -> bool:
        summary = await world.launches.summary(LAUNCH)
        return summary is not None and summary.finished is not None

    await world.until(is_finished)
    return await world.result_of(launch)

"""Launches: written whole, counted, paged, listed."""

from collections.abc import Iterator

import pytest
from sqlmodel import update

from contracts.launch import OPEN_PINS_MAX, UNSENT_PINS_MAX, URGENT_PINS_MAX, LaunchPolicy, Tally
from contracts.ledger import NewRow
from contracts.names import AccountKey, LaunchId
from contracts.outcome import Outcome, Reason
from contracts.pace import Priority
from contracts.refusals import refuse
from store.rows import ROWS_A_FLUSH
from store.tables.pins import IntentRow
from store.tables.states import IntentState
from tests.builders import ACCOUNT, LAUNCH, POLICY, a_launch, a_product, rows_of
from tests.fakes.clock import START
from tests.ledger import Ledger, live

SECOND = LaunchId("second")
MANY = 5_000
UNREADABLE = refuse(Reason.ROW_UNREADABLE, "row 7 has too few columns")


async def test_thousands_of_rows_are_written_at_once(ledger: Ledger) -> None:
    assert await ledger.launches.begin(a_launch(), some_rows(MANY)) == MANY
    assert await ledger.launches.tally(LAUNCH) == Tally(total=MANY, waiting=MANY)
    assert (await ledger.launches.outlook(LAUNCH, START)).left == MANY


async def test_a_file_that_breaks_off_leaves_no_launch(ledger: Ledger) -> None:
    """Rows were flushed already; none of them stays."""

    def broken() -> Iterator[NewRow]:
        yield from some_rows(ROWS_A_FLUSH + 10)
        raise UnicodeError

    with pytest.raises(UnicodeError):
        await ledger.launches.begin(a_launch(), broken())
    assert await ledger.launches.summary(LAUNCH) is None
    assert await ledger.launches.results(LAUNCH) == []
    assert await ledger.launches.begin(a_launch(), some_rows(1)) == 1


async def test_an_empty_file_is_a_launch_that_is_done(ledger: Ledger) -> None:
    assert await ledger.launches.begin(a_launch(), []) == 0
    assert (await ledger.launches.tally(LAUNCH)).done


async def test_a_row_that_was_refused_at_the_door_is_settled(ledger: Ledger) -> None:
    await ledger.launches.begin(a_launch(), [NewRow(row=7, product_key="row:7", refused=UNREADABLE)])
    (result,) = await ledger.launches.results(LAUNCH)
    assert (result.row, result.product, result.outcome) == (7, "row:7", Outcome.REFUSED)
    assert (result.reason, result.remedy) == (UNREADABLE.reason, UNREADABLE.remedy)
    assert (await ledger.launches.outlook(LAUNCH, START)).left == 0


async def test_the_policy_is_read_back_as_it_was_written(ledger: Ledger) -> None:
    policy = LaunchPolicy(pin=POLICY, edition="autumn", board="Gifts", create_boards=False)
    await ledger.launches.begin(a_launch(policy=policy), [])
    assert await ledger.launches.policy(LAUNCH) == policy


async def test_rows_wait_in_the_file_s_order_with_their_products(ledger: Ledger) -> None:
    products = [a_product("one"), a_product("two"), a_product("three")]
    await ledger.launches.begin(a_launch(), reversed(rows_of(*products)))
    waiting = await ledger.launches.waiting_rows(LAUNCH, 2, START)
    assert [(row.row, row.product) for row in waiting] == [(2, products[0]), (3, products[1])]
    assert await ledger.launches.waiting_rows(LAUNCH, 0, START) == []


async def test_boards_are_asked_for_by_rows_that_still_wait(ledger: Ledger) -> None:
    await ledger.registered(a_product("one"), launch=SECOND)
    rows = rows_of(a_product("two", board="Cups"), a_product("three", board="Mugs"), a_product("four"))
    await ledger.launches.begin(a_launch(), [*rows, NewRow(row=9, product_key="row:9", refused=UNREADABLE)])
    assert await ledger.launches.board_names(LAUNCH) == ["Cups", "Mugs"]
    assert await ledger.launches.board_names(SECOND) == []


async def test_room_is_what_open_pins_leave(ledger: Ledger) -> None:
    assert await ledger.room(START) == UNSENT_PINS_MAX
    first, second = await ledger.ready(a_product("one"), a_product("two"))
    assert await ledger.room(START) == UNSENT_PINS_MAX - 2
    await ledger.claimed(first)
    assert await ledger.room(START) == UNSENT_PINS_MAX - 1
    await ledger.intents.settle(second, live(), START)
    assert await ledger.room(START) == UNSENT_PINS_MAX
    assert await ledger.room(account=AccountKey("other")) == UNSENT_PINS_MAX


async def test_pins_that_left_have_places_until_they_end(ledger: Ledger) -> None:
    """Those that Pinterest makes nothing of, such as long videos, do not become more and more."""
    crowd = [a_product(f"mug-{number}") for number in range(OPEN_PINS_MAX - 1)]
    for page, launch in ((crowd[:UNSENT_PINS_MAX], LAUNCH), (crowd[UNSENT_PINS_MAX:], SECOND)):
        await ledger.ready(*page, launch=launch)
        await ledger.database.write(lambda session: session.exec(update(IntentRow).values(state=IntentState.SENT)))
    assert await ledger.room(START) == 1


async def test_there_is_never_less_room_than_none(ledger: Ledger) -> None:
    await ledger.registered(*(a_product(f"mug-{number}") for number in range(UNSENT_PINS_MAX + 1)))
    assert await ledger.room(START) == 0


async def test_launches_at_once_share_the_places_by_their_priority(ledger: Ledger) -> None:
    """Two normal ones have half each, as long as both have rows to admit; beside a low one it is four fifths."""
    one, two, low = (LaunchId(f"20261121-221530-{name}-0001") for name in ("one", "two", "low"))
    many = rows_of(*(a_product(f"mug-{number}") for number in range(3)))
    await ledger.launches.begin(a_launch(one), many)
    assert await ledger.launches.room(one, START) == UNSENT_PINS_MAX
    await ledger.launches.begin(a_launch(two), many)
    assert await ledger.launches.room(one, START) == UNSENT_PINS_MAX // 2
    await ledger.launches.begin(a_launch(low).model_copy(update={"priority": Priority.LOW}), many)
    assert await ledger.launches.room(low, START) == UNSENT_PINS_MAX // 9
    assert await ledger.launches.room(one, START) == UNSENT_PINS_MAX * 4 // 9


async def test_what_a_launch_has_open_counts_in_its_share(ledger: Ledger) -> None:
    await ledger.ready(*(a_product(f"mug-{number}") for number in range(5)))
    rival = LaunchId("20261121-221530-rival-0001")
    await ledger.launches.begin(a_launch(rival), rows_of(a_product("cup")))
    assert await ledger.launches.room(LAUNCH, START) == UNSENT_PINS_MAX // 2 - 5
    assert await ledger.launches.room(rival, START) == UNSENT_PINS_MAX - 5


async def test_an_urgent_launch_has_places_of_its_own(ledger: Ledger) -> None:
    await ledger.registered(*(a_product(f"mug-{number}") for number in range(UNSENT_PINS_MAX)))
    assert await ledger.room() == 0
    assert await ledger.room(priority=Priority.URGENT) == URGENT_PINS_MAX


async def test_started_pins_are_admitted_in_their_launch_alone(ledger: Ledger) -> None:
    (request,) = await ledger.registered(a_product())
    await ledger.registered(a_product(), launch=SECOND)
    await ledger.launches.started(LAUNCH, [request.key])
    assert (await ledger.launches.outlook(LAUNCH, START)).left == 0
    assert (await ledger.launches.outlook(SECOND, START)).left == 1


async def test_starting_what_has_ended_opens_nothing_again(ledger: Ledger) -> None:
    (request,) = await ledger.registered(a_product())
    await ledger.intents.settle(request.key, live(), START)
    await ledger.launches.started(LAUNCH, [request.key])
    (result,) = await ledger.launches.results(LAUNCH)
    assert result.outcome is Outcome.LIVE


async def test_every_end_is_counted_as_what_it_is(ledger: Ledger) -> None:
    products = [a_product(outcome) for outcome in Outcome]
    await ledger.registered(*products, a_product("waiting"))
    keys = await ledger.ready(*products, launch=SECOND)
    for key, outcome in zip(keys, Outcome, strict=True):
        await ledger.intents.settle(key, live().model_copy(update={"outcome": outcome}), START)
    assert await ledger.launches.tally(LAUNCH) == Tally(
        total=5, live=1, refused=1, unconfirmed=1, withdrawn=1, waiting=1
    )


async def test_an_unknown_launch_has_nothing(ledger: Ledger) -> None:
    assert await ledger.launches.tally(SECOND) == Tally()
    assert await ledger.launches.summary(SECOND) is None


async def test_results_come_in_pages_that_miss_and_repeat_nothing(ledger: Ledger) -> None:
    await ledger.launches.begin(a_launch(), some_rows(25))
    pages, after = list[int](), (0, 0)
    while page := await ledger.launches.results(LAUNCH, after=after, limit=10):
        pages += [result.row for result in page]
        after = (page[-1].row, page[-1].image)
    assert pages == list(range(2, 27))


async def test_the_first_finish_stays(ledger: Ledger) -> None:
    await ledger.launches.begin(a_launch(), [])
    await ledger.launches.finish(LAUNCH, START + 5)
    await ledger.launches.finish(LAUNCH, START + 9)
    summary = await ledger.launches.summary(LAUNCH)
    assert summary is not None
    assert (summary.created, summary.finished) == (START, START + 5)


async def test_a_summary_says_what_the_launch_was_and_how_it_stands(ledger: Ledger) -> None:
    await ledger.registered(a_product())
    summary = await ledger.launches.summary(LAUNCH)
    assert summary is not None
    assert (summary.launch, summary.account, summary.source) == (LAUNCH, ACCOUNT, "test.csv")
    assert (summary.policy, summary.tally) == (LaunchPolicy(pin=POLICY), Tally(total=1, waiting=1))
    assert summary.finished is None


async def test_unfinished_launches_are_listed_oldest_first(ledger: Ledger) -> None:
    for name, at in (("new", START + 2), ("old", START), ("done", START + 1)):
        await ledger.launches.begin(a_launch(LaunchId(name), at=at), [])
    await ledger.launches.finish(LaunchId("done"), START + 3)
    assert [summary.launch for summary in await ledger.launches.unfinished()] == ["old", "new"]


async def test_the_latest_launches_are_listed_newest_first(ledger: Ledger) -> None:
    for number in range(5):
        await ledger.launches.begin(a_launch(LaunchId(f"launch-{number}"), at=START + number), [])
    await ledger.launches.finish(LaunchId("launch-4"), START + 9)
    assert [summary.launch for summary in await ledger.launches.latest(2)] == ["launch-4", "launch-3"]


async def test_a_title_of_any_length_is_reported(ledger: Ledger) -> None:
    title = "x" * 2_000
    await ledger.launches.begin(a_launch(), rows_of(a_product(title=title)))
    (result,) = await ledger.launches.results(LAUNCH)
    assert result.title == title


def some_rows(count: int) -> Iterator[NewRow]:
    return (
        NewRow(row=number, product_key=f"mug-{number}", board_name="Mugs", product=a_product(f"mug-{number}"))
        for number in range(2, count + 2)
    )

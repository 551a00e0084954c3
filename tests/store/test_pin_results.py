"""What people did with pins, in the ledger: whom to ask for next, and sums that are those of the days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.names import AccountKey, LaunchId
from contracts.pin_results import RESULTS_DAYS_BACK_MAX, DuePin, PinDay, PinNumbers, ReadingState
from store.live_pins import SqlLivePins
from store.pin_results import DELETED, GONE_AGAIN_SECONDS, SqlPinResults
from tests.builders import ACCOUNT, a_product, an_intent
from tests.fakes.clock import START
from tests.ledger import Ledger, live

DAY = 86_400.0
TODAY = datetime.fromtimestamp(START + 3 * DAY, UTC).date()
NOW = START + 3 * DAY
YESTERDAY = TODAY - timedelta(days=1)
OTHER = AccountKey("other")
PIN = "813744226420795884"


@pytest.fixture
def results(ledger: Ledger) -> SqlPinResults:
    return SqlPinResults(ledger.database)


async def a_live_pin(ledger: Ledger, name: str = "mug", pin_id: str = PIN, *, at: float = START) -> DuePin:
    (key,) = await ledger.ready(a_product(name), launch=LaunchId(name), at=at)
    claim = await ledger.claimed(key, now=at)
    await ledger.attempts.made(key, claim.attempt, pin_id, at)
    await ledger.intents.settle(key, live(pin_id), at)
    return DuePin(pin_id, key, TODAY - timedelta(days=RESULTS_DAYS_BACK_MAX))


async def due(results: SqlPinResults, before: float = NOW) -> list[DuePin]:
    found, total = await results.due(ACCOUNT, before=before, today=TODAY, limit=10)
    assert total == len(found)
    return list(found)


def days_ago(count: int) -> date:
    return TODAY - timedelta(days=count)


async def test_a_live_pin_is_due_from_the_day_after_it_was_made_on(ledger: Ledger, results: SqlPinResults) -> None:
    mug = await a_live_pin(ledger)
    await a_live_pin(ledger, "cup", "2", at=NOW)
    await ledger.ready(a_product("jug"))
    assert await due(results) == [mug]
    assert await results.due(OTHER, before=NOW, today=TODAY, limit=10) == ([], 0)


async def test_what_was_read_is_due_again_from_the_first_day_that_moved(
    ledger: Ledger, results: SqlPinResults
) -> None:
    mug = await a_live_pin(ledger)
    numbers = PinNumbers((PinDay(days_ago(2), 10, 1, 2, 1), PinDay(YESTERDAY, 5)), YESTERDAY)
    await results.keep(ACCOUNT, [(mug, numbers)], YESTERDAY, NOW)
    assert await due(results) == []
    assert await due(results, before=NOW + 1) == [DuePin(PIN, mug.key, YESTERDAY)]


async def test_never_asked_ones_come_first_and_then_the_oldest(ledger: Ledger, results: SqlPinResults) -> None:
    pins = [await a_live_pin(ledger, name, name, at=START + n * 60) for n, name in enumerate(("1", "2", "3"))]
    for pin, at in ((pins[0], NOW), (pins[1], NOW - 10)):
        await results.keep(ACCOUNT, [(pin, PinNumbers())], YESTERDAY, at)
    assert [pin.pin_id for pin in await due(results, before=NOW + 1)] == ["3", "2", "1"]
    found, total = await results.due(ACCOUNT, before=NOW + 1, today=TODAY, limit=1)
    assert ([pin.pin_id for pin in found], total) == (["3"], 3)


async def test_days_that_are_read_again_replace_those_that_were_there(
    ledger: Ledger, results: SqlPinResults
) -> None:
    """An estimate that became nothing is gone; days before stay as they were."""
    mug = await a_live_pin(ledger)
    first = PinNumbers((PinDay(days_ago(3), 100, 9, 8, 7), PinDay(YESTERDAY, 50, 5, 4, 3)), YESTERDAY)
    await results.keep(ACCOUNT, [(mug, first)], YESTERDAY, NOW)
    again = DuePin(PIN, mug.key, YESTERDAY)
    await results.keep(ACCOUNT, [(again, PinNumbers((PinDay(YESTERDAY),)))], YESTERDAY, NOW + DAY)
    (tally,) = await results.tallies(ACCOUNT, days_ago(30), YESTERDAY)
    assert (tally.impressions, tally.saves, tally.pin_clicks, tally.outbound_clicks) == (100, 9, 8, 7)
    assert (tally.until, tally.moving_from, tally.read_at) == (YESTERDAY, TODAY, NOW + DAY)


async def test_a_window_counts_its_days_alone(ledger: Ledger, results: SqlPinResults) -> None:
    mug = await a_live_pin(ledger)
    numbers = PinNumbers(tuple(PinDay(days_ago(back), 10**back) for back in (1, 2, 3)))
    await results.keep(ACCOUNT, [(mug, numbers)], YESTERDAY, NOW)
    (tally,) = await results.tallies(ACCOUNT, days_ago(2), days_ago(2))
    assert tally.impressions == 100


async def test_days_that_were_not_asked_for_are_not_kept(ledger: Ledger, results: SqlPinResults) -> None:
    mug = await a_live_pin(ledger)
    await results.keep(ACCOUNT, [(mug, PinNumbers((PinDay(TODAY, 7),)))], YESTERDAY, NOW)
    (tally,) = await results.tallies(ACCOUNT, days_ago(30), TODAY)
    assert (tally.impressions, tally.until) == (0, None)


async def test_a_pin_that_is_gone_keeps_its_numbers_and_is_asked_for_a_week_later(
    ledger: Ledger, results: SqlPinResults
) -> None:
    mug = await a_live_pin(ledger)
    await results.keep(ACCOUNT, [(mug, PinNumbers((PinDay(YESTERDAY, 7),)))], YESTERDAY, NOW)
    await results.miss(ACCOUNT, mug, ReadingState.GONE, "Pin not found.", NOW + DAY)
    assert await due(results, before=NOW + 2 * DAY) == []
    assert await due(results, before=NOW + DAY + GONE_AGAIN_SECONDS + 1)
    (tally,) = await results.tallies(ACCOUNT, days_ago(30), YESTERDAY)
    assert (tally.state, tally.why, tally.impressions) == (ReadingState.GONE, "Pin not found.", 7)


async def test_a_pin_that_we_deleted_is_counted_and_not_asked_for(ledger: Ledger, results: SqlPinResults) -> None:
    mug = await a_live_pin(ledger)
    await results.keep(ACCOUNT, [(mug, PinNumbers((PinDay(YESTERDAY, 7),)))], YESTERDAY, NOW)
    assert await SqlLivePins(ledger.database).deleted(mug.key, PIN, "sold out", NOW)
    assert await due(results, before=NOW + DAY) == []
    (tally,) = await results.tallies(ACCOUNT, days_ago(30), YESTERDAY)
    assert (tally.state, tally.why, tally.impressions, tally.product) == (ReadingState.GONE, DELETED, 7, "mug")


async def test_what_was_never_asked_for_is_told_with_what_it_was_made_of(
    ledger: Ledger, results: SqlPinResults
) -> None:
    await a_live_pin(ledger)
    (tally,) = await results.tallies(ACCOUNT, days_ago(30), YESTERDAY)
    assert (tally.state, tally.product, tally.image, tally.board) == (
        None,
        "mug",
        0,
        an_intent(a_product("mug")).board_name,
    )
    assert await results.tallies(OTHER, days_ago(30), YESTERDAY) == []


async def test_numbers_larger_than_32_bits_are_kept(ledger: Ledger, results: SqlPinResults) -> None:
    mug = await a_live_pin(ledger)
    await results.keep(ACCOUNT, [(mug, PinNumbers((PinDay(YESTERDAY, 10**15, 10**10),)))], YESTERDAY, NOW)
    (tally,) = await results.tallies(ACCOUNT, YESTERDAY, YESTERDAY)
    assert (tally.impressions, tally.saves) == (10**15, 10**10)

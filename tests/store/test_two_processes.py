"""Two processes on one ledger at the same moment: nothing is done twice, no quota is run into."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from sqlmodel import col, func, select

from contracts.hand import Action, Filter, HandOrder, Selection
from contracts.ledger import Claim, KnownBoard, Sight
from contracts.names import LaunchId, PinKey
from contracts.outcome import Outcome
from contracts.pace import Quota
from contracts.pin import Postponed
from contracts.sightings import Category
from store.tables.launches import ProductRow
from store.tables.pins import AttemptRow, FindingRow, IntentRow, UploadRow
from store.tables.quota import WriteRow
from store.uploads import MEDIA_UPLOADS_MAX
from tests.builders import ACCOUNT, BOARD, a_launch, a_product, an_intent, row_intents, rows_of
from tests.fakes.clock import START
from tests.ledger import REQUEST_SECONDS, Ledger, a_write_reading, live
from tests.store.together import PROCESSES, Together

PRODUCTS = [a_product(f"mug-{number}") for number in range(200)]
KEYS = [an_intent(product).key for product in PRODUCTS]
FEW = PRODUCTS[:60]
BOARDS = [KnownBoard(name=f"Board {number}", board_id=str(number)) for number in range(20)]
QUOTA = Quota(limit=30, window_seconds=10)
LATER = START + 7 * 86_400.0
"""Pins that are put off take none of an account's places: two launches may have so many at once."""
PAGE = 20
TURNS = 6
STOP_AND_GO = (Action.PAUSE, Action.RESUME)
SEND_SECONDS = 0.1


@pytest.fixture(scope="module")
def together() -> Iterator[Together]:
    together = Together()
    yield together
    together.close()


def test_each_row_is_tied_to_its_one_intent(ledger: Ledger, ledger_url: str, together: Together) -> None:
    """Two launches want the same pins, one of them from its file's end."""
    together(ledger_url, register_all)
    rows = ledger.database.read_now(lambda session: session.exec(select(ProductRow)).all())
    assert Counter(row.intent_key for row in rows) == Counter(KEYS * PROCESSES)
    assert Counter(row.launch for row in rows) == {launch_of(number): len(KEYS) for number in range(PROCESSES)}
    intents = ledger.database.read_now(lambda session: session.exec(select(IntentRow.key)).all())
    assert sorted(intents) == sorted(KEYS)


async def test_each_pin_is_claimed_once_within_the_quota(
    ledger: Ledger, ledger_url: str, together: Together
) -> None:
    keys = await ledger.ready(*FEW)
    await ledger.note(a_write_reading(buckets=(QUOTA,)))
    await asyncio.to_thread(together, ledger_url, publish_all)
    attempts = await ledger.database.read(lambda session: session.exec(select(AttemptRow)).all())
    assert sorted(attempt.key for attempt in attempts) == sorted(keys)
    # Each has a clock of its own, and who waits for whom is the machine's business: together they may use less.
    assert most_in_a_window(await written(ledger)) <= QUOTA.limit


async def test_one_process_alone_uses_the_quota_up(ledger: Ledger) -> None:
    await ledger.ready(*FEW)
    await ledger.note(a_write_reading(buckets=(QUOTA,)))
    await publish_all(ledger, 0)
    assert most_in_a_window(await written(ledger)) == QUOTA.limit


async def test_whoever_settles_and_whoever_orders_never_stop_one_another(
    ledger: Ledger, ledger_url: str, together: Together
) -> None:
    """Pins end one by one while a person stops and lets go all of them: each lock is taken in the same order."""
    for number in range(PROCESSES):
        await register_all(ledger, number)
    await asyncio.to_thread(together, ledger_url, settle_or_order)
    rows = await ledger.database.read(lambda session: session.exec(select(ProductRow)).all())
    assert Counter((row.launch, row.outcome) for row in rows) == {
        (launch_of(number), Outcome.LIVE): len(KEYS) for number in range(PROCESSES)
    }


async def test_answers_and_a_reading_that_meet_give_each_pin_its_own(
    ledger: Ledger, ledger_url: str, together: Together
) -> None:
    """Late answers come one by one while a reading settles all of them at once, from the end."""
    for number, key in enumerate(await ledger.ready(*FEW)):
        await ledger.claimed(key, now=START + number * REQUEST_SECONDS)
    await asyncio.to_thread(together, ledger_url, answer_or_read)
    attempts = await ledger.database.read(lambda session: session.exec(select(AttemptRow)).all())
    assert {attempt.key: attempt.pin_id for attempt in attempts} == {key: f"pin-{key}" for key in KEYS[: len(FEW)]}
    assert await ledger.database.read(lambda session: session.exec(select(FindingRow)).all()) == []


async def test_no_more_videos_are_on_their_way_than_may_be(
    ledger: Ledger, ledger_url: str, together: Together
) -> None:
    await asyncio.to_thread(together, ledger_url, upload_in_turn)
    assert await places_taken(ledger) == 0


def test_boards_and_what_they_have_of_ours_are_kept_by_both(
    ledger: Ledger, ledger_url: str, together: Together
) -> None:
    together(ledger_url, keep_boards)
    book = ledger.boards
    known = asyncio.run(book.known(ACCOUNT, [board.name for board in BOARDS]))
    assert {board.board_id for board in known} == {board.board_id for board in BOARDS}
    assert asyncio.run(book.history(ACCOUNT, [BOARD])) == {BOARD: START}


def launch_of(number: int) -> LaunchId:
    return LaunchId(f"launch-{number}")


async def register_all(ledger: Ledger, number: int) -> None:
    """A launch of its own, in pages as admission does it."""
    launch = launch_of(number)
    put_off = [row.model_copy(update={"not_before": LATER}) for row in rows_of(*PRODUCTS)]
    await ledger.launches.begin(a_launch(launch), put_off)
    rows = row_intents(*PRODUCTS)[:: -1 if number else 1]
    for begin in range(0, len(rows), PAGE):
        await ledger.launches.register(launch, rows[begin : begin + PAGE], START)


async def publish_all(ledger: Ledger, number: int) -> None:
    """Send every pin that the other has not claimed; time passes by sending and by waiting."""
    now = START
    for product in FEW:
        now = await _publish(ledger, an_intent(product).key, str(number), now)


async def _publish(ledger: Ledger, key: PinKey, owner: str, now: float) -> float:
    while True:
        answer = await ledger.claim(key, now=now, owner=owner)
        if isinstance(answer, Claim):
            await ledger.attempts.made(key, answer.attempt, f"pin-{key}", now + SEND_SECONDS)
            return now + SEND_SECONDS
        if not isinstance(answer, Postponed):
            return now
        now = answer.until


async def settle_or_order(ledger: Ledger, number: int) -> None:
    """One ends the pins as they come; the other takes hold of them by the launch, and from the end."""
    if number == 0:
        for key in KEYS:
            await ledger.intents.settle(key, live(f"pin-{key}"), START)
        return
    for begin in range(0, len(KEYS), PAGE):
        order = HandOrder(action=STOP_AND_GO[begin // PAGE % 2], selection=Selection(account=ACCOUNT))
        await ledger.hand.act(order, Filter(), START)
        for launch in range(PROCESSES):
            await ledger.launches.started(launch_of(launch), KEYS[::-1][begin : begin + PAGE])


async def answer_or_read(ledger: Ledger, number: int) -> None:
    keys = KEYS[: len(FEW)]
    if number == 0:
        for key in keys:
            await ledger.attempts.made(key, 1, f"pin-{key}", LATER)
        return
    sights = [Sight(key=key, attempt=1, pin_id=f"pin-{key}", whole=True) for key in reversed(keys)]
    for begin in range(0, len(sights), PAGE):
        some = sights[begin : begin + PAGE]
        await ledger.attempts.record_reading(ACCOUNT, BOARD, some, began=LATER, grace_seconds=20.0)


async def upload_in_turn(ledger: Ledger, number: int) -> None:
    """Each takes as many places as it is given, and gives them back."""
    owner, mine = str(number), KEYS[number : 2 * PAGE : PROCESSES]
    for turn in range(TURNS):
        now = START + turn
        for key in mine:
            await ledger.uploads.take(ACCOUNT, key, owner=owner, now=now, until=now + REQUEST_SECONDS)
        assert await places_taken(ledger) <= MEDIA_UPLOADS_MAX
        for key in mine:
            await ledger.uploads.leave(ACCOUNT, key, owner=owner)


async def places_taken(ledger: Ledger) -> int:
    query = select(func.count()).select_from(UploadRow).where(col(UploadRow.owner).is_not(None))
    return await ledger.database.read(lambda session: session.exec(query).one())


async def keep_boards(ledger: Ledger, number: int) -> None:
    """Both learn the same, in another order; one lease of the two is given."""
    order = -1 if number else 1
    markers = {an_intent(product).marker: f"pin-{product.key}" for product in PRODUCTS[::order]}
    for turn in range(TURNS):
        await ledger.boards.keep(ACCOUNT, BOARDS[::order])
        await ledger.boards.keep_history(ACCOUNT, BOARD, markers, START)
        await ledger.boards.lease_reading(
            ACCOUNT, BOARD, owner=str(number), now=START + turn, until=START + turn + 1
        )
        await ledger.note(a_write_reading(buckets=(Quota(limit=turn + 1, window_seconds=10),)))
        await ledger.note(a_write_reading(remaining=0, reset_seconds=turn, limited=True))


async def written(ledger: Ledger) -> Sequence[float]:
    query = select(WriteRow.at).where(WriteRow.category == Category.ORG_WRITE)
    return await ledger.database.read(lambda session: session.exec(query).all())


def most_in_a_window(moments: Sequence[float]) -> int:
    """The most writes that any window of the quota holds."""
    return max(sum(1 for at in moments if begin <= at < begin + QUOTA.window_seconds) for begin in moments)


@pytest.mark.parametrize("moments", [[0.0, 1.0, 9.9], [0.0, 10.0, 11.0, 19.9]])
def test_the_window_above_slides(moments: list[float]) -> None:
    assert most_in_a_window(moments) == 3

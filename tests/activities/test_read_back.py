"""Read-back: a lost answer is settled by the board, and by nothing less than a whole reading of it."""

from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError

from activities.lease import LEASE_SECONDS
from activities.read_back import BUSY_SECONDS, ReadBackActivities
from activities.translate import NOT_YET
from contracts.names import PinKey
from contracts.outcome import PinOutcome, Reason, Refused
from contracts.pin import PostponeCause, Postponed, Published, ReadBackOrder, Uncertain
from contracts.trouble import PinterestTrouble, Rejected, Unavailable
from drafting.looks import FIRST_LOOK_SECONDS
from tests.activities.board import bare, lost, made, put
from tests.activities.stage import error_of, run
from tests.builders import ACCOUNT, BOARD, a_product
from tests.fakes.clock import START, FakeClock
from tests.fakes.pinterest import FakePins, FakePinterest
from tests.ledger import REQUEST_SECONDS, Ledger, live

GRACE = 20.0
DEADLINE = START + REQUEST_SECONDS
LOOKS_ENOUGH = 100


@pytest.fixture
def pinterest(clock: FakeClock) -> FakePinterest:
    return FakePinterest(clock, boards={BOARD: "Mugs"})


@pytest.fixture
def activities(ledger: Ledger, pinterest: FakePinterest, clock: FakeClock) -> ReadBackActivities:
    return ReadBackActivities(FakePins(pinterest), ledger.attempts, ledger.boards, clock)


async def test_a_pin_on_the_board_is_adopted(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    (key,) = await lost(ledger, "mug")
    await made(ledger, pinterest, "801", key)
    await clock.advance(FIRST_LOOK_SECONDS)
    published = await run(activities.read_back, an_order(key))
    assert isinstance(published, Published)
    assert (published.pin_id, published.evidence.what) == ("801", "adopted")


async def test_the_board_is_not_read_at_once(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    """A pin is rarely listed at once: too early a reading proves nothing and costs one."""
    (key,) = await lost(ledger, "mug")
    await made(ledger, pinterest, "801", key)
    error = await error_of(activities.read_back, an_order(key))
    assert error.type == NOT_YET
    assert error.next_retry_delay is not None
    assert error.next_retry_delay.total_seconds() == FIRST_LOOK_SECONDS


async def test_absence_takes_two_readings_and_the_grace(
    activities: ReadBackActivities, ledger: Ledger, clock: FakeClock
) -> None:
    (key,) = await lost(ledger, "mug")
    looks = await look_until_settled(activities, key, clock)
    standing = await ledger.attempts.standing(key, clock.now())
    assert isinstance(standing, Postponed)
    assert standing.cause is PostponeCause.ABSENT
    assert len(looks) >= 2
    assert looks[-1] > DEADLINE + GRACE


async def test_a_doubt_that_outlives_the_grace_is_answered_as_one(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    """Nothing but a person can lift it: nobody waits three days for that."""
    (key,) = await lost(ledger, "mug")
    sent = await made(ledger, pinterest, "801", key)
    put(pinterest, "801", title="New", link=bare(sent))
    looks = await look_until_settled(activities, key, clock)
    uncertain = await run(activities.read_back, an_order(key))
    assert isinstance(uncertain, Uncertain)
    assert "pin 801 was made" in uncertain.known
    assert await ledger.open_attempt(key) is not None
    assert looks[-1] > DEADLINE + GRACE


async def test_what_is_settled_already_is_answered_without_a_look(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    (key,) = await lost(ledger, "mug")
    await ledger.intents.settle(key, live(), START)
    pinterest.read_troubles.append(Unavailable("nobody should ask"))
    assert isinstance(await run(activities.read_back, an_order(key)), PinOutcome)


async def test_a_pin_that_never_had_an_attempt_needs_another_slot(
    activities: ReadBackActivities, ledger: Ledger
) -> None:
    (key,) = await ledger.ready(a_product())
    assert isinstance(await run(activities.read_back, an_order(key)), Postponed)


async def test_while_another_reads_the_board_it_is_waited_for(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    (key,) = await lost(ledger, "mug")
    await made(ledger, pinterest, "801", key)
    await clock.advance(FIRST_LOOK_SECONDS)
    until = clock.now() + LEASE_SECONDS
    await ledger.boards.lease_reading(ACCOUNT, BOARD, owner="another", now=clock.now(), until=until)
    error = await error_of(activities.read_back, an_order(key))
    assert error.next_retry_delay is not None
    assert error.next_retry_delay.total_seconds() == BUSY_SECONDS
    await clock.set(until)
    assert isinstance(await run(activities.read_back, an_order(key)), Published)


async def test_a_poll_says_what_is_known(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    (key,) = await lost(ledger, "mug")
    sent = await made(ledger, pinterest, "801", key)
    put(pinterest, "801", title=sent.title, link="https://shop.example.com/new")
    await clock.advance(FIRST_LOOK_SECONDS)
    error = await error_of(activities.read_back, an_order(key))
    assert error.type == NOT_YET
    assert "the board was read whole once" in error.message
    assert "pin 801 was made at 11:06:40 UTC and has its title, but another link" in error.message


@pytest.mark.parametrize("trouble", [Unavailable("503"), Rejected("400")], ids=["unavailable", "refused"])
async def test_a_board_that_cannot_be_read_is_read_again(
    activities: ReadBackActivities,
    pinterest: FakePinterest,
    ledger: Ledger,
    clock: FakeClock,
    trouble: PinterestTrouble,
) -> None:
    (key,) = await lost(ledger, "mug")
    await clock.advance(FIRST_LOOK_SECONDS)
    pinterest.read_troubles.append(trouble)
    error = await error_of(activities.read_back, an_order(key))
    assert (error.type, error.non_retryable) == ("Unavailable", False)


async def test_a_pin_whose_board_went_is_refused_and_never_sent_again(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    """The board may come back, as secret boards do, and the pin with it."""
    (key,) = await lost(ledger, "mug")
    del pinterest.boards[BOARD]
    looks = await look_until_settled(activities, key, clock)
    assert looks[-1] > DEADLINE + GRACE
    refused = await run(activities.read_back, an_order(key))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.PINTEREST_BOARD_GONE


async def look_until_settled(activities: ReadBackActivities, key: PinKey, clock: FakeClock) -> list[float]:
    """Retry as Temporal does; the moments of the looks."""
    looks: list[float] = []
    while len(looks) < LOOKS_ENOUGH:
        looks.append(clock.now())
        again = await seconds_until_again(activities, key)
        if again is None:
            return looks
        await clock.advance(again)
    raise AssertionError("it was never settled")


async def seconds_until_again(activities: ReadBackActivities, key: PinKey) -> float | None:
    try:
        await run(activities.read_back, an_order(key))
    except ApplicationError as error:
        return (error.next_retry_delay or timedelta()).total_seconds()
    return None


def an_order(key: PinKey) -> ReadBackOrder:
    return ReadBackOrder(account=ACCOUNT, key=key, board_id=BOARD, grace_seconds=GRACE)

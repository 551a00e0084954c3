"""Read-back: a lost answer is settled by the board, and by nothing less than a whole reading of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.exceptions import ApplicationError

from activities.read_back import (
    BUSY_SECONDS,
    FIRST_LOOK_SECONDS,
    LOOK_SECONDS_MAX,
    PAGES_MAX,
    READING_SECONDS_MAX,
    ReadBackActivities,
    next_look,
)
from activities.translate import NOT_YET
from contracts.ledger import OpenAttempt
from contracts.names import LaunchId, PinKey
from contracts.outcome import PinOutcome
from contracts.pin import PostponeCause, Postponed, Published, ReadBackOrder
from contracts.sightings import SeenPin
from contracts.trouble import Unavailable
from tests.activities.stage import error_of, run
from tests.builders import ACCOUNT, BOARD, LAUNCH, a_product
from tests.fakes.clock import START, FakeClock
from tests.fakes.pinterest import PAGE, FakePins, FakePinterest
from tests.ledger import REQUEST_SECONDS, Ledger, a_draft, live

GRACE = 20.0
SECTION = "601"
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
    put_on_board(pinterest, "801", await link_of(ledger, key))
    await clock.advance(FIRST_LOOK_SECONDS)
    published = await run(activities.read_back, an_order(key))
    assert isinstance(published, Published)
    assert (published.pin_id, published.evidence.what) == ("801", "adopted")


async def test_the_board_is_not_read_at_once(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    """A pin is rarely listed at once: too early a reading proves nothing and costs one."""
    (key,) = await lost(ledger, "mug")
    put_on_board(pinterest, "801", await link_of(ledger, key))
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


async def test_one_reading_settles_the_neighbours_too(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    first, second = await lost(ledger, "one", "two")
    for pin_id, key in (("801", first), ("802", second)):
        put_on_board(pinterest, pin_id, await link_of(ledger, key))
    await clock.advance(FIRST_LOOK_SECONDS)
    await run(activities.read_back, an_order(first))
    assert isinstance(await ledger.attempts.standing(second, clock.now()), Published)


async def test_while_another_reads_the_board_it_is_waited_for(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    (key,) = await lost(ledger, "mug")
    put_on_board(pinterest, "801", await link_of(ledger, key))
    await clock.advance(FIRST_LOOK_SECONDS)
    until = clock.now() + READING_SECONDS_MAX
    await ledger.boards.lease_reading(ACCOUNT, BOARD, owner="another", now=clock.now(), until=until)
    error = await error_of(activities.read_back, an_order(key))
    assert error.next_retry_delay is not None
    assert error.next_retry_delay.total_seconds() == BUSY_SECONDS
    await clock.set(until)
    assert isinstance(await run(activities.read_back, an_order(key)), Published)


async def test_a_reading_that_fails_gives_the_board_back(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    (key,) = await lost(ledger, "mug")
    await clock.advance(FIRST_LOOK_SECONDS)
    pinterest.read_troubles.append(Unavailable("500"))
    assert (await error_of(activities.read_back, an_order(key))).type == "Unavailable"
    now = clock.now()
    assert await ledger.boards.lease_reading(ACCOUNT, BOARD, owner="another", now=now, until=now + 1)


async def test_a_board_too_long_to_be_read_whole_proves_nothing_missing(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    """One of two pins is on the pages that were read; of the other nothing is known, however often they are."""
    found, missing = await lost(ledger, "found", "missing")
    for number in range(PAGES_MAX * PAGE + 1):
        pinterest.pins[str(number)] = SeenPin(id=str(number), board_id=BOARD)
    put_on_board(pinterest, "found", await link_of(ledger, found))
    await clock.advance(FIRST_LOOK_SECONDS)
    assert isinstance(await run(activities.read_back, an_order(found)), Published)
    attempt = await ledger.open_attempt(missing)
    assert attempt is not None
    assert attempt.reads == 0


async def test_a_pin_in_its_section_is_adopted(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    """The board's own listing does not show it."""
    pinterest.sections[(BOARD, SECTION)] = "Blue"
    (key,) = await lost(ledger, "mug", section_id=SECTION)
    put_on_board(pinterest, "801", await link_of(ledger, key), section_id=SECTION)
    await clock.advance(FIRST_LOOK_SECONDS)
    published = await run(activities.read_back, an_order(key))
    assert isinstance(published, Published)
    assert published.pin_id == "801"


async def test_a_pin_that_was_moved_out_of_its_section_is_found_on_the_board(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    """The section was deleted meanwhile, and its pins stay on the board."""
    (key,) = await lost(ledger, "mug", section_id=SECTION)
    put_on_board(pinterest, "801", await link_of(ledger, key))
    await clock.advance(FIRST_LOOK_SECONDS)
    assert isinstance(await run(activities.read_back, an_order(key)), Published)


async def test_absence_from_a_section_takes_two_readings_and_the_grace(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    pinterest.sections[(BOARD, SECTION)] = "Blue"
    (key,) = await lost(ledger, "mug", section_id=SECTION)
    looks = await look_until_settled(activities, key, clock)
    standing = await ledger.attempts.standing(key, clock.now())
    assert isinstance(standing, Postponed)
    assert (standing.cause, len(looks) >= 2) == (PostponeCause.ABSENT, True)
    assert looks[-1] > DEADLINE + GRACE


async def test_a_section_too_long_to_be_read_whole_proves_nothing_missing_there(
    activities: ReadBackActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
) -> None:
    """On the board itself it does: that was read to its end."""
    pinterest.sections[(BOARD, SECTION)] = "Blue"
    (there,) = await lost(ledger, "there", section_id=SECTION)
    (elsewhere,) = await lost(ledger, "elsewhere", launch=LaunchId("second"))
    for number in range(PAGES_MAX * PAGE + 1):
        pinterest.pins[str(number)] = SeenPin(id=str(number), board_id=BOARD, section_id=SECTION)
    await clock.advance(FIRST_LOOK_SECONDS)
    assert await seconds_until_again(activities, there) is not None
    attempts = {attempt.key: attempt for attempt in await ledger.attempts.open_on_board(ACCOUNT, BOARD)}
    assert (attempts[there].reads, attempts[elsewhere].reads) == (0, 1)


ATTEMPTS = st.builds(
    OpenAttempt,
    key=st.just(PinKey("0" * 32)),
    attempt=st.just(1),
    marker=st.just(""),
    title=st.just(""),
    link=st.just(""),
    claimed=st.just(START),
    deadline=st.just(DEADLINE),
    reads=st.integers(0, 9),
    last_read=st.one_of(st.none(), st.integers(0, 1_200).map(lambda seconds: START + seconds)),
)


@given(ATTEMPTS, st.sampled_from([GRACE, 900.0]))
def test_the_next_look_is_after_the_last_and_not_far_off(attempt: OpenAttempt, grace: float) -> None:
    last = attempt.claimed if attempt.last_read is None else attempt.last_read
    assert last < next_look(attempt, grace) <= last + LOOK_SECONDS_MAX


@given(ATTEMPTS, st.sampled_from([GRACE, 900.0]))
def test_no_look_leaps_over_the_moment_that_settles(attempt: OpenAttempt, grace: float) -> None:
    """The first reading that may prove absence is made as soon as it may."""
    settles = attempt.deadline + grace + 1.0
    last = attempt.claimed if attempt.last_read is None else attempt.last_read
    assert last >= settles or next_look(attempt, grace) <= settles


@given(st.sampled_from([GRACE, 900.0]))
def test_a_day_of_looks_is_not_many(grace: float) -> None:
    attempt = OpenAttempt(
        key=PinKey("0" * 32), attempt=1, marker="", title="", link="", claimed=START, deadline=DEADLINE
    )
    looks = 0
    while next_look(attempt, grace) < START + 86_400:
        attempt = attempt.model_copy(update={"last_read": next_look(attempt, grace)})
        looks += 1
    assert looks < 1_000


async def lost(
    ledger: Ledger, *names: str, section_id: str | None = None, launch: LaunchId = LAUNCH
) -> list[PinKey]:
    """Pins claimed at START whose answers were lost at once."""
    keys = await ledger.ready(*(a_product(name) for name in names), launch=launch, section_id=section_id)
    for key in keys:
        intent = await ledger.intents.load(key)
        link = f"https://shop.example.com/mug?pf={intent.marker}"
        await ledger.intents.keep_draft(key, a_draft(key).model_copy(update={"link": link}))
        claim = await ledger.claimed(key)
        await ledger.attempts.lost(key, claim.attempt, START, "no answer")
    return keys


async def link_of(ledger: Ledger, key: PinKey) -> str:
    attempt = await ledger.open_attempt(key)
    assert attempt is not None
    return attempt.link


def put_on_board(pinterest: FakePinterest, pin_id: str, link: str, *, section_id: str | None = None) -> None:
    pinterest.pins[pin_id] = SeenPin(id=pin_id, board_id=BOARD, section_id=section_id, link=link, created=START)


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

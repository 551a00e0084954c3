"""May this write leave now? Every reason that says no, and that a no leaves no trace."""

from collections.abc import Awaitable, Callable

import pytest

from contracts.ledger import Claim
from contracts.names import LaunchId, PinKey
from contracts.outcome import PinOutcome
from contracts.pace import Quota
from contracts.pin import PostponeCause, Postponed, Published, Uncertain
from contracts.trouble import TokenDead
from store.accounts import REQUEST_SECONDS_MAX
from store.claiming import BUSY_SECONDS, IN_FLIGHT_MAX, flying_max
from store.quotas import MARGIN_SECONDS
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START
from tests.ledger import MEDIA, REQUEST_SECONDS, Answer, Ledger, a_draft, a_write_reading, live

Event = Callable[[Ledger, PinKey], Awaitable[object]]

OTHER_BOARD = "700000000000000002"
ONE_A_MINUTE = a_write_reading(buckets=(Quota(limit=1, window_seconds=60),))


async def test_a_claim_hands_over_the_draft_until_a_deadline(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    assert await ledger.claim(key) == Claim(attempt=1, deadline=START + REQUEST_SECONDS, draft=a_draft(key))


async def test_a_claim_is_in_the_ledger_before_the_request_leaves(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.claimed(key)
    attempt = await ledger.open_attempt(key)
    assert attempt is not None
    assert (attempt.attempt, attempt.claimed, attempt.deadline) == (1, START, START + REQUEST_SECONDS)
    assert (attempt.title, attempt.link) == (a_draft(key).title, a_draft(key).link)


async def test_a_claimed_pin_waits_for_no_slot(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.claimed(key)
    view = await ledger.accounts.survey(ACCOUNT, START)
    assert (view.waiting, view.waiting_total, view.open_pins) == ((), 0, 1)


async def _settled(ledger: Ledger, key: PinKey) -> None:
    await ledger.intents.settle(key, live(), START)


async def _forbidden(ledger: Ledger, key: PinKey) -> None:
    await ledger.intents.withdraw(key, START)


async def _made(ledger: Ledger, key: PinKey) -> None:
    claim = await ledger.claimed(key)
    await ledger.attempts.made(key, claim.attempt, "801", START)


async def _open(ledger: Ledger, key: PinKey) -> None:
    await ledger.claimed(key)


async def _lost(ledger: Ledger, key: PinKey) -> None:
    claim = await ledger.claimed(key)
    await ledger.attempts.lost(key, claim.attempt, START, "no answer")


@pytest.mark.parametrize(
    ("event", "answer"),
    [
        (_settled, PinOutcome),
        (_forbidden, PinOutcome),
        (_made, Published),
        (_open, Uncertain),
        (_lost, Uncertain),
    ],
)
async def test_what_is_known_already_makes_another_request_needless(
    ledger: Ledger, event: Event, answer: type[Answer]
) -> None:
    (key,) = await ledger.ready(a_product())
    await event(ledger, key)
    writes = await _writes(ledger)
    assert isinstance(await ledger.claim(key, now=START + 1), answer)
    assert await _writes(ledger) == writes


async def _parked(ledger: Ledger) -> None:
    await ledger.accounts.park(ACCOUNT, TokenDead("the token is dead"), START)


async def _blocked(ledger: Ledger) -> None:
    await ledger.note(a_write_reading(limited=True, reset_seconds=30.0))


async def _quota_full(ledger: Ledger) -> None:
    await ledger.note(ONE_A_MINUTE)
    await ledger.accounts.hold_write(ACCOUNT, START)


async def _board_busy(ledger: Ledger) -> None:
    (other,) = await ledger.ready(a_product("other"))
    await ledger.claimed(other)


async def _wire_busy(ledger: Ledger) -> None:
    (other,) = await ledger.ready(a_product("other"), board_id=OTHER_BOARD)
    await ledger.claimed(other, board_id=OTHER_BOARD)


@pytest.mark.parametrize(
    ("event", "cause", "seconds"),
    [
        (_parked, PostponeCause.PARKED, 60.0),
        (_blocked, PostponeCause.QUOTA, 30.0 + MARGIN_SECONDS),
        (_quota_full, PostponeCause.QUOTA, REQUEST_SECONDS_MAX + 60.0 + MARGIN_SECONDS),
        (_board_busy, PostponeCause.BOARD_BUSY, BUSY_SECONDS),
        (_wire_busy, PostponeCause.QUOTA, BUSY_SECONDS),
    ],
)
async def test_what_makes_a_request_wait_says_until_when(
    ledger: Ledger, event: Callable[[Ledger], Awaitable[None]], cause: PostponeCause, seconds: float
) -> None:
    await event(ledger)
    (key,) = await ledger.ready(a_product(), launch=_LATER)
    writes = await _writes(ledger)
    held = await ledger.claim(key)
    assert isinstance(held, Postponed)
    assert held.cause is cause
    assert held.until == pytest.approx(START + seconds)
    assert await _writes(ledger) == writes
    assert await ledger.open_attempt(key) is None
    assert key in await ledger.waiting()


@pytest.mark.parametrize(
    ("event", "seconds"),
    [(_blocked, 30.0 + MARGIN_SECONDS), (_quota_full, REQUEST_SECONDS_MAX + 60.0 + MARGIN_SECONDS)],
)
async def test_when_the_wait_is_over_the_request_may_leave(
    ledger: Ledger, event: Callable[[Ledger], Awaitable[None]], seconds: float
) -> None:
    await event(ledger)
    (key,) = await ledger.ready(a_product(), launch=_LATER)
    await ledger.claimed(key, now=START + seconds)


async def test_a_mended_account_sends_again(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await _parked(ledger)
    await ledger.accounts.unpark(ACCOUNT)
    await ledger.claimed(key)


async def test_an_answered_write_frees_its_board_and_its_place_on_the_wire(ledger: Ledger) -> None:
    first, second = await ledger.ready(a_product("one"), a_product("two"))
    claim = await ledger.claimed(first)
    await ledger.attempts.made(first, claim.attempt, "801", START + 1)
    await ledger.claimed(second, now=START + 1)


async def test_a_lost_answer_frees_its_board_and_its_place_on_the_wire(ledger: Ledger) -> None:
    first, second = await ledger.ready(a_product("one"), a_product("two"))
    claim = await ledger.claimed(first)
    await ledger.attempts.lost(first, claim.attempt, START + 1, "no answer")
    await ledger.claimed(second, now=START + 1)


async def test_an_expired_claim_holds_up_nobody_but_stays_open(ledger: Ledger) -> None:
    """Its worker died: no request of it is on the wire any more, but a pin may have come of it."""
    first, second = await ledger.ready(a_product("one"), a_product("two"))
    await ledger.claimed(first)
    late = START + REQUEST_SECONDS
    assert isinstance(await ledger.claim(second, now=late - 1), Postponed)
    await ledger.claimed(second, now=late)
    assert isinstance(await ledger.claim(first, now=late + 3_600), Uncertain)


async def test_an_expired_claim_is_claimed_again_only_after_two_readings(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.claimed(key)
    for minutes in (10, 20):
        assert isinstance(await ledger.claim(key, now=START + 60 * minutes - 1), Uncertain)
        await ledger.read_board(began=START + 60 * minutes)
    assert (await ledger.claimed(key, now=START + 1_201)).attempt == 2


async def test_the_wire_takes_as_many_writes_as_quota_and_latency_need(ledger: Ledger) -> None:
    """100 a minute at 2 s each: 3.3 under way at once keep the wire busy; thrice as many while there is room."""
    await _answered_within(ledger, 2.0)
    now = START + 10
    answers = await _claims_at_once(ledger, 11, now=now)
    assert [type(answer) for answer in answers] == [Claim] * 10 + [Postponed]


async def test_a_slow_wire_is_not_filled_without_bound(ledger: Ledger) -> None:
    await ledger.note(a_write_reading(buckets=(Quota(limit=1_000, window_seconds=60),)))
    await _answered_within(ledger, 20.0)
    answers = await _claims_at_once(ledger, IN_FLIGHT_MAX + 1, now=START + 30)
    assert [type(answer) for answer in answers] == [Claim] * IN_FLIGHT_MAX + [Postponed]


async def test_a_pin_without_a_draft_is_a_bug(ledger: Ledger) -> None:
    (request,) = await ledger.registered(a_product())
    with pytest.raises(KeyError):
        await ledger.claim(request.key)


@pytest.mark.parametrize(("event", "answer"), [(_lost, Uncertain), (_made, Published)])
async def test_a_pin_that_left_and_is_wanted_again_gets_one_slot_to_learn_what_became_of_it(
    ledger: Ledger, event: Event, answer: type[Answer]
) -> None:
    """Its workflow ended unconfirmed, or was terminated; a new run is ready for a slot."""
    (key,) = await ledger.ready(a_product())
    await event(ledger, key)
    assert await ledger.waiting() == []
    await ledger.intents.make_ready(key, MEDIA, START + 60)
    assert await ledger.waiting() == [key]
    assert isinstance(await ledger.claim(key, now=START + 61), answer)
    assert await ledger.waiting() == []


_LATER = LaunchId("later")


async def _writes(ledger: Ledger) -> int:
    return len((await ledger.accounts.survey(ACCOUNT, START + 1)).writes)


async def _answered_within(ledger: Ledger, seconds: float) -> None:
    (key,) = await ledger.ready(a_product("sample"))
    claim = await ledger.claimed(key)
    await ledger.attempts.made(key, claim.attempt, "801", START + seconds)


async def _claims_at_once(ledger: Ledger, count: int, *, now: float) -> list[Answer]:
    """Claims for as many boards, none answered before the last is asked for."""
    answers: list[Answer] = []
    for number in range(count):
        board_id = str(700 + number)
        (key,) = await ledger.ready(a_product(), board_id=board_id, launch=LaunchId(f"launch-{number}"))
        answers.append(await ledger.claim(key, now=now, board_id=board_id))
    return answers


def test_the_wire_takes_more_while_there_is_room_for_many() -> None:
    """100 a minute, answered within a second: 2.5 at once when a window is full, 5 when it is empty."""
    quota = (Quota(limit=100, window_seconds=60),)
    assert [flying_max(quota, 1.0, room) for room in (0, 10, 20, 24, 30, 100)] == [3, 3, 4, 4, 5, 5]


def test_the_wire_takes_one_before_anybody_knows_how_long_answers_take() -> None:
    assert flying_max((Quota(limit=1_000, window_seconds=60),), 0.0, 1_000) == 1


def test_the_wire_has_no_more_than_every_bucket_needs() -> None:
    """A thousand a day: whatever room it has, its average counts."""
    buckets = (Quota(limit=100, window_seconds=60), Quota(limit=1_000, window_seconds=86_400.0))
    assert flying_max(buckets, 10.0, 1_000) == 1

"""Patrol: a round sees what is wrong, mends what is certain, names the rest, and says nothing twice."""

from dataclasses import replace

import pytest

from activities.board_rounds import LISTED_SECONDS
from activities.pin_looks import GONE_AGAIN_SECONDS
from contracts.findings import FindingKind
from contracts.outcome import Outcome, Reason
from contracts.pace import Quota
from contracts.patrol import STRANGERS_MAX, PatrolOrder
from contracts.pin import Published
from contracts.sightings import Category, RateReading
from contracts.trouble import RateLimited, TokenDead, Unavailable
from tests.activities.patrolled import A_DAY, BlinkingPins, GonePins, Patrolled, a_stage, launch_of
from tests.activities.stage import error_of, run
from tests.builders import ACCOUNT, BOARD, a_product, an_intent
from tests.fakes.clock import LeapingClock
from tests.ledger import Ledger

MUG, CUP = a_product("mug"), a_product("cup")
OTHER_BOARD = "700000000000000002"
SECTION = "600000000000000001"
STRANGE = "https://elsewhere.example/p?pf=00000000deadbeef"
BUSY = RateLimited("This request exceeded a rate limit.", retry_seconds=30, code=8)


@pytest.fixture
def clock() -> LeapingClock:
    return LeapingClock()


@pytest.fixture
def stage(ledger: Ledger, clock: LeapingClock) -> Patrolled:
    return a_stage(ledger, clock)


async def test_a_board_that_is_as_it_should_be_costs_its_pages_and_says_nothing(stage: Patrolled) -> None:
    await stage.live(MUG, CUP)
    part = await stage.reads()
    assert (part.reads, part.looks, part.whole, part.left_over, part.stopped) == (2, 0, True, 0, "")
    assert await stage.found() == []


async def test_a_second_pin_of_a_product_is_a_duplicate_with_both_times(stage: Patrolled) -> None:
    (pin,) = await stage.live(MUG)
    second = stage.posts(MUG)
    await stage.reads()
    (found,) = await stage.found()
    assert (found.kind, found.pin_id, found.other_pin_id) == (FindingKind.DUPLICATE, second.id, pin.id)
    assert found.key == an_intent(MUG).key
    assert found.detail == (
        f"pin {second.id} was made 2026-11-19 11:06:41 UTC, pin {pin.id} 2026-11-18 11:06:40 UTC: "
        "both are of the same product"
    )
    assert (await stage.outcome(MUG)).pin_id == pin.id


async def test_the_same_round_twice_finds_the_same_and_says_it_once(stage: Patrolled) -> None:
    await stage.live(MUG)
    stage.posts(MUG)
    await stage.reads()
    first = await stage.found()
    await stage.clock.advance(60)
    await stage.reads()
    assert await stage.found() == first


async def test_a_duplicate_on_another_board_is_found_there(stage: Patrolled) -> None:
    (pin,) = await stage.live(MUG)
    stage.pinterest.boards[OTHER_BOARD] = "Cups"
    second = stage.posts(MUG)
    stage.edits(second, board_id=OTHER_BOARD)
    await stage.reads()
    assert await stage.found() == []
    await stage.reads(OTHER_BOARD)
    assert [(found.pin_id, found.other_pin_id, found.board_id) for found in await stage.found()] == [
        (second.id, pin.id, OTHER_BOARD)
    ]


async def test_the_account_s_listing_finds_what_is_on_a_board_of_nobody_s(stage: Patrolled) -> None:
    await stage.live(MUG)
    second = stage.posts(MUG)
    stage.edits(second, board_id="799")
    await stage.reads(None)
    assert [found.pin_id for found in await stage.found()] == [second.id]


async def test_a_pin_that_a_person_saved_is_no_duplicate(stage: Patrolled) -> None:
    (pin,) = await stage.live(MUG)
    stage.posts(MUG, parent_pin_id=pin.id)
    assert (await stage.reads()).looks == 0
    assert await stage.found() == []


async def test_a_duplicate_that_is_listed_and_gone_is_none(stage: Patrolled) -> None:
    """A listing lags: the pin itself is asked."""
    await stage.live(MUG)
    second = stage.posts(MUG)
    gone = GonePins(stage.pinterest, second.id)
    await run(replace(stage.activities, pins=gone).patrol_board, stage.board_order())
    assert await stage.found() == []


async def test_where_the_own_pin_is_gone_the_second_one_takes_its_place(stage: Patrolled) -> None:
    (pin,) = await stage.live(MUG)
    second = stage.posts(MUG)
    del stage.pinterest.pins[pin.id]
    await stage.reads()
    outcome = await stage.outcome(MUG)
    assert (outcome.outcome, outcome.pin_id) == (Outcome.LIVE, second.id)
    assert await stage.found() == []
    assert await stage.counts() == {FindingKind.ADOPTED: 1}
    (row,) = await stage.ledger.launches.results(launch_of([MUG]))
    assert (row.outcome, row.pin_id) == (Outcome.LIVE, second.id)


async def test_a_live_pin_that_is_not_there_any_more_is_removed(stage: Patrolled) -> None:
    pin, _ = await stage.live(MUG, CUP)
    del stage.pinterest.pins[pin.id]
    await stage.reads()
    outcome = await stage.outcome(MUG)
    assert (outcome.outcome, outcome.reason, outcome.pin_id) == (Outcome.REFUSED, Reason.PIN_REMOVED, pin.id)
    assert outcome.evidence[-1].what == "gone"
    (found,) = await stage.found()
    assert (found.kind, found.pin_id) == (FindingKind.REMOVED, pin.id)
    rows = await stage.ledger.launches.results(launch_of([MUG]))
    assert [row.outcome for row in rows] == [Outcome.REFUSED, Outcome.LIVE]


async def test_a_pin_that_is_unknown_for_a_moment_is_not_taken_for_removed(stage: Patrolled) -> None:
    (pin,) = await stage.live(MUG)
    hidden = stage.pinterest.pins.pop(pin.id)
    blinking = BlinkingPins(stage.pinterest, hidden=hidden)
    before = stage.clock.now()
    await run(replace(stage.activities, pins=blinking).patrol_board, stage.board_order())
    assert (await stage.outcome(MUG)).outcome is Outcome.LIVE
    assert stage.clock.now() - before >= GONE_AGAIN_SECONDS


async def test_a_pin_that_is_merely_not_listed_is_left_as_it_is(stage: Patrolled) -> None:
    await stage.live(MUG)
    stage.pinterest.listing_seconds = 2 * A_DAY
    assert (await stage.reads()).looks == 1
    assert (await stage.outcome(MUG)).outcome is Outcome.LIVE
    assert await stage.found() == []


async def test_a_pin_that_has_just_become_live_is_not_missed(stage: Patrolled) -> None:
    (key,) = await stage.ledger.ready(MUG, at=stage.clock.now())
    pin = stage.posts(MUG)
    claim = await stage.ledger.claimed(key, now=stage.clock.now())
    await stage.ledger.attempts.made(key, claim.attempt, pin.id, stage.clock.now())
    await stage.settle_live(key, pin.id)
    stage.pinterest.listing_seconds = 2 * A_DAY
    await stage.clock.advance(LISTED_SECONDS)
    assert (await stage.reads()).looks == 0
    await stage.clock.advance(1)
    assert (await stage.reads()).looks == 1


async def test_all_pins_of_a_board_that_was_deleted_are_removed(stage: Patrolled) -> None:
    await stage.live(MUG, CUP)
    stage.pinterest.boards.clear()
    stage.pinterest.pins.clear()
    assert (await stage.reads()).whole
    assert [found.kind for found in await stage.found()] == [FindingKind.REMOVED, FindingKind.REMOVED]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"board_id": OTHER_BOARD}, f"is on board {OTHER_BOARD}"),
        ({"link": "https://elsewhere.example"}, "links to https://elsewhere.example"),
    ],
)
async def test_a_live_pin_that_was_moved_or_edited_is_changed(
    stage: Patrolled, change: dict[str, object], told: str
) -> None:
    (pin,) = await stage.live(MUG)
    stage.edits(pin, **change)
    await stage.reads()
    outcome = await stage.outcome(MUG)
    assert (outcome.outcome, outcome.reason) == (Outcome.UNCONFIRMED, Reason.PIN_DIFFERS)
    (found,) = await stage.found()
    assert (found.kind, found.pin_id) == (FindingKind.CHANGED, pin.id)
    assert told in found.detail


async def test_a_change_that_was_taken_back_is_live_again_and_its_finding_settled(stage: Patrolled) -> None:
    (pin,) = await stage.live(MUG)
    stage.edits(pin, link="https://elsewhere.example")
    await stage.reads()
    stage.edits(pin)
    await stage.tells()
    await stage.counts()
    assert (await stage.outcome(MUG)).outcome is Outcome.LIVE
    assert await stage.found() == []


async def test_a_removed_pin_that_is_back_is_live_again(stage: Patrolled) -> None:
    """Pinterest gives pins back after an appeal."""
    (pin,) = await stage.live(MUG)
    del stage.pinterest.pins[pin.id]
    await stage.reads()
    stage.edits(pin)
    await stage.reads()
    await stage.counts()
    assert (await stage.outcome(MUG)).outcome is Outcome.LIVE
    assert await stage.found() == []


async def test_a_pin_in_a_section_is_seen_there(stage: Patrolled) -> None:
    stage.pinterest.sections[(BOARD, SECTION)] = "Blue"
    await stage.live(MUG, section_id=SECTION)
    part = await stage.reads()
    assert (part.reads, part.looks) == (3, 0)


async def test_a_section_that_is_deleted_leaves_its_pins_changed_not_removed(stage: Patrolled) -> None:
    stage.pinterest.sections[(BOARD, SECTION)] = "Blue"
    (pin,) = await stage.live(MUG, section_id=SECTION)
    stage.pinterest.sections.clear()
    stage.edits(pin, section_id=None)
    await stage.reads()
    assert [found.kind for found in await stage.found()] == [FindingKind.CHANGED]


async def test_a_pin_whose_product_ended_without_one_is_unexpected(stage: Patrolled) -> None:
    (key,) = await stage.ledger.ready(MUG)
    await stage.ledger.intents.withdraw(key, stage.clock.now())
    pin = stage.posts(MUG)
    await stage.reads()
    (found,) = await stage.found()
    assert (found.kind, found.pin_id, found.key) == (FindingKind.UNEXPECTED, pin.id, key)
    assert (await stage.outcome(MUG)).outcome is Outcome.WITHDRAWN


async def test_an_unexpected_pin_is_its_product_s_so_that_wanting_it_again_makes_no_other(
    stage: Patrolled,
) -> None:
    (key,) = await stage.ledger.ready(MUG)
    await stage.ledger.intents.withdraw(key, stage.clock.now())
    pin = stage.posts(MUG)
    await stage.reads()
    assert (await stage.ledger.intents.load(key)).pin_id == pin.id


async def test_an_unexpected_pin_stays_one_until_its_product_is_wanted_again(stage: Patrolled) -> None:
    """That it is the product's own, so that no other is made, settles nothing: it should not be there."""
    (key,) = await stage.ledger.ready(MUG)
    await stage.ledger.intents.withdraw(key, stage.clock.now())
    stage.posts(MUG)
    await stage.reads()
    await stage.reviews()
    await stage.counts()
    assert [found.kind for found in await stage.found()] == [FindingKind.UNEXPECTED]


async def test_a_pin_that_turns_up_while_its_product_waits_for_a_slot_is_not_made_again(stage: Patrolled) -> None:
    (key,) = await stage.ledger.ready(MUG)
    pin = stage.posts(MUG)
    await stage.reads()
    answer = await stage.ledger.claim(key)
    assert isinstance(answer, Published)
    assert (answer.pin_id, await stage.found()) == (pin.id, [])


async def test_a_pin_that_is_under_way_is_left_alone(stage: Patrolled) -> None:
    (key,) = await stage.ledger.ready(MUG)
    await stage.ledger.claimed(key)
    stage.posts(MUG)
    part = await stage.reads()
    assert (part.looks, part.left_over, await stage.found()) == (0, 0, [])
    assert (await stage.ledger.intents.load(key)).pin_id is None


async def test_a_marker_that_no_product_has_is_a_stranger(stage: Patrolled) -> None:
    pin = stage.pins_link(STRANGE)
    await stage.reads()
    (found,) = await stage.found()
    assert (found.kind, found.pin_id, found.key) == (FindingKind.STRANGER, pin.id, None)
    assert STRANGE in found.detail


async def test_many_strangers_are_counted_and_some_are_named(stage: Patrolled) -> None:
    """The account has the pins of another ledger: a round must not drown in them."""
    for number in range(STRANGERS_MAX + 7):
        stage.pins_link(f"https://elsewhere.example/{number}?pf={number:016x}")
    part = await stage.reads()
    assert (part.strangers, len(await stage.found())) == (STRANGERS_MAX + 7, STRANGERS_MAX)


async def test_a_link_of_any_length_or_kind_breaks_nothing(stage: Patrolled) -> None:
    stage.pins_link(f"{STRANGE}#{'x' * 10_000}")
    stage.pins_link("\ud83d\ude00 not a link ?pf=zz", created=None)
    await stage.reads()
    (found,) = await stage.found()
    assert len(found.detail) == 2_000


# --- unconfirmed intents


async def test_the_pin_of_an_unconfirmed_intent_is_adopted_by_a_reading(stage: Patrolled) -> None:
    pin = stage.posts(MUG, title="x", created=stage.clock.now() + 1)
    await stage.unconfirmed(MUG)
    await run(stage.activities.settle_overdue, ACCOUNT)
    await stage.tells()
    outcome = await stage.outcome(MUG)
    assert (outcome.outcome, outcome.pin_id) == (Outcome.LIVE, pin.id)
    assert await stage.counts() == {FindingKind.ADOPTED: 1}
    assert await stage.found() == []
    (row,) = await stage.ledger.launches.results(launch_of([MUG]))
    assert (row.outcome, row.pin_id) == (Outcome.LIVE, pin.id)


async def test_of_two_pins_of_an_unconfirmed_intent_the_older_is_adopted_and_the_other_a_duplicate(
    stage: Patrolled,
) -> None:
    key = await stage.unconfirmed(MUG)
    await stage.close_attempt(key)
    older = stage.posts(MUG)
    await stage.clock.advance(5)
    later = stage.posts(MUG)
    await stage.reads()
    assert (await stage.outcome(MUG)).pin_id == older.id
    (found,) = await stage.found()
    assert (found.kind, found.pin_id, found.other_pin_id) == (FindingKind.DUPLICATE, later.id, older.id)


async def test_a_pin_is_not_adopted_past_an_open_attempt(stage: Patrolled) -> None:
    """Its own reading decides: it may find another."""
    await stage.unconfirmed(MUG)
    stage.posts(MUG)
    assert (await stage.reads()).left_over == 1
    assert (await stage.outcome(MUG)).outcome is Outcome.UNCONFIRMED


async def test_an_adopted_pin_that_differs_is_told_so(stage: Patrolled) -> None:
    key = await stage.unconfirmed(MUG)
    await stage.close_attempt(key)
    pin = stage.posts(MUG)
    stage.edits(pin, board_id=OTHER_BOARD)
    await stage.reads(None)
    outcome = await stage.outcome(MUG)
    assert (outcome.reason, outcome.pin_id) == (Reason.PIN_DIFFERS, pin.id)
    assert await stage.counts() == {FindingKind.ADOPTED: 1}


async def test_a_pin_that_is_not_ready_is_adopted_by_a_later_round(stage: Patrolled) -> None:
    key = await stage.unconfirmed(MUG)
    await stage.close_attempt(key)
    stage.pinterest.processing_seconds = 60
    stage.posts(MUG)
    assert (await stage.reads()).left_over == 1
    await stage.clock.advance(61)
    assert (await stage.reads()).left_over == 0
    assert (await stage.outcome(MUG)).outcome is Outcome.LIVE


async def test_an_unconfirmed_intent_that_made_no_pin_is_told_so(stage: Patrolled) -> None:
    key = await stage.unconfirmed(MUG)
    await stage.close_attempt(key)
    await stage.tells()
    outcome = await stage.outcome(MUG)
    assert (outcome.outcome, outcome.reason) == (Outcome.REFUSED, Reason.PIN_NOT_MADE)
    (found,) = await stage.found()
    assert (found.kind, found.pin_id, found.key) == (FindingKind.ABSENT, key, key)


async def test_one_that_was_cancelled_and_made_no_pin_is_withdrawn(stage: Patrolled) -> None:
    key = await stage.unconfirmed(MUG)
    await stage.forbid(key)
    await stage.close_attempt(key)
    await stage.tells()
    assert (await stage.outcome(MUG)).outcome is Outcome.WITHDRAWN
    assert await stage.found() == []
    assert await stage.counts() == {FindingKind.ABSENT: 1}


async def test_absence_is_concluded_by_two_readings_and_not_by_one(stage: Patrolled) -> None:
    await stage.unconfirmed(MUG)
    await run(stage.activities.settle_overdue, ACCOUNT)
    assert (await stage.tells()).left_over == 1
    assert (await stage.outcome(MUG)).outcome is Outcome.UNCONFIRMED
    await stage.clock.advance(130)
    assert (await run(stage.activities.settle_overdue, ACCOUNT)).left_over == 0
    await stage.tells()
    assert (await stage.outcome(MUG)).reason is Reason.PIN_NOT_MADE


async def test_what_was_launched_again_meanwhile_is_left_alone(stage: Patrolled) -> None:
    key = await stage.unconfirmed(MUG)
    await stage.close_attempt(key)
    await stage.launch_again(MUG)
    await stage.tells()
    intent = await stage.ledger.intents.load(key)
    assert intent.outcome is None
    assert await stage.found() == []


async def test_absence_is_told_without_pinterest(stage: Patrolled) -> None:
    """A round that was stopped still tells what the ledger alone knows."""
    key = await stage.unconfirmed(MUG)
    await stage.close_attempt(key)
    stage.pinterest.read_troubles.append(Unavailable("away"))
    await stage.tells(looks_max=0)
    assert (await stage.outcome(MUG)).reason is Reason.PIN_NOT_MADE


async def test_an_unconfirmed_pin_that_is_gone_is_removed(stage: Patrolled) -> None:
    (pin,) = await stage.live(MUG)
    stage.edits(pin, board_id=OTHER_BOARD)
    await stage.reads()
    del stage.pinterest.pins[pin.id]
    await stage.tells()
    assert (await stage.outcome(MUG)).reason is Reason.PIN_REMOVED


# --- limits and trouble


async def test_pins_beyond_the_looks_of_a_round_are_left_over_and_seen_to_later(stage: Patrolled) -> None:
    await stage.live(*(a_product(f"mug-{number}") for number in range(5)))
    stage.pinterest.pins.clear()
    assert (await stage.reads(looks_max=3)).left_over == 2
    assert (await stage.reads(looks_max=3)).left_over == 0
    assert len(await stage.found()) == 5


async def test_a_rate_limit_stops_the_round_and_says_so(stage: Patrolled) -> None:
    await stage.live(MUG)
    stage.posts(MUG)
    stage.pinterest.read_troubles.append(BUSY)
    part = await stage.reads()
    assert (part.whole, part.stopped) == (False, "This request exceeded a rate limit.")
    assert await stage.found() == []
    assert not (await stage.reads()).stopped
    assert len(await stage.found()) == 1


async def test_a_board_of_many_pages_is_read_to_its_end(stage: Patrolled) -> None:
    (pin,) = await stage.live(MUG)
    for number in range(600):
        stage.pins_link(f"https://elsewhere.example/{number}")
    stage.pinterest.pins[pin.id] = stage.pinterest.pins.pop(pin.id)
    second = stage.posts(MUG)
    stage.pinterest.pins = {second.id: second, **stage.pinterest.pins}
    part = await stage.reads()
    assert (part.reads - part.looks, part.whole) == (4, True)
    assert [found.pin_id for found in await stage.found()] == [second.id]


async def test_a_board_whose_bookmark_dies_in_the_middle_is_begun_again(stage: Patrolled) -> None:
    await stage.live(MUG)
    for number in range(300):
        stage.pins_link(f"https://elsewhere.example/{number}")
    stage.pinterest.dead_bookmarks = 1
    part = await stage.reads()
    assert (part.whole, part.looks) == (True, 0)


async def test_a_listing_that_cannot_be_read_to_its_end_misses_nobody(stage: Patrolled) -> None:
    (pin,) = await stage.live(MUG)
    del stage.pinterest.pins[pin.id]
    for number in range(300):
        stage.pins_link(f"https://elsewhere.example/{number}")
    stage.pinterest.dead_bookmarks = 9
    part = await stage.reads()
    assert (part.whole, part.looks, await stage.found()) == (False, 0, [])


async def test_a_round_takes_no_more_than_its_share_and_says_when_there_is_more(
    stage: Patrolled, ledger: Ledger
) -> None:
    """A trial app has 1,000 requests a day for everything: 30 here."""
    a_day = Quota(limit=30, window_seconds=A_DAY)
    await ledger.note(RateReading(category=Category.ORG_READ, buckets=(a_day,)))
    await stage.live(MUG)
    assert not (await stage.reads()).stopped
    part = await stage.reads()
    assert (part.reads, part.whole) == (1, False)
    assert part.stopped == "its share of the reads is used up until 2026-11-20 11:06:41 UTC"
    await stage.clock.advance(A_DAY)
    assert not (await stage.reads()).stopped


async def test_an_outage_asks_for_another_try(stage: Patrolled) -> None:
    stage.pinterest.read_troubles.append(Unavailable("503"))
    error = await error_of(stage.activities.patrol_board, stage.board_order())
    assert (error.type, error.non_retryable) == ("Unavailable", False)


async def test_a_dead_token_stops_the_round_and_parks_nothing(stage: Patrolled) -> None:
    stage.pinterest.read_troubles.append(TokenDead("Authentication failed.", status=401, code=2))
    assert (await stage.reads()).stopped
    assert await stage.ledger.accounts.parked(ACCOUNT) is None


async def test_a_parked_account_is_not_read(stage: Patrolled) -> None:
    await stage.live(MUG)
    await stage.ledger.accounts.park(ACCOUNT, TokenDead("the token is dead"), stage.clock.now())
    plan = await run(stage.activities.plan_round, PatrolOrder(account=ACCOUNT))
    assert (plan.boards, plan.stopped) == ((), "the account is parked: the token is dead")


async def test_the_board_that_was_read_longest_ago_is_next(stage: Patrolled) -> None:
    stage.pinterest.boards[OTHER_BOARD] = "Cups"
    await stage.live(MUG)
    await stage.live(CUP, board_id=OTHER_BOARD)
    assert await stage.planned() == [BOARD, OTHER_BOARD]
    await stage.reads(BOARD)
    assert await stage.planned() == [OTHER_BOARD, BOARD]
    await stage.clock.advance(1)
    await stage.reads(OTHER_BOARD)
    assert await stage.planned() == [BOARD, OTHER_BOARD]


async def test_a_board_that_could_not_be_read_stays_next_unless_it_was_the_first(stage: Patrolled) -> None:
    """Otherwise a board that can never be read would be the only one that is ever tried."""
    stage.pinterest.boards[OTHER_BOARD] = "Cups"
    await stage.live(MUG)
    await stage.live(CUP, board_id=OTHER_BOARD)
    stage.pinterest.read_troubles += [BUSY, BUSY]
    await stage.reads(BOARD)
    assert await stage.planned() == [BOARD, OTHER_BOARD]
    await stage.reads(BOARD, first=True)
    assert await stage.planned() == [OTHER_BOARD, BOARD]


# --- findings of earlier rounds


async def test_a_duplicate_that_was_removed_by_hand_is_settled(stage: Patrolled) -> None:
    await stage.live(MUG)
    second = stage.posts(MUG)
    await stage.reads()
    del stage.pinterest.pins[second.id]
    await stage.clock.advance(60)
    await stage.reviews()
    assert await stage.found() == []


async def test_a_finding_that_still_holds_stays_with_its_first_time(stage: Patrolled) -> None:
    await stage.live(MUG)
    stage.posts(MUG)
    await stage.reads()
    (before,) = await stage.found()
    await stage.clock.advance(60)
    await stage.reviews()
    assert await stage.found() == [before]
    assert (await stage.reviews()).looks == 0


async def test_a_duplicate_whose_first_pin_was_removed_takes_its_place(stage: Patrolled) -> None:
    (pin,) = await stage.live(MUG)
    second = stage.posts(MUG)
    await stage.reads()
    del stage.pinterest.pins[pin.id]
    await stage.clock.advance(60)
    await stage.reviews()
    await stage.counts()
    assert (await stage.outcome(MUG)).pin_id == second.id
    assert await stage.found() == []


async def test_a_stranger_that_is_gone_is_settled_and_one_that_is_there_is_not(stage: Patrolled) -> None:
    gone, there = stage.pins_link(STRANGE), stage.pins_link(STRANGE.replace("dead", "f00d"))
    await stage.reads()
    del stage.pinterest.pins[gone.id]
    await stage.clock.advance(60)
    await stage.reviews()
    assert [found.pin_id for found in await stage.found()] == [there.id]


async def test_a_removal_is_told_until_the_product_is_launched_again(stage: Patrolled) -> None:
    (pin,) = await stage.live(MUG)
    del stage.pinterest.pins[pin.id]
    await stage.reads()
    await stage.launch_again(MUG)
    await stage.counts()
    assert await stage.found() == []


async def test_a_removal_that_nobody_minds_is_not_told_for_ever(stage: Patrolled) -> None:
    (pin,) = await stage.live(MUG)
    del stage.pinterest.pins[pin.id]
    await stage.reads()
    await stage.clock.advance(31 * A_DAY)
    await stage.counts()
    assert await stage.found() == []

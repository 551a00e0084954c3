"""Intents: ready once, ended once, withdrawn only while nothing has left."""

import pytest

from contracts.hand import Heard
from contracts.launch import UNSENT_PINS_MAX
from contracts.ledger import CertainNo
from contracts.names import LaunchId, PinKey
from contracts.outcome import Evidence, Outcome, PinOutcome, Reason, refused_outcome
from contracts.pin import PostponeCause, Postponed, Published
from contracts.refusals import refuse
from tests.builders import BOARD, LAUNCH, POLICY, a_product, an_intent
from tests.fakes.clock import START
from tests.ledger import MEDIA, Ledger, a_draft, live

SECOND = LaunchId("second")


async def test_an_intent_is_loaded_as_it_was_registered(ledger: Ledger) -> None:
    product = a_product()
    await ledger.registered(product)
    wanted = an_intent(product)
    intent = await ledger.intents.load(wanted.key)
    assert (intent.key, intent.marker, intent.board_id) == (wanted.key, wanted.marker, BOARD)
    assert (intent.product, intent.policy) == (product, POLICY)
    assert (intent.draft, intent.media, intent.pin_id, intent.outcome) == (None, None, None, None)


async def test_an_unknown_key_is_a_bug(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        await ledger.intents.load(PinKey("nobody"))


async def test_draft_and_media_are_kept(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    intent = await ledger.intents.load(key)
    assert (intent.draft, intent.media) == (a_draft(key), MEDIA)


async def test_a_pin_waits_for_a_slot_only_when_its_media_is_ready(ledger: Ledger) -> None:
    await ledger.registered(a_product())
    assert await ledger.waiting() == []
    key = an_intent(a_product()).key
    await ledger.intents.make_ready(key, MEDIA, START)
    assert await ledger.waiting() == [key]


async def test_ready_again_does_not_lose_the_place_in_the_queue(ledger: Ledger) -> None:
    await ledger.ready(a_product("one"), a_product("two"))
    waiting = await ledger.waiting()
    await ledger.intents.make_ready(waiting[0], MEDIA, START + 1)
    assert await ledger.waiting() == waiting


async def test_the_first_end_stays(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    first = await ledger.intents.settle(key, live(), START)
    second = await ledger.intents.settle(key, a_refusal(), START + 1)
    assert first == second == live()
    assert (await ledger.intents.load(key)).outcome == live()
    assert (await ledger.launches.tally(LAUNCH)).live == 1


async def test_an_end_is_the_end_of_every_row_that_waits_for_it(ledger: Ledger) -> None:
    """Two launches asked for the same pin."""
    (key,) = await ledger.ready(a_product())
    await ledger.registered(a_product(), launch=SECOND)
    await ledger.intents.settle(key, live(), START)
    for launch in (LAUNCH, SECOND):
        (result,) = await ledger.launches.results(launch)
        assert (result.outcome, result.pin_id, result.already) == (Outcome.LIVE, "801", False)


async def test_a_later_look_changes_the_end_and_the_rows_that_ended_live_with_it(ledger: Ledger) -> None:
    """One of them was told only that the pin was there already."""
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, live(), START)
    await ledger.registered(a_product(), launch=SECOND)
    assert await ledger.intents.amend(key, a_refusal(), START + 60) == a_refusal()
    assert (await ledger.intents.load(key)).outcome == a_refusal()
    for launch in (LAUNCH, SECOND):
        tally = await ledger.launches.tally(launch)
        assert (tally.live, tally.already, tally.refused) == (0, 0, 1)


async def test_a_later_look_that_sees_it_live_changes_its_evidence_alone(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, live(), START)
    await ledger.registered(a_product(), launch=SECOND)
    seen = live().model_copy(update={"evidence": (Evidence(what="read_back", at=START + 60),)})
    assert await ledger.intents.amend(key, seen, START + 60) == seen
    assert (await ledger.intents.load(key)).outcome == seen
    assert (await ledger.launches.tally(SECOND)).already == 1


async def test_an_end_that_is_not_live_is_amended_by_no_look(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, a_refusal(), START)
    assert await ledger.intents.amend(key, live(), START + 60) == a_refusal()
    assert (await ledger.intents.load(key)).outcome == a_refusal()
    assert (await ledger.launches.tally(LAUNCH)).refused == 1


async def test_amended_twice_is_amended_once(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, live(), START)
    for moment in (START + 60, START + 120):
        assert await ledger.intents.amend(key, a_refusal(), moment) == a_refusal()
    assert (await ledger.launches.tally(LAUNCH)).refused == 1


async def test_what_has_no_end_yet_ends_as_it_was_seen(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    assert await ledger.intents.amend(key, live(), START) == live()
    assert (await ledger.launches.tally(LAUNCH)).live == 1


async def test_a_row_that_ended_otherwise_keeps_its_end(ledger: Ledger) -> None:
    """It was refused before the pin was wanted again, and made."""
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, a_refusal(), START)
    await ledger.ready(a_product(), launch=SECOND)
    await ledger.intents.settle(key, live(), START)
    removed = refused_outcome(refuse(Reason.PIN_REMOVED, "gone"))
    await ledger.intents.amend(key, removed, START + 60)
    assert [row.reason for row in await ledger.launches.results(LAUNCH)] == [Reason.IMAGE_TOO_SMALL]
    assert [row.reason for row in await ledger.launches.results(SECOND)] == [Reason.PIN_REMOVED]


async def test_an_end_tells_its_reason_to_the_row(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, a_refusal(), START)
    (result,) = await ledger.launches.results(LAUNCH)
    refused = a_refusal()
    assert (result.reason, result.message) == (refused.reason, refused.message)
    assert (result.remedy, result.actor) == (refused.remedy, refused.actor)


async def test_an_ended_pin_makes_room_and_waits_no_more(ledger: Ledger) -> None:
    first, second = await ledger.ready(a_product("one"), a_product("two"))
    assert await ledger.room(START) == UNSENT_PINS_MAX - 2
    await ledger.intents.settle(first, live(), START)
    assert await ledger.room(START) == UNSENT_PINS_MAX - 1
    assert await ledger.waiting() == [second]


async def test_media_that_is_ready_too_late_opens_nothing_again(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, a_refusal(), START)
    await ledger.intents.make_ready(key, MEDIA, START + 1)
    assert await ledger.waiting() == []


async def test_withdrawn_before_anything_left(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    outcome = await ledger.intents.withdraw(key, START)
    assert outcome is not None
    assert (outcome.outcome, outcome.reason, outcome.board_id) == (Outcome.WITHDRAWN, Reason.CANCELLED, BOARD)
    assert await ledger.claim(key) == outcome
    assert (await ledger.launches.tally(LAUNCH)).withdrawn == 1


async def test_withdrawn_twice_is_answered_the_same(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    assert await ledger.intents.withdraw(key, START) == await ledger.intents.withdraw(key, START + 1)


async def test_nothing_is_withdrawn_while_an_attempt_is_open(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    assert await ledger.intents.withdraw(key, START) is None
    await ledger.attempts.lost(key, claim.attempt, START, "no answer")
    assert await ledger.intents.withdraw(key, START) is None
    assert (await ledger.intents.load(key)).outcome is None
    # Whatever comes of that attempt, there is none after it.
    assert await ledger.intents.heed(key, START) == Heard()


async def test_a_pin_that_was_made_is_not_withdrawn(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.made(key, claim.attempt, "801", START)
    assert await ledger.intents.withdraw(key, START) is None
    assert isinstance(await ledger.claim(key), Published)


async def test_after_an_attempt_that_made_nothing_it_can_be_withdrawn(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    cause = PostponeCause.NOT_SENT
    await ledger.attempts.not_made(key, claim.attempt, START, CertainNo(cause=cause, detail="", sent=False))
    outcome = await ledger.intents.withdraw(key, START)
    assert outcome is not None
    assert outcome.outcome is Outcome.WITHDRAWN


async def test_what_has_ended_is_withdrawn_as_what_it_is(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, live(), START)
    assert await ledger.intents.withdraw(key, START) == live()


async def test_a_launch_that_wants_a_withdrawn_pin_may_send_it(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.intents.withdraw(key, START)
    await ledger.ready(a_product(), launch=SECOND)
    assert not isinstance(await ledger.claimed(key), PinOutcome | Postponed)


def a_refusal() -> PinOutcome:
    return refused_outcome(refuse(Reason.IMAGE_TOO_SMALL, "the picture is 300 x 300 px"), board_id=BOARD)

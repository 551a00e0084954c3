"""Attempts after they were claimed: answered, lost, and settled by readings of their board."""

import pytest

from contracts.ledger import CertainNo
from contracts.names import LaunchId, PinKey
from contracts.outcome import Evidence, Outcome, PinOutcome, Reason
from contracts.pace import Quota
from contracts.pin import PostponeCause, Postponed, Published, Uncertain
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START
from tests.ledger import REQUEST_SECONDS, Ledger, a_write_reading, live

GRACE = 20.0
SETTLES = START + REQUEST_SECONDS + GRACE
"""A reading begun after this moment may prove that a pin claimed at START was never made."""


def an_unconfirmed_end() -> PinOutcome:
    return PinOutcome(outcome=Outcome.UNCONFIRMED, reason=Reason.ANSWER_LOST)


async def lost_key(ledger: Ledger) -> PinKey:
    """A pin claimed at START whose answer was lost a second later."""
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.lost(key, claim.attempt, START + 1, "the connection was closed")
    return key


async def test_a_made_pin_is_known_with_the_time_of_its_answer(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    posted = Published(pin_id="801", evidence=Evidence(what="posted", value="pin 801", at=START + 2))
    assert await ledger.attempts.made(key, claim.attempt, "801", START + 2) == posted
    assert await ledger.attempts.standing(key, START + 9) == posted
    assert (await ledger.intents.load(key)).pin_id == "801"
    assert await ledger.open_attempt(key) is None


async def test_a_made_pin_that_is_not_live_yet_waits_for_no_slot_but_counts_as_open(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.made(key, claim.attempt, "801", START)
    view = await ledger.accounts.survey(ACCOUNT, START)
    assert (view.waiting_total, view.open_pins) == (0, 1)


async def test_nothing_was_tried_yet(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    standing = await ledger.attempts.standing(key, START)
    assert isinstance(standing, Postponed)
    assert standing.cause is PostponeCause.NOT_SENT


async def test_what_ended_stands_as_its_end(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.claimed(key)
    await ledger.intents.settle(key, live(), START)
    assert await ledger.attempts.standing(key, START) == live()


@pytest.mark.parametrize("cause", list(PostponeCause))
async def test_an_attempt_that_made_nothing_tells_why_and_waits_again(
    ledger: Ledger, cause: PostponeCause
) -> None:
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.not_made(key, claim.attempt, START + 1, CertainNo(cause=cause, detail="no", sent=True))
    expected = Postponed(cause=cause, until=START + 2, detail="no")
    assert await ledger.attempts.standing(key, START + 2) == expected
    assert await ledger.waiting() == [key]


async def test_the_next_attempt_has_the_next_number(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    first = await ledger.claimed(key)
    await ledger.attempts.not_made(key, first.attempt, START, CertainNo(cause=None, detail="", sent=False))
    assert (first.attempt, (await ledger.claimed(key)).attempt) == (1, 2)


async def test_what_was_not_sent_gives_its_place_in_the_quota_back(ledger: Ledger) -> None:
    await ledger.note(a_write_reading(buckets=(Quota(limit=1, window_seconds=60),)))
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.not_made(key, claim.attempt, START, CertainNo(cause=None, detail="", sent=False))
    assert (await ledger.accounts.survey(ACCOUNT, START)).writes == ()
    await ledger.claimed(key)


async def test_what_was_sent_counts_from_its_answer_even_if_nothing_was_made(ledger: Ledger) -> None:
    await ledger.note(a_write_reading(buckets=(Quota(limit=1, window_seconds=60),)))
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.not_made(key, claim.attempt, START + 10, CertainNo(cause=None, detail="", sent=True))
    assert isinstance(await ledger.claim(key, now=START + 70), Postponed)
    await ledger.claimed(key, now=START + 71)


async def test_a_lost_answer_is_uncertain_and_waits_for_no_slot(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    standing = await ledger.attempts.standing(key, START + 2)
    assert isinstance(standing, Uncertain)
    assert (standing.attempt, standing.deadline, standing.claimed) == (1, START + REQUEST_SECONDS, START)
    assert (standing.reads, standing.detail) == (0, "the connection was closed")
    assert standing.known == (
        "sent 11:06:40 UTC, no answer (the connection was closed); the board was not read yet"
    )
    assert await ledger.waiting() == []


async def test_an_answer_that_is_said_to_be_lost_after_all_changes_nothing(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.made(key, claim.attempt, "801", START)
    await ledger.attempts.lost(key, claim.attempt, START + 1, "no answer")
    assert isinstance(await ledger.attempts.standing(key, START), Published)


async def test_an_attempt_is_looked_for_where_it_went_whatever_is_wanted_now(ledger: Ledger) -> None:
    """Its pin ended as unconfirmed, and a later launch asks for another section."""
    (key,) = await ledger.ready(a_product(), section_id="601")
    claim = await ledger.claimed(key)
    assert claim.section_id == "601"
    await ledger.attempts.lost(key, claim.attempt, START, "no answer")
    await ledger.intents.settle(key, an_unconfirmed_end(), START)
    await ledger.ready(a_product(), section_id="602", launch=LaunchId("second"))
    attempt = await ledger.open_attempt(key)
    assert attempt is not None
    assert (attempt.section_id, (await ledger.intents.load(key)).section_id) == ("601", "602")


async def test_pins_that_belong_to_an_intent_are_claimed(ledger: Ledger) -> None:
    answered, adopted, open_ = await ledger.ready(a_product("one"), a_product("two"), a_product("three"))
    claim = await ledger.claimed(answered)
    await ledger.attempts.made(answered, claim.attempt, "801", START)
    await ledger.claimed(adopted)
    await ledger.read_board({adopted: "802"}, began=START + 5)
    await ledger.claimed(open_, now=START + 5)
    assert await ledger.attempts.claimed_pins(["801", "802", "803"]) == {"801", "802"}
    assert await ledger.attempts.claimed_pins([]) == frozenset()


async def test_a_pin_that_was_one_too_many_is_nobody_else_s(ledger: Ledger) -> None:
    """Stripped of its marker it may be as like another product's as its own."""
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.made(key, claim.attempt, "801", START)
    await ledger.attempts.made(key, claim.attempt, "802", START + 1)
    assert await ledger.attempts.claimed_pins(["801", "802", "803"]) == {"801", "802"}


async def test_an_answer_names_its_pin_though_a_reading_gave_it_to_another(ledger: Ledger) -> None:
    """Two pictures of a product look alike on their board once a pin has lost its marker. The answer comes after
    its attempt was closed as absent. It is believed, lest the pin be made once more: two intents have one pin.
    """
    late, lost = await ledger.ready(a_product("one"), a_product("two"))
    first = await ledger.claimed(late)
    for began in (START + 50, START + 60):
        await ledger.read_board(began=began)
    second = await ledger.claimed(lost, now=START + 61)
    await ledger.attempts.lost(lost, second.attempt, START + 62, "no answer")
    await ledger.read_board({lost: "801"}, began=START + 70)
    await ledger.attempts.made(late, first.attempt, "801", START + 71)
    assert [(await ledger.intents.load(key)).pin_id for key in (late, lost)] == ["801", "801"]
    answer = await ledger.claim(late, now=START + 72)
    assert isinstance(answer, Published)


async def test_more_pins_are_asked_for_than_a_database_takes_in_one_question(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.made(key, claim.attempt, "801", START)
    assert await ledger.attempts.claimed_pins([str(number) for number in range(35_000)]) == {"801"}

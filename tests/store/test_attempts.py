"""Attempts after they were claimed: answered, lost, and settled by readings of their board."""

from collections.abc import Mapping

import pytest

from contracts.ledger import CertainNo
from contracts.names import LaunchId, PinKey
from contracts.outcome import Evidence, Outcome, PinOutcome, Reason
from contracts.pace import Quota
from contracts.pin import PostponeCause, Postponed, Published, Uncertain
from tests.builders import ACCOUNT, BOARD, a_product, an_intent
from tests.fakes.clock import START
from tests.ledger import REQUEST_SECONDS, Ledger, a_write_reading, live

GRACE = 20.0
SETTLES = START + REQUEST_SECONDS + GRACE
"""A reading begun after this moment may prove that a pin claimed at START was never made."""


async def read(
    ledger: Ledger, found: Mapping[PinKey, str] | None = None, *, began: float, complete: bool = True
) -> None:
    """One reading of the board."""
    await ledger.attempts.record_reading(
        ACCOUNT, BOARD, found or {}, began=began, grace_seconds=GRACE, whole=[None] if complete else []
    )


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
    assert await ledger.attempts.standing(key, START + 2) == Uncertain(
        attempt=1, deadline=START + REQUEST_SECONDS, detail="the connection was closed"
    )
    assert await ledger.waiting() == []


async def test_an_answer_that_is_said_to_be_lost_after_all_changes_nothing(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.made(key, claim.attempt, "801", START)
    await ledger.attempts.lost(key, claim.attempt, START + 1, "no answer")
    assert isinstance(await ledger.attempts.standing(key, START), Published)


async def test_a_reading_that_finds_the_pin_adopts_it(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await read(ledger, {key: "801"}, began=START + 5)
    adopted = Published(pin_id="801", evidence=Evidence(what="adopted", value="pin 801", at=START + 5))
    assert await ledger.attempts.standing(key, START + 9) == adopted
    assert (await ledger.intents.load(key)).pin_id == "801"
    assert await ledger.open_attempt(key) is None


async def test_a_reading_that_is_not_complete_adopts_what_it_found(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await read(ledger, {key: "801"}, began=START + 5, complete=False)
    assert isinstance(await ledger.attempts.standing(key, START + 9), Published)


async def test_an_answer_that_comes_after_the_adoption_says_the_same(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await read(ledger, {key: "801"}, began=START + 5)
    await ledger.attempts.made(key, claim.attempt, "801", START + 6)
    standing = await ledger.attempts.standing(key, START + 9)
    assert isinstance(standing, Published)
    assert standing.pin_id == "801"


async def test_two_readings_the_last_after_the_grace_prove_that_there_is_no_pin(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await read(ledger, began=START + 5)
    await read(ledger, began=SETTLES + 1)
    standing = await ledger.attempts.standing(key, SETTLES + 2)
    assert isinstance(standing, Postponed)
    assert standing.cause is PostponeCause.ABSENT
    assert await ledger.waiting() == [key]
    assert (await ledger.claimed(key, now=SETTLES + 2)).attempt == 2


@pytest.mark.parametrize(
    "moments",
    [
        [SETTLES + 1],
        [START + 5, START + 10, SETTLES - 1],
        [START + 5, SETTLES],
        [START, SETTLES + 1],
        [START - 5, SETTLES + 1],
    ],
    ids=[
        "one reading, however late",
        "many readings, none after the grace",
        "one at the very end of the grace",
        "one begun with the claim",
        "one begun before the claim",
    ],
)
async def test_absence_is_not_proven_by_less(ledger: Ledger, moments: list[float]) -> None:
    key = await lost_key(ledger)
    for moment in moments:
        await read(ledger, began=moment)
    assert isinstance(await ledger.attempts.standing(key, SETTLES + 2), Uncertain)


async def test_a_reading_that_is_not_complete_proves_nothing_missing(ledger: Ledger) -> None:
    """Another pin was found on the pages that were read; ours may be on a later page."""
    key = await lost_key(ledger)
    for moment in (START + 5, SETTLES + 1, SETTLES + 100):
        await read(ledger, {an_intent(a_product("other")).key: "802"}, began=moment, complete=False)
    assert isinstance(await ledger.attempts.standing(key, SETTLES + 101), Uncertain)


async def test_a_last_reading_that_is_not_complete_proves_nothing_missing(ledger: Ledger) -> None:
    """Two before it were; but the pin may have come since."""
    key = await lost_key(ledger)
    for moment in (START + 5, START + 10):
        await read(ledger, began=moment)
    await read(ledger, began=SETTLES + 1, complete=False)
    assert isinstance(await ledger.attempts.standing(key, SETTLES + 2), Uncertain)


@pytest.mark.parametrize(
    "whole", [[], [None], ["601"], [None, "602"]], ids=["nothing", "the board", "the section", "another section"]
)
async def test_a_pin_for_a_section_is_missing_only_where_board_and_section_were_read(
    ledger: Ledger, whole: list[str | None]
) -> None:
    """An attempt may be claimed, for a section that nobody thought of, while the board is being read."""
    (key,) = await ledger.ready(a_product(), section_id="601")
    await ledger.claimed(key)
    for moment in (START + 5, SETTLES + 1):
        await ledger.attempts.record_reading(ACCOUNT, BOARD, {}, began=moment, grace_seconds=GRACE, whole=whole)
    assert isinstance(await ledger.attempts.standing(key, SETTLES + 2), Uncertain)
    for moment in (SETTLES + 3, SETTLES + 4):
        await ledger.attempts.record_reading(
            ACCOUNT, BOARD, {}, began=moment, grace_seconds=GRACE, whole=[None, "601"]
        )
    assert isinstance(await ledger.attempts.standing(key, SETTLES + 5), Postponed)


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


async def test_a_reading_of_one_board_says_nothing_of_another(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    for moment in (START + 5, SETTLES + 1):
        await ledger.attempts.record_reading(
            ACCOUNT, "another", {}, began=moment, grace_seconds=GRACE, whole=[None]
        )
    assert isinstance(await ledger.attempts.standing(key, SETTLES + 2), Uncertain)


async def test_one_reading_settles_all_open_attempts_of_the_board(ledger: Ledger) -> None:
    first, second = await ledger.ready(a_product("one"), a_product("two"))
    for key in (first, second):
        claim = await ledger.claimed(key)
        await ledger.attempts.lost(key, claim.attempt, START, "no answer")
    await read(ledger, began=START + 5)
    await read(ledger, {second: "802"}, began=SETTLES + 1)
    assert isinstance(await ledger.attempts.standing(first, SETTLES + 2), Postponed)
    assert isinstance(await ledger.attempts.standing(second, SETTLES + 2), Published)
    assert await ledger.attempts.open_on_board(ACCOUNT, BOARD) == []


async def test_readings_are_counted_with_the_last_one_s_time(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await read(ledger, began=START + 5)
    await read(ledger, began=START + 10)
    attempt = await ledger.open_attempt(key)
    assert attempt is not None
    assert (attempt.reads, attempt.last_read) == (2, START + 10)


async def test_pins_that_belong_to_an_intent_are_claimed(ledger: Ledger) -> None:
    answered, adopted, open_ = await ledger.ready(a_product("one"), a_product("two"), a_product("three"))
    claim = await ledger.claimed(answered)
    await ledger.attempts.made(answered, claim.attempt, "801", START)
    await ledger.claimed(adopted)
    await read(ledger, {adopted: "802"}, began=START + 5)
    await ledger.claimed(open_, now=START + 5)
    assert await ledger.attempts.claimed_pins(["801", "802", "803"]) == {"801", "802"}
    assert await ledger.attempts.claimed_pins([]) == frozenset()


async def test_ten_thousand_pins_are_asked_for_at_once(ledger: Ledger) -> None:
    """As many as one reading takes."""
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.made(key, claim.attempt, "801", START)
    assert await ledger.attempts.claimed_pins([str(number) for number in range(10_000)]) == {"801"}

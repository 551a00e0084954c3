"""Amended ends: intent, rows and finding together, or nothing of it."""

import pytest

from contracts.findings import Finding, FindingKind
from contracts.ledger import CertainNo
from contracts.names import LaunchId, PinKey
from contracts.outcome import Outcome, PinOutcome, Reason
from contracts.patrol import Amendment
from contracts.pin import PostponeCause
from store.patrol import SqlPatrol
from tests.builders import ACCOUNT, BOARD, LAUNCH, a_launch, a_product, row_intents, rows_of
from tests.fakes.clock import START
from tests.ledger import Ledger, live

MUG, CUP = a_product("mug"), a_product("cup")
AGAIN = LaunchId("again")
LOST = PinOutcome(outcome=Outcome.UNCONFIRMED, board_id=BOARD, reason=Reason.ANSWER_LOST)
ABSENT = CertainNo(cause=PostponeCause.ABSENT, detail="not on the board in 2 readings")


@pytest.fixture
def book(ledger: Ledger) -> SqlPatrol:
    return SqlPatrol(ledger.database)


def a_finding(key: PinKey, kind: FindingKind = FindingKind.ADOPTED) -> Finding:
    return Finding(account=ACCOUNT, kind=kind, pin_id="802", key=key, seen_at=START)


async def unconfirmed(ledger: Ledger) -> PinKey:
    """An intent whose request was lost, and that has ended."""
    (key,) = await ledger.ready(MUG)
    claim = await ledger.claimed(key)
    await ledger.attempts.lost(key, claim.attempt, START, "timeout")
    await ledger.intents.settle(key, LOST, START)
    return key


async def launched_again(ledger: Ledger) -> None:
    await ledger.launches.begin(a_launch(AGAIN), rows_of(MUG))
    await ledger.launches.register(AGAIN, row_intents(MUG), START)


async def ends(ledger: Ledger, launch: LaunchId = LAUNCH) -> list[tuple[str | None, str | None, bool]]:
    return [(row.outcome, row.pin_id, row.already) for row in await ledger.launches.results(launch)]


async def test_rows_that_ended_with_the_intent_end_anew_with_it(ledger: Ledger, book: SqlPatrol) -> None:
    (key,) = await ledger.ready(MUG)
    await ledger.intents.settle(key, live(), START)
    await launched_again(ledger)
    gone = PinOutcome(outcome=Outcome.REFUSED, reason=Reason.PIN_REMOVED, pin_id="801", board_id=BOARD)
    assert await book.amend(Amendment(key=key, pin_id="801", before=live(), after=gone), START + 9)
    assert await ends(ledger) == await ends(ledger, AGAIN) == [(Outcome.REFUSED, "801", False)]
    assert (await ledger.intents.load(key)).outcome == gone


async def test_rows_keep_what_they_had_been_told_of_a_pin_that_is_still_live(
    ledger: Ledger, book: SqlPatrol
) -> None:
    (key,) = await ledger.ready(MUG)
    await ledger.intents.settle(key, live(), START)
    await launched_again(ledger)
    change = Amendment(key=key, pin_id="801", before=live(), after=live("802"), finding=a_finding(key))
    assert await book.amend(change, START)
    assert await ends(ledger) == [(Outcome.LIVE, "802", False)]
    assert await ends(ledger, AGAIN) == [(Outcome.LIVE, "802", True)]
    assert [found.pin_id for found in await book.open(ACCOUNT, 9)] == ["802"]


@pytest.mark.parametrize(
    ("before", "pin_id"), [(live(), None), (live(), "802"), (live("802"), "801"), (LOST, "801")]
)
async def test_an_intent_that_is_not_as_it_was_looked_at_stays(
    ledger: Ledger, book: SqlPatrol, before: PinOutcome, pin_id: str | None
) -> None:
    (key,) = await ledger.ready(MUG)
    await ledger.intents.settle(key, live(), START)
    change = Amendment(key=key, pin_id=pin_id, before=before, after=live("803"), finding=a_finding(key))
    assert not await book.amend(change, START)
    assert await ends(ledger) == [(Outcome.LIVE, "801", False)]
    assert await book.open(ACCOUNT, 9) == []


async def test_one_that_was_launched_again_stays(ledger: Ledger, book: SqlPatrol) -> None:
    key = await unconfirmed(ledger)
    await ledger.attempts.not_made(key, 1, START, ABSENT)
    await launched_again(ledger)
    assert not await book.amend(Amendment(key=key, before=LOST, after=live()), START)
    assert await book.conclude_absence(key, START) is None
    assert (await ledger.intents.load(key)).outcome is None


async def test_no_pin_is_given_to_two_intents(ledger: Ledger, book: SqlPatrol) -> None:
    mug, cup = await ledger.ready(MUG, CUP)
    await ledger.intents.settle(mug, live("801"), START)
    await ledger.intents.settle(cup, live("802"), START)
    change = Amendment(key=cup, pin_id="802", before=live("802"), after=live("801"))
    assert not await book.amend(change, START)
    assert (await ledger.intents.load(cup)).pin_id == "802"


async def test_no_pin_is_given_past_an_open_attempt(ledger: Ledger, book: SqlPatrol) -> None:
    key = await unconfirmed(ledger)
    change = Amendment(key=key, before=LOST, after=live("801"))
    assert not await book.amend(change, START)
    await ledger.attempts.not_made(key, 1, START, ABSENT)
    assert await book.amend(change, START)
    assert not await book.amend(change, START)
    assert (await ledger.intents.load(key)).pin_id == "801"


async def test_absence_is_an_end_with_its_reason_and_a_finding(ledger: Ledger, book: SqlPatrol) -> None:
    key = await unconfirmed(ledger)
    await ledger.attempts.not_made(key, 1, START, ABSENT)
    assert await book.conclude_absence(key, START + 5) is Outcome.REFUSED
    outcome = (await ledger.intents.load(key)).outcome
    assert outcome is not None
    assert (outcome.reason, outcome.message) == (
        Reason.PIN_NOT_MADE,
        "no pin was made, for certain: not on the board in 2 readings",
    )
    assert [(found.kind, found.pin_id) for found in await book.open(ACCOUNT, 9)] == [(FindingKind.ABSENT, key)]
    assert await book.conclude_absence(key, START + 6) is None


async def test_absence_is_not_concluded_while_a_reading_is_due_or_a_pin_is_there(
    ledger: Ledger, book: SqlPatrol
) -> None:
    key = await unconfirmed(ledger)
    assert await book.conclude_absence(key, START) is None
    await ledger.attempts.made(key, 1, "801", START)
    assert await book.conclude_absence(key, START) is None


async def test_only_what_ended_unconfirmed_is_concluded(ledger: Ledger, book: SqlPatrol) -> None:
    (key,) = await ledger.ready(MUG)
    assert await book.conclude_absence(key, START) is None
    await ledger.intents.withdraw(key, START)
    assert await book.conclude_absence(key, START) is None


async def test_an_intent_that_nobody_knows_is_a_bug(book: SqlPatrol) -> None:
    with pytest.raises(KeyError):
        await book.conclude_absence(PinKey("nobody"), START)

"""Accounts in numbers: pins by outcome, what the others wait for, quotas, tokens."""

from sqlmodel import col, update

from contracts.ledger import CertainNo
from contracts.measures import AccountMeasures, QuotaUse
from contracts.names import AccountKey, LaunchId
from contracts.outcome import Outcome, PinOutcome, Reason
from contracts.pace import Quota
from contracts.pin import PostponeCause
from store.measures import SqlMeasures
from store.tables.pins import IntentRow
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START
from tests.ledger import Ledger, a_write_reading

OTHER = AccountKey("other")


async def look(ledger: Ledger, now: float = START) -> AccountMeasures:
    (found,) = (one for one in await SqlMeasures(ledger.database).accounts(now) if one.account == ACCOUNT)
    return found


async def test_an_account_without_pins_has_numbers_too(ledger: Ledger) -> None:
    await ledger.accounts.add(OTHER, "sealed", START)
    found = await SqlMeasures(ledger.database).accounts(START)
    assert [one.account for one in found] == sorted([ACCOUNT, OTHER])
    assert all(one.pins == {} and one.waiting == {} and one.quotas == () for one in found)


async def test_pins_are_counted_by_their_outcome_and_the_others_by_what_they_wait_for(ledger: Ledger) -> None:
    media, *others = (a_product(f"mug-{number}") for number in range(5))
    _, sent, held, gone = await ledger.ready(*others)
    await ledger.registered(media, launch=LaunchId("20261121-000000-second-0000"))
    claim = await ledger.claimed(sent)
    await ledger.attempts.lost(sent, claim.attempt, START + 1, "no answer")
    statement = update(IntentRow).where(col(IntentRow.key) == held).values(held=True)
    await ledger.database.write(lambda session: session.exec(statement))
    await ledger.intents.settle(gone, PinOutcome(outcome=Outcome.WITHDRAWN), START)

    found = await look(ledger, START + 2)

    assert found.pins == {"open": 4, "withdrawn": 1}
    assert found.waiting == {"media": 1, "slot": 1, "answer": 1, "person": 1}
    assert found.uncertain == 1


async def test_a_quota_is_told_with_what_its_last_window_took(ledger: Ledger) -> None:
    minute = Quota(limit=60, window_seconds=60, name="org_write")
    await ledger.note(a_write_reading(buckets=(minute,)))
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.made(key, claim.attempt, "1", START + 1)

    def use(used: int) -> tuple[QuotaUse, ...]:
        return (QuotaUse(category="org_write", window_seconds=60, limit=60, used=used),)

    assert (await look(ledger, START + 2)).quotas == use(1)
    assert (await look(ledger, START + 100)).quotas == use(0)


async def test_an_answer_of_429_is_counted(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    no = CertainNo(cause=PostponeCause.BRAKED, detail="429", blocked_until=START + 10)
    await ledger.attempts.not_made(key, claim.attempt, START + 1, no)
    assert (await look(ledger)).limited == 1


async def test_a_stopped_account_says_so(ledger: Ledger) -> None:
    await ledger.accounts.pause(ACCOUNT, "the client called")
    found = await look(ledger)
    assert (found.is_paused, found.parked) == (True, None)


async def test_rows_are_counted_by_the_reason_why_they_are_not_live(ledger: Ledger) -> None:
    keys = await ledger.ready(*(a_product(f"mug-{number}") for number in range(3)))
    outcome = PinOutcome(outcome=Outcome.REFUSED, reason=Reason.IMAGE_TOO_SMALL, message="585 px wide")
    for key in keys[:2]:
        await ledger.intents.settle(key, outcome, START)

    assert (await look(ledger)).reasons == {"image_too_small": 2}

"""Findings: kept once, told as long as somebody may have to act, settled with words."""

import pytest

from contracts.findings import Finding, FindingKind
from contracts.names import AccountKey, PinKey
from contracts.outcome import Outcome, PinOutcome, Reason
from contracts.patrol import Amendment
from contracts.product import Product
from store.findings import AT_PINTEREST, STANDS, TOLD_SECONDS_MAX, count_open
from store.patrol import SqlPatrol
from tests.builders import ACCOUNT, BOARD, a_product
from tests.fakes.clock import START
from tests.ledger import Ledger, live

OTHER = AccountKey("other")
MUG = a_product("mug")


@pytest.fixture
def book(ledger: Ledger) -> SqlPatrol:
    return SqlPatrol(ledger.database)


def a_finding(pin_id: str = "900", kind: FindingKind = FindingKind.DUPLICATE, **fields: object) -> Finding:
    usual = {"account": ACCOUNT, "kind": kind, "pin_id": pin_id, "seen_at": START}
    return Finding.model_validate(usual | fields)


async def open_ids(book: SqlPatrol, account: AccountKey = ACCOUNT) -> list[str]:
    return [found.pin_id for found in await book.open(account, 100)]


async def test_what_is_seen_again_is_no_news_and_keeps_its_first_time(book: SqlPatrol) -> None:
    assert await book.note(a_finding(detail="first"))
    assert not await book.note(a_finding(detail="again", other_pin_id="801", seen_at=START + 60))
    (found,) = await book.open(ACCOUNT, 100)
    assert (found.seen_at, found.detail, found.other_pin_id) == (START, "again", "801")


async def test_what_was_settled_and_is_there_again_is_news(book: SqlPatrol) -> None:
    found = a_finding()
    await book.note(found)
    assert await book.settle(found, "it is gone", START + 1)
    assert await open_ids(book) == []
    assert await book.note(a_finding(seen_at=START + 2))
    assert [found.seen_at for found in await book.open(ACCOUNT, 100)] == [START + 2]


async def test_what_was_settled_stays_as_it_was_settled_first(book: SqlPatrol) -> None:
    found = a_finding()
    assert not await book.settle(found, "nobody noted it", START)
    await book.note(found)
    assert await book.settle(found, "by hand", START)
    assert not await book.settle(found, "once more", START + 1)


async def test_one_pin_may_be_found_in_two_ways_and_by_two_accounts(book: SqlPatrol) -> None:
    await book.note(a_finding())
    await book.note(a_finding(kind=FindingKind.STRANGER))
    await book.note(a_finding(account=OTHER))
    assert await open_ids(book) == ["900", "900"]
    assert await open_ids(book, OTHER) == ["900"]


async def test_only_findings_about_pins_that_nobody_met_again_are_unmet_the_longest_unseen_first(
    book: SqlPatrol,
) -> None:
    for number, kind in enumerate(FindingKind):
        await book.note(a_finding(str(number), kind, seen_at=START + 10 - number))
    await book.note(a_finding("0", FindingKind.DUPLICATE, seen_at=START + 60))
    unmet = await book.unmet(ACCOUNT, START + 60, 100)
    assert [found.kind for found in unmet] == [FindingKind.STRANGER, FindingKind.UNEXPECTED]
    assert set(AT_PINTEREST) == {FindingKind.DUPLICATE, FindingKind.STRANGER, FindingKind.UNEXPECTED}
    assert len(await book.unmet(ACCOUNT, START + 60, 1)) == 1


async def test_counts_are_of_what_was_seen_since_settled_or_not(book: SqlPatrol) -> None:
    await book.note(a_finding("1"))
    await book.note(a_finding("2", seen_at=START + 10))
    settled = a_finding("3", FindingKind.ADOPTED, seen_at=START + 10, settled_at=START + 10, settlement="taken")
    await book.note(settled)
    assert await book.count_since(ACCOUNT, START + 10) == {FindingKind.DUPLICATE: 1, FindingKind.ADOPTED: 1}
    counted = await book.database.read(count_open)
    assert counted == {FindingKind.DUPLICATE: 2}


async def ended(ledger: Ledger, product: Product, outcome: Outcome, reason: Reason | None) -> PinKey:
    (key,) = await ledger.ready(product)
    await ledger.intents.settle(key, PinOutcome(outcome=outcome, reason=reason, board_id=BOARD), START)
    return key


@pytest.mark.parametrize("what", STANDS)
async def test_a_finding_about_an_end_is_told_as_long_as_the_end_stands(
    ledger: Ledger, book: SqlPatrol, what: FindingKind
) -> None:
    outcome, reason = STANDS[what]
    key = await ended(ledger, MUG, outcome, reason)
    await book.note(a_finding(kind=what, key=key))
    assert await book.settle_outlived(ACCOUNT, START) == 0
    end = (await ledger.intents.load(key)).outcome
    assert end is not None
    await book.amend(Amendment(key=key, before=end, after=live()), START + 1)
    assert await book.settle_outlived(ACCOUNT, START + 1) == 1
    assert await open_ids(book) == []


@pytest.mark.parametrize("what", FindingKind)
async def test_only_findings_about_ends_are_told_for_a_bounded_time(
    ledger: Ledger, book: SqlPatrol, what: FindingKind
) -> None:
    """A pin that should not be there is told as long as it is there."""
    outcome, reason = STANDS.get(what, (Outcome.LIVE, None))
    key = await ended(ledger, MUG, outcome, reason)
    await book.note(a_finding(kind=what, key=key))
    await book.settle_outlived(ACCOUNT, START + TOLD_SECONDS_MAX)
    assert await open_ids(book) == ["900"]
    await book.settle_outlived(ACCOUNT, START + TOLD_SECONDS_MAX + 1)
    assert await open_ids(book) == ([] if what in STANDS else ["900"])


async def test_a_stranger_that_became_an_intent_s_pin_is_none_any_more(ledger: Ledger, book: SqlPatrol) -> None:
    (key,) = await ledger.ready(MUG)
    await book.note(a_finding("801", FindingKind.STRANGER))
    await book.note(a_finding("802", FindingKind.STRANGER))
    await ledger.intents.settle(key, live("801"), START)
    assert await book.settle_outlived(ACCOUNT, START) == 1
    assert await open_ids(book) == ["802"]

"""A product's live pins in the ledger, and what stands there after they were updated or deleted."""

from collections.abc import Sequence

import pytest

from contracts.live_pins import Ability, RowsEnd, UpdatedPin
from contracts.names import AccountKey, LaunchId, PinKey, SourceKey
from contracts.outcome import Outcome
from contracts.product import Product
from contracts.wording import Wording
from drafting.identity import fingerprint
from store.app_refusals import SqlAppRefusals
from store.boards import SqlBoards
from store.live_pins import SqlLivePins
from tests.builders import ACCOUNT, BOARD, LAUNCH, a_launch, a_product, an_intent, row_intents, rows_of
from tests.fakes.clock import START
from tests.ledger import Ledger, live

MUG = a_product("mug")
KEY = an_intent(MUG).key
PIN = "813744226420795884"
AGAIN = LaunchId("again")
OTHER = AccountKey("other")
PAGE = 10


@pytest.fixture
def book(ledger: Ledger) -> SqlLivePins:
    return SqlLivePins(ledger.database)


async def lives(ledger: Ledger, *products: Product) -> None:
    """Their pins are live, each under an id of its own."""
    keys = await ledger.ready(*products)
    for at, key in enumerate(keys):
        claim = await ledger.claimed(key, now=START + 60 * at)
        pin_id = str(int(PIN) + at)
        await ledger.attempts.made(key, claim.attempt, pin_id, START + 60 * at)
        await ledger.intents.settle(key, live(pin_id), START + 60 * at)


async def page(book: SqlLivePins, *, after: PinKey | None = None, besides: str | None = None) -> Sequence[PinKey]:
    return await book.page(ACCOUNT, "mug", after=after, besides_edition=besides, limit=PAGE)


async def wanted_again(ledger: Ledger, product: Product) -> None:
    await ledger.launches.begin(a_launch(AGAIN), rows_of(product))
    await ledger.launches.register(AGAIN, row_intents(product), START + 90)


async def test_a_product_s_pins_are_those_of_its_key_and_account_that_are_live(
    ledger: Ledger, book: SqlLivePins
) -> None:
    await lives(ledger, MUG, a_product("cup"))
    assert await page(book) == [KEY]
    assert await page(book, after=KEY) == []
    assert await page(book, besides="") == []
    assert await page(book, besides="2026-11") == [KEY]
    assert await book.page(OTHER, "mug", after=None, besides_edition=None, limit=PAGE) == []


async def test_pins_that_are_on_their_way_are_counted_until_their_end(ledger: Ledger, book: SqlLivePins) -> None:
    await ledger.ready(MUG)
    assert await book.under_way(ACCOUNT, "mug") == 1
    assert await page(book) == []
    await ledger.intents.settle(KEY, live(PIN), START)
    assert await book.under_way(ACCOUNT, "mug") == 0


async def test_the_rows_of_a_decision_are_told_apart(ledger: Ledger, book: SqlLivePins) -> None:
    await ledger.ready(MUG, a_product("cup"))
    assert await book.rows_end(LAUNCH, 2) == RowsEnd(waiting=1)
    await ledger.intents.settle(KEY, live(PIN), START)
    assert await book.rows_end(LAUNCH, 2) == RowsEnd(live=1)
    assert await book.rows_end(LAUNCH, 3) == RowsEnd(waiting=1)


async def test_a_deleted_pin_is_withdrawn_with_its_rows_and_may_be_pinned_again(
    ledger: Ledger, book: SqlLivePins
) -> None:
    await lives(ledger, MUG)
    await SqlBoards(ledger.database).keep_history(ACCOUNT, BOARD, {PIN: an_intent(MUG).marker}, START)
    assert await book.deleted(KEY, PIN, "rule 2 of spring-shop", START + 60)
    (row,) = await ledger.launches.results(LAUNCH)
    assert (row.outcome, row.pin_id) == (Outcome.WITHDRAWN, None)
    assert "rule 2 of spring-shop" in (row.message or "")
    intent = await ledger.intents.load(KEY)
    assert intent.pin_id is None
    assert intent.outcome is not None
    assert [evidence.value for evidence in intent.outcome.evidence][-1] == f"pin {PIN}"
    await wanted_again(ledger, MUG)
    again = await ledger.intents.load(KEY)
    assert (again.outcome, again.pin_id) == (None, None)


async def test_deleted_twice_is_deleted_once(ledger: Ledger, book: SqlLivePins) -> None:
    await lives(ledger, MUG)
    assert await book.deleted(KEY, PIN, "gone", START + 60)
    assert not await book.deleted(KEY, PIN, "gone again", START + 70)
    (row,) = await ledger.launches.results(LAUNCH)
    assert "gone again" not in (row.message or "")


async def test_another_pin_of_the_intent_is_left_alone(ledger: Ledger, book: SqlLivePins) -> None:
    await lives(ledger, MUG)
    assert not await book.deleted(KEY, "1", "gone", START)
    assert await page(book) == [KEY]


async def test_an_updated_pin_is_what_the_product_is_now(ledger: Ledger, book: SqlLivePins) -> None:
    """A launch of the changed product finds nothing changed."""
    await lives(ledger, MUG)
    fresh, wording = a_product("mug", title="Blue mug"), Wording(title="{title}!")
    intent = await ledger.intents.load(KEY)
    assert intent.draft is not None
    update = UpdatedPin(
        key=KEY,
        pin_id=PIN,
        product=fresh,
        wording=wording,
        title="Blue mug!",
        fingerprint=fingerprint(fresh),
        draft=intent.draft.model_copy(update={"title": "Blue mug!"}),
    )
    assert await book.updated(update)
    now = await ledger.intents.load(KEY)
    assert (now.product, now.wording, now.draft) == (fresh, wording, update.draft)
    await wanted_again(ledger, fresh)
    (row,) = await ledger.launches.results(AGAIN)
    assert (row.already, row.changed) == (True, False)
    assert not await book.updated(update.model_copy(update={"pin_id": "1"}))


async def test_rows_that_wait_are_of_the_product_as_it_is(ledger: Ledger, book: SqlLivePins) -> None:
    """In launches of that source alone; one that was admitted keeps what it has."""
    shop = SourceKey("spring-shop")
    its = a_launch().model_copy(update={"source": shop})
    await ledger.launches.extend(its, rows_of(MUG, a_product("cup")))
    await ledger.launches.begin(a_launch(AGAIN), rows_of(MUG))
    fresh = a_product("mug", title="Blue mug")
    assert await book.freshen(shop, ACCOUNT, fresh) == 1
    assert await book.freshen(shop, OTHER, fresh) == 0
    waiting = await ledger.launches.waiting_rows(LAUNCH, 10, START)
    assert [row.product.title for row in waiting] == ["Blue mug", "Product cup"]
    (other,) = await ledger.launches.waiting_rows(AGAIN, 10, START)
    assert other.product.title == "Product mug"


async def test_what_an_app_may_not_do_is_known_until_it_is_told_anew(ledger: Ledger) -> None:
    refusals = SqlAppRefusals(ledger.database)
    assert await refusals.of(ACCOUNT, Ability.UPDATE_PINS) is None
    for at in (START, START + 60):
        await refusals.note(ACCOUNT, Ability.UPDATE_PINS, "not permitted " + "x" * 5_000, at)
    found = await refusals.of(OTHER, Ability.UPDATE_PINS)
    assert found is not None
    assert found.at == START + 60

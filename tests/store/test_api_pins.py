"""Pins that the API was asked for: each key once, with its row, whoever comes first."""

import asyncio
from uuid import UUID

import pytest
from sqlmodel import Session

from contracts.api_ids import pin_uuid
from contracts.api_pins import Kept, NewApiPin, PinAsk, PinFilter, PinSort, PinStatus
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.pin import ALT_TEXT_MAX, DESCRIPTION_MAX, TITLE_MAX
from contracts.product import Product
from drafting.api_pins import SOURCE, launch_of, launch_policy, product_of
from drafting.pins import draft_pin
from store.api_pin_views import SqlApiPinViews
from store.api_pins import SqlApiPins
from store.arrivals import SQLITE_ROWS
from store.database import Database
from store.tables.accounts import AccountRow
from store.tables.quota import BlockRow
from store.wakes import SqlWakes
from tests.builders import ACCOUNT, BOARD, POLICY
from tests.fakes.clock import START
from tests.ledger import Ledger


def an_ask(key: str = "k-1", **changes: object) -> PinAsk:
    fields = {
        "account": ACCOUNT,
        "key": key,
        "board": BOARD,
        "title": "A mug",
        "link": "https://shop.example.com/mug",
        "media": "https://cdn.example.com/mug.jpg",
    }
    return PinAsk.model_validate(fields | changes)


def a_new(ask: PinAsk, at: Instant = START) -> NewApiPin:
    return NewApiPin(
        id=pin_uuid(ask.account, ask.key),
        ask=ask,
        launch=launch_of(ask.account, POLICY, at),
        policy=POLICY,
        at=at,
    )


async def test_a_pin_is_a_row_of_the_launch_of_the_day_and_somebody_is_to_be_told(
    database: Database, ledger: Ledger
) -> None:
    new = a_new(an_ask())
    (kept,) = await SqlApiPins(database).put([new])
    assert kept.kept is Kept.NEW
    assert kept.pin is not None
    assert (kept.pin.status, kept.pin.launch, kept.pin.row) == (PinStatus.QUEUED, new.launch, 1)
    (row,) = await ledger.launches.waiting_rows(new.launch, 10, START)
    assert row.product.idempotency_key == "k-1"
    assert [(wake.account, wake.launch, wake.source) for wake in await SqlWakes(database).pending(10)] == [
        (ACCOUNT, None, ""),
        (ACCOUNT, new.launch, SOURCE),
    ]


@pytest.mark.parametrize("trouble", ["none", "later", "parked", "paused", "blocked"])
async def test_a_new_pin_is_answered_as_it_is_found_afterwards(database: Database, trouble: str) -> None:
    """What is answered is not read back: both must say the same."""

    def prepare(session: Session) -> None:
        account = session.get_one(AccountRow, ACCOUNT)
        account.parked = "app_suspended" if trouble == "parked" else None
        account.paused = "a person" if trouble == "paused" else None
        if trouble == "blocked":
            session.add(BlockRow(account=ACCOUNT, category="org_write", until=START + 60.0))

    database.write_now(prepare)
    ask = an_ask(run_at=START + 3_600.0 if trouble == "later" else None)
    (kept,) = await SqlApiPins(database).put([a_new(ask)])
    assert kept.pin is not None
    assert kept.pin == await SqlApiPinViews(database).find(kept.pin.id, START)
    assert (kept.pin.status is PinStatus.QUEUED) == (trouble == "none")


async def test_many_pins_are_put_in_whole(database: Database) -> None:
    """More than one statement takes, and not a multiple of that."""
    group = [a_new(an_ask(f"k-{number}", title=f"Mug {number}")) for number in range(SQLITE_ROWS * 2 + 3)]
    answers = await SqlApiPins(database).put(group)
    page = await SqlApiPinViews(database).page(PinFilter(limit=100), START)
    assert page.total == len(group)
    assert {pin.id: pin for pin in page.pins} == {answer.pin.id: answer.pin for answer in answers if answer.pin}


async def test_the_longest_texts_of_signs_that_html_escapes_are_kept(database: Database) -> None:
    longest = an_ask(title="&" * TITLE_MAX, description="<" * DESCRIPTION_MAX, alt_text="&" * ALT_TEXT_MAX)
    (kept,) = await SqlApiPins(database).put([a_new(longest)])
    assert kept.kept is Kept.NEW
    product = product_of(longest, pin_uuid(ACCOUNT, "k-1"), 1, None)
    draft = draft_pin(product, POLICY, "0" * 16, wording=launch_policy(POLICY).wordings.every)
    assert draft.kind == "draft"
    assert (draft.title, draft.description, draft.alt_text) == (
        longest.title,
        longest.description,
        longest.alt_text,
    )


async def test_the_same_key_and_meaning_again_is_the_same_pin(database: Database, ledger: Ledger) -> None:
    pins, new = SqlApiPins(database), a_new(an_ask())
    (first,) = await pins.put([new])
    again = await pins.put([a_new(an_ask(), START + 86_400.0)] * 2)
    assert [answer.kept for answer in again] == [Kept.KNOWN, Kept.KNOWN]
    assert [answer.pin for answer in again] == [first.pin, first.pin]
    assert (await ledger.launches.tally(new.launch)).total == 1


async def test_the_same_key_with_another_meaning_is_a_conflict(database: Database) -> None:
    pins = SqlApiPins(database)
    answers = await pins.put([a_new(an_ask()), a_new(an_ask(title="Another mug")), a_new(an_ask("k-2"))])
    assert [answer.kept for answer in answers] == [Kept.NEW, Kept.CONFLICT, Kept.NEW]
    assert answers[1].pin is None


async def test_an_account_that_is_not_there_takes_nothing(database: Database) -> None:
    answers = await SqlApiPins(database).put([a_new(an_ask(account=AccountKey("nobody"))), a_new(an_ask())])
    assert [answer.kept for answer in answers] == [Kept.NO_ACCOUNT, Kept.NEW]


async def test_many_at_once_with_the_same_keys_make_each_pin_once(database: Database, ledger: Ledger) -> None:
    pins = SqlApiPins(database)
    group = [a_new(an_ask(f"k-{number}")) for number in range(20)]
    answers = await asyncio.gather(*(pins.put(group) for _ in range(8)))
    new = [answer for some in answers for answer in some if answer.kept is Kept.NEW]
    assert len(new) == 20
    assert (await ledger.launches.tally(group[0].launch)).total == 20
    assert len({answer.pin.row for answer in new if answer.pin}) == 20


async def test_pins_are_listed_by_what_is_asked_for(database: Database) -> None:
    pins, views = SqlApiPins(database), SqlApiPinViews(database)
    asks = [
        an_ask("a", title="Red mug", description="100% clay"),
        an_ask("b", title="Blue cup", board="Cups"),
        an_ask("c", title="Amber jug", run_at=START + 3_600.0),
    ]
    for number, ask in enumerate(asks):
        await pins.put([a_new(ask, START + number)])

    async def keys(**wanted: object) -> str:
        page = await views.page(PinFilter.model_validate(wanted), START + 10)
        assert page.total >= len(page.pins)
        return "".join(pin.ask.key for pin in page.pins)

    assert await keys() == "cba"
    assert await keys(sort=PinSort.TITLE_ASC) == "cba"
    assert await keys(sort=PinSort.CREATED_ASC) == "abc"
    assert await keys(words="100%") == "a"
    assert await keys(words="1_0%") == ""
    assert await keys(board="Cups") == "b"
    assert await keys(status=PinStatus.DEFERRED) == "c"
    assert await keys(since=START + 1, until=START + 2) == "b"
    assert await keys(since=START + 1, until=START + 1) == ""
    assert await keys(accounts=frozenset()) == ""
    assert await keys(removed=True) == ""
    page = await views.page(PinFilter(limit=1, offset=1), START)
    assert (page.total, [pin.ask.key for pin in page.pins]) == (3, ["b"])
    assert await views.find(UUID(int=7), START) is None


def test_the_words_of_a_pin_are_taken_as_they_are() -> None:
    """A catalog's title loses its codes; somebody who asks for one pin means what they wrote."""
    ask = an_ask(
        title="Mug (SKU-MWC-104) - MWC104", description="a < b & c", alt_text="A mug", dominant_color="6e7874"
    )
    product: Product = product_of(ask, pin_uuid(ACCOUNT, "k-1"), 1, None)
    draft = draft_pin(product, POLICY, "0" * 16, wording=launch_policy(POLICY).wordings.every)
    assert draft.kind == "draft"
    assert (draft.title, draft.description, draft.alt_text) == (ask.title, ask.description, ask.alt_text)
    assert draft.dominant_color == "#6e7874"

"""A key that a caller gives is the same pin for ever: what means another pin is refused, whatever became of it."""

from typing import Any

import pytest
from sqlmodel import select

from contracts.hand import Action, Filter, HandOrder, Selection
from contracts.launch import ProductResult
from contracts.ledger import NewIntent, RowIntent
from contracts.names import LaunchId
from contracts.outcome import FOUND, Outcome, PinOutcome, Reason, refused_outcome
from contracts.pin import PinRequest, Published
from contracts.product import Availability, Product, ProductImage
from contracts.refusals import refuse
from contracts.wording import Wording
from drafting import identity
from store.tables.pins import IntentRow
from tests.builders import ACCOUNT, BOARD, LAUNCH, a_launch, a_product, an_intent, rows_of
from tests.fakes.clock import START
from tests.ledger import Ledger, live

SECOND = LaunchId("second")
GIFTS = "700000000000000002"
KEY = "spring/blue-mug"
OTHER_PICTURE = (ProductImage(url="https://cdn.example.com/other.jpg"),)
NEWER_PICTURE = (ProductImage(url="https://cdn.example.com/blue-mug.jpg?v=7"),)
WITHDRAWN = PinOutcome(outcome=Outcome.WITHDRAWN, reason=Reason.CANCELLED)
UNCONFIRMED = PinOutcome(outcome=Outcome.UNCONFIRMED, reason=Reason.ANSWER_LOST)
REFUSED = refused_outcome(refuse(Reason.IMAGE_TOO_SMALL, "too small"))


def named(key: str = "blue-mug", **changes: Any) -> Product:  # Any: a test may say any field of a product
    return a_product(key, idempotency_key=KEY, **changes)


ENDS = ["open", "live", "refused", "withdrawn", "unconfirmed"]


async def test_the_ledger_knows_that_the_key_was_given(ledger: Ledger) -> None:
    await ledger.registered(named(), a_product("other"))
    rows = await ledger.database.read(lambda session: session.exec(select(IntentRow)).all())
    assert {row.product_key: row.given for row in rows} == {"blue-mug": True, "other": False}


async def test_the_same_again_joins_the_pin_on_its_way(ledger: Ledger) -> None:
    (first,) = await ledger.registered(named())
    (again,) = await ledger.registered(named(images=NEWER_PICTURE, tags=("new",)), launch=SECOND)
    assert again.key == first.key
    await ledger.intents.settle(first.key, live(), START)
    assert [result.outcome for launch in (LAUNCH, SECOND) for result in await ledger.launches.results(launch)] == [
        Outcome.LIVE,
        Outcome.LIVE,
    ]


async def test_the_same_again_is_already_live_and_not_changed(ledger: Ledger) -> None:
    (first,) = await ledger.registered(named())
    await ledger.intents.settle(first.key, live(), START)
    assert await ledger.registered(named(images=NEWER_PICTURE), launch=SECOND) == []
    result = await only_result(ledger)
    assert (result.outcome, result.already, result.changed) == (Outcome.LIVE, True, False)


@pytest.mark.parametrize("end", [None, live(), REFUSED, WITHDRAWN, UNCONFIRMED], ids=ENDS)
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "Red mug"}, 'the title was "Product blue-mug" and is "Red mug" now'),
        ({"images": OTHER_PICTURE}, "the picture was "),
        ({"availability": Availability.PREORDER}, "the availability was "),
        ({"link": "https://shop.example.com/products/red-mug"}, "the link was "),
        ({"key": "red-mug", "title": "Product blue-mug", "link": "https://shop.example.com/products/blue-mug"}
         | {"images": (ProductImage(url="https://cdn.example.com/blue-mug.jpg"),)}, "the product was "),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
async def test_another_pin_under_the_same_key_is_refused_whatever_became_of_the_first(
    ledger: Ledger, changes: dict[str, Any], words: str, end: PinOutcome | None
) -> None:  # Any: fields of a product
    (first,) = await ledger.registered(named())
    if end is not None:
        await ledger.intents.settle(first.key, end, START)
    before = await ledger.intents.load(first.key)
    assert await ledger.registered(named(**changes), launch=SECOND) == []
    result = await only_result(ledger)
    assert (result.outcome, result.reason) == (Outcome.REFUSED, Reason.KEY_REUSED)
    told = f"the key '{KEY}' was given for product 'blue-mug' on board 'Mugs' ({BOARD}); {words}"
    assert (result.message or "").startswith(told)
    assert await ledger.intents.load(first.key) == before


async def test_another_board_under_the_same_key_is_refused(ledger: Ledger) -> None:
    await ledger.registered(named())
    assert await ledger.registered(named(), launch=SECOND, board_id=GIFTS) == []
    result = await only_result(ledger)
    assert (result.reason, result.board_id, result.pin_id) == (Reason.KEY_REUSED, None, None)
    assert "the board was " in (result.message or "")


async def test_another_wording_under_the_same_key_is_refused(ledger: Ledger) -> None:
    await ledger.registered(named())
    wanted = an_intent(named()).model_copy(update={"wording": Wording(title="{title}!")})
    assert await registered(ledger, wanted) == []
    assert (await only_result(ledger)).reason is Reason.KEY_REUSED


async def test_a_derived_key_means_its_product_however_it_changes(ledger: Ledger) -> None:
    (first,) = await ledger.registered(a_product())
    await ledger.intents.settle(first.key, live(), START)
    assert await ledger.registered(a_product(title="Red mug", images=OTHER_PICTURE), launch=SECOND) == []
    result = await only_result(ledger)
    assert (result.outcome, result.already, result.changed) == (Outcome.LIVE, True, True)


async def test_a_picture_s_new_version_is_no_change_under_a_derived_key(ledger: Ledger) -> None:
    (first,) = await ledger.registered(a_product())
    await ledger.intents.settle(first.key, live(), START)
    await ledger.registered(a_product(images=NEWER_PICTURE), launch=SECOND)
    result = await only_result(ledger)
    assert (result.already, result.changed) == (True, False)


async def test_of_two_rows_with_one_key_the_same_are_joined_and_another_is_refused(ledger: Ledger) -> None:
    (request,) = {
        request.key: request for request in await ledger.registered(named(), named("red-mug"), named())
    }.values()
    await ledger.intents.settle(request.key, live(), START)
    results = await ledger.launches.results(LAUNCH)
    assert [(result.row, result.outcome, result.reason) for result in results] == [
        (2, Outcome.LIVE, None),
        (3, Outcome.REFUSED, Reason.KEY_REUSED),
        (4, Outcome.LIVE, None),
    ]


async def test_a_row_that_was_refused_takes_no_place(ledger: Ledger) -> None:
    await ledger.registered(named())
    before = await ledger.room(START)
    await ledger.registered(named("red-mug"), launch=SECOND)
    assert await ledger.room(START) == before


async def test_each_picture_of_a_product_is_a_pin_of_its_own(ledger: Ledger) -> None:
    product = named(images=(*NEWER_PICTURE, *OTHER_PICTURE))
    await ledger.launches.begin(
        a_launch(), [row.model_copy(update={"image_slot": slot}) for row in rows_of(product) for slot in (0, 1)]
    )
    rows = [RowIntent(row=2, image_slot=slot, intent=of_slot(product, slot)) for slot in (0, 1)]
    assert len({request.key for request in await ledger.launches.register(LAUNCH, rows, START)}) == 2


async def test_a_withdrawn_pin_that_is_wanted_again_is_opened_again(ledger: Ledger) -> None:
    (first,) = await ledger.registered(named())
    await ledger.intents.settle(first.key, WITHDRAWN, START)
    (again,) = await ledger.registered(named(), launch=SECOND)
    assert (again.key, (await ledger.intents.load(first.key)).outcome) == (first.key, None)


async def test_a_refused_row_that_is_tried_again_is_refused_again(ledger: Ledger) -> None:
    await ledger.registered(named())
    await ledger.registered(named("red-mug"), launch=SECOND)
    order = HandOrder(action=Action.RETRY, selection=Selection(launch=SECOND))
    assert (await ledger.hand.act(order, Filter(), START)).answer.changed == 1
    again = RowIntent(row=2, intent=an_intent(named("red-mug")))
    assert await ledger.launches.register(SECOND, [again], START) == []
    assert (await only_result(ledger)).reason is Reason.KEY_REUSED


async def test_a_fresh_ledger_finds_the_pin_of_a_given_key_on_its_board(ledger: Ledger) -> None:
    intent = an_intent(named())
    await ledger.boards.keep_history(ACCOUNT, BOARD, {intent.marker: "801"}, START)
    await ledger.registered(named())
    standing = await ledger.attempts.standing(intent.key, START)
    assert isinstance(standing, Published)
    assert (standing.pin_id, standing.evidence.what) == ("801", FOUND)


def of_slot(product: Product, slot: int) -> NewIntent:
    key = identity.key_of(ACCOUNT, BOARD, product, image_slot=slot)
    changes = {"key": key, "marker": identity.marker_of(key), "image_slot": slot}
    return an_intent(product).model_copy(update=changes)


async def registered(ledger: Ledger, wanted: NewIntent) -> list[PinRequest]:
    await ledger.launches.begin(a_launch(SECOND), rows_of(wanted.product))
    return list(await ledger.launches.register(SECOND, [RowIntent(row=2, intent=wanted)], START))


async def only_result(ledger: Ledger) -> ProductResult:
    """How the second launch's one row ended."""
    (result,) = await ledger.launches.results(SECOND)
    return result

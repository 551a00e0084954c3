"""A row becomes an intent: made, joined, opened again, or answered at once by what is known."""

import pytest

from contracts.ledger import RowIntent, RowRefused
from contracts.names import LaunchId
from contracts.outcome import FOUND, Outcome, PinOutcome, Reason, refused_outcome
from contracts.pin import PinRequest, Published
from contracts.product import Product
from contracts.refusals import refuse
from tests.builders import ACCOUNT, BOARD, LAUNCH, POLICY, a_launch, a_product, an_intent, row_intents, rows_of
from tests.fakes.clock import START
from tests.ledger import MEDIA, Ledger, live

SECOND = LaunchId("second")
LONG_TITLE = "Mug, blue, holds tea. " * 30


async def test_a_new_row_is_a_pin_to_start(ledger: Ledger) -> None:
    product = a_product()
    (request,) = await ledger.registered(product)
    assert request == PinRequest(
        account=ACCOUNT,
        key=an_intent(product).key,
        board_id=BOARD,
        board_name="Mugs",
        product="blue-mug",
        title="Product blue-mug",
        launch=LAUNCH,
        policy=POLICY,
    )


async def test_registering_again_changes_nothing(ledger: Ledger) -> None:
    first = await ledger.registered(a_product("one"), a_product("two"))
    await ledger.intents.make_ready(first[0].key, MEDIA, START)
    again = await ledger.launches.register(LAUNCH, row_intents(a_product("one"), a_product("two")), START + 1)
    assert again == first
    assert await ledger.waiting() == [first[0].key]


async def test_pins_that_a_crash_left_unstarted_are_returned_again(ledger: Ledger) -> None:
    """Registered, and the worker died before it started them: the next page brings them along."""
    one, two, three = a_product("one"), a_product("two"), a_product("three")
    await ledger.launches.begin(a_launch(), rows_of(one, two, three))
    decided = row_intents(one, two, three)
    first = await ledger.launches.register(LAUNCH, decided[:2], START)
    await ledger.launches.started(LAUNCH, [first[0].key])
    later = await ledger.launches.register(LAUNCH, decided[2:], START + 1)
    assert [request.product for request in later] == ["two", "three"]
    assert (await ledger.launches.outlook(LAUNCH, START)).left == 2


async def test_pins_that_run_are_not_returned_again(ledger: Ledger) -> None:
    (request,) = await ledger.registered(a_product())
    await ledger.launches.started(LAUNCH, [request.key])
    assert await ledger.launches.register(LAUNCH, [], START) == []
    assert (await ledger.launches.outlook(LAUNCH, START)).left == 0


async def test_a_second_launch_joins_a_pin_that_is_on_its_way(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    (joined,) = await ledger.registered(a_product(), launch=SECOND)
    assert (joined.key, joined.launch) == (key, SECOND)
    assert await ledger.waiting() == [key]
    await ledger.intents.settle(key, live(), START)
    assert await outcomes(ledger, LAUNCH) == await outcomes(ledger, SECOND) == [Outcome.LIVE]


@pytest.mark.parametrize(
    ("again", "changed"), [(a_product(), False), (a_product(title="New words"), True)], ids=["same", "changed"]
)
async def test_a_pin_that_is_live_is_answered_at_once(ledger: Ledger, again: Product, *, changed: bool) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, live(), START)
    assert await ledger.registered(again, launch=SECOND) == []
    (result,) = await ledger.launches.results(SECOND)
    assert (result.outcome, result.pin_id, result.board_id) == (Outcome.LIVE, "801", BOARD)
    assert (result.already, result.changed) == (True, changed)
    assert (await ledger.launches.tally(SECOND)).already == 1


async def test_a_live_pin_keeps_its_first_story(ledger: Ledger) -> None:
    """The launch that made it does not learn that it was there already."""
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, live(), START)
    await ledger.registered(a_product(), launch=SECOND)
    (result,) = await ledger.launches.results(LAUNCH)
    assert not result.already


async def test_a_refused_pin_is_opened_again_with_the_catalog_s_newest_word(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, a_refusal(), START)
    mended = a_product(title="Mended")
    (request,) = await ledger.registered(mended, launch=SECOND)
    intent = await ledger.intents.load(key)
    assert (request.key, request.title) == (key, "Mended")
    assert (intent.product, intent.outcome, intent.media) == (mended, None, None)
    assert await outcomes(ledger, LAUNCH) == [Outcome.REFUSED]
    assert await outcomes(ledger, SECOND) == [None]


async def test_a_pin_that_was_opened_again_remembers_what_it_sent(ledger: Ledger) -> None:
    """Its answer was lost for good; the next launch must settle that, not post again."""
    (key,) = await ledger.ready(a_product())
    await ledger.claimed(key)
    unconfirmed = PinOutcome(outcome=Outcome.UNCONFIRMED, board_id=BOARD, reason=Reason.ANSWER_LOST)
    await ledger.intents.settle(key, unconfirmed, START)
    await ledger.ready(a_product(), launch=SECOND)
    assert await ledger.open_attempt(key) is not None
    assert await ledger.waiting() == [key]


async def test_a_marker_seen_on_the_board_is_a_pin_of_ours(ledger: Ledger) -> None:
    """It is not called live before it was read, and never made a second time."""
    intent = an_intent(a_product())
    await ledger.boards.keep_history(ACCOUNT, BOARD, {intent.marker: "801"}, START)
    assert len(await ledger.registered(a_product())) == 1
    standing = await ledger.attempts.standing(intent.key, START)
    assert isinstance(standing, Published)
    assert (standing.pin_id, standing.evidence.what) == ("801", FOUND)
    assert await ledger.attempts.claimed_pins(["801"]) == {"801"}


async def test_a_marker_on_another_board_is_another_pin(ledger: Ledger) -> None:
    intent = an_intent(a_product())
    await ledger.boards.keep_history(ACCOUNT, "another", {intent.marker: "801"}, START)
    assert len(await ledger.registered(a_product())) == 1


async def test_a_refused_row_ends_without_an_intent(ledger: Ledger) -> None:
    refused = refuse(Reason.BOARD_MISSING, "there is no board 'Mugs'")
    await ledger.launches.begin(a_launch(), rows_of(a_product()))
    row = RowRefused(row=2, refused=refused)
    assert await ledger.launches.register(LAUNCH, [row], START) == []
    assert await ledger.launches.register(LAUNCH, row_intents(a_product()), START) == []
    (result,) = await ledger.launches.results(LAUNCH)
    assert (result.outcome, result.reason, result.actor) == (Outcome.REFUSED, refused.reason, refused.actor)


async def test_a_row_that_nobody_wrote_is_passed_over(ledger: Ledger) -> None:
    await ledger.launches.begin(a_launch(), rows_of(a_product()))
    assert await ledger.launches.register(LAUNCH, [RowIntent(row=99, intent=an_intent(a_product()))], START) == []


async def test_a_title_longer_than_a_line_holds_up_nobody(ledger: Ledger) -> None:
    """A catalog's title may have 2,000 characters; a workflow's input shows the beginning of it."""
    first, second = await ledger.registered(a_product("long", title=LONG_TITLE), a_product("short"))
    assert LONG_TITLE.startswith(first.title)
    assert second.title == "Product short"
    assert (await ledger.intents.load(first.key)).product.title == LONG_TITLE


async def test_another_edition_is_another_pin(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.intents.settle(key, live(), START)
    await ledger.launches.begin(a_launch(SECOND), rows_of(a_product()))
    (request,) = await ledger.launches.register(SECOND, row_intents(a_product(), edition="autumn"), START)
    assert request.key != key


async def test_two_rows_of_one_product_share_its_pin_and_its_end(ledger: Ledger) -> None:
    await ledger.registered(a_product(), a_product())
    await ledger.intents.settle(an_intent(a_product()).key, live(), START)
    assert await outcomes(ledger, LAUNCH) == [Outcome.LIVE, Outcome.LIVE]


async def outcomes(ledger: Ledger, launch: LaunchId) -> list[Outcome | None]:
    return [result.outcome for result in await ledger.launches.results(launch)]


def a_refusal() -> PinOutcome:
    return refused_outcome(refuse(Reason.IMAGE_TOO_SMALL, "the picture is 300 x 300 px"), board_id=BOARD)

"""The pin's story, on the time-skipping server with the real ledger."""

import asyncio

import pytest
from temporalio.client import WorkflowHandle

from contracts.hand import CancelAnswer, CancelVerdict
from contracts.launch import LaunchPolicy
from contracts.names import LaunchId
from contracts.outcome import Actor, Outcome, PinOutcome, Reason
from contracts.product import Product
from contracts.sightings import NewPin, PageLook, PictureBytes
from contracts.trouble import (
    AnswerLost,
    BadStatus,
    BoardGone,
    FetchTrouble,
    NotSent,
    PinterestTrouble,
    RateLimited,
    Rejected,
    SpamBlocked,
    TokenDead,
    Unreachable,
)
from store.accounts import SqlAccounts
from tests.builders import ACCOUNT, BOARD, LAUNCH, POLICY, a_product, an_intent
from tests.fakes.studio import SMALL
from tests.workflows.world import World
from workflows.product_pin import ProductPinWorkflow

EVENTS_MAX = 30
"""The budget of a happy pin, its slot included."""

PAGE = "https://shop.example.com/products/blue-mug"
PICTURE = "https://cdn.example.com/blue-mug.jpg"


async def test_a_product_becomes_a_live_pin(world: World) -> None:
    (result,) = await world.finished(a_product())
    assert result.outcome is Outcome.LIVE
    assert list(world.pinterest.pins) == [result.pin_id]
    assert result.board_id == world.pinterest.pins[result.pin_id or ""].board_id


async def test_live_rests_on_evidence_that_was_seen(world: World) -> None:
    world.pinterest.processing_seconds = 5
    await world.finished(a_product())
    outcome = await _outcome(world, a_product())
    assert {evidence.what for evidence in outcome.evidence} == {"read_back", "board", "link", "images"}


async def test_a_happy_pin_costs_no_more_events_than_its_budget(world: World) -> None:
    await world.finished(a_product())
    history = await _handle(world, a_product()).fetch_history()
    assert len(history.events) <= EVENTS_MAX


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (PageLook(url=PAGE, status=404), Reason.LINK_DEAD),
        (PageLook(url="https://shop.example.com/", status=200, redirects=1), Reason.LINK_DEAD),
        (PageLook(url=PAGE, status=200, in_stock=False), Reason.LINK_OUT_OF_STOCK),
        (PageLook(url=PAGE, status=503), Reason.LINK_UNREACHABLE),
        (Unreachable("no answer", url=PAGE), Reason.LINK_UNREACHABLE),
    ],
)
async def test_a_page_that_cannot_sell_is_refused(
    world: World, page: PageLook | FetchTrouble, reason: Reason
) -> None:
    world.shop.looks[PAGE] = page
    (result,) = await world.finished(a_product())
    assert (result.outcome, result.reason, result.actor) == (Outcome.REFUSED, reason, Actor.MERCHANT)
    assert result.remedy
    assert not world.pinterest.pins


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (SMALL, Reason.IMAGE_TOO_SMALL),
        (BadStatus("answers 404", url=PICTURE, status=404), Reason.IMAGE_NOT_FOUND),
        (BadStatus("answers 403", url=PICTURE, status=403), Reason.IMAGE_FORBIDDEN),
        (BadStatus("answers 503", url=PICTURE, status=503), Reason.IMAGE_UNREACHABLE),
        (Unreachable("no answer", url=PICTURE), Reason.IMAGE_UNREACHABLE),
    ],
)
async def test_a_picture_that_will_not_do_is_refused(
    world: World, picture: bytes | FetchTrouble, reason: Reason
) -> None:
    world.shop.pictures[PICTURE] = picture
    (result,) = await world.finished(a_product())
    assert (result.outcome, result.reason) == (Outcome.REFUSED, reason)


async def test_one_refused_product_does_not_hold_up_the_others(world: World) -> None:
    results = await world.finished(a_product("one"), a_product("two", images=()), a_product("three"))
    assert [result.outcome for result in results] == [Outcome.LIVE, Outcome.REFUSED, Outcome.LIVE]


async def test_a_lost_answer_does_not_make_a_second_pin(world: World) -> None:
    """The pin was made, its answer dropped: it is found on the board and adopted."""
    world.pinterest.troubles.append(AnswerLost("the connection was closed"))
    world.pinterest.listing_seconds = 6
    (result,) = await world.finished(a_product())
    assert result.outcome is Outcome.LIVE
    assert list(world.pinterest.pins) == [result.pin_id]


async def test_a_pin_that_was_never_made_is_posted_again_after_the_grace(world: World) -> None:
    world.pinterest.troubles.append(AnswerLost("the connection was closed"))
    world.pinterest.lost_but_made = False
    before = world.clock.now()
    (result,) = await world.finished(a_product())
    made = world.pinterest.pins[result.pin_id or ""].created
    assert result.outcome is Outcome.LIVE
    assert made is not None
    assert made - before >= POLICY.grace_seconds


async def test_a_pin_that_may_be_it_ends_it_unconfirmed_and_names_the_pin(world: World) -> None:
    """Somebody edited it before it was found: it is not posted again, and nobody waits three days to be told."""
    world.pinterest.troubles.append(AnswerLost("the connection was closed"))
    await world.launch(a_product())
    await world.until(lambda: bool(world.pinterest.pins))
    (pin,) = world.pinterest.pins.values()
    world.pinterest.pins[pin.id] = pin.model_copy(
        update={"title": "New", "link": (pin.link or "").partition("?")[0]}
    )
    await world.until(lambda: _done(world))
    (result,) = await world.launches.results(LAUNCH)
    assert (result.outcome, result.reason) == (Outcome.UNCONFIRMED, Reason.ANSWER_LOST)
    assert f"pin {pin.id} was made" in (result.message or "")
    assert list(world.pinterest.pins) == [pin.id]


async def test_while_the_board_cannot_be_read_nothing_is_posted(world: World) -> None:
    world.pinterest.troubles.append(AnswerLost("the connection was closed"))
    launch = await world.launch(a_product())
    await world.until(lambda: bool(world.pinterest.pins))
    world.pinterest.read_troubles = [PinterestTrouble("Something went wrong on our end", status=500)] * 6
    await world.until(lambda: not world.pinterest.read_troubles)
    await world.until(lambda: _done(world))
    assert len(world.pinterest.pins) == 1
    await world.result_of(launch)


@pytest.mark.parametrize(
    "trouble",
    [
        NotSent("connection refused"),
        RateLimited("This request exceeded a rate limit.", retry_seconds=30, code=8),
    ],
)
async def test_what_was_certainly_not_made_waits_for_another_slot(world: World, trouble: PinterestTrouble) -> None:
    world.pinterest.troubles.append(trouble)
    (result,) = await world.finished(a_product())
    assert result.outcome is Outcome.LIVE
    assert len(world.pinterest.pins) == 1


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (Rejected("policy", status=400, code=1), Reason.PINTEREST_REFUSED),
        (Rejected("broken", status=403, code=235), Reason.PINTEREST_REFUSED_IMAGE),
        (BoardGone("Board not found.", status=404, code=40), Reason.PINTEREST_BOARD_GONE),
    ],
)
async def test_what_pinterest_will_never_take_is_refused(
    world: World, trouble: PinterestTrouble, reason: Reason
) -> None:
    world.pinterest.troubles.append(trouble)
    (result,) = await world.finished(a_product())
    assert (result.outcome, result.reason) == (Outcome.REFUSED, reason)


@pytest.mark.parametrize("trouble", [TokenDead("401"), SpamBlocked("spam")])
async def test_a_dead_token_or_a_spam_block_parks_the_account_and_fails_no_pin(
    world: World, trouble: PinterestTrouble
) -> None:
    accounts = SqlAccounts(world.database)
    world.pinterest.troubles.append(trouble)
    launch = await world.launch(a_product("one"), a_product("two"))
    await world.until(lambda: accounts.parked(ACCOUNT))
    for _ in range(30):
        await world.step(5)
    assert (await world.launches.tally(LAUNCH)).waiting == 2
    await world.client.get_workflow_handle(f"account/{ACCOUNT}").signal("resume")
    await world.until(lambda: len(world.pinterest.pins) == 2)
    await world.until(lambda: _done(world))
    assert (await world.result_of(launch)).live == 2


async def test_the_same_file_again_makes_no_new_pin(world: World) -> None:
    first = await world.finished(a_product("one"), a_product("two"))
    again = await world.finished(a_product("one"), a_product("two", title="New words"), launch=LaunchId("again"))
    assert [result.pin_id for result in again] == [result.pin_id for result in first]
    assert [(result.outcome, result.already, result.changed) for result in again] == [
        (Outcome.LIVE, True, False),
        (Outcome.LIVE, True, True),
    ]


async def test_a_new_edition_is_a_new_pin(world: World) -> None:
    (first,) = await world.finished(a_product())
    await world.launch(a_product(), launch=LaunchId("autumn"), policy=LaunchPolicy(pin=POLICY, edition="autumn"))
    await world.until(lambda: len(world.pinterest.pins) == 2)
    assert first.pin_id in world.pinterest.pins
    await world.until(lambda: _done(world, LaunchId("autumn")))


async def test_a_refused_product_that_was_mended_is_launched_again(world: World) -> None:
    await world.finished(a_product(images=()))
    (result,) = await world.finished(a_product(), launch=LaunchId("mended"))
    assert (result.outcome, result.already) == (Outcome.LIVE, False)


async def test_a_removed_pin_is_not_made_again_by_another_launch(world: World) -> None:
    """It was made once; that Pinterest took it away is told, and told again."""
    world.pinterest.processing_seconds = 1_000_000
    await world.launch(a_product())
    await world.until(lambda: bool(world.pinterest.pins))
    world.pinterest.pins.clear()
    await world.until(lambda: _done(world))
    (again,) = await world.finished(a_product(), launch=LaunchId("again"))
    assert (again.outcome, again.reason) == (Outcome.REFUSED, Reason.PIN_REMOVED)
    assert not world.pinterest.pins


async def test_an_attempt_left_open_is_settled_before_another_is_made(world: World) -> None:
    """The pin's workflow is terminated while its answer is lost; the next run finds the pin, and makes none."""
    world.pinterest.troubles.append(AnswerLost("the connection was closed"))
    world.pinterest.listing_seconds = 8
    launch = await world.launch(a_product())
    await world.until(lambda: bool(world.pinterest.pins))
    # The server never skips time again after a workflow was terminated in the middle of an activity.
    await world.step()
    await world.step()
    await world.quiet()
    await _handle(world, a_product()).terminate("by hand")
    await world.until(lambda: _done(world), seconds=5)
    (result,) = await world.launches.results(LAUNCH)
    assert (result.outcome, [result.pin_id]) == (Outcome.LIVE, list(world.pinterest.pins))
    await world.result_of(launch)


async def test_trouble_that_does_not_pass_ends_as_a_refusal_that_names_it(world: World) -> None:
    """The asset store loses the picture each time: the pin does not hang, and the operator is told."""
    world.assets.forgetful = True
    (result,) = await world.finished(a_product())
    assert (result.outcome, result.reason, result.actor) == (Outcome.REFUSED, Reason.GAVE_UP, Actor.OPERATOR)
    assert "asset store" in (result.message or "")


async def test_launched_again_in_the_moment_of_its_end_it_is_looked_at_once_more(world: World) -> None:
    """The ledger says refused, the workflow has not closed yet: the second launch is not lost between the two."""
    world.shop.looks[PAGE] = PageLook(url=PAGE, status=404)
    await world.finished(a_product())
    handle = _handle(world, a_product())
    await world.pause()
    world.shop.looks.clear()
    await world.launch(a_product(), launch=LaunchId("second"))
    await world.until(lambda: _ready(world, a_product()))
    await handle.signal("wanted")
    await world.client.get_workflow_handle(f"account/{ACCOUNT}").signal("resume")
    await world.until(lambda: _done(world, LaunchId("second")))
    assert (await world.result_of(handle)).outcome is Outcome.LIVE
    assert len(world.pinterest.pins) == 1


async def test_a_429_without_headers_holds_up_the_whole_account(world: World) -> None:
    """Slots that were granted already are not used: the answer itself blocks the account in the store."""
    sent: list[float] = []
    world.pinterest.while_sending = lambda: sent.append(world.clock.now())
    world.pinterest.troubles.append(RateLimited("slow down", retry_seconds=30, code=8))
    await world.finished(*(a_product(f"mug-{number}") for number in range(8)))
    assert len(world.pinterest.pins) == 8
    assert min(later - sent[0] for later in sent[1:]) >= 30


async def test_a_link_as_long_as_pinterest_takes_it_holds_up_nobody(world: World) -> None:
    world.pinterest.troubles.append(AnswerLost("the connection was closed"))
    (result,) = await world.finished(a_product(link=f"{PAGE}?q={'x' * 1_900}"))
    assert result.outcome is Outcome.LIVE


async def test_a_pin_that_lost_its_tags_is_live_when_it_leads_to_the_product(world: World) -> None:
    world.pinterest.strips_queries = True
    world.pinterest.troubles.append(AnswerLost("the connection was closed"))
    (result,) = await world.finished(a_product())
    assert result.outcome is Outcome.LIVE
    assert len(world.pinterest.pins) == 1


async def test_a_terminated_pin_does_not_hold_up_those_behind_it(real_world: World) -> None:
    world = real_world
    await world.pause()
    await world.launch(a_product("one"))
    await world.until(lambda: _ready(world, a_product("one")))
    pin, launch = _handle(world, a_product("one")), world.client.get_workflow_handle(f"launch/{LAUNCH}")
    await pin.terminate("by hand")
    await launch.terminate("by hand")
    await world.client.get_workflow_handle(f"account/{ACCOUNT}").signal("resume")
    (result,) = await world.finished(a_product("two"), launch=LaunchId("second"))
    assert result.outcome is Outcome.LIVE
    view = await SqlAccounts(world.database).survey(ACCOUNT, world.clock.now())
    assert view.waiting_total == 0


async def test_a_fresh_ledger_adopts_what_the_board_already_has(world: World) -> None:
    """The ledger was lost, the board was not: its history is read before the first pin there."""
    world.pinterest.boards[BOARD] = "Mugs"
    old = await world.pinterest.create_pin(ACCOUNT, _new_pin(f"{PAGE}?pf={an_intent(a_product()).marker}"))
    (result,) = await world.finished(a_product())
    assert (result.outcome, result.already, result.pin_id) == (Outcome.LIVE, True, old.id)
    assert len(world.pinterest.pins) == 1


async def test_cancelled_before_anything_left_means_withdrawn(world: World) -> None:
    await world.pause()
    launch = await world.launch(a_product())
    await world.until(lambda: _ready(world, a_product()))
    await world.at_rest(_handle(world, a_product()))
    await _handle(world, a_product()).cancel()
    await world.until(lambda: _done(world))
    (result,) = await world.launches.results(LAUNCH)
    assert (result.outcome, result.reason) == (Outcome.WITHDRAWN, Reason.CANCELLED)
    assert not world.pinterest.pins
    await world.result_of(launch)


@pytest.mark.parametrize("lost", [False, True])
async def test_cancelled_while_the_request_is_on_the_wire_tells_the_truth(world: World, *, lost: bool) -> None:
    """The pin is made, answered or not: it is reported live, never as withdrawn."""
    tasks: list[asyncio.Task[None]] = []

    def cancel_now() -> None:
        tasks.append(asyncio.ensure_future(_handle(world, a_product()).cancel()))

    world.pinterest.while_sending = cancel_now
    if lost:
        world.pinterest.troubles.append(AnswerLost("the connection was closed"))
    (result,) = await world.finished(a_product())
    await asyncio.gather(*tasks)
    assert result.outcome is Outcome.LIVE
    assert list(world.pinterest.pins) == [result.pin_id]


def _new_pin(link: str) -> NewPin:
    return NewPin(
        board_id=BOARD, title="Old", description="", alt_text="", link=link, media=PictureBytes(data=b"")
    )


def _handle(world: World, product: Product) -> "WorkflowHandle[ProductPinWorkflow, PinOutcome]":
    board_id = next(iter(world.pinterest.boards))
    key = an_intent(product, board_id=board_id).key
    return world.client.get_workflow_handle_for(ProductPinWorkflow.run, f"pin/{ACCOUNT}/{key}")


async def _outcome(world: World, product: Product) -> PinOutcome:
    return await world.result_of(_handle(world, product))


async def _done(world: World, launch: LaunchId = LAUNCH) -> bool:
    summary = await world.launches.summary(launch)
    return summary is not None and summary.finished is not None


async def _ready(world: World, product: Product) -> bool:
    """The product's picture is in the ledger: it waits for a slot."""
    if not world.pinterest.boards:
        return False
    try:
        intent = await world.intents.load(an_intent(product, board_id=next(iter(world.pinterest.boards))).key)
    except KeyError:
        return False
    return intent.media is not None


LOOK_AGAIN_SECONDS = 7_200.0
LOOKING_AGAIN = LaunchPolicy(pin=POLICY.model_copy(update={"look_again_seconds": LOOK_AGAIN_SECONDS}))


@pytest.mark.parametrize("removed", [False, True])
async def test_a_live_pin_is_looked_at_again_and_a_removal_is_noticed(world: World, *, removed: bool) -> None:
    """The launch does not wait for it."""
    launch = await world.launch(a_product(), policy=LOOKING_AGAIN)
    await world.until(lambda: _done(world))
    assert (await world.result_of(launch)).live == 1
    if removed:
        world.pinterest.pins.clear()
    pin = _handle(world, a_product())
    await world.until(lambda: _has_ended(pin), seconds=60)
    (result,) = await world.launches.results(LAUNCH)
    expected = (Outcome.REFUSED, Reason.PIN_REMOVED) if removed else (Outcome.LIVE, None)
    assert (result.outcome, result.reason) == expected
    assert (await world.result_of(pin)).outcome is result.outcome


async def test_cancelled_before_the_second_look_it_answers_at_once(world: World) -> None:
    await world.launch(a_product(), policy=LOOKING_AGAIN)
    await world.until(lambda: _done(world))
    pin = _handle(world, a_product())
    asking = asyncio.ensure_future(pin.execute_update("cancel", result_type=CancelAnswer))
    await world.until(asking.done)  # a task that the server lost is given again only when time passes
    assert (await asking).verdict is CancelVerdict.TOO_LATE
    assert len(world.pinterest.pins) == 1


async def _has_ended(pin: "WorkflowHandle[ProductPinWorkflow, PinOutcome]") -> bool:
    return (await pin.describe()).close_time is not None

"""The operator's hand on workflows: by update, by signal, by an order in the ledger; asked in any moment."""

import asyncio
from typing import Any

import pytest
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.service import RPCError

from activities.engine import TemporalEngine
from activities.hand import HandActivities
from contracts.hand import Action, CancelAnswer, CancelVerdict, HandAnswer, HandOrder, Selection
from contracts.launch import Tally
from contracts.names import LaunchId, account_workflow_id
from contracts.outcome import Outcome, Reason
from contracts.product import Product
from contracts.sightings import PageLook
from contracts.trouble import AnswerLost, Unavailable
from store.accounts import SqlAccounts
from store.hand import SqlHand
from store.tables.pins import IntentRow
from tests.builders import ACCOUNT, LAUNCH, a_product
from tests.ledger import Ledger
from tests.workflows.world import World
from workflows.account import AccountWorkflow
from workflows.launch import LaunchWorkflow
from workflows.product_pin import ProductPinWorkflow

AN_HOUR = 3_600.0
SECOND = LaunchId("second")
PAGE = "https://shop.example.com/products/blue-mug"

Pin = WorkflowHandle[ProductPinWorkflow, Any]  # Any: the handle's result


class TestAPin:
    async def test_cancelled_while_it_waits_it_answers_withdrawn(self, world: World) -> None:
        pin = await waiting_pin(world)
        answer = await asked(world, pin)
        assert answer.verdict is CancelVerdict.WITHDRAWN
        assert answer.outcome.reason is Reason.CANCELLED
        await resumed(world)
        await done(world)
        assert not world.pinterest.pins

    async def test_cancelled_before_its_page_answers_it_is_withdrawn(self, world: World) -> None:
        world.shop.looks[PAGE] = PageLook(url=PAGE, status=503)
        await world.launch(a_product())
        await world.until(lambda: is_started(world))
        assert (await asked(world, await the_pin(world))).verdict is CancelVerdict.WITHDRAWN
        assert not world.pinterest.pins

    async def test_cancelled_when_it_is_made_it_answers_too_late(self, world: World) -> None:
        world.pinterest.processing_seconds = 40
        await world.launch(a_product())
        await world.until(lambda: bool(world.pinterest.pins))
        answer = await asked(world, await the_pin(world))
        assert answer.verdict is CancelVerdict.TOO_LATE
        assert (answer.outcome.outcome, answer.outcome.pin_id) == (Outcome.LIVE, next(iter(world.pinterest.pins)))

    @pytest.mark.parametrize("made", [True, False])
    async def test_cancelled_while_its_answer_is_lost_it_finds_out_first(
        self, world: World, *, made: bool
    ) -> None:
        world.pinterest.troubles = [AnswerLost("the connection broke")]
        world.pinterest.lost_but_made = made
        await world.launch(a_product())
        await world.until(lambda: not world.pinterest.troubles)
        answer = await asked(world, await the_pin(world))
        assert answer.verdict is (CancelVerdict.TOO_LATE if made else CancelVerdict.WITHDRAWN)
        assert len(world.pinterest.pins) == made

    @pytest.mark.parametrize("made", [True, False])
    async def test_cancelled_while_the_board_cannot_be_read_it_says_what_is_known_and_settles_later(
        self, world: World, *, made: bool
    ) -> None:
        world.pinterest.troubles = [AnswerLost("the connection broke")]
        world.pinterest.lost_but_made = made
        await world.launch(a_product())
        await world.until(lambda: not world.pinterest.troubles)
        world.pinterest.read_troubles = [Unavailable("500") for _ in range(1_000)]
        answer = await asked(world, await the_pin(world))
        assert answer.verdict is CancelVerdict.UNCONFIRMED
        assert answer.outcome.reason is Reason.ANSWER_LOST
        assert "the connection broke" in (answer.outcome.message or "")
        world.pinterest.read_troubles.clear()
        await done(world)
        (result,) = await world.launches.results(LAUNCH)
        assert result.outcome is (Outcome.LIVE if made else Outcome.WITHDRAWN)
        assert len(world.pinterest.pins) == made

    @pytest.mark.long
    async def test_what_is_cancelled_stays_so_when_its_workflow_is_terminated(self, world: World) -> None:
        world.pinterest.troubles = [AnswerLost("the connection broke")]
        world.pinterest.lost_but_made = False
        await world.launch(a_product())
        await world.until(lambda: not world.pinterest.troubles)
        pin = await the_pin(world)
        asking = asyncio.ensure_future(pin.execute_update("cancel", result_type=CancelAnswer))
        await world.until(lambda: is_forbidden(world))
        # The server never skips time again after a workflow was terminated in the middle of an activity.
        await world.step()
        await world.step()
        await world.quiet()
        await pin.terminate("by a person")
        with pytest.raises((WorkflowUpdateFailedError, RPCError)):
            await asking
        await done(world)
        (result,) = await world.launches.results(LAUNCH)
        assert result.outcome is Outcome.WITHDRAWN
        assert not world.pinterest.pins

    async def test_who_launches_it_again_while_it_is_settled_has_the_last_word(self, world: World) -> None:
        world.pinterest.troubles = [AnswerLost("the connection broke")]
        world.pinterest.lost_but_made = False
        await world.launch(a_product())
        await world.until(lambda: not world.pinterest.troubles)
        pin = await the_pin(world)
        asking = asyncio.ensure_future(pin.execute_update("cancel", result_type=CancelAnswer))
        await world.until(lambda: is_forbidden(world))
        await world.launch(a_product(), launch=SECOND)
        await done(world, SECOND)
        (result,) = await world.launches.results(SECOND)
        assert result.outcome is Outcome.LIVE
        assert (await asking).verdict is CancelVerdict.TOO_LATE
        assert len(world.pinterest.pins) == 1

    async def test_cancelled_when_it_is_made_and_cannot_be_read_it_answers_too_late(self, world: World) -> None:
        world.pinterest.processing_seconds = 40
        await world.launch(a_product())
        await world.until(lambda: bool(world.pinterest.pins))
        world.pinterest.read_troubles = [Unavailable("500") for _ in range(1_000)]
        answer = await asked(world, await the_pin(world))
        assert answer.verdict is CancelVerdict.TOO_LATE
        assert (answer.outcome.outcome, answer.outcome.reason) == (Outcome.UNCONFIRMED, Reason.PIN_NOT_READY)
        assert answer.outcome.pin_id in world.pinterest.pins
        world.pinterest.read_troubles.clear()
        await done(world)
        (result,) = await world.launches.results(LAUNCH)
        assert result.outcome is Outcome.LIVE

    async def test_rescheduled_it_leaves_when_its_time_has_come(self, world: World) -> None:
        pin = await waiting_pin(world)
        later = world.clock.now() + AN_HOUR
        answer = await stepped(world, pin.execute_update(ProductPinWorkflow.reschedule, later))
        assert answer.changed == 1
        await resumed(world)
        await world.until(lambda: is_over(world, later - 60), seconds=60)
        assert not world.pinterest.pins
        await done(world)
        (made,) = world.pinterest.pins.values()
        assert later <= (made.created or 0.0) <= later + 60

    async def test_paused_it_waits_until_it_is_resumed(self, world: World) -> None:
        pin = await waiting_pin(world)
        await stepped(world, pin.execute_update(ProductPinWorkflow.pause))
        await resumed(world)
        for _ in range(10):
            await world.step(30)
        assert not world.pinterest.pins
        await stepped(world, pin.execute_update(ProductPinWorkflow.resume))
        await done(world)
        assert len(world.pinterest.pins) == 1


class TestAnOrderInTheLedger:
    async def test_pins_that_run_hear_of_it_and_end(self, world: World) -> None:
        await waiting_pin(world, a_product("one"), a_product("two"), a_product("three"))
        pins = [await the_pin(world, product) for product in ("one", "two", "three")]
        answer = await ordered(world, Action.CANCEL, where="product=one,two")
        assert answer == HandAnswer(matched=2, changed=2)
        await world.until(lambda: have_ended(pins[:2]))
        await resumed(world)
        await done(world)
        assert (await world.launches.tally(LAUNCH)).withdrawn == 2
        assert len(world.pinterest.pins) == 1

    async def test_wanted_again_before_it_heard_it_is_made_once(self, world: World) -> None:
        """Cancelled, and launched again at once: the newest word counts, whichever arrives first."""
        await waiting_pin(world)
        await ordered(world, Action.CANCEL)
        await world.launch(a_product(), launch=SECOND)
        await resumed(world)
        await done(world, SECOND)
        assert (await world.launches.tally(SECOND)).live == 1
        assert len(world.pinterest.pins) == 1

    async def test_a_recall_that_was_taken_back_changes_nothing(self, world: World) -> None:
        pin = await waiting_pin(world)
        await pin.signal(ProductPinWorkflow.recall)
        await resumed(world)
        await done(world)
        assert (await world.launches.tally(LAUNCH)).live == 1


class TestALaunch:
    async def test_cancelled_its_rows_are_withdrawn_and_it_ends(self, world: World) -> None:
        await world.pause()
        launch = await world.launch(a_product("one"), a_product("two"))
        await world.until(lambda: is_started(world))
        await world.at_rest(launch)
        await launch.cancel()
        await done(world)
        assert await world.result_of(launch) == Tally(total=2, withdrawn=2)

    async def test_rows_that_a_filter_means_are_withdrawn(self, world: World) -> None:
        await world.pause()
        launch = await world.launch(a_product("one"), a_product("two", board="Cups"))
        await world.until(lambda: is_started(world))
        answer = await stepped(world, launch.execute_update(LaunchWorkflow.cancel, "board=cups"))
        assert answer == HandAnswer(matched=1, changed=1)
        await resumed(world)
        await done(world)
        assert await world.result_of(launch) == Tally(total=2, live=1, withdrawn=1)

    async def test_a_filter_that_cannot_be_read_is_refused_with_what_is_known(self, world: World) -> None:
        await world.pause()
        launch = await world.launch(a_product())
        await world.until(lambda: is_started(world))
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await stepped(world, launch.execute_update(LaunchWorkflow.cancel, "colour=blue"))
        assert "colour" in str(refused.value.__cause__)
        assert (await world.launches.tally(LAUNCH)).waiting == 1

    async def test_what_was_refused_is_tried_again_when_it_is_mended(self, world: World) -> None:
        world.shop.looks[PAGE] = PageLook(url=PAGE, status=404)
        (result,) = await world.finished(a_product())
        assert result.reason is Reason.LINK_DEAD
        del world.shop.looks[PAGE]
        answer = await ordered(world, Action.RETRY, where="reason=link_dead")
        assert answer == HandAnswer(matched=1, changed=1)
        await done(world)
        assert (await world.launches.tally(LAUNCH)).live == 1

    async def test_paused_rows_wait_and_cost_little(self, world: World) -> None:
        await world.pause()
        launch = await world.launch(a_product("one"), a_product("two"))
        await world.until(lambda: is_started(world))
        await stepped(world, launch.execute_update(LaunchWorkflow.pause, ""))
        await resumed(world)
        for _ in range(10):
            await world.step(60)
        before = (await launch.describe()).history_length
        for _ in range(10):
            await world.step(60)
        assert (await launch.describe()).history_length - before <= 100
        assert not world.pinterest.pins
        await stepped(world, launch.execute_update(LaunchWorkflow.resume, ""))
        await done(world)
        assert (await world.result_of(launch)).live == 2

    @pytest.mark.long
    async def test_rows_put_off_are_admitted_when_their_time_is_near(self, world: World) -> None:
        await world.pause()
        launch = await world.launch(*(a_product(f"mug-{number}") for number in range(3)))
        later = world.clock.now() + 10 * AN_HOUR
        await ordered(world, Action.RESCHEDULE, to=later)
        await resumed(world)
        await world.until(lambda: is_over(world, later - AN_HOUR), seconds=300)
        assert not await is_started(world)
        await world.until(lambda: is_over(world, later - 60), seconds=60)
        assert not world.pinterest.pins
        await done(world)
        assert (await world.result_of(launch)).live == 3
        assert min(pin.created or 0.0 for pin in world.pinterest.pins.values()) >= later


class TestAnAccount:
    async def test_its_rows_are_cancelled_whatever_their_launch(self, world: World) -> None:
        await world.pause()
        await world.launch(a_product("one"))
        await world.launch(a_product("two"), launch=SECOND)
        await world.until(lambda: is_started(world))
        account = world.client.get_workflow_handle(account_workflow_id(ACCOUNT))
        answer = await stepped(world, account.execute_update(AccountWorkflow.cancel, ""))
        assert answer == HandAnswer(matched=2, changed=2)
        await done(world)
        await done(world, SECOND)
        assert not world.pinterest.pins

    async def test_a_whole_account_is_stopped_and_goes_on(self, world: World) -> None:
        whole = Selection(account=ACCOUNT)
        await hand(world).act(HandOrder(action=Action.PAUSE, selection=whole, why="the client called"))
        await world.launch(a_product())
        for _ in range(10):
            await world.step(10)
        assert not world.pinterest.pins
        assert (await SqlAccounts(world.database).survey(ACCOUNT, world.clock.now())).paused == "the client called"
        await hand(world).act(HandOrder(action=Action.RESUME, selection=whole))
        await done(world)
        assert len(world.pinterest.pins) == 1


@pytest.mark.parametrize(
    "order",
    [
        HandOrder(action=Action.CANCEL, selection=Selection()),
        HandOrder(action=Action.CANCEL, selection=Selection(where="outcome=waiting")),
        HandOrder(action=Action.CANCEL, selection=Selection(launch=LAUNCH, where="colour=blue")),
        HandOrder(action=Action.RESCHEDULE, selection=Selection(launch=LAUNCH)),
    ],
)
async def test_an_order_that_cannot_be_meant_changes_nothing(world: World, order: HandOrder) -> None:
    await world.pause()
    await world.launch(a_product())
    with pytest.raises(ValueError, match=r"filter|leave|colour"):
        await hand(world).carry_out(order)
    assert (await world.launches.tally(LAUNCH)).waiting == 1


def hand(world: World) -> HandActivities:
    return HandActivities(
        SqlHand(world.database), SqlAccounts(world.database), TemporalEngine(world.client), world.clock
    )


async def ordered(
    world: World, action: Action, *, where: str = "", to: float | None = None, launch: LaunchId = LAUNCH
) -> HandAnswer:
    """As the command gives it."""
    selection = Selection(launch=launch, where=where)
    return await hand(world).carry_out(HandOrder(action=action, selection=selection, to=to))


async def waiting_pin(world: World, *products: Product) -> Pin:
    """The first of some pins that wait for a slot of a paused account."""
    wanted = products or (a_product(),)
    await world.pause()
    await world.launch(*wanted)
    await world.until(lambda: are_ready(world, len(wanted)))
    return await the_pin(world, wanted[0].key)


async def the_pin(world: World, product: str = "blue-mug") -> Pin:
    pins = await world.launches.open_pins(LAUNCH)
    return world.pin(next(pin for pin in pins if pin.product == product))


async def asked(world: World, pin: Pin) -> CancelAnswer:
    answer: CancelAnswer = await stepped(world, pin.execute_update("cancel", result_type=CancelAnswer))
    return answer


async def stepped(world: World, asking: Any) -> Any:  # Any: whatever the update answers
    """Time passes while somebody waits for an answer."""
    answer = asyncio.ensure_future(asking)
    await world.until(answer.done)
    return await answer


async def resumed(world: World) -> None:
    account = world.client.get_workflow_handle(account_workflow_id(ACCOUNT))
    await account.signal(AccountWorkflow.resume)


async def done(world: World, launch: LaunchId = LAUNCH, *, seconds: float = 1.0) -> None:
    async def is_done() -> bool:
        summary = await world.launches.summary(launch)
        return summary is not None and summary.finished is not None

    await world.until(is_done, seconds=seconds)


async def is_forbidden(world: World) -> bool:
    (request,) = await world.launches.open_pins(LAUNCH)
    return await world.database.read(lambda session: session.get_one(IntentRow, request.key).forbidden)


async def is_started(world: World) -> bool:
    return bool(await world.launches.open_pins(LAUNCH))


async def are_ready(world: World, count: int) -> bool:
    return len(await Ledger(world.database).waiting()) == count


async def have_ended(pins: list[Pin]) -> bool:
    return all([(await pin.describe()).close_time is not None for pin in pins])


async def is_over(world: World, at: float) -> bool:
    return world.clock.now() > at

"""The operator's hand in the ledger: what an order changes, what it finds too late, what it leaves alone."""

import asyncio
from collections.abc import Sequence

import pytest

from contracts.hand import Action, Filter, HandAnswer, HandOrder, HandReach, Heard, Selection
from contracts.launch import LaunchRequest, ProductResult
from contracts.ledger import CertainNo
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Outcome, PinOutcome, Reason, refused_outcome
from contracts.pin import PostponeCause, Postponed, Uncertain
from contracts.product import Product
from contracts.refusals import refuse
from tests.builders import ACCOUNT, BOARD, LAUNCH, a_launch, a_product, an_intent, row_intents, rows_of
from tests.fakes.clock import START
from tests.ledger import Ledger, live

SECOND = LaunchId("second")
LATER = START + 3_600.0
TOO_SMALL = refuse(Reason.IMAGE_TOO_SMALL, "it is 100 x 100 pixels")
ALL = Filter()


async def order(
    ledger: Ledger, action: Action, filter_: Filter = ALL, *, to: float | None = None, launch: LaunchId = LAUNCH
) -> HandAnswer:
    wish = HandOrder(action=action, selection=Selection(launch=launch), to=to, why="second thoughts")
    return (await ledger.hand.act(wish, filter_, START)).answer


async def results(ledger: Ledger, launch: LaunchId = LAUNCH) -> Sequence[ProductResult]:
    return await ledger.launches.results(launch)


async def wait_in_rows(ledger: Ledger, *products: Product, launch: LaunchId = LAUNCH) -> None:
    await ledger.launches.begin(a_launch(launch), rows_of(*products))


def key_of(product: Product) -> PinKey:
    return an_intent(product).key


class TestCancel:
    async def test_rows_that_wait_are_withdrawn_and_never_admitted(self, ledger: Ledger) -> None:
        await wait_in_rows(ledger, a_product("one"), a_product("two"))
        assert await order(ledger, Action.CANCEL) == HandAnswer(matched=2, changed=2)
        assert [row.outcome for row in await results(ledger)] == [Outcome.WITHDRAWN] * 2
        assert "second thoughts" in ((await results(ledger))[0].message or "")
        assert await ledger.launches.waiting_rows(LAUNCH, 10, START) == []
        assert await ledger.launches.register(LAUNCH, row_intents(a_product("one")), START) == []

    async def test_a_pin_of_which_nothing_left_is_withdrawn_and_cannot_be_claimed(self, ledger: Ledger) -> None:
        (key,) = await ledger.ready(a_product())
        assert await order(ledger, Action.CANCEL) == HandAnswer(matched=1, changed=1)
        answer = await ledger.claim(key)
        assert isinstance(answer, PinOutcome)
        assert answer.outcome is Outcome.WITHDRAWN
        assert (await ledger.accounts.survey(ACCOUNT, START)).recalled == (key,)

    async def test_told_pins_are_not_told_again(self, ledger: Ledger) -> None:
        (key,) = await ledger.ready(a_product())
        await order(ledger, Action.CANCEL)
        await ledger.accounts.told([key])
        assert (await ledger.accounts.survey(ACCOUNT, START)).recalled == ()

    async def test_what_is_on_the_wire_is_settled_first_and_nothing_more_leaves(self, ledger: Ledger) -> None:
        (key,) = await ledger.ready(a_product())
        claim = await ledger.claimed(key)
        await ledger.attempts.lost(key, claim.attempt, START + 1, "no answer")
        assert await order(ledger, Action.CANCEL) == HandAnswer(matched=1, settling=1)
        assert isinstance(await ledger.claim(key, now=START + 2), Uncertain)
        for began in (START + 100, START + 200):
            await ledger.read_board(began=began)
        answer = await ledger.claim(key, now=START + 201)
        assert isinstance(answer, PinOutcome)
        assert answer.outcome is Outcome.WITHDRAWN
        assert (await results(ledger))[0].outcome is Outcome.WITHDRAWN

    async def test_a_pin_that_was_made_is_too_late(self, ledger: Ledger) -> None:
        (key,) = await ledger.ready(a_product())
        claim = await ledger.claimed(key)
        await ledger.attempts.made(key, claim.attempt, "801", START + 1)
        assert await order(ledger, Action.CANCEL) == HandAnswer(matched=1, too_late=1)
        settled = await ledger.intents.settle(key, live(), START + 2)
        assert settled.outcome is Outcome.LIVE

    async def test_what_is_live_stays_so(self, ledger: Ledger) -> None:
        (key,) = await ledger.ready(a_product())
        await ledger.intents.settle(key, live(), START)
        assert await order(ledger, Action.CANCEL) == HandAnswer(matched=1, too_late=1)
        assert (await results(ledger))[0].outcome is Outcome.LIVE

    async def test_twice_is_once(self, ledger: Ledger) -> None:
        await wait_in_rows(ledger, a_product("one"))
        await ledger.ready(a_product("two"), launch=SECOND)
        for _ in range(2):
            assert await order(ledger, Action.CANCEL) == HandAnswer(matched=1, changed=1)
            assert await order(ledger, Action.CANCEL, launch=SECOND) == HandAnswer(matched=1, changed=1)

    async def test_a_pin_that_another_launch_wants_goes_on(self, ledger: Ledger) -> None:
        (key,) = await ledger.ready(a_product())
        await ledger.registered(a_product(), launch=SECOND)
        assert (await order(ledger, Action.CANCEL)).changed == 1
        assert (await results(ledger))[0].outcome is Outcome.WITHDRAWN
        assert (await results(ledger, SECOND))[0].outcome is None
        await ledger.claimed(key)

    async def test_wanted_again_it_is_not_forbidden_and_its_workflow_still_hears_of_the_end(
        self, ledger: Ledger
    ) -> None:
        """It waits for a slot that nobody would grant: told, it begins anew."""
        (key,) = await ledger.ready(a_product())
        await order(ledger, Action.CANCEL)
        await ledger.ready(a_product(), launch=SECOND)
        assert (await ledger.accounts.survey(ACCOUNT, START)).recalled == (key,)
        assert await ledger.intents.heed(key, START) == Heard(stands=True)
        await ledger.claimed(key)

    async def test_wanted_again_at_the_moment_it_hears_of_the_end_it_is_wanted(self, ledger: Ledger) -> None:
        products = [a_product(f"mug-{number}") for number in range(40)]
        keys = await ledger.ready(*products)
        await order(ledger, Action.CANCEL)
        heard = [ledger.intents.heed(key, START) for key in keys]
        await asyncio.gather(*heard[:20], ledger.ready(*products, launch=SECOND), *heard[20:])
        assert {result.outcome for result in await results(ledger, SECOND)} == {None}

    async def test_launched_again_while_the_cancelled_attempt_is_settled_it_is_wanted(
        self, ledger: Ledger
    ) -> None:
        (key,) = await ledger.ready(a_product())
        claim = await ledger.claimed(key)
        await order(ledger, Action.CANCEL)
        await ledger.registered(a_product(), launch=SECOND)
        await ledger.attempts.not_made(key, claim.attempt, START + 1, CertainNo(cause=PostponeCause.QUOTA))
        await ledger.claimed(key, now=START + 2)


class TestAnotherLaunch:
    @pytest.mark.parametrize("resumed", [LAUNCH, SECOND])
    async def test_a_paused_pin_goes_on_when_another_launch_wants_it(
        self, ledger: Ledger, resumed: LaunchId
    ) -> None:
        (key,) = await ledger.ready(a_product())
        await order(ledger, Action.PAUSE)
        await ledger.registered(a_product(), launch=SECOND)
        await order(ledger, Action.RESUME, launch=resumed)
        await ledger.claimed(key)

    async def test_the_earlier_time_counts(self, ledger: Ledger) -> None:
        (key,) = await ledger.ready(a_product())
        await order(ledger, Action.RESCHEDULE, to=LATER)
        await ledger.registered(a_product(), launch=SECOND)
        await ledger.claimed(key)

    async def test_only_launches_that_an_order_can_change_are_told(self, ledger: Ledger) -> None:
        (done,) = await ledger.ready(a_product("done"))
        await ledger.intents.settle(done, live(), START)
        await wait_in_rows(ledger, a_product("waits"), launch=SECOND)
        wish = HandOrder(action=Action.CANCEL, selection=Selection(account=ACCOUNT))
        reach = await ledger.hand.act(wish, ALL, START)
        assert [launch.launch for launch in reach.launches] == [SECOND]


class TestReschedule:
    async def test_rows_are_admitted_when_their_time_is_near(self, ledger: Ledger) -> None:
        await wait_in_rows(ledger, a_product())
        assert await order(ledger, Action.RESCHEDULE, to=LATER) == HandAnswer(matched=1, changed=1)
        assert await ledger.launches.waiting_rows(LAUNCH, 10, START) == []
        outlook = await ledger.launches.outlook(LAUNCH, START)
        assert (outlook.left, outlook.due, outlook.next_due) == (1, 0, LATER)
        assert len(await ledger.launches.waiting_rows(LAUNCH, 10, LATER - 60)) == 1

    async def test_a_pin_may_not_leave_before(self, ledger: Ledger) -> None:
        (key,) = await ledger.ready(a_product())
        assert (await order(ledger, Action.RESCHEDULE, to=LATER)).changed == 1
        assert await ledger.waiting() == []
        assert (await ledger.accounts.survey(ACCOUNT, START)).next_due == LATER
        answer = await ledger.claim(key)
        assert isinstance(answer, Postponed)
        assert (answer.cause, answer.until) == (PostponeCause.NOT_YET_DUE, LATER)
        await ledger.claimed(key, now=LATER)

    async def test_pins_put_off_for_long_take_no_room(self, ledger: Ledger) -> None:
        await ledger.ready(a_product())
        before = await ledger.room(START)
        await order(ledger, Action.RESCHEDULE, to=LATER)
        assert await ledger.room(START) == before + 1
        assert await ledger.room(LATER - 60) == before

    async def test_an_earlier_moment_takes_the_later_one_s_place(self, ledger: Ledger) -> None:
        (key,) = await ledger.ready(a_product())
        await order(ledger, Action.RESCHEDULE, to=LATER)
        await order(ledger, Action.RESCHEDULE, to=START)
        await ledger.claimed(key)

    async def test_what_is_on_the_wire_or_has_ended_is_too_late(self, ledger: Ledger) -> None:
        on_the_wire, ended = await ledger.ready(a_product("one"), a_product("two"))
        await ledger.claimed(on_the_wire)
        await ledger.intents.settle(ended, live(), START)
        assert await order(ledger, Action.RESCHEDULE, to=LATER) == HandAnswer(matched=2, too_late=2)


class TestPause:
    async def test_rows_and_pins_wait_until_they_are_resumed(self, ledger: Ledger) -> None:
        await wait_in_rows(ledger, a_product("one"), launch=SECOND)
        (key,) = await ledger.ready(a_product("two"))
        for launch in (LAUNCH, SECOND):
            assert await order(ledger, Action.PAUSE, launch=launch) == HandAnswer(matched=1, changed=1)
        assert await ledger.waiting() == []
        assert await ledger.launches.waiting_rows(SECOND, 10, START) == []
        answer = await ledger.claim(key)
        assert isinstance(answer, Postponed)
        assert answer.cause is PostponeCause.HELD
        assert [row.held for row in await results(ledger)] == [True]
        for launch in (LAUNCH, SECOND):
            assert await order(ledger, Action.RESUME, launch=launch) == HandAnswer(matched=1, changed=1)
        assert len(await ledger.launches.waiting_rows(SECOND, 10, START)) == 1
        await ledger.claimed(key)

    async def test_resume_means_what_is_paused(self, ledger: Ledger) -> None:
        await wait_in_rows(ledger, a_product("one"), a_product("two"))
        await order(ledger, Action.PAUSE, Filter(products=("one",)))
        assert await order(ledger, Action.RESUME) == HandAnswer(matched=1, changed=1)
        assert await order(ledger, Action.RESUME) == HandAnswer()

    async def test_a_pin_on_the_wire_is_held_if_it_is_not_made(self, ledger: Ledger) -> None:
        (key,) = await ledger.ready(a_product())
        await ledger.claimed(key)
        assert await order(ledger, Action.PAUSE) == HandAnswer(matched=1, settling=1)

    async def test_paused_pins_take_no_room(self, ledger: Ledger) -> None:
        await ledger.ready(a_product())
        before = await ledger.room(START)
        await order(ledger, Action.PAUSE)
        assert await ledger.room(START) == before + 1

    async def test_a_paused_account_lets_nothing_leave(self, ledger: Ledger) -> None:
        (key,) = await ledger.ready(a_product())
        await ledger.accounts.pause(ACCOUNT, "the client called")
        answer = await ledger.claim(key)
        assert isinstance(answer, Postponed)
        assert "the client called" in answer.detail
        assert (await ledger.accounts.survey(ACCOUNT, START)).paused == "the client called"
        await ledger.accounts.unpark(ACCOUNT)
        await ledger.claimed(key)


class TestRetry:
    async def test_what_was_refused_waits_again(self, ledger: Ledger) -> None:
        refused, fine = await ledger.ready(a_product("one"), a_product("two"))
        await ledger.intents.settle(refused, refused_outcome(TOO_SMALL), START)
        await ledger.intents.settle(fine, live(), START)
        assert await ledger.launches.finish(LAUNCH, START)
        assert await order(ledger, Action.RETRY) == HandAnswer(matched=2, changed=1, too_late=1)
        assert not await ledger.launches.finish(LAUNCH, START)
        assert [summary.launch for summary in await ledger.launches.unfinished()] == [LAUNCH]
        (row,) = await ledger.launches.waiting_rows(LAUNCH, 10, START)
        assert row.product.key == "one"
        (request,) = await ledger.launches.register(LAUNCH, row_intents(a_product("one")), START)
        assert request.key == refused

    async def test_it_still_waits_for_its_publish_date(self, ledger: Ledger) -> None:
        (row,) = rows_of(a_product())
        await ledger.launches.begin(a_launch(), [row.model_copy(update={"not_before": LATER})])
        await order(ledger, Action.CANCEL)
        await order(ledger, Action.RETRY)
        assert (await ledger.launches.outlook(LAUNCH, START)).next_due == LATER

    async def test_an_unreadable_row_has_nothing_to_try(self, ledger: Ledger) -> None:
        rows = rows_of(a_product())
        unreadable = rows[0].model_copy(update={"product": None, "refused": TOO_SMALL})
        await ledger.launches.begin(a_launch(), [unreadable])
        assert await order(ledger, Action.RETRY) == HandAnswer(matched=1, too_late=1)

    async def test_what_was_withdrawn_can_be_wanted_after_all(self, ledger: Ledger) -> None:
        await wait_in_rows(ledger, a_product())
        await order(ledger, Action.CANCEL)
        assert (await order(ledger, Action.RETRY)).changed == 1
        assert len(await ledger.launches.waiting_rows(LAUNCH, 10, START)) == 1


class TestWhich:
    @pytest.mark.parametrize(
        ("filter_", "meant"),
        [
            (Filter(outcomes=("refused",)), {"refused"}),
            (Filter(outcomes=("refused", "waiting")), {"refused", "waiting", "cups"}),
            (Filter(reasons=(Reason.IMAGE_TOO_SMALL,)), {"refused"}),
            (Filter(boards=("  CUPS ",)), {"cups"}),
            (Filter(boards=(BOARD,)), {"refused", "live"}),
            (Filter(products=("live", "nothing")), {"live"}),
            (Filter(rows=((2, 3),)), {"refused", "live"}),
            (Filter(rows=((2, 2), (5, 9))), {"refused", "cups"}),
            (Filter(images=(2,)), set()),
            (Filter(held=True), set()),
            (Filter(outcomes=("waiting",), boards=("Mugs",)), {"waiting"}),
        ],
    )
    async def test_a_filter_means_rows_that_are_in_all_its_lists(
        self, ledger: Ledger, filter_: Filter, meant: set[str]
    ) -> None:
        products = [a_product("refused"), a_product("live"), a_product("waiting"), a_product("cups", board="Cups")]
        await wait_in_rows(ledger, *products)
        await ledger.launches.register(LAUNCH, row_intents(*products[:2]), START)
        await ledger.intents.settle(key_of(products[0]), refused_outcome(TOO_SMALL, board_id=BOARD), START)
        await ledger.intents.settle(key_of(products[1]), live(), START)
        assert (await order(ledger, Action.CANCEL, filter_)).matched == len(meant)
        touched = {row.product for row in await results(ledger) if row.outcome is Outcome.WITHDRAWN}
        assert touched == meant & {"waiting", "cups"}

    async def test_pins_are_named_by_key_workflow_or_pin(self, ledger: Ledger) -> None:
        keys = await ledger.ready(a_product("one"), a_product("two"), a_product("three"))
        await ledger.intents.settle(keys[2], live("809"), START)
        names = (keys[0], f"pin/{ACCOUNT}/{keys[1]}", "809")
        wish = HandOrder(action=Action.CANCEL, selection=Selection(pins=names))
        reach = await ledger.hand.act(wish, ALL, START)
        assert reach.answer == HandAnswer(matched=3, changed=2, too_late=1)

    async def test_an_account_s_rows_are_those_of_all_its_launches(self, ledger: Ledger) -> None:
        await wait_in_rows(ledger, a_product("one"))
        await wait_in_rows(ledger, a_product("two"), launch=SECOND)
        wish = HandOrder(action=Action.CANCEL, selection=Selection(account=ACCOUNT))
        reach = await ledger.hand.act(wish, ALL, START)
        assert reach == HandReach(
            answer=HandAnswer(matched=2, changed=2),
            accounts=(ACCOUNT,),
            launches=(
                LaunchRequest(account=ACCOUNT, launch=LAUNCH, source="test.csv"),
                LaunchRequest(account=ACCOUNT, launch=SECOND, source="test.csv"),
            ),
        )

    async def test_nothing_meant_is_nothing_done(self, ledger: Ledger) -> None:
        await wait_in_rows(ledger, a_product())
        wish = HandOrder(action=Action.CANCEL, selection=Selection(account=AccountKey("other")))
        assert await ledger.hand.act(wish, ALL, START) == HandReach(answer=HandAnswer())

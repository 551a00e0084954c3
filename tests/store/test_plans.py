"""Plans in the ledger: rules, moments, and pins that wait because their window has closed."""

from collections.abc import Sequence

import pytest

from contracts.hand import Action, Filter, HandOrder, Selection
from contracts.ledger import RowRefused
from contracts.names import LaunchId, PinKey
from contracts.outcome import Outcome, Reason
from contracts.pace import Quota
from contracts.pin import PostponeCause, Postponed
from contracts.refusals import refuse
from contracts.sightings import Category, RateReading
from contracts.windows import PublishWindow, Span, Spread, Weekday, WindowRule
from drafting.planning import Moment, order_of
from drafting.spread import Pinned
from store.tables.pins import IntentRow
from tests.builders import ACCOUNT, LAUNCH, a_launch, a_product, row_intents, rows_of
from tests.fakes.clock import START
from tests.ledger import MEDIA, Ledger, a_draft, live

SECOND = LaunchId("second")
ONE, TWO = order_of(2, 0), order_of(3, 0)
AT, UNTIL = START + 600.0, START + 1_200.0
NEVER = refuse(Reason.WINDOW_NEVER_OPENS, "it is closed for good")
SPAN = Span.model_validate({"days": [Weekday.MON], "opens": "18:00", "closes": "22:00"})
RULE = WindowRule(window=PublishWindow(spans=(SPAN,), zone="Europe/Berlin"), spread=Spread(board_day_limit=3))


async def wait_in_rows(ledger: Ledger, count: int = 2, *, launch: LaunchId = LAUNCH) -> None:
    products = [a_product(f"mug-{number}") for number in range(count)]
    await ledger.launches.begin(a_launch(launch), rows_of(*products))


async def admitted(ledger: Ledger, at: float = AT, until: float | None = UNTIL) -> PinKey:
    """A pin that was placed and admitted with its moment, and waits for its slot from then on."""
    product = a_product("mug-0")
    await wait_in_rows(ledger, 1)
    await ledger.plans.keep(LAUNCH, [Moment(ONE, at, until)])
    (request,) = await ledger.launches.register(LAUNCH, row_intents(product), START)
    await ledger.launches.started(LAUNCH, [request.key])
    await make_ready(ledger, request.key)
    return request.key


async def make_ready(ledger: Ledger, key: PinKey) -> None:
    await ledger.intents.keep_draft(key, a_draft(key))
    await ledger.intents.make_ready(key, MEDIA, START)


async def when(ledger: Ledger, launch: LaunchId = LAUNCH) -> Sequence[float | None]:
    return [row.not_before for row in await ledger.launches.results(launch)]


async def reschedule(ledger: Ledger, to: float) -> None:
    wish = HandOrder(action=Action.RESCHEDULE, selection=Selection(launch=LAUNCH), to=to)
    await ledger.hand.act(wish, Filter(), START)


async def test_rules_are_kept_by_the_board_s_folded_name_until_they_are_cleared(ledger: Ledger) -> None:
    await ledger.plans.set_rule(ACCOUNT, None, RULE)
    await ledger.plans.set_rule(ACCOUNT, "  MUGS ", WindowRule())
    await ledger.plans.set_rule(ACCOUNT, "mugs", RULE)
    assert await ledger.plans.rules_of(ACCOUNT) == (RULE, {"mugs": RULE})
    await ledger.plans.set_rule(ACCOUNT, None, None)
    await ledger.plans.set_rule(ACCOUNT, "Mugs", None)
    assert await ledger.plans.rules_of(ACCOUNT) == (None, {})


async def test_an_account_s_rule_is_seen_by_its_launches(ledger: Ledger) -> None:
    await wait_in_rows(ledger)
    assert not (await ledger.launches.outlook(LAUNCH, START)).windowed
    await ledger.plans.set_rule(ACCOUNT, "Mugs", RULE)
    assert (await ledger.launches.outlook(LAUNCH, START)).windowed
    assert (await ledger.plans.rules(LAUNCH)).boards == {"mugs": RULE}


async def test_a_row_is_admitted_when_its_moment_is_near_and_never_after_its_window(ledger: Ledger) -> None:
    await wait_in_rows(ledger, 1)
    await ledger.plans.keep(LAUNCH, [Moment(ONE, START + 9_000, START + 9_600)])
    for now, count in ((START, 0), (START + 8_400, 1), (START + 9_599, 1), (START + 9_600, 0)):
        assert len(await ledger.launches.waiting_rows(LAUNCH, 9, now)) == count
        assert (await ledger.launches.outlook(LAUNCH, now)).due == count
    products = row_intents(a_product("mug-0"))
    assert await ledger.launches.register(LAUNCH, products, START + 9_600) == []
    assert len(await ledger.launches.register(LAUNCH, products, START + 9_599)) == 1


async def test_a_row_remembers_its_publish_date_however_often_it_is_moved(ledger: Ledger) -> None:
    (row,) = rows_of(a_product())
    await ledger.launches.begin(a_launch(), [row.model_copy(update={"not_before": START + 5})])
    for at in (AT, AT + 60):
        await ledger.plans.keep(LAUNCH, [Moment(ONE, at, UNTIL)])
    (timed,) = await ledger.plans.timed_rows(LAUNCH, shared=True)
    assert (timed.wished, timed.placed, timed.at, timed.until) == (START + 5, True, AT + 60, UNTIL)
    await ledger.plans.free(LAUNCH, [ONE])
    (timed,) = await ledger.plans.timed_rows(LAUNCH, shared=True)
    assert (timed.wished, timed.placed, timed.until) == (START + 5, False, None)


@pytest.mark.parametrize("shared", [True, False])
async def test_links_and_pictures_are_read_where_they_matter(ledger: Ledger, shared: bool) -> None:  # noqa: FBT001
    await wait_in_rows(ledger, 1)
    (timed,) = await ledger.plans.timed_rows(LAUNCH, shared=shared)
    assert bool(timed.link) is shared
    assert bool(timed.image) is shared


async def test_a_person_s_word_goes_before_every_window(ledger: Ledger) -> None:
    await wait_in_rows(ledger, 1)
    await ledger.plans.keep(LAUNCH, [Moment(ONE, AT, UNTIL)])
    await reschedule(ledger, START + 77)
    assert await ledger.plans.timed_rows(LAUNCH, shared=False) == []
    await ledger.plans.keep(LAUNCH, [Moment(ONE, AT, UNTIL)])
    assert await when(ledger) == [START + 77]
    assert len(await ledger.launches.waiting_rows(LAUNCH, 9, UNTIL + 1)) == 1


class TestAdmitted:
    async def test_before_its_moment_and_after_its_window_nothing_leaves(self, ledger: Ledger) -> None:
        key = await admitted(ledger)
        for now in (AT - 1, UNTIL):
            answer = await ledger.claim(key, now=now)
            assert isinstance(answer, Postponed)
            assert answer.cause is PostponeCause.NOT_YET_DUE
            assert answer.until > now
            assert (await ledger.accounts.survey(ACCOUNT, now)).waiting == ()
        assert [one.key for one in (await ledger.accounts.survey(ACCOUNT, UNTIL - 1)).waiting] == [key]
        await ledger.claimed(key, now=UNTIL - 1)

    async def test_placed_anew_it_leaves_in_the_next_window(self, ledger: Ledger) -> None:
        key = await admitted(ledger)
        (timed,) = await ledger.plans.timed_rows(LAUNCH, shared=False)
        assert (timed.at, timed.until) == (AT, UNTIL)
        await ledger.plans.keep(LAUNCH, [Moment(ONE, AT + 86_400, UNTIL + 86_400)])
        assert await when(ledger) == [AT + 86_400]
        assert (await ledger.accounts.survey(ACCOUNT, START)).next_due == AT + 86_400
        await ledger.claimed(key, now=AT + 86_400)

    async def test_what_is_on_the_wire_or_lost_is_not_moved(self, ledger: Ledger) -> None:
        key = await admitted(ledger)
        claim = await ledger.claimed(key, now=AT)
        for _ in range(2):
            assert await ledger.plans.timed_rows(LAUNCH, shared=False) == []
            await ledger.plans.keep(LAUNCH, [Moment(ONE, AT + 86_400, None)])
            assert await when(ledger) == [AT]
            await ledger.attempts.lost(key, claim.attempt, AT + 1, "no answer")

    async def test_rescheduled_it_has_no_window_any_more(self, ledger: Ledger) -> None:
        key = await admitted(ledger)
        await reschedule(ledger, UNTIL + 5)
        await ledger.claimed(key, now=UNTIL + 5)

    async def test_for_which_no_hour_is_left_it_ends_and_its_workflow_is_told(self, ledger: Ledger) -> None:
        key = await admitted(ledger)
        await ledger.plans.refuse(LAUNCH, [RowRefused(row=2, image_slot=0, refused=NEVER)], UNTIL)
        (row,) = await ledger.launches.results(LAUNCH)
        assert (row.outcome, row.reason) == (Outcome.REFUSED, Reason.WINDOW_NEVER_OPENS)
        assert (await ledger.accounts.survey(ACCOUNT, UNTIL)).recalled == (key,)

    async def test_which_another_launch_wants_it_is_not_ended(self, ledger: Ledger) -> None:
        key = await admitted(ledger)
        await wait_in_rows(ledger, 1, launch=SECOND)
        await ledger.launches.register(SECOND, row_intents(a_product("mug-0")), START)
        await ledger.plans.refuse(LAUNCH, [RowRefused(row=2, image_slot=0, refused=NEVER)], START)
        await ledger.claimed(key, now=START)

    async def test_freed_it_may_leave_at_any_hour(self, ledger: Ledger) -> None:
        key = await admitted(ledger)
        await ledger.plans.free(LAUNCH, [ONE])
        await ledger.claimed(key, now=START)


class TestTwoLaunches:
    @pytest.mark.parametrize(
        ("second", "leaves"),
        [
            ((AT - 300, AT - 200), (AT - 300, AT - 200)),
            ((AT + 300, UNTIL + 300), (AT, UNTIL)),
        ],
    )
    async def test_the_earliest_time_counts_with_its_own_end(
        self, ledger: Ledger, second: tuple[float, float], leaves: tuple[float, float]
    ) -> None:
        key = await admitted(ledger)
        assert await self._joined(ledger, key, second, START) == leaves

    async def test_a_window_that_has_closed_is_no_earlier_time(self, ledger: Ledger) -> None:
        key = await admitted(ledger)
        second = (UNTIL + 300, UNTIL + 400)
        assert await self._joined(ledger, key, second, UNTIL) == second

    async def _joined(
        self, ledger: Ledger, key: PinKey, second: tuple[float, float], at: float
    ) -> tuple[float | None, float | None]:
        await wait_in_rows(ledger, 1, launch=SECOND)
        await ledger.plans.keep(SECOND, [Moment(ONE, *second)])
        await ledger.launches.register(SECOND, row_intents(a_product("mug-0")), at)
        intent = await ledger.database.read(lambda session: session.get_one(IntentRow, key))
        return intent.not_before, intent.not_after


class TestPlaced:
    async def test_moments_of_all_launches_and_each_pin_once(self, ledger: Ledger) -> None:
        await admitted(ledger)
        await wait_in_rows(ledger, 2, launch=SECOND)
        await ledger.plans.keep(SECOND, [Moment(ONE, AT + 60, UNTIL), Moment(TWO, AT + 90, UNTIL)])
        found = await ledger.plans.placed(ACCOUNT, START, shared=False)
        assert sorted(pin.at for pin in found) == [AT, AT + 60, AT + 90]
        assert [pin.at for pin in await ledger.plans.placed(ACCOUNT, AT + 61)] == [AT + 90]

    async def test_without_those_of_a_launch_that_may_be_moved(self, ledger: Ledger) -> None:
        await admitted(ledger)
        await wait_in_rows(ledger, 1, launch=SECOND)
        await ledger.plans.keep(SECOND, [Moment(ONE, AT + 60, UNTIL)])
        assert [pin.at for pin in await ledger.plans.placed(ACCOUNT, START, besides=LAUNCH)] == [AT + 60]

    async def test_a_pin_that_was_made_counts_once_and_from_when_it_was(self, ledger: Ledger) -> None:
        key = await admitted(ledger)
        claim = await ledger.claimed(key, now=AT)
        await ledger.attempts.made(key, claim.attempt, "801", AT + 1)
        for besides in (None, LAUNCH):
            assert await ledger.plans.placed(ACCOUNT, START, besides=besides, shared=False) == [
                Pinned(AT + 1, "Mugs")
            ]
        await ledger.intents.settle(key, live(), AT + 9)
        assert [pin.at for pin in await ledger.plans.placed(ACCOUNT, START)] == [AT + 1]
        assert await ledger.plans.placed(ACCOUNT, AT + 2) == []

    async def test_rows_that_nobody_placed_have_no_moment(self, ledger: Ledger) -> None:
        await wait_in_rows(ledger)
        assert await ledger.plans.placed(ACCOUNT, 0.0) == []


async def test_a_queue_is_held_to_quotas_of_the_minute_and_not_to_one_of_the_day(ledger: Ledger) -> None:
    """Of a day's quota much may leave at once, so a queue that waits is not as slow as its average."""
    minute = Quota(limit=2, window_seconds=60.0, name="org_write_app_id_user_id")
    day = Quota(limit=300, window_seconds=86_400.0, name="org_write_app_id")
    await ledger.note(RateReading(category=Category.ORG_WRITE, buckets=(minute, day)))
    assert await ledger.plans.gap_seconds(ACCOUNT, START) == 288.0
    assert await ledger.plans.pace_seconds(ACCOUNT, START) == 30.0

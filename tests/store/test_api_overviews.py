"""What the API shows of the whole ledger, on both databases: launches, what happened, schedules, and numbers."""

from uuid import UUID

from contracts.api_activity import ActivityFilter
from contracts.api_dashboard import DashboardOrder
from contracts.api_launches import LaunchFilter, LaunchStatus, ProductFilter
from contracts.api_pins import AskKind, PinChange, PinFilter
from contracts.api_schedules import ScheduleFilter, ScheduleSort, ScheduleStatus
from contracts.ledger import RowRefused
from contracts.names import AccountKey
from contracts.outcome import Outcome, PinOutcome, Reason
from contracts.refusals import refuse
from store.api_activity import SqlApiActivity
from store.api_dashboard import SqlApiDashboard
from store.api_launches import SqlApiLaunches
from store.api_pin_views import SqlApiPinViews
from store.api_pins import SqlApiPins
from store.api_schedules import SqlApiSchedules
from store.database import Database
from tests.builders import ACCOUNT, LAUNCH, a_product
from tests.fakes.clock import START
from tests.ledger import Ledger, live
from tests.store.test_api_pins import a_new, an_ask

HOUR = 3_600.0
REFUSED = PinOutcome(outcome=Outcome.REFUSED, reason=Reason.IMAGE_TOO_SMALL, message="585 px wide")
STRANGERS = frozenset({AccountKey("stranger")})


def numbers(**changes: object) -> DashboardOrder:
    """Two hours from START, of which the first has passed."""
    fields: dict[str, object] = {
        "bounds": (START, START + HOUR, START + 2 * HOUR),
        "previous_start": START - 2 * HOUR,
        "now": START + HOUR,
    }
    return DashboardOrder.model_validate(fields | changes)


async def put_schedule(database: Database, key: str, run_at: float, title: str = "A mug") -> UUID:
    new = a_new(an_ask(key, run_at=run_at, kind=AskKind.SCHEDULE, title=title))
    await SqlApiPins(database).put([new])
    return new.id


async def test_pins_are_counted_in_the_hour_that_they_ended_in(database: Database, ledger: Ledger) -> None:
    one, other, last = await ledger.registered(a_product("mug"), a_product("cup"), a_product("jug"))
    await ledger.intents.settle(one.key, live(), START + 10)
    await ledger.intents.settle(other.key, REFUSED, START + HOUR)
    look = await SqlApiDashboard(database).look(numbers())
    assert look.pins.series.submitted == (3, 0)
    assert (look.pins.series.published, look.pins.series.failed) == ((1, 0), (0, 1))
    assert (look.pins.left.queued, look.queue.queued) == (1, 1)
    assert look.published_by_account == {ACCOUNT: 1}
    assert (sum(look.previous.series.submitted), look.imports) == (0, {})
    await ledger.accounts.pause(ACCOUNT, "stocktaking")
    look = await SqlApiDashboard(database).look(numbers())
    assert (look.queue.queued, look.queue.deferred) == (0, 1)
    del last


async def test_numbers_of_other_accounts_are_not_told(database: Database, ledger: Ledger) -> None:
    await ledger.registered(a_product())
    look = await SqlApiDashboard(database).look(numbers(accounts=STRANGERS))
    assert (look.pins.series.submitted, look.queue.queued, look.imports) == ((0, 0), 0, None)


async def test_schedules_are_counted_by_when_they_run(database: Database) -> None:
    soon = await put_schedule(database, "soon", START + HOUR + 60)
    await put_schedule(database, "late", START + 9 * HOUR)
    look = await SqlApiDashboard(database).look(numbers())
    assert (look.schedules, look.upcoming) == ({"scheduled": 1}, 2)
    assert await SqlApiSchedules(database).cancel(soon, START) is PinChange.DONE
    look = await SqlApiDashboard(database).look(numbers())
    assert (look.schedules, look.upcoming) == ({"canceled": 1}, 1)


async def test_a_schedule_is_listed_among_pins_from_its_moment_on(database: Database, ledger: Ledger) -> None:
    views = SqlApiPinViews(database)

    async def listed(now: float) -> list[UUID]:
        page = await views.page(PinFilter(), now)
        assert page.total == len(page.pins)
        return [pin.id for pin in page.pins]

    kept = await put_schedule(database, "kept", START + HOUR)
    called_off = await put_schedule(database, "called off", START + HOUR)
    pin = a_new(an_ask("a pin with a moment", run_at=START + HOUR))
    await SqlApiPins(database).put([pin])
    await SqlApiSchedules(database).cancel(called_off, START)
    assert await listed(START) == [pin.id]
    assert set(await listed(START + HOUR)) == {pin.id, kept}
    rows = await ledger.launches.waiting_rows(pin.launch, 10, START + HOUR)
    refused = refuse(Reason.IMAGE_MISSING, "there is no picture")
    await ledger.launches.judge(pin.launch, [RowRefused(row=row.row, refused=refused) for row in rows], 3, START)
    assert set(await listed(START)) == {pin.id, kept}


async def test_schedules_are_sorted_and_filtered(database: Database) -> None:
    schedules = SqlApiSchedules(database)
    soon = await put_schedule(database, "soon", START + HOUR, "Zebra mug")
    late = await put_schedule(database, "late", START + 2 * HOUR, "Ant mug")
    for sort, first in [
        (ScheduleSort.RUN_AT_DESC, late),
        (ScheduleSort.RUN_AT_ASC, soon),
        (ScheduleSort.TITLE_ASC, late),
        (ScheduleSort.TITLE_DESC, soon),
    ]:
        page = await schedules.page(ScheduleFilter(sort=sort), START)
        assert (page.schedules[0].pin.id, page.total) == (first, 2)
    page = await schedules.page(ScheduleFilter(status=ScheduleStatus.QUEUED), START + HOUR + 1)
    assert [found.pin.id for found in page.schedules] == [soon]
    assert (await schedules.page(ScheduleFilter(accounts=STRANGERS), START)).total == 0
    assert (await schedules.page(ScheduleFilter(until=START + HOUR + 1, words="zebra"), START)).total == 1
    assert (await schedules.page(ScheduleFilter(until=START + HOUR, words="zebra"), START)).total == 0


async def test_a_schedule_that_nobody_asked_for_cannot_be_cancelled(database: Database) -> None:
    pin = a_new(an_ask("no-schedule"))
    await SqlApiPins(database).put([pin])
    assert await SqlApiSchedules(database).cancel(pin.id, START) is PinChange.UNKNOWN
    assert await SqlApiSchedules(database).cancel(UUID(int=7), START) is PinChange.UNKNOWN


async def test_launches_and_their_pins_are_found(database: Database, ledger: Ledger) -> None:
    launches = SqlApiLaunches(database)
    (pin,) = await ledger.registered(a_product())
    await ledger.intents.settle(pin.key, live(), START + 1)
    await ledger.launches.finish(LAUNCH, START + 2)
    page = await launches.page(LaunchFilter(status=LaunchStatus.FINISHED, words="TEST.csv", until=START + 1))
    assert ([launch.launch for launch in page.launches], page.total) == ([LAUNCH], 1)
    products = await launches.products(ProductFilter(launch=LAUNCH, outcome="live", words="BLUE"))
    assert [(found.product, found.pin_id) for found in products.products] == [("blue-mug", "801")]


async def test_what_happened_is_told_on_both_databases(database: Database, ledger: Ledger) -> None:
    pins = await ledger.registered(*(a_product(f"mug-{number}") for number in range(5)))
    for pin in pins:
        await ledger.intents.settle(pin.key, live(pin_id=pin.key[:5]), START)
    activity = SqlApiActivity(database)
    seen, after = [], None
    while page := await activity.page(ActivityFilter(limit=2, after=after)):
        seen += [event.place.key for event in page]
        after = page[-1].place
    assert (len(seen), len(set(seen))) == (6, 6)
    assert await activity.page(ActivityFilter(accounts=STRANGERS)) == []

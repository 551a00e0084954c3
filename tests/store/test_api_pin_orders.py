"""Orders about pins that the API was asked for: each is certain, and none makes a second pin."""

from collections.abc import Mapping

import pytest
from cryptography.fernet import Fernet

from contracts.api_activity import ActivityFilter
from contracts.api_dashboard import DashboardOrder
from contracts.api_pins import ApiPin, NewApiPin, PinChange, PinFilter, PinPlace, PinStatus
from contracts.contract import Instant
from contracts.ledger import NewIntent, RowIntent
from contracts.names import PinKey
from contracts.outcome import Outcome, PinOutcome, Reason
from drafting import identity
from drafting.api_pins import launch_of, launch_policy
from store.api_activity import SqlApiActivity
from store.api_dashboard import SqlApiDashboard
from store.api_pin_orders import SqlApiPinOrders
from store.api_pin_views import SqlApiPinViews
from store.api_pins import SqlApiPins
from store.api_removals import SqlApiRemovals
from store.database import Database
from store.endpoints import SqlEndpoints
from store.sealing import sealer_of
from tests.builders import ACCOUNT, BOARD, POLICY
from tests.fakes.clock import START
from tests.ledger import MEDIA, Ledger, a_draft, live
from tests.store.test_api_pins import a_new, an_ask
from tests.store.test_events import hear, told

LATER = START + 60.0
REFUSED = PinOutcome(outcome=Outcome.REFUSED, board_id=BOARD, reason=Reason.IMAGE_TOO_SMALL, message="585 px")


class Desk:
    """One pin that was asked for, and what is done about it."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self.database, self.ledger = database, ledger
        self.new: NewApiPin = a_new(an_ask())
        self.place = PinPlace(launch=self.new.launch, policy=POLICY)
        self.orders = SqlApiPinOrders(database)
        self.removals = SqlApiRemovals(database)

    async def put(self) -> None:
        await SqlApiPins(self.database).put([self.new])

    async def view(self) -> ApiPin:
        found = await SqlApiPinViews(self.database).find(self.new.id, LATER)
        assert found is not None
        return found

    async def admit(self) -> PinKey:
        """The pin's waiting row becomes an intent, as admission would make it one."""
        (row,) = await self.ledger.launches.waiting_rows(self.new.launch, 10, START)
        key = identity.key_of(ACCOUNT, BOARD, row.product)
        intent = NewIntent(
            key=key,
            marker=identity.marker_of(key),
            account=ACCOUNT,
            board_id=BOARD,
            board_name=BOARD,
            product=row.product,
            fingerprint=identity.fingerprint(row.product),
            wording=launch_policy(POLICY).wordings.every,
            policy=POLICY,
        )
        await self.ledger.launches.register(self.new.launch, [RowIntent(row=row.row, intent=intent)], START)
        await self.ledger.intents.keep_draft(key, a_draft(key))
        return key

    async def ends_in_the_log(self) -> list[tuple[str, str]]:
        events = await SqlApiActivity(self.database).page(ActivityFilter(resource_type="pin"))
        return [(event.action, event.resource_id) for event in events]

    async def counts(self) -> tuple[int, int, int]:
        """How many were asked for on the first day, failed on it, and have no end."""
        bounds = (START - 1, START + 3_600.0)
        order = DashboardOrder(accounts=None, bounds=bounds, previous_start=START - 86_400.0, now=LATER)
        pins = (await SqlApiDashboard(self.database).look(order)).pins
        return sum(pins.series.submitted), sum(pins.series.failed), pins.left.queued

    async def found_by(self, reason: str) -> int:
        return (await SqlApiPinViews(self.database).page(PinFilter(reason=reason), LATER)).total

    async def edit(self, *, at: Instant = LATER, **changes: object) -> PinChange:
        return await self.orders.edit(self.new.id, an_ask(**_ask(changes)), self.place, at)

    async def retry(self, *, at: Instant = LATER, **changes: object) -> PinChange:
        return await self.orders.retry(self.new.id, an_ask(**_ask(changes)), self.place, at)


def _ask(changes: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in changes.items()}


@pytest.fixture
def endpoints(database: Database) -> SqlEndpoints:
    return SqlEndpoints(database, sealer_of(Fernet.generate_key().decode()))


@pytest.fixture
async def desk(database: Database, ledger: Ledger) -> Desk:
    desk = Desk(database, ledger)
    await desk.put()
    return desk


async def test_a_waiting_pin_that_is_changed_is_another_row_and_the_old_one_is_withdrawn(desk: Desk) -> None:
    assert await desk.edit(title="Red mug") is PinChange.DONE
    pin = await desk.view()
    assert (pin.ask.title, pin.row, pin.status, pin.updated) == ("Red mug", 2, PinStatus.QUEUED, LATER)
    (row,) = await desk.ledger.launches.waiting_rows(desk.new.launch, 10, START)
    assert (row.row, row.product.title) == (2, "Red mug")
    tally = await desk.ledger.launches.tally(desk.new.launch)
    assert (tally.total, tally.withdrawn) == (2, 1)


async def test_an_admitted_pin_that_is_changed_cannot_be_claimed_any_more(desk: Desk) -> None:
    key = await desk.admit()
    assert await desk.edit(title="Red mug") is PinChange.DONE
    answer = await desk.ledger.claim(key)
    assert isinstance(answer, PinOutcome)
    assert answer.outcome is Outcome.WITHDRAWN
    assert await desk.admit() != key


async def test_a_pin_that_is_changed_is_not_told_as_failed(desk: Desk, endpoints: SqlEndpoints) -> None:
    """It waits all the while: only what it says is another thing."""
    await hear(endpoints)
    first = await desk.admit()
    await desk.edit(title="Red mug")
    second = await desk.admit()
    heard = {(body["type"], body["data"]["pin_key"]) for body in told(desk.database)}
    assert heard == {("pin.queued", first), ("pin.queued", second)}
    assert await desk.ends_in_the_log() == []
    await desk.orders.delete(desk.new.id, LATER + 1)
    assert [body["data"]["pin_key"] for body in told(desk.database) if body["type"] == "pin.failed"] == [second]
    assert await desk.ends_in_the_log() == [("pin.withdrawn", second)]


@pytest.mark.parametrize("days", [0, 3])
async def test_a_pin_is_counted_once_however_often_it_is_changed(desk: Desk, days: int) -> None:
    """Also when the change makes it a row of another day's launch."""
    later = START + days * 86_400.0
    desk.place = PinPlace(launch=launch_of(ACCOUNT, POLICY, later), policy=POLICY)
    await desk.admit()
    await desk.edit(title="Red mug", at=later)
    assert await desk.counts() == (1, 0, 1)
    desk.new = desk.new.model_copy(update={"launch": desk.place.launch})
    key = await desk.admit()
    await desk.ledger.intents.settle(key, REFUSED, START + 1)
    assert await desk.counts() == (1, 1, 0)
    await desk.edit(title="Blue mug", at=later)
    await desk.retry(title="Blue mug", at=later)
    assert await desk.counts() == (1, 0, 1)


async def test_an_end_that_came_before_a_change_stays_in_the_log(desk: Desk) -> None:
    key = await desk.admit()
    await desk.ledger.intents.settle(key, REFUSED, LATER)
    await desk.edit(title="Red mug")
    await desk.retry(title="Red mug")
    assert await desk.ends_in_the_log() == [("pin.failed", key)]


async def test_a_pin_on_the_wire_cannot_be_changed(desk: Desk) -> None:
    key = await desk.admit()
    await desk.ledger.intents.make_ready(key, MEDIA, START)
    await desk.ledger.claimed(key)
    assert await desk.edit(title="Red mug") is PinChange.ON_THE_WIRE
    pin = await desk.view()
    assert (pin.ask.title, pin.status) == ("A mug", PinStatus.PUBLISHING)


async def test_a_published_pin_can_neither_be_changed_nor_tried_again(desk: Desk) -> None:
    key = await desk.admit()
    await desk.ledger.intents.settle(key, live("801"), LATER)
    assert await desk.edit(title="Red mug") is PinChange.PUBLISHED
    assert await desk.retry() is PinChange.PUBLISHED
    pin = await desk.view()
    assert (pin.status, pin.pin_id, pin.ended) == (PinStatus.PUBLISHED, "801", LATER)


async def test_a_pin_that_failed_waits_again_under_its_own_key(desk: Desk) -> None:
    key = await desk.admit()
    await desk.ledger.intents.settle(key, REFUSED, LATER)
    assert (await desk.view()).reason == Reason.IMAGE_TOO_SMALL
    assert await desk.retry() is PinChange.DONE
    assert (await desk.view()).status is PinStatus.QUEUED
    assert await desk.admit() == key


async def test_a_pin_that_failed_and_was_changed_is_tried_again_as_another(desk: Desk) -> None:
    key = await desk.admit()
    await desk.ledger.intents.settle(key, REFUSED, LATER)
    assert await desk.edit(title="Red mug") is PinChange.DONE
    assert (await desk.view()).status is PinStatus.FAILED
    assert await desk.retry(title="Red mug") is PinChange.DONE
    assert (await desk.view()).status is PinStatus.QUEUED
    assert await desk.admit() != key


async def test_failed_pins_are_found_by_what_they_are_told_with(desk: Desk) -> None:
    key = await desk.admit()
    await desk.ledger.intents.settle(key, PinOutcome(outcome=Outcome.UNCONFIRMED, board_id=BOARD), LATER)
    assert (await desk.view()).reason == "unconfirmed"
    assert await desk.found_by("unconfirmed") == 1
    assert await desk.found_by("image_too_small") == 0


async def test_a_published_pin_is_found_by_no_failure(desk: Desk) -> None:
    """It was called off too late, and its row says so."""
    key = await desk.admit()
    await desk.ledger.intents.make_ready(key, MEDIA, START)
    await desk.ledger.claimed(key)
    await desk.ledger.intents.withdraw(key, LATER)
    await desk.ledger.intents.settle(key, live("801"), LATER)
    pin = await desk.view()
    assert (pin.status, pin.reason) == (PinStatus.PUBLISHED, Reason.CANCELLED_TOO_LATE)
    assert await desk.found_by(Reason.CANCELLED_TOO_LATE) == 0


async def test_what_cannot_be_told_is_not_tried_elsewhere(desk: Desk) -> None:
    key = await desk.admit()
    await desk.ledger.intents.settle(key, PinOutcome(outcome=Outcome.UNCONFIRMED, board_id=BOARD), LATER)
    assert await desk.retry(board="another") is PinChange.ON_THE_WIRE
    assert await desk.retry() is PinChange.DONE


async def test_a_pin_that_waits_has_nothing_to_be_tried_again(desk: Desk) -> None:
    assert await desk.retry() is PinChange.NOT_FAILED


async def test_a_deleted_pin_is_withdrawn_and_its_key_is_not_given_again(desk: Desk) -> None:
    assert await desk.orders.delete(desk.new.id, LATER) is PinChange.DONE
    assert await desk.orders.delete(desk.new.id, LATER) is PinChange.UNKNOWN
    assert await SqlApiPinViews(desk.database).find(desk.new.id, LATER) is None
    assert (await desk.ledger.launches.tally(desk.new.launch)).withdrawn == 1
    (answer,) = await SqlApiPins(desk.database).put([desk.new])
    assert answer.kept == "conflict"


async def test_a_live_pin_that_is_to_go_waits_for_the_worker(desk: Desk) -> None:
    key = await desk.admit()
    await desk.ledger.intents.settle(key, live("801"), LATER)
    await desk.orders.delete(desk.new.id, LATER, at_pinterest=True)
    (due,) = await desk.removals.due(LATER, 10)
    assert (due.account, due.key, due.pin_id, due.under_way) == (ACCOUNT, key, "801", False)
    await desk.removals.put_off(due.id, LATER + 5, "the quota")
    assert await desk.removals.due(LATER, 10) == []
    assert (await desk.orders.removal(desk.new.id)).error == "the quota"
    await desk.removals.done(due.id, LATER + 6)
    end = await desk.orders.removal(desk.new.id)
    assert (end.waits, end.removed, end.error) == (False, LATER + 6, None)


async def test_a_pin_that_never_was_needs_no_deletion(desk: Desk) -> None:
    await desk.orders.delete(desk.new.id, LATER, at_pinterest=True)
    assert await desk.removals.due(LATER, 10) == []

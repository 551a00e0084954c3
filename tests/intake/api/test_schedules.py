"""Schedules through PinBridge's own clients: a pin with a moment, changed, called off and tried again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from pinbridge_sdk import APIError, AsyncPinbridgeClient, NotFoundError, ValidationError
from pinbridge_sdk.models import ScheduleCreate, ScheduleResponse, ScheduleStatus, ScheduleUpdate

from contracts.api_ids import account_uuid
from contracts.ledger import RowIntent
from contracts.names import AccountKey, PinKey
from contracts.outcome import Outcome, PinOutcome, Reason
from intake.api.schedules_wire import PAST_SECONDS_MAX
from starter.api_schedules import schedule_resources
from store.database import Database
from store.wakes import SqlWakes
from tests.builders import ACCOUNT, BOARD, an_intent
from tests.fakes.clock import START, FakeClock
from tests.intake.api.pin_resources import pin_desk
from tests.intake.api.sdk import async_client, with_sync_client
from tests.intake.api.served import ServedApi, serve_api
from tests.ledger import MEDIA, Ledger, a_draft, live

NOW = datetime.fromtimestamp(START, UTC)
TOMORROW = NOW + timedelta(days=1)
REFUSED = PinOutcome(outcome=Outcome.REFUSED, reason=Reason.IMAGE_TOO_SMALL, message="585 px wide")


@pytest.fixture
async def api(database: Database) -> AsyncIterator[ServedApi]:
    resources = schedule_resources(database, pin_desk(database))
    operations = [operation for resource in resources for operation in resource.operations()]
    async with serve_api(database, FakeClock(), operations) as served:
        yield served


@pytest.fixture
async def client(api: ServedApi) -> AsyncIterator[AsyncPinbridgeClient]:
    async with async_client(api) as client:
        yield client


def a_schedule(**changes: object) -> ScheduleCreate:
    fields: dict[str, object] = {
        "account_id": account_uuid(ACCOUNT),
        "run_at": TOMORROW,
        "board_id": BOARD,
        "title": "A mug",
        "description": "Holds tea.",
        "link_url": "https://shop.example.com/mug",
        "image_url": "https://cdn.example.com/mug.jpg",
    }
    return ScheduleCreate.model_validate(fields | changes)


async def admit(api: ServedApi, schedule: ScheduleResponse) -> PinKey:
    """Its pin is on its way; its key."""
    launches = Ledger(api.database).launches
    wakes = await SqlWakes(api.database).pending(100)
    launch = next(wake.launch for wake in wakes if wake.launch)
    rows = await launches.waiting_rows(launch, 100, START)
    row = next(row for row in rows if row.product.key == f"api:{schedule.id}")
    decided = RowIntent(row=row.row, intent=an_intent(row.product))
    (pin,) = await launches.register(launch, [decided], START)
    return pin.key


async def test_a_schedule_waits_for_its_moment(client: AsyncPinbridgeClient) -> None:
    made = await client.schedules.create(a_schedule())
    assert (made.status, made.run_at, made.pin_id) == (ScheduleStatus.SCHEDULED, TOMORROW, None)
    assert made.pinterest_account_id == account_uuid(ACCOUNT)
    assert made.payload["title"] == "A mug"
    assert await client.schedules.get(made.id) == made


async def test_without_a_key_the_same_schedule_again_is_another(client: AsyncPinbridgeClient) -> None:
    first, second = [await client.schedules.create(a_schedule()) for _ in range(2)]
    assert first.id != second.id


async def test_with_a_key_the_same_schedule_again_is_the_same(client: AsyncPinbridgeClient) -> None:
    body = a_schedule().model_dump(mode="json", exclude_none=True) | {"idempotency_key": "mug-in-march"}
    first, second = [await client.schedules.create(body) for _ in range(2)]
    assert first == second
    with pytest.raises(APIError) as refused:
        await client.schedules.create(body | {"title": "Another mug"})
    assert (refused.value.status_code, refused.value.code) == (409, "idempotency_conflict")


async def test_a_moment_that_has_passed_is_refused(client: AsyncPinbridgeClient) -> None:
    for past in (NOW - timedelta(seconds=PAST_SECONDS_MAX + 1), NOW - timedelta(days=400)):
        with pytest.raises(ValidationError, match="run_at: it must be in the future") as refused:
            await client.schedules.create(a_schedule(run_at=past))
        assert refused.value.code == "validation_error"
    assert await client.schedules.list() == []
    just = await client.schedules.create(a_schedule(run_at=NOW - timedelta(seconds=PAST_SECONDS_MAX - 1)))
    assert just.status is ScheduleStatus.QUEUED


async def test_what_was_asked_for_in_time_may_be_asked_for_again_later(
    api: ServedApi, client: AsyncPinbridgeClient
) -> None:
    body = a_schedule().model_dump(mode="json", exclude_none=True) | {"idempotency_key": "mug-in-march"}
    made = await client.schedules.create(body)
    edit = ScheduleUpdate(run_at=TOMORROW, title="A large mug")
    await api.clock.advance(2 * 86_400.0)

    assert (await client.schedules.create(body)).id == made.id
    dry = await client.schedules.validate(body)
    assert (dry.valid, dry.checks[-1].code) == (True, "run_at_passed")
    assert (await client.schedules.update(made.id, edit)).payload["title"] == "A large mug"
    await client.schedules.cancel(made.id)
    assert (await client.schedules.retry(made.id)).status is ScheduleStatus.QUEUED


async def test_a_schedule_cannot_be_put_into_the_past(client: AsyncPinbridgeClient) -> None:
    made = await client.schedules.create(a_schedule())
    with pytest.raises(ValidationError, match="run_at: it must be in the future"):
        await client.schedules.update(made.id, ScheduleUpdate(run_at=NOW - timedelta(hours=1)))
    assert (await client.schedules.get(made.id)).run_at == TOMORROW


async def test_a_window_moves_the_moment_to_when_it_opens(client: AsyncPinbridgeClient) -> None:
    body = a_schedule(run_at="2026-11-21T10:00:00Z").model_dump(mode="json", exclude_none=True)
    made = await client.schedules.create(body | {"window": "Mon-Fri 18:00-22:00 America/New_York"})
    assert made.run_at == datetime(2026, 11, 23, 23, tzinfo=UTC)
    for window in ("whenever", "Mon 18:00-22:00 Atlantis/Main"):
        with pytest.raises(ValidationError) as refused:
            await client.schedules.create(body | {"window": window})
        assert refused.value.code == "window_unreadable"


@pytest.mark.parametrize(
    "wrong",
    [
        {"run_at": "2026-11-21T10:00:00"},
        {"run_at": "0001-01-01T00:00:00+14:00", "window": "daily 18:00-22:00 Europe/Berlin"},
        {"run_at": "9999-12-31T23:59:59-14:00"},
        {"run_at": None},
        {"image_url": None},
        {"title": ""},
        {"asset_id": str(uuid4())},
    ],
)
async def test_what_cannot_be_a_schedule_is_refused(
    client: AsyncPinbridgeClient, wrong: dict[str, object]
) -> None:
    body = a_schedule().model_dump(mode="json", exclude_none=True) | wrong
    with pytest.raises(ValidationError) as refused:
        await client.schedules.create(body)
    assert refused.value.code == "validation_error"


async def test_a_dry_run_says_what_would_become_of_it_and_keeps_nothing(client: AsyncPinbridgeClient) -> None:
    ahead = await client.schedules.validate(a_schedule())
    assert (ahead.valid, {check.name: check.status.value for check in ahead.checks}["run_at"]) == (True, "passed")
    passed = await client.schedules.validate(a_schedule(run_at=NOW - timedelta(hours=1)))
    assert (passed.valid, passed.checks[-1].code) == (False, "run_at_passed")
    assert passed.checks[-1].status.value == "failed"
    just = await client.schedules.validate(a_schedule(run_at=NOW - timedelta(seconds=5)))
    assert (just.valid, just.checks[-1].status.value, just.checks[-1].code) == (True, "warning", "run_at_passed")
    body = a_schedule().model_dump(mode="json", exclude_none=True) | {"window": "whenever"}
    never = await client.schedules.validate(body)
    assert (never.valid, never.checks[0].code) == (False, "window_unreadable")
    nobody = await client.schedules.validate(a_schedule(account_id=uuid4()))
    assert (nobody.valid, nobody.checks[0].code) == (False, "account_not_found")
    assert await client.schedules.list() == []


async def test_a_dry_run_of_a_schedule_that_is_there_finds_it(client: AsyncPinbridgeClient) -> None:
    body = a_schedule().model_dump(mode="json", exclude_none=True) | {"idempotency_key": "mug-in-march"}
    made = await client.schedules.create(body)
    found = await client.schedules.validate(body)
    assert (found.valid, found.existing_pin_id) == (True, made.id)


async def test_schedules_are_listed_by_their_moments(api: ServedApi) -> None:
    async with async_client(api) as client:
        late = await client.schedules.create(a_schedule(run_at=TOMORROW + timedelta(days=1), title="Late mug"))
        soon = await client.schedules.create(a_schedule(title="Soon mug"))
    page = await with_sync_client(api, lambda sync: sync.schedules.list_page(limit=1))
    assert ([found.id for found in page.items], page.total) == ([late.id], 2)
    first = await with_sync_client(api, lambda sync: sync.schedules.list(sort="run_at_asc"))
    assert [found.id for found in first] == [soon.id, late.id]
    searched = await with_sync_client(api, lambda sync: sync.schedules.list(q="late MUG"))
    assert [found.id for found in searched] == [late.id]
    until = await with_sync_client(api, lambda sync: sync.schedules.list(until=late.run_at))
    since = await with_sync_client(api, lambda sync: sync.schedules.list(since=late.run_at))
    assert ([found.id for found in until], [found.id for found in since]) == ([soon.id], [late.id])
    done = await with_sync_client(api, lambda sync: sync.schedules.list(status=ScheduleStatus.DONE))
    assert done == []


async def test_a_schedule_that_waits_is_changed_in_place(client: AsyncPinbridgeClient) -> None:
    made = await client.schedules.create(a_schedule())
    later = TOMORROW + timedelta(hours=3)
    changed = await client.schedules.update(made.id, ScheduleUpdate(run_at=later, title="A large mug"))
    assert (changed.id, changed.run_at, changed.status) == (made.id, later, ScheduleStatus.SCHEDULED)
    assert (changed.payload["title"], changed.payload["description"]) == ("A large mug", "Holds tea.")
    emptied = await client.schedules.update(made.id, {"description": None})
    assert (emptied.payload["description"], emptied.run_at) == (None, later)


async def test_null_says_nothing_of_pictures_and_covers(client: AsyncPinbridgeClient) -> None:
    made = await client.schedules.create(a_schedule(cover_image_url="https://cdn.example.com/cover.jpg"))
    nothing = {"image_url": None, "asset_id": None, "cover_image_url": None, "cover_image_asset_id": None}
    changed = await client.schedules.update(made.id, {"title": "A large mug", **nothing})
    assert changed.payload == made.payload | {"title": "A large mug"}


async def test_a_cancelled_schedule_stays_to_be_seen_and_may_be_tried_again(client: AsyncPinbridgeClient) -> None:
    made = await client.schedules.create(a_schedule())
    for _ in range(2):
        assert (await client.schedules.cancel(made.id)).status is ScheduleStatus.CANCELED
    with pytest.raises(APIError) as refused:
        await client.schedules.update(made.id, ScheduleUpdate(title="Too late"))
    assert (refused.value.status_code, refused.value.code) == (409, "schedule_not_editable")
    assert (await client.schedules.retry(made.id)).status is ScheduleStatus.SCHEDULED


async def test_it_is_told_as_its_pin_goes_on(api: ServedApi, client: AsyncPinbridgeClient) -> None:
    made = await client.schedules.create(a_schedule(run_at=NOW))
    assert made.status is ScheduleStatus.QUEUED
    ledger = Ledger(api.database)
    await ledger.accounts.pause(ACCOUNT, "stocktaking")
    assert (await client.schedules.get(made.id)).status is ScheduleStatus.DEFERRED
    await ledger.accounts.unpark(ACCOUNT, START)
    key = await admit(api, made)
    await ledger.intents.settle(key, REFUSED, START + 5)
    failed = await client.schedules.get(made.id)
    assert (failed.status, failed.last_error, failed.pin_id) == (ScheduleStatus.FAILED, "585 px wide", made.id)
    assert (await client.schedules.retry(made.id)).status is ScheduleStatus.QUEUED
    with pytest.raises(APIError) as refused:
        await client.schedules.retry(made.id)
    assert refused.value.code == "schedule_not_failed"


async def test_a_schedule_whose_pin_is_on_the_wire_cannot_be_called_off(
    api: ServedApi, client: AsyncPinbridgeClient
) -> None:
    """Its request has left: whether a pin comes of it nobody knows yet, and nobody may say that none does."""
    made, ledger = await client.schedules.create(a_schedule(run_at=NOW)), Ledger(api.database)
    key = await admit(api, made)
    await ledger.intents.keep_draft(key, a_draft(key))
    await ledger.intents.make_ready(key, MEDIA, START)
    await ledger.claimed(key)
    with pytest.raises(APIError) as refused:
        await client.schedules.cancel(made.id)
    assert (refused.value.status_code, refused.value.code) == (409, "schedule_not_editable")
    assert (await client.schedules.get(made.id)).status is ScheduleStatus.RUNNING
    await ledger.intents.settle(key, live("801"), START + 5)
    with pytest.raises(APIError) as late:
        await client.schedules.cancel(made.id)
    assert (late.value.status_code, late.value.code) == (409, "schedule_not_editable")
    assert (await client.schedules.get(made.id)).status is ScheduleStatus.DONE


async def test_a_deleted_schedule_is_gone(client: AsyncPinbridgeClient) -> None:
    made = await client.schedules.create(a_schedule())
    await client.schedules.delete(made.id)
    with pytest.raises(NotFoundError) as gone:
        await client.schedules.get(made.id)
    assert gone.value.code == "schedule_not_found"


async def test_many_at_once_have_an_answer_each(client: AsyncPinbridgeClient) -> None:
    one, other = [(await client.schedules.create(a_schedule())).id for _ in range(2)]
    nobody = uuid4()
    canceled = await client.schedules.bulk_cancel([one, nobody])
    assert [(item.id, item.status, item.error_code) for item in canceled.results] == [
        (one, "succeeded", None),
        (nobody, "failed", "schedule_not_found"),
    ]
    again = await client.schedules.bulk_retry([one, other])
    assert [(item.status, item.error_code) for item in again.results] == [
        ("succeeded", None),
        ("skipped", "schedule_not_failed"),
    ]
    deleted = await client.schedules.bulk_delete([one, other])
    assert (deleted.succeeded_count, await client.schedules.list()) == (2, [])


async def test_a_key_for_other_accounts_sees_no_schedule(api: ServedApi, client: AsyncPinbridgeClient) -> None:
    made = await client.schedules.create(a_schedule())
    async with async_client(api, await api.new_key(accounts=[AccountKey("stranger")])) as stranger:
        assert await stranger.schedules.list() == []
        with pytest.raises(NotFoundError):
            await stranger.schedules.cancel(made.id)


async def test_a_pin_without_a_moment_is_no_schedule(client: AsyncPinbridgeClient) -> None:
    with pytest.raises(NotFoundError):
        await client.schedules.get(UUID(int=5))

"""The activity log is the ledger's own moments, newest first, in pages that lose nothing."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator

import pytest
from pinbridge_sdk.models import ActivityLogCategory, ActivityLogStatus

from contracts.accounts import AlertKind, ParkCause
from contracts.api_keys import ApiScope
from contracts.names import AccountKey
from contracts.outcome import Outcome, PinOutcome, Reason
from intake.api.activity import ActivityApi
from store.alerts import end_alerts, raise_alert
from store.api_activity import SqlApiActivity
from store.database import Database
from tests.builders import ACCOUNT, LAUNCH, a_product
from tests.fakes.clock import START, FakeClock
from tests.intake.api.sdk import async_client, with_sync_client
from tests.intake.api.served import ServedApi, serve_api
from tests.ledger import Ledger, live

REFUSED = PinOutcome(outcome=Outcome.REFUSED, reason=Reason.IMAGE_TOO_SMALL, message="585 px wide")
NEWEST_FIRST = [
    "alert.ended",
    "alert.raised",
    "launch.finished",
    "pin.withdrawn",
    "pin.failed",
    "pin.published",
    "api_key.created",
    "launch.created",
]


@pytest.fixture
async def api(database: Database) -> AsyncIterator[ServedApi]:
    await _happen(database)
    operations = ActivityApi(SqlApiActivity(database)).operations()
    async with serve_api(database, FakeClock(START + 100), operations) as served:
        yield served


async def _happen(database: Database) -> None:
    ledger = Ledger(database)
    pins = await ledger.registered(a_product("mug"), a_product("cup"), a_product("jug"))
    ends = (live(), REFUSED, PinOutcome(outcome=Outcome.WITHDRAWN, reason=Reason.CANCELLED))
    for seconds, (pin, end) in enumerate(zip(pins, ends, strict=True), start=1):
        await ledger.intents.settle(pin.key, end, START + seconds)
    await ledger.launches.finish(LAUNCH, START + 4)
    await database.write(
        lambda session: raise_alert(
            session, ACCOUNT, AlertKind.PARKED, cause=ParkCause.TOKEN_DEAD, message="dead", at=START + 5
        )
    )
    await database.write(lambda session: end_alerts(session, ACCOUNT, START + 6, AlertKind.PARKED))


async def test_everything_that_happened_is_told_newest_first(api: ServedApi) -> None:
    log = await with_sync_client(api, lambda client: client.activity_logs.list())
    assert [event.action for event in log.items] == NEWEST_FIRST
    assert log.next_cursor is None
    failed = log.items[4]
    assert (failed.status, failed.category) == (ActivityLogStatus.FAILED, ActivityLogCategory.PUBLISHING)
    assert failed.message == "Product cup: 585 px wide"
    assert failed.metadata["reason"] == "image_too_small"


async def test_pages_are_walked_without_a_loss_or_a_double(api: ServedApi) -> None:
    seen, cursor = [], None
    async with async_client(api) as client:
        while True:
            page = await client.activity_logs.list(limit=3, cursor=cursor)
            seen += [(event.action, event.id) for event in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert [action for action, _ in seen] == NEWEST_FIRST
    assert len({name for _, name in seen}) == len(seen)


async def test_a_page_is_as_long_as_at_pinbridge(api: ServedApi) -> None:
    async with async_client(api) as client:
        assert len((await client.activity_logs.list(limit=200)).items) == len(NEWEST_FIRST)


async def test_it_is_filtered(api: ServedApi) -> None:
    async with async_client(api) as client:
        canceled = await client.activity_logs.list(status=ActivityLogStatus.CANCELED)
        published = await client.activity_logs.list(action="pin.published")
        security = await client.activity_logs.list(category=ActivityLogCategory.SECURITY)
        alerts = await client.activity_logs.list(resource_type="alert")
        billing = await client.activity_logs.list(category=ActivityLogCategory.BILLING)
    assert [event.action for event in canceled.items] == ["pin.withdrawn"]
    assert [event.metadata["pin_id"] for event in published.items] == ["801"]
    assert [event.action for event in security.items] == ["api_key.created"]
    assert [event.action for event in alerts.items] == ["alert.ended", "alert.raised"]
    assert billing.items == []


async def test_a_key_for_other_accounts_sees_nothing_of_this_one_and_no_keys(api: ServedApi) -> None:
    key = await api.new_key(ApiScope.PINS_READ, accounts=[AccountKey("stranger")])
    async with async_client(api, key) as client:
        assert (await client.activity_logs.list()).items == []


A_NUL = urlsafe_b64encode(b'{"at": 1.0, "stream": 0, "key": "a\\u0000"}').decode()


@pytest.mark.parametrize("cursor", ["nonsense", "e30=", "ä", A_NUL])
async def test_a_cursor_that_we_did_not_write_is_refused(api: ServedApi, cursor: str) -> None:
    answer = await api.http.get("/v1/activity-logs", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_unreadable")

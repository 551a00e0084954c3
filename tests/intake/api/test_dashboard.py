"""The dashboard through PinBridge's own clients: the ledger's numbers in hours or days of somebody's clocks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from pinbridge_sdk import ValidationError
from pinbridge_sdk.models import DashboardGranularity

from contracts.api_ids import account_uuid
from intake.api.dashboard import DashboardApi
from intake.api.dashboard_spans import span_of
from store.api_dashboard import SqlApiDashboard
from store.database import Database
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START, FakeClock
from tests.intake.api.sdk import async_client, with_sync_client
from tests.intake.api.served import ServedApi, serve_api
from tests.ledger import Ledger, live

NOW = datetime.fromtimestamp(START, UTC)


@pytest.fixture
async def api(database: Database) -> AsyncIterator[ServedApi]:
    ledger = Ledger(database)
    pin, _ = await ledger.registered(a_product("mug"), a_product("cup"))
    await ledger.intents.settle(pin.key, live(), START + 5)
    operations = DashboardApi(SqlApiDashboard(database), ledger.accounts).operations()
    async with serve_api(database, FakeClock(START + 100), operations) as served:
        yield served


async def test_the_last_thirty_days_are_told_by_days(api: ServedApi) -> None:
    summary = await with_sync_client(api, lambda client: client.dashboard.summary())
    assert (summary.granularity, len(summary.series)) == (DashboardGranularity.DAY, 31)
    assert summary.pins.by_status == {"queued": 1, "deferred": 0, "publishing": 0, "published": 1, "failed": 0}
    assert (summary.pins.total, summary.pins.submitted, summary.pins.success_rate) == (2, 2, 1.0)
    assert (summary.previous_pins.total, summary.previous_pins.success_rate) == (0, None)
    assert sum(point.published for point in summary.series) == 1
    assert [(found.account_id, found.published) for found in summary.published_by_account] == [
        (account_uuid(ACCOUNT), 1)
    ]
    assert (summary.queue.queued, summary.schedules.upcoming) == (1, 0)
    assert summary.import_jobs is not None


async def test_two_days_are_told_by_hours_of_the_zone(api: ServedApi) -> None:
    async with async_client(api) as client:
        summary = await client.dashboard.summary(
            start=NOW - timedelta(hours=1),
            end=NOW + timedelta(hours=1),
            tz="Asia/Kolkata",
            account_id=account_uuid(ACCOUNT),
        )
    assert summary.granularity is DashboardGranularity.HOUR
    assert [point.start.isoformat() for point in summary.series] == [
        "2026-11-18T15:00:00+05:30",
        "2026-11-18T16:00:00+05:30",
        "2026-11-18T17:00:00+05:30",
    ]
    assert (summary.account_id, summary.import_jobs) == (account_uuid(ACCOUNT), None)


async def test_a_time_without_an_offset_is_meant_by_the_zone_that_is_named(api: ServedApi) -> None:
    start, end = datetime(2026, 11, 18), datetime(2026, 11, 19)  # noqa: DTZ001 - what is to be tried
    async with async_client(api) as client:
        summary = await client.dashboard.summary(start=start, end=end, tz="Europe/Berlin")
        assert summary.start == datetime(2026, 11, 17, 23, tzinfo=UTC)
        with pytest.raises(ValidationError) as refused:
            await client.dashboard.summary(start=start, end=end)
    assert refused.value.code == "validation_error"


@pytest.mark.parametrize(
    "query",
    [
        {"tz": "Atlantis/Main"},
        {"start": "2026-11-19T00:00:00Z", "end": "2026-11-18T00:00:00Z"},
        {"start": "2024-11-19T00:00:00Z", "end": "2026-11-18T00:00:00Z"},
        {"start": "0001-01-01T00:00:00", "tz": "Asia/Tokyo"},
        {"end": "0001-01-01T01:00:00Z"},
        {"start": "9999-12-31T22:00:00Z", "end": "9999-12-31T23:59:59Z"},
        {"start": "9999-12-25T22:00:00Z", "end": "9999-12-31T23:59:59Z"},
    ],
)
async def test_a_time_that_cannot_be_meant_is_refused(api: ServedApi, query: dict[str, str]) -> None:
    answer = await api.http.get("/v1/dashboard/summary", params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_error")


def test_the_hour_that_comes_twice_is_told_twice() -> None:
    span = span_of(
        datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC), "Europe/Berlin", START
    )
    assert len(span.starts) == 25
    assert [start.isoformat() for start in span.starts[2:4]] == [
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
    ]


def test_days_are_those_of_the_zone_across_a_change_of_the_clocks() -> None:
    span = span_of(
        datetime(2026, 10, 23, 12, tzinfo=UTC), datetime(2026, 10, 27, 12, tzinfo=UTC), "Europe/Berlin", START
    )
    assert [start.isoformat() for start in span.starts] == [
        "2026-10-23T00:00:00+02:00",
        "2026-10-24T00:00:00+02:00",
        "2026-10-25T00:00:00+02:00",
        "2026-10-26T00:00:00+01:00",
        "2026-10-27T00:00:00+01:00",
    ]

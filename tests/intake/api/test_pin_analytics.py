"""A pin's numbers by PinBridge's own client: those that were read into the ledger, and which still move."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
from pinbridge_sdk.errors import APIError, NotFoundError, ValidationError
from pinbridge_sdk.models.pins import PinResponse

from contracts.names import PinKey
from contracts.pin_results import DuePin, PinDay, PinNumbers, ReadingState
from intake.api.pin_analytics import DAYS_MAX, PinAnalyticsApi
from store.api_pin_views import SqlApiPinViews
from store.database import Database
from store.pin_results import SqlPinResults
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.intake.api.pin_resources import pin_operations
from tests.intake.api.pin_sdk import Sdk
from tests.intake.api.sdk import async_client
from tests.intake.api.served import serve_api
from tests.intake.api.test_pins import NOBODY, a_pin, publish

YESTERDAY = datetime.fromtimestamp(START, UTC).date() - timedelta(days=1)
BEFORE = YESTERDAY - timedelta(days=1)
LONG_AGO = YESTERDAY - timedelta(days=60)
PIN = "801"


@pytest.fixture
async def sdk(database: Database, clock: FakeClock) -> AsyncIterator[Sdk]:
    numbers = PinAnalyticsApi(SqlApiPinViews(database), SqlPinResults(database), simulated=True)
    operations = [*pin_operations(database), *numbers.operations()]
    async with serve_api(database, clock, operations) as served, async_client(served) as client:
        yield Sdk(client)


async def a_published_pin(sdk: Sdk, database: Database) -> PinResponse:
    made = await sdk.pins.create(a_pin())
    await publish(database, made.id)
    return made


async def read(database: Database, *days: PinDay, moving: date | None = None) -> None:
    asked = DuePin(PIN, PinKey("k"), LONG_AGO)
    await SqlPinResults(database).keep(ACCOUNT, [(asked, PinNumbers(days, moving))], YESTERDAY, START)


async def test_what_was_read_is_told_by_day_and_in_all(sdk: Sdk, database: Database) -> None:
    made = await a_published_pin(sdk, database)
    await read(
        database, PinDay(LONG_AGO, 9), PinDay(BEFORE, 100, 3, 2, 1), PinDay(YESTERDAY, 50), moving=YESTERDAY
    )

    told = await sdk.pins.analytics(made.id)

    assert (told.start_date, told.end_date) == (YESTERDAY - timedelta(days=29), YESTERDAY)
    assert told.totals == {"impression": 150, "save": 3, "pin_click": 2, "outbound_click": 1}
    assert [(day.date, day.data_status) for day in told.daily] == [(BEFORE, "READY"), (YESTERDAY, "ESTIMATE")]
    assert told.daily[0].metrics["impression"] == 100
    assert (told.pinterest_pin_id, told.provider_mode.value, told.source) == (PIN, "simulated", "stored")
    assert told.data_as_of == datetime.fromtimestamp(START, UTC)


async def test_days_and_metrics_are_those_that_are_asked_for(sdk: Sdk, database: Database) -> None:
    made = await a_published_pin(sdk, database)
    await read(database, PinDay(LONG_AGO, 9, 4), PinDay(BEFORE, 100))

    told = await sdk.pins.analytics(
        made.id,
        start_date=LONG_AGO,
        end_date=LONG_AGO,
        metrics=["SAVE", "VIDEO_V50_WATCH_TIME"],
        include_daily=False,
    )

    assert (told.totals, told.daily) == ({"save": 4}, [])


async def test_numbers_that_nobody_read_are_no_zeros(sdk: Sdk, database: Database) -> None:
    made = await a_published_pin(sdk, database)

    told = await sdk.pins.analytics(made.id)

    assert (told.totals, told.daily, told.data_as_of) == ({}, [], None)


@pytest.mark.parametrize("state", [ReadingState.CLOSED, ReadingState.GONE, ReadingState.REFUSED])
async def test_numbers_that_were_refused_are_no_zeros_and_those_of_before_stay(
    sdk: Sdk, database: Database, state: ReadingState
) -> None:
    made, asked = await a_published_pin(sdk, database), DuePin(PIN, PinKey("k"), LONG_AGO)
    await SqlPinResults(database).miss(ACCOUNT, asked, state, "403 not yours", START + 10)
    never = await sdk.pins.analytics(made.id)
    await read(database, PinDay(BEFORE, 100))
    await SqlPinResults(database).miss(ACCOUNT, asked, state, "403 not yours", START + 20)
    before = await sdk.pins.analytics(made.id)

    assert (never.totals, never.daily, never.data_as_of) == ({}, [], None)
    assert before.totals["impression"] == 100
    assert before.data_as_of == datetime.fromtimestamp(START, UTC)


async def test_what_has_no_numbers_says_so(sdk: Sdk, database: Database) -> None:
    waiting = await sdk.pins.create(a_pin("waits"))
    with pytest.raises(APIError) as early:
        await sdk.pins.analytics(waiting.id)
    with pytest.raises(NotFoundError):
        await sdk.pins.analytics(NOBODY)

    assert (early.value.status_code, early.value.code) == (409, "pin_not_published")


async def test_pinterest_is_not_asked_and_a_span_has_an_end(sdk: Sdk, database: Database) -> None:
    made = await a_published_pin(sdk, database)
    with pytest.raises(ValidationError, match="source"):
        await sdk.pins.analytics(made.id, source="live")
    for first in (YESTERDAY + timedelta(days=1), YESTERDAY - timedelta(days=DAYS_MAX)):
        with pytest.raises(ValidationError, match="start_date"):
            await sdk.pins.analytics(made.id, start_date=first, end_date=YESTERDAY)

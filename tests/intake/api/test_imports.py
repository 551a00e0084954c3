"""Imports by PinBridge's own client, over real HTTP: each row by its own key, each with an answer."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pinbridge_sdk import PinbridgeClient
from pinbridge_sdk.errors import NotFoundError, ValidationError
from pinbridge_sdk.models.common import ImportJobStatus, ImportSourceType, PinStatus

from contracts.api_imports import IMPORT_ROWS_MAX, IMPORT_SECONDS_MAX, ImportJob, ImportKind, ImportStatus
from contracts.api_pins import KeptPin, NewApiPin
from contracts.names import AccountKey
from contracts.trouble import LedgerBusy
from intake.api.imports import ImportsApi
from intake.api.pins_groups import PinGroups
from store.api_imports import SqlApiImports
from store.api_pins import SqlApiPins
from store.database import Database
from tests.fakes.clock import START, FakeClock
from tests.intake.api.pin_resources import pin_desk, pin_operations
from tests.intake.api.pin_sdk import Sdk, WaitingSdk
from tests.intake.api.sdk import async_client, with_sync_client
from tests.intake.api.served import ServedApi, serve_api
from tests.intake.api.test_pins import a_pin

LATER = datetime.fromtimestamp(START, UTC) + timedelta(days=2)
CSV = """account_id,board_name,title,image_url,idempotency_key,related_terms,run_at,note
demo,Mugs,Red mug,https://cdn.example.com/r.jpg,r-1,"mugs, red",,never read
demo,Mugs,Blue mug,https://cdn.example.com/b.jpg,b-1,,2099-01-01T10:00:00Z,
demo,Mugs,,https://cdn.example.com/n.jpg,n-1,,,
"""


@pytest.fixture
async def served(database: Database, clock: FakeClock) -> AsyncIterator[ServedApi]:
    imports = ImportsApi(pin_desk(database), SqlApiImports(database), clock.now)
    async with serve_api(database, clock, [*pin_operations(database), *imports.operations()]) as served:
        yield served


@pytest.fixture
async def sdk(served: ServedApi) -> AsyncIterator[Sdk]:
    async with async_client(served) as client:
        yield Sdk(client)


async def test_each_row_is_a_pin_and_the_same_rows_again_are_the_same_pins(sdk: Sdk) -> None:
    scheduled = {**a_pin("mug-2").model_dump(mode="json", exclude_none=True), "run_at": LATER.isoformat()}
    wrong = {**a_pin("mug-3").model_dump(mode="json", exclude_none=True), "run_at": "2026-12-01T10:00:00"}
    job = await sdk.pins.import_json([a_pin(), scheduled, wrong])
    assert (job.status, job.source_type) == (ImportJobStatus.COMPLETED_WITH_ERRORS, ImportSourceType.JSON)
    assert (job.total_rows, job.created_rows, job.existing_rows, job.failed_rows) == (3, 2, 0, 1)
    first, second, third = job.results
    assert (third.row_number, third.error_code) == (3, "validation_error")
    assert second.schedule_id == second.pin_id
    assert second.pin_id is not None
    assert (await sdk.pins.get(second.pin_id)).status is PinStatus.DEFERRED
    again = await sdk.pins.import_json([a_pin(), scheduled])
    assert (again.created_rows, again.existing_rows) == (0, 2)
    assert [line.pin_id for line in again.results] == [first.pin_id, second.pin_id]
    assert await sdk.pins.get_import(job.id) == job
    assert {found.id for found in await sdk.pins.list_imports()} == {job.id, again.id}
    assert [found.id for found in await sdk.pins.list_imports(status="completed")] == [again.id]
    assert await sdk.pins.list_imports(source_type="csv") == []


async def test_a_csv_file_has_the_same_names_as_columns(served: ServedApi) -> None:
    def converse(client: PinbridgeClient) -> None:
        sdk = WaitingSdk(client)
        job = sdk.pins.import_csv(CSV.encode(), filename="pins.csv")
        assert (job.source_type, job.source_filename) == (ImportSourceType.CSV, "pins.csv")
        assert [line.status for line in job.results] == ["created", "created", "failed"]
        assert job.results[0].pin_id is not None
        assert sdk.pins.get(job.results[0].pin_id).related_terms == ["mugs", "red"]
        assert sdk.pins.import_json([a_pin()]).created_rows == 1
        assert sdk.pins.get_import(job.id) == job
        assert len(sdk.pins.list_imports(limit=1)) == 1

    await with_sync_client(served, converse)


A_NUL = CSV.replace("Red mug", "Red\x00mug").encode()
"""PostgreSQL keeps no text with one."""


@pytest.mark.parametrize("content", [b"", b"title\nMug\n", b"\xff\xfe\x00", b'account_id,"title', A_NUL])
async def test_what_is_no_such_file_is_refused(sdk: Sdk, content: bytes) -> None:
    with pytest.raises(ValidationError):
        await sdk.pins.import_csv(content, filename="pins.csv")
    assert await sdk.pins.list_imports() == []


async def test_what_nobody_sees_is_left_out_of_a_file_s_name(served: ServedApi) -> None:
    """Sent as it is: PinBridge's client would write it otherwise."""
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="p\x00ins.csv"\r\n\r\n'
    answer = await served.http.post(
        "/v1/pins/imports/csv",
        content=head + CSV.encode() + b"\r\n--cut--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=cut"},
    )
    assert (answer.status_code, answer.json().get("source_filename")) == (201, "pins.csv")


async def test_too_many_rows_are_refused_at_once(served: ServedApi) -> None:
    answer = await served.http.post("/v1/pins/imports/json", json=[{}] * (IMPORT_ROWS_MAX + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "import_too_large")


async def test_a_key_for_some_accounts_sees_its_own_imports(sdk: Sdk, served: ServedApi) -> None:
    job = await sdk.pins.import_json([a_pin()])
    strange = await served.new_key(accounts=[AccountKey("another")])
    async with async_client(served, strange) as client:
        stranger = Sdk(client)
        assert await stranger.pins.list_imports() == []
        with pytest.raises(NotFoundError):
            await stranger.pins.get_import(job.id)
        own = await stranger.pins.import_json([a_pin("mug-9")])
        assert own.status is ImportJobStatus.FAILED
        assert [found.id for found in await stranger.pins.list_imports()] == [own.id]


async def test_an_import_is_seen_from_its_beginning_and_has_failed_when_its_server_died(
    sdk: Sdk, database: Database, clock: FakeClock
) -> None:
    """As a server leaves it that is killed over it."""
    begun = ImportJob(
        id=uuid4(), key_id="k", kind=ImportKind.JSON, status=ImportStatus.PROCESSING, total=3, created=clock.now()
    )
    await SqlApiImports(database).keep(begun)
    seen = await sdk.pins.get_import(begun.id)
    assert (seen.status, seen.total_rows, seen.processed_rows) == (ImportJobStatus.PROCESSING, 3, 0)
    assert [job.id for job in await sdk.pins.list_imports(status="processing")] == [begun.id]
    await clock.advance(IMPORT_SECONDS_MAX + 1.0)
    dead = await sdk.pins.get_import(begun.id)
    assert dead.status is ImportJobStatus.FAILED
    assert dead.completed_at is not None
    assert dead.completed_at.timestamp() == begun.created + IMPORT_SECONDS_MAX
    assert "Send it again" in (dead.error_message or "")
    assert [job.id for job in await sdk.pins.list_imports(status="failed")] == [begun.id]


@pytest.mark.parametrize(("trouble", "status"), [(LedgerBusy("away"), 503), (ValueError("unforeseen"), 500)])
async def test_an_import_that_nobody_waits_for_leaves_what_it_is(
    sdk: Sdk, database: Database, trouble: Exception, status: int
) -> None:
    """It breaks off in the midst of it: what is written down says that it failed."""

    class Broken(SqlApiPins):
        async def put(self, new: Sequence[NewApiPin]) -> Sequence[KeptPin]:
            raise trouble

    desk = replace(pin_desk(database), groups=PinGroups(Broken(database)))
    imports = ImportsApi(desk, SqlApiImports(database), FakeClock().now)
    async with serve_api(database, FakeClock(), imports.operations()) as broken:
        answer = await broken.http.post("/v1/pins/imports/json", json=[a_pin().model_dump(mode="json")])
    assert answer.status_code == status
    (job,) = await sdk.pins.list_imports()
    assert job.status is ImportJobStatus.FAILED
    assert job.completed_at is not None
    assert "Send it again" in (job.error_message or "")

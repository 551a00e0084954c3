"""Pins by PinBridge's own client, unchanged, over real HTTP: asked for, looked at, changed and taken back."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from pinbridge_sdk import PinbridgeClient
from pinbridge_sdk.errors import APIError, AuthenticationError, NotFoundError, ValidationError
from pinbridge_sdk.models.common import PinStatus
from pinbridge_sdk.models.pins import PinCreate, PinRetryRequest, PinUpdate
from sqlmodel import Session, col, select, update

from contracts.api_ids import account_uuid
from contracts.api_keys import ApiScope
from contracts.ledger import RowRefused
from contracts.names import AccountKey
from contracts.outcome import Outcome, Reason
from contracts.refusals import refuse
from drafting.addresses import ADDRESS_MAX
from store.database import Database
from store.tables.api import ApiPinRow
from store.tables.launches import ProductRow
from tests.builders import ACCOUNT, BOARD
from tests.fakes.clock import START, FakeClock
from tests.intake.api.pin_resources import FILM, PICTURE, pin_operations
from tests.intake.api.pin_sdk import Sdk, WaitingSdk
from tests.intake.api.sdk import async_client, with_sync_client
from tests.intake.api.served import ServedApi, serve_api
from tests.ledger import Ledger

NOBODY = UUID(int=99)


def a_pin(key: str = "mug-1", **changes: object) -> PinCreate:
    fields: dict[str, object] = {
        "account_id": account_uuid(ACCOUNT),
        "board_id": BOARD,
        "title": "Blue mug",
        "description": "Holds tea.",
        "link_url": "https://shop.example.com/mug",
        "image_url": "https://cdn.example.com/mug.jpg",
        "idempotency_key": key,
    }
    return PinCreate.model_validate(fields | changes)


@pytest.fixture
async def served(database: Database, clock: FakeClock) -> AsyncIterator[ServedApi]:
    async with serve_api(database, clock, pin_operations(database)) as served:
        yield served


@pytest.fixture
async def sdk(served: ServedApi) -> AsyncIterator[Sdk]:
    async with async_client(served) as client:
        yield Sdk(client)


async def refuse_first_row(ledger: Ledger) -> None:
    """The first row of the one launch ends as a picture that is too small."""
    (launch,) = await ledger.launches.unfinished()
    refused = refuse(Reason.IMAGE_TOO_SMALL, "The picture is 585 px wide.")
    await ledger.launches.judge(launch.launch, [RowRefused(row=1, refused=refused)], 1, START)


async def test_a_pin_is_asked_for_and_looked_at(sdk: Sdk) -> None:
    made = await sdk.pins.create(a_pin(alt_text="A mug", related_terms=["mugs"], dominant_color="6e7874"))
    assert (made.status, made.title, made.board_id) == (PinStatus.QUEUED, "Blue mug", BOARD)
    assert made.pinterest_account_id == account_uuid(ACCOUNT)
    assert await sdk.pins.get(made.id) == made
    job = await sdk.jobs.get(made.id)
    assert (job.pin_id, job.status, job.submitted_at) == (made.id, PinStatus.QUEUED, made.created_at)


async def test_the_client_that_waits_does_the_same(served: ServedApi) -> None:
    def converse(client: PinbridgeClient) -> None:
        sdk = WaitingSdk(client)
        made = sdk.pins.create(a_pin())
        assert sdk.pins.get(made.id) == made
        assert sdk.jobs.get(made.id).status is PinStatus.QUEUED
        batch = sdk.pins.create_batch([a_pin(), a_pin("mug-2")])
        assert (batch.created_count, batch.existing_count) == (1, 1)
        assert sdk.pins.list_page(limit=1).total == 2
        assert sdk.pins.update(made.id, PinUpdate(title="Red mug")).title == "Red mug"
        assert sdk.pins.bulk_retry([made.id]).skipped_count == 1
        assert sdk.pins.delete(made.id) is None
        gone = sdk.pins.delete(sdk.pins.list()[0].id, delete_from_pinterest=True)
        assert gone is not None
        assert (gone.removed_from_pinterest, gone.reason) == (False, "not_published")
        assert sdk.pins.list() == []

    await with_sync_client(served, converse)


async def test_the_same_key_again_is_the_same_pin(sdk: Sdk, served: ServedApi) -> None:
    first = await sdk.pins.create(a_pin())
    assert await sdk.pins.create(a_pin()) == first
    raw = a_pin().model_dump(mode="json", exclude_none=True)
    again = await served.http.post("/v1/pins", json={**raw, "account_id": "demo"})
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.json()["id"] == str(first.id)


async def test_the_same_key_for_another_pin_is_refused(sdk: Sdk) -> None:
    await sdk.pins.create(a_pin())
    with pytest.raises(APIError) as refused:
        await sdk.pins.create(a_pin(title="Red mug"))
    assert (refused.value.status_code, refused.value.code) == (409, "idempotency_conflict")


async def test_of_a_batch_each_has_an_answer_of_its_own(sdk: Sdk) -> None:
    await sdk.pins.create(a_pin())
    wrong = {**a_pin("mug-3").model_dump(mode="json", exclude_none=True), "title": ""}
    batch = await sdk.pins.create_batch(
        [a_pin(), a_pin("mug-2"), wrong, a_pin("mug-4", account_id=NOBODY), a_pin(title="Red mug"), a_pin("mug-2")]
    )
    assert [item.status.value for item in batch.results] == [
        "existing",
        "created",
        "failed",
        "failed",
        "failed",
        "existing",
    ]
    codes = [item.error and item.error["code"] for item in batch.results]
    assert codes == [None, None, "validation_error", "account_not_found", "idempotency_conflict", None]
    assert (batch.created_count, batch.existing_count, batch.failed_count) == (1, 2, 3)


async def test_pins_are_listed_in_pages_with_their_total(sdk: Sdk, clock: FakeClock) -> None:
    for number in range(5):
        await clock.set(START + number)
        await sdk.pins.create(a_pin(f"mug-{number}", title=f"Mug {9 - number}"))
    page = await sdk.pins.list_page(limit=2, offset=1)
    assert ([pin.title for pin in page.items], page.total, page.has_more) == (["Mug 6", "Mug 7"], 5, True)
    assert [pin.title for pin in await sdk.pins.list(sort="title_asc", limit=1)] == ["Mug 5"]
    assert [pin.title for pin in await sdk.pins.list(q="mug 8", status="queued")] == ["Mug 8"]
    assert await sdk.pins.list(account_id=NOBODY) == []
    assert await sdk.pins.list(removed=True) == []
    assert await sdk.pins.list(status="published", error_code="image_too_small", board_id=BOARD) == []


async def test_a_page_is_as_long_as_at_pinbridge_and_no_longer(sdk: Sdk) -> None:
    await sdk.pins.create(a_pin())
    assert len(await sdk.pins.list(limit=200)) == 1
    with pytest.raises(ValidationError):
        await sdk.pins.list(limit=201)


async def test_a_pin_that_failed_says_why_and_is_tried_again(sdk: Sdk, served: ServedApi, ledger: Ledger) -> None:
    made = await sdk.pins.create(a_pin())
    await refuse_first_row(ledger)
    failed = await sdk.pins.get(made.id)
    assert (failed.status, failed.error_code) == (PinStatus.FAILED, "image_too_small")
    assert "585 px" in (failed.error_message or "")
    raw = (await served.http.get(f"/v1/pins/{made.id}")).json()
    assert (raw["who_must_act"], raw["launch"]) == ("merchant", (await ledger.launches.unfinished())[0].launch)
    elsewhere = await sdk.pins.retry(made.id, PinRetryRequest(board_id="700000000000000002"))
    assert (elsewhere.status, elsewhere.board_id) == (PinStatus.QUEUED, "700000000000000002")
    with pytest.raises(APIError) as refused:
        await sdk.pins.retry(made.id)
    assert refused.value.code == "pin_not_failed"


async def test_a_waiting_pin_is_changed_and_a_published_one_is_not(sdk: Sdk, database: Database) -> None:
    made = await sdk.pins.create(a_pin())
    changed = await sdk.pins.update(made.id, {"title": "Red mug", "description": None})
    assert (changed.title, changed.description, changed.id) == ("Red mug", None, made.id)
    with pytest.raises(ValidationError):
        await sdk.pins.update(made.id, {"title": None})
    await publish(database, made.id)
    with pytest.raises(APIError) as refused:
        await sdk.pins.update(made.id, PinUpdate(title="Green mug"))
    assert (refused.value.status_code, refused.value.code) == (409, "pin_already_published")
    published = await sdk.pins.get(made.id)
    assert (published.status, published.pinterest_pin_id) == (PinStatus.PUBLISHED, "801")


async def publish(database: Database, pin: UUID) -> None:
    """As its row says it then."""
    live = {"outcome": Outcome.LIVE, "pin_id": "801", "state": "settled"}
    its = select(ApiPinRow).where(ApiPinRow.id == str(pin))

    def work(session: Session) -> None:
        row = session.exec(its).one()
        mine = (col(ProductRow.launch) == row.launch, col(ProductRow.row) == row.row)
        session.exec(update(ProductRow).where(*mine).values(**live))

    await database.write(work)


async def test_many_are_deleted_at_once(sdk: Sdk) -> None:
    made = [await sdk.pins.create(a_pin(f"mug-{number}")) for number in range(3)]
    answer = await sdk.pins.bulk_delete([made[0].id, made[1].id, NOBODY])
    assert (answer.succeeded_count, answer.failed_count) == (2, 1)
    assert [pin.id for pin in await sdk.pins.list()] == [made[2].id]
    with pytest.raises(NotFoundError):
        await sdk.pins.get(made[0].id)
    with pytest.raises(APIError) as refused:
        await sdk.pins.create(a_pin("mug-0"))
    assert refused.value.code == "idempotency_conflict"


async def test_uploaded_files_are_pinned_by_their_ids(sdk: Sdk) -> None:
    picture = await sdk.pins.create(a_pin("p", image_url=None, asset_id=PICTURE))
    film = await sdk.pins.create(a_pin("f", image_url=None, asset_id=FILM))
    assert [(pin.media_type.value, pin.asset_id) for pin in (picture, film)] == [
        ("image", PICTURE),
        ("video", FILM),
    ]
    with pytest.raises(NotFoundError):
        await sdk.pins.create(a_pin("n", image_url=None, asset_id=NOBODY))


async def test_a_key_sees_its_own_accounts_alone(sdk: Sdk, served: ServedApi) -> None:
    made = await sdk.pins.create(a_pin())
    strange = await served.new_key(accounts=[AccountKey("another")])
    async with async_client(served, strange) as client:
        stranger = Sdk(client)
        assert await stranger.pins.list() == []
        with pytest.raises(NotFoundError):
            await stranger.pins.get(made.id)
        with pytest.raises(NotFoundError):
            await stranger.pins.create(a_pin("mug-2"))
        assert (await stranger.pins.bulk_delete([made.id])).failed_count == 1
    reader = await served.new_key(ApiScope.PINS_READ)
    async with async_client(served, reader) as client:
        readers = Sdk(client)
        assert (await readers.pins.get(made.id)).id == made.id
        with pytest.raises(AuthenticationError):
            await readers.pins.delete(made.id)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": " "},
        {"title": "x" * 101},
        {"image_url": None},
        {"asset_id": str(PICTURE)},
        {"board_id": None},
        {"link_url": "ftp://shop.example.com/"},
        {"run_at": "2026-11-22T10:00:00"},
        {"idempotency_key": ""},
        {"dominant_color": "blue"},
    ],
)
async def test_what_cannot_be_a_pin_is_refused_with_the_field(
    served: ServedApi, changes: dict[str, str | None]
) -> None:
    raw = a_pin().model_dump(mode="json", exclude_none=True)
    answer = await served.http.post("/v1/pins", json=raw | changes)
    assert answer.status_code == 422
    assert answer.json()["errors"]


@pytest.mark.parametrize("characters", [2_083, ADDRESS_MAX])
async def test_an_address_that_is_signed_for_a_while_may_be_long(served: ServedApi, characters: int) -> None:
    """The SDK lets the first through."""
    address = "https://bucket.example.com/mug.jpg?X-Amz-Security-Token=".ljust(characters, "a")
    body = a_pin().model_dump(mode="json", exclude_none=True) | {"image_url": address}
    answer = await served.http.post("/v1/pins", json=body)
    assert (answer.status_code, answer.json()["image_url"]) == (201, address)


async def test_an_address_that_is_too_long_once_it_is_encoded_is_refused(served: ServedApi) -> None:
    raw = a_pin().model_dump(mode="json", exclude_none=True)
    for field in ("image_url", "link_url", "cover_image_url"):
        answer = await served.http.post("/v1/pins", json=raw | {field: f"https://a.example/{'ü' * 1_400}"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_related_terms_may_be_one_text(served: ServedApi) -> None:
    raw = a_pin().model_dump(mode="json", exclude_none=True)
    for at, (said, told) in enumerate((("mugs, red ,", ["mugs", "red"]), (" , ", None), (["mugs"], ["mugs"]))):
        body = {**raw, "related_terms": said, "idempotency_key": str(at)}
        answer = await served.http.post("/v1/pins", json=body)
        assert (answer.status_code, answer.json()["related_terms"]) == (201, told)


@pytest.mark.long
async def test_many_clients_with_the_same_keys_make_each_pin_once(served: ServedApi, ledger: Ledger) -> None:
    bodies = [a_pin(f"mug-{number}").model_dump(mode="json", exclude_none=True) for number in range(20)]

    async def post(http: httpx.AsyncClient, body: dict[str, object]) -> tuple[int, str]:
        answer = await http.post("/v1/pins", json=body)
        return answer.status_code, answer.text

    answers = await asyncio.gather(*(post(served.http, body) for _ in range(20) for body in bodies))
    assert {status for status, _ in answers} == {201}
    assert len({text for _, text in answers}) == 20
    (launch,) = await ledger.launches.unfinished()
    assert (await ledger.launches.tally(launch.launch)).total == 20

"""`Idempotency-Key`: the same again is answered the same, and done once."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from intake.api.limits import ApiLimits
from store.database import Database
from tests.fakes.clock import FakeClock
from tests.intake.api.served import ServedApi, serve_api
from tests.intake.api.shelf import Shelf

LEASE = ApiLimits().lease_seconds


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def api(database: Database, clock: FakeClock, shelf: Shelf) -> AsyncIterator[ServedApi]:
    async with serve_api(database, clock, shelf.operations()) as served:
        yield served


async def add(api: ServedApi, title: str, key: str = "k1", **headers: str) -> httpx.Response:
    return await api.http.post("/v1/books", json={"title": title}, headers={"Idempotency-Key": key, **headers})


async def test_the_same_again_is_given_the_first_answer(api: ServedApi, shelf: Shelf) -> None:
    first = await add(api, "Mugs")
    again = await add(api, "Mugs")
    quoted = await add(api, "Mugs", '"k1"')

    assert (first.status_code, again.status_code, quoted.status_code) == (201, 201, 201)
    assert first.content == again.content == quoted.content
    assert [answer.headers.get("idempotent-replayed") for answer in (first, again, quoted)] == [
        None,
        "true",
        "true",
    ]
    assert len(shelf.books) == 1


async def test_blanks_and_order_make_no_other_request(api: ServedApi, shelf: Shelf) -> None:
    headers = {"Idempotency-Key": "k1"}
    await api.http.post("/v1/books", content=b'{"title":"Mugs","pages":2}', headers=headers)
    again = await api.http.post("/v1/books", content=b'{ "pages": 2, "title": "Mugs" }', headers=headers)

    assert (again.status_code, len(shelf.books)) == (201, 1)


async def test_another_request_under_the_same_key_is_refused(api: ServedApi, shelf: Shelf) -> None:
    await add(api, "Mugs")
    other = await add(api, "Lamps")

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(shelf.books) == 1


async def test_keys_of_two_callers_are_two_keys(api: ServedApi, shelf: Shelf) -> None:
    await add(api, "Mugs")
    await add(api, "Lamps", **{"X-API-Key": await api.new_key()})

    assert [book.title for book in shelf.books] == ["Mugs", "Lamps"]


async def test_without_a_key_each_request_is_its_own(api: ServedApi, shelf: Shelf) -> None:
    for _ in range(2):
        await api.http.post("/v1/books", json={"title": "Mugs"})

    assert len(shelf.books) == 2


async def test_while_the_first_is_under_way_the_second_is_told_so(api: ServedApi, shelf: Shelf) -> None:
    first = asyncio.create_task(add(api, "slow"))
    await shelf.reached.wait()
    second = await add(api, "slow")
    shelf.gate.set()

    assert (second.status_code, second.json()["code"]) == (409, "idempotency_key_in_use")
    assert int(second.headers["retry-after"]) == LEASE
    assert (await first).status_code == 201
    assert (await add(api, "slow")).headers["idempotent-replayed"] == "true"


async def test_a_refusal_leaves_the_key_free(api: ServedApi) -> None:
    refused = [await add(api, "twice"), await add(api, "x" * 50)]

    assert [answer.status_code for answer in refused] == [409, 422]
    assert (await add(api, "Mugs")).status_code == 201


async def test_a_key_whose_request_died_is_free_when_its_lease_ends(api: ServedApi, shelf: Shelf) -> None:
    """Nobody knows whether it was done, so it is held until whoever did it must be dead."""
    assert (await add(api, "broken")).status_code == 500
    held = await add(api, "broken")
    await api.clock.advance(LEASE)
    tried_again = await add(api, "broken")

    assert (held.status_code, tried_again.status_code) == (409, 500)


@pytest.mark.parametrize("key", ["x" * 256, '""', '"', "", "a\tb"])
async def test_what_cannot_be_a_key_is_refused(api: ServedApi, key: str) -> None:
    answer = await add(api, "Mugs", key)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_idempotency_key")


async def test_an_uploaded_file_belongs_to_the_request(api: ServedApi) -> None:
    async def upload(content: bytes) -> httpx.Response:
        files = {"file": ("a.png", content, "image/png")}
        headers = {"Idempotency-Key": "k1"}
        return await api.http.post("/v1/covers", data={"title": "x"}, files=files, headers=headers)

    met = [(await upload(content)).status_code for content in (b"one", b"one", b"two")]
    assert met == [200, 200, 422]

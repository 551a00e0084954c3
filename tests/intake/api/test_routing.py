"""What every operation of the API has: who may call it, how it is read, and how a no is told."""

from collections.abc import AsyncIterator

import pytest
import structlog

from contracts.api_keys import ApiScope
from intake.api.limits import ApiLimits
from store.api_keys import SqlApiKeys
from store.database import Database
from tests.fakes.clock import FakeClock
from tests.intake.api.served import ServedApi, serve_api
from tests.intake.api.shelf import Book, Shelf


@pytest.fixture
def shelf() -> Shelf:
    return Shelf([Book(title="Mugs"), Book(title="Lamps")])


@pytest.fixture
async def api(database: Database, clock: FakeClock, shelf: Shelf) -> AsyncIterator[ServedApi]:
    async with serve_api(database, clock, shelf.operations()) as served:
        yield served


@pytest.mark.parametrize("form", ["X-API-Key: {}", "Authorization: Bearer {}", "authorization: bearer {}"])
async def test_a_key_is_taken_in_either_header(api: ServedApi, form: str) -> None:
    name, _, text = form.format(api.key).partition(": ")
    del api.http.headers["X-API-Key"]

    assert (await api.http.get("/v1/books", headers={name: text})).status_code == 200


@pytest.mark.parametrize("key", ["", "pf_wrong", "nonsense"])
async def test_without_a_key_nothing_is_told(api: ServedApi, key: str) -> None:
    answer = await api.http.get("/v1/books", headers={"X-API-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_api_key")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_key_must_be_good_for_what_is_asked(api: ServedApi) -> None:
    key = await api.new_key(ApiScope.PINS_READ)
    answer = await api.http.post("/v1/books", json={"title": "x"}, headers={"X-API-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert answer.json()["details"] == {"scope": "pins:write"}


async def test_a_key_that_keeps_deletes_nothing(api: ServedApi) -> None:
    key = await api.new_key(ApiScope.PINS_WRITE, ApiScope.PINS_KEEP)
    answer = await api.http.delete("/v1/books/1", headers={"X-API-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (403, "deletion_forbidden")


async def test_what_is_for_everybody_needs_no_key(api: ServedApi) -> None:
    answer = await api.http.get("/v1/hours", headers={"X-API-Key": ""})

    assert (answer.status_code, answer.json()["asked_by"]) == (200, "")


@pytest.mark.parametrize(
    ("body", "status", "code", "fields"),
    [
        (b"{", 400, "invalid_json", None),
        (b"\xff", 400, "invalid_json", None),
        (b"", 422, "validation_error", ["body"]),
        (b"[]", 422, "validation_error", [""]),
        (b'{"pages": "x", "more": 1}', 422, "validation_error", ["title", "pages", "more"]),
        (b'{"title": "a\\u0000b"}', 422, "validation_error", ["body"]),
        (b'{"title": "' + b"x" * 2_000 + b'"}', 413, "body_too_large", None),
    ],
)
async def test_a_body_that_cannot_be_meant_is_refused_with_its_fields(
    api: ServedApi, body: bytes, status: int, code: str, fields: list[str] | None
) -> None:
    answer = await api.http.post("/v1/books", content=body)
    told = answer.json()

    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["field"] for one in told.get("errors", [])] == (fields or [])
    assert told["request_id"] == answer.headers["x-request-id"]
    assert (told["type"], told["instance"]) == ("about:blank", "/v1/books")


async def test_a_backslash_before_u0000_is_a_text_like_others(api: ServedApi) -> None:
    answer = await api.http.post("/v1/books", content=b'{"title": "\\\\u0000"}')

    assert (answer.status_code, answer.json()["title"]) == (201, "\\u0000")


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=1&limit=2", "limit=", "title=%00"])
async def test_a_query_that_cannot_be_meant_is_refused(api: ServedApi, query: str) -> None:
    answer = await api.http.get(f"/v1/books?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_error")


async def test_a_name_that_may_be_given_twice_is_read_as_a_list(api: ServedApi) -> None:
    answer = await api.http.get("/v1/books?title=Mugs&title=Lamps&limit=1")

    assert [book["title"] for book in answer.json()] == ["Mugs"]
    assert answer.headers["x-total-count"] == "2"


async def test_another_kind_of_body_is_refused(api: ServedApi) -> None:
    answer = await api.http.post("/v1/books", data={"title": "x"})

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


async def test_a_form_brings_files_and_fields(api: ServedApi) -> None:
    file = {"file": ("cover.png", b"12345", "image/png")}
    answer = await api.http.post("/v1/covers", data={"title": "Mugs"}, files=file)

    assert answer.json() == {"number": 5, "title": "Mugs", "asked_by": "image/png"}


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=b", b"x", 400),
        ("multipart/form-data; boundary=b", b"--b--\r\n", 422),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(
    api: ServedApi, content_type: str, body: bytes, status: int
) -> None:
    answer = await api.http.post("/v1/covers", content=body, headers={"Content-Type": content_type})

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("PUT", "/v1/books", 405, "method_not_allowed"),
        ("GET", "/v1/nothing", 404, "path_not_found"),
        ("GET", "/v1/books/9", 404, "book_not_found"),
        ("GET", "/v1/books/%00", 404, "path_not_found"),
        ("GET", "/v1/books/1/pages", 404, "path_not_found"),
    ],
)
async def test_what_is_not_there_says_so(api: ServedApi, method: str, path: str, status: int, code: str) -> None:
    answer = await api.http.request(method, path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_wrong_method_hears_of_the_right_ones(api: ServedApi) -> None:
    assert (await api.http.put("/v1/books")).headers["allow"] == "GET, POST"


async def test_a_name_goes_before_a_number(api: ServedApi) -> None:
    assert (await api.http.get("/v1/books/newest")).json()["title"] == "newest"


async def test_an_answer_without_a_body_has_none(api: ServedApi) -> None:
    answer = await api.http.delete("/v1/books/1")

    assert (answer.status_code, answer.content) == (204, b"")


async def test_a_read_that_has_not_changed_is_not_sent_again(api: ServedApi) -> None:
    first = await api.http.get("/v1/books/1")
    again = await api.http.get("/v1/books/1", headers={"If-None-Match": f"W/{first.headers['etag']}"})
    other = await api.http.get("/v1/books/0", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert other.status_code == 200


async def test_whoever_asks_for_the_head_alone_gets_it(api: ServedApi) -> None:
    whole, head = await api.http.get("/v1/books/1"), await api.http.head("/v1/books/1")

    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", whole.headers["etag"])


@pytest.mark.parametrize(("given", "kept"), [("order-7", True), ("a b", False), ("x" * 200, False)])
async def test_a_request_keeps_the_id_it_came_with(api: ServedApi, given: str, *, kept: bool) -> None:
    answer = await api.http.get("/v1/books", headers={"X-Request-Id": given})

    assert (answer.headers["x-request-id"] == given) is kept


async def test_while_the_store_is_away_the_caller_is_told_to_come_again(api: ServedApi) -> None:
    answer = await api.http.post("/v1/books", json={"title": "away"})

    assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_mistake_of_ours_is_logged_without_what_was_sent(api: ServedApi) -> None:
    with structlog.testing.capture_logs() as logs:
        answer = await api.http.post("/v1/books", json={"title": "broken"})

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    logged = next(log for log in logs if log["event"] == "api.mistake")
    assert (logged["error"], logged["request_id"]) == ("RuntimeError", answer.json()["request_id"])
    assert "broken sekrit" not in str(logged)


async def test_a_key_that_asks_too_often_waits(database: Database, clock: FakeClock, shelf: Shelf) -> None:
    slow = ApiLimits(requests_burst=2, requests_a_second=0.5)
    async with serve_api(database, clock, shelf.operations(), api_limits=slow) as api:
        met = [(await api.http.get("/v1/books")).status_code for _ in range(3)]
        refused = await api.http.get("/v1/books")
        await clock.advance(2.0)
        other = await api.http.get("/v1/books", headers={"X-API-Key": await api.new_key()})

        assert met == [200, 200, 429]
        assert (refused.json()["code"], refused.headers["retry-after"]) == ("rate_limit_exceeded", "2")
        assert (other.status_code, (await api.http.get("/v1/books")).status_code) == (200, 200)


async def test_no_more_are_under_way_than_there_is_room_for(
    database: Database, clock: FakeClock, shelf: Shelf
) -> None:
    async with serve_api(database, clock, shelf.operations(), api_limits=ApiLimits(requests_max=0)) as api:
        answer = await api.http.get("/v1/books")

    assert (answer.status_code, answer.json()["code"]) == (503, "too_busy")


async def test_a_revoked_key_opens_nothing_after_a_second(api: ServedApi) -> None:
    keys = SqlApiKeys(api.database)
    made = await keys.create("x", [ApiScope.PINS_READ], None, 0.0)
    headers = {"X-API-Key": made.key}
    assert (await api.http.get("/v1/books", headers=headers)).status_code == 200
    await keys.revoke(made.id, 1.0)
    await api.clock.advance(1.0)

    assert (await api.http.get("/v1/books", headers=headers)).status_code == 401

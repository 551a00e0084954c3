"""A board's id is an id: no slip makes a board that all can see. A name makes one, where a name is asked for."""

from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.ledger import KnownBoard
from contracts.names import AccountKey
from contracts.outcome import Reason
from contracts.refusals import refuse
from intake.api.board_choice import NO_ID, board_meant
from intake.api.imports import ImportsApi
from intake.api.operation import ApiProblem
from intake.api.pins_validate import PinValidationApi
from starter.api_schedules import schedule_resources
from store.api_imports import SqlApiImports
from store.api_pin_views import SqlApiPinViews
from store.boards import SqlBoards
from store.database import Database
from tests.builders import ACCOUNT, BOARD
from tests.fakes.clock import FakeClock
from tests.intake.api.pin_resources import pin_desk, pin_operations
from tests.intake.api.served import serve_api

NO_IDS = ["123-board", "Mugs", "70000000000000000l", "7e17", "-1", "\uff17\uff10", " "]
PIN = {
    "account_id": ACCOUNT,
    "title": "A mug",
    "image_url": "https://cdn.example.com/mug.jpg",
    "idempotency_key": "mug",
}
AHEAD = "2099-01-01T10:00:00Z"


@pytest.fixture
async def http(database: Database, clock: FakeClock) -> AsyncIterator[httpx.AsyncClient]:
    desk = pin_desk(database)
    resources = (
        *schedule_resources(database, desk),
        PinValidationApi(desk, SqlApiPinViews(database), SqlBoards(database)),
        ImportsApi(desk, SqlApiImports(database), clock.now),
    )
    operations = [operation for resource in resources for operation in resource.operations()]
    async with serve_api(database, clock, [*pin_operations(database), *operations]) as served:
        yield served.http


def refused(answer: httpx.Response) -> bool:
    return answer.status_code == 422 and [error["field"] for error in answer.json()["errors"]] == ["board_id"]


@pytest.mark.parametrize("board", NO_IDS)
async def test_what_is_no_id_makes_no_board(http: httpx.AsyncClient, board: str) -> None:
    body = {**PIN, "board_id": board}
    assert refused(await http.post("/v1/pins", json=body))
    assert refused(await http.post("/v1/schedules", json={**body, "run_at": AHEAD}))
    batch = (await http.post("/v1/pins/batch", json={"pins": [body]})).json()
    job = (await http.post("/v1/pins/imports/json", json=[body])).json()
    assert (batch["failed_count"], job["failed_rows"]) == (1, 1)
    assert (await http.get("/v1/pins")).json() == []


async def test_a_dry_run_says_so(http: httpx.AsyncClient) -> None:
    for path, more in (("/v1/pins/validate", {}), ("/v1/schedules/validate", {"run_at": AHEAD})):
        told = (await http.post(path, json={**PIN, "board_id": "123-board", **more})).json()
        assert (told["valid"], told["checks"][0]["name"], told["checks"][0]["status"]) == (
            False,
            "board",
            "failed",
        )


async def test_an_id_of_few_digits_and_a_board_that_pins_went_to_are_taken(
    http: httpx.AsyncClient, database: Database
) -> None:
    await SqlBoards(database).keep(ACCOUNT, [KnownBoard(name="Mugs", board_id=BOARD)])
    for board in ("7", BOARD, "Mugs", "MUGS"):
        answer = await http.post("/v1/pins", json={**PIN, "board_id": board, "idempotency_key": board})
        assert answer.status_code == 201, answer.text


async def test_a_pin_goes_to_another_board_by_name_alone_if_it_is_to_be_made(http: httpx.AsyncClient) -> None:
    pin = (await http.post("/v1/pins", json={**PIN, "board_name": "Mugs"})).json()["id"]
    later = {**PIN, "board_name": "Mugs", "run_at": AHEAD, "idempotency_key": "later"}
    schedule = (await http.post("/v1/schedules", json=later)).json()
    for path in (f"/v1/pins/{pin}", f"/v1/schedules/{schedule['id']}"):
        assert refused(await http.patch(path, json={"board_id": "Cups"}))
        assert (await http.patch(path, json={"title": "A blue mug"})).status_code == 200
        changed = (await http.patch(path, json={"board_name": "Cups"})).json()
        assert changed.get("payload", changed)["board_id"] == "Cups"
        assert (await http.patch(path, json={"board_name": "Cups", "board_id": BOARD})).status_code == 422
    assert refused(await http.post(f"/v1/pins/{pin}/retry", json={"board_id": "Jugs"}))


class NoBoards:
    async def known(self, account: AccountKey, names: object) -> list[KnownBoard]:
        return [KnownBoard(name="Mugs", refused=refuse(Reason.BOARD_MISSING, "no"))]


@given(st.text())
async def test_only_digits_are_an_id(said: str) -> None:
    if said.isascii() and said.strip().isdigit():
        assert await board_meant(NoBoards(), ACCOUNT, said) == said
        return
    with pytest.raises(ApiProblem) as caught:
        await board_meant(NoBoards(), ACCOUNT, said)
    assert caught.value.fields == {"board_id": NO_ID}

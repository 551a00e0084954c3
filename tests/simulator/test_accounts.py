from __future__ import annotations

import httpx
import pytest

from tests.simulator.client import Api, Control, problem


async def test_any_sim_token_is_an_account_that_exists_from_its_first_use(api: Api) -> None:
    response = await api.get("/user_account")
    assert response.status_code == 200
    body = response.json()
    assert (body["username"], body["account_type"]) == ("demo", "BUSINESS")
    assert body["id"].isdigit()
    assert len(body["id"]) == 18


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer demo", "Bearer sim_", "sim_demo", "Basic sim_demo"]
)
async def test_anything_else_is_no_token(http: httpx.AsyncClient, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    response = await http.get("/v5/boards", headers=headers)
    assert problem(response) == (401, 2)
    assert response.json()["message"] == "Authentication failed."


async def test_accounts_never_see_each_others_boards_and_pins(api: Api, control: Control) -> None:
    other = Api(api.http, "other")
    board = await api.board()
    pin = await api.pin(board)
    await control.advance(5)
    assert problem(await other.get(f"/boards/{board}")) == (404, 40)
    assert problem(await other.get(f"/boards/{board}/pins")) == (404, 40)
    assert problem(await other.get(f"/pins/{pin}")) == (404, 50)
    assert problem(await other.send("DELETE", f"/pins/{pin}")) == (404, 50)
    assert (await other.get("/boards")).json() == {"items": [], "bookmark": None}
    assert (await other.get("/pins")).json() == {"items": [], "bookmark": None}
    assert problem(await other.post("/pins", {"board_id": board, "media_source": {"source_type": "x"}})) == (
        404,
        40,
    )


async def test_an_account_can_be_made_with_boards(control: Control, api: Api) -> None:
    made = await control.set("accounts", {"account": "client", "app": "agency", "boards": ["Mugs", "Lamps"]})
    assert made["token"] == "sim_client"
    assert (made["account"], made["app"], made["tier"]) == ("client", "agency", "standard")
    listed = (await Api(api.http, "client").get("/boards")).json()["items"]
    assert {board["id"]: board["name"] for board in listed} == {
        board["id"]: board["name"] for board in made["boards"]
    }
    assert [board["name"] for board in listed] == ["Lamps", "Mugs"]


async def test_posting_an_account_again_adds_only_the_boards_it_lacks(control: Control) -> None:
    first = await control.set("accounts", {"account": "client", "app": "agency", "boards": ["Mugs"]})
    second = await control.set("accounts", {"account": "client", "boards": ["mugs", "Lamps"]})
    assert second["app"] == "agency"
    assert [board["name"] for board in second["boards"]] == ["Mugs", "Lamps"]
    assert second["boards"][0] == first["boards"][0]


async def test_a_token_dies_after_its_ttl_and_is_renewed_by_posting_the_account(
    api: Api, control: Control
) -> None:
    await control.set("accounts", {"account": "demo", "access_ttl": 60})
    await control.advance(59)
    assert (await api.get("/boards")).status_code == 200
    await control.advance(1)
    assert problem(await api.get("/boards")) == (401, 2)
    await control.set("accounts", {"account": "demo"})
    assert (await api.get("/boards")).status_code == 200


@pytest.mark.parametrize(
    ("posted", "named"),
    [
        ({}, "account"),
        ({"account": "with space"}, "account"),
        ({"account": 5}, "account"),
        ({"account": "a", "tier": "gold"}, "tier"),
        ({"account": "a", "access_ttl": "soon"}, "access_ttl"),
        ({"account": "a", "boards": "Mugs"}, "boards"),
        ({"account": "a", "boards": [5]}, "boards"),
        ({"account": "a", "boards": ["x" * 181]}, "board"),
        ({"account": "a", "token": "t"}, "token"),
        ([], "object"),
    ],
)
async def test_a_bad_account_is_refused_by_name_of_the_field(control: Control, posted: object, named: str) -> None:
    assert named in await control.refusal("accounts", posted)

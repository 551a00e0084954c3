from __future__ import annotations

import re

import pytest

from tests.simulator.client import MISTAKE, Api, Control, problem


async def test_a_board_is_answered_in_pinterests_shape(api: Api) -> None:
    response = await api.post("/boards", {"name": "Spring", "description": "Fresh", "privacy": "SECRET"})
    assert response.status_code == 201
    board = response.json()
    assert re.fullmatch(r"\d{18}", board["id"])
    assert board["created_at"] == "2023-11-14T22:13:20"
    assert board["owner"] == {"username": "demo"}
    assert (board["name"], board["description"], board["privacy"]) == ("Spring", "Fresh", "SECRET")
    assert (await api.get(f"/boards/{board['id']}")).json() == board


@pytest.mark.parametrize("name", ["spring", "SPRING", " Spring ", "", "   ", "x" * 181])
async def test_names_are_unique_in_any_case_and_have_a_length(api: Api, board: str, name: str) -> None:
    response = await api.post("/boards", {"name": name})
    assert problem(response) == (400, 400)
    assert response.json()["message"] == "The board name is invalid or duplicated."


async def test_another_account_may_have_a_board_of_the_same_name(api: Api, board: str) -> None:
    assert await Api(api.http, "other").board("Spring") != board


@pytest.mark.parametrize(
    "body",
    [{}, {"name": None}, {"name": 5}, {"name": "A", "privacy": "OPEN"}, {"name": "A", "is_ads_only": "yes"}, []],
)
async def test_a_body_against_the_specification_is_refused(api: Api, body: object) -> None:
    assert problem(await api.post("/boards", body)) == MISTAKE


async def test_an_ads_only_board_takes_its_fixed_name_and_cannot_be_changed(api: Api) -> None:
    made = (await api.post("/boards", {"name": "Mine", "is_ads_only": True})).json()
    assert (made["name"], made["privacy"]) == ("Ad-only Pins", "PROTECTED")
    assert problem(await api.send("PATCH", f"/boards/{made['id']}", json={"name": "B"})) == (403, 403)


async def test_the_two_thousand_and_first_board_is_refused(api: Api, control: Control) -> None:
    await control.set("accounts", {"account": "demo", "boards": [f"Board {number}" for number in range(2000)]})
    assert problem(await api.post("/boards", {"name": "One more"})) == (400, 400)


async def test_a_board_can_be_renamed_and_hidden(api: Api, board: str) -> None:
    changed = (await api.send("PATCH", f"/boards/{board}", json={"name": "Summer", "privacy": "SECRET"})).json()
    assert (changed["name"], changed["privacy"]) == ("Summer", "SECRET")
    assert (await api.get(f"/boards/{board}")).json() == changed
    other = await api.board("Autumn")
    assert problem(await api.send("PATCH", f"/boards/{other}", json={"name": "summer"})) == (400, 400)
    assert problem(await api.send("PATCH", f"/boards/{other}", json={"privacy": "PROTECTED"})) == (400, 400)


async def test_a_deleted_board_takes_its_pins_with_it(api: Api, board: str, control: Control) -> None:
    pin = await api.pin(board)
    assert (await api.send("DELETE", f"/boards/{board}")).status_code == 204
    assert problem(await api.get(f"/boards/{board}")) == (404, 40)
    assert problem(await api.get(f"/pins/{pin}")) == (404, 50)
    assert [made["removed"] is not None for made in await control.pins()] == [True]


async def test_boards_are_listed_newest_first_by_privacy_and_pages(api: Api) -> None:
    for number in range(5):
        await api.board(f"Board {number}", privacy="SECRET" if number == 2 else "PUBLIC")
    first = (await api.get("/boards", page_size=3)).json()
    second = (await api.get("/boards", page_size=3, bookmark=first["bookmark"])).json()
    names = [board["name"] for page in (first, second) for board in page["items"]]
    assert names == [f"Board {number}" for number in (4, 3, 2, 1, 0)]
    assert second["bookmark"] is None
    secret = (await api.get("/boards", privacy="SECRET")).json()["items"]
    assert [board["name"] for board in secret] == ["Board 2"]
    assert problem(await api.get("/boards", privacy="MINE")) == MISTAKE


async def test_a_board_counts_a_pin_only_once_it_is_listed(api: Api, board: str, control: Control) -> None:
    """Else its count would betray what its listing does not show yet."""
    await api.pin(board)
    assert (await api.get(f"/boards/{board}")).json()["pin_count"] == 0
    await control.advance(5)
    after = (await api.get(f"/boards/{board}")).json()
    assert after["pin_count"] == 1
    assert len(after["media"]["pin_thumbnail_urls"]) == 1


@pytest.mark.parametrize("path", ["/boards/abc", "/boards/12_/pins", "/pins/x1"])
async def test_an_id_in_a_path_is_digits(api: Api, path: str) -> None:
    response = await api.get(path)
    assert problem(response) == MISTAKE
    assert r"must match the pattern: ^\d+$" in response.json()["message"]


async def test_unknown_paths_and_methods_are_refused_in_the_same_shape(api: Api) -> None:
    assert problem(await api.get("/campaigns")) == (404, 404)
    assert problem(await api.get("/boards/1/pins/2")) == (404, 404)
    assert problem(await api.send("PUT", "/boards")) == (405, 405)

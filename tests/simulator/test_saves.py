"""A person's copy of a pin: the link of the first, an id of its own, and a pin it comes from."""

from __future__ import annotations

import pytest

from tests.simulator.client import MISTAKE, Api, Control, problem

NOWHERE = "888888888888888888"


async def save(api: Api, pin_id: str, board: str | None, **more: str) -> str:
    response = await api.post(f"/pins/{pin_id}/save", {"board_id": board, **more})
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


async def test_a_saved_pin_has_the_link_of_the_first_and_says_where_it_comes_from(
    api: Api, board: str, control: Control
) -> None:
    first, other = await api.pin(board), await api.board("Other")
    copy = await save(api, first, other)
    await control.advance(5)
    one, two = [(await api.get(f"/pins/{pin_id}")).json() for pin_id in (first, copy)]
    assert copy != first
    assert (two["link"], two["title"], two["board_id"]) == (one["link"], one["title"], other)
    assert (one["parent_pin_id"], two["parent_pin_id"]) == (None, first)
    assert [pin["parent_pin_id"] for pin in await control.pins()] == [None, first]


async def test_a_saved_pin_is_listed_on_its_board_and_in_its_account(
    api: Api, board: str, control: Control
) -> None:
    first = await api.pin(board)
    copy = await save(api, first, board)
    await control.advance(5)
    assert await api.listed(board) == [copy, first]
    section = await api.section(board)
    in_section = await save(api, first, board, board_section_id=section)
    await control.advance(5)
    assert await api.listed(board) == [copy, first]
    found = [item["id"] for item in (await api.get("/pins")).json()["items"]]
    assert found == [in_section, copy, first]


async def test_repins_are_told_from_native_pins(api: Api, board: str, control: Control) -> None:
    first = await api.pin(board)
    copy = await save(api, first, board)
    await control.advance(5)
    native = (await api.get("/pins", pin_filter="exclude_repins")).json()["items"]
    repins = (await api.get("/pins", pin_filter="exclude_native")).json()["items"]
    assert ([pin["id"] for pin in native], [pin["id"] for pin in repins]) == ([first], [copy])


async def test_a_copy_outlives_the_first(api: Api, board: str) -> None:
    first = await api.pin(board)
    copy = await save(api, first, board)
    await api.send("DELETE", f"/pins/{first}")
    assert (await api.get(f"/pins/{copy}")).status_code == 200


async def test_anybody_s_public_pin_can_be_saved_and_no_hidden_one(api: Api, board: str) -> None:
    theirs = Api(api.http, "atelier")
    public, hidden = await theirs.board("Open"), await theirs.board("Closed", privacy="SECRET")
    copy = await save(api, await theirs.pin(public), board)
    assert (await api.get(f"/pins/{copy}")).json()["board_owner"]["username"] == "demo"
    secret = await theirs.pin(hidden)
    assert problem(await api.post(f"/pins/{secret}/save", {"board_id": board})) == (404, 50)


@pytest.mark.parametrize(
    ("pin_id", "body", "refusal"),
    [
        (NOWHERE, {}, (404, 50)),
        (None, {"board_id": NOWHERE}, (404, 40)),
        (None, {"board_id": None}, MISTAKE),
        (None, {"board_section_id": NOWHERE}, (404, 2031)),
    ],
    ids=["no such pin", "no such board", "no board", "no such section"],
)
async def test_what_cannot_be_saved(
    api: Api, board: str, pin_id: str | None, body: dict[str, str | None], refusal: tuple[int, int]
) -> None:
    made = pin_id or await api.pin(board)
    assert problem(await api.post(f"/pins/{made}/save", {"board_id": board, **body})) == refusal


async def test_a_removed_pin_cannot_be_saved(api: Api, board: str) -> None:
    made = await api.pin(board)
    await api.send("DELETE", f"/pins/{made}")
    assert problem(await api.post(f"/pins/{made}/save", {"board_id": board})) == (404, 50)


async def test_the_header_date_is_this_pinterest_s_time(api: Api, control: Control) -> None:
    """Its clock can be set, and the machine's has nothing to do with it."""
    await control.freeze(1_700_000_000.9)
    assert (await api.get("/boards")).headers.get_list("date") == ["Tue, 14 Nov 2023 22:13:20 GMT"]

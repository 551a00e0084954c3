"""PATCH /pins/{id}, for accounts whose app has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from simulator.running import RunningSimulator
from tests.simulator.builders import carousel_source, pin
from tests.simulator.client import MISTAKE, Api, Control, problem, visit


@pytest.fixture
async def beta(api: Api, control: Control) -> Api:
    await control.set("accounts", {"account": "demo", "patch": True})
    return api


async def change(api: Api, pin_id: str, **fields: Any) -> httpx.Response:  # JSON of PinUpdate
    return await api.send("PATCH", f"/pins/{pin_id}", json=fields)


async def test_an_app_without_the_beta_changes_nothing(api: Api, board: str, control: Control) -> None:
    made = await api.pin(board)
    before = await control.pins()
    assert problem(await change(api, made, title="New")) == (403, 29)
    assert await control.pins() == before


async def test_the_beta_can_be_given_and_taken_away(api: Api, board: str, control: Control) -> None:
    made = await api.pin(board)
    await control.set("accounts", {"account": "demo", "patch": True})
    assert (await change(api, made, title="New")).status_code == 200
    assert (await control.set("accounts", {"account": "demo"}))["patch"] is True, "not mentioned, not changed"
    await control.set("accounts", {"account": "demo", "patch": False})
    assert problem(await change(api, made, title="Newer")) == (403, 29)
    assert "patch" in await control.refusal("accounts", {"account": "demo", "patch": "yes"})


async def test_what_is_given_changes_and_the_rest_stays(beta: Api, board: str, control: Control) -> None:
    made = await beta.pin(board)
    await control.advance(5)
    before = (await beta.get(f"/pins/{made}")).json()
    given = {"title": "New", "description": "Other", "alt_text": "Seen", "link": "https://shop.example.com/new"}
    answered = await change(beta, made, **given)
    assert answered.status_code == 200
    assert answered.json() == {**before, **given}
    assert (await beta.get(f"/pins/{made}")).json() == answered.json()
    (told,) = await control.pins()
    assert given.items() <= told.items()
    assert await beta.listed(board) == [made]


async def test_null_takes_away_and_nothing_changes_nothing(beta: Api, board: str) -> None:
    made = await beta.pin(board)
    before = (await beta.get(f"/pins/{made}")).json()
    assert (await change(beta, made)).json() == before
    bare = (await change(beta, made, title=None, link=None)).json()
    assert bare == {**before, "title": None, "link": None}


@pytest.mark.parametrize(
    "given",
    [
        {"title": "x" * 101},
        {"description": "x" * 801},
        {"alt_text": "x" * 501},
        {"link": "/mug"},
        {"title": 5},
        {"board_id": None},
        {"board_id": "x"},
        {"board_section_id": "x"},
        {"carousel_slots": [{"title": "A picture has no slots"}]},
        {"carousel_slots": {}},
    ],
)
async def test_what_breaks_the_specification_changes_nothing(
    beta: Api, board: str, control: Control, given: dict[str, Any]
) -> None:
    made = await beta.pin(board)
    before = await control.pins()
    assert problem(await change(beta, made, **{"title": "New", **given})) == MISTAKE
    assert await control.pins() == before


async def test_a_pin_moves_between_boards_and_sections(beta: Api, board: str, control: Control) -> None:
    other = await beta.board("Other")
    section = await beta.section(other)
    older, made, newer = [await beta.pin(board) for _ in range(3)]
    await control.advance(5)

    assert (await change(beta, made, board_id=other)).json()["board_id"] == other
    assert (await beta.listed(board), await beta.listed(other)) == ([newer, older], [made])
    assert (await change(beta, made, board_section_id=section)).json()["board_section_id"] == section
    assert await beta.listed(other) == []
    back = (await change(beta, made, board_id=board)).json()
    assert (back["board_id"], back["board_section_id"]) == (board, None), "the section stays behind"
    assert await beta.listed(board) == [newer, made, older], "at its old place"
    assert (await change(beta, made, board_id=other, board_section_id=section)).json()[
        "board_section_id"
    ] == section
    assert (await change(beta, made, board_section_id=None)).json()["board_section_id"] is None
    assert await beta.listed(other) == [made]


async def test_a_pin_moves_to_no_board_or_section_that_is_not_there(
    beta: Api, board: str, control: Control
) -> None:
    made = await beta.pin(board)
    theirs = await Api(beta.http, "stranger").board()
    section = await beta.section(await beta.board("Other"))
    before = await control.pins()
    assert problem(await change(beta, made, board_id=theirs)) == (404, 40)
    assert problem(await change(beta, made, board_section_id=section)) == (404, 2031)
    assert await control.pins() == before


async def test_only_the_callers_own_pins_change(beta: Api, board: str, control: Control) -> None:
    made = await beta.pin(board)
    await control.set("accounts", {"account": "stranger", "patch": True})
    assert problem(await change(Api(beta.http, "stranger"), made, title="Mine")) == (404, 50)
    await beta.send("DELETE", f"/pins/{made}")
    assert problem(await change(beta, made, title="Late")) == (404, 50)


async def test_the_picture_stays_whatever_is_asked(beta: Api, board: str, control: Control) -> None:
    made = await beta.pin(board)
    before = await control.pins()
    assert (await change(beta, made, media_source=pin(board)["media_source"])).status_code == 200
    assert await control.pins() == before


async def test_slots_change_the_texts_of_a_carousel(beta: Api, board: str) -> None:
    source = carousel_source()
    source["items"][0] |= {"title": "One", "link": "https://shop.example.com/1"}
    made = await beta.pin(board, media_source=source)
    media = (await change(beta, made, carousel_slots=[{"description": "First"}])).json()["media"]
    texts = [(item["title"], item["description"], item["link"]) for item in media["items"]]
    assert texts == [("One", "First", "https://shop.example.com/1"), (None, None, None)]
    assert problem(await change(beta, made, carousel_slots=[{}, {}, {}])) == MISTAKE
    assert problem(await change(beta, made, carousel_slots=[{"title": None}])) == MISTAKE


async def test_a_change_survives_a_restart(tmp_path: Path) -> None:
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        api, control = Api(http), Control(http)
        await control.set("accounts", {"account": "demo", "patch": True})
        board, other = await api.board(), await api.board("Other")
        made = await api.pin(board)
        await change(api, made, title="New", board_id=other)
        before = await control.pins()
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        api, control = Api(http), Control(http)
        assert await control.pins() == before
        await control.advance(5)
        assert (await api.listed(board), await api.listed(other)) == ([], [made])
        assert (await change(api, made, title="Newer")).status_code == 200, "the beta is remembered too"

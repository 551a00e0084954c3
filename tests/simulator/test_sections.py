from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from simulator.running import RunningSimulator
from tests.simulator.builders import EPOCH, picture, pin, url_source
from tests.simulator.client import MISTAKE, Api, Control, problem, visit


async def names(api: Api, board: str) -> list[str]:
    return [section["name"] for section in (await api.get(f"/boards/{board}/sections")).json()["items"]]


async def test_a_section_has_an_id_and_a_name(api: Api, board: str) -> None:
    response = await api.post(f"/boards/{board}/sections", {"name": " Mugs "})
    assert response.status_code == 201
    assert sorted(response.json()) == ["id", "name"]
    assert re.fullmatch(r"\d{18}", response.json()["id"])
    assert response.json()["name"] == "Mugs"


@pytest.mark.parametrize("name", ["", "   ", "x" * 181])
async def test_names_have_1_to_180_characters(api: Api, board: str, name: str) -> None:
    section = await api.section(board, "é" * 180)
    assert problem(await api.post(f"/boards/{board}/sections", {"name": name})) == (400, 400)
    assert problem(await api.send("PATCH", f"/boards/{board}/sections/{section}", json={"name": name})) == (
        400,
        400,
    )
    assert await names(api, board) == ["é" * 180]


@pytest.mark.parametrize("body", [{}, {"name": None}, {"name": 5}])
async def test_a_section_needs_a_name(api: Api, board: str, body: dict[str, Any]) -> None:
    section = await api.section(board)
    assert problem(await api.post(f"/boards/{board}/sections", body)) == MISTAKE
    assert problem(await api.send("PATCH", f"/boards/{board}/sections/{section}", json=body)) == MISTAKE


async def test_a_taken_name_is_a_conflict_on_its_own_board_only(api: Api, board: str) -> None:
    section = await api.section(board, "Mugs")
    other = await api.section(board, "Lamps")
    assert problem(await api.post(f"/boards/{board}/sections", {"name": "MUGS"})) == (409, 409)
    assert problem(await api.send("PATCH", f"/boards/{board}/sections/{other}", json={"name": "mugs"})) == (
        409,
        409,
    )
    assert await names(api, board) == ["Lamps", "Mugs"]
    await api.section(await api.board("Autumn"), "Mugs")
    same = await api.send("PATCH", f"/boards/{board}/sections/{section}", json={"name": "MUGS"})
    assert same.json() == {"id": section, "name": "MUGS"}, "its own name is free for itself"


async def test_sections_are_listed_newest_first_and_by_pages(api: Api, board: str) -> None:
    for number in range(5):
        await api.section(board, f"Section {number}")
    await api.section(await api.board("Other"), "Elsewhere")
    path = f"/boards/{board}/sections"
    first = (await api.get(path, page_size=3)).json()
    second = (await api.get(path, page_size=3, bookmark=first["bookmark"])).json()
    listed = [section["name"] for page in (first, second) for section in page["items"]]
    assert listed == [f"Section {number}" for number in (4, 3, 2, 1, 0)]
    assert second["bookmark"] is None
    assert problem(await api.get("/boards", bookmark=first["bookmark"])) == MISTAKE
    assert problem(await api.get(path, page_size=251)) == MISTAKE


async def test_sections_of_a_board_that_is_not_the_callers_are_not_found(api: Api, board: str) -> None:
    section = await api.section(board)
    stranger = Api(api.http, "stranger")
    path = f"/boards/{board}/sections"
    for caller, base in ((stranger, path), (api, "/boards/1/sections")):
        assert problem(await caller.get(base)) == (404, 40)
        assert problem(await caller.post(base, {"name": "Mugs"})) == (404, 40)
        assert problem(await caller.send("PATCH", f"{base}/{section}", json={"name": "A"})) == (404, 40)
        assert problem(await caller.send("DELETE", f"{base}/{section}")) == (404, 40)
        assert problem(await caller.get(f"{base}/{section}/pins")) == (404, 404)
    assert await names(api, board) == ["Mugs"]


async def test_a_section_of_another_board_is_not_found(api: Api, board: str) -> None:
    section = await api.section(await api.board("Other"))
    for path in (f"/boards/{board}/sections/{section}", f"/boards/{board}/sections/5"):
        assert problem(await api.send("PATCH", path, json={"name": "A"})) == (404, 404)
        assert problem(await api.send("DELETE", path)) == (404, 404)
        assert problem(await api.get(f"{path}/pins")) == (404, 404)
    assert problem(await api.get(f"/boards/{board}/sections/x/pins")) == MISTAKE


async def test_a_board_for_ads_has_no_sections(api: Api) -> None:
    ads = await api.board("Ads", is_ads_only=True)
    assert problem(await api.post(f"/boards/{ads}/sections", {"name": "Mugs"})) == (403, 403)


async def test_a_pin_can_be_made_in_a_section(api: Api, board: str, control: Control) -> None:
    section = await api.section(board)
    made = await api.pin(board, board_section_id=section)
    assert (await api.get(f"/pins/{made}")).json()["board_section_id"] == section
    assert [pin["section_id"] for pin in await control.pins()] == [section]
    assert (await control.read("boards"))["boards"][0]["sections"] == [{"id": section, "name": "Mugs"}]


async def test_a_pin_is_refused_for_a_section_that_its_board_has_not(
    api: Api, board: str, control: Control
) -> None:
    section = await api.section(await api.board("Other"))
    body = {"board_id": board, "board_section_id": section, "media_source": {"source_type": "x"}}
    assert problem(await api.post("/pins", body)) == (404, 2031)
    assert await control.pins() == []


async def test_a_boards_own_listing_leaves_out_what_is_in_its_sections(
    api: Api, board: str, control: Control
) -> None:
    """Whoever looks for a pin must look in the sections too."""
    section = await api.section(board)
    loose, filed = await api.pin(board), await api.pin(board, board_section_id=section)
    await control.advance(5)
    path = f"/boards/{board}/sections/{section}/pins"
    assert await api.listed(board) == [loose]
    assert [item["id"] for item in (await api.get(path)).json()["items"]] == [filed]
    assert [item["id"] for item in (await api.get("/pins")).json()["items"]] == [filed, loose]
    assert (await api.get(f"/boards/{board}")).json()["pin_count"] == 2


async def test_a_sections_pins_come_by_pages_and_only_once_listed(api: Api, board: str, control: Control) -> None:
    section = await api.section(board)
    made = [await api.pin(board, board_section_id=section) for _ in range(3)]
    path = f"/boards/{board}/sections/{section}/pins"
    assert (await api.get(path)).json() == {"items": [], "bookmark": None}
    await control.advance(5)
    first = (await api.get(path, page_size=2)).json()
    await api.send("DELETE", f"/pins/{made[0]}")
    second = (await api.get(path, page_size=2, bookmark=first["bookmark"])).json()
    assert [item["id"] for item in first["items"]] == [made[2], made[1]]
    assert second == {"items": [], "bookmark": None}
    assert problem(await api.get(f"/boards/{board}/pins", bookmark=first["bookmark"])) == MISTAKE


async def test_a_deleted_section_takes_its_pins_with_it_and_no_others(
    api: Api, board: str, control: Control
) -> None:
    section = await api.section(board)
    loose, filed = await api.pin(board), await api.pin(board, board_section_id=section)
    assert (await api.send("DELETE", f"/boards/{board}/sections/{section}")).status_code == 204
    assert problem(await api.get(f"/pins/{filed}")) == (404, 50)
    assert (await api.get(f"/pins/{loose}")).status_code == 200
    assert problem(await api.send("DELETE", f"/boards/{board}/sections/{section}")) == (404, 404)
    assert [pin["removed"] is not None for pin in await control.pins()] == [False, True]
    await api.section(board, "Mugs")


async def test_a_deleted_board_takes_its_sections_and_their_pins_with_it(
    api: Api, board: str, control: Control
) -> None:
    section = await api.section(board)
    filed = await api.pin(board, board_section_id=section)
    await api.send("DELETE", f"/boards/{board}")
    assert problem(await api.get(f"/pins/{filed}")) == (404, 50)
    assert problem(await api.get(f"/boards/{board}/sections/{section}/pins")) == (404, 404)
    assert (await control.read("boards"))["boards"] == []


@asynccontextmanager
async def a_pin_in_the_making(api: Api, board: str, **changed: str) -> AsyncIterator[asyncio.Task[httpx.Response]]:
    """Its picture is being fetched as long as the block lasts."""
    asked, release = asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await release.wait()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\nconnection: close\r\n\r\n" + picture())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server, asyncio.timeout(60):
        source = url_source(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/mug.jpg")
        making = asyncio.create_task(api.post("/pins", pin(board, media_source=source, **changed)))
        await asked.wait()
        yield making
        release.set()
        await making


async def test_a_board_with_a_pin_in_the_making_is_not_changed(api: Api, board: str) -> None:
    section = await api.section(board)
    path = f"/boards/{board}/sections"
    async with a_pin_in_the_making(api, board) as making:
        assert problem(await api.post(path, {"name": "Lamps"})) == (409, 409)
        assert problem(await api.send("PATCH", f"{path}/{section}", json={"name": "Lamps"})) == (409, 409)
        assert problem(await api.send("DELETE", f"{path}/{section}")) == (409, 409)
        assert problem(await api.send("DELETE", f"/boards/{board}")) == (409, 409)
        assert problem(await api.post(path, {"name": ""})) == (400, 400), "what is wrong anyhow is said first"
    assert making.result().status_code == 201
    assert await names(api, board) == ["Mugs"]
    await api.section(board, "Lamps")
    assert (await api.send("DELETE", f"/boards/{board}")).status_code == 204


@pytest.mark.parametrize(("gone", "refusal"), [("/boards/{board}", (404, 40)), ("{section}", (404, 2031))])
async def test_a_place_that_goes_while_a_pin_is_made_for_it_gets_none(
    api: Api, board: str, control: Control, gone: str, refusal: tuple[int, int]
) -> None:
    await control.set("contention", {"on": False})
    section = await api.section(board)
    path = gone.format(board=board, section=f"/boards/{board}/sections/{section}")
    async with a_pin_in_the_making(api, board, board_section_id=section) as making:
        assert (await api.send("DELETE", path)).status_code == 204
    assert problem(making.result()) == refusal
    assert await control.pins() == []


async def test_sections_and_what_became_of_them_survive_a_restart(tmp_path: Path) -> None:
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        api, control = Api(http), Control(http)
        await control.freeze()
        board = await api.board()
        kept, gone = await api.section(board, "Kept"), await api.section(board, "Gone")
        filed, lost = [await api.pin(board, board_section_id=section) for section in (kept, gone)]
        await api.send("PATCH", f"/boards/{board}/sections/{kept}", json={"name": "Renamed"})
        await control.advance(10)
        await api.send("DELETE", f"/boards/{board}/sections/{gone}")
        assert problem(await api.get(f"/pins/{lost}")) == (404, 50)
    for _ in range(2):  # the second time from the shortened diary
        async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
            api, control = Api(http), Control(http)
            await control.freeze(EPOCH + 5)  # a clock that was set back brings nothing back
            assert await names(api, board) == ["Renamed"]
            for path in (f"/boards/{board}/sections/{kept}/pins", "/pins"):
                assert [item["id"] for item in (await api.get(path)).json()["items"]] == [filed]

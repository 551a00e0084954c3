from __future__ import annotations

import httpx
import pytest

from tests.simulator.builders import EPOCH, pin
from tests.simulator.client import Api, Control


async def test_every_pin_really_made_is_told(api: Api, board: str, control: Control) -> None:
    made = await api.pin(board)
    told = await control.pins()
    assert len(told) == 1
    picture = told[0].pop("image")
    assert (picture["width"], picture["height"], picture["format"]) == (200, 300, "JPEG")
    expected = {"id": made, "account": "demo", "board_id": board, "section_id": None, "title": "Blue mug"}
    assert expected.items() <= told[0].items()
    assert (told[0]["media_type"], told[0]["images"], told[0]["media_id"]) == ("image", [picture], None)
    assert (told[0]["link"], told[0]["created"], told[0]["removed"]) == (pin(board)["link"], EPOCH, None)


async def test_requests_are_counted_by_operation_and_outcome(api: Api, control: Control) -> None:
    board = await api.board()
    made = await api.pin(board)
    await api.get(f"/boards/{board}/pins")
    await api.get(f"/pins/{made}")
    await api.get("/pins/1")
    await api.get("/campaigns")
    await control.advance(1)
    await control.set("limits", {"org_write": 0})
    await api.post("/pins", {})
    counted = await control.read("requests")
    assert counted["by_operation"] == {
        "POST /v5/boards": {"201": 1},
        "POST /v5/pins": {"201": 1, "429": 1},
        "GET /v5/boards/{board_id}/pins": {"200": 1},
        "GET /v5/pins/{pin_id}": {"200": 1, "404": 1},
        "(unknown path or method)": {"404": 1},
    }
    assert (counted["total"], counted["limited"]) == (7, 1)
    assert counted["per_second"] == {"1700000000": 6, "1700000001": 1}


async def test_admitted_writes_prove_that_no_window_was_exceeded(api: Api, control: Control) -> None:
    await control.set("limits", {"org_write": 2})
    board = await api.board()
    await control.advance(1.5)
    await api.post("/pins", {})
    await api.post("/pins", {})
    assert (await control.read("writes"))["writes"] == [
        {"at": EPOCH, "account": "demo", "operation": "POST /v5/boards", "limit": 2, "app": "1500000"},
        {"at": EPOCH + 1.5, "account": "demo", "operation": "POST /v5/pins", "limit": 2, "app": "1500000"},
    ]
    assert [told["id"] for told in (await control.read("boards"))["boards"]] == [board]


async def test_health_says_who_answers(control: Control) -> None:
    health = await control.read("health")
    assert (health["ok"], health["seed"]) == (True, 7)
    assert health["instance"]


async def test_the_clock_stops_advances_and_runs(control: Control) -> None:
    assert await control.set("clock", {"now": 1000}) == {"now": 1000.0, "frozen": True}
    assert await control.set("clock", {"advance": 2.5}) == {"now": 1002.5, "frozen": True}
    running = await control.set("clock", {"real": True})
    assert running["now"] > 1_750_000_000
    ahead = await control.set("clock", {"advance": 3600})
    assert (3590 < ahead["now"] - running["now"] < 3700, ahead["frozen"]) == (True, False)


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"now": "noon"},
        {"now": -5},
        {"advance": -1},
        {"real": False},
        {"now": 1, "advance": 2},
        {"then": 1},
        [],
    ],
)
async def test_a_bad_clock_is_refused(control: Control, posted: object) -> None:
    assert "clock" in (await control.refusal("clock", posted)).lower()


async def test_control_input_must_be_json(http: httpx.AsyncClient) -> None:
    response = await http.post("/_simulator/clock", content=b"{now")
    assert response.status_code == 400
    assert response.json()["error"].startswith("The body is not JSON")


async def test_reset_wipes_everything(api: Api, board: str, control: Control) -> None:
    made = await api.pin(board)
    await control.fault({"status": 500}, match={})
    await control.set("limits", {"org_write": 0})
    await control.set("reset")
    assert await control.pins() == []
    assert (await control.read("requests"))["total"] == 0
    assert (await control.read("writes"))["writes"] == []
    assert (await control.read("faults"))["rules"] == []
    assert (await control.read("limits")) == {"default": {}, "accounts": {}}
    assert (await control.read("clock"))["frozen"] is False
    assert (await api.get("/boards")).json()["items"] == []
    again = await api.pin(await api.board())
    assert again != made, "an id from before never comes back"

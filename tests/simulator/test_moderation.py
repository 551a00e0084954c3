"""What Pinterest does to those it mistrusts: blocks for spam, and removals."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.running import RunningSimulator
from tests.simulator.apps import App
from tests.simulator.builders import pin
from tests.simulator.client import Api, Control, problem, visit

SPAM = (429, 9)


async def test_a_blocked_account_writes_nothing_until_it_is_cleared(
    api: Api, board: str, control: Control
) -> None:
    made = await api.pin(board)
    await control.set("accounts", {"account": "demo", "spam_blocked": True})
    refused = await api.post("/pins", pin(board))
    assert problem(refused) == SPAM
    assert "spam" in refused.json()["message"]
    assert problem(await api.post("/boards", {"name": "A"})) == SPAM
    assert problem(await api.send("PATCH", f"/boards/{board}", json={"name": "A"})) == SPAM
    assert problem(await api.send("DELETE", f"/pins/{made}")) == SPAM
    await control.advance(86_400 * 30)
    assert problem(await api.post("/pins", pin(board))) == SPAM, "time alone heals nothing"
    await control.set("accounts", {"account": "demo", "spam_blocked": False})
    assert (await api.post("/pins", pin(board))).status_code == 201


async def test_a_block_says_nothing_of_when_to_come_back(api: Api, board: str, control: Control) -> None:
    """The headers are those of any answer, with room left: whoever waits for them waits for nothing."""
    await control.set("accounts", {"account": "demo", "spam_blocked": True})
    refused = await api.post("/pins", pin(board))
    assert "retry-after" not in refused.headers
    assert int(refused.headers["x-ratelimit-remaining"]) > 0
    assert (await control.read("requests"))["limited"] == 0


async def test_a_blocked_account_still_reads_and_others_still_write(
    api: Api, board: str, control: Control
) -> None:
    await control.set("accounts", {"account": "demo", "spam_blocked": True})
    assert (await api.get(f"/boards/{board}")).status_code == 200
    assert (await api.get("/pins")).status_code == 200
    assert (await Api(api.http, "other").post("/boards", {"name": "A"})).status_code == 201


async def test_a_block_is_the_accounts_whatever_the_app(api: Api, board: str, control: Control) -> None:
    token = (await App(control.http).connect())["access_token"]
    await control.set("accounts", {"account": "demo", "spam_blocked": True})
    assert problem(await Api(api.http, token=token).post("/pins", pin(board))) == SPAM


async def test_a_block_touches_nothing_else_of_the_account(control: Control) -> None:
    before = await control.set("accounts", {"account": "demo", "tier": "trial", "access_ttl": 50, "app": "small"})
    after = await control.set("accounts", {"account": "demo", "spam_blocked": True})
    assert after == {**before, "spam_blocked": True}


async def test_the_pin_that_is_one_too_many_blocks_the_account(api: Api, board: str, control: Control) -> None:
    await control.fault({"spam_block": True}, times=1)
    assert problem(await api.post("/pins", pin(board))) == SPAM
    assert problem(await api.post("/pins", pin(board))) == SPAM, "though the fault has done its once"
    assert await control.pins() == []
    await control.set("accounts", {"account": "demo", "spam_blocked": False})
    assert (await api.post("/pins", pin(board))).status_code == 201


async def test_a_read_blocks_no_one(api: Api, board: str, control: Control) -> None:
    await control.fault({"spam_block": True}, match={"method": "GET"})
    assert (await api.get("/boards")).status_code == 200
    assert (await api.post("/pins", pin(board))).status_code == 201


async def test_a_stranger_blocks_no_one(api: Api, control: Control) -> None:
    await control.fault({"spam_block": True})
    assert problem(await Api(api.http, token="pina_nobody").post("/pins", {})) == (401, 2)
    assert [held for held in (await control.read("accounts"))["accounts"] if held["spam_blocked"]] == []


async def test_a_block_survives_a_restart(tmp_path: Path) -> None:
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        await Control(http).fault({"spam_block": True}, match={"method": "POST"}, times=1)
        await Api(http).post("/boards", {"name": "A"})
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        assert problem(await Api(http).post("/boards", {"name": "A"})) == SPAM


async def test_a_pin_can_be_removed_by_moderation(api: Api, board: str, control: Control) -> None:
    gone, kept = await api.pin(board), await api.pin(board)
    await control.advance(5)
    assert await control.set("pins/remove", {"ids": [gone, gone]}) == {"removed": [gone]}
    assert problem(await api.get(f"/pins/{gone}")) == (404, 50)
    assert await api.listed(board) == [kept]
    assert [told["removed"] for told in await control.pins()] == [1_700_000_005.0, None]


async def test_what_is_gone_goes_no_second_time(api: Api, board: str, control: Control) -> None:
    made = await api.pin(board)
    await api.send("DELETE", f"/pins/{made}")
    await control.advance(5)
    assert await control.set("pins/remove", {"ids": [made]}) == {"removed": []}
    assert [told["removed"] for told in await control.pins()] == [1_700_000_000.0]


@pytest.mark.parametrize("ids", ["5", [5], ["not-made"], [""]])
async def test_only_pins_that_were_made_can_be_removed(
    api: Api, board: str, control: Control, ids: object
) -> None:
    made = await api.pin(board)
    assert "ids" in await control.refusal("pins/remove", {"ids": ids})
    assert "ids" in await control.refusal("pins/remove", {"ids": [made, "not-made"]})
    assert [told["removed"] for told in await control.pins()] == [None]


async def test_removal_by_a_fault_and_by_hand_agree(api: Api, board: str, control: Control) -> None:
    await control.fault({"remove_after": 60, "listing_delay": 0})
    made = await api.pin(board)
    assert await control.set("pins/remove", {"ids": [made]}) == {"removed": [made]}
    await control.advance(60)
    assert [told["removed"] for told in await control.pins()] == [1_700_000_000.0]

"""What an app with trial access may not do, and what the sandbox is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.running import RunningSimulator
from tests.simulator.apps import App, registered
from tests.simulator.builders import pin
from tests.simulator.client import Api, Control, problem, visit


async def on_trial(control: Control, account: str = "demo", **changed: object) -> None:
    await control.set("accounts", {"account": account, "tier": "trial", **changed})


async def test_a_trial_app_makes_boards_and_reads_but_makes_no_pins(
    api: Api, board: str, control: Control
) -> None:
    await on_trial(control)
    refused = await api.post("/pins", pin(board))
    assert problem(refused) == (403, 29)
    assert "Apps with Trial access may not create Pins" in refused.json()["message"]
    assert await control.pins() == []
    assert (await api.post("/boards", {"name": "Autumn"})).status_code == 201
    assert (await api.get("/boards")).status_code == 200


async def test_the_refusal_comes_before_anyone_reads_the_pin(api: Api, control: Control) -> None:
    await on_trial(control)
    assert problem(await api.post("/pins", {"nonsense": True})) == (403, 29)


async def test_a_trial_refusal_costs_a_write_of_the_day(api: Api, board: str, control: Control) -> None:
    await on_trial(control)
    refused = await api.post("/pins", pin(board))
    assert "300;w=86400" in refused.headers["x-ratelimit-limit"]
    assert (await control.read("writes"))["writes"][-1]["limit"] == 300


async def test_trial_pins_can_be_seen_by_their_owner_only(api: Api, board: str, control: Control) -> None:
    """As Pinterest's own table of access tiers has it."""
    await on_trial(control, trial_pins="owner_only")
    made = await api.pin(board)
    assert (await api.get(f"/pins/{made}")).status_code == 200
    assert problem(await Api(api.http, "other").get(f"/pins/{made}")) == (404, 50)
    assert [told["owner_only"] for told in await control.pins()] == [True]


async def test_a_standard_apps_pins_are_for_all(api: Api, board: str, control: Control) -> None:
    await api.pin(board)
    assert [told["owner_only"] for told in await control.pins()] == [False]


async def test_the_first_write_after_an_upgrade_is_a_standard_one(api: Api, board: str, control: Control) -> None:
    await on_trial(control)
    assert (await api.post("/pins", pin(board))).status_code == 403
    await control.set("accounts", {"account": "demo", "tier": "standard"})
    made = await api.post("/pins", pin(board))
    assert made.status_code == 201
    assert "w=86400" not in made.headers["x-ratelimit-limit"]


async def test_a_trial_app_is_one_with_every_account(api: Api, control: Control) -> None:
    small = await registered(control, tier="trial")
    board = await api.board()
    caller = Api(api.http, token=(await small.connect())["access_token"])
    assert problem(await caller.post("/pins", pin(board))) == (403, 29)
    assert (await api.post("/pins", pin(board))).status_code == 201, "the account itself is not on trial"


async def test_accounts_of_a_trial_app_share_its_day(api: Api, control: Control) -> None:
    small = await registered(control, tier="trial")
    one, two = [
        Api(api.http, token=(await small.connect(account))["access_token"]) for account in ("shop-a", "shop-b")
    ]
    for number in range(150):
        await one.post("/boards", {"name": ""})
        await two.post("/boards", {"name": ""})
        await control.advance(number % 2)
    assert problem(await one.post("/boards", {"name": "A"})) == (429, 8)
    assert problem(await two.post("/boards", {"name": "A"})) == (429, 8)
    assert (await Api(api.http, "shop-a").post("/boards", {"name": "A"})).status_code == 201, "another app's quota"
    await control.advance(86_400)
    assert (await two.post("/boards", {"name": "A"})).status_code == 201


async def test_the_shared_day_survives_a_restart(tmp_path: Path) -> None:
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        control = Control(http)
        await control.freeze()
        small = await registered(control, tier="trial")
        token = (await small.connect("shop-a"))["access_token"]
        for _ in range(3):
            answer = await Api(http, token=token).post("/boards", {"name": ""})
        await control.advance(1)
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        token = (await App(http, "77", "s", small.redirect_uri).connect("shop-b"))["access_token"]
        answer = await Api(http, token=token).post("/boards", {"name": ""})
        assert int(answer.headers["x-ratelimit-remaining"]) <= 98, "the safety net"
        assert len((await Control(http).read("writes"))["writes"]) == 4
        for _ in range(3):
            await Control(http).advance(100)
            for _ in range(99):
                answer = await Api(http, token=token).post("/boards", {"name": ""})
        assert answer.status_code == 429, "3 and 1 before, so the last of 297 is one too many"


@pytest.mark.parametrize("chosen", ["public", "", 5, True])
async def test_a_trial_pin_is_refused_or_its_owners_and_nothing_else(control: Control, chosen: object) -> None:
    assert "trial_pins" in await control.refusal("accounts", {"account": "demo", "trial_pins": chosen})


async def test_a_sandbox_accounts_token_is_good_in_the_sandbox_only(api: Api, control: Control) -> None:
    await control.set("accounts", {"account": "sand", "sandbox": True})
    outside, inside = Api(api.http, "sand"), Api(api.http, "sand", base="/sandbox/v5")
    assert problem(await outside.get("/boards")) == (401, 2)
    assert (await inside.get("/boards")).status_code == 200


async def test_a_production_token_is_no_good_in_the_sandbox(api: Api, control: Control) -> None:
    issued = (await App(control.http).connect())["access_token"]
    for caller in (Api(api.http, base="/sandbox/v5"), Api(api.http, token=issued, base="/sandbox/v5")):
        assert problem(await caller.get("/boards")) == (401, 2)


async def test_in_the_sandbox_a_trial_app_makes_pins_that_its_owner_sees(api: Api, control: Control) -> None:
    await on_trial(control, "sand", sandbox=True)
    inside = Api(api.http, "sand", base="/sandbox/v5")
    made = await inside.pin(await inside.board())
    assert (await inside.get(f"/pins/{made}")).status_code == 200
    assert [told["owner_only"] for told in await control.pins()] == [True]
    assert (await control.read("requests"))["by_operation"]["POST /v5/pins"] == {"201": 1}


async def test_the_sandbox_has_no_paths_of_its_own(api: Api) -> None:
    for path in ("/sandbox/v5/campaigns", "/sandbox/boards", "/v5/sandbox/boards"):
        answer = await api.http.get(path, headers={"Authorization": "Bearer sim_demo"})
        assert answer.status_code == 404

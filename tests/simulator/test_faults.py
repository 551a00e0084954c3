"""What each effect does to the client, and what it leaves done."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest

from simulator.running import RunningSimulator
from tests.fakes.loop_time import let_pass, make_time_leap
from tests.simulator.builders import pin
from tests.simulator.client import CLIENT_SECONDS_MAX, Api, Control, problem
from tests.simulator.wire import exchange


async def test_drop_before_closes_without_a_byte_and_nothing_is_done(
    api: Api, board: str, control: Control, simulator: RunningSimulator
) -> None:
    before = await control.read("requests")
    await control.fault({"drop_before": True}, times=1)
    assert await exchange(simulator.url, "POST", "/v5/pins", pin(board)) == b""
    assert await control.pins() == []
    after = await control.read("requests")
    assert (after["total"], after["dropped_before"]) == (before["total"], 1)
    remaining = int((await api.post("/pins", pin(board))).headers["x-ratelimit-remaining"])
    assert remaining == 98, "the dropped request met no limit"


async def test_drop_after_closes_without_a_byte_and_the_pin_is_made(
    api: Api, board: str, control: Control, simulator: RunningSimulator
) -> None:
    await control.fault({"drop_after": True}, times=1)
    assert await exchange(simulator.url, "POST", "/v5/pins", pin(board)) == b""
    assert [made["title"] for made in await control.pins()] == ["Blue mug"]
    assert (await control.read("requests"))["by_operation"]["POST /v5/pins"] == {"dropped_after": 1}
    await control.advance(5)
    assert len(await api.listed(board)) == 1


@pytest.mark.parametrize("effect", ["drop_before", "drop_after"])
async def test_an_http_client_sees_a_server_that_hung_up(
    api: Api, board: str, control: Control, effect: str
) -> None:
    await control.fault({effect: True}, times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        await api.post("/pins", pin(board))
    assert (await api.post("/pins", pin(board))).status_code == 201


async def test_a_status_is_answered_and_nothing_is_done_or_counted(api: Api, board: str, control: Control) -> None:
    await control.fault({"status": 503, "body": {"code": 11, "message": "Later"}}, times=1)
    response = await api.post("/pins", pin(board))
    assert (response.status_code, response.json()) == (503, {"code": 11, "message": "Later"})
    assert response.headers["x-ratelimit-remaining"] == "99"
    assert await control.pins() == []
    assert (await control.read("requests"))["by_operation"]["POST /v5/pins"] == {"503": 1}


async def test_a_made_up_429_is_not_one_of_the_limits(api: Api, board: str, control: Control) -> None:
    spam = {"code": 9, "message": "Sorry! We blocked this link because it may lead to spam."}
    await control.fault({"status": 429, "body": spam})
    assert (await api.post("/pins", pin(board))).json() == spam
    counted = await control.read("requests")
    assert (counted["by_operation"]["POST /v5/pins"], counted["limited"]) == ({"429": 1}, 0)


@pytest.mark.parametrize(("body", "content_type"), [("Unauthorized", "text/plain"), (None, "application/json")])
async def test_a_status_may_have_a_body_of_text_or_none_of_its_own(
    api: Api, control: Control, body: str | None, content_type: str
) -> None:
    await control.fault({"status": 401, "body": body}, match={})
    response = await api.get("/boards")
    assert response.status_code == 401
    assert response.headers["content-type"].startswith(content_type)
    assert response.text == (body or '{"code":401,"message":"Injected by the fault plan."}')


async def test_garbage_is_a_good_status_with_a_body_no_one_can_read(
    api: Api, board: str, control: Control
) -> None:
    await control.fault({"garbage": True})
    response = await api.post("/pins", pin(board))
    assert response.status_code == 201
    with pytest.raises(UnicodeDecodeError):
        response.json()
    assert len(await control.pins()) == 1
    assert (await control.read("requests"))["by_operation"]["POST /v5/pins"] == {"garbage": 1}


async def test_garbage_leaves_a_refusal_as_it_is(api: Api, control: Control) -> None:
    await control.fault({"garbage": True})
    assert problem(await api.post("/pins", pin("1"))) == (404, 40)


async def test_a_slow_body_outlasts_the_client_and_the_pin_is_made(api: Api, board: str, control: Control) -> None:
    await control.fault({"slow_body": True}, times=1)
    headers = {"Authorization": "Bearer sim_demo"}
    async with api.http.stream("POST", "/v5/pins", json=pin(board), headers=headers) as response:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await response.aread()
    assert len(await control.pins()) == 1


async def test_a_slow_body_arrives_whole_in_the_end(api: Api, board: str, control: Control) -> None:
    await control.fault({"slow_body": 0.3}, times=1)
    begin = time.monotonic()
    response = await api.post("/pins", pin(board))
    assert time.monotonic() - begin >= 0.29
    assert response.json()["id"] == (await control.pins())[0]["id"]


async def test_a_delay_comes_before_anything_else(api: Api, board: str, control: Control) -> None:
    await control.fault({"delay": 0.2}, times=1)
    begin = time.monotonic()
    assert (await api.post("/pins", pin(board))).status_code == 201
    assert time.monotonic() - begin >= 0.19


async def test_a_client_that_gives_up_during_a_delay_has_made_its_pin_all_the_same(
    api: Api, board: str, control: Control
) -> None:
    make_time_leap()
    await control.fault({"delay": 10 * CLIENT_SECONDS_MAX}, times=1)
    posting = asyncio.create_task(api.post("/pins", pin(board)))
    while not (await control.read("faults"))["rules"][0]["hits"]:
        await asyncio.sleep(0.01)
    await leap(CLIENT_SECONDS_MAX)
    with pytest.raises(httpx.ReadTimeout):
        await posting
    assert await control.pins() == []
    await leap(10 * CLIENT_SECONDS_MAX)
    while not await control.pins():
        await asyncio.sleep(0.01)


async def leap(seconds: float) -> None:
    """Idle connections have their end by then, so that nobody asks over one that is being closed."""
    let_pass(seconds)
    await asyncio.sleep(0.01)


async def test_a_policy_refusal_makes_nothing_and_counts_as_a_write(
    api: Api, board: str, control: Control
) -> None:
    await control.fault({"refuse_policy": True})
    response = await api.post("/pins", pin(board))
    assert problem(response) == (403, 403)
    assert "Community Guidelines" in response.json()["message"]
    assert response.headers["x-ratelimit-remaining"] == "98"
    assert await control.pins() == []


async def test_listing_and_processing_can_be_delayed(api: Api, board: str, control: Control) -> None:
    await control.fault({"listing_delay": 300, "processing_delay": 600})
    made = await api.pin(board)
    await control.advance(299)
    assert await api.listed(board) == []
    await control.advance(1)
    assert await api.listed(board) == [made]
    assert (await api.get(f"/pins/{made}")).json()["media"]["images"] == {}
    await control.advance(300)
    assert (await api.get(f"/pins/{made}")).json()["media"]["images"]


async def test_a_pin_can_be_removed_later(api: Api, board: str, control: Control) -> None:
    await control.fault({"remove_after": 60, "listing_delay": 0})
    made = await api.pin(board)
    assert await api.listed(board) == [made]
    assert (await control.pins())[0]["removed"] is None
    await control.advance(60)
    assert await api.listed(board) == []
    assert problem(await api.get(f"/pins/{made}")) == (404, 50)
    assert (await control.pins())[0]["removed"] == 1_700_000_060.0


async def test_a_rule_hits_as_often_as_it_says(api: Api, board: str, control: Control) -> None:
    await control.fault({"status": 500}, times=2)
    assert [(await api.post("/pins", pin(board))).status_code for _ in range(4)] == [500, 500, 201, 201]
    assert (await control.read("faults"))["rules"][0]["hits"] == 2


async def test_the_first_rule_that_hits_wins(api: Api, control: Control) -> None:
    rules = [
        {"match": {"method": "post"}, "effect": {"status": 501}},
        {"match": {"path": "/v5/boards/*"}, "effect": {"status": 502}},
        {"match": {"account": "other"}, "effect": {"status": 503}},
        {"match": {"path": "/v5/pins"}, "times": 1, "effect": {"status": 504}},
        {"effect": {"status": 505}, "times": 0},
    ]
    await control.set("faults", {"rules": rules})
    other = Api(api.http, "other")
    assert (await api.post("/boards", {})).status_code == 501
    assert (await api.get("/boards/1/pins")).status_code == 502
    assert (await other.get("/boards")).status_code == 503
    assert [(await api.get("/pins")).status_code for _ in range(2)] == [504, 200]
    assert (await api.get("/boards")).status_code == 200


async def fates(api: Api, control: Control, seed: int) -> list[int]:
    rules = [
        {"match": {"path": "/v5/pins"}, "probability": 0.3, "effect": {"status": 501}},
        {"match": {"path": "/v5/boards"}, "probability": 0.5, "effect": {"status": 502}},
    ]
    await control.set("faults", {"seed": seed, "rules": rules})
    return [(await api.get("/pins" if turn % 3 else "/boards")).status_code for turn in range(60)]


async def test_chances_are_seeded(api: Api, control: Control) -> None:
    first = await fates(api, control, 5)
    await control.advance(60)
    assert await fates(api, control, 5) == first
    await control.advance(60)
    assert await fates(api, control, 6) != first
    assert set(first) == {200, 501, 502}


async def test_the_shop_has_faults_too(
    http: httpx.AsyncClient, control: Control, simulator: RunningSimulator
) -> None:
    await control.fault({"status": 500}, match={"path": "/shop/*"}, times=1)
    assert (await http.get("/shop/a/mug.jpg")).status_code == 500
    assert (await http.get("/shop/a/mug.jpg")).status_code == 200
    await control.fault({"drop_before": True}, match={"path": "/shop/*"})
    assert await exchange(simulator.url, "GET", "/shop/a/mug.jpg") == b""
    assert (await control.read("requests"))["dropped_before"] == 0


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ([], "The fault plan must be a JSON object."),
        ({"rules": {}}, "rules must be a list"),
        ({"rule": []}, "'rule' is not known here"),
        ({"seed": "x", "rules": []}, "seed must be a whole number"),
        ({"rules": [{"effect": {"status": 500}}, {"effect": {}}]}, "Rule 1: effect must say what happens"),
        ({"rules": [{}]}, "Rule 0: effect"),
        ({"rules": [{"effect": {"status": 99}}]}, "Rule 0, effect: status must lie between"),
        ({"rules": [{"effect": {"status": "500"}}]}, "Rule 0, effect: status must be a whole number"),
        ({"rules": [{"effect": {"drop_befor": True}}]}, "Rule 0, effect: 'drop_befor' is not known here"),
        ({"rules": [{"effect": {"drop_before": 1}}]}, "drop_before must be true or false"),
        ({"rules": [{"effect": {"delay": -1}}]}, "delay must lie between"),
        ({"rules": [{"effect": {"drop_before": True, "garbage": True}}]}, "one request ends one way"),
        ({"rules": [{"effect": {"body": {}, "delay": 1}}]}, "body needs a status"),
        ({"rules": [{"effect": {"delay": 1}, "probability": 1.5}]}, "probability must lie between 0 and 1"),
        ({"rules": [{"effect": {"delay": 1}, "probability": 0.5, "times": 2}]}, "choose one"),
        ({"rules": [{"effect": {"delay": 1}, "times": -1}]}, "times must lie between"),
        (
            {"rules": [{"effect": {"delay": 1}, "match": {"path": "v5/pins"}}]},
            "Rule 0, match: path must begin with /",
        ),
        ({"rules": [{"effect": {"delay": 1}, "match": {"verb": "GET"}}]}, "'verb' is not known here"),
        ({"rules": [{"effect": {"delay": 1}, "match": []}]}, "Rule 0, match must be a JSON object"),
    ],
)
async def test_a_bad_plan_is_refused_by_rule_and_field(control: Control, plan: object, says: str) -> None:
    await control.fault({"status": 500})
    assert says in await control.refusal("faults", plan)
    assert len((await control.read("faults"))["rules"]) == 1, "the plan before stays"

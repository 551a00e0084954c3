from __future__ import annotations

import re

import httpx
import pytest

from tests.simulator.builders import pin
from tests.simulator.client import Api, Control, problem

BAD_PIN = {"board_id": "1"}  # costs a write and is refused: an admitted request counts whatever its answer


def rate(response: httpx.Response) -> tuple[str, int, int]:
    headers = response.headers
    return headers["x-ratelimit-limit"], int(headers["x-ratelimit-remaining"]), int(headers["x-ratelimit-reset"])


async def spend(api: Api, control: Control, times: int, *, apart: float = 0.125) -> list[int]:
    statuses = []
    for _ in range(times):
        statuses.append((await api.post("/pins", BAD_PIN)).status_code)
        await control.advance(apart)
    return statuses


async def test_headers_are_structured_lists(api: Api, board: str) -> None:
    """As measured on the live API: the binding bucket's number, then every bucket with its window."""
    response = await api.post("/pins", pin(board))
    limit, remaining, reset = rate(response)
    assert limit == '100, 100;w=1;name="safety_net_app_id_user_id", 100;w=60;name="org_write_app_id_user_id"'
    assert (remaining, reset) == (98, 60)
    limit, remaining, _ = rate(await api.get("/boards"))
    assert limit == '100, 100;w=1;name="safety_net_app_id_user_id", 1000;w=60;name="org_read_app_id_user_id"'
    assert remaining == 97


async def test_every_answer_has_the_headers_and_a_request_id(api: Api, http: httpx.AsyncClient) -> None:
    answers = [
        await http.get("/v5/boards"),
        await api.get("/nothing/here"),
        await api.post("/boards", {}),
        await api.get("/boards/1"),
    ]
    assert [answer.status_code for answer in answers] == [401, 404, 400, 404]
    for answer in answers:
        assert "w=60" in rate(answer)[0]
        assert answer.headers["x-pinterest-rid"]
    assert len({answer.headers["x-pinterest-rid"] for answer in answers}) == 4


async def test_the_hundredth_write_passes_and_the_next_does_not(api: Api, control: Control) -> None:
    assert 429 not in await spend(api, control, 100)
    response = await api.post("/pins", BAD_PIN)
    assert problem(response) == (429, 8)
    assert response.json()["message"].startswith(
        "This request exceeded a rate limit. This can happen if the client"
    )
    assert rate(response)[1:] == (0, 48)


async def test_the_window_slides_to_the_millisecond(api: Api, control: Control) -> None:
    """A write counts until just before 60 s have passed, and each one by itself."""
    await control.set("limits", {"org_write": 2})
    start = 1_700_000_000
    assert (await api.post("/boards", {"name": "A"})).status_code == 201
    await control.freeze(start + 10)
    assert (await api.post("/boards", {"name": "B"})).status_code == 201
    await control.freeze(start + 59.999)
    assert (await api.post("/boards", {"name": "C"})).status_code == 429
    await control.freeze(start + 60)
    assert (await api.post("/boards", {"name": "C"})).status_code == 201
    assert (await api.post("/boards", {"name": "D"})).status_code == 429
    await control.freeze(start + 70)
    assert (await api.post("/boards", {"name": "D"})).status_code == 201


async def test_reset_says_after_how_many_seconds_there_is_room(api: Api, control: Control) -> None:
    await control.set("limits", {"org_write": 3})
    await spend(api, control, 3, apart=10)
    refused = await api.post("/pins", BAD_PIN)
    limit, remaining, reset = rate(refused)
    assert limit.startswith("3, ")
    assert (remaining, reset) == (0, 30)
    await control.advance(reset)
    assert (await api.post("/pins", BAD_PIN)).status_code != 429


async def test_refused_requests_do_not_count(api: Api, control: Control) -> None:
    await control.set("limits", {"org_write": 1})
    await spend(api, control, 1, apart=0)
    for _ in range(20):
        await control.advance(2.9)
        assert (await api.post("/pins", BAD_PIN)).status_code == 429
    await control.advance(2)
    assert (await api.post("/pins", BAD_PIN)).status_code != 429


async def test_a_new_limit_is_in_force_at_once_and_announced_by_headers_only(api: Api, control: Control) -> None:
    await spend(api, control, 5)
    await control.set("limits", {"org_write": 3})
    refused = await api.post("/pins", BAD_PIN)
    assert refused.status_code == 429
    # Three of the five must have gone before there is room again: the third came 0.25 s after the first.
    assert rate(refused)[1:] == (0, 60)
    await control.set("limits", {"org_write": 120})
    limit, remaining, _ = rate(await api.post("/pins", BAD_PIN))
    assert 'name="org_write_app_id_user_id"' in limit
    assert re.search(r", 120;w=60;", limit)
    assert remaining == 94, "the safety net has less room now than 114 of 120"


async def test_limits_can_be_set_for_one_account(api: Api, control: Control) -> None:
    other = Api(api.http, "other")
    await control.set("limits", {"account": "other", "org_write": 0})
    assert (await other.post("/pins", BAD_PIN)).status_code == 429
    assert (await api.post("/pins", BAD_PIN)).status_code != 429
    assert await control.read("limits") == {"default": {}, "accounts": {"other": {"org_write": 0}}}


async def test_accounts_and_categories_have_windows_of_their_own(api: Api, control: Control) -> None:
    await control.set("limits", {"org_write": 1})
    await spend(api, control, 1)
    assert (await api.post("/pins", BAD_PIN)).status_code == 429
    assert (await api.get("/boards")).status_code == 200
    assert (await Api(api.http, "other").post("/boards", {"name": "A"})).status_code == 201


async def test_the_safety_net_holds_a_hundred_a_second_of_all_kinds(api: Api, control: Control) -> None:
    await control.set("limits", {"org_write": 100_000})
    for turn in range(50):
        await api.post("/pins", BAD_PIN)
        await api.get("/boards/1", page_size=turn)
    refused = await api.get("/boards")
    assert problem(refused) == (429, 8)
    limit, remaining, reset = rate(refused)
    assert limit.startswith("100, 100;w=1;")
    assert (remaining, reset) == (0, 1)
    await control.advance(1)
    assert (await api.get("/boards")).status_code == 200


async def test_trial_apps_share_a_quota_a_day(api: Api, control: Control) -> None:
    for account in ("one", "two"):
        await control.set("accounts", {"account": account, "app": "small", "tier": "trial"})
    one, two = Api(api.http, "one"), Api(api.http, "two")
    await spend(one, control, 299, apart=1)
    limit, remaining, reset = rate(await two.post("/pins", BAD_PIN))
    assert limit == '300, 100;w=1;name="safety_net_app_id_user_id", 300;w=86400;name="org_write_app_id"'
    assert (remaining, reset) == (0, 86_400 - 299)
    assert problem(await one.post("/pins", BAD_PIN)) == (429, 8)


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"org_write": -1},
        {"org_write": 1.5},
        {"org_write": True},
        {"org_write": "9"},
        {"ads": 5},
        {"account": "a b"},
        5,
    ],
)
async def test_bad_limits_are_refused(control: Control, posted: object) -> None:
    assert await control.refusal("limits", posted)


async def test_a_clock_set_back_forgets_what_lies_ahead(api: Api, control: Control) -> None:
    await control.set("limits", {"org_write": 1})
    await control.advance(1000)
    await spend(api, control, 1)
    await control.freeze()
    assert (await api.post("/pins", BAD_PIN)).status_code != 429

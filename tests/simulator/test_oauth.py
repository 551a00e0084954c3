"""POST /oauth/token: what is given for codes and refresh tokens, and what never is."""

from __future__ import annotations

import asyncio
import base64

import httpx
import pytest

from tests.simulator.apps import App, registered
from tests.simulator.builders import EPOCH, pin
from tests.simulator.client import MISTAKE, Api, Control, problem

DAY = 86_400
WRONG_GRANT = (401, 283)
BEFORE_CONTINUOUS = 1_758_758_399  # the last second of 24 September 2025, UTC


@pytest.fixture
def app(http: httpx.AsyncClient, control: Control) -> App:
    return App(control.http)


def bearing(api: Api, token: str) -> Api:
    return Api(api.http, token=token)


async def test_a_code_is_exchanged_for_tokens_in_pinterests_shape(app: App) -> None:
    answer = await app.exchange(await app.code())
    assert answer.status_code == 200
    body = answer.json()
    access, refresh = body.pop("access_token"), body.pop("refresh_token")
    assert access.startswith("pina_")
    assert refresh.startswith("pinr_")
    assert body == {
        "response_type": "authorization_code",
        "token_type": "bearer",
        "expires_in": 30 * DAY,
        "scope": "boards:read boards:write pins:read pins:write user_accounts:read",
        "refresh_token_expires_in": 60 * DAY,
        "refresh_token_expires_at": int(EPOCH) + 60 * DAY,
    }


async def test_the_token_speaks_for_the_account_that_consented(app: App, api: Api) -> None:
    token = (await app.connect("shop-a"))["access_token"]
    assert (await bearing(api, token).get("/user_account")).json()["username"] == "shop-a"
    board = await Api(api.http, "shop-a").board()
    assert (await bearing(api, token).post("/pins", pin(board))).status_code == 201


async def test_a_code_is_good_once(app: App) -> None:
    code = await app.code()
    assert (await app.exchange(code)).status_code == 200
    assert problem(await app.exchange(code)) == WRONG_GRANT


async def test_of_two_exchanges_at_once_one_wins(app: App) -> None:
    code = await app.code()
    answers = await asyncio.gather(*(app.exchange(code) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401, 401]


async def test_a_code_dies_after_five_minutes(app: App, control: Control) -> None:
    code, other = await app.code(), await app.code()
    await control.advance(299.9)
    assert (await app.exchange(code)).status_code == 200
    await control.advance(0.1)
    assert problem(await app.exchange(other)) == WRONG_GRANT


@pytest.mark.parametrize(
    "uri", ["http://localhost:8085", "http://localhost:8085/?", "HTTP://localhost:8085/", "http://127.0.0.1:8085/"]
)
async def test_a_code_is_for_the_very_address_it_was_sent_to(app: App, uri: str) -> None:
    code = await app.code()
    assert problem(await app.exchange(code, redirect_uri=uri)) == WRONG_GRANT


async def test_codes_and_refresh_tokens_are_no_good_to_another_app(app: App, control: Control) -> None:
    other = await registered(control, redirect_uris=[app.redirect_uri])
    code, refresh = await app.code(), (await app.connect())["refresh_token"]
    assert problem(await other.exchange(code, redirect_uri=app.redirect_uri)) == WRONG_GRANT
    assert problem(await other.refresh(refresh)) == WRONG_GRANT
    assert (await app.exchange(code)).status_code == 200, "trying did not cost the code"
    assert (await app.refresh(refresh)).status_code == 200


async def test_a_refresh_brings_a_new_pair_and_kills_the_old_refresh_token_at_once(app: App, api: Api) -> None:
    first = await app.connect()
    second = (await app.refresh(first["refresh_token"])).json()
    assert second["response_type"] == "refresh_token"
    assert len({first["refresh_token"], second["refresh_token"]}) == 2
    assert problem(await app.refresh(first["refresh_token"])) == WRONG_GRANT
    for pair in (first, second):
        assert (await bearing(api, pair["access_token"]).get("/boards")).status_code == 200
    assert (await app.refresh(second["refresh_token"])).status_code == 200


async def test_of_two_refreshes_at_once_one_is_left_without(app: App) -> None:
    """Whoever refreshes in two places at the same moment finds out here."""
    token = (await app.connect())["refresh_token"]
    answers = await asyncio.gather(*(app.refresh(token) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_a_refresh_whose_answer_was_lost_has_cost_the_token(app: App, control: Control) -> None:
    token = (await app.connect())["refresh_token"]
    await control.fault({"drop_after": True}, match={"path": "/v5/oauth/token", "account": "demo"}, times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        await app.refresh(token)
    assert problem(await app.refresh(token)) == WRONG_GRANT


async def test_a_refresh_that_never_arrived_has_cost_nothing(app: App, control: Control) -> None:
    token = (await app.connect())["refresh_token"]
    await control.fault({"drop_before": True}, match={"path": "/v5/oauth/token"}, times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        await app.refresh(token)
    assert (await app.refresh(token)).status_code == 200


async def test_refresh_tokens_live_sixty_days_from_their_own_making(app: App, control: Control) -> None:
    token = (await app.connect())["refresh_token"]
    await control.advance(60 * DAY - 1)
    renewed = (await app.refresh(token)).json()
    assert renewed["refresh_token_expires_at"] == int(EPOCH) + 120 * DAY - 1
    await control.advance(60 * DAY)
    assert problem(await app.refresh(renewed["refresh_token"])) == WRONG_GRANT


async def test_access_tokens_live_thirty_days(app: App, api: Api, control: Control) -> None:
    caller = bearing(api, (await app.connect())["access_token"])
    await control.advance(30 * DAY - 1)
    assert (await caller.get("/boards")).status_code == 200
    await control.advance(1)
    assert problem(await caller.get("/boards")) == (401, 2)


async def test_an_accounts_ttls_are_said_and_kept_for_tokens_already_out_too(
    app: App, api: Api, control: Control
) -> None:
    before = await app.connect()
    await control.set("accounts", {"account": "demo", "access_ttl": 60, "refresh_ttl": 90})
    after = await app.connect()
    assert (after["expires_in"], after["refresh_token_expires_in"]) == (60, 90)
    assert after["refresh_token_expires_at"] == int(EPOCH) + 90
    await control.advance(60)
    for pair in (before, after):
        assert problem(await bearing(api, pair["access_token"]).get("/boards")) == (401, 2)
    await control.advance(30)
    assert problem(await app.refresh(before["refresh_token"])) == WRONG_GRANT


async def test_a_refresh_may_narrow_the_scopes_of_its_access_token_only(app: App, api: Api) -> None:
    first = await app.connect()
    narrow = (await app.refresh(first["refresh_token"], scope="boards:read")).json()
    assert narrow["scope"] == "boards:read"
    assert problem(await bearing(api, narrow["access_token"]).post("/boards", {"name": "A"})) == (401, 3)
    wide = (await app.refresh(narrow["refresh_token"])).json()
    assert wide["scope"] == "boards:read,boards:write,pins:read,pins:write,user_accounts:read"


async def test_a_refresh_never_widens_them(app: App) -> None:
    token = (await app.connect(scope="boards:read"))["refresh_token"]
    refused = await app.refresh(token, scope="boards:read,pins:write")
    assert problem(refused) == (401, 3)
    assert "pins:write" in refused.json()["message"]
    assert (await app.refresh(token)).status_code == 200, "asking did not cost the token"


async def test_an_app_from_before_must_ask_for_continuous_refresh(control: Control) -> None:
    old = await registered(control, created=BEFORE_CONTINUOUS)
    legacy = await old.connect()
    assert legacy["refresh_token_expires_in"] == 365 * DAY
    again = (await old.refresh(legacy["refresh_token"], continuous_refresh="true")).json()
    assert sorted(again) == ["access_token", "expires_in", "response_type", "scope", "token_type"]
    await control.advance(365 * DAY)
    assert problem(await old.refresh(legacy["refresh_token"])) == WRONG_GRANT, "a hard end"


async def test_an_app_from_before_that_asks_gets_it_each_time_that_it_asks(control: Control) -> None:
    old = await registered(control, created=BEFORE_CONTINUOUS)
    first = await old.connect(continuous_refresh="true")
    assert first["refresh_token_expires_in"] == 60 * DAY
    assert "refresh_token" not in (await old.refresh(first["refresh_token"])).json()
    second = (await old.refresh(first["refresh_token"], continuous_refresh="true")).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert problem(await old.refresh(first["refresh_token"], continuous_refresh="true")) == WRONG_GRANT


async def test_client_credentials_speak_for_the_apps_owner(control: Control, api: Api) -> None:
    agency = await registered(control, owner="agency")
    answer = await agency.ask(grant_type="client_credentials", scope="user_accounts:read,boards:read,boards:write")
    assert answer.status_code == 200
    body = answer.json()
    assert sorted(body) == ["access_token", "expires_in", "response_type", "scope", "token_type"]
    caller = bearing(api, body["access_token"])
    assert (await caller.get("/user_account")).json()["username"] == "agency"
    board = await caller.board()
    assert problem(await caller.send("DELETE", f"/boards/{board}")) == (401, 3), "not for such tokens"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"grant_type": ""},
        {"grant_type": "password", "username": "demo"},
        {"grant_type": "authorization_code", "redirect_uri": "http://localhost:8085/"},
        {"grant_type": "authorization_code", "code": "c"},
        {"grant_type": "refresh_token"},
        {"grant_type": "refresh_token", "refresh_token": ""},
        {"grant_type": "refresh_token", "refresh_token": "r", "scope": "pins:everything"},
        {"grant_type": "refresh_token", "refresh_token": "r", "continuous_refresh": "maybe"},
        {"grant_type": "client_credentials"},
        {"grant_type": "client_credentials", "scope": "pins:everything"},
        {"grant_type": ["refresh_token", "client_credentials"], "scope": "pins:read"},
    ],
)
async def test_a_form_that_lacks_something_or_says_nonsense_is_a_mistake(app: App, form: dict[str, str]) -> None:
    assert problem(await app.ask(**form)) == MISTAKE


async def test_json_is_no_form(app: App) -> None:
    body = {"grant_type": "client_credentials", "scope": "pins:read"}
    answer = await app.http.post("/v5/oauth/token", json=body, auth=(app.id, app.secret))
    assert problem(answer) == MISTAKE


@pytest.mark.parametrize(
    "body", [b"grant_type=\xff\xfe", b"&".join([b"a=1"] * 51), b"grant_type=" + b"x" * 65_536]
)
async def test_a_hostile_form_is_a_mistake(app: App, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await app.http.post("/v5/oauth/token", content=body, headers=headers, auth=(app.id, app.secret))
    assert problem(answer) == MISTAKE


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "header",
    [
        None,
        "Basic",
        "Basic !!!",
        "Basic /w==",
        basic("1500000"),
        basic("1500000:"),
        basic("1500000:wrong"),
        basic("1500000:simulated-secret "),
        basic(":simulated-secret"),
        basic("2:simulated-secret"),
        "Bearer sim_demo",
    ],
)
async def test_only_the_app_itself_is_answered(app: App, header: str | None) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": (await app.connect())["refresh_token"]}
    headers = {} if header is None else {"authorization": header}
    answer = await app.http.post("/v5/oauth/token", data=form, headers=headers)
    assert problem(answer) == (401, 2)
    assert (await app.ask(**form)).status_code == 200, "the token is as good as before"


@pytest.mark.parametrize("token", ["pina_", "pina_nobody", "pinr_nobody", "sim_"])
async def test_a_made_up_token_is_nobodys(api: Api, token: str) -> None:
    assert problem(await bearing(api, token).get("/boards")) == (401, 2)


async def test_a_refresh_token_is_no_access_token(app: App, api: Api) -> None:
    pair = await app.connect()
    assert problem(await bearing(api, pair["refresh_token"]).get("/boards")) == (401, 2)
    assert problem(await app.refresh(pair["access_token"])) == WRONG_GRANT


async def test_refreshing_counts_as_reading_for_the_account_it_is_about(
    app: App, api: Api, control: Control
) -> None:
    token = (await app.connect("shop-a"))["refresh_token"]
    await control.set("limits", {"account": "shop-a", "org_read": 2})
    renewed = await app.refresh(token)
    assert renewed.headers["x-ratelimit-remaining"] == "0", "the exchange and the refresh"
    assert "org_read" in renewed.headers["x-ratelimit-limit"]
    assert problem(await app.refresh(renewed.json()["refresh_token"])) == (429, 8)
    assert (await app.connect("shop-b"))["access_token"]


async def test_nothing_can_be_revoked_for_there_are_no_system_users(app: App) -> None:
    async def revoke(secret: str, **form: str) -> tuple[int, int]:
        path = "/v5/oauth/token/revoke"
        return problem(await app.http.post(path, data=form, auth=(app.id, secret)))

    token = (await app.connect())["access_token"]
    assert await revoke(app.secret, token=token) == (403, 29)
    assert await revoke(app.secret) == MISTAKE
    assert await revoke("wrong", token=token) == (401, 2)


async def test_a_token_may_be_faulted_by_its_account(app: App, api: Api, control: Control) -> None:
    mine, other = await app.connect("shop-a"), await app.connect("shop-b")
    await control.fault({"status": 401}, match={"account": "shop-a"})
    assert (await bearing(api, mine["access_token"]).get("/boards")).status_code == 401
    assert (await app.refresh(mine["refresh_token"])).status_code == 401
    assert (await bearing(api, other["access_token"]).get("/boards")).status_code == 200


async def test_each_app_has_limits_of_its_own_with_an_account(app: App, api: Api, control: Control) -> None:
    other = await registered(control)
    mine, theirs = [bearing(api, (await each.connect())["access_token"]) for each in (app, other)]
    await control.set("limits", {"org_write": 1})
    assert (await mine.post("/boards", {"name": "A"})).status_code == 201
    assert (await mine.post("/boards", {"name": "B"})).status_code == 429
    assert (await theirs.post("/boards", {"name": "B"})).status_code == 201


async def test_a_reset_leaves_no_token_and_the_first_app(app: App, control: Control, api: Api) -> None:
    pair = await app.connect()
    await control.set("reset")
    assert problem(await bearing(api, pair["access_token"]).get("/boards")) == (401, 2)
    assert problem(await app.refresh(pair["refresh_token"])) == WRONG_GRANT
    assert (await app.connect())["access_token"]


async def test_health_tells_the_first_apps_id_and_secret(control: Control) -> None:
    told = (await control.read("health"))["app"]
    assert await App(control.http, told["app_id"], told["secret"]).connect()

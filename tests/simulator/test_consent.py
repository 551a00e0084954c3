"""The page on which a person lets an app in, and where it sends them."""

from __future__ import annotations

import html
import re

import httpx
import pytest

from tests.simulator.apps import UNCHANGED, WRITE_PINS, App, Petition, registered, told
from tests.simulator.client import Api, Control


@pytest.fixture
def app(control: Control) -> App:
    return App(control.http)


async def page(app: App, changed: Petition = UNCHANGED) -> httpx.Response:
    return await app.http.get("/oauth/", params=app.petition(changed))


async def test_the_page_says_what_is_asked_and_lets_one_choose(app: App, api: Api) -> None:
    await api.board()
    shown = await page(app)
    assert shown.status_code == 200
    assert shown.headers["content-type"].startswith("text/html")
    assert all(f"<li>{scope}</li>" in shown.text for scope in WRITE_PINS.split(","))
    assert '<option value="demo">' in shown.text
    assert re.findall(r"<button[^>]*>(\w+)</button>", shown.text) == ["Allow", "Deny"]


async def test_the_path_without_its_slash_leads_there_too(app: App) -> None:
    shown = await app.http.get("/oauth", params=app.petition(), follow_redirects=True)
    assert "Allow access?" in shown.text


async def test_allow_sends_back_with_a_code_and_the_apps_own_state(app: App) -> None:
    answer = await app.decide()
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("http://localhost:8085/?")
    sent = told(answer)
    assert sorted(sent) == ["code", "state"]
    assert sent["state"] == "s 1&2"


async def test_deny_sends_back_without_one(app: App) -> None:
    answer = await app.decide("deny", account="")
    assert told(answer) == {"error": "access_denied", "state": "s 1&2"}


async def test_without_a_state_none_comes_back(app: App) -> None:
    assert sorted(told(await app.decide(changed={"state": None}))) == ["code"]


async def test_an_address_keeps_the_query_it_was_registered_with(control: Control) -> None:
    uri = "https://app.example.com/back?tenant=a%26b&empty="
    app = App(control.http, (await registered(control, redirect_uris=[uri])).id, "s", uri)
    location = (await app.decide(changed={"state": None})).headers["location"]
    assert location.startswith("https://app.example.com/back?tenant=a%26b&empty=&code=")


async def test_an_account_exists_from_its_first_consent_on(app: App, control: Control) -> None:
    await app.code("fresh")
    assert "fresh" in [held["account"] for held in (await control.read("accounts"))["accounts"]]


async def test_consent_is_not_yet_a_token(app: App, api: Api) -> None:
    code = await app.code()
    assert (await Api(api.http, token=code).get("/boards")).status_code == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "2"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": "http://localhost:8085"},
        {"redirect_uri": "http://localhost:8085/../"},
        {"redirect_uri": "http://localhost:8085/?next=https://evil.example.com"},
        {"redirect_uri": "HTTP://LOCALHOST:8085/"},
        {"redirect_uri": "https://evil.example.com/"},
    ],
)
async def test_a_stranger_or_an_address_not_registered_to_the_letter_is_sent_nowhere(
    app: App, changed: Petition
) -> None:
    for answer in (await page(app, changed), await app.decide(changed=changed)):
        assert answer.status_code == 400
        assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("changed", "mistake"),
    [
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": ", ,"}, "invalid_scope"),
        ({"scope": "pins:read,pins:everything"}, "invalid_scope"),
    ],
)
async def test_other_mistakes_go_back_to_the_app(app: App, changed: Petition, mistake: str) -> None:
    for answer in (await page(app, changed), await app.decide(changed=changed)):
        assert answer.status_code == 303
        assert told(answer) == {"error": mistake, "state": "s 1&2"}


@pytest.mark.parametrize("scope", ["pins:read boards:read", "pins:read,boards:read", "pins:read, boards:read,"])
async def test_scopes_may_stand_between_commas_or_blanks(app: App, scope: str) -> None:
    assert (await app.connect(scope=scope))["scope"] == "pins:read boards:read"


@pytest.mark.parametrize(
    ("decision", "account"), [("", "demo"), ("perhaps", "demo"), ("allow", ""), ("allow", "two words")]
)
async def test_a_form_without_a_decision_or_an_account_gives_nothing(
    app: App, decision: str, account: str
) -> None:
    answer = await app.decide(decision, account)
    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_what_others_wrote_is_text_on_the_page(control: Control) -> None:
    hostile = "https://app.example.com/\"><script>alert('1')</script>"
    app = App(control.http, (await registered(control, redirect_uris=[hostile])).id, "s", hostile)
    await App(control.http).code("quiet")
    shown = await page(app, {"state": "<script>"})
    assert "<script" not in shown.text
    refused = await app.decide("<script>")
    assert "<script" not in refused.text
    assert "script" in html.unescape(refused.text)


async def test_a_redirect_never_breaks_out_of_its_header(app: App) -> None:
    answer = await app.decide(changed={"state": "a\r\nset-cookie: b=c"})
    assert "set-cookie" not in answer.headers
    assert told(answer)["state"] == "a\r\nset-cookie: b=c"

"""The control door for apps."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.running import RunningSimulator
from tests.simulator.apps import HOME, App, registered
from tests.simulator.client import Api, Control, visit


async def test_an_app_is_registered_and_its_secret_never_told(control: Control) -> None:
    told = await control.set("apps", {"app_id": "77", "secret": "hush", "redirect_uris": [HOME], "owner": "a"})
    assert told == {
        "app_id": "77",
        "redirect_uris": [HOME],
        "tier": "standard",
        "created": 1_758_758_400.0,
        "owner": "a",
    }
    listed = await control.read("apps")
    assert [app["app_id"] for app in listed["apps"]] == ["1500000", "77"]
    assert "hush" not in str(listed)


async def test_posting_an_app_again_changes_what_is_given(control: Control) -> None:
    app = await registered(control, tier="trial", created=5)
    token = (await app.connect())["refresh_token"]
    changed = await control.set("apps", {"app_id": "77", "secret": "new"})
    assert (changed["tier"], changed["created"], changed["redirect_uris"]) == ("trial", 5.0, [HOME])
    assert (await app.refresh(token)).status_code == 401, "the old secret is no good"
    assert (await App(control.http, "77", "new", HOME).refresh(token)).status_code == 200


async def test_an_address_that_is_struck_off_gets_no_more_codes(control: Control) -> None:
    app = await registered(control)
    await control.set("apps", {"app_id": "77", "redirect_uris": ["https://elsewhere.example.com/"]})
    assert (await app.decide()).status_code == 400


@pytest.mark.parametrize(
    ("posted", "named"),
    [
        ({}, "app_id"),
        ({"app_id": 5, "secret": "s"}, "app_id"),
        ({"app_id": "a b", "secret": "s"}, "app_id"),
        ({"app_id": "a:b", "secret": "s"}, "app_id"),
        ({"app_id": "77"}, "secret"),
        ({"app_id": "77", "secret": ""}, "secret"),
        ({"app_id": "77", "secret": "s", "redirect_uris": HOME}, "redirect_uris"),
        ({"app_id": "77", "secret": "s", "redirect_uris": ["/back"]}, "redirect_uris"),
        ({"app_id": "77", "secret": "s", "redirect_uris": ["https://a.example.com/#part"]}, "redirect_uris"),
        ({"app_id": "77", "secret": "s", "redirect_uris": [HOME] * 21}, "redirect_uris"),
        ({"app_id": "77", "secret": "s", "tier": "gold"}, "tier"),
        ({"app_id": "77", "secret": "s", "created": "long ago"}, "created"),
        ({"app_id": "77", "secret": "s", "owner": "two words"}, "owner"),
        ({"app_id": "77", "secret": "s", "name": "App"}, "name"),
        ([], "object"),
    ],
)
async def test_a_bad_app_is_refused_by_name_of_the_field(control: Control, posted: object, named: str) -> None:
    assert named in await control.refusal("apps", posted)
    assert len((await control.read("apps"))["apps"]) == 1


async def test_apps_codes_and_tokens_survive_a_restart(tmp_path: Path) -> None:
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        app = await registered(Control(http), owner="agency")
        spent = await app.connect("shop-a")
        pair = (await app.refresh(spent["refresh_token"])).json()
        code = await app.code("shop-b")
        used = await app.code("shop-b")
        await app.exchange(used)
        apps = await Control(http).read("apps")
    for _ in range(2):  # the second time from the shortened diary
        async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
            app = App(http, "77", "s", HOME)
            assert await Control(http).read("apps") == apps
            assert (await Api(http, token=pair["access_token"]).get("/user_account")).json()[
                "username"
            ] == "shop-a"
            assert (await app.refresh(spent["refresh_token"])).status_code == 401
            assert (await app.exchange(used)).status_code == 401
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        app = App(http, "77", "s", HOME)
        assert (await app.refresh(pair["refresh_token"])).status_code == 200
        assert (await app.exchange(code)).status_code == 200

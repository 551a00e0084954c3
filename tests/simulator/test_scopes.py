"""A token does what its scopes say, and what it may not see is not there."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import scopes
from simulator.operations import OPERATIONS
from tests.simulator.apps import WRITE_PINS, App
from tests.simulator.builders import pin
from tests.simulator.client import Api, Control, problem
from tests.simulator.test_specification import SPECIFICATION, needs_shared

FOUR = ("boards:read", "boards:write", "pins:read", "pins:write")
SECRET = "boards:read_secret,boards:write_secret,pins:read_secret,pins:write_secret"


async def with_scopes(control: Control, *names: str) -> Api:
    token = (await App(control.http).connect(scope=",".join(names)))["access_token"]
    return Api(control.http, token=token)


@pytest.mark.parametrize("lacking", FOUR)
async def test_making_a_pin_takes_all_four_scopes(api: Api, board: str, control: Control, lacking: str) -> None:
    caller = await with_scopes(control, *(name for name in FOUR if name != lacking))
    refused = await caller.post("/pins", pin(board))
    assert problem(refused) == (401, 3)
    assert f"Missing: ['{lacking}']" in refused.json()["message"]
    assert await control.pins() == []


async def test_the_four_suffice(api: Api, board: str, control: Control) -> None:
    caller = await with_scopes(control, *FOUR)
    assert (await caller.post("/pins", pin(board))).status_code == 201
    assert problem(await caller.get("/user_account")) == (401, 3)


async def test_an_accounts_own_token_has_every_scope(api: Api) -> None:
    assert (await api.post("/boards", {"name": "Hidden", "privacy": "SECRET"})).status_code == 201
    assert (await api.get("/user_account")).status_code == 200


async def test_a_refusal_for_scopes_was_admitted_and_counts(api: Api, board: str, control: Control) -> None:
    caller = await with_scopes(control, "boards:read", "pins:read")
    assert problem(await caller.post("/pins", pin(board))) == (401, 3)
    assert (await control.read("writes"))["writes"][-1]["operation"] == "POST /v5/pins"


async def test_a_token_without_the_secret_scopes_knows_no_secrets(api: Api, board: str, control: Control) -> None:
    secret = await api.board("Hidden", privacy="SECRET")
    hidden, shown = await api.pin(secret), await api.pin(board)
    await control.advance(5)
    caller = await with_scopes(control, *WRITE_PINS.split(","))
    assert [item["id"] for item in (await caller.get("/boards")).json()["items"]] == [board]
    assert [item["id"] for item in (await caller.get("/pins")).json()["items"]] == [shown]
    assert problem(await caller.get(f"/boards/{secret}")) == (404, 40)
    assert problem(await caller.get(f"/boards/{secret}/pins")) == (404, 40)
    assert problem(await caller.get(f"/pins/{hidden}")) == (404, 50)
    assert problem(await caller.send("DELETE", f"/pins/{hidden}")) == (404, 50)
    assert problem(await caller.post("/pins", pin(secret))) == (404, 40)


async def test_a_token_that_sees_secret_boards_need_not_see_their_pins(api: Api, control: Control) -> None:
    secret = await api.board("Hidden", privacy="SECRET")
    hidden = await api.pin(secret)
    await control.advance(5)
    caller = await with_scopes(control, *FOUR, "boards:read_secret")
    assert (await caller.get(f"/boards/{secret}")).status_code == 200
    assert await caller.listed(secret) == []
    knowing = await with_scopes(control, *FOUR, *SECRET.split(","))
    assert await knowing.listed(secret) == [hidden]


async def test_making_a_secret_takes_the_scope_for_it(api: Api, board: str, control: Control) -> None:
    caller = await with_scopes(control, *FOUR, "boards:read_secret")
    assert problem(await caller.post("/boards", {"name": "Hidden", "privacy": "SECRET"})) == (401, 3)
    changed = await caller.send("PATCH", f"/boards/{board}", json={"privacy": "SECRET"})
    assert problem(changed) == (401, 3)
    assert (await api.get(f"/boards/{board}")).json()["privacy"] == "PUBLIC"


@needs_shared
def test_each_operation_needs_what_the_specification_says() -> None:
    paths = json.loads(SPECIFICATION.read_bytes())["paths"]
    for operation in OPERATIONS:
        security = paths[operation.template][operation.method.lower()]["security"]
        ways = {name: tuple(wanted) for way in security for name, wanted in way.items()}
        if operation.is_for_apps:
            assert ways == {"basic": ()}
            continue
        needed = scopes.NEEDED[operation.label]
        assert set(needed.scopes) == set(ways["pinterest_oauth2"]), operation.label
        assert needed.for_clients == ("client_credentials" in ways), operation.label


@needs_shared
def test_the_scopes_are_those_of_the_specification() -> None:
    schemes = json.loads(SPECIFICATION.read_bytes())["components"]["securitySchemes"]
    told = schemes["pinterest_oauth2"]["flows"]["authorizationCode"]["scopes"]
    assert set(told) == scopes.ALL


@given(
    st.lists(st.sampled_from(sorted(scopes.ALL)), unique=True),
    st.lists(st.sampled_from([",", " ", ", ", ",,", "\t"]), min_size=1),
)
def test_any_mix_of_commas_and_blanks_separates(names: list[str], marks: list[str]) -> None:
    text = "".join(name + marks[index % len(marks)] for index, name in enumerate(names))
    assert scopes.split(text) == tuple(names)
    assert scopes.unknown(scopes.split(text)) == []


@given(st.text(alphabet="abc:_", min_size=1))
def test_a_scope_is_known_to_the_letter(name: str) -> None:
    assert scopes.unknown((name, "pins:read")) == ([] if name in scopes.ALL else [name])

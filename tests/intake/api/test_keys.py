"""API keys, who calls, health, and what is not supported: by PinBridge's own client, as it is."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pinbridge_sdk import AsyncPinbridgeClient
from pinbridge_sdk.errors import APIError, AuthenticationError, NotFoundError, ValidationError

from contracts.api_ids import account_uuid
from contracts.names import AccountKey
from intake.api.unsupported import INSTEAD
from tests.intake.api.whole import WholeApi, own_settings, serve_whole

DEMO = AccountKey("demo")


@pytest.fixture
async def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WholeApi]:
    async with serve_whole(own_settings(tmp_path, monkeypatch)) as served:
        yield served


@pytest.fixture
async def client(api: WholeApi) -> AsyncIterator[AsyncPinbridgeClient]:
    async with AsyncPinbridgeClient(base_url=api.url, api_key=api.key) as client:
        yield client


async def test_a_key_is_made_shown_once_and_revoked_at_once(api: WholeApi, client: AsyncPinbridgeClient) -> None:
    made = await client.api_keys.create({"name": "n8n", "scopes": ["read", "write", "destructive"]})
    async with AsyncPinbridgeClient(base_url=api.url, bearer_token=made.api_key) as theirs:
        me = await theirs.auth.me()
        await client.api_keys.revoke(made.id)
        with pytest.raises(AuthenticationError) as refused:
            await theirs.auth.me()
    listed = {key.id: key for key in await client.api_keys.list()}

    assert me.permissions is not None
    assert me.permissions.can_publish
    assert refused.value.code == "invalid_api_key"
    assert (listed[made.id].name, listed[made.id].revoked_at is not None) == ("n8n", True)
    assert made.api_key not in str(listed)


async def test_a_key_is_narrowed_and_obeys_at_once(api: WholeApi, client: AsyncPinbridgeClient) -> None:
    made = await client.api_keys.create({"name": "n8n"})
    demo = account_uuid(DEMO)
    changed = await client.api_keys.update(made.id, {"scopes": ["write"], "pinterest_account_ids": [str(demo)]})
    async with AsyncPinbridgeClient(base_url=api.url, api_key=made.api_key) as theirs:
        with pytest.raises(AuthenticationError) as reading:
            await theirs.auth.me()

    assert [scope.value for scope in changed.scopes] == ["write"]
    assert changed.pinterest_account_ids == [demo]
    assert reading.value.code == "insufficient_scope"


async def test_a_key_of_one_account_makes_no_key_for_others(api: WholeApi, client: AsyncPinbridgeClient) -> None:
    wish: dict[str, Any] = {"name": "x", "scopes": ["admin"], "pinterest_account_ids": ["demo"]}
    made = await client.api_keys.create(wish)
    async with AsyncPinbridgeClient(base_url=api.url, api_key=made.api_key) as theirs:
        below = await theirs.api_keys.create({"name": "below"})
        seen = {key.id for key in await theirs.api_keys.list()}

    assert below.pinterest_account_ids == [account_uuid(DEMO)]
    assert seen == {made.id, below.id}


async def test_what_cannot_be_meant_is_told(client: AsyncPinbridgeClient) -> None:
    with pytest.raises(NotFoundError) as account:
        await client.api_keys.create({"name": "x", "pinterest_account_ids": ["nobody"]})
    with pytest.raises(ValidationError) as scope:
        await client.api_keys.create({"name": "x", "scopes": ["everything"]})
    with pytest.raises(NotFoundError) as nowhere:
        await client.api_keys.revoke(uuid.uuid4())

    assert (account.value.code, scope.value.code) == ("account_not_found", "validation_error")
    assert (nowhere.value.code, nowhere.value.message) == ("api_key_not_found", "There is no such api_key.")


async def test_health_is_told_as_the_client_reads_it(client: AsyncPinbridgeClient) -> None:
    health, ready, root = await client.system.health(), await client.system.readiness(), await client.system.root()

    assert (health.status, ready.database, root.docs) == ("ok", "ok", "/v1/openapi.json")
    assert health.version == ready.version == root.version


async def test_the_profile_is_the_installation_s(client: AsyncPinbridgeClient) -> None:
    me, profile = await client.auth.me(), await client.auth.get_profile()

    assert (profile.workspace_name, me.workspace.name) == ("Pinflow", "Pinflow")
    assert me.user.email == profile.email


@pytest.mark.parametrize(("method", "path", "instead"), INSTEAD)
async def test_what_is_not_here_says_what_is(api: WholeApi, method: str, path: str, instead: str) -> None:
    async with httpx.AsyncClient(base_url=api.url, trust_env=False) as http:
        answer = await http.request(method, path.replace("{", "").replace("}", ""), json={"any": "thing"})

    assert (answer.status_code, answer.json()["code"], answer.json()["message"]) == (501, "not_supported", instead)


async def test_the_client_names_what_is_not_here(client: AsyncPinbridgeClient) -> None:
    with pytest.raises(APIError) as refused:
        await client.team.list_members()

    assert (refused.value.status_code, refused.value.code) == (501, "not_supported")

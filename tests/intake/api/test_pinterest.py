"""Pinterest accounts, boards and consents by PinBridge's own client over real HTTP; the simulator is Pinterest."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
from pinbridge_sdk import AsyncPinbridgeClient, PinbridgeClient
from pinbridge_sdk.errors import APIError, NotFoundError
from pinbridge_sdk.errors import ValidationError as Unprocessable
from pinbridge_sdk.models.pinterest import OAuthCallbackResponse

from config import Settings, load_settings
from contracts.api_ids import account_uuid
from contracts.api_keys import ApiScope
from contracts.credentials import AppCredentials
from contracts.names import AccountKey
from contracts.trouble import TokenDead
from intake.server import listening
from simulator.running import RunningSimulator
from starter.ledger import DEMO_ACCOUNT, Ledger, open_ledger
from starter.serving import intake_of
from store.api_keys import SqlApiKeys
from tests.fakes.clock import START
from tests.laid_ledger import lay_ledger_at
from tests.starter.people import consent, pinterest_with

APP = "app-one"
DEMO = account_uuid(DEMO_ACCOUNT)


@dataclass(frozen=True)
class Office:
    """An API with its ledger, beside the simulator."""

    simulator: RunningSimulator
    redirect_uri: str
    ledger: Ledger
    url: str

    async def key(self, *scopes: ApiScope, accounts: list[AccountKey] | None = None) -> str:
        return (await SqlApiKeys(self.ledger.database).create("test", scopes, accounts, START)).key

    async def fault(self, path: str, effect: dict[str, object]) -> None:
        plan = {"seed": 1, "rules": [{"match": {"path": path}, "probability": 1.0, "effect": effect}]}
        async with httpx.AsyncClient(trust_env=False) as control:
            (await control.post(f"{self.simulator.url}/_simulator/faults", json=plan)).raise_for_status()


@pytest.fixture
async def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Office]:
    async with pinterest_with(APP) as (simulator, uris):
        monkeypatch.setenv("PINFLOW_HOME", str(tmp_path))
        monkeypatch.setenv("PINFLOW_PINTEREST_URL", simulator.api_url)
        settings = load_settings()
        lay_ledger_at(settings.database_url)
        async with open_ledger(settings) as ledger, _serving(settings) as url:
            yield Office(simulator, uris[APP], ledger, url)


@asynccontextmanager
async def _serving(settings: Settings) -> AsyncIterator[str]:
    async with intake_of(settings, "127.0.0.1") as intake, listening(intake, "127.0.0.1", 0) as url:
        yield url


@pytest.fixture
async def pinbridge(office: Office) -> AsyncIterator[AsyncPinbridgeClient]:
    async with AsyncPinbridgeClient(base_url=office.url, api_key=await office.key(ApiScope.ADMIN)) as client:
        yield client


async def register(office: Office) -> None:
    app = AppCredentials(id=APP, secret=f"secret-{APP}", redirect_uri=office.redirect_uri)
    await office.ledger.apps.add(app, "", START)


async def allowed(address: str, who: str = "anna", *, allows: bool = True) -> dict[str, str]:
    """What Pinterest sends the browser back with."""
    back = await asyncio.to_thread(consent, address, who, allows=allows)
    assert back is not None
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


async def connected(pinbridge: AsyncPinbridgeClient, who: str = "anna") -> str:
    said = await allowed(str((await pinbridge.pinterest.start_oauth()).authorization_url), who)
    answer = await pinbridge.pinterest.oauth_callback(code=said["code"], state=said["state"])
    assert isinstance(answer, OAuthCallbackResponse)
    assert answer.status == "connected"
    return answer.account_id or ""


class TestAccounts:
    async def test_the_simulators_account_is_listed(self, pinbridge: AsyncPinbridgeClient) -> None:
        (found,) = await pinbridge.pinterest.list_accounts()
        assert (found.id, found.pinterest_user_id) == (DEMO, "demo")
        assert (found.health_status, found.reconnect_required) == ("healthy", False)

    async def test_a_dead_token_says_what_to_do(self, pinbridge: AsyncPinbridgeClient, office: Office) -> None:
        await office.ledger.accounts.park(DEMO_ACCOUNT, TokenDead("revoked"), START)
        (found,) = await pinbridge.pinterest.list_accounts()
        assert (found.health_status, found.reconnect_required) == ("parked", True)
        assert found.health_message == "revoked"
        access = await pinbridge.pinterest.check_board_access("1", account_id=found.id)
        assert (access.publishable, access.status, access.code) == (False, "failed", "token_expired")
        assert (access.source, access.message) == ("cache", "revoked")

    async def test_one_account_is_found_by_id_and_by_name(
        self, pinbridge: AsyncPinbridgeClient, office: Office
    ) -> None:
        headers = {"X-API-Key": await office.key(ApiScope.PINS_READ)}
        async with httpx.AsyncClient(base_url=office.url, headers=headers, trust_env=False) as http:
            for name in (str(DEMO), "demo"):
                assert (await http.get(f"/v1/pinterest/accounts/{name}")).json()["account"] == "demo"
            assert (await http.get("/v1/pinterest/accounts/nobody")).status_code == 404

    async def test_a_disconnected_account_is_gone_and_its_tokens_are(
        self, pinbridge: AsyncPinbridgeClient, office: Office
    ) -> None:
        await pinbridge.pinterest.revoke_account(DEMO)
        assert await pinbridge.pinterest.list_accounts() == []
        card = await office.ledger.accounts.card(DEMO_ACCOUNT)
        assert card is not None
        assert not card.connected
        with pytest.raises(NotFoundError):
            await pinbridge.pinterest.revoke_account(DEMO)

    async def test_a_key_for_other_accounts_sees_none(self, office: Office) -> None:
        key = await office.key(ApiScope.ADMIN, accounts=[AccountKey("other")])
        async with AsyncPinbridgeClient(base_url=office.url, api_key=key) as client:
            assert await client.pinterest.list_accounts() == []
            for ask in (client.pinterest.revoke_account(DEMO), client.pinterest.list_boards(DEMO)):
                with pytest.raises(NotFoundError):
                    await ask


class TestBoards:
    async def test_boards_are_made_listed_changed_and_deleted(
        self, pinbridge: AsyncPinbridgeClient, office: Office
    ) -> None:
        made = await pinbridge.pinterest.create_board(
            {"account_id": str(DEMO), "name": " Mugs ", "description": "All of them"}
        )
        assert (made.name, made.description, made.privacy) == ("Mugs", "All of them", "PUBLIC")
        assert made in await pinbridge.pinterest.list_boards(DEMO)
        (known,) = await office.ledger.boards.known(DEMO_ACCOUNT, ["Mugs"])
        assert known.board_id == made.id
        changed = await pinbridge.pinterest.update_board(made.id, {"account_id": str(DEMO), "name": "Cups"})
        assert (changed.id, changed.name, changed.description) == (made.id, "Cups", "All of them")
        access = await pinbridge.pinterest.check_board_access(made.id, account_id=DEMO)
        assert (access.publishable, access.status, access.source) == (True, "ok", "pinterest")
        assert access.board is not None
        assert access.board["name"] == "Cups"
        await pinbridge.pinterest.delete_board(made.id, account_id=DEMO)
        assert made.id not in {board.id for board in await pinbridge.pinterest.list_boards(DEMO)}
        gone = await pinbridge.pinterest.check_board_access(made.id, account_id=DEMO)
        assert (gone.publishable, gone.status, gone.code) == (False, "failed", "board_not_found")
        assert all(not one.board_id for one in await office.ledger.boards.known(DEMO_ACCOUNT, ["Mugs", "Cups"]))

    async def test_a_board_is_deleted_by_a_key_that_may_delete_and_by_no_other(
        self, pinbridge: AsyncPinbridgeClient, office: Office
    ) -> None:
        """PinBridge asks for its scope `destructive`."""
        made = await pinbridge.pinterest.create_board({"account_id": str(DEMO), "name": "Mugs"})
        keeping = await office.key(ApiScope.PINS_READ, ApiScope.PINS_WRITE, ApiScope.PINS_KEEP)
        async with AsyncPinbridgeClient(base_url=office.url, api_key=keeping) as client:
            with pytest.raises(APIError) as caught:
                await client.pinterest.delete_board(made.id, account_id=DEMO)
        assert (caught.value.status_code, caught.value.code) == (403, "deletion_forbidden")
        deleting = await office.key(ApiScope.PINS_READ, ApiScope.PINS_WRITE)
        async with AsyncPinbridgeClient(base_url=office.url, api_key=deleting) as client:
            await client.pinterest.delete_board(made.id, account_id=DEMO)
            assert await client.pinterest.list_boards(DEMO) == []

    async def test_a_name_is_taken_once(self, pinbridge: AsyncPinbridgeClient) -> None:
        await pinbridge.pinterest.create_board({"account_id": "demo", "name": "Mugs"})
        with pytest.raises(APIError) as caught:
            await pinbridge.pinterest.create_board({"account_id": "demo", "name": "mugs"})
        assert (caught.value.status_code, caught.value.code) == (409, "board_exists")

    @pytest.mark.parametrize("board_id", ["549755885175", "..", "x", "1%2f..%2f2"])
    async def test_a_board_that_is_not_there_is_not_found(
        self, pinbridge: AsyncPinbridgeClient, board_id: str
    ) -> None:
        with pytest.raises(NotFoundError):
            await pinbridge.pinterest.update_board(board_id, {"account_id": str(DEMO), "name": "Cups"})
        with pytest.raises(NotFoundError):
            await pinbridge.pinterest.delete_board(board_id, account_id=DEMO)

    async def test_an_update_changes_something(self, pinbridge: AsyncPinbridgeClient) -> None:
        with pytest.raises(Unprocessable):
            await pinbridge.pinterest.update_board("1", {"account_id": str(DEMO)})

    async def test_pinterest_in_trouble_is_no_trouble_of_ours(
        self, pinbridge: AsyncPinbridgeClient, office: Office
    ) -> None:
        await office.fault("/v5/boards", {"status": 503})
        with pytest.raises(APIError) as caught:
            await pinbridge.pinterest.list_boards(DEMO)
        assert (caught.value.status_code, caught.value.code) == (503, "pinterest_away")

    async def test_whether_a_board_can_be_published_to_is_said_without_pinterest_too(
        self, pinbridge: AsyncPinbridgeClient, office: Office
    ) -> None:
        """PinBridge's word for it is "skipped": nothing is known, and nothing is raised."""
        await office.fault("/v5/boards", {"status": 503})
        access = await pinbridge.pinterest.check_board_access("549755885175", account_id=DEMO)
        assert (access.publishable, access.status, access.code) == (False, "skipped", "pinterest_away")
        assert access.retry_after_seconds == 30

    async def test_a_token_that_pinterest_refuses_is_found_on_the_way(
        self, pinbridge: AsyncPinbridgeClient, office: Office
    ) -> None:
        await office.fault("/v5/boards", {"status": 401, "body": {"code": 2, "message": "Authentication failed."}})
        access = await pinbridge.pinterest.check_board_access("549755885175", account_id=DEMO)
        assert (access.publishable, access.status, access.code) == (False, "failed", "token_expired")

    async def test_the_plain_client_lists_too(self, office: Office) -> None:
        key = await office.key(ApiScope.PINS_READ, ApiScope.PINS_WRITE)

        def use() -> list[str]:
            with PinbridgeClient(base_url=office.url, api_key=key) as client:
                (account,) = client.pinterest.list_accounts()
                client.pinterest.create_board({"account_id": str(account.id), "name": "Mugs"})
                return [board.name for board in client.pinterest.list_boards(account.id)]

        assert await asyncio.to_thread(use) == ["Mugs"]

    async def test_what_cannot_be_had_says_so(self, pinbridge: AsyncPinbridgeClient) -> None:
        for ask in (
            pinbridge.pinterest.account_analytics(DEMO),
            pinbridge.pinterest.list_related_terms(DEMO, ["mugs"]),
        ):
            with pytest.raises(APIError) as caught:
                await ask
            assert (caught.value.status_code, caught.value.code) == (501, "not_supported")


class TestConsents:
    async def test_an_account_is_connected_in_a_browser(
        self, pinbridge: AsyncPinbridgeClient, office: Office
    ) -> None:
        await register(office)
        account = await connected(pinbridge)
        assert account == str(account_uuid(AccountKey("anna")))
        card = await office.ledger.accounts.card(AccountKey("anna"))
        assert card is not None
        assert (card.username, card.app, card.renews) == ("anna", APP, True)
        assert UUID(account) in {one.id for one in await pinbridge.pinterest.list_accounts()}

    async def test_who_comes_again_has_new_tokens(self, pinbridge: AsyncPinbridgeClient, office: Office) -> None:
        await register(office)
        await connected(pinbridge)
        before = await office.ledger.accounts.card(AccountKey("anna"))
        await connected(pinbridge)
        after = await office.ledger.accounts.card(AccountKey("anna"))
        assert before is not None
        assert after is not None
        assert after.token_version > before.token_version

    async def test_a_state_is_good_once(self, pinbridge: AsyncPinbridgeClient, office: Office) -> None:
        await register(office)
        said = await allowed(str((await pinbridge.pinterest.start_oauth()).authorization_url))
        await pinbridge.pinterest.oauth_callback(code=said["code"], state=said["state"])
        for state in (said["state"], "made-up"):
            with pytest.raises(APIError) as caught:
                await pinbridge.pinterest.oauth_callback(code=said["code"], state=state)
            assert (caught.value.status_code, caught.value.code) == (409, "state_unknown")

    async def test_a_no_is_a_no(self, pinbridge: AsyncPinbridgeClient, office: Office) -> None:
        await register(office)
        said = await allowed(str((await pinbridge.pinterest.start_oauth()).authorization_url), allows=False)
        async with httpx.AsyncClient(base_url=office.url, trust_env=False) as browser:
            answer = await browser.get("/v1/pinterest/oauth/callback", params=said)
        assert (answer.status_code, answer.json()["code"]) == (409, "consent_denied")

    async def test_a_code_of_another_consent_stores_nothing(
        self, pinbridge: AsyncPinbridgeClient, office: Office
    ) -> None:
        await register(office)
        said = await allowed(str((await pinbridge.pinterest.start_oauth()).authorization_url))
        with pytest.raises(APIError) as caught:
            await pinbridge.pinterest.oauth_callback(code="made-up-code-of-nobody", state=said["state"])
        assert (caught.value.status_code, caught.value.code) == (409, "not_connected")
        assert "made-up-code" not in str(caught.value)
        assert await office.ledger.accounts.card(AccountKey("anna")) is None

    async def test_a_chosen_address_and_name_are_kept_to(
        self, pinbridge: AsyncPinbridgeClient, office: Office
    ) -> None:
        await register(office)
        headers = {"X-API-Key": await office.key(ApiScope.ADMIN)}
        wish = {"account": "spring", "redirect_uri": office.redirect_uri, "secret_boards": "true"}
        async with httpx.AsyncClient(base_url=office.url, headers=headers, trust_env=False) as http:
            started = await http.get("/v1/pinterest/oauth/start", params=wish)
            assert started.headers["cache-control"] == "no-store"
            refused = await http.get("/v1/pinterest/oauth/start", params={"redirect_uri": "javascript:alert(1)"})
            assert refused.json()["code"] == "redirect_uri_invalid"
        said = await allowed(started.json()["authorization_url"])
        await pinbridge.pinterest.oauth_callback(code=said["code"], state=said["state"])
        card = await office.ledger.accounts.card(AccountKey("spring"))
        assert card is not None
        assert "boards:write_secret" in card.scopes

    async def test_only_a_key_for_everything_begins_one(self, office: Office) -> None:
        async with AsyncPinbridgeClient(
            base_url=office.url, api_key=await office.key(ApiScope.PINS_WRITE)
        ) as client:
            with pytest.raises(APIError) as caught:
                await client.pinterest.start_oauth()
        assert caught.value.status_code == 403

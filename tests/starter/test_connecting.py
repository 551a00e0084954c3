"""Accounts connected at the simulator's consent page, by a person over HTTP; no Temporal is there to be told."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from config import load_settings
from contracts.credentials import AppCredentials
from contracts.names import AccountKey
from contracts.trouble import ScopeMissing
from pinterest_api.scopes import SCOPES_NEEDED, SCOPES_OF_SECRETS
from simulator.running import RunningSimulator
from starter.connecting import Wish, connect
from starter.consent_ways import Means
from starter.failures import CommandFailed, ExitCode
from starter.ledger import open_ledger
from store.account_cards import AccountCard
from tests.fakes.clock import START
from tests.starter.people import Person, consent, pinterest_with

pytestmark = pytest.mark.usefixtures("home_with_ledger")

Document = dict[str, Any]  # Any: JSON from the command and the simulator
APP, OTHER_APP = "app-one", "app-two"


@dataclass(frozen=True)
class Place:
    """A home, and a simulator with two apps that are registered here."""

    simulator: RunningSimulator
    uris: dict[str, str]

    async def register(self, *apps: str, secret: str | None = None) -> None:
        async with open_ledger(load_settings(), with_demo=False) as ledger:
            for app in apps:
                known = AppCredentials(app, secret or f"secret-{app}", redirect_uri=self.uris[app])
                await ledger.apps.add(known, f"label of {app}", START)

    async def cards(self) -> dict[str, AccountCard]:
        async with open_ledger(load_settings(), with_demo=False) as ledger:
            return {card.key: card for card in await ledger.accounts.cards()}

    async def control(self, door: str, body: Document) -> None:
        async with httpx.AsyncClient(trust_env=False) as control:
            (await control.post(f"{self.simulator.url}/_simulator/{door}", json=body)).raise_for_status()


@pytest.fixture
async def place(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    async with pinterest_with(APP, OTHER_APP) as (simulator, uris):
        monkeypatch.setenv("PINFLOW_PINTEREST_URL", simulator.api_url)
        yield Place(simulator, uris)


@pytest.fixture
async def registered(place: Place) -> Place:
    await place.register(APP)
    return place


async def connected(wish: Wish | None = None, person: Person | None = None) -> Person:
    person = person or Person()
    assert await connect(wish or Wish(), person.means()) == ExitCode.DONE
    await person.done()
    return person


async def refused(wish: Wish, person: Person, told: str) -> Person:
    with pytest.raises(CommandFailed, match=told):
        await connect(wish, person.means())
    await person.done()
    return person


class TestTheBrowserWay:
    async def test_an_account_is_called_as_pinterest_calls_it(self, registered: Place) -> None:
        person = await connected()

        found = (await registered.cards())["anna"]
        assert (found.username, found.app, found.connected, found.renews) == ("anna", APP, True, True)
        assert found.scopes == set(SCOPES_NEEDED)
        assert found.token_until is not None
        assert found.refresh_until is not None
        assert "You can close this window" in person.pages[0]

    async def test_or_as_the_person_wants(self, registered: Place) -> None:
        await connected(Wish(name="spring"))
        assert (await registered.cards())["spring"].username == "anna"

    async def test_the_document_has_no_secret(self, registered: Place, capsys: pytest.CaptureFixture[str]) -> None:
        await connected(Wish(as_json=True))

        captured = capsys.readouterr()
        document = json.loads(captured.out)
        assert document["account"] == document["username"] == "anna"
        assert document["state"] == "connected"
        assert document["missing_scopes"] == []
        assert document["told"] is False
        assert "pina_" not in captured.out + captured.err
        assert "pinr_" not in captured.out + captured.err

    async def test_the_app_may_be_asked_for_secret_boards_as_well(self, registered: Place) -> None:
        person = await connected(Wish(secret_boards=True))

        asked = parse_qs(urlsplit(person.addresses[0]).query)
        assert asked["scope"][0].split(",") == [*SCOPES_NEEDED, *SCOPES_OF_SECRETS]
        assert (await registered.cards())["anna"].scopes == {*SCOPES_NEEDED, *SCOPES_OF_SECRETS}

    async def test_each_attempt_has_a_state_of_its_own(self, registered: Place) -> None:
        states = {
            parse_qs(urlsplit((await connected(person=Person(who))).addresses[0]).query)["state"][0]
            for who in ("anna", "bert")
        }
        assert len(states) == 2

    async def test_two_accounts_of_two_apps_are_told_apart(self, place: Place) -> None:
        await place.register(APP, OTHER_APP)
        await connected(Wish(app=APP))
        await connected(Wish(app=OTHER_APP), Person("bert"))

        cards = await place.cards()
        assert {name: card.app for name, card in cards.items()} == {"anna": APP, "bert": OTHER_APP}

    async def test_the_simulators_demo_account_is_not_made_beside_it(self, registered: Place) -> None:
        await connected()
        async with open_ledger(load_settings()) as ledger:
            assert await ledger.account_names() == ("anna",)

    async def test_the_demo_account_may_be_connected_in_earnest(self, registered: Place) -> None:
        async with open_ledger(load_settings()) as ledger:
            assert await ledger.account_names() == ("demo",)
        await connected(person=Person("demo"))
        assert (await registered.cards())["demo"].username == "demo"

    async def test_a_trial_app_is_told_at_once(
        self, registered: Place, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await registered.control("apps", {"app_id": APP, "tier": "trial"})
        await connected(Wish(as_json=True))
        assert json.loads(capsys.readouterr().out)["tier"] == "trial"


class TestWhatGoesWrong:
    async def nothing_stored(self, place: Place) -> None:
        assert await place.cards() == {}

    async def test_a_no(self, registered: Place) -> None:
        person = await refused(Wish(), Person(allows=False), "not allowed")
        assert "not allowed" in person.pages[0]
        await self.nothing_stored(registered)

    async def test_missing_scopes_are_named(self, registered: Place) -> None:
        fewer = Person(edit=lambda address: address.replace("%2Cpins%3Awrite", ""))
        person = await refused(Wish(), fewer, r"did not grant: pins:write\. Without it")
        assert "pins:write" in person.pages[0]
        await self.nothing_stored(registered)

    async def test_a_wrong_secret_of_the_app(self, place: Place) -> None:
        await place.register(APP, secret="not-the-secret")
        person = await refused(Wish(), Person(), f"pinflow apps add {APP}")
        assert "not-the-secret" not in person.pages[0]
        await self.nothing_stored(place)

    async def test_a_redirect_uri_that_is_not_registered_keeps_the_browser_at_pinterest(
        self, registered: Place
    ) -> None:
        await registered.control("apps", {"app_id": APP, "redirect_uris": ["http://localhost:1/other"]})
        with pytest.raises(CommandFailed, match="to the letter") as raised:
            await connect(Wish(), Person().means(seconds=1.0))
        assert registered.uris[APP] in str(raised.value)
        await self.nothing_stored(registered)

    async def test_an_answer_of_another_attempt_is_waited_out_and_told(self, registered: Place) -> None:
        astray = Person(edit=lambda address: f"{address.partition('&state=')[0]}&state=of-an-older-window")
        with pytest.raises(CommandFailed, match="1 came that belonged to another attempt"):
            await connect(Wish(), astray.means(seconds=3.0))
        await astray.done()
        assert "does not count" in astray.pages[0]
        await self.nothing_stored(registered)

    async def test_pinterest_in_trouble_stores_nothing(self, registered: Place) -> None:
        rule = {"match": {"path": "/v5/user_account"}, "times": 1, "effect": {"status": 500}}
        await registered.control("faults", {"rules": [rule]})
        person = await refused(Wish(), Person(), "Nothing was stored")
        assert "Not connected" in person.pages[0]
        await self.nothing_stored(registered)

    async def test_an_answer_with_the_tokens_that_is_lost_stores_nothing(self, registered: Place) -> None:
        rule = {"match": {"path": "/v5/oauth/token"}, "times": 1, "effect": {"drop_after": True}}
        await registered.control("faults", {"rules": [rule]})
        await refused(Wish(), Person(), "Nothing was stored")
        await self.nothing_stored(registered)

    async def test_the_same_account_under_another_name(self, registered: Place) -> None:
        await connected(Wish(name="spring"))
        await refused(Wish(name="autumn"), Person(), "connected already, as spring")
        assert set(await registered.cards()) == {"spring"}

    async def test_the_same_account_through_another_app(self, place: Place) -> None:
        await place.register(APP, OTHER_APP)
        await connected(Wish(app=APP))
        before = (await place.cards())["anna"]
        await refused(Wish(app=OTHER_APP), Person(), f"connected already \\(app {APP}\\)")
        assert (await place.cards())["anna"] == before

    async def test_a_name_that_is_taken(self, registered: Place) -> None:
        await connected(Wish(name="spring"))
        await refused(Wish(name="spring"), Person("bert"), "is the name of Pinterest's anna")

    async def test_several_apps_and_none_named(self, place: Place) -> None:
        await place.register(APP, OTHER_APP)
        person = await refused(Wish(), Person(), "with --app; there are: app-one .label of app-one., app-two")
        assert person.addresses == []

    async def test_an_app_that_is_not_here(self, registered: Place) -> None:
        person = await refused(Wish(app="nowhere"), Person(), "no app 'nowhere' here; there are: app-one")
        assert person.addresses == []

    async def test_a_name_that_is_none_is_told_before_anybody_is_asked(self, registered: Place) -> None:
        person = await refused(Wish(name="not a name"), Person(), "cannot be an account's name")
        assert person.addresses == []


class TestReconnecting:
    async def test_the_same_account_gets_new_tokens_and_keeps_its_app(self, registered: Place) -> None:
        await connected(Wish(name="spring"))
        before = (await registered.cards())["spring"]
        await connected(Wish(name="spring", again=True))
        after = (await registered.cards())["spring"]
        assert after.token_version == before.token_version + 1
        assert after.app == APP

    async def test_another_account_is_refused_and_nothing_changes(self, registered: Place) -> None:
        await connected(Wish(name="spring"))
        before = await registered.cards()
        person = await refused(Wish(name="spring", again=True), Person("bert"), "signed in as bert")
        assert "signed in as bert" in person.pages[0]
        assert await registered.cards() == before

    async def test_what_was_parked_for_its_token_goes_on(self, registered: Place) -> None:
        await connected(Wish(name="spring"))
        async with open_ledger(load_settings()) as ledger:
            await ledger.accounts.park(AccountKey("spring"), ScopeMissing("pins:write is missing"), START)
        parked = (await registered.cards())["spring"]
        assert (parked.parked, len(parked.alerts)) == ("pins:write is missing", 1)

        await connected(Wish(name="spring", again=True))
        after = (await registered.cards())["spring"]
        assert (after.parked, after.alerts) == (None, ())

    async def test_it_may_move_to_another_app(self, place: Place) -> None:
        await place.register(APP, OTHER_APP)
        await connected(Wish(name="spring", app=APP))
        await connected(Wish(name="spring", app=OTHER_APP, again=True))
        assert (await place.cards())["spring"].app == OTHER_APP

    async def test_a_name_that_nobody_has(self, registered: Place) -> None:
        await connected()
        person = await refused(Wish(name="spring", again=True), Person(), "no account 'spring'; there are: anna")
        assert person.addresses == []


class TestPasting:
    """On a machine without a browser: the address is taken elsewhere, and what it ends at is brought back."""

    @pytest.fixture
    def elsewhere(self, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Means]:
        def means(brings: str) -> Means:
            async def paste() -> str:
                shown = next(word for word in capsys.readouterr().err.split() if "client_id" in word)
                back = await asyncio.to_thread(consent, shown, "anna") or ""
                return brings.format(back=back, code=parse_qs(urlsplit(back).query)["code"][0])

            return Means(open_browser=lambda _: pytest.fail("a browser was opened"), paste=paste)

        return means

    @pytest.mark.parametrize("brings", ["{back}", " {back}\n", "{code}"])
    async def test_the_address_or_the_code_is_enough(
        self, registered: Place, elsewhere: Callable[[str], Means], brings: str
    ) -> None:
        assert await connect(Wish(browser=False), elsewhere(brings)) == ExitCode.DONE
        assert "anna" in await registered.cards()

    async def test_without_a_registered_app_the_simulators_own_is_taken(
        self, place: Place, elsewhere: Callable[[str], Means]
    ) -> None:
        assert await connect(Wish(browser=False), elsewhere("{back}")) == ExitCode.DONE
        assert (await place.cards())["anna"].app == "1500000"

    @pytest.mark.parametrize(
        ("brings", "told"),
        [
            ("", "no code in it"),
            ("{code}x", "does not take the code"),
            ("{back}x", "its state is not the one"),
            ("http://localhost:1/?code={code}&state=another", "its state is not the one"),
            ("http://localhost:1/?error=access_denied", "its state is not the one"),
        ],
    )
    async def test_what_is_no_answer_stores_nothing(
        self, registered: Place, elsewhere: Callable[[str], Means], brings: str, told: str
    ) -> None:
        with pytest.raises(CommandFailed, match=told):
            await connect(Wish(browser=False), elsewhere(brings))
        assert await registered.cards() == {}

    async def test_an_app_whose_address_is_elsewhere_is_always_pasted(
        self, place: Place, elsewhere: Callable[[str], Means]
    ) -> None:
        far = "https://agency.example/pinterest"
        await place.control("apps", {"app_id": APP, "redirect_uris": [far]})
        await Place(place.simulator, {APP: far}).register(APP)
        assert await connect(Wish(), elsewhere("{back}")) == ExitCode.DONE
        assert "anna" in await place.cards()


class TestByToken:
    def token(self, tmp_path: Path, text: str = "sim_anna") -> Wish:
        file = tmp_path / "token.txt"
        file.write_text(text)
        return Wish(name="spring", token_file=file)

    async def test_it_is_proved_and_told_that_it_does_not_renew_itself(
        self, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert await connect(self.token(tmp_path), Person().means()) == ExitCode.DONE

        found = (await place.cards())["spring"]
        assert (found.username, found.renews, found.token_until) == ("anna", False, None)
        shown = capsys.readouterr().out
        assert "Nobody can renew this token" in shown
        assert "sim_anna" not in shown

    async def test_one_that_pinterest_does_not_know_stores_nothing(self, place: Place, tmp_path: Path) -> None:
        with pytest.raises(CommandFailed, match="does not accept the token") as raised:
            await connect(self.token(tmp_path, "pina_of-nobody"), Person().means())
        assert "of-nobody" not in str(raised.value)
        assert await place.cards() == {}

    async def test_an_account_that_renewed_itself_stops_doing_so(self, registered: Place, tmp_path: Path) -> None:
        await connected(Wish(name="spring"))
        await connect(replace(self.token(tmp_path), again=True), Person().means())
        found = (await registered.cards())["spring"]
        assert (found.app, found.renews) == (APP, False)

    async def test_options_of_the_browser_have_no_say(self, place: Place, tmp_path: Path) -> None:
        with pytest.raises(CommandFailed, match="have no say"):
            await connect(replace(self.token(tmp_path), app=APP), Person().means())

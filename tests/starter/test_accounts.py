"""Accounts at the command line, from the ledger; and what is asked of Pinterest about them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from config import load_settings
from contracts.accounts import Tier
from contracts.credentials import TokenGrant
from contracts.names import AccountKey
from contracts.trouble import ScopeMissing
from simulator.running import RunningSimulator
from starter.__main__ import run_command
from starter.account_health import Checkup, ask_health, checkup_report, checkups, show_checkup
from starter.accounts import connected_cards
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, open_ledger
from starter.removing import Unsettled, refuse_unsettled, until_settled
from starter.renewing import Patience, check_renewable, until_renewed
from starter.screen import Screen
from starter.silence import silence
from store.account_cards import AccountCard
from tests.builders import LAUNCH, a_product
from tests.fakes.clock import START
from tests.starter.cards import a_card
from tests.starter.launches import launched, waiting

pytestmark = pytest.mark.usefixtures("home_with_ledger")

SPRING = AccountKey("spring")
OF_ANNA = "sim_anna"
"""A token that the simulator knows."""
Document = dict[str, Any]  # Any: JSON from the command


async def put_in(ledger: Ledger, token: str = OF_ANNA, account: AccountKey = SPRING) -> None:
    grant = TokenGrant(
        access=token,
        access_expires=None,
        refresh=None,
        refresh_expires=None,
        scopes=frozenset(),
    )
    await ledger.credentials.connect_by_token(account, grant, username="anna", at=START)


def arranged(change: Callable[[Ledger], Awaitable[object]] | None = None) -> None:
    """The account is there, and what the test wants of it."""

    async def arrange() -> None:
        async with open_ledger(load_settings(), with_demo=False) as ledger:
            await put_in(ledger)
            if change is not None:
                await change(ledger)

    asyncio.run(arrange())


def said(capsys: pytest.CaptureFixture[str], *words: str) -> Document:
    capsys.readouterr()
    assert run_command([*words, "--json"]) == 0
    found: Document = json.loads(capsys.readouterr().out)
    return found


class TestLooking:
    def test_every_account_is_listed(self, capsys: pytest.CaptureFixture[str]) -> None:
        arranged()
        (found,) = said(capsys, "accounts", "list")["accounts"]
        assert (found["account"], found["username"], found["state"]) == ("spring", "anna", "connected")
        assert run_command(["accounts", "list"]) == 0
        assert "spring" in capsys.readouterr().out

    def test_a_parked_one_is_listed_with_its_remedy_wherever_one_looks(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        arranged(lambda ledger: ledger.accounts.park(SPRING, ScopeMissing("needs pins:write"), START))
        (found,) = said(capsys, "accounts", "list")["accounts"]
        assert (found["state"], found["cause"]) == ("parked", "scope_missing")
        assert said(capsys, "accounts", "show", "spring") == found
        assert said(capsys, "status")["accounts"] == [
            {name: found[name] for name in ("account", "state", "why", "remedy")}
        ]
        for words in (["accounts", "list"], ["accounts", "show", "spring"], ["status"]):
            assert run_command(words) == 0
            assert "pinflow accounts reconnect spring" in capsys.readouterr().out

    def test_one_that_was_removed_is_no_more_listed_and_can_be_shown(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        arranged(lambda ledger: ledger.credentials.disconnect(SPRING, START + 1))
        assert said(capsys, "accounts", "list") == {"accounts": []}
        assert said(capsys, "accounts", "show", "spring")["state"] == "removed"

    def test_a_name_that_nobody_has(self, capsys: pytest.CaptureFixture[str]) -> None:
        arranged()
        assert run_command(["accounts", "show", "autumn"]) == 2
        assert "no account 'autumn'; there are: spring" in capsys.readouterr().err

    def test_without_a_ledger_there_are_none(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert said(capsys, "accounts", "list") == {"accounts": []}

    def test_the_simulators_own_is_not_shown_at_the_real_pinterest(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        arranged(lambda ledger: put_in(ledger, account=AccountKey("demo")))
        monkeypatch.setenv("PINFLOW_PINTEREST_URL", "https://api.pinterest.com/v5")
        assert [one["account"] for one in said(capsys, "accounts", "list")["accounts"]] == ["spring"]


class TestStopping:
    def test_an_account_is_paused_and_goes_on(self, capsys: pytest.CaptureFixture[str]) -> None:
        arranged()
        said(capsys, "accounts", "pause", "spring", "--why", "stock count")
        found = said(capsys, "accounts", "show", "spring")
        assert (found["state"], found["why"]) == ("paused", "stock count")
        said(capsys, "accounts", "resume", "spring")
        assert said(capsys, "accounts", "show", "spring")["state"] == "connected"

    @pytest.mark.parametrize("order", ["pause", "resume", "remove", "refresh", "reconnect"])
    def test_nobody_is_meant_by_a_slip(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, order: str
    ) -> None:
        monkeypatch.setenv("PINFLOW_PINTEREST_URL", "http://127.0.0.1:9/v5")
        arranged()
        assert run_command(["accounts", order, "autumn"]) == 2
        assert "there are: spring" in capsys.readouterr().err


class TestRenewing:
    async def test_it_ends_with_the_new_token(self) -> None:
        looks = iter([a_card(), a_card(), a_card(token_version=2)])

        async def read() -> AccountCard:
            return next(looks)

        found = await until_renewed(read, a_card(), Patience(between_seconds=0.0))
        assert found.token_version == 2

    async def test_a_refusal_is_told_with_what_to_do(self) -> None:
        async def read() -> AccountCard:
            return a_card(renewal_refused="the grant is invalid", renews=False)

        with pytest.raises(CommandFailed, match=r"grant is invalid.*reconnect spring") as raised:
            await until_renewed(read, a_card(), Patience(between_seconds=0.0))
        assert raised.value.exit_code == ExitCode.SERVICE_AWAY

    async def test_the_wait_has_an_end(self) -> None:
        async def read() -> AccountCard:
            return a_card()

        with pytest.raises(CommandFailed, match="goes on trying"):
            await until_renewed(read, a_card(), Patience(seconds=0.01, between_seconds=0.001))

    def test_what_cannot_be_renewed_is_told_before_anything_is_started(self) -> None:
        check_renewable(a_card())
        with pytest.raises(CommandFailed, match=r"does not renew itself.*reconnect spring"):
            check_renewable(a_card(renews=False))


class TestRemoving:
    def test_what_is_under_way_forbids_it(self) -> None:
        refuse_unsettled(SPRING, Unsettled(0, 0), force=False)
        refuse_unsettled(SPRING, Unsettled(2, 1), force=True)
        with pytest.raises(CommandFailed, match="2 pins and 1 launches under way: nothing was changed"):
            refuse_unsettled(SPRING, Unsettled(2, 1), force=False)

    def test_a_launch_that_has_not_ended_is_seen(self, capsys: pytest.CaptureFixture[str]) -> None:
        asyncio.run(launched(*waiting(a_product()), launch=LAUNCH))
        assert run_command(["accounts", "remove", "demo"]) == 2
        assert "1 launches under way" in capsys.readouterr().err
        assert said(capsys, "accounts", "show", "demo")["state"] == "connected"

    def test_what_is_removed_cannot_be_removed_again(self, capsys: pytest.CaptureFixture[str]) -> None:
        arranged(lambda ledger: ledger.credentials.disconnect(SPRING, START + 1))
        assert run_command(["accounts", "remove", "spring"]) == 2
        assert "removed already" in capsys.readouterr().err

    async def test_the_rest_is_waited_for(self) -> None:
        looks = iter([Unsettled(3, 1), Unsettled(1, 1), Unsettled(0, 0)])

        async def look() -> Unsettled:
            return next(looks)

        await until_settled(SPRING, look, between_seconds=0.0)
        assert next(looks, None) is None

    async def test_but_not_for_ever(self) -> None:
        async def look() -> Unsettled:
            return Unsettled(1, 0)

        with pytest.raises(CommandFailed, match="its token is still needed"):
            await until_settled(SPRING, look, seconds=0.01, between_seconds=0.001)


class TestHealth:
    @pytest.fixture
    async def simulator(self, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningSimulator]:
        async with RunningSimulator() as simulator:
            monkeypatch.setenv("PINFLOW_PINTEREST_URL", simulator.api_url)
            yield simulator

    async def asked(self, simulator: RunningSimulator, token: str = OF_ANNA, **account: object) -> Checkup:
        async with httpx.AsyncClient(trust_env=False) as control:
            body = {"account": "anna", "boards": ["Mugs", "Cups"], **account}
            (await control.post(f"{simulator.url}/_simulator/accounts", json=body)).raise_for_status()
        async with open_ledger(load_settings(), with_demo=False) as ledger:
            await put_in(ledger, token)
            with silence():
                (found,) = await checkups(ledger, await connected_cards(ledger), simulator.api_url)
        return found

    async def test_pinterest_says_who_it_is(
        self, simulator: RunningSimulator, capsys: pytest.CaptureFixture[str]
    ) -> None:
        found = await self.asked(simulator)
        assert found.is_well
        assert (found.boards, found.tier) == (2, Tier.STANDARD)
        show_checkup(Screen(), found, START)
        shown = capsys.readouterr().out
        assert "anna, business" in shown
        assert "2 that the token may see" in shown
        assert checkup_report(found, START)["answers"] is True

    async def test_a_trial_app_is_found_out(self, simulator: RunningSimulator) -> None:
        assert (await self.asked(simulator, tier="trial")).tier is Tier.TRIAL

    async def test_a_dead_token_parks_the_account_as_any_other_use_of_it_does(
        self, simulator: RunningSimulator, capsys: pytest.CaptureFixture[str]
    ) -> None:
        found = await self.asked(simulator, "pina_of-nobody")
        assert not found.is_well
        assert found.card.parked is not None
        assert len(found.card.alerts) == 1
        show_checkup(Screen(), found, START)
        shown = capsys.readouterr().out
        assert "pinflow accounts reconnect spring" in shown
        assert "of-nobody" not in shown

    async def test_the_command_fails_when_one_is_not_well(
        self, simulator: RunningSimulator, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await self.asked(simulator)
        assert await asyncio.to_thread(ask_health, "spring", as_json=True) == ExitCode.DONE
        assert json.loads(capsys.readouterr().out)["accounts"][0]["well"] is True
        async with open_ledger(load_settings()) as ledger:
            await ledger.accounts.park(SPRING, ScopeMissing("needs pins:write"), START)
        assert await asyncio.to_thread(ask_health, None, as_json=True) == ExitCode.SERVICE_AWAY

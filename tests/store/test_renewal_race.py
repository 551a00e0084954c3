"""Two workers, one account, a refresh token that dies with its use: it is used once, 200 times over."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial

import httpx
import pytest
from sqlmodel import select

from contracts.credentials import AppCredentials, RenewalClaim
from contracts.trouble import AnswerLost, GrantDead
from pinterest_api.client import PinterestClient
from pinterest_api.oauth import PinterestAuthority
from pinterest_api.storeless import NoRates, OneToken
from simulator.keyring import DEFAULT_APP, DEFAULT_SECRET
from simulator.running import RunningSimulator
from store.apps import SqlApps
from store.sealing import sealer_of
from store.tables.accounts import AccountRow
from store.tokens import SealedTokens, SqlCredentials
from tests.fakes.clock import START
from tests.ledger import Ledger
from tests.simulator.apps import App
from tests.store.connected import KEY, LEASE_SECONDS, SEALER, SHOP
from tests.store.together import Together

RENEWALS = {"sqlite": 60, "postgresql": 200}
"""Workers of several machines share a PostgreSQL. SQLite, whose commits wait for the disk, is tried less often."""

LOOK_SECONDS = 0.002
SIMULATED = AppCredentials(id=DEFAULT_APP, secret=DEFAULT_SECRET, redirect_uri="http://localhost:8085/")
LOSE_THE_ANSWER = {
    "rules": [{"match": {"method": "POST", "path": "/v5/oauth/token"}, "times": 1, "effect": {"drop_after": True}}]
}


@pytest.fixture(scope="module")
def together() -> Iterator[Together]:
    together = Together()
    yield together
    together.close()


@pytest.fixture
async def simulator() -> AsyncIterator[RunningSimulator]:
    async with RunningSimulator() as simulator:
        yield simulator


@pytest.mark.long
async def test_the_account_survives_two_hundred_renewals_by_two_workers(
    ledger: Ledger, ledger_url: str, dialect: str, together: Together, simulator: RunningSimulator
) -> None:
    await connect(ledger, simulator)
    errand = partial(renew_many, simulator.api_url, KEY, RENEWALS[dialect])
    await asyncio.to_thread(together, ledger_url, errand)
    card = await ledger.accounts.card(SHOP)
    assert card is not None
    assert (card.token_version >= RENEWALS[dialect], card.parked, card.alerts) == (True, None, ())
    assert await answers_of(simulator) == {"200": card.token_version}
    assert await whose_token(ledger, simulator) == "shop"


async def test_a_worker_that_dies_with_the_answer_costs_a_warning_and_no_pin(
    ledger: Ledger, simulator: RunningSimulator
) -> None:
    """The new tokens were on their way to nobody. What the account has goes on working, and one alert says so."""
    await connect(ledger, simulator)
    credentials = SqlCredentials(ledger.database, SEALER)
    await tell(simulator, "faults", LOSE_THE_ANSWER)
    async with authority_at(simulator.api_url) as authority:
        lost = await claimed(credentials, at=START)
        with pytest.raises(AnswerLost):
            await authority.renew(SHOP, lost.app, lost.refresh)
        again = await claimed(credentials, at=lost.until)
        with pytest.raises(GrantDead) as caught:
            await authority.renew(SHOP, again.app, again.refresh)
    await credentials.refused(again, str(caught.value), lost.until)
    card = await ledger.accounts.card(SHOP)
    assert card is not None
    assert (card.parked, [alert.kind for alert in card.alerts]) == (None, ["account.renewal_refused"])
    assert await whose_token(ledger, simulator) == "shop"


async def connect(ledger: Ledger, simulator: RunningSimulator) -> None:
    """SHOP, with the tokens of a person's consent."""
    async with httpx.AsyncClient(base_url=simulator.url, trust_env=False) as http:
        code = await App(http).code("shop")
    async with authority_at(simulator.api_url) as authority:
        grant = await authority.exchange(SIMULATED, code, SIMULATED.redirect_uri)
    await SqlApps(ledger.database, SEALER).add(SIMULATED, "Pinflow", START)
    credentials = SqlCredentials(ledger.database, SEALER)
    await credentials.connect(SHOP, SIMULATED.id, grant, username="shop", at=START)


async def claimed(credentials: SqlCredentials, *, at: float) -> RenewalClaim:
    claim = await credentials.claim(SHOP, owner="test", now=at, seconds=LEASE_SECONDS, anyway=True)
    assert isinstance(claim, RenewalClaim), claim
    return claim


async def renew_many(api_url: str, key: str, renewals: int, ledger: Ledger, number: int) -> None:
    """Claim as soon as the tokens are new, and renew, until both have renewed often enough."""
    credentials = SqlCredentials(ledger.database, sealer_of(key))
    async with authority_at(api_url) as authority:
        version = await version_of(ledger)
        while version < renewals:
            claim = await credentials.claim(SHOP, owner=str(number), now=START, seconds=LEASE_SECONDS, anyway=True)
            if isinstance(claim, RenewalClaim):
                grant = await authority.renew(SHOP, claim.app, claim.refresh)
                assert await credentials.keep(claim, grant, START)
            before = version
            while version == before:
                await asyncio.sleep(LOOK_SECONDS)  # the other process has the claim: only its end is waited for
                version = await version_of(ledger)


async def version_of(ledger: Ledger) -> int:
    query = select(AccountRow.token_version).where(AccountRow.key == SHOP)
    return await ledger.database.read(lambda session: session.exec(query).one())


@asynccontextmanager
async def authority_at(api_url: str) -> AsyncIterator[PinterestAuthority]:
    """Pinterest's `oauth/token`, on a clock that stands still."""
    async with PinterestClient.open(api_url, OneToken(""), NoRates()) as client:
        yield PinterestAuthority(client, lambda: START)


async def whose_token(ledger: Ledger, simulator: RunningSimulator) -> str:
    tokens = SealedTokens(ledger.database, SEALER, lambda: START)
    async with authority_at(simulator.api_url) as authority:
        return (await authority.member(await tokens.access_token(SHOP))).username


async def tell(simulator: RunningSimulator, door: str, order: object) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"{simulator.url}/_simulator/{door}", content=json.dumps(order))
        answer.raise_for_status()


async def answers_of(simulator: RunningSimulator) -> dict[str, int]:
    """To `oauth/token`, by status."""
    async with httpx.AsyncClient(trust_env=False) as http:
        told = (await http.get(f"{simulator.url}/_simulator/requests")).json()
    answers: dict[str, int] = told["by_operation"]["POST /v5/oauth/token"]
    return answers

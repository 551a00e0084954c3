"""Whoever meets a dead token, its account's workflow hears of it, and not too often."""

import asyncio
from dataclasses import dataclass, field

import pytest

from activities.token_watch import WAKE_SECONDS, WatchedTokens
from contracts.names import AccountKey
from contracts.trouble import LedgerBusy, TokenDead, TokenExpired, Trouble
from tests.builders import ACCOUNT
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine

OTHER = AccountKey("other")


@dataclass
class Tokens:
    """Good ones, unless there is `trouble`."""

    trouble: Trouble | None = None
    refusals: list[str] = field(default_factory=list)

    async def access_token(self, account: AccountKey) -> str:
        if self.trouble is not None:
            raise self.trouble
        return f"token of {account}"

    async def refused(self, account: AccountKey, token: str, why: str) -> None:
        self.refusals.append(f"{account}: {token}: {why}")


class CountingEngine(FakeEngine):
    """Counts how often it is knocked at."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.knocks: list[AccountKey] = []
        self.error = error

    async def wake_account(self, account: AccountKey) -> None:
        self.knocks.append(account)
        if self.error is not None:
            raise self.error


async def test_a_good_token_wakes_nobody(clock: FakeClock) -> None:
    engine = CountingEngine()
    assert await WatchedTokens(Tokens(), engine, clock).access_token(ACCOUNT) == "token of demo"
    assert engine.knocks == []


@pytest.mark.parametrize("trouble", [TokenDead("no token"), TokenExpired("it ended a second ago")])
async def test_a_dead_one_wakes_its_account_once_in_a_while(clock: FakeClock, trouble: Trouble) -> None:
    engine = CountingEngine()
    watched = WatchedTokens(Tokens(trouble), engine, clock)
    for _ in range(200):
        with pytest.raises(type(trouble)):
            await watched.access_token(ACCOUNT)
    assert engine.knocks == [ACCOUNT]
    with pytest.raises(type(trouble)):
        await watched.access_token(OTHER)
    await clock.advance(WAKE_SECONDS)
    with pytest.raises(type(trouble)):
        await watched.access_token(ACCOUNT)
    assert engine.knocks == [ACCOUNT, OTHER, ACCOUNT]


async def test_one_that_pinterest_refuses_is_written_down_and_wakes_its_account(clock: FakeClock) -> None:
    engine, tokens = CountingEngine(), Tokens()
    await WatchedTokens(tokens, engine, clock).refused(ACCOUNT, "abc", "401")
    assert (tokens.refusals, engine.knocks) == (["demo: abc: 401"], [ACCOUNT])


async def test_a_ledger_that_is_away_says_nothing_of_the_token(clock: FakeClock) -> None:
    engine = CountingEngine()
    with pytest.raises(LedgerBusy):
        await WatchedTokens(Tokens(LedgerBusy("locked")), engine, clock).access_token(ACCOUNT)
    assert engine.knocks == []


@pytest.mark.parametrize("error", [RuntimeError("Temporal is away"), TimeoutError()])
async def test_a_temporal_that_is_away_changes_nothing(clock: FakeClock, error: Exception) -> None:
    watched = WatchedTokens(Tokens(TokenExpired("it ended")), CountingEngine(error), clock)
    with pytest.raises(TokenExpired):
        await watched.access_token(ACCOUNT)
    await watched.refused(ACCOUNT, "abc", "401")


async def test_a_call_that_is_over_is_over_also_while_temporal_is_slow(clock: FakeClock) -> None:
    """The client's own limit ends it, not an account that is woken."""

    class SlowEngine(CountingEngine):
        async def wake_account(self, account: AccountKey) -> None:
            await asyncio.Event().wait()

    watched = WatchedTokens(Tokens(TokenExpired("it ended")), SlowEngine(), clock)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await watched.access_token(ACCOUNT)

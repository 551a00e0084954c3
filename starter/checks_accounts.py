"""The accounts: what holds each of them, and whether Pinterest knows it by the token that we keep."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from contracts.accounts import ParkCause, remedy_of
from contracts.names import AccountKey
from contracts.pace import DEFAULT_WRITE_QUOTA, Quota
from contracts.sightings import RateReading, SeenAccount
from contracts.trouble import PinterestTrouble, RateLimited, ScopeMissing, TokenDead
from pinterest_api.client import PinterestClient
from pinterest_api.limits import Limits
from pinterest_api.user_account import PinterestUserAccount
from starter.account_card import remedy_for
from starter.checking import checked
from starter.checks_ledger import Unread
from starter.checks_secrets import KeyLook, opened
from starter.checks_tokens import connect_again, judge_tokens
from starter.findings import Finding, Findings, failed, ok, skipped, warning
from store.health import AccountStanding

NAME = "accounts"
PATIENCE = Limits(read_seconds=6.0)
"""Less than a worker has, since a person waits."""
ASKS_AT_ONCE = 4
RENEWED_BY_ITSELF = "See that a worker runs: pinflow up. If it stays so: pinflow accounts show NAME says why."

Answer = SeenAccount | PinterestTrouble | None
"""None: it was not asked."""


@dataclass(frozen=True)
class OpenedTokens:
    """Keeps the port `Tokens` of Pinterest's client: the tokens as they are, none renewed."""

    tokens: Mapping[AccountKey, str] = field(repr=False)

    async def access_token(self, account: AccountKey) -> str:
        return self.tokens[account]

    async def refused(self, account: AccountKey, token: str, why: str) -> None:
        """Who looks changes nothing."""


@dataclass(frozen=True)
class Forgetful:
    """Keeps the port `RateBook`, and writes nothing down: who looks changes nothing."""

    async def note(self, account: AccountKey, reading: RateReading) -> None:
        """Let it go."""


@dataclass(frozen=True)
class Asking:
    """What is needed to ask about one account after the other. `pinterest` is None when it cannot be asked."""

    pinterest: PinterestUserAccount | None
    tokens: Mapping[AccountKey, str] = field(repr=False)
    production: bool = False
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(ASKS_AT_ONCE))

    async def finding(self, account: AccountStanding) -> Finding:
        async with self.gate:
            return await checked(f"account {account.account}", self._look(account))

    async def _look(self, account: AccountStanding) -> Finding:
        opens = account.account in self.tokens
        answer = await _ask(self.pinterest, account.account) if self.pinterest is not None and opens else None
        return judge_account(account, answer, opens=opens, now=time.time(), production=self.production)


async def account_findings(
    accounts: Sequence[AccountStanding] | Unread,
    key: KeyLook,
    *,
    pinterest_url: str | None,
    limits: Limits = PATIENCE,
    production: bool = False,
) -> Findings:
    """One for each account. `pinterest_url` is None when Pinterest cannot be asked; `production`: it is no
    simulator and no sandbox.
    """
    if isinstance(accounts, Unread):
        return (skipped(NAME, accounts.why),)
    if not accounts:
        return (skipped(NAME, "none is connected yet"),)
    found = {account.account: opened(key, account) for account in accounts}
    tokens = {account: token for account, token in found.items() if token is not None}
    async with AsyncExitStack() as closing:
        asking = Asking(await _open(pinterest_url, tokens, limits, closing), tokens, production=production)
        return tuple(await asyncio.gather(*(asking.finding(account) for account in accounts)))


async def _open(
    url: str | None, tokens: Mapping[AccountKey, str], limits: Limits, closing: AsyncExitStack
) -> PinterestUserAccount | None:
    if url is None:
        return None
    client = PinterestClient.open(url, tokens=OpenedTokens(tokens), rates=Forgetful(), limits=limits)
    return PinterestUserAccount(await closing.enter_async_context(client))


async def _ask(pinterest: PinterestUserAccount, account: AccountKey) -> SeenAccount | PinterestTrouble:
    try:
        return await pinterest.get(account)
    except PinterestTrouble as trouble:
        return trouble


def judge_account(
    account: AccountStanding, answer: Answer, *, opens: bool, now: float, production: bool = False
) -> Finding:
    """The worst that is known of the account; what stops it for ever comes before what stops it for a while."""
    name = f"account {account.account}"
    return (
        _no_token(name, account, opens=opens)
        or _refused(name, account, answer)
        or _stopped(name, account, now)
        or judge_tokens(name, account, now=now, production=production)
        or _slowed(name, account, answer, now)
        or _well(name, account, answer, now)
    )


def _no_token(name: str, account: AccountStanding, *, opens: bool) -> Finding | None:
    if account.sealed_token is None:
        return failed(name, "it has no token", connect_again(account))
    return None if opens else failed(name, "its token does not open: see secret key", connect_again(account))


def _refused(name: str, account: AccountStanding, answer: Answer) -> Finding | None:
    renews = account.card is not None and account.card.renews and account.parked is None
    if isinstance(answer, TokenDead) and renews:
        return warning(
            name, "Pinterest does not accept its token any more (401); the worker renews it", RENEWED_BY_ITSELF
        )
    if isinstance(answer, TokenDead):
        return failed(name, "Pinterest does not accept its token any more (401)", connect_again(account))
    if isinstance(answer, ScopeMissing):
        remedy = remedy_of(ParkCause.SCOPE_MISSING, account.account)
        return failed(name, f"its token lacks a permission: {answer}", remedy)
    return None


def _stopped(name: str, account: AccountStanding, now: float) -> Finding | None:
    if account.parked is not None:
        remedy = remedy_for(account.card, now) if account.card is not None else None
        usual = f"Mend the cause at Pinterest, then: pinflow accounts resume {account.account}"
        return failed(name, f"parked: {account.parked}", remedy or usual)
    if account.paused is not None:
        resume = f"When it shall go on: pinflow accounts resume {account.account}"
        return warning(name, f"paused by a person: {account.paused}", resume)
    return None


def _slowed(name: str, account: AccountStanding, answer: Answer, now: float) -> Finding | None:
    if account.blocked_until > now or isinstance(answer, RateLimited):
        wait = max(account.blocked_until - now, getattr(answer, "retry_seconds", 0.0))
        return warning(
            name, f"braked: Pinterest lets nothing through for {span(wait)}", "Nothing: it goes on by itself."
        )
    if isinstance(answer, PinterestTrouble):
        return warning(
            name, f"Pinterest did not tell who it is: {answer}", "Look again; if it stays so, see its logs."
        )
    return None


def _well(name: str, account: AccountStanding, answer: Answer, now: float) -> Finding:
    quota = quota_to_text(account, now)
    if isinstance(answer, SeenAccount):
        return ok(name, f"Pinterest knows it as {answer.username}; {quota}")
    return skipped(name, f"Pinterest could not be asked; {quota}")


def quota_to_text(account: AccountStanding, now: float) -> str:
    """What is known of the quota for writes, and since when."""
    if not account.quotas or account.learnt_at is None:
        return f"quota not learnt yet ({_limit(DEFAULT_WRITE_QUOTA)} assumed)"
    limits = ", ".join(_limit(quota) for quota in account.quotas)
    return f"{limits}, learnt {span(now - account.learnt_at)} ago"


def _limit(quota: Quota) -> str:
    return f"{quota.limit:,} writes in {span(quota.window_seconds)}"


def span(seconds: float) -> str:
    """`45 s`, `12 min`, `3 h`, `4 days`: rounded to what a person wants to know."""
    for unit_seconds, upto, unit in ((1, 120, "s"), (60, 7_200, "min"), (3_600, 172_800, "h")):
        if seconds < upto:
            return f"{max(seconds, 0) / unit_seconds:.0f} {unit}"
    return f"{seconds / 86_400:.0f} days"

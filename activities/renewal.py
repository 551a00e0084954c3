"""Renewal: an access token's successor, fetched by one worker at a time with a refresh token that dies of its use.

Everything between the claim and the ledger has the new refresh token in memory alone. So it is shielded from
cancellation, bounded, and the ledger is asked again while it is away.
"""

import asyncio
import os
import socket
from dataclasses import dataclass

import structlog
from temporalio import activity

from activities.parking import park
from activities.ports import Accounts, Authority, Clock, Credentials, Members
from activities.translate import in_temporals_words
from contracts.accounts import Renewal, RenewalEnd
from contracts.contract import Contract, Instant
from contracts.credentials import RenewalClaim, TokenGrant
from contracts.names import AccountKey
from contracts.trouble import (
    AnswerLost,
    NotSent,
    PinterestTrouble,
    RateLimited,
    TokenDead,
    Unavailable,
)

LEASE_SECONDS = 150.0
"""Nobody else uses the refresh token so long: the exchange, with a ledger that is waited for before and after."""

EXCHANGE_SECONDS_MAX = 25.0
"""The exchange itself; the client's own limit (`pinterest_api.limits`) is shorter."""

AGAIN_SECONDS = 30.0
"""Pinterest could not be asked, or was not heard: the pause before the same refresh token is tried again."""

AGAIN_SECONDS_MAX = 3_600.0
"""The longest pause that Pinterest may ask for: a renewal is due while the token still lives, not for ever."""

KEEP_SECONDS_MAX = 90.0
KEEP_AGAIN_SECONDS = 1.0
"""How long, and how soon again, the ledger is asked to take the new tokens: nobody else has them."""

PASSING = (AnswerLost, NotSent, RateLimited, Unavailable)
"""What says nothing about the refresh token. All else is a certain no: trying on would only hide it."""

log = structlog.get_logger(__name__)


class RenewalOrder(Contract):
    """Whose token. `anyway`: a person wants it now, due or not."""

    account: AccountKey
    anyway: bool = False


@dataclass(frozen=True)
class RenewalActivities:
    credentials: Credentials
    authority: Authority
    members: Members
    accounts: Accounts
    clock: Clock

    @activity.defn
    async def renew_token(self, order: RenewalOrder) -> Renewal:
        """Renew the token if it is due and nobody else does. Of one that cannot be renewed the claim says so: it
        raises the alert, and parks the account at the token's end.

        Run twice: the second run finds the lease, or the new token. If the first died with Pinterest's answer, the
        second meets a spent refresh token, and a person is told while the access token lives on.
        """
        with in_temporals_words():
            renewing = asyncio.ensure_future(self._renew(order))
            try:
                return await asyncio.shield(renewing)
            except asyncio.CancelledError:
                # Once it began it ends: the answer on its way is the only refresh token that there is.
                await asyncio.wait([renewing])
                raise

    async def _renew(self, order: RenewalOrder) -> Renewal:
        claim = await self.credentials.claim(
            order.account, owner=_owner(), now=self.clock.now(), seconds=LEASE_SECONDS, anyway=order.anyway
        )
        if not isinstance(claim, RenewalClaim):
            return Renewal(end=RenewalEnd.NOT_DUE, again_at=claim)
        now = self.clock.now()
        if now > claim.until - EXCHANGE_SECONDS_MAX:
            return await self._later(claim, now, "the claim came too late to be used")
        return await self._exchanged(claim)

    async def _exchanged(self, claim: RenewalClaim) -> Renewal:
        try:
            async with asyncio.timeout(EXCHANGE_SECONDS_MAX):
                grant = await self.authority.renew(claim.account, claim.app, claim.refresh)
        except TimeoutError:
            return await self._later(claim, self.clock.now() + AGAIN_SECONDS, "Pinterest did not answer in time")
        except PASSING as trouble:
            return await self._later(claim, self.clock.now() + _pause(trouble), str(trouble))
        except PinterestTrouble as trouble:
            return await self._refused(claim, str(trouble))
        if not await self._kept(claim, grant):
            return Renewal(end=RenewalEnd.NOT_DUE, detail="the account was connected anew meanwhile")
        log.info("token.renewed", account=claim.account)
        return await self._tried(claim.account)

    async def _kept(self, claim: RenewalClaim, grant: TokenGrant) -> bool:
        """The ledger may be away for a moment: the tokens wait here for it, as long as they can."""
        patience = self.clock.now() + KEEP_SECONDS_MAX
        while True:
            try:
                return await self.credentials.keep(claim, grant, self.clock.now())
            except Exception as error:  # whatever it is: nobody else has these tokens
                log.warning("token.not_kept_yet", account=claim.account, why=type(error).__name__)
                if self.clock.now() > patience:
                    raise
            await self.clock.sleep_until(self.clock.now() + KEEP_AGAIN_SECONDS)

    async def _tried(self, account: AccountKey) -> Renewal:
        """The proof: what refuses even a new token is cured by no further renewal (another host, another app)."""
        try:
            await self.members.get(account)
        except TokenDead as trouble:
            await park(self.accounts, self.clock, account, trouble)
            why = f"Pinterest refuses the token that it has just given: {trouble}"
            return Renewal(end=RenewalEnd.REFUSED, detail=why[:300])
        except PinterestTrouble as trouble:
            log.info("token.not_proven", account=account, why=type(trouble).__name__)
        return Renewal(end=RenewalEnd.RENEWED)

    async def _later(self, claim: RenewalClaim, until: Instant, why: str) -> Renewal:
        await self.credentials.postpone(claim, until, why, self.clock.now())
        log.warning("token.not_renewed_yet", account=claim.account, why=why)
        return Renewal(end=RenewalEnd.LATER, again_at=until, detail=why[:300])

    async def _refused(self, claim: RenewalClaim, why: str) -> Renewal:
        await self.credentials.refused(claim, why, self.clock.now())
        log.warning("token.renewal_refused", account=claim.account, why=why)
        return Renewal(end=RenewalEnd.REFUSED, detail=why[:300])


def _pause(trouble: PinterestTrouble) -> float:
    if isinstance(trouble, RateLimited):
        return min(trouble.retry_seconds, AGAIN_SECONDS_MAX)
    return AGAIN_SECONDS


def _owner() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"

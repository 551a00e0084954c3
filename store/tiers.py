"""The tier of an account's app, by the quotas that Pinterest's headers told of: it says it nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, func, select

from contracts.accounts import Tier
from contracts.names import AccountKey
from contracts.pace import DAY_SECONDS
from store.database import Database
from store.tables.quota import QuotaRow


@dataclass(frozen=True)
class SqlTiers:
    """What has been learnt; an account of which nothing was heard yet is missing."""

    database: Database

    async def all(self) -> Mapping[AccountKey, Tier]:
        """A quota by the day is a trial app's, of whatever kind of request (API v5, rate limits)."""
        query = select(QuotaRow.account, func.max(QuotaRow.window_seconds)).group_by(col(QuotaRow.account))
        longest = await self.database.read(lambda session: session.exec(query).all())
        return {AccountKey(account): tier_of_window(seconds) for account, seconds in longest}

    async def of(self, account: AccountKey) -> Tier | None:
        return (await self.all()).get(account)


def tier_of_window(seconds: float) -> Tier:
    """The tier whose longest window is so long."""
    return Tier.TRIAL if seconds >= DAY_SECONDS else Tier.STANDARD

"""Requests for numbers: whoever reads an account's share its quota, and none runs into it."""

from dataclasses import dataclass

from sqlmodel import Session

from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.sightings import Category
from store.database import Database
from store.quotas import count_call, lock_quota, next_room


@dataclass(frozen=True)
class SqlAdsCalls:
    """Keeps the port `AdsCalls`, of ads numbers or of those of pins."""

    database: Database
    category: Category = Category.ADS_ANALYTICS

    async def hold(self, account: AccountKey, now: Instant) -> Instant | None:
        """Take a place for one request that leaves now: None. Or nothing is taken, and when to ask again."""

        def work(session: Session) -> Instant | None:
            lock_quota(session, account, now, self.category)
            until = next_room(session, account, now, self.category)
            if until is None:
                count_call(session, account, self.category, now)
            return until

        return await self.database.write(work)

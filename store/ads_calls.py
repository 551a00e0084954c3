"""Requests for numbers: whoever reads an account's share its quota, and none runs into it."""

from dataclasses import dataclass

from sqlmodel import Session

from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.sightings import Category
from store.database import Database
from store.quotas import buckets_of, count_call, lock_quota, next_room


@dataclass(frozen=True)
class SqlAdsCalls:
    """Keeps the port `AdsCalls`, of ads numbers and of those of pins."""

    database: Database

    async def hold(
        self, account: AccountKey, now: Instant, category: Category = Category.ADS_ANALYTICS
    ) -> Instant | None:
        """Take a place for one request that leaves now: None. Or nothing is taken, and when to ask again."""

        def work(session: Session) -> Instant | None:
            lock_quota(session, account, now, category)
            until = next_room(session, account, now, category)
            if until is None:
                count_call(session, account, category, now)
            return until

        return await self.database.write(work)

    async def at_most(
        self, account: AccountKey, now: Instant, category: Category, *, beyond_seconds: float
    ) -> int | None:
        """Requests that fit into the windows that last longer than so many seconds; None: there is none."""

        def work(session: Session) -> int | None:
            buckets = buckets_of(session, account, category, now)
            return min((one.limit for one in buckets if one.window_seconds > beyond_seconds), default=None)

        return await self.database.read(work)

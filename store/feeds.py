"""Products as polls of their source saw them: which of many changed, and which are gone, at the price of a digest.

An *item* is what the source itself calls a product: its id where it has one, so that a product with a new key is
not gone, else its key. A digest is kept in the transaction that keeps the change it stands for: a poll that breaks
off loses none.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session, col, delete, func, select, update

from contracts.changes import ProductChange
from contracts.contract import Digest, Instant
from contracts.intake import Absentees, SourceGone
from contracts.names import SourceKey
from store.arrivals import keep_last
from store.changes import put_now
from store.database import Database
from store.locks import lock_sources
from store.tables import FeedItemRow

ITEMS_MAX = 1_000
"""Items of one page, in all of these questions."""


@dataclass(frozen=True)
class SqlFeeds:
    """What polls saw. A page longer than ITEMS_MAX is a ValueError; of no source that is here: `SourceGone`."""

    database: Database

    async def changed_among(self, source: SourceKey, poll: int, digests: Mapping[str, Digest]) -> frozenset[str]:
        """The items that are new, or other than they were; all others are noted as seen in this poll.

        Asked again it answers the same, until `put` keeps the digests.
        """
        _check(digests)
        page = _Page(source, poll, digests)
        return await self.database.write(lambda session: _changed_among(session, page))

    async def put(
        self,
        source: SourceKey,
        poll: int,
        digests: Mapping[str, Digest],
        changes: Sequence[ProductChange],
        at: Instant,
    ) -> int:
        """Keep the changes, and the digests of the items they came from; how many of the changes were new."""
        _check(digests)
        page = _Page(source, poll, digests)
        return await self.database.write(lambda session: _put(session, page, changes, at))

    async def absentees(self, source: SourceKey, poll: int) -> Absentees:
        """How many the source had, and how many of them this poll, read to its end, has not seen.

        Whether that can be true is for the caller to judge, before it asks for them.
        """
        return await self.database.read(lambda session: _absentees(session, source, poll))

    async def absent(self, source: SourceKey, poll: int, limit: int) -> Sequence[str]:
        """Items that this poll has not seen, until `put_absent` forgets them; the longest unseen go first."""
        query = (
            select(FeedItemRow.item)
            .where(FeedItemRow.source == source, col(FeedItemRow.seen_in) < poll)
            .order_by(col(FeedItemRow.seen_in), col(FeedItemRow.item))
            .limit(limit)
        )
        return await self.database.read(lambda session: session.exec(query).all())

    async def put_absent(
        self, source: SourceKey, poll: int, deletions: Mapping[str, ProductChange], at: Instant
    ) -> int:
        """Keep the deletions, by their items, and forget the items; how many were new.

        One that a later poll has seen meanwhile is not deleted.
        """
        _check(deletions)
        return await self.database.write(lambda session: _put_absent(session, source, poll, deletions, at))


class _Page(NamedTuple):
    source: SourceKey
    poll: int
    digests: Mapping[str, Digest]


def _check(items: Collection[str]) -> None:
    if len(items) > ITEMS_MAX:
        raise ValueError(f"{len(items)} items at once, {ITEMS_MAX} at most")


def _changed_among(session: Session, page: _Page) -> frozenset[str]:
    _lock(session, page.source)
    query = select(FeedItemRow.item, FeedItemRow.digest).where(
        FeedItemRow.source == page.source, col(FeedItemRow.item).in_(page.digests)
    )
    same = {item for item, digest in session.exec(query) if page.digests[item] == digest}
    seen = (col(FeedItemRow.source) == page.source, col(FeedItemRow.item).in_(same))
    session.exec(update(FeedItemRow).where(*seen).values(seen_in=page.poll))
    return frozenset(page.digests.keys() - same)


def _put(session: Session, page: _Page, changes: Sequence[ProductChange], at: Instant) -> int:
    _lock(session, page.source)
    rows = [
        FeedItemRow(source=page.source, item=item, digest=digest, seen_in=page.poll)
        for item, digest in page.digests.items()
    ]
    keep_last(session, rows)
    return put_now(session, page.source, changes, at)


def _absentees(session: Session, source: SourceKey, poll: int) -> Absentees:
    mine = select(func.count()).where(FeedItemRow.source == source)
    absent = session.exec(mine.where(col(FeedItemRow.seen_in) < poll)).one()
    return Absentees(known=session.exec(mine).one(), absent=absent)


def _put_absent(
    session: Session, source: SourceKey, poll: int, deletions: Mapping[str, ProductChange], at: Instant
) -> int:
    _lock(session, source)
    absent = (FeedItemRow.source == source, col(FeedItemRow.item).in_(deletions), col(FeedItemRow.seen_in) < poll)
    gone = session.exec(select(FeedItemRow.item).where(*absent).order_by(col(FeedItemRow.item))).all()
    mine = (col(FeedItemRow.source) == source, col(FeedItemRow.item).in_(gone))
    session.exec(delete(FeedItemRow).where(*mine))
    return put_now(session, source, [deletions[item] for item in gone], at)


def _lock(session: Session, source: SourceKey) -> None:
    if source not in lock_sources(session, [source]):
        raise SourceGone(f"no source {source} is kept here")

"""Products as polls of their source saw them: which of many changed, and which are gone, at the price of a digest.

A poll that another overtakes stops: whatever it asks from then on raises `PollOvertaken`.

An *item* is what the source itself calls a product: its id where it has one, so that a product with a new key is
not gone, else its key. A digest is kept in the transaction that keeps the change it stands for: a poll that breaks
off loses none.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session, col, delete, func, select, update

from contracts.changes import KnownProduct, ProductChange
from contracts.contract import Digest, Instant
from contracts.feeds import FeedMarks, FeedPart
from contracts.intake import Absentees, PollOvertaken, SourceGone
from contracts.names import SourceKey
from store.arrivals import keep_last
from store.changes import put_now
from store.database import Database
from store.locks import lock_sources
from store.tables.sources import FeedItemRow, FeedPartRow, ProductStateRow, SourceRow

ITEMS_MAX = 1_000
"""Items of one page, in all of these questions."""


@dataclass(frozen=True)
class SqlFeeds:
    """What polls saw. A page longer than ITEMS_MAX is a ValueError; of no source that is here: `SourceGone`."""

    database: Database

    async def changed_among(
        self, source: SourceKey, poll: int, digests: Mapping[str, Digest], *, part: str = ""
    ) -> frozenset[str]:
        """The items that are new, or other than they were; all others are noted as seen in this poll, and part.

        Asked again it answers the same, until `put` keeps the digests.
        """
        _check(digests)
        page = _Page(source, poll, digests, part)
        return await self.database.write(lambda session: _changed_among(session, page))

    async def put(
        self,
        source: SourceKey,
        poll: int,
        digests: Mapping[str, Digest],
        changes: Sequence[ProductChange],
        at: Instant,
        *,
        part: str = "",
    ) -> int:
        """Keep the changes, and the digests of the items they came from; how many of the changes were new."""
        _check(digests)
        page = _Page(source, poll, digests, part)
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

    async def put_known(
        self,
        source: SourceKey,
        poll: int,
        digests: Mapping[str, Digest],
        known: Sequence[KnownProduct],
        *,
        part: str = "",
    ) -> None:
        """Know these products, and the digests of the items they came from, without a change: nobody is told."""
        _check(digests)
        page = _Page(source, poll, digests, part)
        await self.database.write(lambda session: _put_known(session, page, known))

    async def parts(self, source: SourceKey) -> Mapping[str, FeedPart]:
        """The source's files as they were when they were last read, where it has several."""
        query = select(FeedPartRow).where(FeedPartRow.source == source)
        return await self.database.read(lambda session: {row.part: _part(row) for row in session.exec(query)})

    async def seen_part(self, source: SourceKey, poll: int, part: str) -> int:
        """All items of a file that is as it was are seen in this poll; how many they are."""
        return await self.database.write(lambda session: _seen_part(session, source, poll, part))

    async def keep_part(self, source: SourceKey, poll: int, part: str, read: FeedPart) -> None:
        """The file was read to its end, or is as it was: the next poll asks by these marks."""
        await self.database.write(lambda session: _keep_part(session, source, poll, part, read))

    async def drop_parts(self, source: SourceKey, poll: int) -> None:
        """Forget files that this poll has not met: should one come back, it is read."""
        await self.database.write(lambda session: _drop_parts(session, source, poll))


class _Page(NamedTuple):
    source: SourceKey
    poll: int
    digests: Mapping[str, Digest]
    part: str = ""


def _check(items: Collection[str]) -> None:
    if len(items) > ITEMS_MAX:
        raise ValueError(f"{len(items)} items at once, {ITEMS_MAX} at most")


def _changed_among(session: Session, page: _Page) -> frozenset[str]:
    _lock(session, page.source, page.poll)
    query = select(FeedItemRow.item, FeedItemRow.digest).where(
        FeedItemRow.source == page.source, col(FeedItemRow.item).in_(page.digests)
    )
    same = {item for item, digest in session.exec(query) if page.digests[item] == digest}
    seen = (col(FeedItemRow.source) == page.source, col(FeedItemRow.item).in_(same))
    session.exec(update(FeedItemRow).where(*seen).values(seen_in=page.poll, part=page.part))
    return frozenset(page.digests.keys() - same)


def _put(session: Session, page: _Page, changes: Sequence[ProductChange], at: Instant) -> int:
    _lock(session, page.source, page.poll)
    keep_last(session, _items(page))
    return put_now(session, page.source, changes, at)


def _put_known(session: Session, page: _Page, known: Sequence[KnownProduct]) -> None:
    _lock(session, page.source, page.poll)
    keep_last(session, _items(page))
    keep_last(session, [_state(product) for product in known])


def _items(page: _Page) -> Sequence[FeedItemRow]:
    return [
        FeedItemRow(source=page.source, item=item, digest=digest, seen_in=page.poll, part=page.part)
        for item, digest in page.digests.items()
    ]


def _state(known: KnownProduct) -> ProductStateRow:
    product = known.product
    return ProductStateRow(
        source=known.source,
        product_key=known.product_key,
        product=None if product is None else product.model_dump_json(exclude_defaults=True),
        at=known.at,
        sequence=known.sequence,
        digest=known.digest,
    )


def _absentees(session: Session, source: SourceKey, poll: int) -> Absentees:
    mine = select(func.count()).where(FeedItemRow.source == source)
    absent = session.exec(mine.where(col(FeedItemRow.seen_in) < poll)).one()
    return Absentees(known=session.exec(mine).one(), absent=absent)


def _put_absent(
    session: Session, source: SourceKey, poll: int, deletions: Mapping[str, ProductChange], at: Instant
) -> int:
    _lock(session, source, poll)
    absent = (FeedItemRow.source == source, col(FeedItemRow.item).in_(deletions), col(FeedItemRow.seen_in) < poll)
    gone = session.exec(select(FeedItemRow.item).where(*absent).order_by(col(FeedItemRow.item))).all()
    mine = (col(FeedItemRow.source) == source, col(FeedItemRow.item).in_(gone))
    session.exec(delete(FeedItemRow).where(*mine))
    return put_now(session, source, [deletions[item] for item in gone], at)


def _seen_part(session: Session, source: SourceKey, poll: int, part: str) -> int:
    _lock(session, source, poll)
    mine = (col(FeedItemRow.source) == source, col(FeedItemRow.part) == part)
    return session.exec(update(FeedItemRow).where(*mine).values(seen_in=poll)).rowcount


def _keep_part(session: Session, source: SourceKey, poll: int, part: str, read: FeedPart) -> None:
    _lock(session, source, poll)
    row = FeedPartRow(
        source=source,
        part=part,
        etag=read.marks.etag,
        last_modified=read.marks.last_modified,
        content_digest=read.marks.content,
        unreadable=read.unreadable,
        read_in=poll,
    )
    keep_last(session, [row])


def _drop_parts(session: Session, source: SourceKey, poll: int) -> None:
    _lock(session, source, poll)
    unmet = (col(FeedPartRow.source) == source, col(FeedPartRow.read_in) < poll)
    session.exec(delete(FeedPartRow).where(*unmet))


def forget_marks(session: Session, source: SourceKey) -> None:
    """All of the source's files are read again, for who has its lock."""
    session.exec(delete(FeedPartRow).where(col(FeedPartRow.source) == source))


def _part(row: FeedPartRow) -> FeedPart:
    marks = FeedMarks(etag=row.etag, last_modified=row.last_modified, content=row.content_digest)
    return FeedPart(marks=marks, unreadable=row.unreadable)


def _lock(session: Session, source: SourceKey, poll: int) -> None:
    if source not in lock_sources(session, [source]):
        raise SourceGone(f"no source {source} is kept here")
    newest = session.exec(select(SourceRow.poll).where(SourceRow.key == source)).one()
    if newest > poll:
        raise PollOvertaken(f"poll {newest} of {source} has begun after {poll}")

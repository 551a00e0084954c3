"""One poll of one source under way: every product is compared by its digest, and what changed is put in."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from activities.poll_ports import PolledCatalogs, PolledItems
from contracts.changes import ChangeKind, KnownProduct, ProductChange
from contracts.contract import Digest, Instant
from contracts.feeds import FeedMarks, FeedPart, PollAsk, PolledPart
from contracts.product import CatalogRow, Product, UnreadableRow
from contracts.sources import SourceKind
from contracts.trouble import AskedTooOften, FetchTrouble
from drafting.change_folding import digest_of
from drafting.poll_words import PollTally
from drafting.sale_dates import as_of, next_turn

ROWS_AT_ONCE = 1_000
"""As many items as the store takes in one question."""

PAGES_AT_ONCE = 20
"""Products of a sitemap whose pages are read together; so many are lost when a poll dies."""

UNAVAILABLE = 503
"""Of a page: its shop is busy, or it alone is broken."""

UNREAD: Digest = "0" * 64
"""The digest of an item whose page did not answer: no other is like it, so that the next poll asks again."""

Tell = Callable[[int], None]
"""Hears how many products were seen."""


@dataclass(frozen=True)
class Poll:
    """What is the same from its beginning to its end."""

    catalogs: PolledCatalogs
    items: PolledItems
    ask: PollAsk
    number: int
    began: Instant
    is_news: bool
    """False: what it finds is known from now on, and no workflow is told of it."""

    def change(self, product: Product) -> ProductChange:
        """The product as it is now."""
        return self._change(product.key, ChangeKind.UPSERT, product)

    def known(self, product: Product) -> KnownProduct:
        """The product as it was when we first heard of its source."""
        return KnownProduct(
            source=self.ask.source,
            product_key=product.key,
            product=product,
            at=self.began,
            sequence=self._sequence,
            digest=digest_of(product),
        )

    def deletion(self, item: str) -> ProductChange:
        """It is not there any more."""
        return self._change(item, ChangeKind.DELETE, None)

    def _change(self, key: str, kind: ChangeKind, product: Product | None) -> ProductChange:
        # The number: a product that has been so before, and changed, and is so again, has changed twice.
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return ProductChange(
            kind=kind,
            product_key=key,
            product=product,
            at=self.began,
            sequence=self._sequence,
            delivery=f"poll:{self.number}:{name}",
        )

    @property
    def _sequence(self) -> str:
        """Of two polls in one moment the later counts."""
        return f"{self.number:012d}"


@dataclass(frozen=True)
class Batch:
    """Some rows of a file: its products by their items, each of them once in a poll."""

    products: Mapping[str, Product]
    digests: Mapping[str, Digest]
    unreadable: Sequence[UnreadableRow]
    sale_turn: Instant | None
    """When the next sale of its products begins or ends."""


@dataclass
class PollReading:
    """Reads a source to its end. `marks` are those of its one file; `is_as_it_was`: there was nothing to read."""

    poll: Poll
    tell: Tell
    tally: PollTally = field(default_factory=PollTally)
    marks: FeedMarks = field(default_factory=FeedMarks)
    is_as_it_was: bool = False
    _met: set[int] = field(default_factory=set)
    """Hashes of the items seen: a hundred thousand texts would take ten times as much."""
    _pages_answer: bool = True

    async def read(self, folder: Path) -> None:
        """Raises `FetchTrouble`, `FeedUnreadable` and `PollOvertaken`; what was put in by then stays."""
        async with aclosing(self.poll.catalogs.parts(self.poll.ask, folder)) as parts:  # type: ignore[type-var]  # a port says less than a generator
            async for part in parts:
                await self._take(part)

    async def read_again(self, folder: Path) -> None:
        """Once more from the beginning, as `read`: what moved to where it was read already is seen after all."""
        before = self.tally
        await self.read(folder)
        self.tally = replace(self.tally, unreadable=before.unreadable)

    async def _take(self, part: PolledPart) -> None:
        unread = self.tally.unread_pages
        if part.rows is not None:
            await self._read_part(part, part.rows)
        elif part.name:
            await self._pass_part(part)
        else:
            self.is_as_it_was = True
        if not part.name:
            self.marks = self._marks_of(part, unread)

    def _marks_of(self, part: PolledPart, unread_before: int) -> FeedMarks:
        """None, if pages that it names did not answer: as it was, it would not be read for them again."""
        return part.marks if self.tally.unread_pages == unread_before else FeedMarks()

    async def _pass_part(self, part: PolledPart) -> None:
        """A file that is as it was: what stood in it then still does."""
        poll, known = self.poll, self.poll.ask.parts[part.name]
        seen = await poll.items.seen_part(poll.ask.source, poll.number, part.name)
        self.tally = replace(
            self.tally,
            seen=self.tally.seen + seen,
            unreadable=self.tally.unreadable + known.unreadable,
            whole=False,
        )
        await self._keep_part(part.name, FeedPart(marks=part.marks, unreadable=known.unreadable))

    async def _read_part(self, part: PolledPart, rows: Iterator[CatalogRow | UnreadableRow]) -> None:
        before = self.tally
        while (batch := await asyncio.to_thread(self._batch, rows)) is not None:
            await self._put(batch, part.name)
            self._count(batch)
            self.tell(self.tally.seen)
        if part.name:
            marks = self._marks_of(part, before.unread_pages)
            unreadable = self.tally.unreadable - before.unreadable
            await self._keep_part(part.name, FeedPart(marks=marks, unreadable=unreadable))

    async def _keep_part(self, name: str, read: FeedPart) -> None:
        await self.poll.items.keep_part(self.poll.ask.source, self.poll.number, name, read)

    def _batch(self, rows: Iterator[CatalogRow | UnreadableRow]) -> Batch | None:
        """The next rows; None behind the last. In a thread: to parse and to digest takes its time."""
        taken = list(islice(rows, PAGES_AT_ONCE if self._reads_pages else ROWS_AT_ONCE))
        if not taken:
            return None
        fresh: dict[str, Product] = {}
        for row in taken:
            if isinstance(row, CatalogRow) and hash(row.product.key) not in self._met:
                fresh.setdefault(row.product.key, row.product)
        self._met.update(map(hash, fresh))
        now = self.poll.began
        turns = [turn for product in fresh.values() if (turn := next_turn(product, now)) is not None]
        return Batch(
            fresh,
            digests={item: digest_of(as_of(product, now)) for item, product in fresh.items()},
            unreadable=[row for row in taken if isinstance(row, UnreadableRow)],
            sale_turn=min(turns, default=None),
        )

    @property
    def _reads_pages(self) -> bool:
        return self.poll.ask.kind is SourceKind.SITEMAP and self.poll.ask.settings.pages

    async def _put(self, batch: Batch, part: str) -> None:
        poll, source = self.poll, self.poll.ask.source
        changed = await poll.items.changed_among(source, poll.number, batch.digests, part=part)
        if not changed:
            return
        products = {item: product for item, product in batch.products.items() if item in changed}
        digests = {item: batch.digests[item] for item in changed}
        if self._reads_pages:
            products, digests = await self._with_pages(products, digests)
        await self._keep(list(products.values()), digests, part)

    async def _keep(self, products: Sequence[Product], digests: Mapping[str, Digest], part: str) -> None:
        poll, source = self.poll, self.poll.ask.source
        if not poll.is_news:
            known = await asyncio.to_thread(lambda: [poll.known(product) for product in products])
            await poll.items.put_known(source, poll.number, digests, known, part=part)
            return
        changes = [poll.change(product) for product in products]
        new = await poll.items.put(source, poll.number, digests, changes, poll.began, part=part)
        self.tally = replace(self.tally, changed=self.tally.changed + new)

    async def _with_pages(
        self, listed: Mapping[str, Product], digests: Mapping[str, Digest]
    ) -> tuple[dict[str, Product], dict[str, Digest]]:
        """The products as their pages say them, and what is kept of each.

        One whose page does not answer is seen, and no news; in a first poll it is known as it is listed.
        """
        told = dict(zip(listed, await asyncio.gather(*map(self._page, listed.values())), strict=True))
        unread = {item for item, product in told.items() if product is None}
        self.tally = replace(self.tally, unread_pages=self.tally.unread_pages + len(unread))
        # A whole group without one answer: the shop is away, and need not be asked thousands of times.
        self._pages_answer = self._pages_answer and len(unread) < PAGES_AT_ONCE
        products = {item: product for item, product in told.items() if product is not None}
        if not self.poll.is_news:
            products |= {item: listed[item] for item in unread}
        return products, {**digests, **dict.fromkeys(unread, UNREAD)}

    async def _page(self, listed: Product) -> Product | None:
        if not self._pages_answer:
            return None
        try:
            return await self.poll.catalogs.whole(self.poll.ask, listed)
        except AskedTooOften as trouble:
            # One page that is broken for good must not keep all others from being read.
            if trouble.status == UNAVAILABLE and trouble.retry_seconds is None:
                return None
            raise
        except FetchTrouble:
            return None

    def _count(self, batch: Batch) -> None:
        first = batch.unreadable[0] if batch.unreadable else None
        words = f"row {first.row}: {first.message} {first.remedy}" if first else ""
        self.tally = replace(
            self.tally,
            seen=self.tally.seen + len(batch.products),
            unreadable=self.tally.unreadable + len(batch.unreadable),
            first_unreadable=self.tally.first_unreadable or words,
            sale_turn=min(filter(None, (self.tally.sale_turn, batch.sale_turn)), default=None),
        )

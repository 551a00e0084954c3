"""A source, what it sends, and who works with it, for tests."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.changes import ChangeKind, KnownProduct, ProductChange
from contracts.contract import Instant
from contracts.intake import Delivery, Folding, FoldStep, NewDecision, NewSource, TakenDelivery
from contracts.names import SourceKey
from contracts.sources import SourceKind
from store.changes import SqlChanges
from store.database import Database
from store.feeds import SqlFeeds
from store.inbox import SqlInbox
from store.intake_counts import SqlIntakeCounts
from store.products import SqlProducts
from store.sources import SqlSources
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START
from tests.store.connected import SEALER

SHOP = SourceKey("spring-shop")
OTHER = SourceKey("winter-shop")
NOWHERE = SourceKey("nowhere")
LEASE_SECONDS = 60.0
DAY = "2026-11-18"
"""Of START."""


def a_source(key: SourceKey = SHOP, kind: SourceKind = SourceKind.SHOPIFY, **changes: object) -> NewSource:
    return NewSource.model_validate({"key": key, "kind": kind, "account": ACCOUNT} | changes)


def a_delivery(dedupe: str, *, source: SourceKey = SHOP, body: bytes = b"{}", at: Instant = START) -> Delivery:
    return Delivery(
        source=source, topic="products/update", dedupe=dedupe, body=body, headers={"domain": "x"}, received=at
    )


def a_change(key: str = "mug", number: int = 1, **changes: object) -> ProductChange:
    """The product's change number so and so, a second after the one before."""
    product = a_product(key, title=f"{key} {number}")
    fields: dict[str, object] = {
        "kind": ChangeKind.UPSERT,
        "product_key": key,
        "product": product,
        "at": START + number,
        "delivery": f"{key}-{number}",
    }
    return ProductChange.model_validate(fields | changes)


def a_deletion(key: str = "mug", number: int = 1, **changes: object) -> ProductChange:
    return a_change(key, number, kind=ChangeKind.DELETE, product=None, **changes)


def last_word(known: KnownProduct | None, changes: Sequence[ProductChange]) -> Folding:
    """What happened last counts; whatever is not gone is pinned."""
    last = max(changes, key=lambda change: (change.at, change.sequence))
    if known is not None and known.at > last.at:
        return Folding(known=known)
    after = KnownProduct(
        source=known.source if known else SHOP,
        product_key=last.product_key,
        product=last.product,
        deleted=last.kind is ChangeKind.DELETE,
        at=last.at,
        sequence=last.sequence,
        pinned_at=known.pinned_at if known else None,
    )
    return Folding(known=after, decision=None if after.deleted else to_pin(after))


def to_pin(known: KnownProduct) -> NewDecision:
    title = known.product.title if known.product else ""
    return NewDecision(
        happenings='["new"]', actions=f'["pin {title}"]', explanation="it is there", counted=("pin",)
    )


@dataclass(frozen=True)
class Shop:
    """SHOP in a ledger, and all that is kept of it."""

    database: Database

    @property
    def sources(self) -> SqlSources:
        return SqlSources(self.database, SEALER)

    @property
    def inbox(self) -> SqlInbox:
        return SqlInbox(self.database)

    @property
    def changes(self) -> SqlChanges:
        return SqlChanges(self.database)

    @property
    def products(self) -> SqlProducts:
        return SqlProducts(self.database)

    @property
    def feeds(self) -> SqlFeeds:
        return SqlFeeds(self.database)

    @property
    def intake(self) -> SqlIntakeCounts:
        return SqlIntakeCounts(self.database)

    async def put(self, *changes: ProductChange, at: Instant = START) -> int:
        return await self.changes.put(SHOP, changes, at)

    async def fold(self, key: str = "mug", *, at: Instant = START) -> FoldStep:
        return await self.products.fold(SHOP, key, last_word, at)

    async def take(self, owner: str = "a", *, limit: int = 10, at: Instant = START) -> Sequence[TakenDelivery]:
        return await self.inbox.take(owner, limit, at, LEASE_SECONDS)

    async def pending(self, *, at: Instant = START, limit: int = 100) -> list[str]:
        """Keys of products of which something waits, in their turns."""
        return [product.product_key for product in await self.changes.pending(at, limit)]

    async def told(self, *, at: Instant = START) -> None:
        """Everybody's workflow hears of what waits."""
        await self.changes.told(await self.changes.pending(at, 100), at)

    async def counted(self, source: SourceKey = SHOP) -> dict[str, int]:
        found: Counter[str] = Counter()
        for count in await self.intake.since(source, DAY):
            found[count.what] += count.count
        return dict(found)

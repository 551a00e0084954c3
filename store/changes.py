"""Changes of products on their way to their workflows: each kept once, and told of until it is folded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import NamedTuple

from sqlmodel import Session, col, select, update

from contracts.changes import ChangeKind, ProductChange
from contracts.contract import Instant
from contracts.intake import PendingProduct, SourceGone
from contracts.names import AccountKey, SourceKey
from contracts.product import Product
from store.arrivals import put_in
from store.database import Database
from store.foreign_ids import under_known_keys
from store.intake_counts import CHANGES, REPEATED, WAITING, count_intake
from store.locks import lock_sources
from store.tables.sources import ChangeRow, DecisionRow, SourceRow
from store.tables.states import ChangeState

PAGE = 500
"""Changes of one transaction, and of one question."""

PENDING_MAX = 1_000
"""Changes, and decisions, whose products are told of at once."""

TELL_AGAIN_SECONDS = 900.0
"""How long a product's workflow may take over what it was told of: then it is told again, lest it was lost."""

Told = ChangeRow | DecisionRow


class _Product(NamedTuple):
    source: str
    account: str
    product_key: str


@dataclass(frozen=True)
class SqlChanges:
    """Changes of products, and who has to hear of them."""

    database: Database

    async def put(self, source: SourceKey, changes: Iterable[ProductChange], at: Instant) -> int:
        """Keep those that are new, in pages; how many were. Done again, or half done and again, it is the same.

        Raises `SourceGone`.
        """
        new, rest = 0, iter(changes)
        while page := list(islice(rest, PAGE)):
            new += await self.database.write(partial(_put_page, source, page, at))
        return new

    async def pending(self, now: Instant, limit: int) -> Sequence[PendingProduct]:
        """Products of which something waits that nobody was told of, or long ago; what waits longest goes first.

        Those of paused sources wait until they are not. `limit`, PENDING_MAX at most, is of what waits: so many
        changes, and so many decisions.
        """
        return await self.database.read(lambda session: _pending(session, now, min(limit, PENDING_MAX)))

    async def told(self, pending: Sequence[PendingProduct], at: Instant) -> None:
        """Their workflows know. Not told is told again: to know twice does no harm, never to know does.

        It is done TELL_AGAIN_SECONDS after `at`, which lies ahead for workflows that wait for long on purpose.
        """
        await self.database.write(lambda session: _told(session, pending, at + TELL_AGAIN_SECONDS))


def _put_page(source: SourceKey, page: Sequence[ProductChange], at: Instant, session: Session) -> int:
    return put_now(session, source, page, at)


def put_now(session: Session, source: SourceKey, changes: Sequence[ProductChange], at: Instant) -> int:
    """Keep those of a page that are new, and count them. Raises `SourceGone`."""
    if source not in lock_sources(session, [source]):
        raise SourceGone(f"no source {source} is kept here")
    counts = put_locked(session, source, changes)
    count_intake(session, {source: counts}, at)
    return counts[CHANGES]


def put_locked(session: Session, source: SourceKey, changes: Sequence[ProductChange]) -> Mapping[str, int]:
    """The same, for who has the source's lock and counts what came of it."""
    new = 0
    for page in _pages(changes):
        unseen = _unseen(session, source, page)
        named = under_known_keys(session, source, unseen)
        put_in(session, ChangeRow, [_columns(source, change) for change in named])
        new += len(named)
    return {CHANGES: new, REPEATED: len(changes) - new}


def change_of(row: ChangeRow) -> ProductChange:
    """A row as the others see it."""
    return ProductChange(
        kind=ChangeKind(row.kind),
        product_key=row.product_key,
        foreign_id=row.foreign_id,
        product=None if row.product is None else Product.model_validate_json(row.product),
        unsaid=frozenset(row.unsaid.split()),
        at=row.at,
        sequence=row.sequence,
        delivery=row.delivery,
    )


def _pages(changes: Sequence[ProductChange]) -> Iterator[Sequence[ProductChange]]:
    return (changes[begin : begin + PAGE] for begin in range(0, len(changes), PAGE))


def _unseen(session: Session, source: SourceKey, changes: Sequence[ProductChange]) -> Sequence[ProductChange]:
    """The first of each delivery, if it did not come before."""
    first = {change.delivery: change for change in reversed(changes)}
    query = select(ChangeRow.delivery).where(ChangeRow.source == source, col(ChangeRow.delivery).in_(first))
    seen = set(session.exec(query))
    return [change for change in changes if first[change.delivery] is change and change.delivery not in seen]


def _columns(source: SourceKey, change: ProductChange) -> dict[str, object]:
    product = change.product
    return {
        "source": source,
        "product_key": change.product_key,
        "foreign_id": change.foreign_id,
        "kind": change.kind,
        "at": change.at,
        "sequence": change.sequence,
        "product": None if product is None else product.model_dump_json(exclude_defaults=True),
        "unsaid": " ".join(sorted(change.unsaid)),
        "delivery": change.delivery,
        "state": ChangeState.WAITING,
        "tell_at": 0.0,
        "folded_at": None,
    }


def _pending(session: Session, now: Instant, limit: int) -> Sequence[PendingProduct]:
    changes = _to_tell(session, ChangeRow, now, limit)
    decisions = _to_tell(session, DecisionRow, now, limit)
    return [
        PendingProduct(
            source=SourceKey(product.source),
            account=AccountKey(product.account),
            product_key=product.product_key,
            changes=tuple(changes.get(product, ())),
            decisions=tuple(decisions.get(product, ())),
        )
        for product in (changes | decisions)
    ]


def _to_tell(session: Session, table: type[Told], now: Instant, limit: int) -> dict[_Product, list[int]]:
    """What waits of each product, by the products' turns."""
    query = (
        select(SourceRow.key, SourceRow.account, table.product_key, table.id)
        .join(SourceRow, col(SourceRow.key) == col(table.source))
        .where(col(SourceRow.removed_at).is_(None), col(SourceRow.paused).is_(None))
        .where(table.state == WAITING, col(table.tell_at) <= now)
        .order_by(col(table.tell_at), col(table.id))
        .limit(limit)
    )
    found: dict[_Product, list[int]] = {}
    for source, account, product, number in session.exec(query):
        found.setdefault(_Product(source, account, product), []).append(number or 0)
    return found


def _told(session: Session, pending: Sequence[PendingProduct], again: Instant) -> None:
    # In their keys' order, which is everybody's: two who tell of the same never wait for one another.
    for product in sorted(pending, key=lambda product: (product.source, product.product_key)):
        if product.changes:
            _told_of_changes(session, product, again)
    decisions = [number for product in pending for number in product.decisions]
    mine = (col(DecisionRow.id).in_(decisions), col(DecisionRow.state) == WAITING)
    session.exec(update(DecisionRow).where(*mine).values(tell_at=again))


def _told_of_changes(session: Session, product: PendingProduct, again: Instant) -> None:
    """Older ones of the product with them: one after the other they would be told again, and it never be quiet."""
    its = (col(ChangeRow.source) == product.source, col(ChangeRow.product_key) == product.product_key)
    known = (col(ChangeRow.state) == WAITING, col(ChangeRow.id) <= max(product.changes))
    session.exec(update(ChangeRow).where(*its, *known).values(tell_at=again))

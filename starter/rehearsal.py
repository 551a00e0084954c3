"""Rules rehearsed: what each event of a product would do, by the same functions that decide about real ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.change_rules import PINNING, ChangeAction
from contracts.changes import ChangeKind, KnownProduct, ProductChange
from contracts.contract import Instant
from contracts.names import SourceKey
from contracts.product import Product
from drafting.change_decisions import Deciding, actions_of, happenings_of
from drafting.change_folding import digest_of, fold
from drafting.change_rules import ChangeBook
from drafting.happenings import happening_words

LONG_AGO: Instant = 0.0
"""When products that are known from the start were told of: before any event."""


@dataclass(frozen=True)
class Explained:
    """One decision about a product: the events that led to it, what happened, and each rule's answer."""

    product: str
    events: int
    """How many were decided about together."""
    kind: ChangeKind
    """Of the last of them."""
    at: Instant
    happened: tuple[str, ...]
    """Empty: nothing happened, and no rule was asked."""
    actions: tuple[ChangeAction, ...] = ()
    lines: tuple[str, ...] = ()
    late: bool = False
    """It is of before what is known already, and so changes nothing."""


@dataclass
class Rehearsal:
    """A source's products as far as they are known, and what events make of them. Nothing is kept anywhere."""

    source: SourceKey
    book: ChangeBook
    known: dict[str, KnownProduct] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """By the source's own ids."""

    def know(self, products: Iterable[Product]) -> None:
        """These are known from the start."""
        for product in products:
            self.known[product.key] = fold(None, [snapshot_of(product)], source=self.source)

    def explain(self, changes: Iterable[ProductChange]) -> Iterator[Explained]:
        """Each event decided about by itself, in their order."""
        for change in changes:
            yield self._decided([self._named(change)])

    def explain_together(self, changes: Iterable[ProductChange]) -> Iterator[Explained]:
        """All events of a product decided about at once, as when they come within moments."""
        storms: dict[str, list[ProductChange]] = {}
        for change in map(self._named, changes):
            storms.setdefault(change.product_key, []).append(change)
        for storm in storms.values():
            yield self._decided(storm)

    def _named(self, change: ProductChange) -> ProductChange:
        """Under the key by which its product is known: a deletion may know the source's id alone."""
        if not change.foreign_id:
            return change
        if change.kind is not ChangeKind.DELETE:
            self.names.setdefault(change.foreign_id, change.product_key)
        key = self.names.get(change.foreign_id, change.product_key)
        product = change.product and change.product.model_copy(update={"key": key})
        return change.model_copy(update={"product_key": key, "product": product})

    def _decided(self, changes: Sequence[ProductChange]) -> Explained:
        """At the moment of the last event: cool-downs and editions go by it."""
        last, key = changes[-1], changes[-1].product_key
        now = max(change.at for change in changes)
        before = self.known.get(key)
        folding = Deciding(self.source, self.book, now)(before, changes)
        decision = folding.decision
        actions = actions_of(decision) if decision else ()
        pins = any(action.do in PINNING for action in actions)
        self.known[key] = folding.known.model_copy(update={"pinned_at": now}) if pins else folding.known
        return Explained(
            product=key,
            events=len(changes),
            kind=last.kind,
            at=now,
            happened=tuple(map(happening_words, happenings_of(decision))) if decision else (),
            actions=actions,
            lines=tuple(decision.explanation.splitlines()) if decision else (),
            late=before is not None and folding.known == before,
        )


def snapshot_of(product: Product, at: Instant = LONG_AGO) -> ProductChange:
    """It was there already."""
    return ProductChange(
        kind=ChangeKind.SNAPSHOT,
        product_key=product.key,
        product=product,
        at=at,
        delivery=f"known:{product.key}"[:200],
    )


def poll_changes(
    products: Iterable[Product], known: Mapping[str, KnownProduct], at: Instant
) -> Iterator[ProductChange]:
    """What a poll would tell: those that are new or other than they were. Of what is gone it says nothing yet."""
    for product in products:
        before = known.get(product.key)
        if before is None or before.digest != digest_of(product):
            yield ProductChange(
                kind=ChangeKind.UPSERT,
                product_key=product.key,
                product=product,
                at=at,
                delivery=f"polled:{product.key}"[:200],
            )


def deletion_of(key: str, at: Instant) -> ProductChange:
    """A poll has not seen it, and that is believed."""
    return ProductChange(kind=ChangeKind.DELETE, product_key=key, at=at, delivery=f"gone:{key}"[:200])

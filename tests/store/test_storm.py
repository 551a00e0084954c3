"""A storm of deliveries among forgetful workers: each product comes to what happened last, and nothing is left."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from sqlmodel import select

from contracts.changes import KnownProduct, ProductChange
from contracts.contract import Instant
from contracts.intake import Arrival, Delivery, Folding, TakenDelivery
from store.changes import TELL_AGAIN_SECONDS
from store.tables.sources import DecisionRow
from tests.fakes.clock import START
from tests.store.shops import LEASE_SECONDS, SHOP, Shop, a_change, a_deletion, a_delivery, last_word

PRODUCTS = 20
EVENTS = 4
"""Made, and three times changed; of some products the last event is their end."""
GROUP = 7
TURNS_MAX = 400


class Killed(Exception):
    """The process ends here."""


@dataclass
class Storm:
    """The events of a shop, by the names of their deliveries."""

    dice: random.Random
    events: dict[str, ProductChange] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for product in range(PRODUCTS):
            for number in range(1, EVENTS + 1):
                ends = number == EVENTS and product % 3 == 0
                self.events[f"{product}-{number}"] = _deleted(product, number) if ends else _told(product, number)

    def deliveries(self) -> Sequence[Delivery]:
        """Shuffled, and every tenth doubled."""
        names = [*self.events, *list(self.events)[::10]]
        self.dice.shuffle(names)
        return [a_delivery(name) for name in names]


def _told(product: int, number: int) -> ProductChange:
    return a_change(f"mug-{product}", number, foreign_id=f"77{product:02}")


def _deleted(product: int, number: int) -> ProductChange:
    """By its id alone, as Shopify says it."""
    return a_deletion(f"77{product:02}", number, foreign_id=f"77{product:02}")


@dataclass
class Workers:
    """They take, read, fold and act; each of it may be the last thing that one of them does."""

    shop: Shop
    storm: Storm
    dice: random.Random
    now: Instant = START

    def dies(self) -> bool:
        return self.dice.random() < 0.2

    async def turn(self) -> bool:
        """Whether anything was left to do. Whoever had died before is given up meanwhile."""
        self.now += TELL_AGAIN_SECONDS + LEASE_SECONDS
        taken = await self.shop.inbox.take("worker", 9, self.now, LEASE_SECONDS)
        for delivery in taken:
            await self.read(delivery)
        pending = await self.shop.changes.pending(self.now, 20)
        if not self.dies():
            await self.shop.changes.told(pending, self.now)
        for product in pending:
            await self.fold(product.product_key)
        return bool(taken or pending)

    async def read(self, delivery: TakenDelivery) -> None:
        if not self.dies():
            await self.shop.inbox.read(delivery.id, [self.storm.events[delivery.dedupe]], self.now)
        if self.dies():
            await self.shop.inbox.read(delivery.id, [self.storm.events[delivery.dedupe]], self.now)

    async def fold(self, key: str) -> None:
        try:
            step = await self.shop.products.fold(SHOP, key, self.rule, self.now)
        except Killed:
            return
        if step.decision is None or self.dies():
            return
        await self.shop.products.done(step.decision.id, self.now)

    def rule(self, known: KnownProduct | None, changes: Sequence[ProductChange]) -> Folding:
        if self.dies():
            raise Killed
        return last_word(known, changes)


@pytest.mark.parametrize("seed", range(2))
async def test_each_product_comes_to_what_happened_last(shop: Shop, seed: int) -> None:
    dice = random.Random(seed)
    storm = Storm(dice)
    workers = Workers(shop, storm, dice)
    doubled = await send(shop, storm, workers)
    for _ in range(TURNS_MAX):
        if not await workers.turn():
            break
    assert doubled == PRODUCTS * EVENTS // 10
    await check_all_settled(shop)
    for product in range(PRODUCTS):
        await check_product(shop, product)


async def send(shop: Shop, storm: Storm, workers: Workers) -> int:
    """In groups, while the workers are at it; how many were told to be doubled."""
    doubled, deliveries = 0, storm.deliveries()
    for begin in range(0, len(deliveries), GROUP):
        doubled += (await shop.inbox.accept(deliveries[begin : begin + GROUP])).count(Arrival.DOUBLED)
        await workers.turn()
    return doubled


async def check_all_settled(shop: Shop) -> None:
    backlog = await shop.intake.backlog(SHOP)
    assert (backlog.deliveries, backlog.changes, backlog.decisions) == (0, 0, 0)
    counted = await shop.counted()
    assert counted["received"] == PRODUCTS * EVENTS + counted["doubled"]


async def check_product(shop: Shop, product: int) -> None:
    """It is what its last event says, and no decision of it goes back behind an earlier one."""
    known = await shop.products.known(SHOP, f"mug-{product}")
    assert known is not None
    assert known.deleted == (product % 3 == 0)
    if not known.deleted:
        assert known.product == a_change(f"mug-{product}", EVENTS).product
    mine = select(DecisionRow.actions).where(DecisionRow.product_key == f"mug-{product}").order_by("id")
    decided = await shop.database.read(lambda session: session.exec(mine).all())
    assert list(decided) == sorted(set(decided))

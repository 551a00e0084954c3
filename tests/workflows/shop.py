"""A shop that tells its changes to a world: its source, its deliveries, and the dispatcher that hands them on."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from temporalio.client import WorkflowHandle

from activities.dispatching import Dispatcher
from activities.engine import TemporalEngine
from catalog.deliveries import DeliveryReader
from contracts.intake import Delivery, KeptDecision, NewSource
from contracts.names import SourceKey, change_workflow_id
from contracts.sources import SourceKind
from drafting.change_decisions import Deciding
from drafting.change_rules import ChangeBook
from drafting.change_rules_text import usual_rules
from store.changes import SqlChanges
from store.inbox import SqlInbox
from store.products import SqlProducts
from store.sources import SqlSources
from tests.builders import ACCOUNT
from tests.workflows.world import SEALER, World
from workflows.product_change import ProductChangeWorkflow

SHOP = SourceKey("spring-shop")
QUIET_SECONDS = 10.0
PATIENCE_SECONDS = 60.0

Event = dict[str, Any]  # Any: JSON as a shop sends it


@dataclass(frozen=True)
class Shop:
    """SHOP, which sends our own JSON."""

    world: World
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def sources(self) -> SqlSources:
        return SqlSources(self.world.database, SEALER)

    @property
    def inbox(self) -> SqlInbox:
        return SqlInbox(self.world.database)

    @property
    def products(self) -> SqlProducts:
        return SqlProducts(self.world.database)

    @property
    def dispatcher(self) -> Dispatcher:
        world = self.world
        changes, engine = SqlChanges(world.database), TemporalEngine(world.client)
        return Dispatcher(self.inbox, changes, self.sources, DeliveryReader(), engine, world.clock, "test")

    async def open(self, rules: str | None = None, *, quiet_seconds: float = QUIET_SECONDS) -> None:
        """From now on it is known here."""
        settings = {"quiet_seconds": quiet_seconds, "patience_seconds": PATIENCE_SECONDS}
        new = NewSource(
            key=SHOP, kind=SourceKind.EVENTS, account=ACCOUNT, settings=json.dumps(settings), rules=rules
        )
        await self.sources.add(new, [], self.world.clock.now())

    async def sends(self, *events: Event) -> None:
        """Each is a delivery of its own; the same again is the same delivery."""
        now = self.world.clock.now()
        deliveries = [
            Delivery(source=SHOP, dedupe=event["id"], body=json.dumps(event).encode(), received=now)
            for event in events
        ]
        await self.inbox.accept(deliveries)

    async def dispatches(self) -> None:
        """What was sent is read, and workflows are told."""
        stop = asyncio.Event()
        while await self.dispatcher.read_some(stop):
            pass
        while await self.dispatcher.tell_some(stop):
            pass

    async def decides(self, key: str) -> None:
        """A worker decides about the product, and dies."""
        now = self.world.clock.now()
        await self.products.fold(SHOP, key, Deciding(SHOP, ChangeBook.of(usual_rules(ACCOUNT)), now), now)

    async def tells_again(self) -> None:
        """Workflows are told of whatever waits, as they are when one was lost for long."""
        await self.sources.pause(SHOP, "so that it goes on")
        await self.sources.resume(SHOP)

    def says(self, key: str, **said: object) -> Event:
        """The product is there, as it is said."""
        return self._event("product.upserted", {"id": key, **a_mug(key), **said})

    def drops(self, key: str) -> Event:
        return self._event("product.deleted", {"id": key})

    def _event(self, kind: str, product: dict[str, object]) -> Event:
        """A millisecond after the one before."""
        number = next(self._numbers)
        at = f"2026-11-21T20:{number // 60_000 % 60:02}:{number // 1_000 % 60:02}.{number % 1_000:03}Z"
        return {"type": kind, "id": f"event-{number}", "occurred_at": at, "product": product}

    def workflow(self, key: str) -> WorkflowHandle[ProductChangeWorkflow, Any]:  # Any: the handle's result
        return self.world.client.get_workflow_handle_for(ProductChangeWorkflow.run, change_workflow_id(SHOP, key))

    async def settled(self, key: str) -> None:
        """Step until nothing more is done about the product."""
        await self.world.result_of(self.workflow(key))

    async def decisions(self) -> Sequence[KeptDecision]:
        return await self.products.decisions(SHOP, 1_000)

    async def titles(self) -> list[str]:
        """Of the pins at Pinterest."""
        return sorted(pin.title for pin in self.world.pinterest.pins.values())


def a_mug(key: str) -> dict[str, object]:
    """In the names of a merchant feed."""
    return {
        "title": f"Mug {key}",
        "description": "Holds tea.",
        "link": f"https://shop.example.com/products/{key}",
        "image_link": f"https://cdn.example.com/{key}.jpg",
        "price": "12.50 EUR",
        "availability": "in stock",
        "product_type": "Home > Mugs",
    }

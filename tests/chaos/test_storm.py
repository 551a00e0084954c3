"""A collection's storm: created and changed within seconds, out of order, doubled, and the worker killed."""

import asyncio
import json
import os
import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from contracts.intake import Delivery, NewSource
from contracts.names import AccountKey, SourceKey
from contracts.sources import SourceKind
from starter.home import Home
from store.database import Database
from store.inbox import SqlInbox
from store.launches import SqlLaunches
from store.products import SqlProducts
from store.sealing import sealer_of
from store.sources import SqlSources
from tests.journeys.pinflow import Document, Pinflow, pinflow_up, write_catalog

PRODUCTS = 300
UPDATES = 3
DOUBLED = 0.1
KILLED_AFTER = (0.4, 0.8)
"""Parts of the storm after which whoever is the worker is killed."""

GROUP = 20
"""Deliveries that a door accepts at once."""

QUIET_SECONDS, PATIENCE_SECONDS = 20.0, 120.0
"""The storm is over sooner, however long a machine takes to kill a worker."""
SEED = 20_261_122
SHOP, DEMO = SourceKey("spring-shop"), AccountKey("demo")
BEGAN = datetime(2026, 11, 21, 20, tzinfo=UTC)
DONE_SECONDS_MAX = 600.0
LOOK_SECONDS = 1.0


@pytest.mark.chaos
async def test_a_storm_of_a_collection_pins_each_product_once_with_its_last_state(tmp_path: Path) -> None:
    with pinflow_up(tmp_path) as (pinflow, truth, _):
        truth.post("limits", {"org_write": 300})
        # The first launch connects the demo account, as it does for everybody who tries the program.
        pinflow.json("launch", str(write_catalog(tmp_path / "first.csv", 1)))
        storm = Storm(Database.open(f"sqlite:///{Home(tmp_path / '.pinflow').database}"))
        await storm.begin()
        await storm.rage(pinflow)
        await storm.calm_down()
        pins = [pin for pin in truth.pins() if "as of change" in pin["title"]]
        titles, links = sorted(pin["title"] for pin in pins), {pin["link"] for pin in pins}
        decisions = await SqlProducts(storm.database).decisions(SHOP, 10 * PRODUCTS)
        storm.database.close()
    assert titles == sorted(last_title(number) for number in range(PRODUCTS))
    assert len(links) == PRODUCTS
    pinned = [decision.product_key for decision in decisions if decision.counted == ("pin",)]
    assert len(pinned) == len({*pinned}) == PRODUCTS


@dataclass
class Storm:
    """What a shop sends when a collection is published, and its way into the inbox."""

    database: Database
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))

    async def begin(self) -> None:
        settings = json.dumps({"quiet_seconds": QUIET_SECONDS, "patience_seconds": PATIENCE_SECONDS})
        source = NewSource(key=SHOP, kind=SourceKind.EVENTS, account=DEMO, settings=settings)
        sealer = sealer_of(Fernet.generate_key().decode())
        await SqlSources(self.database, sealer).add(source, [], _now())

    async def rage(self, pinflow: Pinflow) -> None:
        """All of it, and the worker is killed in the middle."""
        events = self._events()
        kills = {round(part * len(events) / GROUP) for part in KILLED_AFTER}
        for number, begin in enumerate(range(0, len(events), GROUP)):
            await self._accept(events[begin : begin + GROUP])
            if number in kills:
                document = await asyncio.to_thread(pinflow.json, "up")
                os.kill(document["pids"]["worker"], signal.SIGKILL)

    def _events(self) -> Sequence[Document]:
        events = [an_event(number, change) for number in range(PRODUCTS) for change in range(UPDATES + 1)]
        events += self.dice.sample(events, round(DOUBLED * len(events)))
        self.dice.shuffle(events)
        return events

    async def _accept(self, events: Sequence[Document]) -> None:
        now = _now()
        deliveries = [
            Delivery(source=SHOP, dedupe=event["id"], body=json.dumps(event).encode(), received=now)
            for event in events
        ]
        await SqlInbox(self.database).accept(deliveries)

    async def calm_down(self) -> None:
        """Until every product was decided, and every pin of them has an end."""
        async with asyncio.timeout(DONE_SECONDS_MAX):
            while not await self._is_calm():
                await asyncio.sleep(LOOK_SECONDS)

    async def _is_calm(self) -> bool:
        launches = await SqlLaunches(self.database).latest()
        rows = sum(launch.tally.total for launch in launches)
        return rows > PRODUCTS and all(launch.finished is not None for launch in launches)


def an_event(number: int, change: int) -> Document:
    """The product is created by change 0; each changes its title, a second after the one before."""
    key, at = f"mug-{number}", BEGAN + timedelta(seconds=change)
    product = {
        "id": key,
        "title": title(number, change),
        "link": f"https://shop.example.com/products/{key}",
        "image_link": f"https://cdn.example.com/blue-mug-{number}_800x800.jpg",
        "price": "12.50 EUR",
        "availability": "in stock",
        "product_type": f"Mugs {number % 4}",
    }
    return {
        "type": "product.upserted",
        "id": f"{key}-{change}",
        "occurred_at": at.isoformat(),
        "product": product,
    }


def title(number: int, change: int) -> str:
    return f"Blue mug number {number}, as of change {change}"


def last_title(number: int) -> str:
    return title(number, UPDATES)


def _now() -> float:
    return datetime.now(UTC).timestamp()

"""A collection's storm: created and changed within seconds, out of order, doubled, and the worker killed."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from config import load_settings
from contracts.intake import Backlog, NewSource
from contracts.names import AccountKey, SourceKey
from contracts.sources import SourceKind
from starter.home import Home
from starter.ledger import open_ledger
from starter.sealers import sealer_for
from store.database import Database
from store.intake_counts import SqlIntakeCounts
from store.launches import SqlLaunches
from store.products import SqlProducts
from store.sources import SqlSources
from tests.chaos.collection_news import (
    CHANGES,
    DOUBLED,
    News,
    handle_of,
    kind_of,
    news_of,
    price_of,
    send,
    title_of,
    words_of,
)
from tests.journeys.pinflow import Document, Pinflow, Truth, pinflow_up

PRODUCTS = 300
FEW = 12
KILLED_AFTER = (0.3, 0.7)
"""Parts of the storm after which whoever is the worker is killed."""
KILLED_AT_PINS = 100
"""Once more, while pins are made."""

GROUP = 20
"""Deliveries that the shop sends at once."""

SETTINGS = """
{"shop_url": "https://shop.example.com", "currency": "EUR", "quiet_seconds": 20, "patience_seconds": 180}
"""
"""The storm is over sooner, however long a machine takes to come back."""
RULES = """
[[rule]]
on = "new"
do = "pin"
board = "{kind}"
description = "{description} Costs {price}."
"""
SEED = 20_261_122
SECRET = "shpss_storm"
SHOP, DEMO = SourceKey("spring-shop"), AccountKey("demo")
DONE_SECONDS_MAX = 900.0
LOOK_SECONDS = 1.0
SEND_SECONDS = 30.0
FIRST_DAY = "2026-01-01"

Seen = tuple[str, str, str, str]
"""A pin's title and description, the page it leads to, and its board's name."""


@pytest.mark.chaos
async def test_a_storm_of_a_collection_pins_each_product_once_with_its_last_state(tmp_path: Path) -> None:
    news = news_of(PRODUCTS, random.Random(SEED))
    with pinflow_up(tmp_path) as (pinflow, truth, stack):
        truth.post("limits", {"org_write": PRODUCTS})
        async with shop_of(pinflow, stack) as shop:
            statuses = await rage(shop, news)
            await until(lambda: has_pins(truth, KILLED_AT_PINS))
            await kill_worker(pinflow)
            await until(shop.is_calm)
            told, decided, counted = pinned(truth), await shop.decided(), await shop.counted()
    assert Counter(statuses) == {200: len(news)}
    assert told == sorted(map(wanted, range(PRODUCTS)))
    assert decided == {handle_of(number): 1 for number in range(PRODUCTS)}
    assert counted["doubled"] == round(DOUBLED * CHANGES * PRODUCTS)


@pytest.mark.chaos
async def test_while_temporal_does_not_answer_it_is_taken_in_and_pinned_later(tmp_path: Path) -> None:
    news = news_of(FEW, random.Random(SEED))
    with pinflow_up(tmp_path) as (pinflow, truth, stack):
        async with shop_of(pinflow, stack) as shop:
            os.kill(stack["pids"]["temporal"], signal.SIGSTOP)
            try:
                statuses = await shop.sends(news)
                waiting = await shop.backlog()
            finally:
                os.kill(stack["pids"]["temporal"], signal.SIGCONT)
            await until(shop.is_calm)
            told = pinned(truth)
    assert Counter(statuses) == {200: len(news)}
    assert waiting.deliveries + waiting.changes == CHANGES * FEW
    assert told == sorted(map(wanted, range(FEW)))


@dataclass(frozen=True)
class Shop:
    """SHOP, beside its source's door: it sends, and looks at what has become of it."""

    pinflow: Pinflow
    database: Database
    door: str
    http: httpx.AsyncClient

    async def sends(self, news: Sequence[News]) -> Sequence[int]:
        return await asyncio.gather(*(send(self.http, self.door, one, SECRET) for one in news))

    async def is_calm(self) -> bool:
        """Nothing waits, and every pin has an end."""
        waiting = await self.backlog()
        launches = await SqlLaunches(self.database).latest()
        ended = bool(launches) and all(launch.finished is not None for launch in launches)
        return ended and waiting.deliveries + waiting.changes + waiting.decisions == 0

    async def decided(self) -> dict[str, int]:
        """How often each product was decided to be pinned."""
        decisions = await SqlProducts(self.database).decisions(SHOP, 10 * PRODUCTS)
        return Counter(decision.product_key for decision in decisions if decision.counted == ("pin",))

    async def backlog(self) -> Backlog:
        return await SqlIntakeCounts(self.database).backlog(SHOP)

    async def counted(self) -> dict[str, int]:
        found: Counter[str] = Counter()
        for count in await SqlIntakeCounts(self.database).since(SHOP, FIRST_DAY):
            found[count.what] += count.count
        return found


@asynccontextmanager
async def shop_of(pinflow: Pinflow, stack: Document) -> AsyncIterator[Shop]:
    """SHOP is a source of this home, and about to send."""
    settings = load_settings(Home(pinflow.folder / ".pinflow").folder)
    async with open_ledger(settings) as ledger, httpx.AsyncClient(trust_env=False, timeout=SEND_SECONDS) as http:
        new = NewSource(key=SHOP, kind=SourceKind.SHOPIFY, account=DEMO, settings=SETTINGS, rules=RULES)
        await SqlSources(ledger.database, sealer_for(settings)).add(new, [SECRET], datetime.now(UTC).timestamp())
        yield Shop(pinflow, ledger.database, f"{stack['intake']}/hooks/{SHOP}", http)


async def rage(shop: Shop, news: Sequence[News]) -> Sequence[int]:
    """All of it, a group at a time, and the worker is killed in the middle."""
    statuses: list[int] = []
    kills = {round(part * len(news) / GROUP) for part in KILLED_AFTER}
    async with asyncio.TaskGroup() as killers:
        for number, begin in enumerate(range(0, len(news), GROUP)):
            if number in kills:
                killers.create_task(kill_worker(shop.pinflow))
            statuses += await shop.sends(news[begin : begin + GROUP])
    return statuses


async def kill_worker(pinflow: Pinflow) -> None:
    """Whoever is the worker by now; it is started again."""
    document = await asyncio.to_thread(pinflow.json, "up")
    with suppress(ProcessLookupError):  # somebody else of us was quicker
        os.kill(document["pids"]["worker"], signal.SIGKILL)


async def has_pins(truth: Truth, number: int) -> bool:
    return len(await asyncio.to_thread(truth.pins)) >= number


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(DONE_SECONDS_MAX):
        while not await is_so():
            await asyncio.sleep(LOOK_SECONDS)


def pinned(truth: Truth) -> Sequence[Seen]:
    """What Pinterest has, of each pin that was ever made."""
    boards = {board["id"]: board["name"] for board in truth.get("boards")["boards"]}
    pages = ((pin, urlsplit(pin["link"]).path) for pin in truth.pins())
    return sorted((pin["title"], pin["description"], page, boards[pin["board_id"]]) for pin, page in pages)


def wanted(number: int) -> Seen:
    """The product's last state."""
    last = CHANGES - 1
    words = f"{words_of(number, last)} Costs €{price_of(number, last)}."
    return (title_of(number, last), words, f"/products/{handle_of(number)}", kind_of(number))

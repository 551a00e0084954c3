"""A source at a small internet of its own, and what polls of it leave in a real ledger."""

import gzip
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from sqlmodel import col, select
from temporalio.testing import ActivityEnvironment

from activities.polling import PollActivities
from catalog.polled_catalogs import PolledCatalogs
from contracts.changes import ProductChange
from contracts.intake import PollNote, SourceCard
from contracts.names import AccountKey
from contracts.product import Product
from contracts.source_settings import SourceSettings
from contracts.sources import SourceKind
from contracts.watching import WatchReport, WatchRequest
from fetching.client import Fetcher
from fetching.feeds import FeedFetcher
from fetching.limits import LIMITS, FetchLimits
from fetching.transport import GuardedNetwork
from store.accounts import SqlAccounts
from store.changes import change_of
from store.sources import SqlSources
from store.tables.sources import ChangeRow, ProductStateRow
from tests.builders import ACCOUNT
from tests.catalog.xml_builders import rss
from tests.fakes.clock import START, FakeClock
from tests.fetching.internet import PUBLIC, Names, Server, Wires, answer
from tests.laid_ledger import open_laid_ledger
from tests.store.connected import SEALER
from tests.store.shops import SHOP, Shop, a_source

ADDRESS = "https://shop.example/feed.xml"
PATH = "/feed.xml"
HOUR = 3_600.0
SMALL = replace(LIMITS, feed_bytes=3_000_000, feed_unpacked_bytes=5_000_000)


@dataclass
class Awake:
    """Remembers which accounts were woken."""

    accounts: list[AccountKey] = field(default_factory=list)

    async def wake_account(self, account: AccountKey) -> None:
        self.accounts.append(account)


@dataclass
class Polled:
    """SHOP, asked at http://shop.example."""

    server: Server
    ledger: Shop
    clock: FakeClock
    awake: Awake
    polling: PollActivities

    @property
    def sources(self) -> SqlSources:
        return self.ledger.sources

    async def poll(self, *, gone: bool = False, attempt: int = 1) -> WatchReport:
        """An hour later than the one before. Raises what the activity does."""
        await self.clock.advance(HOUR)
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, attempt=attempt)
        report: WatchReport = await environment.run(self.polling.poll, WatchRequest(source=SHOP, gone=gone))
        return report

    async def set(self, **settings: object) -> None:
        await self.sources.set_settings(SHOP, settings_text(**settings))

    async def card(self) -> SourceCard:
        card = await self.sources.card(SHOP)
        assert card is not None
        return card

    async def note(self) -> PollNote:
        polled = (await self.card()).polled
        assert polled is not None
        return polled

    async def changes(self) -> Sequence[ProductChange]:
        """In the order in which they were put in."""
        query = select(ChangeRow).order_by(col(ChangeRow.id))
        return await self.ledger.database.read(lambda session: [change_of(row) for row in session.exec(query)])

    async def told(self) -> list[str]:
        """What is known, and then the changes, as words: `known mug-1`, `upsert mug-3`."""
        query = select(ProductStateRow.product_key).order_by(col(ProductStateRow.product_key))
        known = await self.ledger.database.read(lambda session: session.exec(query).all())
        return [
            *(f"known {key}" for key in known),
            *(f"{change.kind} {change.product_key}" for change in await self.changes()),
        ]

    async def known(self, key: str) -> Product:
        """What is known of a product."""
        known = await self.ledger.products.known(SHOP, key)
        assert known is not None
        assert known.product is not None
        return known.product

    def gives(self, body: str | bytes, *, path: str = PATH, status: int = 200, **headers: str) -> None:
        """From now on the shop answers with this."""
        raw = body.encode() if isinstance(body, str) else body
        self.server.replies[path] = answer(status, raw, **headers)

    def has(self, *numbers: int, prices: Mapping[int, str] | None = None, etag: str = "") -> None:
        """From now on the shop's feed has these products."""
        self.gives(a_feed(*numbers, prices=prices), etag=etag)

    def says_as_it_was(self) -> None:
        self.server.replies[PATH] = answer(304)


def settings_text(**settings: object) -> str:
    given = SourceSettings.model_validate({"address": ADDRESS.replace("https", "http")} | settings)
    return given.model_dump_json(exclude_defaults=True)


def a_feed(*numbers: int, prices: Mapping[int, str] | None = None) -> str:
    """Products `mug-1`, `mug-2`, …"""
    return rss(*(an_item(number, (prices or {}).get(number, "12.50 EUR")) for number in numbers))


def an_item(number: int, price: str = "12.50 EUR") -> str:
    return (
        f"<g:id>mug-{number}</g:id><title>Mug {number}</title><link>https://shop.example/mugs/{number}</link>"
        f"<g:image_link>https://shop.example/mug-{number}.jpg</g:image_link><g:price>{price}</g:price>"
    )


@asynccontextmanager
async def a_polled_shop(
    folder: Path, *, kind: SourceKind = SourceKind.FEED, limits: FetchLimits = SMALL, connected: bool = True
) -> AsyncIterator[Polled]:
    """A shop, not polled yet."""
    database = open_laid_ledger(folder)
    ledger, clock, awake, names = Shop(database), FakeClock(), Awake(), Names()
    names.give("shop.example", [PUBLIC])
    names.give("inside.example", ["10.0.0.1"])
    if connected:
        await SqlAccounts(database).add(ACCOUNT, SEALER.seal("token"), START)
    await ledger.sources.add(a_source(kind=kind, settings=settings_text()), [], START)
    async with Server().running() as server:
        network = GuardedNetwork(lookup=names.lookup, dialler=Wires(server.port))
        async with Fetcher.over(network, trust=httpx.create_ssl_context(), limits=limits) as fetcher:
            catalogs = PolledCatalogs(FeedFetcher(fetcher))
            polling = PollActivities(ledger.sources, ledger.feeds, catalogs, awake, clock, folder / "polls")
            yield Polled(server, ledger, clock, awake, polling)
    database.close()


def packed(text: str) -> bytes:
    return gzip.compress(text.encode())

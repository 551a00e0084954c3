"""Catalogs at addresses: asked by their marks, taken to disk if they changed, read as their kind is written."""

import hashlib
from asyncio import to_thread
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from catalog.json_mapping import MappingBroken, read_mapped_json, read_mapping
from catalog.json_records import LINES_ENDINGS
from catalog.product_pages import read_product_page
from catalog.reading import read_catalog
from catalog.shop_pages import ShopPage, ShopPages, shop_page_address
from catalog.sitemap_indexes import SitemapWalk, is_sitemap_index, read_sitemap_index
from catalog.sitemaps import read_sitemap, sitemap_records
from catalog.unreadable import CatalogEmpty, CatalogUnreadable
from contracts.feeds import FeedMarks, Fetched, NotModified, PollAsk, PolledPart
from contracts.names import SourceKey
from contracts.product import CatalogRow, Money, Product, UnreadableRow
from contracts.sources import SourceKind
from contracts.trouble import FeedEmpty, FeedUnreadable
from fetching.feeds import NO_MARKS, FeedAsk, FeedFetcher
from fetching.secrets import FeedSecret, SecretUnfit, basic_secret, header_secret

AUTHORIZATION = "authorization"
PACKED = ".gz"

Row = CatalogRow | UnreadableRow
Rows = Iterator[Row]


@dataclass(frozen=True)
class PolledCatalogs:
    """Keeps the port of the same name. Raises `FetchTrouble`, and `FeedUnreadable` also while rows are read."""

    feeds: FeedFetcher

    async def parts(self, ask: PollAsk, folder: Path) -> AsyncIterator[PolledPart]:
        """The source's files, one after the other: the next one takes the place of the one before in `folder`."""
        walk = {SourceKind.SITEMAP: _sitemaps, SourceKind.SHOP_JSON: _shop_pages}.get(ask.kind, _one_file)
        async for part in walk(_Visit(self.feeds, ask, folder)):
            yield part

    async def whole(self, ask: PollAsk, listed: Product) -> Product:
        """A product that a sitemap lists, with what its page says; as it is listed, where that says nothing."""
        if listed.link is None:
            return listed
        page = await self.feeds.fetch_page(listed.link)
        told = await to_thread(read_product_page, page, listed)
        return _priced(told, ask.settings.currency) if isinstance(told, Product) else listed


@dataclass(frozen=True)
class _Visit:
    """A source that is being asked."""

    feeds: FeedFetcher
    ask: PollAsk
    folder: Path

    @property
    def address(self) -> str:
        if not self.ask.settings.address:
            raise FeedUnreadable(f"The source {self.ask.source} has no address: give it one.")
        return self.ask.settings.address

    async def fetch(self, address: str, marks: FeedMarks) -> Fetched | NotModified:
        """What is at the address, with the source's secret if it is the source's own host."""
        own = _host(address) == _host(self.address)
        secret = _secret(self.ask) if own else None
        into = self.folder / f"catalog{_ending(address)}"
        return await self.feeds.fetch_feed(FeedAsk(address, marks, secret), into)


async def _one_file(visit: _Visit) -> AsyncIterator[PolledPart]:
    fetched = await visit.fetch(visit.address, visit.ask.marks)
    yield _part(visit, "", fetched, visit.address, _reader(visit.ask))


async def _shop_pages(visit: _Visit) -> AsyncIterator[PolledPart]:
    """A page after the other, without marks: what moves from one to another must not go unseen."""
    pages, number, last = ShopPages(), 1, False
    while not last:
        address = shop_page_address(visit.address, number)
        fetched = await visit.fetch(address, NO_MARKS)
        if isinstance(fetched, NotModified):
            raise FeedUnreadable(f"{address} says that it is as it was, to nobody who asked. Ask its shop why.")
        page = await _shop_page(pages, fetched.path, address)
        yield PolledPart(name="", marks=NO_MARKS, rows=_priced_rows(iter(page.rows), visit.ask))
        number, last = number + 1, page.last


async def _shop_page(pages: ShopPages, path: Path, address: str) -> ShopPage:
    try:
        return await to_thread(pages.read, path)
    except CatalogUnreadable as error:
        raise _unreadable(error, path, address) from error


async def _sitemaps(visit: _Visit) -> AsyncIterator[PolledPart]:
    """The one sitemap, or those that it names. An index is read whole: it may be as it was, and they are not."""
    marks = NO_MARKS if visit.ask.parts else visit.ask.marks
    fetched = await visit.fetch(visit.address, marks)
    if not await _is_index(fetched, visit.address):
        yield _part(visit, "", fetched, visit.address, read_sitemap)
        return
    walk = SitemapWalk(visit.address)
    walk.next()
    await _follow(walk, fetched, visit.address)
    while (child := walk.next()) is not None:
        name = part_name(child.address)
        known = visit.ask.parts.get(name)
        fetched = await visit.fetch(child.address, known.marks if known else NO_MARKS)
        if await _is_index(fetched, child.address):
            await _follow(walk, fetched, child.address)
        else:
            yield _part(visit, name, fetched, child.address, _read_child)


async def _is_index(fetched: Fetched | NotModified, address: str) -> bool:
    if isinstance(fetched, NotModified):
        return False
    try:
        return await to_thread(is_sitemap_index, fetched.path)
    except CatalogUnreadable as error:
        raise _unreadable(error, fetched.path, address) from error


async def _follow(walk: SitemapWalk, fetched: Fetched | NotModified, address: str) -> None:
    if isinstance(fetched, NotModified):
        return
    try:
        walk.found(address, await to_thread(read_sitemap_index, fetched.path))
    except CatalogUnreadable as error:
        raise _unreadable(error, fetched.path, address) from error


def part_name(address: str) -> str:
    """What a file among several is known by."""
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()


Read = Callable[[Path], Rows]


def _part(visit: _Visit, name: str, fetched: Fetched | NotModified, address: str, read: Read) -> PolledPart:
    if isinstance(fetched, NotModified):
        return PolledPart(name=name, marks=fetched.marks, rows=None)
    rows = _told(read, fetched.path, address)
    return PolledPart(name=name, marks=fetched.marks, rows=_priced_rows(rows, visit.ask))


def _told(read: Read, path: Path, address: str) -> Rows:
    """The rows; what is wrong with the file is said of its address."""
    try:
        yield from read(path)
    except CatalogUnreadable as error:
        raise _unreadable(error, path, address) from error


def _reader(ask: PollAsk) -> Read:
    """A mapping says how JSON is read; everything else tells by itself what it is, as a launched file does."""
    if ask.kind is not SourceKind.JSON or not ask.settings.mapping:
        return read_catalog
    try:
        mapping = read_mapping(ask.settings.mapping)
    except MappingBroken as error:
        raise FeedUnreadable(f"Its mapping cannot be used: {error}. Mend it in the source's settings.") from error
    return lambda path: read_mapped_json(path, mapping)


def _read_child(path: Path) -> Rows:
    """One of many sitemaps may well be empty."""
    return read_sitemap(path) if next(sitemap_records(path), None) is not None else iter(())


def _unreadable(error: CatalogUnreadable, path: Path, address: str) -> FeedUnreadable:
    words = f"{error.message.replace(str(path), address)} {error.remedy}"
    return FeedEmpty(words) if isinstance(error, CatalogEmpty) else FeedUnreadable(words)


def _priced_rows(rows: Rows, ask: PollAsk) -> Rows:
    """With the source's own currency, where a price has none."""
    currency = ask.settings.currency
    if currency is None:
        return rows
    return (
        row.model_copy(update={"product": _priced(row.product, currency)}) if isinstance(row, CatalogRow) else row
        for row in rows
    )


def _priced(product: Product, currency: str | None) -> Product:
    prices: Mapping[str, Money | None] = MappingProxyType(
        {"price": product.price, "sale_price": product.sale_price}
    )
    bare = {
        name: price.model_copy(update={"currency": currency.upper()})
        for name, price in prices.items()
        if currency is not None and price is not None and price.currency is None
    }
    return product.model_copy(update=bare) if bare else product


def _secret(ask: PollAsk) -> FeedSecret | None:
    """In the header that the settings name; without one, a `user:password` as a browser would send it."""
    if ask.secret is None:
        return None
    try:
        return _header(ask.settings.header, ask.secret)
    except SecretUnfit as error:
        raise FeedUnreadable(f"{error}: {_give_secret(ask.source)}") from error


def _header(name: str | None, secret: str) -> FeedSecret:
    user, colon, password = secret.partition(":")
    if name is None and colon and " " not in user:
        return basic_secret(user, password)
    return header_secret(name or AUTHORIZATION, secret)


def _give_secret(source: SourceKey) -> str:
    return f"pinflow sources secret {source}"


def _host(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", address
    return parts.scheme.lower(), parts.netloc.lower()


def _ending(address: str) -> str:
    """Of all names only those of JSON Lines tell what no first bytes do."""
    try:
        path = urlsplit(address).path.lower().removesuffix(PACKED)
    except ValueError:
        return ""
    return next((ending for ending in LINES_ENDINGS if path.endswith(ending)), "")

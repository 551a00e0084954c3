"""Shopify's public `products.json`: a page after the other, until one is empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from catalog.json_products import read_json
from catalog.json_records import open_json
from catalog.unreadable import CatalogUnreadable
from contracts.product import CatalogRow, UnreadableRow

PAGE_PRODUCTS = 250
"""As many as Shopify gives at once."""
PAGES_MAX = 400
"""100,000 products: whoever has more gives a feed."""

_ASK = "Is it a Shopify shop that shows products.json to everyone? If it has a password, add a feed in its place."
_FEED = "Add the shop's Merchant feed in its place."


@dataclass(frozen=True)
class ShopPage:
    """One page. `last`: nothing comes behind it, so that what was not seen is not there."""

    rows: tuple[CatalogRow | UnreadableRow, ...]
    last: bool


def shop_page_address(shop: str, page: int) -> str:
    """Where page 1, 2, … of `https://shop.example`, or of a collection's address in it, is."""
    parts = urlsplit(shop)
    path = parts.path.rstrip("/").removesuffix("/products.json")
    return f"{parts.scheme}://{parts.netloc}{path}/products.json?limit={PAGE_PRODUCTS}&page={page}"


class ShopPages:
    """Reads a shop's pages in their order; keys seen are all that it remembers of them."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._pages = 0

    def read(self, path: Path) -> ShopPage:
        """The products that no page before had: some move to the next one while they are read.

        Raises `CatalogUnreadable` for anything but such a page, for one that repeats what came before, which would
        go on for ever, and after PAGES_MAX.
        """
        if open_json(path).wrapper != ("products",):
            raise CatalogUnreadable(f"{path} is no page of products.json.", _ASK)
        self._pages += 1
        found = list(read_json(path))
        fresh = tuple(self._fresh(found))
        if found and not fresh:
            raise CatalogUnreadable(f"Page {self._pages} has nothing but what the pages before it had.", _FEED)
        if found and self._pages >= PAGES_MAX:
            raise CatalogUnreadable(f"The shop has more than {PAGES_MAX * PAGE_PRODUCTS:,} products.", _FEED)
        return ShopPage(fresh, last=not found)

    def _fresh(self, found: list[CatalogRow | UnreadableRow]) -> Iterator[CatalogRow | UnreadableRow]:
        for row in found:
            if isinstance(row, UnreadableRow):
                yield row
            elif row.product.key not in self._seen:
                self._seen.add(row.product.key)
                yield row

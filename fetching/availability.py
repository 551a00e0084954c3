"""What a product page says about its stock: schema.org's JSON-LD first, else the shops' `<meta>` tags."""

import json
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

IN_STOCK = frozenset(
    {
        "instock",
        "instoreonly",
        "limitedavailability",
        "onlineonly",
        "preorder",
        "presale",
        "backorder",
        "madetoorder",
        "availablefororder",
    }
)
OUT_OF_STOCK = frozenset({"outofstock", "oos", "soldout", "discontinued"})
META_NAMES = frozenset({"product:availability", "og:availability"})
DEPTH_MAX = 8
"""How deep products are looked for inside graphs, groups and lists."""


def in_stock(html: str) -> bool | None:
    """True when anything the page offers can be bought, False when all of it cannot, None when it says nothing."""
    page = _Page()
    # Fed once and never closed: closing makes html.parser look at unfinished tags again and again, which costs
    # quadratic time on a hostile page; a browser ignores what was never finished, too.
    page.feed(html)
    said = _verdict(_availabilities(page.documents))
    return said if said is not None else _verdict(page.meta)


def _verdict(values: Iterable[str]) -> bool | None:
    words = {_word(value) for value in values}
    if words & IN_STOCK:
        return True
    return False if words & OUT_OF_STOCK else None


def _word(value: str) -> str:
    """`https://schema.org/InStock`, `schema:InStock`, `in stock` and `in_stock` are one word."""
    last = value.strip().rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].rsplit("#", 1)[-1]
    return "".join(letter for letter in last.lower() if letter.isalnum())


class _Page(HTMLParser):
    """Gathers JSON-LD documents and availability tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.documents: list[str] = []
        self.meta: list[str] = []
        self._script: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and given.get("type", "").split(";")[0].strip().lower() == "application/ld+json":
            self._script = []
        elif tag == "meta" and _meta_name(given) in META_NAMES:
            self.meta.append(given.get("content", ""))

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            self.documents.append("".join(self._script))
            self._script = None


def _meta_name(given: dict[str, str]) -> str:
    return (given.get("property") or given.get("name", "")).strip().lower()


# JSON-LD is foreign and free in form: a node may be an object, a list, a text or nonsense, hence Any below.


def _availabilities(documents: Iterable[str]) -> Iterator[str]:
    for document in documents:
        for product in _products(_parsed(document), DEPTH_MAX):
            for offer in _offers(product.get("offers"), DEPTH_MAX):
                yield from _texts(offer.get("availability"))


def _parsed(document: str) -> Any:
    try:
        return json.loads(document.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return None


def _products(node: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Products that the page is about; those it merely recommends stand under keys that are not followed."""
    if depth == 0:
        return
    if isinstance(node, list):
        for item in node:
            yield from _products(item, depth - 1)
    elif isinstance(node, dict):
        if _types(node) & {"product", "productgroup", "productmodel", "individualproduct"}:
            yield node
        for key in ("@graph", "mainEntity", "hasVariant"):
            yield from _products(node.get(key), depth - 1)


def _offers(node: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth == 0:
        return
    if isinstance(node, list):
        for item in node:
            yield from _offers(item, depth - 1)
    elif isinstance(node, dict):
        yield node
        yield from _offers(node.get("offers"), depth - 1)


def _types(node: dict[str, Any]) -> set[str]:
    return {_word(text) for text in _texts(node.get("@type"))}


def _texts(node: Any) -> Iterator[str]:
    """The texts a value consists of: itself, a list's, or the `@id` that stands for it."""
    for item in node if isinstance(node, list) else [node]:
        value = item.get("@id") if isinstance(item, dict) else item
        if isinstance(value, str):
            yield value

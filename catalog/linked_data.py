"""schema.org's products in JSON-LD, as the row that a table would have for them."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from catalog.json_cells import text_of
from catalog.json_values import Json
from contracts.product import IMAGES_MAX

DEPTH_MAX = 8
"""How deep products and offers are looked for inside graphs, groups and lists."""
NODES_MAX = 2_000
"""Products, and offers of one, that are looked at."""

Node = Mapping[str, Json]

_GROUP = "productgroup"
_PRODUCTS = frozenset({"product", _GROUP, "productmodel", "individualproduct"})
_REGULAR = frozenset({"listprice", "strikethroughprice", "msrp", "srp", "regularprice"})
_STOCKED = frozenset({"instock", "instoreonly", "limitedavailability", "onlineonly", "preorder", "backorder"})
_OWN = ("@graph", "mainEntity")


def linked_product(documents: Iterable[Json], address: str) -> Node | None:
    """The product that the page at `address` is about: the one that names it, else a group, else the first."""
    found: list[Node] = []
    for document in documents:
        found.extend(_limited(_products(document, DEPTH_MAX)))
    here = [node for node in found if _path(_address(node.get("url"))) == _path(address) != ""]
    groups = [node for node in (here or found) if _GROUP in _types(node)]
    return next(iter(groups or here or found), None)


def linked_cells(product: Node) -> dict[str, str]:
    """What the product says, by the names of a table's columns; a group's offers are its variants'.

    Its further pictures stand a line each: addresses may have commas.
    """
    variants = list(_limited(_objects(product.get("hasVariant"), 1)))
    offers = [offer for node in (product, *variants) for offer in _offers(node.get("offers"), DEPTH_MAX)]
    pictures = _first(_images(node.get("image")) for node in (product, *variants))
    cells = {
        "title": text_of(product.get("name")),
        "description": text_of(product.get("description")),
        "image_link": next(iter(pictures), ""),
        "additional_image_link": "\n".join(pictures[1:]),
        "brand": _name(product.get("brand")),
        "sku": text_of(product.get("sku")) or text_of(product.get("productGroupID")),
        "product_type": _name(product.get("category")),
    }
    return {name: text for name, text in (cells | _sale(offers[:NODES_MAX])).items() if text}


def _sale(offers: list[Node]) -> dict[str, str]:
    """The first offer that can be had, else the first."""
    to_be_had = next((offer for offer in offers if _STOCKED & _words(offer.get("availability"))), None)
    offer = to_be_had or next(iter(offers), None)
    if offer is None:
        return {}
    specifications = list(_limited(_objects(offer.get("priceSpecification"), 1)))
    regular = _price(node for node in specifications if _REGULAR & _words(node.get("priceType")))
    current = _price([offer, *(node for node in specifications if not _REGULAR & _words(node.get("priceType")))])
    return {
        "price": regular or current,
        "sale_price": current if regular else "",
        "availability": next(iter(sorted(_words(offer.get("availability")))), ""),
    }


def _price(nodes: Iterable[Node]) -> str:
    for node in nodes:
        amount = text_of(node.get("price")) or text_of(node.get("lowPrice"))
        if amount:
            return f"{amount} {text_of(node.get('priceCurrency'))}".strip()
    return ""


def _products(node: Json, depth: int) -> Iterator[Node]:
    """Products that the page is about; those it merely recommends stand under names that are not followed."""
    for each in _objects(node, depth):
        if _types(each) & _PRODUCTS:
            yield each
        if depth > 1:
            for name in _OWN:
                yield from _products(each.get(name), depth - 1)


def _offers(node: Json, depth: int) -> Iterator[Node]:
    """Offers, the single ones of an aggregate before itself."""
    for each in _objects(node, depth):
        if depth > 1:
            yield from _offers(each.get("offers"), depth - 1)
        yield each


def _objects(node: Json, depth: int) -> Iterator[Node]:
    """The objects of a value: itself, or a list's, also of lists within each other."""
    if isinstance(node, dict):
        yield node
    elif isinstance(node, list) and depth >= 0:
        for each in node:
            yield from _objects(each, depth - 1)


def _limited(nodes: Iterable[Node]) -> Iterator[Node]:
    return (node for _, node in zip(range(NODES_MAX), nodes, strict=False))


def _images(node: Json) -> list[str]:
    listed = node if isinstance(node, list) else [node]
    found = (_address(each) for each in listed[: IMAGES_MAX * 2])
    return list(dict.fromkeys(address for address in found if address))[:IMAGES_MAX]


def _address(node: Json) -> str:
    if isinstance(node, dict):
        return next((text for name in ("contentUrl", "url", "@id") if (text := text_of(node.get(name)))), "")
    return text_of(node)


def _name(node: Json) -> str:
    first = node[0] if isinstance(node, list) and node else node
    return text_of(first.get("name")) if isinstance(first, dict) else text_of(first)


def _types(node: Node) -> set[str]:
    return _words(node.get("@type"))


def _words(node: Json) -> set[str]:
    """`https://schema.org/InStock`, `schema:InStock` and `in stock` are one word."""
    listed = node if isinstance(node, list) else [node]
    found = (text_of(each.get("@id")) if isinstance(each, dict) else text_of(each) for each in listed)
    return {_word(text) for text in found if text}


def _word(text: str) -> str:
    last = text.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].rsplit("#", 1)[-1]
    return "".join(letter for letter in last.lower() if letter.isalnum())


def _first(lists: Iterable[list[str]]) -> list[str]:
    return next((found for found in lists if found), [])


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.rstrip("/")
    except ValueError:
        return ""

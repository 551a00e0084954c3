"""A product in Shopify's own JSON that may be told in part: without variants, with some, without a handle."""

from collections.abc import Mapping
from types import MappingProxyType

from catalog.json_cells import names_of, text_of
from catalog.json_values import Json
from catalog.partial_products import PartialProduct, refuse_long_names, unreadable
from catalog.shopify_objects import read_shopify_object
from contracts.changes import UnreadableEvent
from contracts.product import Availability, Product, UnreadableRow

ID_DIGITS_MAX = 30
"""Shopify's ids have 18, which is more than a double holds: they are texts here."""

PICTURES_MAX = 250
"""Shopify's own limit of a product's pictures."""

_STATED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "title": ("title",),
        "description": ("body_html",),
        "key": ("handle",),
        "handle": ("handle",),
        "images": ("images", "image"),
        "published": ("published_at", "status"),
        "brand": ("vendor",),
        "product_type": ("product_type", "category"),
        "categories": ("category",),
        "tags": ("tags",),
    }
)
_NOT_SHOPIFYS = ("link", "board", "section", "publish_at", "video", "idempotency_key")
"""What only somebody else's addition to the object can say."""
_PRICED = ("price", "sale_price", "sku")
_COUNTED = ("available", "inventory_management")

_SEND_ID = "Send the product as Shopify does, with its id."


def read_shopify_partial(value: Mapping[str, Json]) -> PartialProduct | UnreadableEvent:
    """The product as `catalog.shopify_objects` reads it, with Shopify's id as the foreign one.

    Without a handle the id stands in for the key, which is left open then.
    """
    if too_long := refuse_long_names(names_of(value)):
        return too_long
    number, named = shopify_id(value), text_of(value.get("handle"))
    if not number and not named:
        return UnreadableEvent(message="The product has neither an id nor a handle.", remedy=_SEND_ID)
    told = {**_counted(value), "handle": named or number}
    if isinstance(pictures := value.get("images"), list):
        told["images"] = pictures[:PICTURES_MAX]
    row = read_shopify_object(1, told, {})
    if isinstance(row, UnreadableRow):
        return unreadable(row)
    product = row.product if named else row.product.model_copy(update={"handle": None})
    return PartialProduct(product=product, unsaid=_left_open(value, product), foreign_id=number or None)


def shopify_id(value: Mapping[str, Json]) -> str:
    """The product's number, from `id` or the end of `admin_graphql_api_id`; empty when it has none."""
    stated = value.get("id") or text_of(value.get("admin_graphql_api_id")).rpartition("/Product/")[2]
    number = "" if isinstance(stated, bool) else text_of(stated)
    return number if number.isascii() and number.isdecimal() and len(number) <= ID_DIGITS_MAX else ""


def _left_open(value: Mapping[str, Json], product: Product) -> frozenset[str]:
    silent = {name for name, stating in _STATED_BY.items() if not any(each in value for each in stating)}
    absent = {name for name in _NOT_SHOPIFYS if getattr(product, name) is None}
    unready = {"images"} if value.get("media") and not product.images else set()
    partial = {"extras"} if "handle" not in value else set()
    # A blank handle is as good as none.
    keyless = set() if text_of(value.get("handle")) else {"key", "handle"}
    return frozenset(silent | absent | unready | partial | keyless | _left_open_by_variants(value, product))


def _left_open_by_variants(value: Mapping[str, Json], product: Product) -> set[str]:
    """Every product has variants: where none are told, or not all, the one that is shown may be another."""
    variants = _variants(value)
    told = len(variants) >= max(1, len(_items(value.get("variant_gids"))))
    unpriced = set() if told else set(_PRICED)
    stock = any("inventory_quantity" in variant or "available" in variant for variant in variants)
    # One that can be bought is enough to know, none among a few is not.
    known = stock and (told or product.availability is Availability.IN_STOCK)
    return unpriced if known else {*unpriced, "availability"}


def _counted(value: Mapping[str, Json]) -> Mapping[str, Json]:
    """The product with its stock counted where it had some before and has none now.

    Webhooks no longer say whether a shop counts a product's stock, and of one that is never counted the quantity
    is zero as well: but then it was always so.
    """
    variants = _variants(value)
    if any(name in variant for variant in variants for name in _COUNTED) or any(map(_has_some, variants)):
        return value
    if not any(map(_had_some, variants)):
        return value
    return {**value, "variants": [{**variant, "inventory_management": "shopify"} for variant in variants]}


def _has_some(variant: Mapping[str, Json]) -> bool:
    quantity = variant.get("inventory_quantity")
    return isinstance(quantity, int) and quantity > 0


def _had_some(variant: Mapping[str, Json]) -> bool:
    """Whether its stock was counted before, or below zero: what is never counted stays at zero."""
    quantity, before = variant.get("inventory_quantity"), variant.get("old_inventory_quantity")
    return (isinstance(quantity, int) and quantity < 0) or (isinstance(before, int) and before != 0)


def _variants(value: Mapping[str, Json]) -> list[dict[str, Json]]:
    return [each for each in _items(value.get("variants")) if isinstance(each, dict)]


def _items(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []

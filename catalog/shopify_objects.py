"""A product as Shopify's API and its webhooks state it, put into the rows that Shopify's export would have for it.

So the same product has the same key and shows the same variant, whether it comes from a table or from JSON.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest

from catalog.columns import Columns, claim_columns
from catalog.delimited import Record
from catalog.json_cells import cells_of, text_of
from catalog.json_values import Json
from catalog.named_records import HEADERS_KEPT_MAX
from catalog.shopify import NAMES, read_together
from contracts.product import CatalogRow, UnreadableRow

Cells = dict[str, str]

VARIANTS_MAX = 2_000
"""Shopify's own limit of a product's variants."""

_PARTS = frozenset({"variants", "images", "image", "options", "media", "variant_gids"})
"""What is a row of its own, or says nothing more."""
_PRODUCT: Mapping[str, str] = {
    "handle": "Handle",
    "title": "Title",
    "body_html": "Body (HTML)",
    "vendor": "Vendor",
    "product_type": "Type",
    "tags": "Tags",
    "status": "Status",
}
_STOCK_WORDS = ("available", "inventory_management")


def is_shopifys(value: Mapping[str, Json]) -> bool:
    """Whether the object is a product of Shopify's: nobody else has these names together."""
    return "handle" in value and ("variants" in value or "body_html" in value)


def read_shopify_object(row: int, value: Mapping[str, Json], seen: dict[str, int]) -> CatalogRow | UnreadableRow:
    """The product; `seen` has the keys of those before it with their rows, and its own is added."""
    rows = _rows(value)
    header = tuple(dict.fromkeys(name for cells in rows for name in cells))
    columns = _claimed(header)
    records = [
        Record(row=row, cells=tuple(cells.get(name, "") for name in header), given=len(header)) for cells in rows
    ]
    return read_together(records, columns, seen)


@lru_cache(maxsize=HEADERS_KEPT_MAX)
def _claimed(header: tuple[str, ...]) -> Columns:
    return claim_columns(header, NAMES)


def _rows(value: Mapping[str, Json]) -> list[Cells]:
    """The export's rows: the product beside its first variant and picture, then the other ones."""
    variants = _objects(value.get("variants"))[:VARIANTS_MAX]
    counted = any(_states_stock(variant) for variant in variants)
    sold = [_variant(variant, counted=counted) for variant in variants]
    pictures = [_picture(picture) for picture in _pictures(value)]
    nothing: Cells = {}
    first, *others = [sale | shown for sale, shown in zip_longest(sold, pictures, fillvalue=nothing)] or [nothing]
    return [_product(value) | first, *others]


def _product(value: Mapping[str, Json]) -> Cells:
    cells = cells_of({name: each for name, each in value.items() if name not in _PARTS})
    named = {_PRODUCT.get(name, name): text for name, text in cells.items()}
    category = named.pop("category.full_name", "") or named.pop("category.name", "")
    # A product that is nowhere shown has null here; what lacks the name altogether says nothing.
    hidden = "published_at" in value and value["published_at"] is None
    return {**named, "Handle": named.get("Handle", ""), "Product Category": category} | (
        {"Published": "false"} if hidden else {}
    )


def _variant(variant: Mapping[str, Json], *, counted: bool) -> Cells:
    cells = {
        "Variant SKU": text_of(variant.get("sku")),
        "Variant Price": text_of(variant.get("price")),
        "Variant Compare At Price": text_of(variant.get("compare_at_price")),
    }
    return cells | (_stock(variant) if counted else {})


def _states_stock(variant: Mapping[str, Json]) -> bool:
    """Whether it can be told if the variant is sold out: a bare zero may be of a variant that is never counted."""
    quantity = variant.get("inventory_quantity")
    return any(name in variant for name in _STOCK_WORDS) or (isinstance(quantity, int) and quantity > 0)


def _stock(variant: Mapping[str, Json]) -> Cells:
    if variant.get("available") is False:
        return {"Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "0"}
    return {
        "Variant Inventory Tracker": text_of(variant.get("inventory_management")),
        "Variant Inventory Qty": text_of(variant.get("inventory_quantity")),
        "Variant Inventory Policy": text_of(variant.get("inventory_policy")),
    }


def _pictures(value: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    listed = value.get("images") or [value.get("image")]
    return _objects([{"src": each} if isinstance(each, str) else each for each in _items(listed)])


def _picture(picture: Mapping[str, Json]) -> Cells:
    return {
        "Image Src": text_of(picture.get("src")),
        "Image Position": text_of(picture.get("position")),
        "Image Alt Text": text_of(picture.get("alt")),
    }


def _objects(value: Json) -> list[Mapping[str, Json]]:
    return [each for each in _items(value) if isinstance(each, dict)]


def _items(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else []

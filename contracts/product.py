"""A product as a catalog states it, whatever dialect it came in."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.contract import Address, Contract, Line, Text

IMAGES_MAX = 20
CATEGORIES_MAX = 50
EXTRAS_MAX = 100
GIVEN_KEY_MAX = 255
"""Characters of a key that a caller gives, as services with such keys usually take them."""
DESCRIPTION_MAX = 20_000
"""Characters of a raw description that are kept; a pin shows 800 at most."""


EXTRA_MAX = 4_000
"""Characters of a column that nobody claimed, and of a picture's text: a pin's longest, each of them escaped."""

Extra = Annotated[str, StringConstraints(max_length=EXTRA_MAX)]


COLOR_PATTERN = r"^#[0-9A-Fa-f]{6}$"


class Availability(StrEnum):
    """Google Merchant's availability values, and `unknown` when the source says nothing."""

    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    PREORDER = "preorder"
    BACKORDER = "backorder"
    UNKNOWN = "unknown"


class Money(Contract):
    """An amount in whole units of `currency` (ISO 4217, upper case), or of an unstated one."""

    amount: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None


class ProductImage(Contract):
    """A picture of the product where the shop keeps it."""

    url: Address
    alt: Extra = ""


class Product(Contract):
    """One product. `key` is the merchant's own name for it (handle, id or SKU) and part of a pin's identity.

    Texts are raw: HTML, entities and codes are drafting's business. `price` is the regular price; `sale_price`
    is set only when it is lower. `link` may be missing or relative: drafting makes it whole with the shop's
    address and `handle`.
    """

    key: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    title: Text = ""
    description: Annotated[str, StringConstraints(max_length=DESCRIPTION_MAX)] = ""
    link: Address | None = None
    handle: Line | None = None
    images: Annotated[tuple[ProductImage, ...], Field(max_length=IMAGES_MAX)] = ()
    price: Money | None = None
    sale_price: Money | None = None
    availability: Availability = Availability.UNKNOWN
    published: bool = True
    """False for a draft, archived or hidden product."""
    brand: Line | None = None
    product_type: Text | None = None
    """As Merchant feeds write it: `Apparel > Sweaters`; its last part names the default board."""
    categories: Annotated[tuple[Line, ...], Field(max_length=CATEGORIES_MAX)] = ()
    """Every category that the source sorts it into, as a path or as Google's number: board rules look at them."""
    tags: Annotated[tuple[Line, ...], Field(max_length=250)] = ()
    sku: Line | None = None
    board: Line | None = None
    """The board the file itself asks for, by its name or its id."""
    section: Line | None = None
    """The section of that board that the file asks for."""
    publish_at: Line | None = None
    """Not before this, as the file states it, in ISO 8601; without an offset when the file gives none."""
    video: Address | None = None
    """A video to pin; the first of `images`, if any, is its cover then."""
    idempotency_key: Annotated[str, StringConstraints(min_length=1, max_length=GIVEN_KEY_MAX)] | None = None
    """The caller's own name for this pin: the same key is the same pin for ever, whatever its board or product."""
    dominant_color: Annotated[str, StringConstraints(pattern=COLOR_PATTERN)] | None = None
    """Of its picture, if somebody says: shown by Pinterest until that is there."""
    extras: dict[str, Extra] = Field(default_factory=dict, max_length=EXTRAS_MAX)
    """Columns nobody claimed, by their header: variables for copy templates."""


class CatalogRow(Contract):
    """A product and where it stands in its file: `row` is the 1-based line-record number, the header being 1."""

    kind: Literal["product"] = "product"
    row: int
    product: Product


class UnreadableRow(Contract):
    """A record that could not be read; it is reported and stops nothing else."""

    kind: Literal["unreadable"] = "unreadable"
    row: int
    message: Text
    remedy: Text

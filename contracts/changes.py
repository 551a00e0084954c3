"""What a catalog says that has changed: one event of one product of one source, and what is known of it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.contract import Contract, Digest, Instant, Line, Text
from contracts.names import SourceKey
from contracts.product import Product

ProductKey = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""As `Product.key`: the merchant's own name for a product."""

DELIVERY_MAX = 200
SEQUENCE_MAX = 60
UNSAID_MAX = 40
"""Names of a product's fields that an event may leave open."""


class ChangeKind(StrEnum):
    """What became of the product."""

    UPSERT = "upsert"
    """It is there, as the event says: new, changed, or neither."""
    DELETE = "delete"
    """The source has it no more."""
    SNAPSHOT = "snapshot"
    """It was there already when the source was first read: known from now on, and no news."""


class ProductChange(Contract):
    """One event of one product, in whatever way the source told it.

    Events of one product are ordered by `at`, then by `sequence` as text; of two that agree in both, the one that
    arrived later counts.
    """

    kind: ChangeKind
    product_key: ProductKey
    """As a file would have it; where the event does not tell, the source's number stands in (`foreign_id`)."""
    foreign_id: Line | None = None
    """The source's own number for the product where that is not its key: all that a deletion may know of it.

    A product whose number is known keeps the key it is known by, whatever the event calls it: so a deletion finds
    it, and a product with a new handle is no new product.
    """
    product: Product | None = None
    """None for one that was deleted."""
    unsaid: Annotated[frozenset[str], Field(max_length=UNSAID_MAX)] = frozenset()
    """Names of `Product`'s fields that the event is silent about: what was known before stays."""
    at: Instant
    """When it happened, by the source's own clock."""
    sequence: Annotated[str, StringConstraints(max_length=SEQUENCE_MAX)] = ""
    """The source's order of events of the same moment, such as a log position padded with zeros."""
    delivery: Annotated[str, StringConstraints(min_length=1, max_length=DELIVERY_MAX)]
    """The same text is the same event, however often it comes from this source."""


class UnreadableEvent(Contract):
    """An event that says something which cannot be read; it is reported and stops nothing else."""

    message: Text
    remedy: Text


class NoChange(Contract):
    """An event that was read, and changes no product: a tombstone, another table's row."""

    why: Line


class KnownProduct(Contract):
    """What the last events of a product came to."""

    source: SourceKey
    product_key: ProductKey
    product: Product | None = None
    """None: it was deleted, or is known by its key alone."""
    deleted: bool = False
    at: Instant
    sequence: Line = ""
    digest: Digest | None = None
    """Of `product`, as `drafting.change_folding.digest_of` makes it."""
    pinned_at: Instant | None = None
    """When rules last had it pinned: cool-downs begin there."""

"""What a source's settings may say (`SourceCard.settings`): each kind reads what it needs."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.buffering import (
    PATIENCE_SECONDS,
    PATIENCE_SECONDS_MAX,
    QUIET_SECONDS,
    QUIET_SECONDS_MAX,
)
from contracts.contract import Address, Contract, Line

COLUMNS_MAX = 200
"""Columns, or tables, that settings name."""


EVERY_SECONDS = 3_600.0
"""Between two polls of an address, where nobody said."""
EVERY_SECONDS_MIN = 60.0
EVERY_SECONDS_MAX = 7 * 86_400.0
JITTER_SECONDS = 30.0
"""How much later than due a poll may begin, where nobody said: many sources of one host should not ask at once."""
TIMES_MAX = 24
"""Times of day at which an address is polled."""

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""`18:30`."""


class First(StrEnum):
    """What the products of a source's first poll are."""

    KNOWN = "known"
    """They are known from now on, and no news."""
    NEW = "new"
    """Each is a new product."""


class SourceSettings(Contract):
    """Settings of any source; what is not known here is another's business."""

    shop_url: Address | None = None
    """Where customers see the shop: `https://shop.example.com`."""
    shop_domain: Line | None = None
    """Shopify's own name of the shop: `acme.myshopify.com`."""
    currency: Line | None = None
    """Of prices without one."""
    zone: Line | None = None
    """The time zone of publish dates without one (IANA)."""
    tables: Annotated[tuple[Line, ...], Field(max_length=COLUMNS_MAX)] = ()
    """Tables of a database that have products; none: any."""
    columns: Annotated[dict[Line, Line], Field(max_length=COLUMNS_MAX)] = Field(default_factory=dict)
    """Which field of a product a column is, where its name does not tell."""
    quiet_seconds: Annotated[float, Field(ge=0, le=QUIET_SECONDS_MAX)] = QUIET_SECONDS
    patience_seconds: Annotated[float, Field(ge=0, le=PATIENCE_SECONDS_MAX)] = PATIENCE_SECONDS

    address: Address | None = None
    """Where a source that is polled is asked."""
    header: Line | None = None
    """In which header its secret is sent; None: `Authorization`."""
    every_seconds: Annotated[float, Field(ge=EVERY_SECONDS_MIN, le=EVERY_SECONDS_MAX)] = EVERY_SECONDS
    at: Annotated[tuple[TimeOfDay, ...], Field(max_length=TIMES_MAX)] = ()
    """In place of `every_seconds`: the times of day, in `zone`, when it is polled."""
    jitter_seconds: Annotated[float, Field(ge=0, le=EVERY_SECONDS_MAX)] = JITTER_SECONDS
    first: First = First.KNOWN
    pages: bool = True
    """Of a sitemap: the pages that it names are read for what they say of their product."""
    mapping: Annotated[dict[Line, Line], Field(max_length=COLUMNS_MAX)] = Field(default_factory=dict)
    """Of JSON: where the list of products is, and what of each is what (`catalog.json_mapping`)."""
    shrink_percent: Annotated[float, Field(ge=0, le=100)] | None = None
    """How much of what was known may be missing before it is wondered about; None: the usual."""
    shrink_polls: Annotated[int, Field(ge=1, le=100)] | None = None
    """Polls in a row that must miss it before it is believed; None: the usual."""

    slot: Line | None = None
    """Of PostgreSQL: the logical replication slot that is read."""
    publication: Line | None = None
    """Of PostgreSQL: what the slot tells of (`CREATE PUBLICATION`)."""

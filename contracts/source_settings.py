"""What a source's settings may say (`SourceCard.settings`): each kind reads what it needs."""

from typing import Annotated

from pydantic import Field

from contracts.buffering import (
    PATIENCE_SECONDS,
    PATIENCE_SECONDS_MAX,
    QUIET_SECONDS,
    QUIET_SECONDS_MAX,
)
from contracts.contract import Address, Contract, Line

COLUMNS_MAX = 200
"""Columns, or tables, that settings name."""


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

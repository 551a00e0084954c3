"""What became of a product between two states of it, in the words that rules use."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.contract import Contract, Line
from contracts.product import IMAGES_MAX, Money

TAGS_TOLD_MAX = 250
"""As many as a product has."""


class HappeningKind(StrEnum):
    """What a rule may ask for. A product that is not published is as good as none."""

    NEW = "new"
    """It was not there, and now it is: also when it comes back."""
    DELETED = "deleted"
    """It was there, and is no more."""
    BACK_IN_STOCK = "back_in_stock"
    OUT_OF_STOCK = "out_of_stock"
    PRICE_DROP = "price_drop"
    """It costs less, by its sale price where it has one."""
    PRICE_RISE = "price_rise"
    SALE_STARTED = "sale_started"
    """It has a sale price, and had none."""
    SALE_ENDED = "sale_ended"
    NEW_IMAGE = "new_image"
    TITLE_CHANGED = "title_changed"
    TAG_ADDED = "tag_added"
    """It has a tag that it did not have; a new product comes with all of its own."""
    CHANGED = "changed"
    """Anything of it is other than it was, but for what its shop notes of it for itself (`updated_at`)."""


class Happening(Contract):
    """One thing that happened to a product, with the figures that belong to its kind."""

    kind: HappeningKind
    price_before: Money | None = None
    price_after: Money | None = None
    percent: Decimal | None = None
    """By how much the price rose or fell (below 0), of what it was: to one decimal, and never more than it is."""
    title_before: Line = ""
    title_after: Line = ""
    tags: Annotated[tuple[Line, ...], Field(max_length=TAGS_TOLD_MAX)] = ()
    """Those that came."""
    slots: Annotated[tuple[int, ...], Field(max_length=IMAGES_MAX)] = ()
    """Which of the product's pictures are new, counted from 0."""
